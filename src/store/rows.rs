//! Rows of the tables, and how they become types of the domain.

use diesel::prelude::*;
use jiff::Timestamp;

use super::StoreError;
use super::schema::{directory, identifiers, organization_terms, organizations, revisions, terms};
use crate::domain::{
    ChangeKind, Keyword, OrganizationState, Position, Revision, Slug, Status, SubjectKind,
    TermScheme, TermState,
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = directory)]
pub struct DirectoryRow {
    id: String,
    last_change: i64,
    updated_at: i64,
}

impl TryFrom<DirectoryRow> for Position {
    type Error = StoreError;

    fn try_from(row: DirectoryRow) -> Result<Self, StoreError> {
        Ok(Self { directory: row.id, change: row.last_change, updated_at: time(row.updated_at)? })
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = organizations)]
pub struct OrganizationRow {
    pub id: String,
    slug: String,
    status: String,
    revision: i32,
    pub change: i64,
    created_at: i64,
    updated_at: i64,
}

impl OrganizationRow {
    /// Joins what stands in other tables.
    pub fn into_state(
        self,
        document: String,
        former_slugs: Vec<String>,
    ) -> Result<OrganizationState, StoreError> {
        let former_slugs = former_slugs.iter().map(|text| slug(text)).collect::<Result<_, _>>()?;
        Ok(OrganizationState {
            slug: slug(&self.slug)?,
            former_slugs,
            status: Status::from_word(&self.status)
                .ok_or_else(|| StoreError::Corrupt(format!("the status `{}`", self.status)))?,
            revision: self.revision,
            change: self.change,
            created_at: time(self.created_at)?,
            updated_at: time(self.updated_at)?,
            id: self.id,
            document,
        })
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = terms)]
pub struct TermRow {
    scheme: String,
    slug: String,
    position: i32,
    revision: i32,
    change: i64,
}

impl TermRow {
    pub fn into_state(self, document: String) -> Result<TermState, StoreError> {
        Ok(TermState {
            scheme: TermScheme::from_word(&self.scheme)
                .ok_or_else(|| StoreError::Corrupt(format!("the scheme `{}`", self.scheme)))?,
            slug: slug(&self.slug)?,
            position: self.position,
            revision: self.revision,
            change: self.change,
            document,
        })
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = revisions)]
pub struct RevisionRow {
    change: i64,
    subject: String,
    revision: i32,
    kind: String,
    document: String,
    author: String,
    note: Option<String>,
    at: i64,
}

impl TryFrom<RevisionRow> for Revision {
    type Error = StoreError;

    fn try_from(row: RevisionRow) -> Result<Self, StoreError> {
        Ok(Self {
            subject: word::<SubjectKind>("subject", &row.subject)?,
            number: row.revision,
            change: row.change,
            kind: word::<ChangeKind>("kind", &row.kind)?,
            at: time(row.at)?,
            author: row.author,
            note: row.note,
            document: row.document,
        })
    }
}

fn word<K: Keyword>(column: &str, word: &str) -> Result<K, StoreError> {
    K::from_word(word).ok_or_else(|| StoreError::Corrupt(format!("the {column} `{word}`")))
}

// Rows that are inserted many at once must all name the same columns, hence the
// `treat_none_as_default_value`.

#[derive(Insertable)]
#[diesel(table_name = revisions, treat_none_as_default_value = false)]
pub struct NewRevision<'a> {
    pub change: i64,
    pub subject: &'a str,
    pub subject_id: &'a str,
    pub revision: i32,
    pub kind: &'a str,
    pub document: &'a str,
    pub author: &'a str,
    pub note: Option<&'a str>,
    pub at: i64,
}

#[derive(Insertable)]
#[diesel(table_name = organizations, treat_none_as_default_value = false)]
pub struct NewOrganization<'a> {
    pub id: &'a str,
    pub slug: &'a str,
    pub status: &'a str,
    pub revision: i32,
    pub change: i64,
    pub created_at: i64,
    pub updated_at: i64,
}

#[derive(Insertable)]
#[diesel(table_name = identifiers, treat_none_as_default_value = false)]
pub struct NewIdentifier<'a> {
    pub scheme: &'a str,
    pub value: &'a str,
    pub organization_id: &'a str,
}

#[derive(Insertable)]
#[diesel(table_name = organization_terms, treat_none_as_default_value = false)]
pub struct NewOrganizationTerm<'a> {
    pub organization_id: &'a str,
    pub scheme: &'a str,
    pub term: &'a str,
}

#[derive(Insertable)]
#[diesel(table_name = terms)]
pub struct NewTerm<'a> {
    pub scheme: &'a str,
    pub slug: &'a str,
    pub position: i32,
    pub broader: Option<&'a str>,
    pub is_group: bool,
    pub revision: i32,
    pub change: i64,
}

/// A stored time: microseconds since the epoch.
pub fn time(microseconds: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_microsecond(microseconds).map_err(|err| StoreError::Corrupt(err.to_string()))
}

pub fn slug(text: &str) -> Result<Slug, StoreError> {
    text.parse().map_err(|err| StoreError::Corrupt(format!("{err}")))
}
