//! Restoring a whole directory from an export.

use jiff::Timestamp;

use super::edits::EditPolicy;
use super::load::{Batch, Incoming, LoadError, LoadOptions, Origin, write};
use super::load_terms::default_terms;
use super::report::LoadReport;
use crate::domain::{Author, OrganizationRedactions};
use crate::store::Store;
use crate::store::StoreError;

/// Why nothing was restored.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError<O> {
    #[error(
        "the database already has {0} changes; restore into an empty one, or add the profiles to \
         this one with `load`"
    )]
    Occupied(i64),
    #[error(transparent)]
    Load(#[from] LoadError<O>),
}

/// Loads a batch into an empty directory, in one transaction.
///
/// `change` and `at` are the number and time of the last change of the exported directory. The last
/// restored change gets this number, and all get this time, so that the version and date of the
/// data stay the same. `documents` is the number of terms and profiles in the batch. `redactions` is
/// what was redacted in the exported directory.
///
/// # Errors
///
/// When the directory is not empty, and the errors of [`load()`](super::load()).
pub fn restore<O: Clone>(
    store: &Store,
    batch: Batch<'_, impl IntoIterator<Item = Incoming<O>>>,
    (change, at): (i64, Timestamp),
    documents: i64,
    redactions: &[OrganizationRedactions],
    progress: &mut dyn FnMut(usize),
    before_commit: &mut dyn FnMut(),
) -> Result<LoadReport, RestoreError<O>> {
    let mut options = LoadOptions {
        dry_run: false,
        prune: false,
        edits: EditPolicy::default(),
        source: "",
        progress,
        before_commit,
    };
    store.write(&Author::command("restore"), |writer| {
        if writer.last_change() > 0 {
            return Err(RestoreError::Occupied(writer.last_change()));
        }
        let added = default_terms(batch.default_vocabulary, &[], &batch.terms).len();
        let documents = documents + i64::try_from(added).unwrap_or(0);
        // An export that was made by hand may have more documents than changes. Its numbers begin
        // at 1.
        writer.continue_numbering_after((change - documents).max(0), at);
        let mut report = write(writer, batch, &mut options, Origin::Restore)?;
        // A dataset has no duplicates that its directory did not have.
        report.proposed = Vec::new();
        report.change = writer.last_change();
        writer.add_redactions(redactions)?;
        (options.before_commit)();
        Ok(report)
    })
}

impl<O> From<StoreError> for RestoreError<O> {
    fn from(err: StoreError) -> Self {
        Self::Load(err.into())
    }
}
