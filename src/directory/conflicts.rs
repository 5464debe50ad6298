//! Violations of one document that depend on the rest of the directory: the vocabulary, the slugs
//! and the identifiers. Rules about the document itself are in [`crate::domain`].

use super::batch_checks::identifier_taken;
use super::circles::Circles;
use super::documents::{parse_stored, vocabulary_of};
use crate::domain::{
    Code, Identifier, Organization, OrganizationState, Pointer, ProfileReferences, Slug, Violation,
};
use crate::store::StoreError;
use crate::store::Writer;

/// The conflicts of a profile with the vocabulary and with other organizations. `current` is the
/// organization as it is now; `None` if it is new.
pub fn profile_violations(
    writer: &mut Writer<'_>,
    current: Option<&OrganizationState>,
    profile: &ProfileReferences,
) -> Result<Vec<Violation>, StoreError> {
    let vocabulary = vocabulary_of(&writer.terms()?)?;
    let mut found = vocabulary.profile_violations(profile);
    let new_slug = profile.slug.as_ref();
    if let Some(slug) = new_slug.filter(|&new| current.is_none_or(|state| state.slug != *new)) {
        found.extend(slug_violation(writer, current, slug)?);
    }
    for (relation, slug) in &profile.relations {
        // Its new slug is judged by the rules of a profile.
        if Some(slug) == new_slug {
            continue;
        }
        match current {
            Some(state) if state.slug == *slug => {
                let message = "an organization cannot be related to itself";
                found.push(relation.at(|at| Violation::new(at, Code::Contradiction, message)));
            }
            _ => found.extend(relation.at(|at| unknown_organization(writer, slug, at))?),
        }
    }
    let identifiers: Vec<&Identifier> = profile.identifiers.iter().map(|(_, it)| it).collect();
    for (key, owner) in writer.identifier_owners(&identifiers)? {
        let is_own = current.is_some_and(|state| state.slug == owner);
        let place = profile.identifiers.iter().find(|(_, it)| it.key() == key);
        if let Some((place, identifier)) = place.filter(|_| !is_own) {
            found.push(identifier_taken(*place, identifier, owner.as_str()));
        }
    }
    found.extend(circle_violations(writer, current.map(|state| &state.slug), profile)?);
    Ok(found)
}

/// The violations of a profile whose parents or successors lead back to it. `current` is the slug
/// that the organization has now.
pub fn circle_violations(
    writer: &mut Writer<'_>,
    current: Option<&Slug>,
    profile: &ProfileReferences,
) -> Result<Vec<Violation>, StoreError> {
    let Some(slug) = profile.slug.as_ref().or(current) else { return Ok(Vec::new()) };
    let mut circles = Circles::new();
    circles.add(&(), slug, profile);
    let found = circles.violations(|other| {
        let mut references = stored_references(writer, other)?;
        // Profiles that name the organization will name it by its new slug.
        for (_, named) in references.relations.iter_mut() {
            if Some(&*named) == current {
                *named = slug.clone();
            }
        }
        Ok::<_, StoreError>(references)
    })?;
    Ok(found.into_iter().map(|((), violation)| violation).collect())
}

/// The references of an organization as it is now; none if it does not exist.
pub fn stored_references(
    writer: &mut Writer<'_>,
    slug: &Slug,
) -> Result<ProfileReferences, StoreError> {
    match writer.organizations(&[slug])?.pop() {
        Some(state) => Ok((&parse_stored::<Organization>(&state.document)?).into()),
        None => Ok(ProfileReferences::default()),
    }
}

/// A violation if another organization has this slug, or had it.
fn slug_violation(
    writer: &mut Writer<'_>,
    current: Option<&OrganizationState>,
    slug: &Slug,
) -> Result<Option<Violation>, StoreError> {
    let at = Pointer::Root.key("slug");
    let taken = |message| Some(Violation::new(&at, Code::SlugTaken, message));
    if !writer.slugs_taken(&[slug])?.is_empty() {
        return Ok(taken(format!("another organization has the slug `{slug}`; choose another")));
    }
    let owner = writer.former_owners(&[slug])?.pop().map(|(_, owner)| owner);
    // An organization may take back its own former slug.
    let owner = owner.filter(|owner| current.is_none_or(|state| state.slug != *owner));
    Ok(owner.and_then(|owner| taken(former_slug_taken(slug, &owner))))
}

pub(super) fn former_slug_taken(slug: &Slug, owner: &Slug) -> String {
    format!("`{slug}` is a former slug of `{owner}`; choose another")
}

/// Updates a profile of the past: it refers to organizations that were renamed since then by their
/// current slugs.
pub fn with_current_slugs(
    writer: &mut Writer<'_>,
    profile: Organization,
) -> Result<Organization, StoreError> {
    let named: Vec<Slug> =
        ProfileReferences::from(&profile).relations.into_iter().map(|(_, slug)| slug).collect();
    let mut updated = profile;
    for (former, current) in writer.former_owners(&named.iter().collect::<Vec<_>>())? {
        updated = updated.with_renamed_references(&former, &current);
    }
    Ok(updated)
}

/// A violation if the directory has no organization with this slug. If it is a former slug, the
/// violation suggests the current one.
pub fn unknown_organization(
    writer: &mut Writer<'_>,
    slug: &Slug,
    at: &Pointer<'_>,
) -> Result<Option<Violation>, StoreError> {
    if !writer.slugs_taken(&[slug])?.is_empty() {
        return Ok(None);
    }
    let current = writer.former_owners(&[slug])?.pop().map(|(_, owner)| owner.to_string());
    let message = format!("the directory has no organization `{slug}`");
    Ok(Some(Violation::new(at, Code::UnknownOrganization, message).with_suggestion(current)))
}
