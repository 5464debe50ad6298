//! Batched look-ups of current organizations, mostly for use inside a write transaction.
//!
//! All of them take many keys at once, because a load brings a hundred thousand.

use std::collections::{BTreeMap, HashMap, HashSet};

use diesel::prelude::*;

use super::connection::{DbConnection, batched, read_from_one_snapshot};
use super::history::document_of;
use super::rows::{OrganizationRow, RevisionRow, slug as parse_slug};
use super::schema::{former_slugs, identifiers, organizations, revisions};
use super::{Store, StoreError, Writer};
use crate::domain::{
    Identifier, IdentifierKey, Keyword, OrganizationState, Scheme, Slug, Status, SubjectKind,
};

impl Store {
    /// The organization with this current slug, withdrawn or not.
    pub fn organization(&self, slug: &Slug) -> Result<Option<OrganizationState>, StoreError> {
        let found = self.reader()?.transaction(|connection| {
            read_from_one_snapshot(connection)?;
            organizations_of(connection, &[slug])
        });
        Ok(found?.pop())
    }

    /// The organization with this id, withdrawn or not.
    pub fn organization_with_id(&self, id: &str) -> Result<Option<OrganizationState>, StoreError> {
        self.reader()?.transaction(|connection| {
            read_from_one_snapshot(connection)?;
            organization_with_id(connection, id)
        })
    }
}

impl Writer<'_> {
    /// The organizations with these current slugs, withdrawn ones included, in no particular order.
    pub fn organizations(&mut self, slugs: &[&Slug]) -> Result<Vec<OrganizationState>, StoreError> {
        organizations_of(self.connection, slugs)
    }

    /// The organization with this id, withdrawn or not.
    pub fn organization_with_id(
        &mut self,
        id: &str,
    ) -> Result<Option<OrganizationState>, StoreError> {
        organization_with_id(self.connection, id)
    }

    /// Those of these slugs that are current slugs of organizations, withdrawn ones included.
    pub fn slugs_taken(&mut self, slugs: &[&Slug]) -> Result<HashSet<Slug>, StoreError> {
        let taken: Vec<String> = batched(self.connection, slugs, |connection, slugs| {
            organizations::table
                .filter(organizations::slug.eq_any(slugs.iter().map(|slug| slug.as_str())))
                .select(organizations::slug)
                .load(connection)
        })?;
        taken.iter().map(|text| parse_slug(text)).collect()
    }

    /// Those of these slugs that are former slugs, each with the current slug of its organization.
    pub fn former_owners(&mut self, slugs: &[&Slug]) -> Result<Vec<(Slug, Slug)>, StoreError> {
        let found: Vec<(String, String)> = batched(self.connection, slugs, |connection, slugs| {
            former_slugs::table
                .inner_join(
                    organizations::table.on(organizations::id.eq(former_slugs::organization_id)),
                )
                .filter(former_slugs::slug.eq_any(slugs.iter().map(|slug| slug.as_str())))
                .select((former_slugs::slug, organizations::slug))
                .load(connection)
        })?;
        found.iter().map(|(former, owner)| Ok((parse_slug(former)?, parse_slug(owner)?))).collect()
    }

    /// The keys of those identifiers that are in use, each with the slug of its organization.
    pub fn identifier_owners(
        &mut self,
        wanted: &[&Identifier],
    ) -> Result<Vec<(IdentifierKey, Slug)>, StoreError> {
        let mut by_scheme: BTreeMap<Scheme, Vec<String>> = BTreeMap::new();
        for IdentifierKey { scheme, value } in wanted.iter().map(|identifier| identifier.key()) {
            by_scheme.entry(scheme).or_default().push(value);
        }
        let mut owners = Vec::new();
        for (scheme, values) in by_scheme {
            let found: Vec<(String, String)> =
                batched(self.connection, &values, |connection, values| {
                    identifiers::table
                        .inner_join(
                            organizations::table
                                .on(organizations::id.eq(identifiers::organization_id)),
                        )
                        .filter(identifiers::scheme.eq(scheme.as_str()))
                        .filter(identifiers::value.eq_any(values))
                        .select((identifiers::value, organizations::slug))
                        .load(connection)
                })?;
            for (value, owner) in found {
                let key = IdentifierKey { scheme: scheme.clone(), value };
                owners.push((key, parse_slug(&owner)?));
            }
        }
        Ok(owners)
    }

    /// The keys of all identifiers with a slash or an underscore, each with the slug of its
    /// organization.
    pub fn punctuated_identifiers(&mut self) -> Result<Vec<(IdentifierKey, Slug)>, StoreError> {
        let value = identifiers::value;
        let found: Vec<(String, String, String)> = identifiers::table
            .inner_join(organizations::table.on(organizations::id.eq(identifiers::organization_id)))
            .filter(value.like("%/%").or(value.like("%\\_%").escape('\\')))
            .select((identifiers::scheme, value, organizations::slug))
            .load(self.connection)?;
        let read = |(scheme, value, owner): (String, String, String)| {
            let scheme = scheme.parse::<Scheme>();
            let scheme = scheme.map_err(|err| StoreError::Corrupt(err.to_string()))?;
            Ok((IdentifierKey { scheme, value }, parse_slug(&owner)?))
        };
        found.into_iter().map(read).collect()
    }

    /// The profile in one revision of an organization; `None` if there is no such revision.
    pub fn revision_document(
        &mut self,
        organization: &OrganizationState,
        revision: i32,
    ) -> Result<Option<String>, StoreError> {
        let subject = SubjectKind::Organization.as_str();
        document_of(self.connection, subject, &organization.id, revision)
    }

    /// The slugs of all organizations that are not withdrawn, in no particular order.
    pub fn listed_organizations(&mut self) -> Result<Vec<Slug>, StoreError> {
        let slugs: Vec<String> = organizations::table
            .filter(organizations::status.ne(Status::Withdrawn.as_str()))
            .select(organizations::slug)
            .load(self.connection)?;
        slugs.iter().map(|text| parse_slug(text)).collect()
    }
}

