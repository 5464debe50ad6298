//! Reading what was: revisions of one document, and the changes of all.
//!
//! Revisions are never altered, so several statements see one history without a
//! transaction around them. However much is asked, each verb is a few statements.
//!
//! Every revision is compared with its checksum. A damaged one is returned as
//! [`Damage`], and the others beside it are still readable.

use std::collections::HashMap;
use std::ops::RangeInclusive;

use diesel::dsl::min;
use diesel::prelude::*;
use jiff::Timestamp;

use super::connection::DbConnection;
use super::damage::Damage;
use super::rows::RevisionRow;
use super::schema::revisions;
use super::{Store, StoreError};
use crate::domain::{Keyword, Revision, SubjectKind};

diesel::alias!(const OLDER: Alias<Older> = revisions as older);

/// A revision, or why it cannot be read.
pub type Readable = Result<Revision, Damage>;

/// A revision, beside what it was made of.
pub struct Recorded {
    pub revision: Revision,
    /// The document of the revision before it; `None` for the first, or if that is damaged.
    pub before: Option<String>,
}

/// A change, or its number and why it cannot be read.
pub type ReadableChange = Result<Recorded, (i64, Damage)>;

impl Store {
    /// The revisions of an organization with these numbers, the newest first.
    pub fn revisions(
        &self,
        id: &str,
        numbers: RangeInclusive<i32>,
    ) -> Result<Vec<Readable>, StoreError> {
        let connection = &mut *self.reader()?;
        match readable_revisions(connection, id, numbers.clone()) {
            // Part of the file cannot be read: the revisions are asked for one by one.
            Err(StoreError::Corrupt(_)) => {
                let mut all = Vec::new();
                for number in numbers.rev() {
                    match readable_revisions(connection, id, number..=number) {
                        Err(StoreError::Corrupt(_)) => {
                            all.push(Err(unreadable(id, number).named(connection)));
                        }
                        found => all.extend(found?),
                    }
                }
                Ok(all)
            }
            found => found,
        }
    }

    /// The newest revision of an organization that was made at `time` or before,
    /// of those up to the number `last`.
    ///
    /// # Errors
    ///
    /// Also when a revision is damaged on which the answer depends.
    pub fn revision_at(
        &self,
        id: &str,
        time: Timestamp,
        last: i32,
    ) -> Result<Option<Revision>, StoreError> {
        let connection = &mut *self.reader()?;
        let found: Option<RevisionRow> = revisions::table
            .filter(revisions::subject.eq(SubjectKind::Organization.as_str()))
            .filter(revisions::subject_id.eq(id))
            .filter(revisions::revision.le(last))
            .filter(revisions::at.le(time.as_microsecond()))
            .order(revisions::revision.desc())
            .select(RevisionRow::as_select())
            .first(connection)
            .optional()?;
        let number = found.as_ref().map_or(0, |row| row.revision);
        // The time of the next revision decided, so it must be as it was written.
        if number < last {
            let next = organization_revisions(connection, id, number + 1..=number + 1)?.pop();
            if next.is_none_or(|row| !row.is_whole() || row.at <= time.as_microsecond()) {
                return Err(unreadable(id, number + 1).named(connection).into());
            }
        }
        let Some(row) = found else { return Ok(None) };
        if row.is_whole() {
            row.try_into().map(Some)
        } else {
            Err(row.damage().named(connection).into())
        }
    }

    /// The number of the first change: not 1 where the directory was restored from a dataset, which
    /// goes on with the numbers of the directory that it came from.
    pub fn first_change(&self) -> Result<Option<i64>, StoreError> {
        let first = revisions::table.select(min(revisions::change)).first(&mut *self.reader()?)?;
        Ok(first)
    }

    /// When an organization had its first revision; `None` if it has none.
    pub fn began_at(&self, id: &str) -> Result<Option<Timestamp>, StoreError> {
        let first = self.revisions(id, 1..=1)?.pop().transpose()?;
        Ok(first.map(|revision| revision.at))
    }

    /// The changes after `since` up to `until`, the oldest first, at most `limit`. A damaged one
    /// has its number.
    pub fn changes(
        &self,
        since: i64,
        until: i64,
        limit: i64,
    ) -> Result<Vec<ReadableChange>, StoreError> {
        let connection = &mut *self.reader()?;
        match recorded(connection, since, until, limit) {
            Err(StoreError::Corrupt(_)) => {
                let mut all = Vec::new();
                for change in since + 1..=until.min(since.saturating_add(limit)) {
                    match recorded(connection, change - 1, change, 1) {
                        Err(StoreError::Corrupt(_)) => all.push(Err((change, unknown(change)))),
                        found => all.extend(found?),
                    }
                }
                Ok(all)
            }
            found => found,
        }
    }
}

