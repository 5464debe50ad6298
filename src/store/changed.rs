//! The documents that changed between two changes, each once: for summaries of many changes.

use std::collections::HashMap;

use diesel::prelude::*;

use super::rows::RevisionRow;
use super::schema::revisions;
use super::{Store, StoreError};
use crate::domain::{Keyword, Revision, RevisionRedactions, SubjectKind};

diesel::alias!(const PREVIOUS: Alias<Previous> = revisions as previous);

/// A change: its number, the subject and its id, its redactions, and the change of the revision before.
type ChangeRow = (i64, String, String, Option<String>, Option<i64>);

/// A document that has other revisions at two changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedDocument {
    pub subject: SubjectKind,
    /// The change that made its revision at the earlier change; `None` if it did not exist then.
    pub before: Option<i64>,
    /// The change that made its revision at the later change.
    pub after: i64,
    /// The root keys that changed in revisions that were redacted meanwhile. Comparing the revisions no
    /// longer shows them.
    pub redacted: Vec<String>,
}

impl Store {
    /// The documents with a change after `from` up to `to`, in the order of their first such change.
    /// The caller limits the number of changes.
    pub fn changed_documents(
        &self,
        from: i64,
        to: i64,
    ) -> Result<Vec<ChangedDocument>, StoreError> {
        let is_previous = PREVIOUS
            .field(revisions::subject)
            .eq(revisions::subject)
            .and(PREVIOUS.field(revisions::subject_id).eq(revisions::subject_id))
            .and(PREVIOUS.field(revisions::revision).eq(revisions::revision - 1));
        let rows: Vec<ChangeRow> = revisions::table
            .left_join(PREVIOUS.on(is_previous))
            .filter(revisions::change.gt(from))
            .filter(revisions::change.le(to))
            .order(revisions::change)
            .select((
                revisions::change,
                revisions::subject,
                revisions::subject_id,
                revisions::redactions,
                PREVIOUS.field(revisions::change).nullable(),
            ))
            .load(&mut *self.reader()?)?;
        let mut found: Vec<ChangedDocument> = Vec::new();
        let mut places: HashMap<(String, String), usize> = HashMap::new();
        for (change, subject, id, redactions, previous) in rows {
            let kind = SubjectKind::from_word(&subject)
                .ok_or_else(|| StoreError::Corrupt(format!("the subject `{subject}`")))?;
            let place = *places.entry((subject, id)).or_insert(found.len());
            if place == found.len() {
                let redacted = Vec::new();
                found.push(ChangedDocument { subject: kind, before: previous, after: 0, redacted });
            }
            let document = &mut found[place];
            document.after = change;
            for key in redacted_keys(redactions.as_deref())? {
                if !document.redacted.contains(&key) {
                    document.redacted.push(key);
                }
            }
        }
        Ok(found)
    }

    /// The revisions that these changes made, by change. All of them are in memory together.
    ///
    /// # Errors
    ///
    /// When the database fails, or one of them is damaged.
    pub fn revisions_of(&self, changes: &[i64]) -> Result<HashMap<i64, Revision>, StoreError> {
        let connection = &mut *self.reader()?;
        let rows: Vec<RevisionRow> = revisions::table
            .filter(revisions::change.eq_any(changes.iter().copied()))
            .select(RevisionRow::as_select())
            .load(connection)?;
        let mut found = HashMap::new();
        for row in rows {
            if !row.is_intact() {
                return Err(row.damage().with_current_slug(connection).into());
            }
            let revision: Revision = row.try_into()?;
            found.insert(revision.change, revision);
        }
        Ok(found)
    }
}

/// The root keys that a revision changed or in which it announces a redaction, where the texts to
/// compare are gone.
fn redacted_keys(redactions: Option<&str>) -> Result<Vec<String>, StoreError> {
    let Some(json) = redactions else { return Ok(Vec::new()) };
    let redactions: RevisionRedactions = serde_json::from_str(json)
        .map_err(|err| StoreError::Corrupt(format!("a record of redactions: {err}")))?;
    let announced = redactions.root_keys().filter(|_| redactions.announces).map(str::to_owned);
    let mut keys: Vec<String> = announced.filter(|key| !key.is_empty()).collect();
    keys.extend(redactions.changed.unwrap_or_default());
    Ok(keys)
}
