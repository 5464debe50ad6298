//! A list with one value for each organization number.

use std::sync::Arc;

use super::Matches;

/// Number of values in one chunk.
const CHUNK: usize = 1024;

/// A list whose copies share the chunks that did not change.
#[derive(Clone)]
pub struct Chunked<T> {
    chunks: Vec<Arc<Vec<T>>>,
    len: usize,
}

impl<T> Default for Chunked<T> {
    fn default() -> Self {
        Self { chunks: Vec::new(), len: 0 }
    }
}

impl<T: Clone> Chunked<T> {
    pub fn len(&self) -> usize {
        self.len
    }

    pub fn get(&self, index: usize) -> Option<&T> {
        self.chunks.get(index / CHUNK)?.get(index % CHUNK)
    }

    pub fn push(&mut self, value: T) {
        if self.len.is_multiple_of(CHUNK) {
            self.chunks.push(Arc::new(Vec::with_capacity(CHUNK)));
        }
        if let Some(chunk) = self.chunks.last_mut() {
            Arc::make_mut(chunk).push(value);
            self.len += 1;
        }
    }

    /// Replaces the value at `index`, or appends it if `index` is the length.
    pub fn put(&mut self, index: usize, value: T) {
        if index >= self.len {
            return self.push(value);
        }
        let chunk = self.chunks.get_mut(index / CHUNK).map(Arc::make_mut);
        if let Some(old) = chunk.and_then(|chunk| chunk.get_mut(index % CHUNK)) {
            *old = value;
        }
    }

    /// Calls `visit` with the value of each number in a set.
    pub fn each(&self, numbers: &Matches, mut visit: impl FnMut(&T)) {
        for (words, chunk) in numbers.words().chunks(CHUNK / 64).zip(&self.chunks) {
            for (first, &word) in (0..).step_by(64).zip(words) {
                let mut rest = word;
                while rest != 0 {
                    let index = first + rest.trailing_zeros() as usize;
                    rest &= rest - 1;
                    chunk.get(index).into_iter().for_each(&mut visit);
                }
            }
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.chunks.iter().flat_map(|chunk| chunk.iter())
    }
}
