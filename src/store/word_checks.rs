//! Drops the check constraints that list the words of a column. The types of the domain check the
//! words, and have more of them than the first release.
//!
//! SQLite has no statement for this. Removing a constraint leaves all rows as they are, so the text
//! of the table in `sqlite_schema` is edited, as SQLite's documentation of ALTER TABLE describes.
//! Copying the tables instead would copy the whole history.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::Integer;

use super::StoreError;
use super::connection::DbConnection;

/// A table, a column, and the words of its check constraint, as the first migration wrote them.
const CHECKS: [(&str, &str, &str); 3] = [
    ("revisions", "subject", "'organization', 'focus_area', 'approach'"),
    ("organizations", "status", "'active', 'inactive', 'withdrawn'"),
    ("terms", "scheme", "'focus_area', 'approach'"),
];

#[derive(QueryableByName)]
struct SchemaVersion {
    #[diesel(sql_type = Integer)]
    schema_version: i32,
}

/// Drops the constraints that are still there, within the transaction of the migrations.
pub fn drop_word_checks(connection: &mut DbConnection) -> Result<(), StoreError> {
    match connection {
        DbConnection::Sqlite(connection) => {
            let now: SchemaVersion =
                diesel::sql_query("PRAGMA schema_version").get_result(connection)?;
            let next = now.schema_version.wrapping_add(1);
            connection.batch_execute("PRAGMA writable_schema = ON")?;
            for (table, column, words) in CHECKS {
                let check = format!("CHECK ({column} IN ({words}))").replace('\'', "''");
                connection.batch_execute(&format!(
                    "UPDATE sqlite_schema SET sql = replace(sql, '{check}', '')
                     WHERE type = 'table' AND name = '{table}'"
                ))?;
            }
            // Connections read the tables again when this number changes.
            connection.batch_execute(&format!(
                "PRAGMA schema_version = {next}; PRAGMA writable_schema = RESET"
            ))?;
        }
        DbConnection::Postgres(connection) => {
            for (table, column, _) in CHECKS {
                connection.batch_execute(&format!(
                    "ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {table}_{column}_check"
                ))?;
            }
        }
    }
    Ok(())
}
