//! The directory as it was at an earlier change, from its revisions.
//!
//! An export of an earlier change has the same pieces as an export that was made at that change. If
//! that is not possible any more, [`NoVersion`] says why.

use std::collections::{BTreeMap, HashMap};

use diesel::dsl::{max, min, sql};
use diesel::prelude::*;
use diesel::sql_types::Text;

use super::connection::DbConnection;
use super::redaction::{records_by_id, sorted_records};
use super::rows::{RevisionRow, time};
use super::schema::revisions;
use super::{Store, StoreError};
use crate::domain::{
    ChangeKind, Keyword, OrganizationRedactions, Position, RedactionRecord, Slug, SubjectKind,
    TermScheme, TermState,
};

/// Number of revisions read at once.
const BATCH: usize = 2000;

/// The author of the revisions of a restored dataset.
const RESTORE: &str = "command:restore";

/// Why the state of the directory at a change cannot be exported.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoVersion {
    #[error("the directory has no change {change}; its last change has the number {last}")]
    NotYet { change: i64, last: i64 },
    #[error("the directory was empty before its first change")]
    Empty,
    #[error(
        "the directory was restored from the dataset of version {version}, so it has no version \
         before that one"
    )]
    BeforeRestore { version: i64 },
    #[error(
        "version {change} contained a text of `{slug}` that was redacted on {on}: {reason}; read a \
         later version"
    )]
    Redacted { change: i64, slug: String, on: String, reason: String },
}

impl Store {
    /// Why this directory has no state at `change`, which is at most its last one; `None` if it has.
    pub fn missing_version(&self, change: i64) -> Result<Option<NoVersion>, StoreError> {
        before_first(&mut *self.reader()?, change)
    }
}

/// The state at an earlier change.
pub struct PastState {
    pub position: Position,
    pub terms: Vec<TermState>,
    /// The change of the revision of each organization, sorted by slug.
    pub changes: Vec<i64>,
    pub redactions: Vec<OrganizationRedactions>,
}

/// The state at `change`, which is before the change of `current`; or the reason why there is none.
pub fn state_at(
    connection: &mut DbConnection,
    current: Position,
    change: i64,
) -> Result<Result<PastState, NoVersion>, StoreError> {
    if change > current.change {
        return Ok(Err(NoVersion::NotYet { change, last: current.change }));
    }
    if let Some(refusal) = before_first(connection, change)? {
        return Ok(Err(refusal));
    }
    let at: i64 = revisions::table.find(change).select(revisions::at).first(connection)?;
    let position = Position {
        change,
        updated_at: time(at)?,
        redacted_change: current.redacted_change,
        directory: current.directory,
    };
    let organizations = organizations_at(connection, change)?;
    if current.redacted_change > change
        && let Some(refusal) = redacted_since(connection, change, &organizations)?
    {
        return Ok(Err(refusal));
    }
    let redactions = redactions_at(connection, &position, &organizations)?;
    let terms = terms_at(connection, change)?;
    let changes = organizations.into_iter().map(|it| it.change).collect();
    Ok(Ok(PastState { position, terms, changes, redactions }))
}

/// The reason if `change` is before the first state that this directory had.
fn before_first(
    connection: &mut DbConnection,
    change: i64,
) -> Result<Option<NoVersion>, StoreError> {
    let first: Option<i64> =
        revisions::table.select(min(revisions::change)).first(&mut *connection)?;
    let restored: Option<i64> = revisions::table
        .filter(revisions::author.eq(RESTORE))
        .select(max(revisions::change))
        .first(connection)?;
    Ok(match restored {
        Some(version) if change < version => Some(NoVersion::BeforeRestore { version }),
        _ if first.is_none_or(|first| change < first) => Some(NoVersion::Empty),
        _ => None,
    })
}

/// The revision that an organization had.
struct PastOrganization {
    slug: Box<str>,
    id: Box<str>,
    change: i64,
}

