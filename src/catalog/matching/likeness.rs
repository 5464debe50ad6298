//! The likeness of two names: the share of their words that is the same, from 0 to 1.
//!
//! Rare words weigh more than common ones, so `Freedom Foundation` is closer to `Freedom Trust`
//! than to `Hope Foundation`. The order of the words has no influence.

use strsim::osa_distance;

use crate::catalog::columns::Columns;
use crate::text::{Words, WorkBudget, is_stop_word, is_unspaced_word, letter_pairs, stem};

/// Maximum number of words that are compared of each name.
const MAX_WORDS: usize = 16;

/// Weight of a stop word, as a share of its usual weight.
const STOP_WORD: f64 = 0.2;

/// Weight of a legal form, as a share of its usual weight.
const LEGAL_FORM: f64 = 0.1;

/// Folded words that say how an organization is registered, which lists often leave out. Sorted.
const LEGAL_FORMS: [&str; 15] = [
    "asbl",
    "cic",
    "corp",
    "corporation",
    "ev",
    "gmbh",
    "inc",
    "incorporated",
    "limited",
    "llc",
    "ltd",
    "ngo",
    "npo",
    "ong",
    "plc",
];

/// Likeness of two words with one typing error, and with two.
const ONE_TYPO: f64 = 0.9;
const TWO_TYPOS: f64 = 0.75;

/// Minimum length of a word for one typing error, and for two, in characters.
const MIN_FOR_ONE: usize = 4;
const MIN_FOR_TWO: usize = 8;

/// Maximum difference of the lengths of two words of one stem, in characters.
const MAX_DIFFERENCE: usize = 4;

/// The words of a text that is searched for, with their weights.
pub struct NameWords {
    pub words: Vec<WeightedWord>,
    /// Sum of the weights.
    weight: f64,
}

/// A word of the text.
pub struct WeightedWord {
    pub folded: String,
    pub stem: String,
    /// The other spelling of a word with letters such as `ä`.
    pub spelled: Option<String>,
    weight: f64,
}

impl NameWords {
    /// The words of a text. Of scripts without spaces, the pairs of letters.
    pub fn new(columns: &Columns, text: &str) -> Self {
        let (mut words, mut read) = (Vec::new(), Words::new(text));
        while words.len() < MAX_WORDS
            && let Some(word) = read.next_word()
        {
            let spelled = word.spelled.map(|it| it.spelled.to_owned());
            if word.is_unspaced {
                let pairs = letter_pairs(word.folded).take(MAX_WORDS - words.len());
                words.extend(pairs.map(|pair| WeightedWord::new(columns, pair, None, true)));
            } else {
                words.push(WeightedWord::new(columns, word.folded, spelled, false));
            }
        }
        let weight = words.iter().map(|word| word.weight).sum();
        Self { words, weight }
    }

    /// The likeness of the text and a folded name. Without budget, words with typing errors differ.
    pub fn likeness(&self, columns: &Columns, name: &str, budget: &WorkBudget) -> f64 {
        let mut others: Vec<Option<&str>> = parts_of(name).map(Some).collect();
        let (mut common, mut theirs) = (0.0, 0.0);
        let mut missing: Vec<(usize, &WeightedWord)> = Vec::new();
        for (place, word) in self.words.iter().enumerate() {
            let is_it = |other: &Option<&str>| {
                other.is_some_and(|it| it == word.folded || Some(it) == word.spelled.as_deref())
            };
            match others.iter_mut().find(|other| is_it(other)) {
                Some(other) => {
                    *other = None;
                    common += word.weight;
                    theirs += word.weight;
                }
                None => missing.push((place, word)),
            }
        }
        let joined = take_joined(&mut missing, &mut others);
        (common, theirs) = (common + joined, theirs + joined);
        for (_, word) in missing {
            let likeness = |other: &str| word_likeness(word, other, budget);
            let nearest = others
                .iter_mut()
                .filter_map(|other| other.map(|text| (likeness(text), other)))
                .filter(|(likeness, _)| *likeness > 0.0)
                .max_by(|(a, _), (b, _)| a.total_cmp(b));
            if let Some((likeness, other)) = nearest {
                *other = None;
                common += word.weight * likeness;
                theirs += word.weight;
            }
        }
        let others = others.into_iter().flatten();
        theirs += others.map(|word| weight(word, frequency(columns, word))).sum::<f64>();
        let total = self.weight + theirs;
        if total > 0.0 { 2.0 * common / total } else { 0.0 }
    }
}

