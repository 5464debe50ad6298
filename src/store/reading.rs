//! Reading the current state and what changed in it, for the catalog to follow.

use diesel::prelude::*;
use jiff::Timestamp;

use super::connection::{DbConnection, read_from_one_snapshot};
use super::organizations::former_slugs_of;
use super::rows::{DirectoryRow, OrganizationRow, RevisionRow, TermRow, slug as parse_slug, time};
use super::schema::{directory, organizations, revisions, terms};
use super::{Failure, Store, StoreError};
use crate::domain::{
    ChangeKind, Keyword, OrganizationState, Position, Slug, TermScheme, TermState,
};

/// Number of profiles read at once. They are in memory together.
const BATCH: i64 = 1000;

/// Newest states of what changed.
pub enum StateUpdate {
    Terms(Vec<TermState>),
    /// Terms that were removed.
    RemovedTerms(Vec<(TermScheme, Slug)>),
    Organizations(Vec<OrganizationState>),
}

impl Store {
    /// The directory's id, and the number and time of its last change.
    ///
    /// # Errors
    ///
    /// When the database fails, or its file was moved or replaced.
    pub fn position(&self) -> Result<Position, StoreError> {
        self.check_file()?;
        position(&mut *self.reader()?)
    }

    /// The time of a change; `None` if there is no such change.
    pub fn time_of(&self, change: i64) -> Result<Option<Timestamp>, StoreError> {
        let at: Option<i64> = revisions::table
            .find(change)
            .select(revisions::at)
            .first(&mut *self.reader()?)
            .optional()?;
        at.map(time).transpose()
    }

    /// The schemes of which the directory has terms.
    pub fn schemes_with_terms(&self) -> Result<Vec<TermScheme>, StoreError> {
        let schemes: Vec<String> =
            terms::table.select(terms::scheme).distinct().load(&mut *self.reader()?)?;
        Ok(schemes.iter().filter_map(|word| TermScheme::from_word(word)).collect())
    }

    /// Reads the newest state of everything that changed after `change`, from one snapshot. After
    /// change 0 that is the whole directory.
    ///
    /// Calls `apply` with the terms first, then with one batch of profiles after another. Returns
    /// the position of the snapshot.
    ///
    /// # Errors
    ///
    /// When the database fails, and any error that `apply` returns.
    pub fn updates_after<E: From<StoreError>>(
        &self,
        change: i64,
        mut apply: impl FnMut(StateUpdate) -> Result<(), E>,
    ) -> Result<Position, E> {
        let read = self.reader()?.transaction(|connection| {
            read_from_one_snapshot(connection)?;
            let position = position(connection)?;
            let removed = terms_removed_after(connection, change)?;
            apply(StateUpdate::RemovedTerms(removed)).map_err(Failure)?;
            apply(StateUpdate::Terms(terms_after(connection, change)?)).map_err(Failure)?;
            let mut reached = change;
            loop {
                let (batch, last) = organizations_after(connection, reached)?;
                let Some(last) = last else { return Ok(position) };
                reached = last;
                apply(StateUpdate::Organizations(batch)).map_err(Failure)?;
            }
        });
        read.map_err(|Failure(err)| err)
    }
}

pub(super) fn position(connection: &mut DbConnection) -> Result<Position, StoreError> {
    directory::table.select(DirectoryRow::as_select()).first(connection)?.try_into()
}

fn terms_after(connection: &mut DbConnection, change: i64) -> Result<Vec<TermState>, StoreError> {
    let rows: Vec<(TermRow, RevisionRow)> = terms::table
        .inner_join(revisions::table)
        .filter(terms::change.gt(change))
        .order(terms::change)
        .select((TermRow::as_select(), RevisionRow::as_select()))
        .load(connection)?;
    let states = rows.into_iter().map(|(row, revision)| row.into_state(revision));
    intact_only(states)
}

