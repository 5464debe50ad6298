//! Completions of what a user types: organizations by any name, terms by any
//! label.
//!
//! Every text has one list of all that fits it, of which the first few are
//! shown: what is equal, then what begins so, then what has all words further
//! on. Nothing that fits is left out of the list, so that with a letter more only
//! something better can push out what was shown and still fits. Only where
//! nothing fits will other forms of the words do, and where these do not fit
//! either, words that they may be misspelled for.
//!
//! All of it is one [`Work`]: each text costs at most [`MAX_WORK`] steps, however
//! large the directory. When they are used up, fewer suggestions are shown.

mod guesses;
mod having;
mod matched;
mod wanted;

use std::collections::BTreeSet;

use serde::Serialize;

use super::labels::Label;
use crate::catalog::columns::ACTIVE;
use crate::catalog::{Entry, Facet, Snapshot};
use crate::text::Typed;
use crate::text::Work;
use guesses::Guesses;
use matched::matched;
use wanted::Wanted;

/// Maximum number of suggestions.
const MAX: usize = 10;

/// Maximum number of terms that begin with the text and are shown before the
/// organizations.
const MAX_TERMS: usize = 3;

/// Maximum steps of work for the suggestions of one text: some ten milliseconds.
pub const MAX_WORK: usize = 1_000_000;

/// Steps that reading a name of an organization takes.
const NAME: usize = 20;

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
    pub fn suggest(&self, typed: &Typed) -> Vec<Suggestion<'_>> {
        self.suggest_within(typed, &Work::limited_to(MAX_WORK))
    }

    /// [`Snapshot::suggest`] with work of the caller.
    pub fn suggest_within(&self, typed: &Typed, work: &Work) -> Vec<Suggestion<'_>> {
        let text = typed.folded();
        let (shown, numbers) = (Vec::new(), Vec::new());
        let mut found = Suggestions { snapshot: self, work, shown, numbers };
        if text.is_empty() {
            return found.shown;
        }
        found.add_beginning(text);
        let last = typed.words().count() - 1;
        let words = typed.words().enumerate();
        let words: Vec<Wanted> =
            words.map(|(at, word)| Wanted::exactly(word, at == last)).collect();
        if !found.is_full() {
            found.add_having(&words);
        }
        if found.shown.is_empty() {
            let any_form: Vec<Wanted> = words.iter().map(Wanted::in_any_form).collect();
            found.add_having(&any_form);
        }
        if found.shown.is_empty() {
            for meant in (Guesses { snapshot: self, work }).readings(&words) {
                found.add_having(&meant);
            }
        }
        found.shown
    }
}

/// What was found so far.
struct Suggestions<'s, 'w> {
    snapshot: &'s Snapshot,
    work: &'w Work,
    shown: Vec<Suggestion<'s>>,
    /// The organizations that are shown.
    numbers: Vec<u32>,
}

impl<'s> Suggestions<'s, '_> {
    fn is_full(&self) -> bool {
        self.shown.len() >= MAX
    }

    /// Adds what is called so or begins so.
    fn add_beginning(&mut self, text: &str) {
        let (snapshot, work) = (self.snapshot, self.work);
        let labels = snapshot.labels.beginning(text).take_while(|_| work.spend(1));
        let labels = own_first(labels.collect());
        labels.iter().filter(|label| label.folded == text).for_each(|label| self.add_term(label));
        let names = snapshot.columns.names_with_prefix(text);
        let mut names = names.take_while(|_| work.spend(NAME)).peekable();
        while !self.is_full()
            && let Some((entry, name)) = names.next_if(|(_, name)| name.folded == text)
        {
            self.add_organization(entry, name.written);
        }
        let whole = self.shown.len();
        for label in labels {
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
    fn add_having(&mut self, words: &[Wanted]) {
        let (snapshot, work) = (self.snapshot, self.work);
        for label in own_first(self.labels_having(words)) {
            self.add_term(label);
        }
        let missing = MAX.saturating_sub(self.shown.len());
        if missing > 0 {
            for entry in having::by_name(snapshot, words, &self.numbers, missing, work) {
                self.add_organization(entry, matched(&entry, words, work));
            }
        }
    }

    /// The labels that have all of these words, in order, each once.
    fn labels_having(&self, words: &[Wanted]) -> Vec<&'s Label> {
        let (labels, work) = (&self.snapshot.labels, self.work);
        let Some(last) = words.last() else { return Vec::new() };
        // Words with the same stem may begin otherwise: then all labels are read.
        let places: BTreeSet<usize> = match last.is_any_form() {
            true => (0..labels.all().len()).collect(),
            false => {
                let forms = last.forms.iter().map(|form| form.text.as_str());
                let begun = forms.flat_map(|form| labels.words_with_prefix(form));
                begun.take_while(|_| work.spend(1)).map(|(_, place)| place).collect()
            }
        };
        let has_all = |label: &&Label| {
            words.iter().all(|wanted| {
                work.spend(wanted.forms.len() * label.words.len())
                    && label.words.iter().any(|word| wanted.is_met_by(&word.text, &word.stem))
            })
        };
        places.into_iter().filter_map(|place| labels.all().get(place)).filter(has_all).collect()
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
    let active = snapshot.columns.facet(Facet::Status).postings(ACTIVE);
    active.is_some_and(|active| active.contains(number))
}

/// Display names before other labels, each in their order.
fn own_first(mut labels: Vec<&Label>) -> Vec<&Label> {
    labels.sort_by_key(|label| !label.is_own());
    labels
}
