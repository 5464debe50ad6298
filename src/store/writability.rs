//! Whether the database accepts writes from this process, found out without writing.

use diesel::prelude::*;
use diesel::sql_types::Bool;
use rustix::fs::{Access, access};

use super::connection::DbConnection;
use super::database_file::DatabaseFile;
use super::{Store, StoreError};

/// Why a SQLite database accepts no writes.
pub(super) const FILE: &str = "the user of the server may not write to the database file";
/// Why a PostgreSQL database accepts no writes.
const STANDBY: &str = "the database server is a standby or read-only";
pub(super) const ROLE: &str = "the database user may not write to the tables";

impl Store {
    /// Why the database accepts no writes from this process; `None` if it does, or if that is not
    /// known.
    pub fn read_only_reason(&self) -> Option<&'static str> {
        match &self.file {
            Some(file) => is_read_only(file).then_some(FILE),
            None => postgres_reason(&mut *self.reader().ok()?).ok()?,
        }
    }
}

/// Checks that this process may write to an open database file.
///
/// # Errors
///
/// If it may not. A connection that was opened then would stay read-only.
pub fn check(file: &DatabaseFile) -> Result<(), StoreError> {
    if is_read_only(file) { Err(StoreError::NotWritable(FILE)) } else { Ok(()) }
}

fn is_read_only(file: &DatabaseFile) -> bool {
    file.paths().iter().any(|path| path.exists() && access(path, Access::WRITE_OK).is_err())
}

#[derive(QueryableByName)]
struct Permissions {
    #[diesel(sql_type = Bool)]
    standby: bool,
    #[diesel(sql_type = Bool)]
    writable: bool,
}

fn postgres_reason(connection: &mut DbConnection) -> QueryResult<Option<&'static str>> {
    let DbConnection::Postgres(connection) = connection else { return Ok(None) };
    let found: Permissions = diesel::sql_query(
        "SELECT pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on' AS standby, \
         has_table_privilege('directory', 'UPDATE') AS writable",
    )
    .get_result(connection)?;
    Ok(match found {
        Permissions { standby: true, .. } => Some(STANDBY),
        Permissions { writable: false, .. } => Some(ROLE),
        _ => None,
    })
}
