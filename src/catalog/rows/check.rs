//! Rows that were read from files, and the check of their checksums.

use tantivy::directory::OwnedBytes;
use xxhash_rust::xxh3::xxh3_64;

use crate::catalog::cores;

/// Minimum number of rows for which another core is used.
const MIN_SHARE: usize = 1024;

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
        let rows: Vec<_> = self.rows.iter().zip(&self.sums).skip(first).collect();
        let are_whole = |(): &mut (), rows: &[(&OwnedBytes, &u64)]| {
            rows.iter().all(|(row, sum)| xxh3_64(row) == **sum)
        };
        let mut workers = vec![(); cores::count()];
        cores::map_shares(&mut workers, &rows, MIN_SHARE, are_whole).into_iter().all(|it| it)
    }
}
