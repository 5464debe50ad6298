//! Reading history: the revisions of one document, and the changes of all documents.
//!
//! Only a redaction alters revisions, and it makes a change, so several queries see the same history
//! without a transaction: a caller that knows the change gets only redacted texts.
//! Each method needs only a few queries, whatever the number of revisions.
//!
//! Every revision is checked against its checksum. A damaged one is returned as [`Damage`], so that
//! the others can still be read.

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

/// A revision, or its damage.
pub type RevisionOrDamage = Result<Revision, Damage>;

/// A revision with the document that it replaced.
pub struct ChangeRecord {
    pub revision: Revision,
    /// The document of the revision before; `None` for the first revision, or if the one before is
    /// damaged.
    pub before: Option<String>,
}

/// A revision, and the number of the change that made the one before it.
type RowAndBefore = (RevisionRow, Option<i64>);

/// The condition that a row of `OLDER` is the revision before.
macro_rules! is_before {
    () => {
        OLDER
            .field(revisions::subject)
            .eq(revisions::subject)
            .and(OLDER.field(revisions::subject_id).eq(revisions::subject_id))
            .and(OLDER.field(revisions::revision).eq(revisions::revision - 1))
    };
}

/// A change, or its number and its damage.
pub type ChangeOrDamage = Result<ChangeRecord, (i64, Damage)>;

impl Store {
    /// The revisions of an organization with these numbers, newest first.
    pub fn revisions(
        &self,
        id: &str,
        numbers: RangeInclusive<i32>,
    ) -> Result<Vec<RevisionOrDamage>, StoreError> {
        let connection = &mut *self.reader()?;
        match readable_revisions(connection, id, numbers.clone()) {
            // Part of the file is unreadable, so the revisions are read one by one.
            Err(StoreError::Corrupt(_)) => {
                let mut all = Vec::new();
                for number in numbers.rev() {
                    match readable_revisions(connection, id, number..=number) {
                        Err(StoreError::Corrupt(_)) => {
                            let damage = unreadable_revision(id, number);
                            all.push(Err(damage.with_current_slug(connection)));
                        }
                        found => all.extend(found?),
                    }
                }
                Ok(all)
            }
            found => found,
        }
    }

    /// The revision of an organization that was current at `time`, among those up to the number
    /// `last`; `None` if `time` is before the first.
    ///
    /// # Errors
    ///
    /// When the database fails, or the result depends on a damaged revision.
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
        // The result depends on the time of the next revision, so that one must be intact too.
        if number < last {
            let next = organization_revisions(connection, id, number + 1..=number + 1)?.pop();
            if next.is_none_or(|row| !row.is_intact() || row.at <= time.as_microsecond()) {
                let damage = unreadable_revision(id, number + 1);
                return Err(damage.with_current_slug(connection).into());
            }
        }
        let Some(row) = found else { return Ok(None) };
        if row.is_intact() {
            row.try_into().map(Some)
        } else {
            Err(row.damage().with_current_slug(connection).into())
        }
    }

    /// The number of the first change; `None` if there are none. It is not 1 if the directory was
    /// restored from a dataset, because that continues the numbering of the exported directory.
    pub fn first_change(&self) -> Result<Option<i64>, StoreError> {
        let first = revisions::table.select(min(revisions::change)).first(&mut *self.reader()?)?;
        Ok(first)
    }

    /// The time of an organization's first revision; `None` if it has none.
    pub fn created_at(&self, id: &str) -> Result<Option<Timestamp>, StoreError> {
        let first = self.revisions(id, 1..=1)?.pop().transpose()?;
        Ok(first.map(|revision| revision.at))
    }

    /// The changes after `since` up to `until`, oldest first, at most `limit`.
    pub fn changes(
        &self,
        since: i64,
        until: i64,
        limit: i64,
    ) -> Result<Vec<ChangeOrDamage>, StoreError> {
        let connection = &mut *self.reader()?;
        match recorded(connection, since, until, limit) {
            Err(StoreError::Corrupt(_)) => {
                let mut all = Vec::new();
                for change in since + 1..=until.min(since.saturating_add(limit)) {
                    match recorded(connection, change - 1, change, 1) {
                        Err(StoreError::Corrupt(_)) => {
                            all.push(Err((change, unreadable_change(change))));
                        }
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
pub(super) fn unreadable_change(change: i64) -> Damage {
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

/// The damage of a revision whose row does not match its checksum, or cannot be read.
fn unreadable_revision(id: &str, revision: i32) -> Damage {
    let subject = SubjectKind::Organization.as_str().to_owned();
    Damage { subject, slug: id.to_owned(), revision, change: None }
}

fn readable_revisions(
    connection: &mut DbConnection,
    id: &str,
    numbers: RangeInclusive<i32>,
) -> Result<Vec<RevisionOrDamage>, StoreError> {
    let rows = organization_revisions(connection, id, numbers)?;
    rows.into_iter().map(|row| readable(connection, row)).collect()
}

fn readable(
    connection: &mut DbConnection,
    row: RevisionRow,
) -> Result<RevisionOrDamage, StoreError> {
    if row.is_intact() {
        row.try_into().map(Ok)
    } else {
        Ok(Err(row.damage().with_current_slug(connection)))
    }
}

/// The changes after `since` up to `until`, at most `limit`, each with the document before it.
fn recorded(
    connection: &mut DbConnection,
    since: i64,
    until: i64,
    limit: i64,
) -> Result<Vec<ChangeOrDamage>, StoreError> {
    let rows: Vec<RowAndBefore> = revisions::table
        .left_join(OLDER.on(is_before!()))
        .filter(revisions::change.gt(since))
        .filter(revisions::change.le(until))
        .order(revisions::change)
        .limit(limit)
        .select((RevisionRow::as_select(), OLDER.field(revisions::change).nullable()))
        .load(connection)?;
    with_documents(connection, rows)
}

/// The changes with these numbers, oldest first, each with the document before it.
pub(super) fn recorded_with(
    connection: &mut DbConnection,
    numbers: &[i64],
) -> Result<Vec<ChangeOrDamage>, StoreError> {
    let rows: Vec<RowAndBefore> = revisions::table
        .left_join(OLDER.on(is_before!()))
        .filter(revisions::change.eq_any(numbers.iter().copied()))
        .order(revisions::change)
        .select((RevisionRow::as_select(), OLDER.field(revisions::change).nullable()))
        .load(connection)?;
    with_documents(connection, rows)
}

/// Adds to each row the document of the revision before.
fn with_documents(
    connection: &mut DbConnection,
    rows: Vec<RowAndBefore>,
) -> Result<Vec<ChangeOrDamage>, StoreError> {
    let older: Vec<i64> = rows.iter().filter_map(|(_, older)| *older).collect();
    let mut before = documents_of(connection, &older)?;
    let mut all = Vec::new();
    for (row, older) in rows {
        let change = row.change;
        all.push(match readable(connection, row)? {
            Ok(revision) => {
                let before = older.and_then(|change| before.remove(&change));
                Ok(ChangeRecord { revision, before })
            }
            Err(damage) => Err((change, damage)),
        });
    }
    Ok(all)
}

/// The intact documents among these changes, by the number of the change.
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

/// The document of one revision; `None` if there is no such revision.
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
    document.map_err(|damage| damage.with_current_slug(connection).into())
}