/// The organizations at a change, sorted by slug.
fn organizations_at(
    connection: &mut DbConnection,
    change: i64,
) -> Result<Vec<PastOrganization>, StoreError> {
    let newest: Vec<(String, Option<i64>)> = revisions::table
        .filter(revisions::subject.eq(SubjectKind::Organization.as_str()))
        .filter(revisions::change.le(change))
        .group_by(revisions::subject_id)
        .select((revisions::subject_id, max(revisions::change)))
        .load(connection)?;
    let mut changes: Vec<i64> = newest.into_iter().filter_map(|(_, change)| change).collect();
    changes.sort_unstable();
    let mut found = Vec::with_capacity(changes.len());
    for batch in changes.chunks(BATCH) {
        // Canonical JSON begins with the slug, which has at most 80 characters.
        let rows: Vec<(i64, String, String)> = revisions::table
            .filter(revisions::change.eq_any(batch.iter().copied()))
            .select((
                revisions::change,
                revisions::subject_id,
                sql::<Text>("substr(document, 1, 100)"),
            ))
            .load(connection)?;
        for (change, id, beginning) in rows {
            let slug = slug_of(&beginning).ok_or_else(|| {
                StoreError::Corrupt(format!("the revision of change {change} has no slug"))
            })?;
            found.push(PastOrganization { slug: slug.into(), id: id.into(), change });
        }
    }
    found.sort_unstable_by(|one, other| one.slug.cmp(&other.slug));
    Ok(found)
}

fn slug_of(beginning: &str) -> Option<&str> {
    beginning.strip_prefix("{\"slug\":\"")?.split_once('"').map(|(slug, _)| slug)
}

/// The reason if a text of one of these revisions was redacted after `change`. A redaction makes a
/// revision, so at a later change the organization has another one.
fn redacted_since(
    connection: &mut DbConnection,
    change: i64,
    organizations: &[PastOrganization],
) -> Result<Option<NoVersion>, StoreError> {
    let by_change: HashMap<i64, &PastOrganization> =
        organizations.iter().map(|it| (it.change, it)).collect();
    let rows: Vec<RevisionRow> = revisions::table
        .filter(revisions::redactions.is_not_null())
        .filter(revisions::change.le(change))
        .order(revisions::change)
        .select(RevisionRow::as_select())
        .load(connection)?;
    for row in rows {
        let Some(organization) = by_change.get(&row.change) else { continue };
        let at = time(row.at)?;
        let redactions = row.redactions()?;
        // These have the records of earlier redactions.
        let has_earlier = redactions.announces || row.author == RESTORE;
        let later = |it: &&RedactionRecord| {
            it.pointer != RedactionRecord::NOTE && (!has_earlier || it.at > at)
        };
        if let Some(record) = redactions.redacted.iter().find(later) {
            return Ok(Some(NoVersion::Redacted {
                change,
                slug: organization.slug.to_string(),
                on: record.at.strftime("%Y-%m-%d").to_string(),
                reason: record.reason.clone(),
            }));
        }
    }
    Ok(None)
}

/// The redactions that an export at `position` had, sorted by slug.
fn redactions_at(
    connection: &mut DbConnection,
    position: &Position,
    organizations: &[PastOrganization],
) -> Result<Vec<OrganizationRedactions>, StoreError> {
    let slugs: HashMap<&str, &str> = organizations.iter().map(|it| (&*it.id, &*it.slug)).collect();
    let mut by_slug = BTreeMap::new();
    for (id, mut records) in records_by_id(connection, position.change)? {
        records.retain(|record| record.at <= position.updated_at);
        if let Some(slug) = slugs.get(id.as_str()) {
            by_slug.insert((*slug).to_owned(), records);
        }
    }
    Ok(sorted_records(by_slug))
}

/// The terms at a change, in browsing order: that in which they were added.
fn terms_at(connection: &mut DbConnection, change: i64) -> Result<Vec<TermState>, StoreError> {
    let rows: Vec<RevisionRow> = revisions::table
        .filter(revisions::subject.ne(SubjectKind::Organization.as_str()))
        .filter(revisions::change.le(change))
        .order(revisions::change)
        .select(RevisionRow::as_select())
        .load(connection)?;
    let mut terms: Vec<(TermScheme, String, RevisionRow)> = Vec::new();
    for row in rows {
        let scheme = TermScheme::from_word(&row.subject)
            .ok_or_else(|| StoreError::Corrupt(format!("the scheme `{}`", row.subject)))?;
        let known = terms.iter().position(|(of, slug, _)| *of == scheme && *slug == row.subject_id);
        match (known, row.kind()?) {
            (Some(place), ChangeKind::Withdrawn) => {
                terms.remove(place);
            }
            (Some(place), _) => terms[place].2 = row,
            (None, ChangeKind::Withdrawn) => {}
            (None, _) => terms.push((scheme, row.subject_id.clone(), row)),
        }
    }
    let states = (0..).zip(terms).map(|(position, (scheme, slug, row))| {
        let slug: Slug = slug
            .parse()
            .map_err(|err| StoreError::Corrupt(format!("the slug of a term: {err}")))?;
        let (revision, change) = (row.revision, row.change);
        let document = row.into_document()?;
        Ok(TermState { scheme, slug, position, revision, change, document })
    });
    states.collect()
}
