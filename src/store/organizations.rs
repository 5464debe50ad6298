//! What stands of organizations, as a writer must know it. Everything is asked
//! for many at once: a load brings a hundred thousand.

use std::collections::{BTreeMap, HashSet};

use diesel::prelude::*;

use super::connection::{DbConnection, MANY, about_many, read_from_one_snapshot};
use super::history::document_of;
use super::rows::{OrganizationRow, RevisionRow, slug as parse_slug};
use super::schema::{former_slugs, identifiers, organizations, revisions};
use super::{Store, StoreError, Writer};
use crate::domain::{Identifier, Keyword, OrganizationState, Scheme, Slug, Status, SubjectKind};

impl Store {
    /// The organization that has a slug now, withdrawn or not; `None` if no organization has it.
    pub fn organization(&self, slug: &Slug) -> Result<Option<OrganizationState>, StoreError> {
        let found = self.reader()?.transaction(|connection| {
            read_from_one_snapshot(connection)?;
            organizations_of(connection, &[slug])
        });
        Ok(found?.pop())
    }
}

impl Writer<'_> {
    /// The organizations that have these slugs, withdrawn ones included, in no
    /// order.
    pub fn organizations(&mut self, slugs: &[&Slug]) -> Result<Vec<OrganizationState>, StoreError> {
        organizations_of(self.connection, slugs)
    }

    /// Which of these slugs belong to organizations, withdrawn ones included.
    pub fn slugs_taken(&mut self, slugs: &[&Slug]) -> Result<HashSet<Slug>, StoreError> {
        let mut taken = HashSet::new();
        for slugs in slugs.chunks(MANY) {
            let found: Vec<String> = about_many(self.connection, |connection| {
                organizations::table
                    .filter(organizations::slug.eq_any(slugs.iter().map(|slug| slug.as_str())))
                    .select(organizations::slug)
                    .load(connection)
            })?;
            for text in found {
                taken.insert(parse_slug(&text)?);
            }
        }
        Ok(taken)
    }

    /// Which of these slugs organizations had before: each with the present
    /// slug of the one that had it.
    pub fn former_owners(&mut self, slugs: &[&Slug]) -> Result<Vec<(Slug, Slug)>, StoreError> {
        let mut owners = Vec::new();
        for slugs in slugs.chunks(MANY) {
            let found: Vec<(String, String)> = about_many(self.connection, |connection| {
                former_slugs::table
                    .inner_join(
                        organizations::table
                            .on(organizations::id.eq(former_slugs::organization_id)),
                    )
                    .filter(former_slugs::slug.eq_any(slugs.iter().map(|slug| slug.as_str())))
                    .select((former_slugs::slug, organizations::slug))
                    .load(connection)
            })?;
            for (former, owner) in found {
                owners.push((parse_slug(&former)?, parse_slug(&owner)?));
            }
        }
        Ok(owners)
    }

    /// Which of these identifiers organizations have: each with the slug of the
    /// one that has it.
    pub fn identifier_owners(
        &mut self,
        wanted: &[&Identifier],
    ) -> Result<Vec<(Identifier, Slug)>, StoreError> {
        let mut by_scheme: BTreeMap<&Scheme, Vec<&str>> = BTreeMap::new();
        for identifier in wanted {
            by_scheme.entry(&identifier.scheme).or_default().push(&identifier.value);
        }
        let mut owners = Vec::new();
        for (scheme, values) in by_scheme {
            for values in values.chunks(MANY) {
                let found: Vec<(String, String)> = about_many(self.connection, |connection| {
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
                    let identifier = Identifier { scheme: scheme.clone(), value };
                    owners.push((identifier, parse_slug(&owner)?));
                }
            }
        }
        Ok(owners)
    }

    /// The organizations whose newest profile names this slug as its parent's or
    /// its successor's. Every profile is looked through: it is asked when an
    /// organization is renamed, which is rare.
    pub fn organizations_naming(
        &mut self,
        slug: &Slug,
    ) -> Result<Vec<OrganizationState>, StoreError> {
        // Canonical JSON has no other spaces or order; quotes in texts are escaped.
        let parent = format!("%\"slug\":\"{slug}\"}}%");
        let successor = format!("%\"successor\":\"{slug}\"}}%");
        let naming: Vec<String> = organizations::table
            .inner_join(revisions::table)
            .filter(revisions::document.like(parent).or(revisions::document.like(successor)))
            .order(organizations::change)
            .select(organizations::slug)
            .load(self.connection)?;
        let naming: Vec<Slug> =
            naming.iter().map(|text| parse_slug(text)).collect::<Result<_, _>>()?;
        self.organizations(&naming.iter().collect::<Vec<_>>())
    }

    /// The profile of an organization as it stood in one of its revisions.
    pub fn revision_document(
        &mut self,
        organization: &OrganizationState,
        revision: i32,
    ) -> Result<Option<String>, StoreError> {
        let subject = SubjectKind::Organization.as_str();
        document_of(self.connection, subject, &organization.id, revision)
    }

    /// The slugs of all organizations that are not withdrawn, in no order.
    pub fn listed_organizations(&mut self) -> Result<Vec<Slug>, StoreError> {
        let slugs: Vec<String> = organizations::table
            .filter(organizations::status.ne(Status::Withdrawn.as_str()))
            .select(organizations::slug)
            .load(self.connection)?;
        slugs.iter().map(|text| parse_slug(text)).collect()
    }
}

/// The organizations that have these slugs, within a transaction.
fn organizations_of(
    connection: &mut DbConnection,
    slugs: &[&Slug],
) -> Result<Vec<OrganizationState>, StoreError> {
    let mut found = Vec::new();
    for slugs in slugs.chunks(MANY) {
        let rows: Vec<(OrganizationRow, RevisionRow)> = about_many(connection, |connection| {
            organizations::table
                .inner_join(revisions::table)
                .filter(organizations::slug.eq_any(slugs.iter().map(|slug| slug.as_str())))
                .select((OrganizationRow::as_select(), RevisionRow::as_select()))
                .load(connection)
        })?;
        let ids: Vec<&str> = rows.iter().map(|(row, _)| row.id.as_str()).collect();
        let mut former: Vec<(String, String)> = about_many(connection, |connection| {
            former_slugs::table
                .filter(former_slugs::organization_id.eq_any(&ids))
                .select((former_slugs::organization_id, former_slugs::slug))
                .load(connection)
        })?;
        former.sort_unstable();
        for (row, revision) in rows {
            let own = former.iter().filter(|(id, _)| *id == row.id);
            let slugs = own.map(|(_, slug)| slug.clone()).collect();
            found.push(row.into_state(revision, slugs)?);
        }
    }
    Ok(found)
}
