//! What somebody may be about to type: organizations by any name, terms by any
//! label.
//!
//! Every text has one list of all that fits it, of which the first few are
//! shown: what is equal, then what begins so, then what has all words further
//! on. Nothing that fits is left out of the list, so that with a letter more only
//! something better can push out what was shown and still fits. Only where
//! nothing fits will other forms of the words do, and where these do not fit
//! either, words that they may be misspelled for.

mod having;

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde::Serialize;

use super::super::columns::ACTIVE;
use super::super::entry::{EntryName, NameRole};
use super::super::labels::Label;
use super::super::text::{Typed, stem};
use super::super::{CatalogError, Entry, Facet, Snapshot};
use super::dictionary::Dictionary;

/// How many are shown.
const MAX: usize = 10;

/// How many terms that begin so stand before the organizations.
const MAX_TERMS: usize = 3;

/// A word of fewer letters is not taken for a misspelled one.
const SHORTEST_TYPO: usize = 3;

/// Something that may be meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Suggestion<'s> {
    pub kind: SuggestionKind,
    pub slug: &'s str,
    /// Its display name.
    pub label: &'s str,
    /// The name or label that fits.
    pub matched: &'s str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SuggestionKind {
    Organization,
    FocusArea,
    Approach,
}

impl Snapshot {
    /// What may be meant by a text, the best first: at most ten.
    ///
    /// # Errors
    ///
    /// When the index cannot be read.
    pub fn suggest(&self, typed: &Typed) -> Result<Vec<Suggestion<'_>>, CatalogError> {
        let text = typed.folded();
        let mut found = Suggestions { snapshot: self, shown: Vec::new(), numbers: Vec::new() };
        if text.is_empty() {
            return Ok(found.shown);
        }
        found.add_beginning(text);
        let is_last = |at: usize| at + 1 == typed.words().count();
        let words = typed.words().enumerate();
        let words = words.map(|(at, word)| Wanted::exactly(word, is_last(at)));
        let words: Vec<Wanted<'_>> = words.collect();
        if !found.is_full() {
            found.add_having(&words);
        }
        if found.shown.is_empty() {
            let any_form: Vec<Wanted<'_>> =
                words.iter().cloned().map(Wanted::in_any_form).collect();
            found.add_having(&any_form);
        }
        if found.shown.is_empty() {
            // First words of that length, then those that go on.
            for is_open in [false, true] {
                if let Some(meant) = found.meant(&words, is_open)? {
                    found.add_having(&meant);
                }
            }
        }
        Ok(found.shown)
    }
}

/// A typed word, and what is taken for it.
#[derive(Clone)]
struct Wanted<'t> {
    forms: Vec<Cow<'t, str>>,
    /// Whether it may be unfinished.
    is_open: bool,
    /// Whether words with the same stem will do.
    any_form: bool,
}

impl<'t> Wanted<'t> {
    fn exactly(word: &'t str, is_open: bool) -> Self {
        Self { forms: vec![word.into()], is_open, any_form: false }
    }

    fn in_any_form(self) -> Self {
        Self { any_form: true, ..self }
    }

    fn is_met_by(&self, word: &str) -> bool {
        let is_met = |form: &Cow<'_, str>| {
            *form == word
                || (self.is_open && word.starts_with(&**form))
                || (self.any_form && stem(form) == stem(word))
        };
        self.forms.iter().any(is_met)
    }
}

/// What was found so far.
struct Suggestions<'s> {
    snapshot: &'s Snapshot,
    shown: Vec<Suggestion<'s>>,
    /// The organizations that are shown.
    numbers: Vec<u32>,
}

impl<'s> Suggestions<'s> {
    fn is_full(&self) -> bool {
        self.shown.len() >= MAX
    }

    /// Adds what is called so or begins so.
    fn add_beginning(&mut self, text: &str) {
        let snapshot = self.snapshot;
        let labels = || own_first(snapshot.labels.beginning(text).collect());
        labels().into_iter().filter(|label| label.folded == text).for_each(|it| self.add_term(it));
        let mut names = snapshot.columns.names_beginning(text).peekable();
        while let Some((entry, name)) = names.next_if(|(_, name)| name.folded == text) {
            self.add_organization(entry, name.written);
        }
        let whole = self.shown.len();
        for label in labels() {
            if self.shown.len() - whole == MAX_TERMS {
                break;
            }
            self.add_term(label);
        }
        for (entry, name) in names {
            if self.is_full() {
                break;
            }
            self.add_organization(entry, name.written);
        }
    }

