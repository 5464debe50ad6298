//! The changes of some organizations.
//!
//! The store names the changes of few organizations at once. For many, it names the changes of all
//! documents, and those of others are left out here; then one call looks through a limited number.

use std::collections::HashSet;
use std::ops::RangeInclusive;
use std::sync::Arc;

use super::history::{Changes, change};
use super::{Directory, DirectoryError};
use crate::domain::Position;
use crate::store::OrganizationChanges;

/// Maximum number of organizations that one query names.
const MAX_NAMED: usize = 500;

/// Maximum number of changes that one call looks through.
const MAX_SCANNED: usize = 10_000;

/// Changes of some organizations, oldest first.
#[derive(Default)]
pub struct ChangesOf {
    pub found: Changes,
    /// The number of the last change that was looked at, in the direction of the search. There may
    /// be further ones beyond it.
    pub reached: i64,
}

impl Directory {
    /// The first changes after number `since` of the organizations with these ids, at most `limit`,
    /// as readers of `position` see them.
    pub fn changes_of(
        &self,
        position: &Position,
        ids: &[String],
        since: i64,
        limit: usize,
    ) -> Result<ChangesOf, DirectoryError> {
        let numbers = since.saturating_add(1)..=position.change;
        let (found, reached) = self.numbers_of(ids, numbers, false, limit)?;
        let reached = reached.unwrap_or(position.change).max(since);
        Ok(ChangesOf { found: self.read_changes(found)?, reached })
    }

    /// The last changes before number `before`, like [`Directory::changes_of`].
    pub fn last_changes_of(
        &self,
        position: &Position,
        ids: &[String],
        before: i64,
        limit: usize,
    ) -> Result<ChangesOf, DirectoryError> {
        let numbers = 1..=position.change.min(before.saturating_sub(1));
        let (mut found, reached) = self.numbers_of(ids, numbers, true, limit)?;
        found.reverse();
        Ok(ChangesOf { found: self.read_changes(found)?, reached: reached.unwrap_or(1) })
    }

    /// The newest changes before number `before`, newest first, as readers of `position` see them: at
    /// most `limit`, of all documents. `author` restricts them to one author, such as
    /// `key:curators`.
    pub fn newest_changes(
        &self,
        position: &Position,
        author: Option<&str>,
        before: i64,
        limit: usize,
    ) -> Result<Changes, DirectoryError> {
        let below = before.min(position.change.saturating_add(1));
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let numbers = self.store.newest_changes(author, below, limit)?;
        let mut changes = self.read_changes(numbers)?;
        changes.changes.reverse();
        Ok(changes)
    }

    /// The numbers of changes in the direction of the search, and the last one that was looked at;
    /// `None` if there are no further ones.
    fn numbers_of(
        &self,
        ids: &[String],
        numbers: RangeInclusive<i64>,
        newest_first: bool,
        limit: usize,
    ) -> Result<(Vec<i64>, Option<i64>), DirectoryError> {
        if ids.is_empty() || numbers.is_empty() {
            return Ok((Vec::new(), None));
        }
        let named = (ids.len() <= MAX_NAMED).then_some(ids);
        let size = if named.is_some() { limit } else { MAX_SCANNED };
        let wanted = OrganizationChanges {
            ids: named,
            numbers,
            newest_first,
            limit: i64::try_from(size).unwrap_or(i64::MAX),
        };
        let rows = self.store.organization_changes(&wanted)?;
        let ids: HashSet<&str> = ids.iter().map(String::as_str).collect();
        let matching = rows.iter().filter(|(_, id)| ids.contains(id.as_str()));
        let found: Vec<i64> = matching.map(|(number, _)| *number).take(limit).collect();
        let reached = match found.last() {
            Some(last) if found.len() == limit => Some(*last),
            _ if rows.len() == size => rows.last().map(|(number, _)| *number),
            _ => None,
        };
        Ok((found, reached))
    }

    fn read_changes(&self, numbers: Vec<i64>) -> Result<Changes, DirectoryError> {
        let mut changes = Changes::default();
        if numbers.is_empty() {
            return Ok(changes);
        }
        for row in self.store.changes_with(&numbers)? {
            match row {
                Ok(row) => changes.changes.push(Arc::new(change(&row)?)),
                Err((number, _)) => changes.damaged.push(number),
            }
        }
        Ok(changes)
    }
}
