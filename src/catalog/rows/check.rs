//! Rows that were read from files, and the check of their checksums.

use std::num::NonZero;
use std::thread;

use tantivy::directory::OwnedBytes;
use xxhash_rust::xxh3::xxh3_64;

/// Minimum number of rows for which a thread is started.
const MIN_PER_THREAD: usize = 1024;

/// The rows of the committed files, the older first.
#[derive(Default)]
pub struct StoredRows {
    pub rows: Vec<OwnedBytes>,
    /// The checksums of the rows.
    sums: Vec<u64>,
}

/// A sequence of rows: their number, and a digest of their checksums in order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RowChain {
    pub rows: usize,
    pub digest: u64,
}

impl RowChain {
    /// The sequence with more rows at its end.
    pub fn then(self, sums: &[u64]) -> Self {
        let digest = sums.iter().fold(self.digest, |digest, sum| {
            let mut pair = [0; 16];
            pair[..8].copy_from_slice(&digest.to_le_bytes());
            pair[8..].copy_from_slice(&sum.to_le_bytes());
            xxh3_64(&pair)
        });
        Self { rows: self.rows + sums.len(), digest }
    }
}

impl StoredRows {
    pub(super) fn push(&mut self, row: OwnedBytes, sum: u64) {
        self.rows.push(row);
        self.sums.push(sum);
    }

    /// All rows as a sequence.
    pub fn chain(&self) -> RowChain {
        RowChain::default().then(&self.sums)
    }

    /// The first rows as a sequence; `None` if there are fewer.
    pub fn chain_of_first(&self, rows: usize) -> Option<RowChain> {
        Some(RowChain::default().then(self.sums.get(..rows)?))
    }

    /// Whether the rows from an index on have their checksums. All cores compute them.
    pub(super) fn are_whole_from(&self, first: usize) -> bool {
        let (rows, sums) = (&self.rows[first..], &self.sums[first..]);
        let cores = thread::available_parallelism().map_or(1, NonZero::get);
        let part = rows.len().div_ceil(cores).max(MIN_PER_THREAD);
        let are_whole = |rows: &[OwnedBytes], sums: &[u64]| {
            rows.iter().zip(sums).all(|(row, sum)| xxh3_64(row) == *sum)
        };
        if rows.len() <= part {
            return are_whole(rows, sums);
        }
        thread::scope(|scope| {
            let parts = rows.chunks(part).zip(sums.chunks(part));
            let threads: Vec<_> =
                parts.map(|(rows, sums)| scope.spawn(move || are_whole(rows, sums))).collect();
            threads.into_iter().all(|thread| thread.join().unwrap_or(false))
        })
    }
}
