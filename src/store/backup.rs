//! Backups of a SQLite database: copying it while the server runs, verifying a copy, and preparing
//! the path that a copy is restored to.
//!
//! PostgreSQL is backed up with its own tools. Nothing here migrates: a copy keeps its schema.

use std::fs;
use std::path::Path;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;
use uuid::Uuid;

use super::connection::DbConnection;
use super::database_file::companion_path;
use super::schema::{api_keys, directory, organizations};
use super::{DatabaseUrl, StoreError, migrations};

/// The contents of a verified copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackupSummary {
    /// The number of its last change.
    pub change: i64,
    /// Number of organizations, withdrawn ones included.
    pub organizations: usize,
}

/// Why a database cannot be restored to a path.
#[derive(Debug, thiserror::Error)]
pub enum Occupied {
    #[error(
        "{0} already contains a directory; stop its server, move {0} aside (with {0}-wal and \
         {0}-shm, if they exist), and restore again"
    )]
    Data(String),
    #[error("{0} is in use; stop the server that has it open, and restore again")]
    InUse(String),
    #[error(
        "{0} is left from a database that no longer exists, and SQLite would treat it as part of \
         the restored one; move it aside, and restore again"
    )]
    Leftover(String),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Copies one snapshot of the database at `from` to `to`, which is missing or empty. Readers and
/// writers may continue meanwhile.
///
/// The copy is not yet synced to disk when this returns.
///
/// # Errors
///
/// When `from` cannot be read or `to` cannot be written.
pub fn back_up(from: &Path, to: &Path) -> Result<(), StoreError> {
    let copied = vacuum_into(from, to);
    if copied.is_err() {
        // SQLite leaves the journal of a copy above 2 MB that it could not finish.
        let _ = fs::remove_file(companion_path(to, "-journal"));
    }
    copied
}

fn vacuum_into(from: &Path, to: &Path) -> Result<(), StoreError> {
    let mut connection = open(from)?;
    connection.batch_execute("PRAGMA busy_timeout = 10000")?;
    diesel::sql_query("VACUUM INTO ?").bind::<Text, _>(utf8(to)?).execute(&mut connection)?;
    Ok(())
}

/// Checks that a copy is intact, contains a directory, and has a schema that this binary knows.
///
/// # Errors
///
/// When one of these does not hold, or the copy cannot be read.
pub fn verify_copy(path: &Path) -> Result<BackupSummary, StoreError> {
    let mut connection = open(path)?;
    let found: Vec<Finding> =
        diesel::sql_query("PRAGMA integrity_check(1)").load(&mut connection)?;
    match found.as_slice() {
        [finding] if finding.integrity_check == "ok" => {}
        found => {
            let text = found.first().map_or("nothing", |finding| &finding.integrity_check);
            return Err(StoreError::Corrupt(text.replace('\n', " ")));
        }
    }
    if !has_tables(&mut connection)? {
        return Err(StoreError::Corrupt("it has no tables".to_owned()));
    }
    let mut connection = DbConnection::Sqlite(connection);
    migrations::refuse_newer(&mut connection)?;
    // Not the whole position: the copy may lack the columns of later releases.
    let change: i64 = directory::table.select(directory::last_change).first(&mut connection)?;
    let organizations: i64 = organizations::table.count().get_result(&mut connection)?;
    Ok(BackupSummary { change, organizations: usize::try_from(organizations).unwrap_or(0) })
}

/// Gives a copy that no other process has open a new directory id. Its history may diverge from the
/// original's, so an index of one must not be used with the other.
pub fn assign_new_id(path: &Path) -> Result<(), StoreError> {
    let mut connection = open(path)?;
    // Without a write-ahead log, the copy stays a single file.
    connection.batch_execute("PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL;")?;
    diesel::update(directory::table)
        .set(directory::id.eq(Uuid::now_v7().to_string()))
        .execute(&mut connection)?;
    Ok(())
}

/// Checks that a database can be restored to `path`: there is no file, or an empty directory.
///
/// # Errors
///
/// When there is anything else.
pub fn check_restore_target(path: &Path) -> Result<(), Occupied> {
    if path.exists() {
        let is_empty = is_empty(&mut open(path)?);
        // A file that is not a database is not overwritten either.
        return if is_empty == Ok(true) { Ok(()) } else { Err(Occupied::Data(shown(path))) };
    }
    let companions = ["-wal", "-shm", "-journal"].map(|ending| companion_path(path, ending));
    match companions.into_iter().find(|path| path.exists()) {
        Some(leftover) => Err(Occupied::Leftover(shown(&leftover))),
        None => Ok(()),
    }
}

/// Checks `path` like [`check_restore_target`], and removes an empty directory's file.
///
/// # Errors
///
/// When there is anything else, or a server has the file open. Nothing is removed then.
pub fn clear_restore_target(path: &Path) -> Result<(), Occupied> {
    check_restore_target(path)?;
    if !path.exists() {
        return Ok(());
    }
    let mut connection = open(path)?;
    // Leaving WAL mode fails while another process has the file open.
    let locked = connection
        .batch_execute("PRAGMA busy_timeout = 500; PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE");
    locked.map_err(|_| Occupied::InUse(shown(path)))?;
    std::fs::remove_file(path).map_err(|_| Occupied::Data(shown(path)))
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

/// Whether a database has neither changes nor API keys.
fn is_empty(connection: &mut SqliteConnection) -> QueryResult<bool> {
    if !has_tables(connection)? {
        return Ok(true);
    }
    let changes: Option<i64> =
        directory::table.select(directory::last_change).first(connection).optional()?;
    let keys: i64 = api_keys::table.count().get_result(connection)?;
    Ok(changes.unwrap_or(0) == 0 && keys == 0)
}

fn has_tables(connection: &mut SqliteConnection) -> QueryResult<bool> {
    let counted: Counted =
        diesel::sql_query("SELECT count(*) AS tables FROM sqlite_schema").get_result(connection)?;
    Ok(counted.tables > 0)
}

#[derive(QueryableByName)]
struct Finding {
    #[diesel(sql_type = Text)]
    integrity_check: String,
}

#[derive(QueryableByName)]
struct Counted {
    #[diesel(sql_type = diesel::sql_types::BigInt)]
    tables: i64,
}

/// Opens an existing database without configuring it, so that reading does not alter the file.
pub(super) fn open(path: &Path) -> Result<SqliteConnection, StoreError> {
    let failed = |err| StoreError::open(&DatabaseUrl::Sqlite(path.to_owned()), err);
    if !path.is_file() {
        let missing = "there is no such file".to_owned();
        return Err(failed(ConnectionError::BadConnection(missing)));
    }
    SqliteConnection::establish(utf8(path)?).map_err(failed)
}

fn utf8(path: &Path) -> Result<&str, StoreError> {
    path.to_str().ok_or_else(|| {
        let invalid = ConnectionError::InvalidConnectionUrl("the path is not UTF-8".to_owned());
        StoreError::open(&DatabaseUrl::Sqlite(path.to_owned()), invalid)
    })
}