/// Takes out the words that differ only in their spaces: `good weave` and `goodweave`. Returns the
/// sum of their weights.
fn take_joined(missing: &mut Vec<(usize, &WeightedWord)>, others: &mut [Option<&str>]) -> f64 {
    let is_joined = |whole: &str, first: &str, second: &str| {
        whole.len() == first.len() + second.len()
            && whole.starts_with(first)
            && whole.ends_with(second)
    };
    let mut weight = 0.0;
    missing.retain(|(_, word)| {
        let pair = (1..others.len()).find(|&second| {
            let pair = others[second - 1].zip(others[second]);
            pair.is_some_and(|(first, second)| is_joined(&word.folded, first, second))
        });
        if let Some(second) = pair {
            (others[second - 1], others[second]) = (None, None);
            weight += word.weight;
        }
        pair.is_none()
    });
    let mut at = 1;
    while at < missing.len() {
        let ((first_place, first), (place, second)) = (missing[at - 1], missing[at]);
        let is_whole = |other: &Option<&str>| {
            other.is_some_and(|whole| is_joined(whole, &first.folded, &second.folded))
        };
        let whole = others.iter_mut().find(|other| is_whole(other));
        match whole.filter(|_| first_place + 1 == place) {
            Some(other) => {
                *other = None;
                weight += first.weight + second.weight;
                missing.drain(at - 1..=at);
            }
            None => at += 1,
        }
    }
    weight
}

/// The words of a folded name; of scripts without spaces, the pairs of letters.
fn parts_of(name: &str) -> impl Iterator<Item = &str> {
    let words = name.split(' ').filter(|word| !word.is_empty());
    let parts = words.flat_map(|word| {
        let is_unspaced = is_unspaced_word(word);
        let pairs = is_unspaced.then(|| letter_pairs(word));
        let whole = (!is_unspaced).then_some(word);
        pairs.into_iter().flatten().chain(whole)
    });
    parts.take(MAX_WORDS)
}

impl WeightedWord {
    fn new(columns: &Columns, folded: &str, spelled: Option<String>, is_unspaced: bool) -> Self {
        let stem = if is_unspaced { folded.to_owned() } else { stem(folded).into_owned() };
        let frequency = columns.names().word(&stem).map_or(0, |word| word.named.len());
        let weight = weight(folded, Frequency { count: frequency, all: columns.len() });
        Self { folded: folded.to_owned(), stem, spelled, weight }
    }
}

/// The number of organizations that have a word in a name, among all.
#[derive(Clone, Copy)]
struct Frequency {
    count: usize,
    all: usize,
}

fn frequency(columns: &Columns, word: &str) -> Frequency {
    let count = columns.names().word(word).map_or(0, |word| word.named.len());
    Frequency { count, all: columns.len() }
}

/// The weight of a word: the logarithm of its rarity, or less for a word that says little.
fn weight(word: &str, frequency: Frequency) -> f64 {
    let Frequency { count, all } = frequency;
    let rarity = (1.0 + (all as f64 + 1.0) / (count as f64 + 1.0)).ln();
    let share = if is_stop_word(word) {
        STOP_WORD
    } else if LEGAL_FORMS.binary_search(&word).is_ok() {
        LEGAL_FORM
    } else {
        1.0
    };
    rarity * share
}

/// The likeness of a word and another one that is not equal.
fn word_likeness(word: &WeightedWord, other: &str, budget: &WorkBudget) -> f64 {
    let (length, other_length) = (word.folded.chars().count(), other.chars().count());
    let (least, difference) = (length.min(other_length), length.abs_diff(other_length));
    let has_same_end = || word.folded.bytes().next_back() == other.bytes().next_back();
    let begins_the_same = word.folded.bytes().next() == other.bytes().next();
    if least < MIN_FOR_ONE || difference > MAX_DIFFERENCE || !(begins_the_same || has_same_end()) {
        return 0.0;
    }
    if !budget.spend(length * other_length) {
        return 0.0;
    }
    match osa_distance(&word.folded, other) {
        0 | 1 => ONE_TYPO,
        2 if least >= MIN_FOR_TWO => TWO_TYPOS,
        _ if begins_the_same && stem(other) == word.stem => ONE_TYPO,
        _ => 0.0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn legal_forms_are_sorted() {
        assert!(LEGAL_FORMS.is_sorted());
    }

    #[test]
    fn likeness_is_the_share_of_the_common_words() {
        let columns = Columns::default();
        let likeness = |a: &str, b: &str| {
            let budget = WorkBudget::new(10_000);
            NameWords::new(&columns, a).likeness(&columns, b, &budget)
        };
        assert!((likeness("Free the Slaves", "free the slaves") - 1.0).abs() < 1e-9);
        assert!((likeness("Slaves, the free", "free the slaves") - 1.0).abs() < 1e-9);
        assert!(likeness("Free the Slave", "free the slaves") > 0.9);
        assert!(likeness("Fre the Slaves", "free the slaves") < 0.9);
        assert!(likeness("Freee the Slaves", "free the slaves") > 0.9);
        assert!(
            likeness("International Justice Mission Inc.", "international justice mission") > 0.95
        );
        assert!(likeness("Good Weave", "goodweave international") > 0.6);
        assert!(likeness("AntiSlavery International", "anti slavery international") > 0.99);
        assert!(likeness("Hope", "free the slaves").abs() < 1e-9);
        assert!(likeness("", "").abs() < 1e-9);
        assert!(likeness("माइती नेपाल", "माइती नेपाल") > 0.99);
        assert!(likeness("終止販運", "終止販運服務") > 0.5);
    }
}
