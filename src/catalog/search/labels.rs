//! Look-up of terms by their labels, for search and completions, and of countries by their names, for
//! completions.

use std::collections::HashMap;

use crate::domain::{Keyword, Slug, SuggestionKind, TermScheme, Vocabulary, countries};
use crate::text::{QueryWord, Words, folded_words, stem};

/// All labels of all terms, and the names of all countries.
#[derive(Default)]
pub struct TermLabels {
    /// Sorted by folded label.
    labels: Vec<TermLabel>,
    /// Each word of each label with the index of the label in `labels`; sorted.
    words: Vec<(LabelWord, usize)>,
    /// The terms with a label of these stems, by the stems separated by single spaces.
    by_stems: HashMap<String, Vec<NamedTerm>>,
}

/// A term with a label of some stems.
struct NamedTerm {
    scheme: TermScheme,
    slug: Slug,
    /// Whether only hidden labels have these stems.
    is_hidden: bool,
}

/// One label of one term, or one name of a country.
pub struct TermLabel {
    pub folded: String,
    pub written: String,
    /// Never an organization.
    pub kind: SuggestionKind,
    /// The slug of the term, or the code of the country.
    pub key: String,
    /// The display name of the term or country.
    pub display_name: String,
    /// Whether it is a hidden label, which is found but not shown.
    pub is_hidden: bool,
    /// The folded words of the label.
    pub words: Vec<LabelWord>,
}

/// One word of a label.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LabelWord {
    pub text: String,
    pub stem: String,
}

/// Maximum number of words of a label that a query is searched for.
const MAX_WORDS: usize = 10;

/// Maximum number of synonyms of a query that are searched for in texts.
const MAX_SYNONYMS: usize = 8;

impl TermLabels {
    pub fn new(vocabulary: &Vocabulary) -> Self {
        let mut this = Self::default();
        for &scheme in TermScheme::ALL {
            for term in vocabulary.terms(scheme) {
                let hidden = term.names().count();
                for (place, written) in term.labels().enumerate() {
                    let is_hidden = place >= hidden;
                    let (written, slug) = (written.to_owned(), term.slug.clone());
                    let terms = this.by_stems.entry(stems(&written)).or_default();
                    // The hidden labels come last.
                    if !terms.iter().any(|it| it.scheme == scheme && it.slug == slug) {
                        terms.push(NamedTerm { scheme, slug: slug.clone(), is_hidden });
                    }
                    let kind = SuggestionKind::Term(scheme);
                    let display_name = term.label.as_str();
                    this.add(kind, slug.as_str(), display_name, &written, is_hidden);
                }
            }
        }
        for country in countries() {
            let shown = country.names().map(|name| (name, false));
            for (name, is_hidden) in shown.chain(country.hidden_names().map(|name| (name, true))) {
                let kind = SuggestionKind::Country;
                this.add(kind, country.as_str(), country.name(), name, is_hidden);
            }
        }
        this.labels.sort_by(|a, b| a.folded.cmp(&b.folded).then_with(|| a.key.cmp(&b.key)));
        let words =
            this.labels.iter().enumerate().flat_map(|(place, label)| {
                label.words.iter().map(move |word| (word.clone(), place))
            });
        this.words = words.collect();
        this.words.sort_unstable();
        this
    }

    fn add(
        &mut self,
        kind: SuggestionKind,
        key: &str,
        display_name: &str,
        written: &str,
        is_hidden: bool,
    ) {
        let folded = folded_words(written);
        let words = folded.split(' ').map(LabelWord::new).collect();
        self.labels.push(TermLabel {
            folded,
            written: written.to_owned(),
            kind,
            key: key.to_owned(),
            display_name: display_name.to_owned(),
            is_hidden,
            words,
        });
    }

    /// The terms with a label among consecutive `words`, the longest labels first; `true` if the
    /// label is all of the words and shown: a hidden one may mean something narrower or looser.
    pub fn terms_within(&self, words: &[QueryWord]) -> Vec<(TermScheme, &str, bool)> {
        let mut found = Vec::new();
        for length in (1..=words.len().min(MAX_WORDS)).rev() {
            for part in words.windows(length) {
                let stems: Vec<&str> = part.iter().map(|word| word.stem.as_str()).collect();
                let terms = self.by_stems.get(&stems.join(" ")).into_iter().flatten();
                let is_whole = length == words.len();
                found.extend(
                    terms.map(|it| (it.scheme, it.slug.as_str(), is_whole && !it.is_hidden)),
                );
            }
        }
        found
    }

    /// Synonyms of a query: all labels of the terms of which `words` are a label.
    pub fn synonyms(&self, words: &[QueryWord]) -> Vec<&str> {
        let terms = self.terms_within(words);
        let named = || terms.iter().filter(|(.., is_whole)| *is_whole);
        let is_synonym = |label: &&TermLabel| {
            !label.is_hidden
                && named().any(|(scheme, slug, _)| {
                    (SuggestionKind::Term(*scheme), *slug) == (label.kind, label.key.as_str())
                })
        };
        self.labels
            .iter()
            .filter(is_synonym)
            .map(|label| label.written.as_str())
            .take(MAX_SYNONYMS)
            .collect()
    }

    /// The labels that begin with a folded text, in order.
    pub fn with_prefix<'l>(&'l self, text: &str) -> impl Iterator<Item = &'l TermLabel> {
        let first = self.labels.partition_point(|label| *label.folded < *text);
        self.labels[first..].iter().take_while(move |label| label.folded.starts_with(text))
    }

    /// All labels, sorted.
    pub fn all(&self) -> &[TermLabel] {
        &self.labels
    }

    /// The words that begin with a folded text, in order, with the indexes of their labels.
    pub fn words_with_prefix<'l>(
        &'l self,
        text: &'l str,
    ) -> impl Iterator<Item = (&'l LabelWord, usize)> {
        let first = self.words.partition_point(|(word, _)| *word.text < *text);
        let words = self.words[first..].iter().map(|(word, place)| (word, *place));
        words.take_while(move |(word, _)| word.text.starts_with(text))
    }

    /// The words after all those that begin with a text, in order; without a text, all words. A
    /// word appears once for each label that has it.
    pub fn words_after<'l>(
        &'l self,
        text: Option<&str>,
    ) -> impl Iterator<Item = &'l LabelWord> + use<'l> {
        let is_passed = |word: &LabelWord| {
            text.is_some_and(|text| *word.text < *text || word.text.starts_with(text))
        };
        let first = self.words.partition_point(|(word, _)| is_passed(word));
        self.words[first..].iter().map(|(word, _)| word)
    }
}

impl TermLabel {
    /// The label that people see when this one was found.
    pub fn shown(&self) -> &str {
        if self.is_hidden { &self.display_name } else { &self.written }
    }

    /// Whether it is the display name of its term or country, not another label.
    pub fn is_display_name(&self) -> bool {
        self.written == self.display_name
    }
}

impl LabelWord {
    fn new(word: &str) -> Self {
        Self { text: word.to_owned(), stem: stem(word).into_owned() }
    }
}

/// The stems of a label, separated by single spaces.
fn stems(label: &str) -> String {
    let (mut words, mut stems) = (Words::new(label), Vec::new());
    while let Some(word) = words.next_word() {
        stems.push(stem(word.folded).into_owned());
    }
    stems.join(" ")
}