/// The damage of a change whose row cannot be read at all.
fn unknown(change: i64) -> Damage {
    let (subject, slug) = ("document".to_owned(), "?".to_owned());
    Damage { subject, slug, revision: 0, change: Some(change) }
}

fn organization_revisions(
    connection: &mut DbConnection,
    id: &str,
    numbers: RangeInclusive<i32>,
) -> Result<Vec<RevisionRow>, StoreError> {
    let rows = revisions::table
        .filter(revisions::subject.eq(SubjectKind::Organization.as_str()))
        .filter(revisions::subject_id.eq(id))
        .filter(revisions::revision.between(*numbers.start(), *numbers.end()))
        .order(revisions::revision.desc())
        .select(RevisionRow::as_select())
        .load(connection)?;
    Ok(rows)
}

/// The damage of a revision whose row is not as it was written, or cannot be read.
fn unreadable(id: &str, revision: i32) -> Damage {
    let subject = SubjectKind::Organization.as_str().to_owned();
    Damage { subject, slug: id.to_owned(), revision, change: None }
}

fn readable_revisions(
    connection: &mut DbConnection,
    id: &str,
    numbers: RangeInclusive<i32>,
) -> Result<Vec<Readable>, StoreError> {
    let rows = organization_revisions(connection, id, numbers)?;
    rows.into_iter().map(|row| readable(connection, row)).collect()
}

fn readable(connection: &mut DbConnection, row: RevisionRow) -> Result<Readable, StoreError> {
    match row.is_whole() {
        true => row.try_into().map(Ok),
        false => Ok(Err(row.damage().named(connection))),
    }
}

/// The changes after `since` up to `until`, at most `limit`, each beside the document before it.
fn recorded(
    connection: &mut DbConnection,
    since: i64,
    until: i64,
    limit: i64,
) -> Result<Vec<ReadableChange>, StoreError> {
    let is_before = OLDER
        .field(revisions::subject)
        .eq(revisions::subject)
        .and(OLDER.field(revisions::subject_id).eq(revisions::subject_id))
        .and(OLDER.field(revisions::revision).eq(revisions::revision - 1));
    let rows: Vec<(RevisionRow, Option<i64>)> = revisions::table
        .left_join(OLDER.on(is_before))
        .filter(revisions::change.gt(since))
        .filter(revisions::change.le(until))
        .order(revisions::change)
        .limit(limit)
        .select((RevisionRow::as_select(), OLDER.field(revisions::change).nullable()))
        .load(connection)?;
    let older: Vec<i64> = rows.iter().filter_map(|(_, older)| *older).collect();
    let mut before = documents_of(connection, &older)?;
    let mut all = Vec::new();
    for (row, older) in rows {
        let change = row.change;
        all.push(match readable(connection, row)? {
            Ok(revision) => {
                let before = older.and_then(|change| before.remove(&change));
                Ok(Recorded { revision, before })
            }
            Err(damage) => Err((change, damage)),
        });
    }
    Ok(all)
}

/// The documents of those of these changes that are as they were written.
fn documents_of(
    connection: &mut DbConnection,
    changes: &[i64],
) -> Result<HashMap<i64, String>, StoreError> {
    let rows: Vec<RevisionRow> = revisions::table
        .filter(revisions::change.eq_any(changes.iter().copied()))
        .select(RevisionRow::as_select())
        .load(connection)?;
    Ok(rows.into_iter().filter_map(|row| Some((row.change, row.into_document().ok()?))).collect())
}

/// The text of one revision, if there is one.
pub(super) fn document_of(
    connection: &mut DbConnection,
    subject: &str,
    id: &str,
    revision: i32,
) -> Result<Option<String>, StoreError> {
    let found: Option<RevisionRow> = revisions::table
        .filter(revisions::subject.eq(subject))
        .filter(revisions::subject_id.eq(id))
        .filter(revisions::revision.eq(revision))
        .select(RevisionRow::as_select())
        .first(connection)
        .optional()?;
    let document = found.map(RevisionRow::into_document).transpose();
    document.map_err(|damage| damage.named(connection).into())
}
