//! Redacting revisions: the only statements that alter a revision after it was written.

use std::collections::BTreeMap;

use diesel::prelude::*;
use jiff::Timestamp;

use super::connection::{DbConnection, batched};
use super::rows::{RevisionRow, time};
use super::schema::{directory, organizations, revisions};
use super::{StoreError, Writer};
use crate::domain::{
    Keyword, OrganizationRedactions, RedactionRecord, Revision, RevisionRedactions, SubjectKind,
};

/// The parts of a revision that a redaction may alter.
pub struct RewrittenRevision {
    /// The change that made the revision.
    pub change: i64,
    pub document: String,
    pub note: Option<String>,
    pub redactions: RevisionRedactions,
}

impl Writer<'_> {
    /// The time of the changes of this transaction.
    pub fn time(&self) -> Result<Timestamp, StoreError> {
        time(self.at)
    }

    /// All revisions of an organization, the oldest first.
    ///
    /// # Errors
    ///
    /// When the database fails, or one of them is damaged.
    pub fn all_revisions(&mut self, id: &str) -> Result<Vec<Revision>, StoreError> {
        let rows: Vec<RevisionRow> = revisions::table
            .filter(revisions::subject.eq(SubjectKind::Organization.as_str()))
            .filter(revisions::subject_id.eq(id))
            .order(revisions::revision)
            .select(RevisionRow::as_select())
            .load(self.connection)?;
        let mut all = Vec::new();
        for row in rows {
            if !row.is_intact() {
                return Err(row.damage().with_current_slug(self.connection).into());
            }
            all.push(row.try_into()?);
        }
        Ok(all)
    }

    /// Adds the redactions of an exported directory to the newest revisions of its organizations.
    pub fn add_redactions(&mut self, all: &[OrganizationRedactions]) -> Result<(), StoreError> {
        for OrganizationRedactions { slug, redacted } in all {
            let change: Option<i64> = organizations::table
                .filter(organizations::slug.eq(slug))
                .select(organizations::change)
                .first(self.connection)
                .optional()?;
            let Some(change) = change else { continue };
            let redacted = redacted.clone();
            let redactions = RevisionRedactions { redacted, ..RevisionRedactions::default() };
            diesel::update(revisions::table.find(change))
                .set(revisions::redactions.eq(to_json(&redactions)))
                .execute(self.connection)?;
        }
        Ok(())
    }

    /// Rewrites revisions. Their numbers, kinds, authors and times stay.
    pub fn rewrite(&mut self, rewritten: &[RewrittenRevision]) -> Result<(), StoreError> {
        for it in rewritten {
            let row: RevisionRow = revisions::table
                .find(it.change)
                .select(RevisionRow::as_select())
                .first(self.connection)?;
            let mut columns = row.columns();
            columns.document = &it.document;
            columns.note = it.note.as_deref();
            diesel::update(revisions::table.find(it.change))
                .set((
                    revisions::document.eq(&it.document),
                    revisions::note.eq(&it.note),
                    revisions::sha256.eq(columns.sha256()),
                    revisions::redactions.eq(to_json(&it.redactions)),
                ))
                .execute(self.connection)?;
        }
        Ok(())
    }

    /// Notes that the last change of this transaction is a redaction, which changed the root keys
    /// `changed`. Followers then purge the files of their indexes, and the files of the database
    /// have to be purged.
    pub fn record_redaction(&mut self, redactions: &RevisionRedactions) -> Result<(), StoreError> {
        let change = self.last_change();
        diesel::update(revisions::table.find(change))
            .set(revisions::redactions.eq(to_json(redactions)))
            .execute(self.connection)?;
        diesel::update(directory::table)
            .set(directory::redacted_change.eq(change))
            .execute(self.connection)?;
        Ok(())
    }
}

/// The redactions of all organizations, sorted by slug.
pub(super) fn redactions_by_slug(
    connection: &mut DbConnection,
) -> Result<Vec<OrganizationRedactions>, StoreError> {
    let by_id = records_by_id(connection, i64::MAX)?;
    let ids: Vec<&String> = by_id.keys().collect();
    let slugs: Vec<(String, String)> = batched(connection, &ids, |connection, ids| {
        organizations::table
            .filter(organizations::id.eq_any(ids.iter().copied()))
            .select((organizations::id, organizations::slug))
            .load(connection)
    })?;
    let mut by_id = by_id;
    let found = slugs.into_iter().filter_map(|(id, slug)| Some((slug, by_id.remove(&id)?)));
    Ok(sorted_records(found.collect()))
}

/// The redactions that the revisions up to `change` record, by the id of the organization.
pub(super) fn records_by_id(
    connection: &mut DbConnection,
    change: i64,
) -> Result<BTreeMap<String, Vec<RedactionRecord>>, StoreError> {
    let rows: Vec<RevisionRow> = revisions::table
        .filter(revisions::redactions.is_not_null())
        .filter(revisions::change.le(change))
        .order(revisions::change)
        .select(RevisionRow::as_select())
        .load(connection)?;
    let mut by_id: BTreeMap<String, Vec<RedactionRecord>> = BTreeMap::new();
    for row in rows {
        let redacted = row.redactions()?.redacted;
        let all = by_id.entry(row.subject_id).or_default();
        for record in redacted {
            if !all.contains(&record) {
                all.push(record);
            }
        }
    }
    Ok(by_id)
}

/// Redactions by slug, each organization's the oldest first.
pub(super) fn sorted_records(
    by_slug: BTreeMap<String, Vec<RedactionRecord>>,
) -> Vec<OrganizationRedactions> {
    let mut found = Vec::new();
    for (slug, mut redacted) in by_slug {
        redacted.sort_by_key(|record| record.at);
        if !redacted.is_empty() {
            found.push(OrganizationRedactions { slug, redacted });
        }
    }
    found
}

fn to_json(redactions: &RevisionRedactions) -> String {
    serde_json::to_string(redactions).expect("the record of a redaction has only string keys")
}
