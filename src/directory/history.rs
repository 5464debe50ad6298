//! History: the revisions of an organization, the changes of the directory, and a profile as it was
//! at a given time.
//!
//! The methods query the store, and block meanwhile. They never go beyond the caller's snapshot, so
//! that a client never learns of a change before it can read the result.

use std::ops::RangeInclusive;
use std::str::FromStr;
use std::sync::Arc;

use jiff::Timestamp;
use json_patch::Patch;
use serde_json::Value;

use super::{Directory, DirectoryError};
use crate::catalog::render_profile;
use crate::domain::{
    ChangeKind, Keyword, OrganizationState, Position, RedactionRecord, Revision, Slug, Status,
    SubjectKind, changed_keys,
};
use crate::store::StoreError;
use crate::store::{ChangeRecord, Damage};

/// Number of changes read at once. Their documents are in memory together.
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
    /// The root keys that differ from the revision before. Empty for the first revision, or if the
    /// one before is damaged.
    pub changed: Vec<String>,
    /// The redactions of this revision, the oldest first.
    pub redacted: Vec<RedactionRecord>,
    /// The time of the revision, or of the redaction that last altered what is shown of it.
    pub modified_at: Timestamp,
}

/// One page of the revisions of an organization, newest first.
pub struct RevisionPage {
    pub revisions: Vec<RevisionSummary>,
    /// The numbers of revisions on this page that are damaged in the database.
    pub damaged: Vec<i32>,
}

/// Changes of the directory, oldest first.
#[derive(Clone, Default)]
pub struct Changes {
    pub changes: Vec<Arc<Change>>,
    /// The numbers of the changes that are damaged in the database.
    pub damaged: Vec<i64>,
}

/// One revision of a profile.
pub struct PastRevision {
    pub summary: RevisionSummary,
    /// The profile as it was written, as JSON.
    pub document: String,
    before: Before,
}

/// The document of the revision before another.
enum Before {
    /// None, because the revision is the first.
    None,
    Document(String),
    Damaged(Damage),
}

/// One change of the directory.
pub struct Change {
    pub revision: RevisionSummary,
    pub subject: SubjectKind,
    /// The slug in this revision of the document.
    pub slug: Slug,
    /// The name of the organization or the label of the term, in this revision.
    pub name: String,
}

/// An organization at a given time.
pub enum AsOf {
    Existed(PastProfile),
    /// The directory did not have the organization yet.
    NotYetCreated {
        created_at: Timestamp,
    },
}

/// A profile as it was at a given time.
pub struct PastProfile {
    pub revision: i32,
    /// The time of that revision, or of the redaction that last altered it.
    pub modified_at: Timestamp,
    /// The profile as JSON, with the keys that the server adds.
    pub answer: String,
    /// The profile as it was written, parsed.
    pub json: Value,
}

impl Directory {
    /// One page of the revisions of an organization, newest first: at most `size` of them, after
    /// skipping `offset`. `newest` is the number of the newest.
    pub fn revisions(
        &self,
        id: &str,
        newest: i32,
        offset: usize,
        size: usize,
    ) -> Result<RevisionPage, DirectoryError> {
        let saturated = |count: usize| i32::try_from(count).unwrap_or(i32::MAX);
        let last = newest.saturating_sub(saturated(offset));
        let first = last.saturating_sub(saturated(size)).max(0) + 1;
        let mut page = RevisionPage { revisions: Vec::new(), damaged: Vec::new() };
        if last < first {
            return Ok(page);
        }
        // The revision before the page is needed to see what its oldest revision changed.
        let rows = self.store.revisions(id, first - 1..=last)?;
        let expected = (first..=last).count() + usize::from(first > 1);
        self.check_complete(rows.len(), expected)?;
        let older = rows.iter().skip(1).map(|it| it.as_ref().ok()).chain([None]);
        for (row, older) in rows.iter().zip(older) {
            match row {
                Ok(row) if row.number >= first => {
                    page.revisions.push(summary(row, older.map(|it| it.document.as_str()))?);
                }
                Err(damage) if damage.revision >= first => page.damaged.push(damage.revision),
                _ => {}
            }
        }
        Ok(page)
    }

    /// One revision of an organization. The caller knows from the catalog that it exists.
    pub fn revision(&self, id: &str, number: i32) -> Result<PastRevision, DirectoryError> {
        let rows = self.store.revisions(id, (number - 1).max(1)..=number)?;
        self.check_complete(rows.len(), 1 + usize::from(number > 1))?;
        let mut rows = rows.into_iter();
        let row = rows.next().transpose().map_err(StoreError::Damaged)?;
        let row = row.ok_or(DirectoryError::StoreReplaced)?;
        let before = match rows.next() {
            None => Before::None,
            Some(Ok(older)) => Before::Document(older.document),
            Some(Err(damage)) => Before::Damaged(damage),
        };
        let known = match &before {
            Before::Document(document) => Some(document.as_str()),
            Before::None | Before::Damaged(_) => None,
        };
        let summary = summary(&row, known)?;
        Ok(PastRevision { summary, document: row.document, before })
    }

    /// An organization as it was at `time`. `slug` is its current slug, and `newest` the number of
    /// its newest revision.
    pub fn profile_at(
        &self,
        (id, slug, newest): (&str, &Slug, i32),
        time: Timestamp,
    ) -> Result<AsOf, DirectoryError> {
        let created_at = self.store.created_at(id)?.ok_or(DirectoryError::StoreReplaced)?;
        let Some(row) = self.store.revision_at(id, time, newest)? else {
            return Ok(AsOf::NotYetCreated { created_at });
        };
        let json = parsed(&row.document)?;
        let modified_at = row.modified_at();
        let state = OrganizationState {
            id: id.to_owned(),
            // The current slug, because links must work today.
            slug: slug.clone(),
            former_slugs: Vec::new(),
            status: status(&json)?,
            revision: row.number,
            change: row.change,
            created_at,
            updated_at: row.at,
            document: row.document,
        };
        let (revision, answer) = (state.revision, render_profile(&state));
        Ok(AsOf::Existed(PastProfile { revision, modified_at, answer, json }))
    }

