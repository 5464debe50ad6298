//! The changes of some organizations or of an author, found without reading documents.

use std::ops::RangeInclusive;

use diesel::prelude::*;

use super::history::{ChangeOrDamage, recorded_with, unreadable_change};
use super::schema::revisions;
use super::{Store, StoreError};
use crate::domain::{Keyword, SubjectKind};

/// Which changes are looked for.
pub struct OrganizationChanges<'c> {
    /// The ids of the organizations; `None` for the changes of all documents.
    pub ids: Option<&'c [String]>,
    pub numbers: RangeInclusive<i64>,
    /// Whether the newest come first.
    pub newest_first: bool,
    pub limit: i64,
}

impl Store {
    /// The numbers of changes, each with the id of its organization or the slug of its term, in the
    /// requested order.
    pub fn organization_changes(
        &self,
        wanted: &OrganizationChanges<'_>,
    ) -> Result<Vec<(i64, String)>, StoreError> {
        let connection = &mut *self.reader()?;
        let mut query = revisions::table
            .filter(revisions::change.between(*wanted.numbers.start(), *wanted.numbers.end()))
            .select((revisions::change, revisions::subject_id))
            .limit(wanted.limit)
            .into_boxed();
        if let Some(ids) = wanted.ids {
            // Without ids, SQLite would sort all changes of organizations because of this condition.
            let organization = SubjectKind::Organization.as_str();
            query = query
                .filter(revisions::subject.eq(organization))
                .filter(revisions::subject_id.eq_any(ids));
        }
        query = if wanted.newest_first {
            query.order(revisions::change.desc())
        } else {
            query.order(revisions::change.asc())
        };
        Ok(query.load(connection)?)
    }

    /// The numbers of the newest changes below `below`, at most `limit`, the newest first. `author`
    /// restricts them to one author, as revisions name it.
    pub fn newest_changes(
        &self,
        author: Option<&str>,
        below: i64,
        limit: i64,
    ) -> Result<Vec<i64>, StoreError> {
        let connection = &mut *self.reader()?;
        let mut query = revisions::table
            .filter(revisions::change.lt(below))
            .order(revisions::change.desc())
            .select(revisions::change)
            .limit(limit)
            .into_boxed();
        if let Some(author) = author {
            query = query.filter(revisions::author.eq(author));
        }
        Ok(query.load(connection)?)
    }

    /// The changes with these numbers, oldest first.
    pub fn changes_with(&self, numbers: &[i64]) -> Result<Vec<ChangeOrDamage>, StoreError> {
        let connection = &mut *self.reader()?;
        match recorded_with(connection, numbers) {
            // Part of the file is unreadable, so the changes are read one by one.
            Err(StoreError::Corrupt(_)) => {
                let mut all = Vec::new();
                for &number in numbers {
                    match recorded_with(connection, &[number]) {
                        Err(StoreError::Corrupt(_)) => {
                            all.push(Err((number, unreadable_change(number))));
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
