//! Edits by people: the revisions of a document since the last load or import that wrote it.
//!
//! A revision is an edit if a key wrote it, and not within an import. A revert restores a document
//! with its edits, so the revisions that it reverted do not count.

use std::collections::{HashMap, HashSet};

use diesel::dsl::max;
use diesel::prelude::*;
use jiff::Timestamp;

use super::connection::batched;
use super::history::document_of;
use super::rows::{RevisionRow, time};
use super::schema::revisions;
use super::{StoreError, Writer};
use crate::domain::Import;

/// The author of the redactions that the command makes. A redaction is an edit: a load must not undo
/// it.
const REDACT: &str = "command:redact";

/// The edits of one document since the last load or import that wrote it, and its redactions ever:
/// at least one of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edits {
    /// Each author, with the time of their latest edit, newest first. None if it was only redacted,
    /// before the last load.
    pub authors: Vec<(String, Timestamp)>,
    /// The document before the edits; `None` if the first of them created it.
    pub before: Option<String>,
    /// The root keys in which something was redacted, ever: no later load makes the old text
    /// acceptable. The empty text stands for the whole profile.
    pub redacted: Vec<String>,
    /// The time of the last redaction.
    pub redacted_at: Option<Timestamp>,
}

/// All imports, to find the one that made a change.
pub struct ImportLog {
    /// By their first change.
    imports: Vec<Import>,
    /// The first change of the import that was reverted, by the id of the import that reverted it.
    reverted: HashMap<String, i64>,
}

/// The kind of write that made a revision.
enum Origin {
    Edit,
    Load,
    /// A revert of the import that began with this change.
    Revert(i64),
}

impl ImportLog {
    pub(super) fn new(imports: Vec<Import>) -> Self {
        let reverts =
            imports.iter().filter_map(|it| Some((it.reverted_by.clone()?, it.first_change)));
        Self { reverted: reverts.collect(), imports }
    }

    fn origin(&self, change: i64, author: &str) -> Origin {
        let next = self.imports.partition_point(|it| it.first_change <= change);
        let import = next.checked_sub(1).map(|place| &self.imports[place]);
        match import.filter(|it| change <= it.last_change) {
            Some(import) => match self.reverted.get(&import.id) {
                Some(first) => Origin::Revert(*first),
                None => Origin::Load,
            },
            // Loads of early versions are not in the list of imports, but a command wrote them.
            None if author.starts_with("key:") || author == REDACT => Origin::Edit,
            None => Origin::Load,
        }
    }
}

impl Writer<'_> {
    /// The edits of documents of one subject, by their ids. Documents without edits are left out.
    /// `current` has the id of each document, and the change that made its newest revision.
    pub fn edits<'i>(
        &mut self,
        log: &ImportLog,
        subject: &str,
        current: &[(&'i str, i64)],
    ) -> Result<HashMap<&'i str, Edits>, StoreError> {
        let changes: Vec<i64> = current.iter().map(|(_, change)| *change).collect();
        let authors: Vec<(i64, String)> =
            batched(self.connection, &changes, |connection, changes| {
                revisions::table
                    .filter(revisions::change.eq_any(changes))
                    .select((revisions::change, revisions::author))
                    .load(connection)
            })?;
        let authors: HashMap<i64, String> = authors.into_iter().collect();
        let redacted: HashSet<String> = revisions::table
            .filter(revisions::redactions.is_not_null())
            .select(revisions::subject_id)
            .distinct()
            .load(self.connection)?
            .into_iter()
            .collect();
        let mut edits = HashMap::new();
        for &(id, change) in current {
            // Most documents were loaded, so their other revisions need not be read.
            let author = authors.get(&change).map_or("", String::as_str);
            let is_loaded = matches!(log.origin(change, author), Origin::Load);
            if (!is_loaded || redacted.contains(id))
                && let Some(found) = self.edits_of(log, subject, id)?
            {
                edits.insert(id, found);
            }
        }
        Ok(edits)
    }

    fn edits_of(
        &mut self,
        log: &ImportLog,
        subject: &str,
        id: &str,
    ) -> Result<Option<Edits>, StoreError> {
        let newest_first: Vec<RevisionRow> = revisions::table
            .filter(revisions::subject.eq(subject))
            .filter(revisions::subject_id.eq(id))
            .order(revisions::revision.desc())
            .select(RevisionRow::as_select())
            .load(self.connection)?;
        let mut authors: Vec<(String, Timestamp)> = Vec::new();
        let (mut loaded, mut redacted) = (None, Vec::new());
        let mut redacted_at = None;
        // Revisions from here on were reverted.
        let mut reverted_from = i64::MAX;
        for row in newest_first {
            let redactions = row.redactions()?;
            redacted.extend(redactions.root_keys().map(str::to_owned));
            redacted_at = redacted_at.max(redactions.redacted.iter().map(|it| it.at).max());
            if loaded.is_some() || row.change >= reverted_from {
                continue;
            }
            match log.origin(row.change, &row.author) {
                Origin::Edit => {
                    redacted.extend(redactions.changed.unwrap_or_default());
                    if !authors.iter().any(|(known, _)| *known == row.author) {
                        authors.push((row.author, time(row.at)?));
                    }
                }
                Origin::Revert(first) => reverted_from = first,
                Origin::Load => loaded = Some(row.revision),
            }
        }
        if authors.is_empty() && redacted_at.is_none() {
            return Ok(None);
        }
        let before = match loaded {
            Some(revision) => match document_of(self.connection, subject, id, revision) {
                // Without it, every key counts as edited.
                Err(StoreError::Damaged(_)) => None,
                document => document?,
            },
            None => None,
        };
        Ok(Some(Edits { authors, before, redacted, redacted_at }))
    }

    /// The author and the time of a change.
    pub fn author_of(&mut self, change: i64) -> Result<Option<(String, Timestamp)>, StoreError> {
        let found: Option<(String, i64)> = revisions::table
            .find(change)
            .select((revisions::author, revisions::at))
            .first(self.connection)
            .optional()?;
        found.map(|(author, at)| Ok((author, time(at)?))).transpose()
    }

    /// The change that made the newest revision of each document of one subject, by the ids. A
    /// removed document has one too.
    pub fn newest_changes(
        &mut self,
        subject: &str,
        ids: &[&str],
    ) -> Result<HashMap<String, i64>, StoreError> {
        let rows: Vec<(String, Option<i64>)> = batched(self.connection, ids, |connection, ids| {
            revisions::table
                .filter(revisions::subject.eq(subject))
                .filter(revisions::subject_id.eq_any(ids))
                .group_by(revisions::subject_id)
                .select((revisions::subject_id, max(revisions::change)))
                .load(connection)
        })?;
        Ok(rows.into_iter().filter_map(|(id, change)| Some((id, change?))).collect())
    }
}
