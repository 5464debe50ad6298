//! A sorted list.

use std::sync::Arc;

/// Maximum number of values in one chunk. A larger chunk is split into halves.
const CHUNK: usize = 1024;

/// A sorted list whose copies share the chunks that did not change. It does not know its order:
/// the caller passes a predicate `before`, true for the values before a position.
#[derive(Clone)]
pub struct Sorted<T> {
    /// No chunk is empty.
    chunks: Vec<Arc<Vec<T>>>,
}

/// A position in a sorted list.
#[derive(Clone, Copy)]
struct Position {
    chunk: usize,
    index: usize,
}

impl<T> Default for Sorted<T> {
    fn default() -> Self {
        Self { chunks: Vec::new() }
    }
}

impl<T: Clone> Sorted<T> {
    /// A list of values that are already sorted.
    pub fn from_sorted(values: &[T]) -> Self {
        // Half full, so that the first insertions split no chunk.
        let chunks = values.chunks(CHUNK / 2).map(|chunk| Arc::new(chunk.to_vec()));
        Self { chunks: chunks.collect() }
    }

    /// Number of values.
    pub fn len(&self) -> usize {
        self.chunks.iter().map(|chunk| chunk.len()).sum()
    }

    /// The position of the first value that is not `before`.
    fn partition(&self, before: &impl Fn(&T) -> bool) -> Position {
        let chunk = self.chunks.partition_point(|chunk| chunk.last().is_some_and(before));
        let index = self.chunks.get(chunk).map_or(0, |chunk| chunk.partition_point(before));
        Position { chunk, index }
    }

    /// Inserts a value in front of the first one that is not `before`.
    pub fn insert(&mut self, value: T, before: impl Fn(&T) -> bool) {
        let Position { mut chunk, mut index } = self.partition(&before);
        if chunk == self.chunks.len() {
            match self.chunks.last() {
                Some(last) => (chunk, index) = (chunk - 1, last.len()),
                None => self.chunks.push(Arc::default()),
            }
        }
        let values = Arc::make_mut(&mut self.chunks[chunk]);
        values.insert(index, value);
        if values.len() > CHUNK {
            let half = values.split_off(CHUNK / 2);
            self.chunks.insert(chunk + 1, Arc::new(half));
        }
    }

    /// Removes the first value that is not `before`, if it is the expected one.
    pub fn remove(&mut self, before: impl Fn(&T) -> bool, is_expected: impl Fn(&T) -> bool) {
        let Position { chunk, index } = self.partition(&before);
        let found = self.chunks.get(chunk).and_then(|values| values.get(index));
        if found.is_some_and(is_expected) {
            let values = Arc::make_mut(&mut self.chunks[chunk]);
            values.remove(index);
            if values.is_empty() {
                self.chunks.remove(chunk);
            }
        }
    }

    /// Changes the first value that is not `before`, if it is the expected one. Returns whether it
    /// is.
    pub fn change(
        &mut self,
        before: impl Fn(&T) -> bool,
        is_expected: impl Fn(&T) -> bool,
        change: impl FnOnce(&mut T),
    ) -> bool {
        let Position { chunk, index } = self.partition(&before);
        let found = self.chunks.get(chunk).and_then(|values| values.get(index));
        let is_found = found.is_some_and(is_expected);
        if is_found {
            change(&mut Arc::make_mut(&mut self.chunks[chunk])[index]);
        }
        is_found
    }

    /// The values from the first one that is not `before`.
    pub fn iter_from(&self, before: &dyn Fn(&T) -> bool) -> impl Iterator<Item = &T> + use<'_, T> {
        let Position { chunk, index } = self.partition(&before);
        let chunks = self.chunks.get(chunk..).unwrap_or_default();
        chunks.iter().flat_map(|chunk| chunk.iter()).skip(index)
    }

    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.chunks.iter().flat_map(|chunk| chunk.iter())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_behaves_like_a_sorted_list(
            values in prop::collection::vec(0_u16..3000, 0..4000),
            removed in prop::collection::vec(0_u16..3000, 0..2000),
        ) {
            let mut plain: Vec<u16> = values.clone();
            plain.sort_unstable();
            plain.dedup();
            let mut sorted = Sorted::from_sorted(&plain[..plain.len() / 2]);
            for value in &values {
                if !sorted.iter().any(|other| other == value) {
                    sorted.insert(*value, |other| other < value);
                }
            }
            let before = sorted.clone();
            for value in &removed {
                sorted.remove(|other| other < value, |other| other == value);
            }
            prop_assert_eq!(before.iter().copied().collect::<Vec<_>>(), plain.clone());
            plain.retain(|value| !removed.contains(value));
            prop_assert_eq!(sorted.iter().copied().collect::<Vec<_>>(), plain.clone());
            let from: Vec<u16> = sorted.iter_from(&|value| *value < 1500).copied().collect();
            plain.retain(|value| *value >= 1500);
            prop_assert_eq!(from, plain);
        }
    }
}
