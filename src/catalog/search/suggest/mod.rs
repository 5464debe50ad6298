//! Type-ahead completions: organizations by any name or identifier, terms by any label, countries by
//! any name.
//!
//! The completions of a text are sorted: identifiers, exact matches, then display names that begin
//! with the text, then matches of all words anywhere: display names, names of organizations,
//! other labels. Countries where no organization works come after the others. The first [`MAX`] are returned. No match is left out of the
//! sorted list, so a completion that still matches after another letter can be displaced only by a
//! better one. If nothing matches, other words with the same stems do; if these do not match
//! either, misspelled words are corrected.
//!
//! Each text costs at most [`MAX_WORK`] steps, however large the directory. If the [`WorkBudget`]
//! is exhausted, there are fewer completions.

mod corrections;
pub mod first_names;
mod matched_name;
mod postings;
mod typed_word;

use std::collections::BTreeSet;

use serde::Serialize;

use super::identifiers::{TypedIdentifiers, with_prefix};
use super::labels::TermLabel;
use crate::catalog::columns::ACTIVE;
use crate::catalog::columns::arrays::Bits;
use crate::catalog::{Entry, Facet, Snapshot};
use crate::domain::SuggestionKind;
use crate::text::{CompletionQuery, TypedText, WorkBudget};
use corrections::Corrector;
use matched_name::matched_name;
use typed_word::TypedWord;

/// Maximum number of completions.
const MAX: usize = 10;

/// Maximum number of terms, matched by their beginning, that precede the organizations.
const MAX_TERMS: usize = 3;

/// Minimum number of letters of a beginning that finds hidden labels. People know why a shown name
/// matches, but not why a hidden one does.
const MIN_HIDDEN: usize = 5;

/// Maximum number of countries, matched by their beginning, that precede the organizations.
const MAX_COUNTRIES: usize = 3;

/// Maximum steps of work for the completions of one text: about 10 ms.
pub const MAX_WORK: usize = 1_000_000;

/// Minimum number of digits of an identifier that is completed.
const MIN_DIGITS: usize = 4;

/// Steps to complete an identifier.
const IDENTIFIERS: usize = 20_000;

/// Steps to read a name of an organization.
const NAME: usize = 20;

/// One completion of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Completion<'s> {
    pub kind: SuggestionKind,
    /// The slug, or the code of a country.
    #[serde(rename = "slug")]
    pub key: &'s str,
    /// The display name.
    pub label: &'s str,
    /// The name, identifier or label that matches the text.
    pub matched: &'s str,
}

impl Snapshot {
    /// The completions of a text, the best first; at most ten.
    pub fn suggest(&self, query: &CompletionQuery) -> Vec<Completion<'_>> {
        self.suggest_within(query, &WorkBudget::new(MAX_WORK))
    }

    /// Like [`Snapshot::suggest`], with a budget of the caller.
    pub fn suggest_within(
        &self,
        query: &CompletionQuery,
        budget: &WorkBudget,
    ) -> Vec<Completion<'_>> {
        let text = query.folded();
        let (shown, numbers) = (Vec::new(), Vec::new());
        let active = active(self);
        let mut found = Completions { snapshot: self, budget, active, shown, numbers };
        if text.is_empty() {
            return found.shown;
        }
        found.add_identified(query);
        found.add_with_prefix(text);
        let last = query.words().count().saturating_sub(1);
        let words = query.words().enumerate();
        let words: Vec<TypedWord> =
            words.map(|(index, word)| TypedWord::exact(word, index == last)).collect();
        if !found.is_full() {
            found.add_with_words(text, &words);
        }
        found.add_identifiers_with_prefix(text);
        if found.shown.is_empty() {
            let with_stems: Vec<TypedWord> = words.iter().map(TypedWord::with_stems).collect();
            found.add_with_words(text, &with_stems);
        }
        if found.shown.is_empty() {
            for corrected in (Corrector { snapshot: self, budget }).corrected(&words) {
                found.add_with_words(text, &corrected);
            }
        }
        found.shown
    }
}

/// The completions found so far.
struct Completions<'s, 'b> {
    snapshot: &'s Snapshot,
    budget: &'b WorkBudget,
    /// The organizations that are completed.
    active: Option<&'s Bits>,
    shown: Vec<Completion<'s>>,
    /// Numbers of the organizations in `shown`.
    numbers: Vec<u32>,
}

