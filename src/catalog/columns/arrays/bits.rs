//! Bit sets of organization numbers.

use std::sync::Arc;

/// Number of 64-bit words in one chunk.
const WORDS: usize = 1024;
const BITS: usize = WORDS * 64;

/// A stored set: copies share chunks, and the size is known.
#[derive(Clone, Default)]
pub struct Bits {
    /// `None` for a chunk without bits.
    chunks: Vec<Option<Arc<[u64; WORDS]>>>,
    count: usize,
}

impl Bits {
    /// Number of elements.
    pub fn count(&self) -> usize {
        self.count
    }

    pub fn contains(&self, number: u32) -> bool {
        let chunk = self.chunks.get(number as usize / BITS).and_then(Option::as_ref);
        chunk.is_some_and(|chunk| chunk[word(number)] & bit(number) != 0)
    }

    pub fn insert(&mut self, number: u32) {
        if !self.contains(number) {
            *self.word_mut(number) |= bit(number);
            self.count += 1;
        }
    }

    pub fn remove(&mut self, number: u32) {
        if self.contains(number) {
            *self.word_mut(number) &= !bit(number);
            self.count -= 1;
        }
    }

    fn word_mut(&mut self, number: u32) -> &mut u64 {
        let chunk = number as usize / BITS;
        if chunk >= self.chunks.len() {
            self.chunks.resize(chunk + 1, None);
        }
        let chunk = self.chunks[chunk].get_or_insert_with(|| Arc::new([0; WORDS]));
        &mut Arc::make_mut(chunk)[word(number)]
    }

    /// Pairs the words of a plain set with the chunks.
    fn zip_chunks<'b>(
        &'b self,
        words: &'b [u64],
    ) -> impl Iterator<Item = (&'b [u64], Option<&'b [u64; WORDS]>)> {
        let chunks = self.chunks.iter().map(Option::as_deref).chain(std::iter::repeat(None));
        words.chunks(WORDS).zip(chunks)
    }

    /// Size of the intersection with `matches`.
    pub fn count_in(&self, matches: &Matches) -> usize {
        let mut count = 0;
        for (words, chunk) in self.zip_chunks(&matches.words) {
            let Some(chunk) = chunk else { continue };
            let both = words.iter().zip(chunk).map(|(a, b)| (a & b).count_ones());
            count += both.sum::<u32>() as usize;
        }
        count
    }
}

fn word(number: u32) -> usize {
    (number as usize % BITS) / 64
}

fn bit(number: u32) -> u64 {
    1 << (number % 64)
}

/// A set of matches, made for one request.
#[derive(Clone, Default)]
pub struct Matches {
    words: Vec<u64>,
}

impl Matches {
    /// An empty set of numbers below `size`.
    pub fn none(size: usize) -> Self {
        Self { words: vec![0; size.div_ceil(64)] }
    }

    /// All numbers below `size`.
    pub fn all(size: usize) -> Self {
        let mut words = vec![u64::MAX; size.div_ceil(64)];
        if let Some(last) = words.last_mut().filter(|_| !size.is_multiple_of(64)) {
            *last = (1 << (size % 64)) - 1;
        }
        Self { words }
    }

    /// The bits in words of 64.
    pub fn words(&self) -> &[u64] {
        &self.words
    }

    pub fn contains(&self, number: u32) -> bool {
        self.words.get(number as usize / 64).is_some_and(|word| word & bit(number) != 0)
    }

    /// Adds a number. A number at or above the size of the set is ignored.
    pub fn insert(&mut self, number: u32) {
        if let Some(word) = self.words.get_mut(number as usize / 64) {
            *word |= bit(number);
        }
    }

    pub fn remove(&mut self, number: u32) {
        if let Some(word) = self.words.get_mut(number as usize / 64) {
            *word &= !bit(number);
        }
    }

    pub fn count(&self) -> usize {
        self.words.iter().map(|word| word.count_ones()).sum::<u32>() as usize
    }

    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    /// The numbers in ascending order.
    pub fn iter(&self) -> impl Iterator<Item = u32> {
        (0_u32..).step_by(64).zip(&self.words).flat_map(|(first, &word)| {
            let mut rest = word;
            std::iter::from_fn(move || {
                let next = (rest != 0).then(|| first + rest.trailing_zeros())?;
                rest &= rest - 1;
                Some(next)
            })
        })
    }

    pub fn and(&mut self, other: &Self) {
        self.words.iter_mut().zip(&other.words).for_each(|(word, other)| *word &= other);
    }

    pub fn and_not(&mut self, other: &Self) {
        self.words.iter_mut().zip(&other.words).for_each(|(word, other)| *word &= !other);
    }

    pub fn or(&mut self, other: &Self) {
        self.words.iter_mut().zip(&other.words).for_each(|(word, other)| *word |= other);
    }

    pub fn and_bits(&mut self, bits: &Bits) {
        self.with(bits, |word, other| *word &= other);
    }

    pub fn or_bits(&mut self, bits: &Bits) {
        self.with(bits, |word, other| *word |= other);
    }

    pub fn and_not_bits(&mut self, bits: &Bits) {
        self.with(bits, |word, other| *word &= !other);
    }

    fn with(&mut self, bits: &Bits, change: impl Fn(&mut u64, u64)) {
        let chunks = bits.chunks.iter().map(Option::as_deref).chain(std::iter::repeat(None));
        for (words, chunk) in self.words.chunks_mut(WORDS).zip(chunks) {
            match chunk {
                Some(chunk) => {
                    words.iter_mut().zip(chunk).for_each(|(word, &other)| change(word, other));
                }
                None => words.iter_mut().for_each(|word| change(word, 0)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    const SIZE: usize = 200_000;

    proptest! {
        #[test]
        fn bits_and_matches_behave_like_sets(
            stored in prop::collection::btree_set(0_u32..SIZE as u32, 0..300),
            queried in prop::collection::btree_set(0_u32..SIZE as u32, 0..300),
        ) {
            let mut bits = Bits::default();
            stored.iter().for_each(|&number| { bits.insert(number); bits.insert(number); });
            let mut matches = Matches::none(SIZE);
            queried.iter().for_each(|&number| matches.insert(number));
            let both: BTreeSet<u32> = stored.intersection(&queried).copied().collect();
            let either: BTreeSet<u32> = stored.union(&queried).copied().collect();
            let only: BTreeSet<u32> = queried.difference(&stored).copied().collect();
            let numbers = |matches: &Matches| matches.iter().collect::<BTreeSet<u32>>();

            prop_assert_eq!(bits.count(), stored.len());
            prop_assert_eq!(bits.count_in(&matches), both.len());
            let mut other = matches.clone();
            other.and_bits(&bits);
            prop_assert_eq!(numbers(&other), both.clone());
            let mut other = matches.clone();
            other.or_bits(&bits);
            prop_assert_eq!(numbers(&other), either);
            let mut other = matches.clone();
            other.and_not_bits(&bits);
            prop_assert_eq!(other.count(), only.len());
            prop_assert_eq!(numbers(&other), only);

            let before = bits.clone();
            both.iter().for_each(|&number| bits.remove(number));
            prop_assert_eq!(bits.count_in(&matches), 0);
            prop_assert_eq!(before.count(), stored.len());
        }
    }

    #[test]
    fn the_set_of_all_numbers_has_the_given_size() {
        for size in [0, 1, 63, 64, 65, 1000] {
            assert_eq!(Matches::all(size).count(), size);
            assert!(!Matches::all(size).contains(size as u32));
        }
    }
}
