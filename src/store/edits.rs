//! Edits by people, for each key of a document: the revisions that wrote it since the last load or
//! import that wrote this key.
//!
//! A revision is an edit if a key wrote it, and not within an import. A revert restores a document
//! with its edits, so the revisions that it reverted do not count.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;
use jiff::Timestamp;

use super::connection::batched;
use super::rows::{RevisionRow, time};
use super::schema::revisions;
use super::{StoreError, Writer};
use crate::domain::{Import, Keyword, SubjectKind, changed_keys};

/// The author of the redactions that the command makes. A redaction is an edit: a load must not undo
/// it.
const REDACT: &str = "command:redact";

/// The edits of one document that no load or import has replaced, and its redactions ever: at least
/// one of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edits {
    /// Each author, with the time of their latest edit, newest first. None if it was only redacted.
    pub authors: Authors,
    /// The root keys that the edits changed, each with the authors of these changes.
    pub keys: Vec<(String, Authors)>,
    /// The root keys in which something was redacted, ever: no later load makes the old text
    /// acceptable. The empty text stands for the whole profile.
    pub redacted: Vec<String>,
    /// The time of the last redaction.
    pub redacted_at: Option<Timestamp>,
}

/// Authors, each with the time of their latest edit, newest first.
pub type Authors = Vec<(String, Timestamp)>;

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

/// Adds an author, unless a newer edit of the same author is known.
pub fn add_author(authors: &mut Authors, author: &str, at: Timestamp) {
    if !authors.iter().any(|(known, _)| known == author) {
        authors.push((author.to_owned(), at));
    }
}

/// A document without keys.
const EMPTY: &str = "{}";

/// A revision of a document, and what is needed to know whose edit it was.
struct PastRevision {
    change: i64,
    author: String,
    at: Timestamp,
    document: String,
    /// The root keys that a redaction changed by this revision.
    by_redaction: Vec<String>,
}

/// The edits of a document, found from the newest revision to the oldest.
#[derive(Default)]
struct FoundEdits<'h> {
    authors: Authors,
    /// Each edited key, with its authors and the document before the oldest of these edits.
    keys: Vec<(String, Authors, &'h str)>,
    /// The keys that a newer load or import wrote.
    loaded: HashSet<String>,
    has_load: bool,
}

impl<'h> FoundEdits<'h> {
    fn add_edit(&mut self, revision: &PastRevision, before: &'h str) -> Result<(), StoreError> {
        let changed = keys_between(before, &revision.document)?;
        // An edit that removes a term changes no key; a newer load has added it again.
        let is_removal = changed.is_empty() && !self.has_load;
        let unloaded = changed.into_iter().filter(|key| !self.loaded.contains(key));
        let unloaded: Vec<String> = unloaded.collect();
        if is_removal || !unloaded.is_empty() {
            add_author(&mut self.authors, &revision.author, revision.at);
        }
        for key in unloaded {
            let place = self.keys.iter().position(|(known, ..)| *known == key);
            let place = place.unwrap_or_else(|| {
                self.keys.push((key, Authors::new(), before));
                self.keys.len() - 1
            });
            let (_, authors, oldest) = &mut self.keys[place];
            add_author(authors, &revision.author, revision.at);
            *oldest = before;
        }
        Ok(())
    }

    fn add_load(&mut self, revision: &PastRevision, before: &str) -> Result<(), StoreError> {
        self.has_load = true;
        self.loaded.extend(keys_between(before, &revision.document)?);
        Ok(())
    }

    /// The edited keys that still have another value than before the edits.
    fn different_from(&self, current: &str) -> Result<Vec<(String, Authors)>, StoreError> {
        let mut different = Vec::new();
        for (key, authors, before) in &self.keys {
            if keys_between(before, current)?.contains(key) {
                different.push((key.clone(), authors.clone()));
            }
        }
        Ok(different)
    }
}

fn keys_between(older: &str, newer: &str) -> Result<Vec<String>, StoreError> {
    changed_keys(older, newer).map_err(|err| StoreError::Corrupt(err.to_string()))
}

impl Writer<'_> {
    /// The edits of documents of one subject, by their ids. Documents without edits are left out.
    pub fn edits<'i>(
        &mut self,
        log: &ImportLog,
        subject: &str,
        ids: &[&'i str],
    ) -> Result<HashMap<&'i str, Edits>, StoreError> {
        // Most documents were only loaded, so their texts need not be read.
        let rows: Vec<(String, i64, String, bool)> =
            batched(self.connection, ids, |connection, ids| {
                revisions::table
                    .filter(revisions::subject.eq(subject))
                    .filter(revisions::subject_id.eq_any(ids))
                    .select((
                        revisions::subject_id,
                        revisions::change,
                        revisions::author,
                        revisions::redactions.is_not_null(),
                    ))
                    .load(connection)
            })?;
        let edited: HashSet<&str> = rows
            .iter()
            .filter(|(_, change, author, is_redacted)| {
                *is_redacted || matches!(log.origin(*change, author), Origin::Edit)
            })
            .map(|(id, ..)| id.as_str())
            .collect();
        let mut edits = HashMap::new();
        for &id in ids.iter().filter(|id| edited.contains(**id)) {
            if let Some(found) = self.edits_of(log, subject, id)? {
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
        let (mut found, mut redacted) = (FoundEdits::default(), Vec::new());
        let mut redacted_at = None;
        let mut history = Vec::new();
        for row in newest_first {
            let redactions = row.redactions()?;
            redacted.extend(redactions.root_keys().map(str::to_owned));
            redacted_at = redacted_at.max(redactions.redacted.iter().map(|it| it.at).max());
            let by_redaction = redactions.changed.unwrap_or_default();
            let (change, author, at) = (row.change, row.author.clone(), time(row.at)?);
            // A damaged document is one without keys, so that every key counts as edited.
            let document = row.into_document().unwrap_or_else(|_| EMPTY.to_owned());
            history.push(PastRevision { change, author, at, document, by_redaction });
        }
        // Revisions from here on were reverted.
        let mut reverted_from = i64::MAX;
        for (index, revision) in history.iter().enumerate() {
            if revision.change >= reverted_from {
                continue;
            }
            let before = history.get(index + 1).map_or(EMPTY, |it| it.document.as_str());
            match log.origin(revision.change, &revision.author) {
                Origin::Edit => {
                    found.add_edit(revision, before)?;
                    redacted.extend(revision.by_redaction.iter().cloned());
                }
                Origin::Revert(first) => reverted_from = first,
                Origin::Load => found.add_load(revision, before)?,
            }
        }
        if found.authors.is_empty() && redacted_at.is_none() {
            return Ok(None);
        }
        let current = history.first().map_or(EMPTY, |it| it.document.as_str());
        let keys = found.different_from(current)?;
        Ok(Some(Edits { authors: found.authors, keys, redacted, redacted_at }))
    }

    /// The document of one revision of an organization; `None` if there is no such revision, it is
    /// damaged, or texts in it were redacted.
    pub fn comparable_document(
        &mut self,
        id: &str,
        revision: i32,
    ) -> Result<Option<String>, StoreError> {
        let found: Option<RevisionRow> = revisions::table
            .filter(revisions::subject.eq(SubjectKind::Organization.as_str()))
            .filter(revisions::subject_id.eq(id))
            .filter(revisions::revision.eq(revision))
            .filter(revisions::redactions.is_null())
            .select(RevisionRow::as_select())
            .first(self.connection)
            .optional()?;
        Ok(found.and_then(|row| row.into_document().ok()))
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
}