impl<'s> Completions<'s, '_> {
    fn is_full(&self) -> bool {
        self.shown.len() >= MAX
    }

    /// Adds organizations of which the text has an identifier.
    fn add_identified(&mut self, query: &CompletionQuery) {
        let typed: Vec<TypedText<'_>> = query.typed().collect();
        for found in TypedIdentifiers::find(&self.snapshot.columns, &typed).named {
            self.add_organization(found.entry, found.identifier);
        }
    }

    /// Adds organizations with an identifier that begins with the text.
    fn add_identifiers_with_prefix(&mut self, text: &str) {
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        if digits < MIN_DIGITS || !self.budget.spend(IDENTIFIERS) {
            return;
        }
        let text = text.replace(' ', "");
        for (entry, identifier) in with_prefix(&self.snapshot.columns, &text, MAX) {
            self.add_organization(entry, identifier);
        }
    }

    /// Adds what has a name or label that equals the text, then what has a display name that begins
    /// with it.
    fn add_with_prefix(&mut self, text: &str) {
        let (snapshot, budget) = (self.snapshot, self.budget);
        let labels = snapshot.labels.with_prefix(text).take_while(|_| budget.spend(1));
        let labels = self.sorted(text, labels.collect());
        labels.iter().filter(|label| label.folded == text).for_each(|label| self.add_label(label));
        let names = snapshot.columns.names_with_prefix(text);
        let mut names = names.take_while(|_| budget.spend(NAME)).peekable();
        while !self.is_full()
            && let Some((entry, name)) = names.next_if(|(_, name)| name.folded == text)
        {
            self.add_organization(entry, name.written);
        }
        let display_names = labels.iter().filter(|label| label.is_display_name());
        let (countries, terms): (Vec<_>, Vec<_>) =
            display_names.partition(|label| label.kind == SuggestionKind::Country);
        let countries = countries.into_iter().take(MAX_COUNTRIES);
        countries.chain(terms.into_iter().take(MAX_TERMS)).for_each(|it| self.add_label(it));
        for (entry, name) in names {
            if self.is_full() {
                break;
            }
            self.add_organization(entry, name.written);
        }
    }

    /// Adds what has all of these words in a name or label.
    fn add_with_words(&mut self, text: &str, words: &[TypedWord]) {
        let labels = self.sorted(text, self.labels_with_words(words));
        let (display_names, others): (Vec<_>, Vec<_>) =
            labels.into_iter().partition(|label| label.is_display_name());
        display_names.into_iter().for_each(|label| self.add_label(label));
        self.add_organizations_with_words(words);
        let has_hidden = text.chars().count() >= MIN_HIDDEN;
        let others = others.into_iter().filter(|label| has_hidden || !label.is_hidden);
        others.for_each(|label| self.add_label(label));
    }

    fn add_organizations_with_words(&mut self, words: &[TypedWord]) {
        let (snapshot, budget) = (self.snapshot, self.budget);
        let missing = MAX.saturating_sub(self.shown.len());
        if missing > 0 {
            let numbers = &self.numbers;
            for entry in postings::first_by_name(snapshot, words, numbers, missing, budget) {
                // Pairs of letters may be in a name that has not the whole run.
                let name = matched_name(&entry, words, budget);
                let name = name.or_else(|| {
                    let has_pairs = words.iter().any(|word| word.is_unspaced);
                    (!has_pairs).then(|| entry.name())
                });
                if let Some(name) = name {
                    self.add_organization(entry, name);
                }
            }
        }
    }

    /// The labels with all of these words, in order, without duplicates.
    fn labels_with_words(&self, words: &[TypedWord]) -> Vec<&'s TermLabel> {
        let (labels, budget) = (&self.snapshot.labels, self.budget);
        let Some(last) = words.last() else { return Vec::new() };
        // Words with the same stem may begin with other letters, so all labels are read.
        let places: BTreeSet<usize> = if last.has_stems() || last.is_unspaced {
            (0..labels.all().len()).collect()
        } else {
            let forms = last.forms.iter().map(|form| form.text.as_str());
            let completions = forms.flat_map(|form| labels.words_with_prefix(form));
            completions.take_while(|_| budget.spend(1)).map(|(_, place)| place).collect()
        };
        let has_all = |label: &&TermLabel| {
            words.iter().all(|typed| {
                budget.spend(typed.forms.len() * label.words.len())
                    && (label.words.iter().any(|word| typed.matches(&word.text, &word.stem))
                        || typed.matches_run(&label.folded))
            })
        };
        places.into_iter().filter_map(|place| labels.all().get(place)).filter(has_all).collect()
    }

    /// Sorts labels: display names, then other labels that begin with the text, then the rest.
    /// Countries where no organization works come last in each part.
    fn sorted(&self, text: &str, mut labels: Vec<&'s TermLabel>) -> Vec<&'s TermLabel> {
        let countries = self.snapshot.columns.facet(Facet::Country);
        labels.sort_by_key(|label| {
            let is_empty =
                label.kind == SuggestionKind::Country && countries.postings(&label.key).is_none();
            let is_display_name = label.is_display_name();
            (!is_display_name, !is_display_name && !label.folded.starts_with(text), is_empty)
        });
        labels
    }

    fn add_label(&mut self, label: &'s TermLabel) {
        let (kind, key) = (label.kind, label.key.as_str());
        let is_shown = self.shown.iter().any(|shown| shown.kind == kind && shown.key == key);
        if !is_shown && !self.is_full() {
            self.shown.push(Completion {
                kind,
                key,
                label: &label.display_name,
                matched: label.shown(),
            });
        }
    }

    fn add_organization(&mut self, entry: Entry<'s>, matched: &'s str) {
        let number = entry.number();
        let is_active = self.active.is_some_and(|active| active.contains(number));
        let is_new = is_active && !self.numbers.contains(&number);
        if is_new && !self.is_full() {
            let (kind, key) = (SuggestionKind::Organization, entry.slug());
            self.shown.push(Completion { kind, key, label: entry.name(), matched });
            self.numbers.push(number);
        }
    }
}

fn active(snapshot: &Snapshot) -> Option<&Bits> {
    snapshot.columns.facet(Facet::Status).postings(ACTIVE)
}
