//! The truth: every profile, every term and every revision of them, in SQLite
//! or PostgreSQL.
//!
//! Changes are numbered without gaps, and nothing that was acknowledged is lost:
//! a write is one transaction, which begins by claiming the next numbers. Takes
//! and returns the types of [`crate::domain`]; only `connection.rs`, `migrations.rs`,
//! `backup.rs` and `verify.rs` know that there are two databases.

mod backup;
mod checksum;
mod connection;
mod damage;
mod database_file;
mod database_url;
mod error;
mod export;
mod history;
mod imports;
mod keys;
mod migrations;
mod organizations;
mod pool;
mod publishing;
mod reading;
mod rows;
mod schema;
mod terms;
mod verify;
mod writer;

pub use backup::{BackedUp, Occupied, back_up, check_place, free_place, make_another, verify};
pub use damage::Damage;
pub use database_url::{DatabaseUrl, HOST_VARIABLE, InvalidDatabaseUrl, REDIRECTING_VARIABLES};
pub use error::StoreError;
pub use export::Standing;
pub use history::Recorded;
pub use imports::{Imported, ImportedTerm};
pub use pool::NoConnection;
pub use publishing::Publication;
pub use reading::News;
pub use verify::{Verified, verify_database};
pub use writer::Writer;

use crate::domain::Author;
use connection::{ConnectionManager, Purpose};
use database_file::DatabaseFile;
use pool::{Lease, Pool};

/// An open store. Cheap to clone: clones share their connections.
#[derive(Clone)]
pub struct Store {
    readers: Pool,
    /// On SQLite a single connection, since it lets in one writer at a time
    /// anyway; on PostgreSQL two, so that a node has the next write at hand. They
    /// are apart from the readers: who waits to write keeps nobody from reading.
    writers: Pool,
    /// On SQLite, the file that is open.
    file: Option<DatabaseFile>,
}

impl Store {
    /// Connects, applies the migrations that are missing, and makes sure that
    /// the directory has its id.
    ///
    /// # Errors
    ///
    /// When the database cannot be reached, may not be written, or belongs to a
    /// newer version of this program. Nothing else is tried instead.
    pub fn open(url: &DatabaseUrl) -> Result<Self, StoreError> {
        if let DatabaseUrl::Sqlite(path) = url {
            database_file::create_private(path);
        }
        let manager = ConnectionManager::new(url.clone(), Purpose::Writing, None);
        // The first connection is in no pool: its deadlines are those of a migration.
        let (mut connection, _) = manager.open().map_err(|err| StoreError::open(url, err))?;
        migrations::migrate(&mut connection)?;
        let (file, writers) = match url {
            DatabaseUrl::Sqlite(path) => (Some(DatabaseFile::of(path, connection)?), 1),
            DatabaseUrl::Postgres(_) => (None, 2),
        };
        let pool = |purpose, size| {
            Pool::new(ConnectionManager::new(url.clone(), purpose, file.clone()), size)
        };
        let readers = pool(Purpose::Reading, 4);
        let writers = pool(Purpose::Writing, writers);
        Ok(Self { readers, writers, file })
    }

    fn reader(&self) -> Result<Lease, StoreError> {
        self.readers.get().map_err(StoreError::Unreachable)
    }

    /// Runs one write transaction: all of it happens, or nothing. The changes
    /// it makes are `author`'s.
    ///
    /// # Errors
    ///
    /// What `work` returns, and any failure to commit; then nothing has changed.
    pub fn write<T, E: From<StoreError>>(
        &self,
        author: &Author,
        work: impl FnOnce(&mut Writer<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        self.check_file()?;
        let mut connection = self.writers.get().map_err(no_writer)?;
        let outcome = writer::transaction(&mut connection, author, work);
        let outcome = outcome.map_err(|Failure(err)| err)?;
        // Moved before the commit, the file would keep what was written from the next start.
        if let Some(file) = &self.file {
            file.check_written()?;
        }
        Ok(outcome)
    }

    /// Makes sure that the database that is open is the one that was named.
    ///
    /// # Errors
    ///
    /// When the file of a SQLite database was moved, removed or replaced.
    fn check_file(&self) -> Result<(), StoreError> {
        self.file.as_ref().map_or(Ok(()), DatabaseFile::check)
    }
}

/// Why there was no connection to write with: others write, or the database is
/// away.
fn no_writer(err: NoConnection) -> StoreError {
    match err {
        NoConnection::Failed(_) => StoreError::Unreachable(err),
        NoConnection::AllLent => StoreError::AllBusy(err),
    }
}

/// The error of a transaction's work, so that Diesel's own fit into it.
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
