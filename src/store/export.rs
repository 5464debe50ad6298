//! Everything that stands, one profile after the other.

use std::collections::HashMap;

use diesel::prelude::*;

use super::connection::{DbConnection, read_from_one_snapshot};
use super::reading::position;
use super::rows::RevisionRow;
use super::schema::{organizations, revisions};
use super::terms::terms_in_order;
use super::{Failure, Store, StoreError};
use crate::domain::{Position, TermState};

/// How many profiles are read at once: they are held in memory together.
const BATCH: usize = 500;

/// How many slugs are read at once.
const SLUGS: i64 = 10_000;

/// A piece of everything that stands.
pub enum Standing<'a> {
    /// The first piece: how far the changes have come, every term in the order
    /// of browsing, and how many profiles follow.
    Beginning { position: Position, terms: Vec<TermState>, organizations: usize },
    /// A profile as it was written.
    Profile(&'a str),
}

impl Store {
    /// Calls `take` with every profile as it was written, withdrawn ones too, in
    /// the order of their slugs and from one snapshot; and with how many there
    /// are. Returns that number too.
    ///
    /// # Errors
    ///
    /// When the database fails, or with what `take` returns.
    pub fn each_profile<E: From<StoreError>>(
        &self,
        mut take: impl FnMut(&str, usize) -> Result<(), E>,
    ) -> Result<usize, E> {
        let mut total = 0;
        self.everything(|piece| match piece {
            Standing::Beginning { organizations, .. } => {
                total = organizations;
                Ok(())
            }
            Standing::Profile(document) => take(document, total),
        })?;
        Ok(total)
    }

    /// Calls `take` with everything that stands, from one snapshot: with the
    /// beginning, then with every profile, withdrawn ones too, in the order of
    /// their slugs.
    ///
    /// Profiles are read in batches; held for all is only the order, some fifty
    /// bytes an organization: the databases order texts in their own ways.
    ///
    /// # Errors
    ///
    /// When the database fails, or with what `take` returns.
    pub fn everything<E: From<StoreError>>(
        &self,
        mut take: impl FnMut(Standing<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let read = self.reader()?.transaction(|connection| {
            read_from_one_snapshot(connection)?;
            let (position, terms) = (position(connection)?, terms_in_order(connection)?);
            let changes = changes_by_slug(connection)?;
            let organizations = changes.len();
            take(Standing::Beginning { position, terms, organizations }).map_err(Failure)?;
            for batch in changes.chunks(BATCH) {
                for document in documents(connection, batch)? {
                    take(Standing::Profile(&document)).map_err(Failure)?;
                }
            }
            Ok(())
        });
        read.map_err(|Failure(err)| err)
    }
}

/// The newest change of each organization, in the order of the slugs.
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

/// The documents of these changes, in their order.
fn documents(connection: &mut DbConnection, changes: &[i64]) -> Result<Vec<String>, StoreError> {
    let rows: Vec<RevisionRow> = revisions::table
        .filter(revisions::change.eq_any(changes.iter().copied()))
        .select(RevisionRow::as_select())
        .load(connection)?;
    let mut documents: HashMap<i64, String> = HashMap::new();
    for row in rows {
        let change = row.change;
        let document = row.into_document().map_err(|damage| damage.named(connection))?;
        documents.insert(change, document);
    }
    let in_order = changes.iter().map(|change| {
        let missing = || StoreError::Corrupt(format!("the revision of change {change} is missing"));
        documents.remove(change).ok_or_else(missing)
    });
    in_order.collect()
}
