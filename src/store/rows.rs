//! Rows of the tables, and their conversion to types of the domain.

use diesel::prelude::*;
use jiff::Timestamp;

use super::StoreError;
use super::checksum::Columns;
use super::damage::Damage;
use super::schema::{
    directory, identifiers, mentions, organization_terms, organizations, revisions, terms,
};
use crate::domain::{
    ChangeKind, Keyword, OrganizationState, Position, Revision, RevisionRedactions, Slug, Status,
    SubjectKind, TermScheme, TermState, in_present_shape,
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = directory)]
pub struct DirectoryRow {
    id: String,
    last_change: i64,
    updated_at: i64,
    redacted_change: i64,
}

impl TryFrom<DirectoryRow> for Position {
    type Error = StoreError;

    fn try_from(row: DirectoryRow) -> Result<Self, StoreError> {
        Ok(Self {
            directory: row.id,
            change: row.last_change,
            updated_at: time(row.updated_at)?,
            redacted_change: row.redacted_change,
        })
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
    /// Joins the newest revision and the former slugs.
    ///
    /// # Errors
    ///
    /// When the revision is damaged or contradicts this row.
    pub fn into_state(
        self,
        revision: RevisionRow,
        former_slugs: Vec<String>,
    ) -> Result<OrganizationState, StoreError> {
        if !self.agrees_with(&revision) || !revision.is_intact() {
            return Err(Damage { slug: self.slug, ..revision.damage() }.into());
        }
        let document = revision.present_document();
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

    pub fn slug(&self) -> &str {
        &self.slug
    }

    /// Whether this row agrees with its newest revision.
    pub fn agrees_with(&self, revision: &RevisionRow) -> bool {
        let document = &revision.document;
        revision.subject_id == self.id
            && revision.revision == self.revision
            && revision.at == self.updated_at
            // Canonical JSON begins with the slug, and escapes quotes in texts.
            && document.starts_with(&format!("{{\"slug\":\"{}\",", self.slug))
            && document.contains(&format!("\"status\":\"{}\"", self.status))
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
    /// Joins the newest revision.
    ///
    /// # Errors
    ///
    /// When the revision is damaged or contradicts this row.
    pub fn into_state(self, revision: RevisionRow) -> Result<TermState, StoreError> {
        if !self.agrees_with(&revision) || !revision.is_intact() {
            return Err(Damage { slug: self.slug, ..revision.damage() }.into());
        }
        let document = revision.present_document();
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

    pub fn slug(&self) -> &str {
        &self.slug
    }

    /// Whether this row agrees with its newest revision.
    pub fn agrees_with(&self, revision: &RevisionRow) -> bool {
        revision.subject == self.scheme
            && revision.subject_id == self.slug
            && revision.revision == self.revision
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = revisions)]
pub struct RevisionRow {
    pub change: i64,
    pub subject: String,
    pub subject_id: String,
    pub revision: i32,
    kind: String,
    document: String,
    pub author: String,
    note: Option<String>,
    pub at: i64,
    sha256: Option<String>,
    redactions: Option<String>,
}

impl RevisionRow {
    pub fn columns(&self) -> Columns<'_> {
        Columns {
            change: self.change,
            subject: &self.subject,
            subject_id: &self.subject_id,
            revision: self.revision,
            kind: &self.kind,
            document: &self.document,
            author: &self.author,
            note: self.note.as_deref(),
            at: self.at,
        }
    }

    /// Whether the row matches its checksum. A row without one counts as intact, because a node of
    /// an earlier release may still be writing such rows.
    pub fn is_intact(&self) -> bool {
        self.sha256.as_ref().is_none_or(|sha256| *sha256 == self.columns().sha256())
    }

    pub fn damage(&self) -> Damage {
        Damage {
            subject: self.subject.clone(),
            slug: self.subject_id.clone(),
            revision: self.revision,
            change: Some(self.change),
        }
    }

    /// The redactions of the revision, or of the one before it.
    pub fn redactions(&self) -> Result<RevisionRedactions, StoreError> {
        match &self.redactions {
            Some(json) => serde_json::from_str(json)
                .map_err(|err| StoreError::Corrupt(format!("a record of redactions: {err}"))),
            None => Ok(RevisionRedactions::default()),
        }
    }

    /// The document as it was stored, perhaps damaged or in the shape of version 0.1.
    pub fn document(&self) -> &str {
        &self.document
    }

    /// The kind of its change.
    pub fn kind(&self) -> Result<ChangeKind, StoreError> {
        word("kind", &self.kind)
    }

    /// The document in the present shape, if the row is intact.
    pub fn into_document(self) -> Result<String, Damage> {
        if self.is_intact() { Ok(self.present_document()) } else { Err(self.damage()) }
    }

    /// The document in the present shape. This is the one place where documents that version 0.1
    /// wrote leave the store, so nothing else needs to know their shape. The stored text never
    /// changes, because its checksum covers it.
    fn present_document(self) -> String {
        match SubjectKind::from_word(&self.subject) {
            Some(subject) => in_present_shape(subject, self.document),
            None => self.document,
        }
    }
}

impl TryFrom<RevisionRow> for Revision {
    type Error = StoreError;

    fn try_from(mut row: RevisionRow) -> Result<Self, StoreError> {
        if !row.is_intact() {
            return Err(row.damage().into());
        }
        Ok(Self {
            subject: word::<SubjectKind>("subject", &row.subject)?,
            number: row.revision,
            change: row.change,
            kind: word::<ChangeKind>("kind", &row.kind)?,
            at: time(row.at)?,
            author: std::mem::take(&mut row.author),
            note: row.note.take(),
            redactions: row.redactions()?,
            document: row.present_document(),
        })
    }
}

fn word<K: Keyword>(column: &str, word: &str) -> Result<K, StoreError> {
    K::from_word(word).ok_or_else(|| StoreError::Corrupt(format!("the {column} `{word}`")))
}

// Rows of one multi-row insert must name the same columns, hence `treat_none_as_default_value`.

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
    pub sha256: String,
}

impl<'a> From<Columns<'a>> for NewRevision<'a> {
    fn from(columns: Columns<'a>) -> Self {
        let sha256 = columns.sha256();
        let Columns { change, subject, subject_id, revision, kind, document, author, note, at } =
            columns;
        Self { change, subject, subject_id, revision, kind, document, author, note, at, sha256 }
    }
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
    pub value: String,
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
#[diesel(table_name = mentions, treat_none_as_default_value = false)]
pub struct NewMention<'a> {
    pub slug: &'a str,
    pub organization_id: &'a str,
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

/// Converts a stored time, in microseconds since the epoch.
pub fn time(microseconds: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_microsecond(microseconds).map_err(|err| StoreError::Corrupt(err.to_string()))
}

pub fn slug(text: &str) -> Result<Slug, StoreError> {
    text.parse().map_err(|err| StoreError::Corrupt(format!("{err}")))
}