    /// Adds what has all of these words.
    fn add_having(&mut self, words: &[Wanted<'_>]) {
        let snapshot = self.snapshot;
        let Some(last) = words.last() else { return };
        // Stems may begin otherwise: then all labels are looked at.
        let beginning = |form: &str| if last.any_form { "" } else { form }.to_owned();
        let with_last = last.forms.iter().map(|form| beginning(form));
        let with_last = with_last.flat_map(|form| snapshot.labels.with_beginning(&form));
        let has_all = |label: &&Label| {
            words.iter().all(|wanted| label.words().any(|word| wanted.is_met_by(word)))
        };
        for label in own_first(with_last.filter(has_all).collect()) {
            self.add_term(label);
        }
        let missing = MAX.saturating_sub(self.shown.len());
        if missing > 0 {
            for entry in having::by_name(snapshot, words, &self.numbers, missing) {
                self.add_organization(entry, matched(&entry, words));
            }
        }
    }

    /// The words with those that were probably meant in place of such as are in
    /// no name and no label; `None` where there are none to try. `is_open` says
    /// whether the unfinished word may be the beginning of a longer one.
    fn meant(
        &self,
        words: &[Wanted<'_>],
        is_open: bool,
    ) -> Result<Option<Vec<Wanted<'static>>>, CatalogError> {
        let index = &self.snapshot.index;
        let dictionary = Dictionary::new(index.searcher(), index.fields().words);
        let (mut meant, mut is_other) = (Vec::new(), false);
        for wanted in words {
            let Some(form) = wanted.forms.first() else { continue };
            let any_form = wanted.clone().in_any_form();
            let is_known = self.knows(&any_form);
            let mut forms = BTreeSet::from([form.to_string()]);
            if !is_known && form.chars().count() >= SHORTEST_TYPO {
                forms = dictionary.near(form, wanted.is_open && is_open, |word| {
                    self.knows(&Wanted::exactly(word, false))
                })?;
                is_other = true;
            }
            let forms = forms.into_iter().map(Cow::Owned).collect();
            meant.push(Wanted { forms, is_open: wanted.is_open && is_known, any_form: true });
        }
        Ok(is_other.then_some(meant))
    }

    /// Whether a word is in any name or label.
    fn knows(&self, wanted: &Wanted<'_>) -> bool {
        let labels = |form| self.snapshot.labels.with_beginning(form);
        let is_in = |label: &Label| label.words().any(|word| wanted.is_met_by(word));
        having::is_named(self.snapshot, wanted)
            || wanted.forms.iter().any(|form| labels(form).into_iter().any(is_in))
    }

    fn add_term(&mut self, label: &'s Label) {
        let kind = match label.facet {
            Facet::Approach => SuggestionKind::Approach,
            _ => SuggestionKind::FocusArea,
        };
        let slug = label.slug.as_str();
        let is_shown = self.shown.iter().any(|shown| shown.kind == kind && shown.slug == slug);
        if !is_shown && !self.is_full() {
            self.shown.push(Suggestion {
                kind,
                slug,
                label: &label.label,
                matched: &label.written,
            });
        }
    }

    fn add_organization(&mut self, entry: Entry<'s>, matched: &'s str) {
        let number = entry.number();
        let is_new = is_active(self.snapshot, number) && !self.numbers.contains(&number);
        if is_new && !self.is_full() {
            let (kind, slug) = (SuggestionKind::Organization, entry.slug());
            self.shown.push(Suggestion { kind, slug, label: entry.name(), matched });
            self.numbers.push(number);
        }
    }
}

fn is_active(snapshot: &Snapshot, number: u32) -> bool {
    let active = snapshot.columns.facet(Facet::Status).having(ACTIVE);
    active.is_some_and(|active| active.contains(number))
}

/// Display names before other labels, each in their order.
fn own_first(mut labels: Vec<&Label>) -> Vec<&Label> {
    labels.sort_by_key(|label| !label.is_own());
    labels
}

/// The name of an organization that has all of these words.
fn matched<'s>(entry: &Entry<'s>, words: &[Wanted<'_>]) -> &'s str {
    let names = || entry.names().filter(|name| name.role != NameRole::Associated);
    let has_all = |name: &EntryName<'_>, words: &[Wanted<'_>]| {
        words.iter().all(|wanted| name.folded.split(' ').any(|word| wanted.is_met_by(word)))
    };
    let as_typed = names().find(|name| has_all(name, words));
    let in_any_form = || {
        let words: Vec<Wanted<'_>> = words.iter().cloned().map(Wanted::in_any_form).collect();
        names().find(|name| has_all(name, &words))
    };
    as_typed.or_else(in_any_form).map_or_else(|| entry.name(), |name| name.written)
}
