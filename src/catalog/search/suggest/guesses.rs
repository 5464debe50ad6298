//! The words that a misspelled word may stand for.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::having;
use super::wanted::{Form, Wanted};
use crate::catalog::Snapshot;
use crate::text::Misspelled;
use crate::text::Work;

/// Maximum number of words that one misspelled word may stand for.
const MAX_FORMS: usize = 24;

/// Maximum number of misspelled words in one text. Each is looked for among all
/// words of names and labels.
const MAX_MISSPELLED: usize = 4;

/// A finished word of fewer letters is not taken for a misspelled one.
const SHORTEST: usize = 3;

/// An unfinished word of fewer letters is not taken for a misspelled one: it is
/// one letter away from thousands of beginnings.
const SHORTEST_UNFINISHED: usize = 5;

/// Typed words, and what they were probably meant to be.
pub struct Guesses<'s, 'w> {
    pub snapshot: &'s Snapshot,
    pub work: &'w Work,
}

impl Guesses<'_, '_> {
    /// The words that may be meant where some are in no name and no label: those with
    /// what they were probably meant to be in their place. There are two readings
    /// where the last word is misspelled: as it is, and as the beginning of a
    /// longer word. There is none where a word has no guesses.
    pub fn readings(&self, words: &[Wanted]) -> Vec<Vec<Wanted>> {
        let Some((last, finished)) = words.split_last() else { return Vec::new() };
        let (mut before, mut misspelled) = (Vec::new(), 0);
        for wanted in finished {
            let any_form = wanted.in_any_form();
            if self.is_known(&any_form) {
                before.push(any_form);
                continue;
            }
            misspelled += 1;
            if misspelled > MAX_MISSPELLED {
                return Vec::new();
            }
            let Some(meant) = self.meant(wanted, false) else { return Vec::new() };
            before.push(meant);
        }
        let with_last = |last| before.iter().cloned().chain([last]).collect();
        let any_form = last.in_any_form();
        if self.is_known(&any_form) {
            let is_other = misspelled > 0;
            return is_other.then(|| with_last(any_form)).into_iter().collect();
        }
        let meant = [false, true].into_iter().filter_map(|is_open| self.meant(last, is_open));
        meant.map(with_last).collect()
    }

    /// The words that one was probably meant to be; `None` where there are no guesses.
    fn meant(&self, wanted: &Wanted, is_open: bool) -> Option<Wanted> {
        let forms = self.forms(wanted, is_open);
        (!forms.is_empty()).then_some(Wanted { forms, is_open: false })
    }

    /// The words that are one typo away, the most frequent if they are too many.
    fn forms(&self, wanted: &Wanted, is_open: bool) -> Vec<Form> {
        let Some(typed) = wanted.forms.first().map(|form| form.text.as_str()) else {
            return Vec::new();
        };
        let shortest = if wanted.is_open { SHORTEST_UNFINISHED } else { SHORTEST };
        if typed.chars().count() < shortest {
            return Vec::new();
        }
        let Some(mut misspelled) = Misspelled::new(typed, 1, wanted.is_open && is_open) else {
            return Vec::new();
        };
        let mut found: BTreeMap<&str, usize> = BTreeMap::new();
        let names = self.snapshot.columns.names();
        let of_names = |text: Option<&str>| {
            let words = names.words_after_prefix(text);
            words.map(|word| (&*word.text, (&*word.text, word.written as usize)))
        };
        let of_labels = |text: Option<&str>| {
            let words = self.snapshot.labels.words_after_prefix(text);
            words.map(|word| (&*word.text, (&*word.text, 1)))
        };
        let mut note = |(word, count), _| {
            *found.entry(word).or_default() += count;
            true
        };
        misspelled.each_near(self.work, of_names, &mut note);
        misspelled.each_near(self.work, of_labels, &mut note);
        // A stem alone is no word that anybody means.
        let is_written = |(_, frequency): &(&str, usize)| *frequency > 0;
        let mut found: Vec<(&str, usize)> = found.into_iter().filter(is_written).collect();
        found.sort_by_key(|(_, frequency)| Reverse(*frequency));
        found.truncate(MAX_FORMS);
        found.into_iter().map(|(word, _)| Form::exactly(word)).collect()
    }

    /// Whether a word is in any name or label.
    fn is_known(&self, wanted: &Wanted) -> bool {
        let is_in_label = |form: &Form| {
            let mut words = self.snapshot.labels.words_with_prefix(&form.text);
            words.any(|(word, _)| self.work.spend(1) && wanted.is_met_by(&word.text, &word.stem))
        };
        having::is_named(self.snapshot, wanted) || wanted.forms.iter().any(is_in_label)
    }
}
