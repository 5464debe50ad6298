//! Streaming the current content of the whole directory.

use std::collections::HashMap;

use diesel::prelude::*;

use super::connection::{DbConnection, read_from_one_snapshot};
use super::reading::position;
use super::redaction::redactions_by_slug;
use super::rows::RevisionRow;
use super::schema::{organizations, revisions};
use super::terms::terms_in_order;
use super::version::{NoVersion, PastState, state_at};
use super::{Failure, Store, StoreError};
use crate::domain::{OrganizationRedactions, Position, TermState};

/// Number of profiles read at once. They are in memory together.
const BATCH: usize = 500;

/// Number of slugs read at once.
const SLUGS: i64 = 10_000;

/// One piece of an export.
pub enum ExportPiece<'a> {
    /// The first piece: the position of the snapshot, all terms in browsing order, the number of
    /// profiles that follow, and their redactions.
    Header {
        position: Position,
        terms: Vec<TermState>,
        organizations: usize,
        redactions: Vec<OrganizationRedactions>,
    },
    /// A profile as it was written, with the number of its revision.
    Profile(&'a str, i32),
}

impl Store {
    /// Calls `take` with every profile as it was written, the number of its revision, and the total
    /// number of profiles. Includes withdrawn organizations; sorted by slug; from one snapshot. Returns the total.
    ///
    /// # Errors
    ///
    /// When the database fails, and any error that `take` returns.
    pub fn for_each_profile<E: From<StoreError>>(
        &self,
        mut take: impl FnMut(&str, i32, usize) -> Result<(), E>,
    ) -> Result<usize, E> {
        let mut total = 0;
        self.export(|piece| match piece {
            ExportPiece::Header { organizations, .. } => {
                total = organizations;
                Ok(())
            }
            ExportPiece::Profile(document, revision) => take(document, revision, total),
        })?;
        Ok(total)
    }

    /// Calls `take` with the header, then with every profile, all from one snapshot. Includes
    /// withdrawn organizations; sorted by slug.
    ///
    /// Profiles are read in batches. Only the slug order is held in memory (about 50 bytes per
    /// organization), because the two databases sort texts differently.
    ///
    /// # Errors
    ///
    /// When the database fails, and any error that `take` returns.
    pub fn export<E: From<StoreError>>(
        &self,
        mut take: impl FnMut(ExportPiece<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let read = self.reader()?.transaction(|connection| {
            read_from_one_snapshot(connection)?;
            let position = position(connection)?;
            export_current(connection, position, &mut take)
        });
        read.map_err(|Failure(err)| err)
    }

    /// Like [`Store::export`], for the state at a change: the pieces are those of an export that was
    /// made when `change` was the last one.
    ///
    /// # Errors
    ///
    /// Also if there is no such state, or a redaction forbids to show it again.
    pub fn export_version<E: From<StoreError> + From<NoVersion>>(
        &self,
        change: i64,
        mut take: impl FnMut(ExportPiece<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let read = self.reader()?.transaction(|connection| {
            read_from_one_snapshot(connection)?;
            let current = position(connection)?;
            if current.change == change {
                return export_current(connection, current, &mut take);
            }
            let past = state_at(connection, current, change)?;
            let past = past.map_err(|refusal| Failure(refusal.into()))?;
            let PastState { position, terms, changes, redactions } = past;
            let organizations = changes.len();
            let header = ExportPiece::Header { position, terms, organizations, redactions };
            take(header).map_err(Failure)?;
            export_profiles(connection, &changes, &mut take)
        });
        read.map_err(|Failure(err)| err)
    }
}

fn export_current<E: From<StoreError>>(
    connection: &mut DbConnection,
    position: Position,
    take: &mut impl FnMut(ExportPiece<'_>) -> Result<(), E>,
) -> Result<(), Failure<E>> {
    let terms = terms_in_order(connection)?;
    let changes = changes_by_slug(connection)?;
    let organizations = changes.len();
    let redactions = redactions_by_slug(connection)?;
    let header = ExportPiece::Header { position, terms, organizations, redactions };
    take(header).map_err(Failure)?;
    export_profiles(connection, &changes, take)
}

fn export_profiles<E: From<StoreError>>(
    connection: &mut DbConnection,
    changes: &[i64],
    take: &mut impl FnMut(ExportPiece<'_>) -> Result<(), E>,
) -> Result<(), Failure<E>> {
    for batch in changes.chunks(BATCH) {
        for (document, revision) in documents(connection, batch)? {
            take(ExportPiece::Profile(&document, revision)).map_err(Failure)?;
        }
    }
    Ok(())
}

/// The newest change of each organization, sorted by slug.
fn changes_by_slug(connection: &mut DbConnection) -> Result<Vec<i64>, StoreError> {
    let mut slugs: Vec<(Box<str>, i64)> = Vec::new();
    loop {
        let reached = slugs.last().map_or(0, |(_, change)| *change);
        let batch: Vec<(String, i64)> = organizations::table
            .filter(organizations::change.gt(reached))
            .order(organizations::change)
            .limit(SLUGS)
            .select((organizations::slug, organizations::change))
            .load(connection)?;
        if batch.is_empty() {
            break;
        }
        slugs.extend(batch.into_iter().map(|(slug, change)| (slug.into(), change)));
    }
    slugs.sort_unstable();
    Ok(slugs.into_iter().map(|(_, change)| change).collect())
}

/// The documents of these changes, each with the number of its revision, in the same order.
fn documents(
    connection: &mut DbConnection,
    changes: &[i64],
) -> Result<Vec<(String, i32)>, StoreError> {
    let rows: Vec<RevisionRow> = revisions::table
        .filter(revisions::change.eq_any(changes.iter().copied()))
        .select(RevisionRow::as_select())
        .load(connection)?;
    let mut documents: HashMap<i64, (String, i32)> = HashMap::new();
    for row in rows {
        let (change, revision) = (row.change, row.revision);
        let document =
            row.into_document().map_err(|damage| damage.with_current_slug(connection))?;
        documents.insert(change, (document, revision));
    }
    let in_order = changes.iter().map(|change| {
        let missing = || StoreError::Corrupt(format!("the revision of change {change} is missing"));
        documents.remove(change).ok_or_else(missing)
    });
    in_order.collect()
}
