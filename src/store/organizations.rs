//! Writing organizations.

use diesel::prelude::*;
use uuid::Uuid;

use super::rows::{NewOrganization, OrganizationRow, slug as parse_slug};
use super::schema::{former_slugs, identifiers, organization_terms, organizations, revisions};
use super::writer::Subject;
use super::{StoreError, Writer};
use crate::domain::{
    ChangeKind, Identifier, Keyword, Organization, OrganizationState, Slug, Status, TermScheme,
};

impl Writer<'_> {
    /// The organization with this slug, withdrawn ones included.
    pub fn organization(&mut self, slug: &Slug) -> Result<Option<OrganizationState>, StoreError> {
        let found: Option<(OrganizationRow, String)> = organizations::table
            .inner_join(revisions::table)
            .filter(organizations::slug.eq(slug.as_str()))
            .select((OrganizationRow::as_select(), revisions::document))
            .first(self.connection)
            .optional()?;
        let Some((row, document)) = found else { return Ok(None) };
        let mut former: Vec<String> = former_slugs::table
            .filter(former_slugs::organization_id.eq(&row.id))
            .select(former_slugs::slug)
            .load(self.connection)?;
        former.sort_unstable();
        row.into_state(document, former).map(Some)
    }

    /// The present slug of the organization that had this slug before.
    pub fn former_owner(&mut self, slug: &Slug) -> Result<Option<Slug>, StoreError> {
        let owner: Option<String> = former_slugs::table
            .inner_join(
                organizations::table.on(organizations::id.eq(former_slugs::organization_id)),
            )
            .filter(former_slugs::slug.eq(slug.as_str()))
            .select(organizations::slug)
            .first(self.connection)
            .optional()?;
        owner.map(|text| parse_slug(&text)).transpose()
    }

    /// The slug of the organization that has this identifier.
    pub fn identifier_owner(&mut self, wanted: &Identifier) -> Result<Option<Slug>, StoreError> {
        let owner: Option<String> = identifiers::table
            .inner_join(organizations::table.on(organizations::id.eq(identifiers::organization_id)))
            .filter(identifiers::scheme.eq(wanted.scheme.as_str()))
            .filter(identifiers::value.eq(&wanted.value))
            .select(organizations::slug)
            .first(self.connection)
            .optional()?;
        owner.map(|text| parse_slug(&text)).transpose()
    }

    /// The slugs of all organizations that are not withdrawn, in no order.
    pub fn listed_organizations(&mut self) -> Result<Vec<Slug>, StoreError> {
        let slugs: Vec<String> = organizations::table
            .filter(organizations::status.ne(Status::Withdrawn.as_str()))
            .select(organizations::slug)
            .load(self.connection)?;
        slugs.iter().map(|text| parse_slug(text)).collect()
    }

    /// Adds an organization whose slug and identifiers are free.
    pub fn create_organization(&mut self, profile: &Organization) -> Result<(), StoreError> {
        let id = Uuid::now_v7().to_string();
        let subject = Subject { kind: "organization", id: &id };
        let change = self.record(&subject, 1, ChangeKind::Created, &profile.to_json())?;
        let new = NewOrganization {
            id: &id,
            slug: profile.slug.as_str(),
            status: profile.status.as_str(),
            revision: 1,
            change,
            created_at: self.at,
            updated_at: self.at,
        };
        diesel::insert_into(organizations::table).values(new).execute(self.connection)?;
        self.put_references(&id, profile)
    }

    /// Makes `profile` the newest revision of an organization with the same slug.
    pub fn update_organization(
        &mut self,
        current: &OrganizationState,
        profile: &Organization,
    ) -> Result<(), StoreError> {
        let kind = match (current.status, profile.status) {
            (Status::Withdrawn, Status::Withdrawn) => ChangeKind::Updated,
            (_, Status::Withdrawn) => ChangeKind::Withdrawn,
            (Status::Withdrawn, _) => ChangeKind::Restored,
            _ => ChangeKind::Updated,
        };
        let subject = Subject { kind: "organization", id: &current.id };
        let revision = current.revision + 1;
        let change = self.record(&subject, revision, kind, &profile.to_json())?;
        diesel::update(organizations::table.find(&current.id))
            .set((
                organizations::status.eq(profile.status.as_str()),
                organizations::revision.eq(revision),
                organizations::change.eq(change),
                organizations::updated_at.eq(self.at),
            ))
            .execute(self.connection)?;
        self.release_references(&current.id)?;
        self.put_references(&current.id, profile)
    }

    /// Frees the identifiers and terms of an organization that is about to be
    /// updated, so that another may take them in the same transaction.
    pub fn release_references(&mut self, id: &str) -> Result<(), StoreError> {
        diesel::delete(identifiers::table.filter(identifiers::organization_id.eq(id)))
            .execute(self.connection)?;
        diesel::delete(
            organization_terms::table.filter(organization_terms::organization_id.eq(id)),
        )
        .execute(self.connection)?;
        Ok(())
    }

    fn put_references(&mut self, id: &str, profile: &Organization) -> Result<(), StoreError> {
        for identifier in &profile.identifiers {
            diesel::insert_into(identifiers::table)
                .values((
                    identifiers::scheme.eq(identifier.scheme.as_str()),
                    identifiers::value.eq(&identifier.value),
                    identifiers::organization_id.eq(id),
                ))
                .execute(self.connection)?;
        }
        let named = [
            (TermScheme::FocusArea, &profile.focus_areas),
            (TermScheme::Approach, &profile.approaches),
        ];
        for (scheme, slugs) in named {
            for slug in slugs {
                diesel::insert_into(organization_terms::table)
                    .values((
                        organization_terms::organization_id.eq(id),
                        organization_terms::scheme.eq(scheme.as_str()),
                        organization_terms::term.eq(slug.as_str()),
                    ))
                    .execute(self.connection)?;
            }
        }
        Ok(())
    }
}
