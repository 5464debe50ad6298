//! Adds the checksums of revisions that an earlier release wrote without one.

use diesel::prelude::*;

use super::StoreError;
use super::connection::DbConnection;
use super::rows::RevisionRow;
use super::schema::revisions;

/// Number of revisions that get their missing checksums in one transaction.
const BATCH: i64 = 500;

/// Whether any revision has no checksum, because an earlier release wrote it.
pub fn any_missing(connection: &mut DbConnection) -> Result<bool, StoreError> {
    let first: Option<i64> = revisions::table
        .filter(revisions::sha256.is_null())
        .select(revisions::change)
        .first(connection)
        .optional()?;
    Ok(first.is_some())
}

/// Adds the checksum of up to [`BATCH`] revisions that have none, within a write transaction.
pub fn add_missing_checksums(connection: &mut DbConnection) -> Result<(), StoreError> {
    let rows: Vec<RevisionRow> = revisions::table
        .filter(revisions::sha256.is_null())
        .order(revisions::change)
        .limit(BATCH)
        .select(RevisionRow::as_select())
        .load(connection)?;
    for row in &rows {
        diesel::update(revisions::table.find(row.change))
            .set(revisions::sha256.eq(row.columns().sha256()))
            .execute(connection)?;
    }
    Ok(())
}
