//! Fuzzy matching: the words of a sorted list within a number of typos of a word.
//!
//! A sorted list is read like a trie. The edit distances computed for the letters of one word are
//! reused for the next word with the same beginning, and all words with a beginning that cannot
//! match are skipped at once.

use crate::text::WorkBudget;

/// Steps to skip words: a binary search in the list.
const SKIP: usize = 40;

/// Steps to read one word of the list.
const READ: usize = 4;

/// Matches words within a maximum number of typos of a typed word.
///
/// A typo is a letter added, left out or changed, or two adjacent letters swapped (the optimal
/// string alignment distance, a restricted Damerau-Levenshtein distance).
pub struct FuzzyMatcher {
    typed: Vec<char>,
    max_typos: usize,
    /// Whether a word also matches if only its beginning does.
    matches_prefixes: bool,
    /// The letters, of the last word compared, for which `rows` holds distances.
    letters: Vec<char>,
    /// One row for each length of a prefix of `letters`, from 0: its distances to each prefix of
    /// the typed word. Distances above `max_typos` are stored as `max_typos + 1`.
    rows: Vec<u8>,
}

/// Result of comparing one word of the list.
enum Comparison {
    /// It matches, with this number of typos.
    Near(usize),
    Far,
    /// No word that begins with this number of bytes of it can match.
    DeadEnd(usize),
    OutOfBudget,
}

impl FuzzyMatcher {
    /// Maximum number of letters of the typed word; a longer one would take too much memory.
    pub const MAX_LETTERS: usize = 96;

    /// Upper limit for `max_typos`.
    const MAX_TYPOS: usize = 16;

    /// `None` if the word is longer than [`FuzzyMatcher::MAX_LETTERS`].
    pub fn new(typed: &str, max_typos: usize, matches_prefixes: bool) -> Option<Self> {
        let typed: Vec<char> = typed.chars().take(Self::MAX_LETTERS + 1).collect();
        if typed.len() > Self::MAX_LETTERS {
            return None;
        }
        let max_typos = max_typos.min(Self::MAX_TYPOS);
        let rows = (0..=typed.len()).map(|letters| letters.min(max_typos + 1) as u8).collect();
        Some(Self { typed, max_typos, matches_prefixes, letters: Vec::new(), rows })
    }

