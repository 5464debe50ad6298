//! What was: the revisions of an organization, the changes of the directory, and
//! how a profile stood at a time.
//!
//! All of it is asked of the store and blocks meanwhile, but never reaches
//! further than the caller's snapshot: nobody learns of a change before it can
//! read what the change made.

use std::ops::RangeInclusive;
use std::str::FromStr;
use std::sync::Arc;

use jiff::Timestamp;
use json_patch::Patch;
use serde_json::Value;

use super::{Directory, DirectoryError, StoreError};
use crate::catalog::answered_profile;
use crate::domain::{
    ChangeKind, Keyword, OrganizationState, Position, Revision, Slug, Status, SubjectKind,
    changed_keys,
};
use crate::store::Recorded;

/// How many changes are compared at once: their documents are in memory together.
const BATCH: usize = 100;

/// A revision without its document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevisionSummary {
    /// The number of this version of the document, from 1.
    pub revision: i32,
    /// The number of the change that made it.
    pub change: i64,
    pub kind: ChangeKind,
    pub at: Timestamp,
    /// The key or command that made it.
    pub author: String,
    pub note: Option<String>,
    /// The root keys that differ from the revision before; none for the first.
    pub changed: Vec<String>,
}

/// One revision of a profile.
pub struct PastRevision {
    pub summary: RevisionSummary,
    /// The profile as it was written, as JSON.
    pub document: String,
    /// The document of the revision before it; `None` for the first.
    before: Option<String>,
}

/// One change of the directory.
pub struct Change {
    pub revision: RevisionSummary,
    pub subject: SubjectKind,
    /// The slug of the document as it then stood.
    pub slug: Slug,
    /// The name of the organization or the label of the term, as it then stood.
    pub name: String,
}

/// An organization at a time.
pub enum AsOf {
    Stood(PastProfile),
    /// The directory did not have it yet.
    NotYet {
        began: Timestamp,
    },
}

/// A profile as it stood.
pub struct PastProfile {
    pub revision: i32,
    /// When that revision was made.
    pub at: Timestamp,
    /// The profile as it was answered, with the server's keys, as JSON.
    pub answer: String,
    /// The same, parsed.
    pub json: Value,
}

impl Directory {
    /// One page of the revisions of an organization, the newest first: `size` of
    /// them after the first `offset`. `newest` is the number of the newest.
    pub fn revisions(
        &self,
        id: &str,
        newest: i32,
        offset: usize,
        size: usize,
    ) -> Result<Vec<RevisionSummary>, DirectoryError> {
        let skipped = |count: usize| i32::try_from(count).unwrap_or(i32::MAX);
        let last = newest.saturating_sub(skipped(offset));
        let first = last.saturating_sub(skipped(size)).max(0) + 1;
        if last < first {
            return Ok(Vec::new());
        }
        // The one before them shows what the oldest of them changed.
        let rows = self.store.revisions(id, first - 1..=last)?;
        let expected = (first..=last).count() + usize::from(first > 1);
        complete(rows.len(), expected)?;
        let older = rows.iter().skip(1).map(Some).chain([None]);
        let pairs = rows.iter().zip(older).filter(|(row, _)| row.number >= first);
        pairs.map(|(row, older)| summary(row, older.map(|it| it.document.as_str()))).collect()
    }

    /// One revision of an organization that has it.
    pub fn revision(&self, id: &str, number: i32) -> Result<PastRevision, DirectoryError> {
        let mut rows = self.store.revisions(id, number - 1..=number)?.into_iter();
        let row = rows.next().filter(|row| row.number == number);
        let row = row.ok_or(DirectoryError::Building)?;
        let before = rows.next().map(|older| older.document);
        complete(usize::from(before.is_some()), usize::from(number > 1))?;
        let summary = summary(&row, before.as_deref())?;
        Ok(PastRevision { summary, document: row.document, before })
    }

    /// How an organization stood at a time. It is now called `slug`, and its
    /// newest revision is `newest`.
    pub fn profile_at(
        &self,
        (id, slug, newest): (&str, &Slug, i32),
        time: Timestamp,
    ) -> Result<AsOf, DirectoryError> {
        let began = self.store.began_at(id)?.ok_or(DirectoryError::Building)?;
        let Some(row) = self.store.revision_at(id, time, newest)? else {
            return Ok(AsOf::NotYet { began });
        };
        let json = parsed(&row.document)?;
        let state = OrganizationState {
            id: id.to_owned(),
            // Links lead to where it is read now.
            slug: slug.clone(),
            former_slugs: Vec::new(),
            status: status(&json)?,
            revision: row.number,
            change: row.change,
            created_at: began,
            updated_at: row.at,
            document: row.document,
        };
        let (revision, at) = (state.revision, state.updated_at);
        Ok(AsOf::Stood(PastProfile { revision, at, answer: answered_profile(&state), json }))
    }

