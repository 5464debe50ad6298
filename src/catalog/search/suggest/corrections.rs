//! Corrections of misspelled words in the text to be completed.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::postings;
use super::typed_word::{TypedWord, WordForm};
use crate::catalog::Snapshot;
use crate::text::{FuzzyMatcher, WorkBudget};

/// Maximum number of corrections of one word.
const MAX_CORRECTIONS: usize = 24;

/// Maximum number of misspelled words in one text. Each is compared with the words of all names and
/// labels.
const MAX_MISSPELLED: usize = 4;

/// Minimum number of letters of a finished word that is corrected.
const MIN_LETTERS: usize = 3;

/// Minimum number of letters of an unfinished word that is corrected. A shorter one is within one
/// typo of the beginnings of thousands of words.
const MIN_PREFIX_LETTERS: usize = 5;

/// Corrects words with the words of names and labels.
pub struct Corrector<'s, 'b> {
    pub snapshot: &'s Snapshot,
    pub budget: &'b WorkBudget,
}

impl Corrector<'_, '_> {
    /// The typed words with the misspelled ones, which are in no name and no label, replaced by
    /// their corrections. If the last word is misspelled, there are two versions: one that corrects
    /// it as a finished word and one that corrects it as a prefix. Empty if no word is misspelled,
    /// or one has no corrections.
    pub fn corrected(&self, words: &[TypedWord]) -> Vec<Vec<TypedWord>> {
        let Some((last, finished)) = words.split_last() else { return Vec::new() };
        let (mut before, mut misspelled) = (Vec::new(), 0);
        for word in finished {
            let with_stems = word.with_stems();
            if self.is_known(&with_stems) {
                before.push(with_stems);
                continue;
            }
            misspelled += 1;
            if misspelled > MAX_MISSPELLED {
                return Vec::new();
            }
            let Some(corrected) = self.corrected_word(word, false) else { return Vec::new() };
            before.push(corrected);
        }
        let with_last = |last| before.iter().cloned().chain([last]).collect();
        let with_stems = last.with_stems();
        if self.is_known(&with_stems) {
            let has_corrections = misspelled > 0;
            return has_corrections.then(|| with_last(with_stems)).into_iter().collect();
        }
        let corrected =
            [false, true].into_iter().filter_map(|as_prefix| self.corrected_word(last, as_prefix));
        corrected.map(with_last).collect()
    }

    /// The corrections of a word as one typed word; `None` if there are none.
    fn corrected_word(&self, word: &TypedWord, as_prefix: bool) -> Option<TypedWord> {
        let forms = self.corrections(word, as_prefix);
        (!forms.is_empty()).then(|| TypedWord::of(forms))
    }

    /// The words with one typo; the most frequent ones if there are too many.
    fn corrections(&self, word: &TypedWord, as_prefix: bool) -> Vec<WordForm> {
        let Some(typed) = word.forms.first().map(|form| form.text.as_str()) else {
            return Vec::new();
        };
        let min_letters = if word.is_prefix { MIN_PREFIX_LETTERS } else { MIN_LETTERS };
        // Another number is not a correction of a number.
        let is_number = typed.bytes().all(|byte| byte.is_ascii_digit());
        if is_number || typed.chars().count() < min_letters {
            return Vec::new();
        }
        let Some(mut matcher) = FuzzyMatcher::new(typed, 1, word.is_prefix && as_prefix) else {
            return Vec::new();
        };
        let mut frequencies: BTreeMap<&str, usize> = BTreeMap::new();
        let names = self.snapshot.columns.names();
        let name_words_after = |text: Option<&str>| {
            let words = names.words_after_prefix(text);
            words.map(|word| (&*word.text, (&*word.text, word.written as usize)))
        };
        let label_words_after = |text: Option<&str>| {
            let words = self.snapshot.labels.words_after(text);
            words.map(|word| (&*word.text, (&*word.text, 1)))
        };
        let mut add = |(word, frequency), _| {
            *frequencies.entry(word).or_default() += frequency;
            true
        };
        matcher.for_each_match(self.budget, name_words_after, &mut add);
        matcher.for_each_match(self.budget, label_words_after, &mut add);
        // The words of names include stems, which may not occur as words.
        let is_word = |(_, frequency): &(&str, usize)| *frequency > 0;
        let mut words: Vec<(&str, usize)> = frequencies.into_iter().filter(is_word).collect();
        words.sort_by_key(|(_, frequency)| Reverse(*frequency));
        words.truncate(MAX_CORRECTIONS);
        words.into_iter().map(|(word, _)| WordForm::exact(word)).collect()
    }

    /// Whether any name or label has a matching word. Runs of letters are never corrected.
    fn is_known(&self, word: &TypedWord) -> bool {
        if word.is_unspaced {
            return true;
        }
        let is_in_label = |form: &WordForm| {
            let mut words = self.snapshot.labels.words_with_prefix(&form.text);
            words.any(|(other, _)| self.budget.spend(1) && word.matches(&other.text, &other.stem))
        };
        postings::is_in_a_name(self.snapshot, word) || word.forms.iter().any(is_in_label)
    }
}