    /// Calls `found` with each matching word of a sorted list and its number of typos, until
    /// `found` returns `false` or the budget is exhausted. `words_after` returns the words after
    /// all those that begin with a text, or all words without a text.
    pub fn for_each_match<'l, T, L: Iterator<Item = (&'l str, T)>>(
        &mut self,
        budget: &WorkBudget,
        words_after: impl Fn(Option<&str>) -> L,
        mut found: impl FnMut(T, usize) -> bool,
    ) {
        let mut words = words_after(None);
        while let Some((word, item)) = words.next() {
            match self.compare(word, budget) {
                Comparison::Near(typos) => {
                    if !found(item, typos) {
                        return;
                    }
                }
                Comparison::Far => {}
                Comparison::DeadEnd(length) => {
                    if !budget.spend(SKIP) {
                        return;
                    }
                    words = words_after(Some(&word[..length]));
                }
                Comparison::OutOfBudget => return,
            }
        }
    }

    fn compare(&mut self, word: &str, budget: &WorkBudget) -> Comparison {
        if !budget.spend(READ) {
            return Comparison::OutOfBudget;
        }
        let same = self.letters.iter().zip(word.chars()).take_while(|(a, b)| **a == *b).count();
        self.letters.truncate(same);
        self.rows.truncate((same + 1) * self.width());
        // The letters shared with the last word may be enough.
        if self.matches_prefixes && self.distance() <= self.max_typos {
            return Comparison::Near(self.distance());
        }
        let mut length = word.chars().take(same).map(char::len_utf8).sum::<usize>();
        for letter in word[length..].chars() {
            if !budget.spend(1 + self.max_typos) {
                return Comparison::OutOfBudget;
            }
            length += letter.len_utf8();
            let least = self.push_letter(letter);
            if self.matches_prefixes && self.distance() <= self.max_typos {
                return Comparison::Near(self.distance());
            }
            if least > self.max_typos {
                return Comparison::DeadEnd(length);
            }
        }
        if self.distance() <= self.max_typos {
            Comparison::Near(self.distance())
        } else {
            Comparison::Far
        }
    }

    /// Number of distances in a row.
    fn width(&self) -> usize {
        self.typed.len() + 1
    }

    /// The distance between `letters` and the whole typed word.
    fn distance(&self) -> usize {
        self.rows.last().copied().unwrap_or_default().into()
    }

    /// Appends the row of one more letter and returns its smallest distance.
    fn push_letter(&mut self, letter: char) -> usize {
        let (width, too_many) = (self.width(), self.max_typos as u8 + 1);
        let length = self.letters.len() + 1;
        let above = self.rows.len() - width;
        self.rows.resize(self.rows.len() + width, too_many);
        let row = above + width;
        let mut least = too_many;
        // Farther from the diagonal, distances exceed the maximum.
        let first = length.saturating_sub(self.max_typos);
        for at in first..width.min(length + self.max_typos + 1) {
            let distance = match at.checked_sub(1) {
                None => length.min(usize::from(too_many)) as u8,
                Some(before) => {
                    let changed = u8::from(self.typed[before] != letter);
                    let mut distance = (self.rows[above + before] + changed)
                        .min(self.rows[above + at] + 1)
                        .min(self.rows[row + before] + 1);
                    let is_swapped = before > 0
                        && self.typed[before - 1] == letter
                        && self.letters.last() == Some(&self.typed[before]);
                    if is_swapped {
                        distance = distance.min(self.rows[above - width + before - 1] + 1);
                    }
                    distance.min(too_many)
                }
            };
            self.rows[row + at] = distance;
            least = least.min(distance);
        }
        self.letters.push(letter);
        least.into()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// The matching words of a sorted list, with their numbers of typos.
    fn matches(
        list: &[&str],
        typed: &str,
        max_typos: usize,
        prefixes: bool,
    ) -> Vec<(String, usize)> {
        let mut matcher = FuzzyMatcher::new(typed, max_typos, prefixes).unwrap();
        let mut found = Vec::new();
        let words_after = |text: Option<&str>| {
            let first = text.map_or(0, |text| {
                list.partition_point(|word| *word < text || word.starts_with(text))
            });
            list[first..].iter().map(|word| (*word, *word))
        };
        matcher.for_each_match(&WorkBudget::new(usize::MAX), words_after, |word, typos| {
            found.push((word.to_owned(), typos));
            true
        });
        found
    }

    #[test]
    fn words_within_the_maximum_of_typos_match() {
        let list = ["free", "freed", "freedom", "fried", "reef", "three", "ärzte"];
        for (typed, max_typos, prefixes, expected) in [
            ("fre", 1, false, &[("free", 1)][..]),
            ("fere", 1, false, &[("free", 1)]),
            ("fred", 1, false, &[("free", 1), ("freed", 1), ("fried", 1)]),
            ("fred", 1, true, &[("free", 1), ("freed", 1), ("freedom", 1), ("fried", 1)]),
            ("thref", 1, false, &[("three", 1)]),
            ("arzte", 1, false, &[("ärzte", 1)]),
            ("free", 0, false, &[("free", 0)]),
            ("zzz", 1, false, &[]),
        ] {
            let expected: Vec<(String, usize)> =
                expected.iter().map(|(word, typos)| ((*word).to_owned(), *typos)).collect();
            let found = matches(&list, typed, max_typos, prefixes);
            let words = |found: &[(String, usize)]| {
                found.iter().map(|(word, _)| word.clone()).collect::<Vec<_>>()
            };
            if prefixes {
                assert_eq!(words(&found), words(&expected), "{typed}")
            } else {
                assert_eq!(found, expected, "{typed}")
            }
        }
    }

    #[test]
    fn a_word_that_is_too_long_is_rejected() {
        assert!(FuzzyMatcher::new(&"a".repeat(FuzzyMatcher::MAX_LETTERS), 1, false).is_some());
        assert!(FuzzyMatcher::new(&"a".repeat(FuzzyMatcher::MAX_LETTERS + 1), 1, false).is_none());
    }

    proptest! {
        #[test]
        fn skipping_words_misses_no_match(
            mut list in prop::collection::vec("[ab-d]{0,8}", 0..60),
            typed in "[a-d]{0,8}",
            max_typos in 0_usize..4,
        ) {
            list.sort();
            list.dedup();
            let list: Vec<&str> = list.iter().map(String::as_str).collect();
            let distances = list.iter().map(|word| (*word, strsim::osa_distance(&typed, word)));
            let expected: Vec<(String, usize)> = distances
                .filter(|(_, distance)| *distance <= max_typos)
                .map(|(word, distance)| (word.to_owned(), distance))
                .collect();
            prop_assert_eq!(matches(&list, &typed, max_typos, false), expected);
        }
    }
}
