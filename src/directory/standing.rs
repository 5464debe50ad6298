//! What one document breaks beside everything that stands: what no document can
//! judge by itself.

use super::stored::vocabulary_of;
use super::verify::{identifier_taken, named_organizations};
use crate::domain::{Code, Identifier, Organization, OrganizationState, Pointer, Slug, Violation};
use crate::store::StoreError;
use crate::store::Writer;

/// What a profile breaks beside the vocabulary and the other organizations;
/// `current` is what stands of its own.
pub fn profile_violations(
    writer: &mut Writer<'_>,
    current: Option<&OrganizationState>,
    profile: &Organization,
) -> Result<Vec<Violation>, StoreError> {
    let vocabulary = vocabulary_of(&writer.terms()?)?;
    let mut found = vocabulary.organization_violations(profile);
    if current.is_none_or(|state| state.slug != profile.slug) {
        found.extend(slug_violation(writer, current, &profile.slug)?);
    }
    for (key, member, slug) in named_organizations(profile) {
        let at = Pointer::Root.key(key);
        found.extend(unknown_organization(writer, slug, &at.key(member))?);
    }
    let identifiers: Vec<&Identifier> = profile.identifiers.iter().collect();
    for (identifier, owner) in writer.identifier_owners(&identifiers)? {
        let is_own = current.is_some_and(|state| state.slug == owner);
        let place = profile.identifiers.iter().position(|it| *it == identifier);
        if let Some(place) = place.filter(|_| !is_own) {
            found.push(identifier_taken(place, &identifier, owner.as_str()));
        }
    }
    Ok(found)
}

/// Why an organization cannot get this slug: another has it, or had it.
fn slug_violation(
    writer: &mut Writer<'_>,
    current: Option<&OrganizationState>,
    slug: &Slug,
) -> Result<Option<Violation>, StoreError> {
    let at = Pointer::Root.key("slug");
    let taken = |message| Some(Violation::new(&at, Code::SlugTaken, message));
    if !writer.slugs_taken(&[slug])?.is_empty() {
        return Ok(taken(format!("another organization has the slug `{slug}`; take another")));
    }
    let owner = writer.former_owners(&[slug])?.pop().map(|(_, owner)| owner);
    // A slug that it had before it may have again.
    let owner = owner.filter(|owner| current.is_none_or(|state| state.slug != *owner));
    Ok(owner
        .and_then(|owner| taken(format!("`{slug}` is a former slug of `{owner}`; take another"))))
}

/// An earlier profile, which names other organizations as they were called
/// then: by what they are called now.
pub fn with_present_names(
    writer: &mut Writer<'_>,
    profile: Organization,
) -> Result<Organization, StoreError> {
    let named: Vec<Slug> = named_organizations(&profile).map(|(.., slug)| slug.clone()).collect();
    let mut renamed = profile;
    for (former, present) in writer.former_owners(&named.iter().collect::<Vec<_>>())? {
        renamed = renamed.with_renamed_references(&former, &present);
    }
    Ok(renamed)
}

/// A violation where the directory has no organization with this slug.
pub fn unknown_organization(
    writer: &mut Writer<'_>,
    slug: &Slug,
    at: &Pointer<'_>,
) -> Result<Option<Violation>, StoreError> {
    if !writer.slugs_taken(&[slug])?.is_empty() {
        return Ok(None);
    }
    let present = writer.former_owners(&[slug])?.pop().map(|(_, owner)| owner.to_string());
    let message = format!("the directory has no organization `{slug}`");
    Ok(Some(Violation::new(at, Code::UnknownOrganization, message).with_suggestion(present)))
}
