//! The service itself: what is asked of the directory, above the store and the
//! catalog.
//!
//! A [`Directory`] is open for reading: its catalog follows the store. Loading
//! needs the [`Store`] alone, so that a command can write while a server reads.

mod asking;
mod catching_up;
mod editing;
mod error;
mod export;
mod follower;
mod health;
mod history;
mod keys;
mod load;
mod loading;
mod names;
mod pulse;
mod recent;
mod recovery;
mod report;
mod restoring;
mod reverting;
mod standing;
mod stored;
mod verify;

use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use editing::{EditError, Edited, EditedOrganization, EditedTerm, Outcome, Precondition};
pub use error::DirectoryError;
pub use export::{
    ExportFormat, ExportWriter, InvalidProfile, USUAL_COLUMNS, UnknownFormat, terms_of,
};
pub use health::Health;
pub use history::{
    AsOf, Change, Changes, PastProfile, PastRevision, RevisionPage, RevisionSummary,
};
pub use keys::{
    ApiKey, InvalidKey, KeyError, KeyRefusal, create_key, list_keys, revoke_keys, rotate_key,
};
pub use load::{Batch, Incoming, LoadError, LoadOptions, check, load};
pub use report::{LoadReport, UpdatedOrganization};
pub use restoring::{RestoreError, restore};
pub use reverting::{RevertError, list_imports, revert};
pub use verify::{Item, Rejection, Rejections};

use crate::catalog::{Catalog, ExistingIndex, Snapshot, find_existing_index};
use crate::store::Store;
use follower::Follower;
use recent::RecentChanges;

/// The folder of the index in a data folder.
pub fn index_folder(data_dir: &Path) -> PathBuf {
    data_dir.join("index")
}

/// Looks for an index of a directory in a data folder, without opening it.
pub fn index_left_in(data_dir: &Path) -> Option<ExistingIndex> {
    find_existing_index(&index_folder(data_dir))
}

/// A directory that answers reads, and keeps following its store.
pub struct Directory {
    store: Store,
    catalog: Arc<Catalog>,
    follower: Follower,
    recent: RecentChanges,
}

impl Directory {
    /// Opens the catalog in `data_dir` and begins to follow the store. Where the
    /// catalog must be built first, reads are answered only once it is.
    ///
    /// `cache_bytes` bounds the memory for ready answers.
    ///
    /// # Errors
    ///
    /// When the index folder cannot be used.
    pub fn open(store: Store, data_dir: &Path, cache_bytes: u64) -> Result<Self, DirectoryError> {
        let index = index_folder(data_dir);
        let catalog = Arc::new(Catalog::open(&index, cache_bytes)?);
        let follower = Follower::start(store.clone(), Arc::clone(&catalog), &index)?;
        Ok(Self { store, catalog, follower, recent: RecentChanges::default() })
    }

    /// What readers see now: one state, to be held for the length of one answer.
    ///
    /// # Errors
    ///
    /// While the catalog is being built.
    pub fn snapshot(&self) -> Result<Arc<Snapshot>, DirectoryError> {
        // Until it has been compared with the store, an index may be another
        // directory's.
        match self.follower.has_met_store() {
            true => self.catalog.snapshot().ok_or(DirectoryError::Building),
            false => Err(DirectoryError::Building),
        }
    }

    /// Waits until readers see `change`, or a later one. It may take for ever:
    /// the caller sets a limit.
    pub async fn shown(&self, change: i64) {
        self.follower.shown(change).await;
    }

    /// Waits until readers see `change`, or until the index fails. Returns whether
    /// they see it. It may take for ever: the caller sets a limit.
    pub async fn shown_unless_failing(&self, change: i64) -> bool {
        self.follower.shown_unless_failing(change).await
    }

    /// Whether the store did not answer last, or is silent: reads are answered
    /// from what the catalog has.
    pub fn store_is_away(&self) -> bool {
        self.follower.store_is_away()
    }

    /// Whether the catalog cannot follow just now, since the store failed or takes its time.
    pub fn store_is_slow(&self) -> bool {
        self.follower.store_is_slow()
    }

    /// How well the catalog follows the store.
    pub fn health(&self) -> Health {
        self.follower.health(self.catalog.position().map_or(0, |position| position.change))
    }
}
