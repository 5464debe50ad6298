//! Writing organizations, many at once.

use diesel::prelude::*;
use uuid::Uuid;

use super::connection::{DbConnection, MANY, about_many, insert_rows};
use super::rows::{NewIdentifier, NewOrganization, NewOrganizationTerm};
use super::schema::{former_slugs, identifiers, organization_terms, organizations};
use super::writer::{Revision, Subject};
use super::{StoreError, Writer};
use crate::domain::{
    ChangeKind, Identifier, Keyword, Organization, OrganizationState, Slug, Status, TermScheme,
};

/// A profile that becomes the newest revision of its organization.
pub struct Publication<'a> {
    /// What stands of it; nothing if it is new. Under another slug: then it is
    /// renamed.
    pub current: Option<&'a OrganizationState>,
    pub profile: &'a Organization,
    /// The profile as canonical JSON.
    pub document: &'a str,
    /// Whether it is an earlier revision, made the newest again.
    pub is_restored: bool,
}

impl Publication<'_> {
    fn kind(&self) -> ChangeKind {
        match (self.current.map(|state| state.status), self.profile.status) {
            (None, _) => ChangeKind::Created,
            (Some(Status::Withdrawn), Status::Withdrawn) => ChangeKind::Updated,
            (Some(_), Status::Withdrawn) => ChangeKind::Withdrawn,
            (Some(Status::Withdrawn), _) => ChangeKind::Restored,
            (Some(_), _) if self.is_restored => ChangeKind::Restored,
            (Some(_), _) if self.renamed_from().is_some() => ChangeKind::Renamed,
            (Some(_), _) => ChangeKind::Updated,
        }
    }

    /// The slug it has until now, if it gets another.
    fn renamed_from(&self) -> Option<&OrganizationState> {
        self.current.filter(|state| state.slug != self.profile.slug)
    }

    fn revision(&self) -> i32 {
        self.current.map_or(0, |state| state.revision) + 1
    }
}

impl Writer<'_> {
    /// Makes each profile the newest revision of its organization, one change
    /// each, in their order. A slug that an organization leaves leads to it. An
    /// identifier may pass from one of them to another; otherwise slugs and
    /// identifiers must be free.
    pub fn publish(&mut self, publications: &[Publication<'_>]) -> Result<(), StoreError> {
        let ids: Vec<String> = publications
            .iter()
            .map(|it| it.current.map_or_else(|| Uuid::now_v7().to_string(), |it| it.id.clone()))
            .collect();
        let revisions: Vec<Revision<'_>> = ids
            .iter()
            .zip(publications)
            .map(|(id, publication)| Revision {
                subject: Subject { kind: "organization", id },
                number: publication.revision(),
                kind: publication.kind(),
                document: publication.document,
            })
            .collect();
        let first = self.record(&revisions)?;
        self.put_organizations(first, &ids, publications)?;
        let current: Vec<&str> =
            publications.iter().filter_map(|it| Some(it.current?.id.as_str())).collect();
        self.release_references(&current)?;
        self.put_references(&ids, publications)
    }

    /// Adds the rows of organizations that are new, and renews the others.
    fn put_organizations(
        &mut self,
        first_change: i64,
        ids: &[String],
        publications: &[Publication<'_>],
    ) -> Result<(), StoreError> {
        let mut new = Vec::new();
        for ((change, id), publication) in (first_change..).zip(ids).zip(publications) {
            let (revision, status) = (publication.revision(), publication.profile.status.as_str());
            if publication.current.is_none() {
                new.push(NewOrganization {
                    id,
                    slug: publication.profile.slug.as_str(),
                    status,
                    revision,
                    change,
                    created_at: self.at,
                    updated_at: self.at,
                });
                continue;
            }
            if let Some(state) = publication.renamed_from() {
                self.rename(state, &publication.profile.slug)?;
            }
            diesel::update(organizations::table.find(id))
                .set((
                    organizations::status.eq(status),
                    organizations::revision.eq(revision),
                    organizations::change.eq(change),
                    organizations::updated_at.eq(self.at),
                ))
                .execute(self.connection)?;
        }
        insert_rows!(self.connection, organizations::table, new)?;
        Ok(())
    }

    /// Gives an organization another slug, which may be one that it had before.
    fn rename(&mut self, state: &OrganizationState, slug: &Slug) -> Result<(), StoreError> {
        let own = former_slugs::organization_id.eq(&state.id);
        diesel::delete(former_slugs::table.find(slug.as_str()).filter(own))
            .execute(self.connection)?;
        diesel::update(organizations::table.find(&state.id))
            .set(organizations::slug.eq(slug.as_str()))
            .execute(self.connection)?;
        diesel::insert_into(former_slugs::table)
            .values((
                former_slugs::slug.eq(state.slug.as_str()),
                former_slugs::organization_id.eq(&state.id),
            ))
            .execute(self.connection)?;
        Ok(())
    }

    /// Frees identifiers, whoever has them: another organization takes them in
    /// the same transaction, and those that had them are published without.
    pub fn release_identifiers(&mut self, released: &[&Identifier]) -> Result<(), StoreError> {
        for identifier in released {
            let key = (identifier.scheme.as_str(), identifier.value.as_str());
            diesel::delete(identifiers::table.find(key)).execute(self.connection)?;
        }
        Ok(())
    }

    /// Frees the identifiers and terms of organizations.
    fn release_references(&mut self, ids: &[&str]) -> Result<(), StoreError> {
        for ids in ids.chunks(MANY) {
            about_many(self.connection, |connection| {
                diesel::delete(identifiers::table.filter(identifiers::organization_id.eq_any(ids)))
                    .execute(connection)?;
                let theirs = organization_terms::organization_id.eq_any(ids);
                diesel::delete(organization_terms::table.filter(theirs)).execute(connection)
            })?;
        }
        Ok(())
    }

    fn put_references(
        &mut self,
        ids: &[String],
        publications: &[Publication<'_>],
    ) -> Result<(), StoreError> {
        let (mut new_identifiers, mut new_terms) = (Vec::new(), Vec::new());
        for (organization_id, Publication { profile, .. }) in ids.iter().zip(publications) {
            new_identifiers.extend(profile.identifiers.iter().map(|identifier| NewIdentifier {
                scheme: identifier.scheme.as_str(),
                value: &identifier.value,
                organization_id,
            }));
            for (scheme, slugs) in [
                (TermScheme::FocusArea, &profile.focus_areas),
                (TermScheme::Approach, &profile.approaches),
            ] {
                let scheme = scheme.as_str();
                new_terms.extend(slugs.iter().map(|slug| NewOrganizationTerm {
                    organization_id,
                    scheme,
                    term: slug.as_str(),
                }));
            }
        }
        insert_rows!(self.connection, identifiers::table, new_identifiers)?;
        insert_rows!(self.connection, organization_terms::table, new_terms)?;
        Ok(())
    }
}
