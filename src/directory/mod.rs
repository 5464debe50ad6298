//! The operations of the directory, on top of the store and the catalog.
//!
//! A [`Directory`] serves reads, because its catalog follows the store. Loading, reverting and
//! managing keys need only the [`Store`], so that a command can write while a server runs.

mod batch_checks;
mod changes_of;
mod changes_summary;
mod circles;
mod conflicts;
mod documents;
mod drafts;
mod duplicates;
mod editing;
mod edits;
mod error;
mod export;
mod follower;
mod health;
mod history;
mod keys;
mod load;
mod load_session;
mod load_terms;
mod made_folders;
mod name_set;
mod purger;
mod recent_changes;
mod recovery;
mod redact;
mod report;
mod restore;
mod revert;
mod sessions;
mod store_call;
mod store_health;
mod sync_round;
mod sync_state;
mod table;

use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use batch_checks::{Item, Rejection, Rejections};
pub use changes_of::ChangesOf;
pub use changes_summary::{
    ChangedOrganization, ChangedTerm, ChangesSummary, OrganizationChanges, TermChanges,
};
pub use drafts::{
    DRAFT_LIFETIME, DraftError, MAX_DRAFT_BYTES, MAX_DRAFTS, StoredDraft, is_draft_id, new_draft_id,
};
pub use duplicates::{SimilarAdded, SimilarOrganization};
pub use editing::{
    EditError, Edited, EditedOrganization, EditedTerm, Outcome, Precondition, TermPrecondition,
    VERIFIED_NOTE,
};
pub use edits::{EditPolicy, EditedDocument};
pub use error::DirectoryError;
pub use export::{
    DEFAULT_COLUMNS, ExportFormat, ExportWriter, INNER_COLUMNS, InvalidProfile, UnknownFormat,
    WorkbookError, WorkbookExport, editing_columns, terms_of, with_revision,
};
pub use health::Health;
pub use history::{
    AsOf, Change, Changes, PastProfile, PastRevision, RevisionPage, RevisionSummary,
};
pub use keys::{
    ApiKey, InvalidKey, KeyError, KeyRefusal, changes_by_key_name, create_key, create_limited_key,
    list_keys, revoke_key, revoke_keys, rotate_key,
};
pub use load::{Batch, Incoming, LoadError, LoadOptions, check, load};
pub use redact::{NOT_REACHED, RedactError, RedactionReport, redact};
pub use report::{LoadReport, UpdatedOrganization};
pub use restore::{RestoreError, restore};
pub use revert::{RevertError, find_import, list_imports, revert};
pub use sessions::{SESSION_LIFETIME, SessionToken, SignInError};
pub use table::{
    ChangedCell, Column, ColumnMapping, Columns, ColumnsError, InvalidMapping, MAX_CELLS,
    MistakenCell, Notice, TableColumn, TableLoadError, TableMistake, TableMistakes, TableOptions,
    TableReport, UnknownHeader, around_difference, failed_rows, load_table,
};

use crate::catalog::{Catalog, ExistingIndex, Snapshot, find_existing_index};
use crate::store::Store;
use follower::Follower;
use made_folders::MadeFolders;
use recent_changes::RecentChanges;

/// The folder of the index in a data folder.
pub fn index_folder(data_dir: &Path) -> PathBuf {
    data_dir.join("index")
}

/// Finds an index in a data folder, without opening it.
pub fn index_left_in(data_dir: &Path) -> Option<ExistingIndex> {
    find_existing_index(&index_folder(data_dir))
}

/// An open directory: it serves reads, and its catalog follows the store.
pub struct Directory {
    store: Store,
    catalog: Arc<Catalog>,
    follower: Follower,
    made_folders: Arc<MadeFolders>,
    recent_changes: RecentChanges,
}

impl Directory {
    /// Opens the catalog in `data_dir` and starts to follow the store. If the catalog must be built
    /// first, there is no snapshot until then.
    ///
    /// `cache_bytes` is the maximum size of the cache of rendered answers.
    ///
    /// # Errors
    ///
    /// When the index folder cannot be used.
    pub fn open(store: Store, data_dir: &Path, cache_bytes: u64) -> Result<Self, DirectoryError> {
        let index = index_folder(data_dir);
        let catalog = Arc::new(Catalog::open(&index, cache_bytes)?);
        let made_folders = Arc::new(MadeFolders::of(data_dir));
        let for_follower = Arc::clone(&made_folders);
        let follower = Follower::start(store.clone(), Arc::clone(&catalog), &index, for_follower)?;
        let recent_changes = RecentChanges::default();
        Ok(Self { store, catalog, follower, made_folders, recent_changes })
    }

    /// The state that readers see now. A caller holds it while it makes one response.
    ///
    /// # Errors
    ///
    /// With [`DirectoryError::NotYetCompared`] or [`DirectoryError::Building`] after the start.
    pub fn snapshot(&self) -> Result<Arc<Snapshot>, DirectoryError> {
        if self.follower.has_compared_with_store() {
            self.catalog.snapshot().ok_or(DirectoryError::Building)
        } else {
            Err(DirectoryError::NotYetCompared)
        }
    }

    /// The store, for work that reads it as a whole.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The folder of the datasets that the server has made. It need not exist.
    pub fn datasets_folder(&self) -> &Path {
        self.made_folders.datasets()
    }

    /// The folder of the link cards that the server has drawn, with one folder for those since each
    /// redaction. It need not exist.
    pub fn link_cards_folder(&self) -> &Path {
        self.made_folders.link_cards()
    }

    /// The change of the last redaction in the store, as far as this node knows; 0 if there is none.
    pub fn redacted_change(&self) -> i64 {
        self.follower.redacted_change()
    }

    /// Waits until readers see `change` or a later one, perhaps for ever: the caller sets a limit.
    pub async fn wait_until_visible(&self, change: i64) {
        self.follower.wait_until_visible(change).await;
    }

    /// Waits until readers see `change` or a later one, or until the index fails. Returns whether
    /// they see it. The wait may be for ever: the caller sets a limit.
    pub async fn wait_until_visible_or_failing(&self, change: i64) -> bool {
        self.follower.wait_until_visible_or_failing(change).await
    }

    /// Whether the store failed or is unresponsive, so that the catalog may be out of date.
    pub fn store_is_unavailable(&self) -> bool {
        self.follower.store_is_unavailable()
    }

    /// Whether the store failed or is slow, so that waiting for a change is not worthwhile.
    pub fn store_is_slow(&self) -> bool {
        self.follower.store_is_slow()
    }

    /// How well the catalog follows the store.
    pub fn health(&self) -> Health {
        self.follower.health(self.catalog.position().map_or(0, |position| position.change))
    }
}
