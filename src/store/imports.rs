//! The list of loads and imports, with the range of changes that each made.

use std::collections::BTreeMap;

use diesel::prelude::*;
use uuid::Uuid;

use super::connection::{DbConnection, batched};
use super::history::document_of;
use super::rows::{RevisionRow, slug as parse_slug, time};
use super::schema::{imports, organizations, revisions};
use super::{ImportLog, Store, StoreError, Writer};
use crate::domain::{Import, Keyword, OrganizationState, Slug, TermScheme};

#[derive(Queryable, Selectable)]
#[diesel(table_name = imports)]
struct ImportRow {
    id: String,
    first_change: i64,
    last_change: i64,
    author: String,
    source: String,
    at: i64,
    reverted_by: Option<String>,
}

impl TryFrom<ImportRow> for Import {
    type Error = StoreError;

    fn try_from(row: ImportRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id,
            first_change: row.first_change,
            last_change: row.last_change,
            author: row.author,
            source: row.source,
            at: time(row.at)?,
            reverted_by: row.reverted_by,
        })
    }
}

/// A term that an import wrote.
pub struct ImportedTerm {
    pub scheme: TermScheme,
    pub slug: Slug,
    /// The revision that the import wrote.
    pub revision: i32,
    /// The document of the revision before; `None` if the import added the term.
    pub before: Option<String>,
}

/// An organization that an import wrote.
pub struct ImportedOrganization {
    pub slug: Slug,
    /// The change by which the import wrote it.
    pub change: i64,
}

impl Store {
    /// The newest imports, newest first, at most `limit`.
    pub fn imports(&self, limit: i64) -> Result<Vec<Import>, StoreError> {
        let rows: Vec<ImportRow> = imports::table
            .order(imports::first_change.desc())
            .limit(limit)
            .select(ImportRow::as_select())
            .load(&mut *self.reader()?)?;
        rows.into_iter().map(Import::try_from).collect()
    }

    /// The load or import with this id.
    pub fn import(&self, id: &str) -> Result<Option<Import>, StoreError> {
        import_with_id(&mut *self.reader()?, id)
    }
}

fn import_with_id(connection: &mut DbConnection, id: &str) -> Result<Option<Import>, StoreError> {
    let row: Option<ImportRow> =
        imports::table.find(id).select(ImportRow::as_select()).first(connection).optional()?;
    row.map(Import::try_from).transpose()
}

impl Writer<'_> {
    /// Records all changes of this transaction as one import. Returns its id, or `None` if nothing
    /// changed.
    pub fn add_import(&mut self, source: &str) -> Result<Option<String>, StoreError> {
        if self.last_change() < self.first_change() {
            return Ok(None);
        }
        let id = Uuid::now_v7().to_string();
        diesel::insert_into(imports::table)
            .values((
                imports::id.eq(&id),
                imports::first_change.eq(self.first_change()),
                imports::last_change.eq(self.last_change()),
                imports::author.eq(self.author_name()),
                imports::source.eq(source),
                imports::at.eq(self.at),
            ))
            .execute(self.connection)?;
        Ok(Some(id))
    }

    /// All imports.
    pub fn import_log(&mut self) -> Result<ImportLog, StoreError> {
        let rows: Vec<ImportRow> = imports::table
            .order(imports::first_change)
            .select(ImportRow::as_select())
            .load(self.connection)?;
        let imports: Result<Vec<Import>, StoreError> =
            rows.into_iter().map(Import::try_from).collect();
        Ok(ImportLog::new(imports?))
    }

    /// The import with this id.
    pub fn import(&mut self, id: &str) -> Result<Option<Import>, StoreError> {
        import_with_id(self.connection, id)
    }

    /// Records that the import `by` reverted the import `id`.
    pub fn mark_reverted(&mut self, id: &str, by: &str) -> Result<(), StoreError> {
        diesel::update(imports::table.find(id))
            .set(imports::reverted_by.eq(by))
            .execute(self.connection)?;
        Ok(())
    }

    /// One page of the organizations that an import wrote, in the order of its changes: the first
    /// `limit` after the change `after`.
    pub fn imported_organizations(
        &mut self,
        import: &Import,
        after: i64,
        limit: usize,
    ) -> Result<Vec<ImportedOrganization>, StoreError> {
        let rows: Vec<(i64, String)> = revisions::table
            .inner_join(organizations::table.on(organizations::id.eq(revisions::subject_id)))
            .filter(revisions::subject.eq("organization"))
            .filter(revisions::change.gt(after.max(import.first_change - 1)))
            .filter(revisions::change.le(import.last_change))
            .order(revisions::change)
            .limit(limit as i64)
            .select((revisions::change, organizations::slug))
            .load(self.connection)?;
        rows.into_iter()
            .map(|(change, slug)| Ok(ImportedOrganization { slug: parse_slug(&slug)?, change }))
            .collect()
    }

    /// The terms that an import wrote, in the order of its changes.
    pub fn imported_terms(&mut self, import: &Import) -> Result<Vec<ImportedTerm>, StoreError> {
        let rows: Vec<(String, String, i32)> = revisions::table
            .filter(revisions::subject.ne("organization"))
            .filter(revisions::change.between(import.first_change, import.last_change))
            .order(revisions::change)
            .select((revisions::subject, revisions::subject_id, revisions::revision))
            .load(self.connection)?;
        let mut terms = Vec::new();
        for (subject, slug, revision) in rows {
            let scheme = TermScheme::from_word(&subject)
                .ok_or_else(|| StoreError::Corrupt(format!("the subject `{subject}`")))?;
            let before = document_of(self.connection, &subject, &slug, revision - 1)?;
            terms.push(ImportedTerm { scheme, slug: parse_slug(&slug)?, revision, before });
        }
        Ok(terms)
    }

    /// The profile before the newest revision of each organization, by the organization's id.
    /// Organizations with a single revision are left out.
    pub fn documents_before(
        &mut self,
        states: &[&OrganizationState],
    ) -> Result<BTreeMap<String, String>, StoreError> {
        // Most organizations share a few revision numbers, so there is one query per number.
        let mut by_revision: BTreeMap<i32, Vec<&str>> = BTreeMap::new();
        for state in states.iter().filter(|state| state.revision > 1) {
            by_revision.entry(state.revision - 1).or_default().push(&state.id);
        }
        let mut documents = BTreeMap::new();
        for (revision, ids) in by_revision {
            let found: Vec<RevisionRow> = batched(self.connection, &ids, |connection, ids| {
                revisions::table
                    .filter(revisions::subject.eq("organization"))
                    .filter(revisions::subject_id.eq_any(ids))
                    .filter(revisions::revision.eq(revision))
                    .select(RevisionRow::as_select())
                    .load(connection)
            })?;
            for row in found {
                let id = row.subject_id.clone();
                let document = row
                    .into_document()
                    .map_err(|damage| damage.with_current_slug(self.connection))?;
                documents.insert(id, document);
            }
        }
        Ok(documents)
    }
}
