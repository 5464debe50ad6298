//! Which words of a sorted list a misspelled word may be.
//!
//! The words of a list are read like the branches of a trie: what was worked out
//! for the letters of one word is kept for the next one that begins with them,
//! and all words that begin with letters that cannot lead to the misspelled word
//! are skipped at once.

use crate::text::Work;

/// Steps that skipping words takes: a binary search in the list.
const SKIP: usize = 40;

/// Steps that reading one word of the list takes.
const READ: usize = 4;

/// A word that was typed, and how many typos it may have.
///
/// A typo is a letter added, left out or changed, or two neighbours swapped (the
/// optimal string alignment distance, a restricted Damerau-Levenshtein distance).
pub struct Misspelled {
    typed: Vec<char>,
    most: usize,
    /// Whether words that only begin like it will do.
    is_open: bool,
    /// The letters of the last word of the list for which there are rows.
    letters: Vec<char>,
    /// A row for each number of those letters: the distances between them and
    /// each beginning of the typed word. What is greater than `most` is `most + 1`.
    rows: Vec<u8>,
}

/// How a word of the list compares.
enum Compared {
    /// It has so many typos.
    Near(usize),
    Far,
    /// No word is near that begins with so many bytes of this one.
    Hopeless(usize),
    /// The work is used up.
    Cut,
}

impl Misspelled {
    /// Maximum number of letters of a word that may be misspelled; longer ones
    /// would take too much memory.
    pub const MAX_LETTERS: usize = 96;

    /// The greatest number of typos that can be asked for.
    const MAX_TYPOS: usize = 16;

    /// `None` for a word that is too long.
    pub fn new(typed: &str, most: usize, is_open: bool) -> Option<Self> {
        let typed: Vec<char> = typed.chars().take(Self::MAX_LETTERS + 1).collect();
        if typed.len() > Self::MAX_LETTERS {
            return None;
        }
        let most = most.min(Self::MAX_TYPOS);
        let rows = (0..=typed.len()).map(|letters| letters.min(most + 1) as u8).collect();
        Some(Self { typed, most, is_open, letters: Vec::new(), rows })
    }

    /// Calls `found` with each word of a sorted list that is near and its number
    /// of typos, until `found` returns `false`. `behind` gives the words after
    /// all that begin with a text, or without a text all words.
    pub fn each_near<'l, T, L: Iterator<Item = (&'l str, T)>>(
        &mut self,
        work: &Work,
        behind: impl Fn(Option<&str>) -> L,
        mut found: impl FnMut(T, usize) -> bool,
    ) {
        let mut words = behind(None);
        while let Some((word, it)) = words.next() {
            match self.compare(word, work) {
                Compared::Near(typos) => {
                    if !found(it, typos) {
                        return;
                    }
                }
                Compared::Far => {}
                Compared::Hopeless(length) => {
                    if !work.spend(SKIP) {
                        return;
                    }
                    words = behind(Some(&word[..length]));
                }
                Compared::Cut => return,
            }
        }
    }

    fn compare(&mut self, word: &str, work: &Work) -> Compared {
        if !work.spend(READ) {
            return Compared::Cut;
        }
        let same = self.letters.iter().zip(word.chars()).take_while(|(a, b)| **a == *b).count();
        self.letters.truncate(same);
        self.rows.truncate((same + 1) * self.width());
        // The letters that it shares with the last word may be enough.
        if self.is_open && self.last() <= self.most {
            return Compared::Near(self.last());
        }
        let mut length = word.chars().take(same).map(char::len_utf8).sum::<usize>();
        for letter in word[length..].chars() {
            if !work.spend(1 + self.most) {
                return Compared::Cut;
            }
            length += letter.len_utf8();
            let least = self.push(letter);
            if self.is_open && self.last() <= self.most {
                return Compared::Near(self.last());
            }
            if least > self.most {
                return Compared::Hopeless(length);
            }
        }
        match self.last() <= self.most {
            true => Compared::Near(self.last()),
            false => Compared::Far,
        }
    }

    /// How many distances a row has.
    fn width(&self) -> usize {
        self.typed.len() + 1
    }

    /// The distance between the letters and the whole typed word.
    fn last(&self) -> usize {
        self.rows.last().copied().unwrap_or_default().into()
    }

    /// Adds the row of one letter more, and returns its least distance.
    fn push(&mut self, letter: char) -> usize {
        let (width, too_many) = (self.width(), self.most as u8 + 1);
        let own = self.letters.len() + 1;
        let above = self.rows.len() - width;
        self.rows.resize(self.rows.len() + width, too_many);
        let row = above + width;
        let mut least = too_many;
        // Further from the diagonal there are more typos than allowed.
        let first = own.saturating_sub(self.most);
        for at in first..width.min(own + self.most + 1) {
            let distance = match at.checked_sub(1) {
                None => own.min(usize::from(too_many)) as u8,
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

    /// The words of a sorted list that are near, with their typos.
    fn near(list: &[&str], typed: &str, most: usize, is_open: bool) -> Vec<(String, usize)> {
        let mut misspelled = Misspelled::new(typed, most, is_open).unwrap();
        let mut found = Vec::new();
        let behind = |text: Option<&str>| {
            let first = text.map_or(0, |text| {
                list.partition_point(|word| *word < text || word.starts_with(text))
            });
            list[first..].iter().map(|word| (*word, *word))
        };
        misspelled.each_near(&Work::limited_to(usize::MAX), behind, |word, typos| {
            found.push((word.to_owned(), typos));
            true
        });
        found
    }

    #[test]
    fn words_with_few_typos_are_near() {
        let list = ["free", "freed", "freedom", "fried", "reef", "three", "ärzte"];
        for (typed, most, is_open, expected) in [
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
            let found = near(&list, typed, most, is_open);
            let words = |found: &[(String, usize)]| {
                found.iter().map(|(word, _)| word.clone()).collect::<Vec<_>>()
            };
            match is_open {
                true => assert_eq!(words(&found), words(&expected), "{typed}"),
                false => assert_eq!(found, expected, "{typed}"),
            }
        }
    }

    #[test]
    fn a_word_that_is_too_long_is_not_looked_for() {
        assert!(Misspelled::new(&"a".repeat(Misspelled::MAX_LETTERS), 1, false).is_some());
        assert!(Misspelled::new(&"a".repeat(Misspelled::MAX_LETTERS + 1), 1, false).is_none());
    }

    proptest! {
        #[test]
        fn skipping_words_misses_none(
            mut list in prop::collection::vec("[ab-d]{0,8}", 0..60),
            typed in "[a-d]{0,8}",
            most in 0_usize..4,
        ) {
            list.sort();
            list.dedup();
            let list: Vec<&str> = list.iter().map(String::as_str).collect();
            let distances = list.iter().map(|word| (*word, strsim::osa_distance(&typed, word)));
            let expected: Vec<(String, usize)> = distances
                .filter(|(_, distance)| *distance <= most)
                .map(|(word, distance)| (word.to_owned(), distance))
                .collect();
            prop_assert_eq!(near(&list, &typed, most, false), expected);
        }
    }
}