/// The organization with this id. Must run inside a transaction.
fn organization_with_id(
    connection: &mut DbConnection,
    id: &str,
) -> Result<Option<OrganizationState>, StoreError> {
    let slug: Option<String> =
        organizations::table.find(id).select(organizations::slug).first(connection).optional()?;
    let Some(slug) = slug else { return Ok(None) };
    Ok(organizations_of(connection, &[&parse_slug(&slug)?])?.pop())
}

/// The organizations with these current slugs. Must run inside a transaction.
fn organizations_of(
    connection: &mut DbConnection,
    slugs: &[&Slug],
) -> Result<Vec<OrganizationState>, StoreError> {
    let rows: Vec<(OrganizationRow, RevisionRow)> =
        batched(connection, slugs, |connection, slugs| {
            organizations::table
                .inner_join(revisions::table)
                .filter(organizations::slug.eq_any(slugs.iter().map(|slug| slug.as_str())))
                .select((OrganizationRow::as_select(), RevisionRow::as_select()))
                .load(connection)
        })?;
    let ids: Vec<&str> = rows.iter().map(|(row, _)| row.id.as_str()).collect();
    let mut former = former_slugs_of(connection, &ids)?;
    rows.into_iter()
        .map(|(row, revision)| {
            let former_slugs = former.remove(&row.id).unwrap_or_default();
            row.into_state(revision, former_slugs)
        })
        .collect()
}

/// The former slugs of organizations, sorted, by the organization's id. Must run inside a
/// transaction.
pub(super) fn former_slugs_of(
    connection: &mut DbConnection,
    ids: &[&str],
) -> Result<HashMap<String, Vec<String>>, StoreError> {
    let rows: Vec<(String, String)> = batched(connection, ids, |connection, ids| {
        former_slugs::table
            .filter(former_slugs::organization_id.eq_any(ids))
            .select((former_slugs::organization_id, former_slugs::slug))
            .load(connection)
    })?;
    Ok(sorted_by_id(rows))
}

/// Texts of organizations, each after the organization's id: those of each id, sorted.
pub(super) fn sorted_by_id(mut rows: Vec<(String, String)>) -> HashMap<String, Vec<String>> {
    rows.sort_unstable();
    let mut by_id: HashMap<String, Vec<String>> = HashMap::new();
    for (id, text) in rows {
        by_id.entry(id).or_default().push(text);
    }
    by_id
}
