//! Reading what was: revisions of one document, and the changes of all.
//!
//! Revisions are never altered, so several statements see one history without a
//! transaction around them. However much is asked, each verb is one or two.

use std::ops::RangeInclusive;

use diesel::dsl::min;
use diesel::prelude::*;
use jiff::Timestamp;

use super::connection::DbConnection;
use super::rows::{RevisionRow, time};
use super::schema::revisions;
use super::{Store, StoreError};
use crate::domain::{Keyword, Revision, SubjectKind};

diesel::alias!(const OLDER: Alias<Older> = revisions as older);

/// A revision, beside what it was made of.
pub struct Recorded {
    pub revision: Revision,
    /// The document of the revision before it; `None` for the first.
    pub before: Option<String>,
}

impl Store {
    /// The revisions of an organization with these numbers, the newest first.
    pub fn revisions(
        &self,
        id: &str,
        numbers: RangeInclusive<i32>,
    ) -> Result<Vec<Revision>, StoreError> {
        let rows: Vec<RevisionRow> = revisions::table
            .filter(revisions::subject.eq(SubjectKind::Organization.as_str()))
            .filter(revisions::subject_id.eq(id))
            .filter(revisions::revision.between(*numbers.start(), *numbers.end()))
            .order(revisions::revision.desc())
            .select(RevisionRow::as_select())
            .load(&mut *self.reader()?)?;
        rows.into_iter().map(Revision::try_from).collect()
    }

    /// The newest revision of an organization that was made at `time` or before,
    /// of those up to the number `last`.
    pub fn revision_at(
        &self,
        id: &str,
        time: Timestamp,
        last: i32,
    ) -> Result<Option<Revision>, StoreError> {
        let row: Option<RevisionRow> = revisions::table
            .filter(revisions::subject.eq(SubjectKind::Organization.as_str()))
            .filter(revisions::subject_id.eq(id))
            .filter(revisions::revision.le(last))
            .filter(revisions::at.le(time.as_microsecond()))
            .order(revisions::revision.desc())
            .select(RevisionRow::as_select())
            .first(&mut *self.reader()?)
            .optional()?;
        row.map(Revision::try_from).transpose()
    }

    /// When an organization had its first revision; `None` if it has none.
    pub fn began_at(&self, id: &str) -> Result<Option<Timestamp>, StoreError> {
        let first: Option<i64> = revisions::table
            .filter(revisions::subject.eq(SubjectKind::Organization.as_str()))
            .filter(revisions::subject_id.eq(id))
            .select(min(revisions::at))
            .first(&mut *self.reader()?)?;
        first.map(time).transpose()
    }

    /// The changes after `since` up to `until`, the oldest first, at most `limit`.
    pub fn changes(&self, since: i64, until: i64, limit: i64) -> Result<Vec<Recorded>, StoreError> {
        let is_before = OLDER
            .field(revisions::subject)
            .eq(revisions::subject)
            .and(OLDER.field(revisions::subject_id).eq(revisions::subject_id))
            .and(OLDER.field(revisions::revision).eq(revisions::revision - 1));
        let rows: Vec<(RevisionRow, Option<String>)> = revisions::table
            .left_join(OLDER.on(is_before))
            .filter(revisions::change.gt(since))
            .filter(revisions::change.le(until))
            .order(revisions::change)
            .limit(limit)
            .select((RevisionRow::as_select(), OLDER.field(revisions::document).nullable()))
            .load(&mut *self.reader()?)?;
        rows.into_iter()
            .map(|(row, before)| Ok(Recorded { revision: row.try_into()?, before }))
            .collect()
    }
}

/// The text of one revision, if there is one.
pub(super) fn document_of(
    connection: &mut DbConnection,
    subject: &str,
    id: &str,
    revision: i32,
) -> Result<Option<String>, StoreError> {
    let found = revisions::table
        .filter(revisions::subject.eq(subject))
        .filter(revisions::subject_id.eq(id))
        .filter(revisions::revision.eq(revision))
        .select(revisions::document)
        .first(connection)
        .optional()?;
    Ok(found)
}
