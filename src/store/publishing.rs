//! Writing organizations, in batches.

use diesel::prelude::*;
use uuid::Uuid;

use super::connection::{DbConnection, for_each_batch, insert_rows};
use super::mentions::remove_mentions;
use super::rows::{NewIdentifier, NewOrganization, NewOrganizationTerm};
use super::schema::{former_slugs, identifiers, organization_terms, organizations};
use super::writer::{Revision, Subject};
use super::{StoreError, Writer};
use crate::domain::{
    ChangeKind, Identifier, IdentifierKey, Keyword, Organization, OrganizationState, Slug, Status,
    TermScheme,
};

/// A profile that becomes the newest revision of its organization.
pub struct Publication<'a> {
    /// The organization as it is now; `None` if it is new. If its slug differs from the profile's,
    /// the organization is renamed.
    pub current: Option<&'a OrganizationState>,
    pub profile: &'a Organization,
    /// The profile as canonical JSON.
    pub document: &'a str,
    /// Whether the profile restores an earlier revision.
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

    /// The current state, if the publication changes its slug.
    fn renamed_from(&self) -> Option<&OrganizationState> {
        self.current.filter(|state| state.slug != self.profile.slug)
    }

    fn revision(&self) -> i32 {
        self.current.map_or(0, |state| state.revision) + 1
    }
}

impl Writer<'_> {
    /// Makes each profile the newest revision of its organization: one change for each, in order.
    /// The old slug of a renamed organization becomes a former slug.
    ///
    /// The caller ensures that new slugs and identifiers are free. An identifier may also move
    /// between organizations of the same call.
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
        self.put_references(&ids, publications)?;
        let profiles = publications.iter().map(|publication| publication.profile);
        self.put_mentions(ids.iter().zip(profiles))
    }

    /// Inserts the rows of new organizations, and updates the others.
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

    /// Gives an organization another slug, which may be one of its former slugs.
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

    /// Frees identifiers that other organizations take over in the same transaction. Their current
    /// owners must be published without them.
    pub fn release_identifiers(&mut self, released: &[&Identifier]) -> Result<(), StoreError> {
        for identifier in released {
            let IdentifierKey { scheme, value } = identifier.key();
            let key = (scheme.as_str(), value.as_str());
            diesel::delete(identifiers::table.find(key)).execute(self.connection)?;
        }
        Ok(())
    }

    /// Frees the identifiers, terms and mentions of organizations.
    fn release_references(&mut self, ids: &[&str]) -> Result<(), StoreError> {
        for_each_batch(self.connection, ids, |connection, ids| {
            diesel::delete(identifiers::table.filter(identifiers::organization_id.eq_any(ids)))
                .execute(connection)?;
            let theirs = organization_terms::organization_id.eq_any(ids);
            diesel::delete(organization_terms::table.filter(theirs)).execute(connection)?;
            remove_mentions(connection, ids)
        })?;
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
                value: identifier.key().value,
                organization_id,
            }));
            for &scheme in TermScheme::ALL {
                let slugs = profile.terms(scheme).iter();
                new_terms.extend(slugs.map(|slug| NewOrganizationTerm {
                    organization_id,
                    scheme: scheme.as_str(),
                    term: slug.as_str(),
                }));
            }
        }
        insert_rows!(self.connection, identifiers::table, new_identifiers)?;
        insert_rows!(self.connection, organization_terms::table, new_terms)?;
        Ok(())
    }
}
