//! The path that `load` and `check` read: a file, a folder, standard input, or a dataset, whose
//! files must match their hashes.

use std::path::Path;

use super::Failure;
use crate::dataset::{self, VerifiedDataset};
use crate::seed::Source;

/// The texts at a path, ready to be read.
pub struct Input {
    pub source: Source,
    /// Holds the unpacked files of a zip until it is dropped.
    pub dataset: Option<VerifiedDataset>,
}

impl Input {
    /// Opens a path. `outcome` says in an error what came of the command, such as `nothing was
    /// loaded`.
    ///
    /// # Errors
    ///
    /// If the path cannot be read, or is a dataset that was damaged or changed.
    pub fn open(path: &Path, outcome: &'static str) -> Result<Self, Failure> {
        let dataset = if dataset::is_dataset(path) {
            Some(
                VerifiedDataset::open(path)
                    .map_err(|err| Failure::from(err).with_outcome(outcome))?,
            )
        } else {
            None
        };
        let source = Source::open(dataset.as_ref().map_or(path, VerifiedDataset::folder))?;
        Ok(Self { source, dataset })
    }
}