    /// Like [`Directory::changes`], but only if all of them are cached. Does not block.
    pub fn cached_changes(&self, position: &Position, since: i64, limit: usize) -> Option<Changes> {
        let changes = self.recent_changes.get(position, numbers(position, since, limit))?;
        Some(Changes { changes, damaged: Vec::new() })
    }

    /// The changes after number `since` up to `position`, oldest first, at most `limit`: from the
    /// cache, else from the store.
    pub fn changes(
        &self,
        position: &Position,
        since: i64,
        limit: usize,
    ) -> Result<Changes, DirectoryError> {
        if let Some(known) = self.cached_changes(position, since, limit) {
            return Ok(known);
        }
        let numbers = numbers(position, since, limit);
        let (mut reached, until) = (numbers.start() - 1, *numbers.end());
        let mut found = Changes::default();
        while reached < until {
            let size = usize::try_from(until - reached).unwrap_or(BATCH).min(BATCH);
            let rows = self.store.changes(reached, until, size as i64)?;
            if rows.len() != size {
                let first = self.store.first_change()?.unwrap_or(0);
                if since < first - 1 {
                    return self.changes(position, first - 1, limit);
                }
            }
            self.check_complete(rows.len(), size)?;
            for row in &rows {
                // From the row, because a restored directory does not begin with change 1.
                reached = row.as_ref().map_or_else(|(number, _)| *number, |it| it.revision.change);
                match row {
                    Ok(row) => found.changes.push(Arc::new(change(row)?)),
                    Err((number, _)) => found.damaged.push(*number),
                }
            }
        }
        self.recent_changes.put(position, &found.changes);
        Ok(found)
    }

    /// The number of the last change in the store, which readers of this node may not see yet.
    pub fn last_stored_change(&self) -> Result<i64, DirectoryError> {
        Ok(self.store.position()?.change)
    }

    /// Checks that no row is missing, because numbers have no gaps.
    ///
    /// # Errors
    ///
    /// With [`DirectoryError::StoreReplaced`] if the database was replaced by another one, and with
    /// [`StoreError::Corrupt`] if it is the same one but lacks rows that the catalog has seen.
    fn check_complete(&self, found: usize, expected: usize) -> Result<(), DirectoryError> {
        if found == expected {
            return Ok(());
        }
        let now = self.store.position()?;
        match self.catalog.position() {
            Some(seen) if seen.directory == now.directory && seen.change <= now.change => {
                let missing = expected.saturating_sub(found);
                Err(corrupt(format!("{missing} of {expected} revisions are missing")))
            }
            _ => Err(DirectoryError::StoreReplaced),
        }
    }
}

/// The numbers of the changes after `since` up to `position`, at most `limit`. They have no gaps.
fn numbers(position: &Position, since: i64, limit: usize) -> RangeInclusive<i64> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    since.saturating_add(1)..=position.change.min(since.saturating_add(limit))
}

impl PastRevision {
    /// The profile of the revision before, as JSON; `None` for the first revision, or if the one
    /// before is damaged.
    pub fn before(&self) -> Option<&str> {
        match &self.before {
            Before::Document(document) => Some(document),
            Before::None | Before::Damaged(_) => None,
        }
    }

    /// Whether the revision before is damaged, so that the differences are unknown.
    pub fn follows_damage(&self) -> bool {
        matches!(self.before, Before::Damaged(_))
    }

    /// The differences from the revision before (RFC 6902); empty for the first.
    ///
    /// # Errors
    ///
    /// When the revision before is damaged.
    pub fn patch(&self) -> Result<Patch, DirectoryError> {
        match &self.before {
            Before::None => Ok(Patch::default()),
            Before::Document(before) => {
                Ok(json_patch::diff(&parsed(before)?, &parsed(&self.document)?))
            }
            Before::Damaged(damage) => Err(StoreError::Damaged(damage.clone()).into()),
        }
    }
}

impl PastProfile {
    /// The reason and the successor, if the organization was withdrawn at that time.
    pub fn withdrawal(&self) -> Option<(&str, Option<&str>)> {
        let withdrawal = &self.json["withdrawal"];
        Some((withdrawal["reason"].as_str()?, withdrawal["successor"].as_str()))
    }
}

fn summary(row: &Revision, before: Option<&str>) -> Result<RevisionSummary, DirectoryError> {
    // A redaction keeps them, because the texts to compare are gone.
    let changed = match (&row.redactions.changed, before) {
        (Some(changed), _) => changed.clone(),
        (None, Some(before)) => changed_keys(before, &row.document).map_err(corrupt)?,
        (None, None) => Vec::new(),
    };
    Ok(RevisionSummary {
        revision: row.number,
        change: row.change,
        kind: row.kind,
        at: row.at,
        author: row.author.clone(),
        note: row.note.clone(),
        changed,
        redacted: row.redactions.redacted.clone(),
        modified_at: row.modified_at(),
    })
}

pub(super) fn change(
    ChangeRecord { revision: row, before }: &ChangeRecord,
) -> Result<Change, DirectoryError> {
    let json = parsed(&row.document)?;
    let name = match row.subject {
        SubjectKind::Organization => &json["name"],
        SubjectKind::Term(_) => &json["label"],
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
