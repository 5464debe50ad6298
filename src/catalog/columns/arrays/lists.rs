//! A short list of ids for each organization number.

use std::sync::Arc;

use super::Matches;
use crate::catalog::columns::saved::{Input, Output};

/// Number of lists in one chunk.
const CHUNK: usize = 1024;

/// For each number a list of ids. Copies share the chunks that did not change.
#[derive(Clone, Default)]
pub struct Lists {
    chunks: Vec<Arc<Chunk>>,
}

#[derive(Clone, Default)]
struct Chunk {
    /// For each list, the index in `ids` after its last id.
    ends: Vec<u32>,
    ids: Vec<u16>,
}

impl Chunk {
    fn range(&self, index: usize) -> Option<std::ops::Range<usize>> {
        let end = *self.ends.get(index)? as usize;
        let start = if index == 0 { 0 } else { self.ends[index - 1] as usize };
        Some(start..end)
    }
}

impl Lists {
    /// The list of a number; empty for an unknown number.
    pub fn get(&self, number: u32) -> &[u16] {
        let index = number as usize;
        let Some(chunk) = self.chunks.get(index / CHUNK) else { return &[] };
        chunk.range(index % CHUNK).map_or(&[], |range| &chunk.ids[range])
    }

    /// Calls `visit` with the list of each number in a set.
    pub fn each(&self, numbers: &Matches, mut visit: impl FnMut(&[u16])) {
        for (words, chunk) in numbers.words().chunks(CHUNK / 64).zip(&self.chunks) {
            for (first, &word) in (0..).step_by(64).zip(words) {
                let mut rest = word;
                while rest != 0 {
                    let index = first + rest.trailing_zeros() as usize;
                    rest &= rest - 1;
                    let start = if index == 0 { 0 } else { chunk.ends[index - 1] as usize };
                    visit(&chunk.ids[start..chunk.ends[index] as usize]);
                }
            }
        }
    }

    pub fn save(&self, output: &mut Output) {
        output.length(self.chunks.len());
        for chunk in &self.chunks {
            output.u32s(&chunk.ends);
            output.u16s(&chunk.ids);
        }
    }

    pub fn load(input: &mut Input<'_>) -> Option<Self> {
        let mut chunks = Vec::new();
        for _ in 0..input.length()? {
            let chunk = Chunk { ends: input.u32s()?, ids: input.u16s()? };
            if chunk.ends.last().is_some_and(|end| *end as usize != chunk.ids.len()) {
                return None;
            }
            chunks.push(Arc::new(chunk));
        }
        Some(Self { chunks })
    }

    /// All lists, in the order of their numbers.
    pub fn iter(&self) -> impl Iterator<Item = &[u16]> {
        self.chunks.iter().flat_map(|chunk| {
            let starts = std::iter::once(0).chain(chunk.ends.iter().copied());
            let ranges = starts.zip(&chunk.ends);
            ranges.map(|(start, end)| &chunk.ids[start as usize..*end as usize])
        })
    }

    /// Replaces the list of a number, or appends it for the next number.
    pub fn put(&mut self, number: u32, list: &[u16]) {
        let (chunk, index) = (number as usize / CHUNK, number as usize % CHUNK);
        if chunk == self.chunks.len() {
            self.chunks.push(Arc::default());
        }
        let Some(chunk) = self.chunks.get_mut(chunk).map(Arc::make_mut) else { return };
        match chunk.range(index) {
            None => {
                chunk.ids.extend_from_slice(list);
                chunk.ends.push(chunk_end(chunk.ids.len()));
            }
            Some(range) => {
                let (before, after) = (range.len(), list.len());
                chunk.ids.splice(range, list.iter().copied());
                for end in &mut chunk.ends[index..] {
                    *end = chunk_end(*end as usize + after - before);
                }
            }
        }
    }
}

fn chunk_end(ids: usize) -> u32 {
    u32::try_from(ids).expect("a chunk has at most 1,024 lists of 65,536 ids")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_grows_and_shrinks_between_others() {
        let mut lists = Lists::default();
        for number in 0..3000_u32 {
            lists.put(number, &[number as u16, 7][..(number % 3) as usize]);
        }
        let before = lists.clone();
        lists.put(1025, &[1, 2, 3, 4]);
        lists.put(1030, &[]);
        assert_eq!(lists.get(1025), [1, 2, 3, 4]);
        assert_eq!(lists.get(1026), before.get(1026));
        assert!(lists.get(1030).is_empty());
        assert_eq!(lists.get(2999), [2999, 7]);
        assert_eq!(before.get(1025), [1025, 7]);
        assert!(lists.get(3000).is_empty());
    }
}
