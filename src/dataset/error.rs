//! The errors of datasets.

use std::io;
use std::path::Path;

use crate::store::{NoVersion, StoreError};

/// A dataset that cannot be made or read.
#[derive(Debug, thiserror::Error)]
pub enum DatasetError {
    /// An existing file or folder is in the way.
    #[error("{0}")]
    Occupied(String),
    #[error("cannot write {path}: {reason}; choose another path or make room on the disk")]
    Write { path: String, reason: io::Error },
    #[error("cannot read {path}: {reason}")]
    Read { path: String, reason: io::Error },
    /// The dataset differs from what was written.
    #[error("{path} cannot be trusted: {reason}")]
    Damaged { path: String, reason: String },
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The directory does not have this version.
    #[error(transparent)]
    NoVersion(#[from] NoVersion),
    /// A text was redacted while the dataset was made.
    #[error("a text was redacted meanwhile; try again")]
    Overtaken,
    #[error("cannot write a file of the dataset: {0}")]
    Output(#[from] io::Error),
}

impl DatasetError {
    /// A dataset at `path` that differs from what was written.
    pub fn damaged(path: &Path, reason: impl Into<String>) -> Self {
        Self::Damaged { path: path.display().to_string(), reason: reason.into() }
    }

    /// Names the final path of a file that could not be written.
    pub(super) fn at(self, path: &Path) -> Self {
        match self {
            Self::Output(reason) => cannot_write(path)(reason),
            err => err,
        }
    }
}

/// Converts an I/O error into the failure to write at `path`.
pub fn cannot_write(path: &Path) -> impl Fn(io::Error) -> DatasetError {
    let path = path.display().to_string();
    move |reason| DatasetError::Write { path: path.clone(), reason }
}

/// Converts an I/O error into the failure to read at `path`.
pub fn cannot_read(path: &Path) -> impl Fn(io::Error) -> DatasetError {
    let path = path.display().to_string();
    move |reason| DatasetError::Read { path: path.clone(), reason }
}
