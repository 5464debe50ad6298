//! Whether a database contains a directory, found out without writing to it.

use diesel::prelude::*;
use diesel::sql_types::{Bool, Text};

use super::backup::open as open_file;
use super::connection::{ConnectionManager, DbConnection, Purpose};
use super::{DatabaseUrl, StoreError};

/// Checks that a database contains a directory, perhaps of an older version. Creates nothing.
///
/// # Errors
///
/// With [`StoreError::NoDirectory`] if it does not, and when PostgreSQL cannot be reached.
pub fn require_directory(url: &DatabaseUrl) -> Result<(), StoreError> {
    let missing = |reason| StoreError::NoDirectory { url: url.to_string(), reason };
    match url {
        DatabaseUrl::Sqlite(path) if !path.exists() => Err(missing("there is no such file")),
        DatabaseUrl::Sqlite(path) => {
            let mut connection = DbConnection::Sqlite(open_file(path)?);
            match has_table(&mut connection, DIRECTORY) {
                Ok(false) => Err(missing("the file is an empty database")),
                // A damaged or unreadable file is reported when it is opened.
                Ok(true) | Err(_) => Ok(()),
            }
        }
        DatabaseUrl::Postgres(_) => {
            let manager = ConnectionManager::new(url.clone(), Purpose::Reading, None);
            let (mut connection, _) = manager.open().map_err(|err| StoreError::open(url, err))?;
            if has_table(&mut connection, DIRECTORY)? {
                Ok(())
            } else {
                Err(missing("the database is empty"))
            }
        }
    }
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = Bool)]
    found: bool,
}

/// The table that every version of this program creates.
const DIRECTORY: &str = "directory";

/// Whether the database has a table with this name. Only reads.
pub(super) fn has_table(connection: &mut DbConnection, name: &str) -> QueryResult<bool> {
    let row: Found = match connection {
        DbConnection::Sqlite(connection) => {
            diesel::sql_query("SELECT count(*) > 0 AS found FROM sqlite_schema WHERE name = ?")
                .bind::<Text, _>(name)
                .get_result(connection)?
        }
        DbConnection::Postgres(connection) => {
            diesel::sql_query("SELECT to_regclass($1) IS NOT NULL AS found")
                .bind::<Text, _>(name)
                .get_result(connection)?
        }
    };
    Ok(row.found)
}
