//! Bringing a whole directory back from what was exported of it.

use jiff::Timestamp;

use super::load::{Batch, Incoming, LoadError, LoadOptions, write};
use super::report::LoadReport;
use crate::domain::Author;
use crate::store::Store;
use crate::store::StoreError;

/// Why nothing was restored.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError<O> {
    #[error(
        "the database has {0} changes already; restore into an empty one, or bring the profiles \
         in beside what stands with `load`"
    )]
    Occupied(i64),
    #[error(transparent)]
    Load(#[from] LoadError<O>),
}

/// Loads a batch into a directory without changes, in one transaction. The last
/// of its changes gets the number `change` and all of them the time `at`, those
/// of the directory that it was exported from, so that its version and its date
/// stay; `documents` is how many terms and profiles there are.
///
/// # Errors
///
/// As [`load()`](super::load())'s, and when the directory is not empty.
pub fn restore<O: Clone>(
    store: &Store,
    batch: Batch<'_, impl IntoIterator<Item = Incoming<O>>>,
    (change, at): (i64, Timestamp),
    documents: i64,
    progress: &mut dyn FnMut(usize),
) -> Result<LoadReport, RestoreError<O>> {
    let options = LoadOptions { dry_run: false, prune: false, source: "", progress };
    store.write(&Author::command("restore"), |writer| {
        if writer.last_change() > 0 {
            return Err(RestoreError::Occupied(writer.last_change()));
        }
        // Of an export that was made by hand, with more documents than changes,
        // the numbers begin at 1.
        writer.go_on_after((change - documents).max(0), at);
        let mut report = write(writer, batch, options)?;
        report.change = writer.last_change();
        Ok(report)
    })
}

impl<O> From<StoreError> for RestoreError<O> {
    fn from(err: StoreError) -> Self {
        Self::Load(err.into())
    }
}
