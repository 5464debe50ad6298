//! The labels of the vocabulary, as people may type them.

use std::collections::HashMap;

use crate::catalog::Facet;
use crate::domain::{Slug, TermScheme, Vocabulary};
use crate::text::{QuestionWord, Words, folded_words, stem};

/// Every label of every term.
#[derive(Default)]
pub struct Labels {
    /// In the order of the folded labels.
    labels: Vec<Label>,
    /// Each word of each label with the place of the label, in order.
    words: Vec<(LabelWord, usize)>,
    /// Which terms have a label of these stems.
    by_stems: HashMap<String, Vec<(Facet, Slug)>>,
}

/// One label of one term.
pub struct Label {
    pub folded: String,
    pub written: String,
    pub facet: Facet,
    pub slug: Slug,
    /// The display name of the term.
    pub label: String,
    /// Its folded words.
    pub words: Vec<LabelWord>,
}

/// One word of a label.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LabelWord {
    pub text: String,
    pub stem: String,
}

/// A label has no more words.
const MAX_WORDS: usize = 10;

/// So many other labels of a term are looked for in texts.
const MAX_SAME: usize = 8;

impl Labels {
    pub fn of(vocabulary: &Vocabulary) -> Self {
        let mut this = Self::default();
        for (scheme, facet) in
            [(TermScheme::FocusArea, Facet::FocusArea), (TermScheme::Approach, Facet::Approach)]
        {
            for term in vocabulary.terms(scheme) {
                for written in term.labels() {
                    let (written, slug) = (written.to_owned(), term.slug.clone());
                    let terms = this.by_stems.entry(stems(&written)).or_default();
                    if !terms.contains(&(facet, slug.clone())) {
                        terms.push((facet, slug.clone()));
                    }
                    let (folded, label) = (folded_words(&written), term.label.as_str().to_owned());
                    let words = folded.split(' ').map(LabelWord::of).collect();
                    this.labels.push(Label { folded, written, facet, slug, label, words });
                }
            }
        }
        this.labels.sort_by(|a, b| a.folded.cmp(&b.folded).then_with(|| a.slug.cmp(&b.slug)));
        let words =
            this.labels.iter().enumerate().flat_map(|(place, label)| {
                label.words.iter().map(move |word| (word.clone(), place))
            });
        this.words = words.collect();
        this.words.sort_unstable();
        this
    }

    /// The terms that have a label within these words, the longest labels first;
    /// and whether it is all of them.
    pub fn within(&self, words: &[QuestionWord]) -> Vec<(Facet, &str, bool)> {
        let mut found = Vec::new();
        for length in (1..=words.len().min(MAX_WORDS)).rev() {
            for part in words.windows(length) {
                let stems: Vec<&str> = part.iter().map(|word| word.stem.as_str()).collect();
                let terms = self.by_stems.get(&stems.join(" ")).into_iter().flatten();
                let is_whole = length == words.len();
                found.extend(terms.map(|(facet, slug)| (*facet, slug.as_str(), is_whole)));
            }
        }
        found
    }

    /// The labels of the terms that have these words as a label.
    pub fn same(&self, words: &[QuestionWord]) -> Vec<&str> {
        let whole = self.within(words);
        let whole = || whole.iter().filter(|(.., is_whole)| *is_whole);
        let is_same = |label: &&Label| whole().any(|(_, slug, _)| *slug == label.slug.as_str());
        self.labels
            .iter()
            .filter(is_same)
            .map(|label| label.written.as_str())
            .take(MAX_SAME)
            .collect()
    }

    /// The labels that begin with a folded text, in order.
    pub fn beginning<'l>(&'l self, text: &str) -> impl Iterator<Item = &'l Label> {
        let first = self.labels.partition_point(|label| *label.folded < *text);
        self.labels[first..].iter().take_while(move |label| label.folded.starts_with(text))
    }

    /// All labels in order.
    pub fn all(&self) -> &[Label] {
        &self.labels
    }

    /// The words that begin with a folded text, in order, with the places of the
    /// labels that have them.
    pub fn words_with_prefix<'l>(
        &'l self,
        text: &'l str,
    ) -> impl Iterator<Item = (&'l LabelWord, usize)> {
        let first = self.words.partition_point(|(word, _)| *word.text < *text);
        let words = self.words[first..].iter().map(|(word, place)| (word, *place));
        words.take_while(move |(word, _)| word.text.starts_with(text))
    }

    /// The words behind all that begin with a text, in order; without a text all.
    /// A word comes once for each label that has it.
    pub fn words_after_prefix<'l>(
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

impl Label {
    /// Whether it is the display name of its term, not one of its other labels.
    pub fn is_own(&self) -> bool {
        self.written == self.label
    }
}

impl LabelWord {
    fn of(word: &str) -> Self {
        Self { text: word.to_owned(), stem: stem(word).into_owned() }
    }
}

/// The stems of a label, with single spaces.
fn stems(label: &str) -> String {
    let (mut words, mut stems) = (Words::new(label), Vec::new());
    while let Some(word) = words.next_word() {
        stems.push(stem(word.folded).into_owned());
    }
    stems.join(" ")
}