    /// The same as [`Directory::changes`] where all of them are in memory: this does not block.
    pub fn known_changes(
        &self,
        position: &Position,
        since: i64,
        limit: usize,
    ) -> Option<Vec<Arc<Change>>> {
        self.recent.get(position, numbers(position, since, limit))
    }

    /// The changes after number `since` up to `position`, the oldest first, at most `limit`: from
    /// memory, else from the store.
    pub fn changes(
        &self,
        position: &Position,
        since: i64,
        limit: usize,
    ) -> Result<Vec<Arc<Change>>, DirectoryError> {
        if let Some(known) = self.known_changes(position, since, limit) {
            return Ok(known);
        }
        let numbers = numbers(position, since, limit);
        let (mut reached, until) = (numbers.start() - 1, *numbers.end());
        let mut changes = Vec::new();
        while reached < until {
            let size = usize::try_from(until - reached).unwrap_or(BATCH).min(BATCH);
            let rows = self.store.changes(reached, until, size as i64)?;
            complete(rows.len(), size)?;
            for row in &rows {
                changes.push(Arc::new(change(row)?));
            }
            reached += size as i64;
        }
        self.recent.put(position, &changes);
        Ok(changes)
    }
}

/// The numbers of the changes after `since` up to `position`, at most `limit`: they have no gaps.
fn numbers(position: &Position, since: i64, limit: usize) -> RangeInclusive<i64> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    since.saturating_add(1)..=position.change.min(since.saturating_add(limit))
}

impl PastRevision {
    /// The profile of the revision before it, as JSON; `None` for the first.
    pub fn before(&self) -> Option<&str> {
        self.before.as_deref()
    }

    /// What changed since the revision before it (RFC 6902); nothing for the first.
    pub fn patch(&self) -> Result<Patch, DirectoryError> {
        let Some(before) = &self.before else { return Ok(Patch::default()) };
        Ok(json_patch::diff(&parsed(before)?, &parsed(&self.document)?))
    }
}

impl PastProfile {
    /// If it then was withdrawn: why, and what to read instead.
    pub fn withdrawal(&self) -> Option<(&str, Option<&str>)> {
        let withdrawal = &self.json["withdrawal"];
        Some((withdrawal["reason"].as_str()?, withdrawal["successor"].as_str()))
    }
}

/// Numbers have no gaps. Where rows are missing that the catalog has seen, it is
/// another store by now, and the catalog will be built anew.
fn complete(found: usize, expected: usize) -> Result<(), DirectoryError> {
    if found == expected { Ok(()) } else { Err(DirectoryError::Building) }
}

fn summary(row: &Revision, before: Option<&str>) -> Result<RevisionSummary, DirectoryError> {
    let changed = before.map(|before| changed_keys(before, &row.document)).transpose();
    Ok(RevisionSummary {
        revision: row.number,
        change: row.change,
        kind: row.kind,
        at: row.at,
        author: row.author.clone(),
        note: row.note.clone(),
        changed: changed.map_err(corrupt)?.unwrap_or_default(),
    })
}

fn change(Recorded { revision: row, before }: &Recorded) -> Result<Change, DirectoryError> {
    let json = parsed(&row.document)?;
    let name = match row.subject {
        SubjectKind::Organization => &json["name"],
        SubjectKind::FocusArea | SubjectKind::Approach => &json["label"],
    };
    Ok(Change {
        revision: summary(row, before.as_deref())?,
        subject: row.subject,
        slug: text(&json["slug"]).and_then(|text| Slug::from_str(text).map_err(corrupt))?,
        name: text(name)?.to_owned(),
    })
}

fn status(json: &Value) -> Result<Status, DirectoryError> {
    let word = text(&json["status"])?;
    Status::from_word(word).ok_or_else(|| corrupt(format!("the status `{word}`")))
}

fn text(value: &Value) -> Result<&str, DirectoryError> {
    value.as_str().ok_or_else(|| corrupt("a document lacks a text"))
}

fn parsed(document: &str) -> Result<Value, DirectoryError> {
    serde_json::from_str(document).map_err(corrupt)
}

fn corrupt(reason: impl ToString) -> DirectoryError {
    StoreError::Corrupt(reason.to_string()).into()
}
