//! What the catalog follows: the present state, and what changed.

use diesel::prelude::*;
use jiff::Timestamp;

use super::connection::{DbConnection, read_from_one_snapshot};
use super::rows::{DirectoryRow, OrganizationRow, RevisionRow, TermRow, slug as parse_slug, time};
use super::schema::{directory, former_slugs, organizations, revisions, terms};
use super::{Failure, Store, StoreError};
use crate::domain::{
    ChangeKind, Keyword, OrganizationState, Position, Slug, TermScheme, TermState,
};

/// How many profiles are read at once: they are held in memory together.
const BATCH: i64 = 1000;

/// Something that changed.
pub enum News {
    Terms(Vec<TermState>),
    /// Terms that are no longer there.
    RemovedTerms(Vec<(TermScheme, Slug)>),
    Organizations(Vec<OrganizationState>),
}

impl Store {
    /// How far the changes have come.
    ///
    /// # Errors
    ///
    /// When the database fails, or is no longer the one that was named.
    pub fn position(&self) -> Result<Position, StoreError> {
        self.check_file()?;
        position(&mut *self.reader()?)
    }

    /// When a change was made, if it was.
    pub fn time_of(&self, change: i64) -> Result<Option<Timestamp>, StoreError> {
        let at: Option<i64> = revisions::table
            .find(change)
            .select(revisions::at)
            .first(&mut *self.reader()?)
            .optional()?;
        at.map(time).transpose()
    }

    /// Reads everything that changed after `change`, in its newest state and
    /// from one snapshot; after change 0 that is the whole directory. `news` is
    /// called with the terms first, then with one batch of profiles after
    /// another. Returns how far this brings the reader.
    ///
    /// # Errors
    ///
    /// When the database fails, or with what `news` returns.
    pub fn news_after<E: From<StoreError>>(
        &self,
        change: i64,
        mut news: impl FnMut(News) -> Result<(), E>,
    ) -> Result<Position, E> {
        let read = self.reader()?.transaction(|connection| {
            read_from_one_snapshot(connection)?;
            let position = position(connection)?;
            news(News::RemovedTerms(terms_removed_after(connection, change)?)).map_err(Failure)?;
            news(News::Terms(terms_after(connection, change)?)).map_err(Failure)?;
            let mut reached = change;
            loop {
                let (batch, last) = organizations_after(connection, reached)?;
                let Some(last) = last else { return Ok(position) };
                reached = last;
                news(News::Organizations(batch)).map_err(Failure)?;
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
    whole(states)
}

/// The states of what is as it was written. Damage is logged and passed over: one damaged profile
/// or term must not keep readers from all the others.
fn whole<S>(states: impl Iterator<Item = Result<S, StoreError>>) -> Result<Vec<S>, StoreError> {
    let mut whole = Vec::new();
    for state in states {
        match state {
            Ok(state) => whole.push(state),
            Err(StoreError::Damaged(damage)) => log::error!(
                "{damage} is damaged in the database and was passed over; readers keep the last \
                 version that they have, if any: restore the directory from a backup"
            ),
            Err(err) => return Err(err),
        }
    }
    Ok(whole)
}

/// The terms that were removed after a change and are not there again. Whoever
/// begins at change 0 never had them.
fn terms_removed_after(
    connection: &mut DbConnection,
    change: i64,
) -> Result<Vec<(TermScheme, Slug)>, StoreError> {
    if change == 0 {
        return Ok(Vec::new());
    }
    let mut removed = Vec::new();
    for &scheme in TermScheme::ALL {
        let gone: Vec<String> = revisions::table
            .filter(revisions::change.gt(change))
            .filter(revisions::subject.eq(scheme.as_str()))
            .filter(revisions::kind.eq(ChangeKind::Withdrawn.as_str()))
            .select(revisions::subject_id)
            .load(connection)?;
        for text in gone {
            let is_there = terms::table
                .find((scheme.as_str(), &text))
                .count()
                .get_result::<i64>(connection)?
                > 0;
            if !is_there {
                removed.push((scheme, parse_slug(&text)?));
            }
        }
    }
    Ok(removed)
}

/// The next organizations after a change, in the order of their changes, and the last change that
/// was looked at; `None` where there are no more.
fn organizations_after(
    connection: &mut DbConnection,
    change: i64,
) -> Result<(Vec<OrganizationState>, Option<i64>), StoreError> {
    let corrupt = match organizations_between(connection, change + 1, i64::MAX) {
        Err(err @ StoreError::Corrupt(_)) => err,
        found => return found,
    };
    // Part of a SQLite file cannot be read: the organizations are read one by one. PostgreSQL
    // refuses further statements in this transaction, and the first error says more.
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
                "the organization of change {change} cannot be read and was passed over \
                 ({reason}); restore the directory from a backup"
            ),
            Err(_) => return Err(corrupt),
        }
    }
    Ok((states, changes.last().copied()))
}

/// The next organizations with changes from `first` to `last`.
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
    let mut former: Vec<(String, String)> = former_slugs::table
        .filter(former_slugs::organization_id.eq_any(ids))
        .select((former_slugs::organization_id, former_slugs::slug))
        .load(connection)?;
    former.sort_unstable();
    let states = rows.into_iter().map(|(row, revision)| {
        let own = former.iter().filter(|(id, _)| *id == row.id);
        let slugs = own.map(|(_, slug)| slug.clone()).collect();
        row.into_state(revision, slugs)
    });
    Ok((whole(states)?, last))
}
