//! Copies of a SQLite database: made while others write, and judged before they
//! are believed.
//!
//! A PostgreSQL is copied by its own tools. Nothing here migrates: a copy has
//! the schema of what was copied.

use std::path::Path;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Text;
use uuid::Uuid;

use super::connection::DbConnection;
use super::database_file::beside;
use super::reading::position;
use super::schema::{api_keys, directory, organizations};
use super::{DatabaseUrl, StoreError, migrations};
use crate::domain::Position;

/// What stands in a copy that was found whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BackedUp {
    pub position: Position,
    /// Withdrawn ones too.
    pub organizations: usize,
}

/// Why a path is no place for a database.
#[derive(Debug, thiserror::Error)]
pub enum Occupied {
    #[error(
        "{0} holds a directory already; stop its server, move {0} with {0}-wal and {0}-shm (where \
         they are) aside, and restore again"
    )]
    Data(String),
    #[error("{0} is in use; stop the server that has it open and restore again")]
    InUse(String),
    #[error(
        "{0} belongs to a database that is no longer there, and would be taken for a part of the \
         restored one; move it aside and restore again"
    )]
    Leftover(String),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Copies the database at `from` to `to`, which is not there or empty, as it
/// stands at one change, while others read and write.
///
/// The copy is not yet on the disk when this returns.
///
/// # Errors
///
/// When the one cannot be read or the other not written.
pub fn back_up(from: &Path, to: &Path) -> Result<(), StoreError> {
    let mut connection = open(from)?;
    connection.batch_execute("PRAGMA busy_timeout = 10000")?;
    diesel::sql_query("VACUUM INTO ?").bind::<Text, _>(utf8(to)?).execute(&mut connection)?;
    Ok(())
}

/// Reads all of a copy and finds it whole, of a schema that this binary knows,
/// and a directory's.
///
/// # Errors
///
/// When it is not.
pub fn verify(path: &Path) -> Result<BackedUp, StoreError> {
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
    let position = position(&mut connection)?;
    let organizations: i64 = organizations::table.count().get_result(&mut connection)?;
    Ok(BackedUp { position, organizations: usize::try_from(organizations).unwrap_or(0) })
}

/// Gives a copy, which nobody else has open, another directory's id: it may go
/// on differently than what it is a copy of, and an index of one must not be
/// taken for the other's.
pub fn make_another(path: &Path) -> Result<(), StoreError> {
    let mut connection = open(path)?;
    // All of it stays in one file.
    connection.batch_execute("PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL;")?;
    diesel::update(directory::table)
        .set(directory::id.eq(Uuid::now_v7().to_string()))
        .execute(&mut connection)?;
    Ok(())
}

/// Finds out whether a database can be put at `path`: nothing is there, or a
/// directory without anything.
///
/// # Errors
///
/// When something is there.
pub fn check_place(path: &Path) -> Result<(), Occupied> {
    if path.exists() {
        let is_empty = is_empty(&mut open(path)?);
        // What is no database is somebody's too.
        return if is_empty == Ok(true) { Ok(()) } else { Err(Occupied::Data(shown(path))) };
    }
    let beside = ["-wal", "-shm", "-journal"].map(|ending| beside(path, ending));
    match beside.into_iter().find(|path| path.exists()) {
        Some(leftover) => Err(Occupied::Leftover(shown(&leftover))),
        None => Ok(()),
    }
}

/// Checks a place, and removes what stands there without holding anything.
///
/// # Errors
///
/// When something is there, or a server has it open; it is then left as it is.
pub fn free_place(path: &Path) -> Result<(), Occupied> {
    check_place(path)?;
    if !path.exists() {
        return Ok(());
    }
    let mut connection = open(path)?;
    // Leaving the mode of many readers takes the file for oneself alone.
    let alone = connection
        .batch_execute("PRAGMA busy_timeout = 500; PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE");
    alone.map_err(|_| Occupied::InUse(shown(path)))?;
    std::fs::remove_file(path).map_err(|_| Occupied::Data(shown(path)))
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

/// Whether a database has no change, and no key that somebody may hold.
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

/// Opens a database that is there, and sets nothing: what is only looked at
/// must stay as it is.
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