/// Keeps the intact states. Damaged ones are logged and skipped, because one damaged profile or
/// term must not keep readers from all others.
fn intact_only<S>(
    states: impl Iterator<Item = Result<S, StoreError>>,
) -> Result<Vec<S>, StoreError> {
    let mut intact = Vec::new();
    for state in states {
        match state {
            Ok(state) => intact.push(state),
            Err(StoreError::Damaged(damage)) => log::error!(
                "{damage} is damaged in the database and was skipped; readers see the last version \
                 in the index, if any: restore the directory from a backup"
            ),
            Err(err) => return Err(err),
        }
    }
    Ok(intact)
}

/// The terms that were removed after a change and not added again. Empty after change 0, because a
/// reader that starts there never had them.
fn terms_removed_after(
    connection: &mut DbConnection,
    change: i64,
) -> Result<Vec<(TermScheme, Slug)>, StoreError> {
    if change == 0 {
        return Ok(Vec::new());
    }
    let mut removed = Vec::new();
    for &scheme in TermScheme::ALL {
        let candidates: Vec<String> = revisions::table
            .filter(revisions::change.gt(change))
            .filter(revisions::subject.eq(scheme.as_str()))
            .filter(revisions::kind.eq(ChangeKind::Withdrawn.as_str()))
            .select(revisions::subject_id)
            .load(connection)?;
        for text in candidates {
            let exists = terms::table
                .find((scheme.as_str(), &text))
                .count()
                .get_result::<i64>(connection)?
                > 0;
            if !exists {
                removed.push((scheme, parse_slug(&text)?));
            }
        }
    }
    Ok(removed)
}

/// The next batch of organizations after a change, in the order of their changes, and the last
/// change that was read; `None` if there are no more.
fn organizations_after(
    connection: &mut DbConnection,
    change: i64,
) -> Result<(Vec<OrganizationState>, Option<i64>), StoreError> {
    let corrupt = match organizations_between(connection, change + 1, i64::MAX) {
        Err(err @ StoreError::Corrupt(_)) => err,
        found => return found,
    };
    // Part of a SQLite file is unreadable, so the organizations are read one by one. PostgreSQL
    // refuses further statements in this transaction, and then the first error is returned.
    let changes: Result<Vec<i64>, _> = organizations::table
        .filter(organizations::change.gt(change))
        .order(organizations::change)
        .limit(BATCH)
        .select(organizations::change)
        .load(connection);
    let Ok(changes) = changes else { return Err(corrupt) };
    let mut states = Vec::new();
    for &change in &changes {
        match organizations_between(connection, change, change) {
            Ok((found, _)) => states.extend(found),
            Err(StoreError::Corrupt(reason)) => log::error!(
                "the organization of change {change} cannot be read and was skipped ({reason}); \
                 restore the directory from a backup"
            ),
            Err(_) => return Err(corrupt),
        }
    }
    Ok((states, changes.last().copied()))
}

/// The first batch of organizations with changes from `first` to `last`, and its last change.
fn organizations_between(
    connection: &mut DbConnection,
    first: i64,
    last: i64,
) -> Result<(Vec<OrganizationState>, Option<i64>), StoreError> {
    let rows: Vec<(OrganizationRow, RevisionRow)> = organizations::table
        .inner_join(revisions::table)
        .filter(organizations::change.between(first, last))
        .order(organizations::change)
        .limit(BATCH)
        .select((OrganizationRow::as_select(), RevisionRow::as_select()))
        .load(connection)?;
    let last = rows.last().map(|(row, _)| row.change);
    let ids: Vec<&str> = rows.iter().map(|(row, _)| row.id.as_str()).collect();
    let mut former = former_slugs_of(connection, &ids)?;
    let states = rows.into_iter().map(|(row, revision)| {
        let former_slugs = former.remove(&row.id).unwrap_or_default();
        row.into_state(revision, former_slugs)
    });
    Ok((intact_only(states)?, last))
}
