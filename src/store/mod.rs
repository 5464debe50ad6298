//! The source of truth: every revision of every profile and term, the API keys and the list of
//! imports, in SQLite or PostgreSQL.
//!
//! A write is one transaction, and only one runs at a time. It numbers its changes without gaps,
//! and nothing that was acknowledged is lost. Only a redaction (`redaction.rs`) alters a revision,
//! and `purge.rs` then removes the old text from the files of the database. The store takes and
//! returns types of [`crate::domain`]; it knows neither the catalog nor HTTP, and no other module knows Diesel.
//!
//! Queries are written once for both databases. The differences are in the files about connections
//! (`connection.rs`, `pool.rs`, `database_url/`, `database_file.rs`), in `migrations.rs`, in
//! `backup.rs` and `verify.rs`, and in the messages that `error.rs` classifies.

mod backup;
mod changed;
mod checksum;
mod connection;
mod damage;
mod database_file;
mod database_url;
mod dataset_database;
mod db_connection;
mod drafts;
mod edits;
mod error;
mod existing;
mod export;
mod history;
mod imports;
mod keys;
mod mentions;
mod migrations;
mod missing_checksums;
mod organization_changes;
mod organizations;
mod pool;
mod publishing;
mod purge;
mod reading;
mod redaction;
mod rows;
mod schema;
mod sessions;
mod terms;
mod verify;
mod version;
mod word_checks;
mod writability;
mod writer;

pub use backup::{
    BackupSummary, Occupied, assign_new_id, back_up, check_restore_target, clear_restore_target,
    verify_copy,
};
pub use changed::ChangedDocument;
pub use damage::Damage;
pub use database_file::give_to_owner_of_folder;
pub use database_url::{DatabaseUrl, HOST_VARIABLE, InvalidDatabaseUrl, REDIRECTING_VARIABLES};
pub use dataset_database::DatasetDatabase;
pub use edits::{Authors, Edits, ImportLog, add_author};
pub use error::StoreError;
pub use existing::require_directory;
pub use export::ExportPiece;
pub use history::ChangeRecord;
pub use imports::{ImportedOrganization, ImportedTerm};
pub use organization_changes::OrganizationChanges;
pub use pool::PoolError;
pub use publishing::Publication;
pub use reading::StateUpdate;
pub use redaction::RewrittenRevision;
pub use verify::{Verified, verify_database};
pub use version::NoVersion;
pub use writer::Writer;

use crate::domain::Author;
use connection::{ConnectionManager, Purpose};
use database_file::DatabaseFile;
use pool::{LastFailure, Pool, PooledConnection};

/// An open store. Cheap to clone: clones share their connections.
#[derive(Clone)]
pub struct Store {
    readers: Pool,
    /// Separate from the readers, so that waiting writers never block reads. One connection on
    /// SQLite, which allows one writer at a time; two on PostgreSQL, so that the next write is
    /// ready when the current one commits.
    writers: Pool,
    /// Opens connections for work that takes longer than the pools allow.
    maintenance: ConnectionManager,
    url: DatabaseUrl,
    /// On SQLite, the open file.
    file: Option<DatabaseFile>,
}

impl Store {
    /// Connects, applies missing migrations, and gives a new directory its id.
    ///
    /// # Errors
    ///
    /// When the database cannot be reached, is not writable, or belongs to a newer version of this
    /// program. No other database is tried.
    pub fn open(url: &DatabaseUrl) -> Result<Self, StoreError> {
        if let DatabaseUrl::Sqlite(path) = url {
            database_file::create_private(path);
        }
        let manager = ConnectionManager::new(url.clone(), Purpose::Writing, None);
        // Not from a pool, because migrations have other timeouts.
        let (mut connection, _) = manager.open().map_err(|err| StoreError::open(url, err))?;
        migrations::migrate(&mut connection)?;
        let (file, writers) = match url {
            DatabaseUrl::Sqlite(path) => (Some(DatabaseFile::track(path, connection)?), 1),
            DatabaseUrl::Postgres(_) => (None, 2),
        };
        let last_failure = LastFailure::default();
        let pool = |purpose, size| {
            let manager = ConnectionManager::new(url.clone(), purpose, file.clone());
            Pool::new(manager, size, last_failure.clone())
        };
        let readers = pool(Purpose::Reading, 4);
        let writers = pool(Purpose::Writing, writers);
        let maintenance = ConnectionManager::new(url.clone(), Purpose::Writing, file.clone());
        Ok(Self { readers, writers, maintenance, url: url.clone(), file })
    }

    /// Like [`Store::open`], but creates no directory where there is none.
    ///
    /// # Errors
    ///
    /// With [`StoreError::NoDirectory`] if there is none, and those of [`Store::open`].
    pub fn open_existing(url: &DatabaseUrl) -> Result<Self, StoreError> {
        existing::require_directory(url)?;
        Self::open(url)
    }

    fn reader(&self) -> Result<PooledConnection, StoreError> {
        self.readers.get().map_err(StoreError::Unreachable)
    }

    /// Runs `work` in one write transaction, whose changes are recorded as made by `author`.
    ///
    /// # Errors
    ///
    /// Any error that `work` returns, and any failure to commit. Nothing has changed then, except
    /// that [`StoreError::Lost`] and [`StoreError::MovedDuringWrite`] leave it unknown.
    pub fn write<T, E: From<StoreError>>(
        &self,
        author: &Author,
        work: impl FnOnce(&mut Writer<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.check_file()?;
        if let Some(file) = &self.file {
            writability::check(file)?;
        }
        let mut connection = self.writers.get().map_err(no_writer)?;
        let outcome = writer::transaction(&mut connection, author, work);
        let outcome = outcome.map_err(|Failure(err)| err)?;
        // If the file was moved before the commit, the write would be lost at the next start.
        if let Some(file) = &self.file {
            file.check_written()?;
        }
        Ok(outcome)
    }

    /// Checks that the open database is still the one at its path.
    ///
    /// # Errors
    ///
    /// When the file of a SQLite database was moved, removed or replaced.
    fn check_file(&self) -> Result<(), StoreError> {
        self.file.as_ref().map_or(Ok(()), DatabaseFile::check)
    }
}

/// The reason for having no connection for writing: other writes, or no database.
fn no_writer(err: PoolError) -> StoreError {
    match err {
        PoolError::Connect(_) => StoreError::Unreachable(err),
        PoolError::Exhausted => StoreError::WritersBusy(err),
    }
}

/// Wraps the error of a transaction's work, so that Diesel's own errors convert into it.
struct Failure<E>(E);

impl<E: From<StoreError>> From<diesel::result::Error> for Failure<E> {
    fn from(err: diesel::result::Error) -> Self {
        Self(StoreError::from(err).into())
    }
}

impl<E: From<StoreError>> From<StoreError> for Failure<E> {
    fn from(err: StoreError) -> Self {
        Self(err.into())
    }
}
