//! What is wrong with a batch beside what it brings and what stands: existence
//! and uniqueness, which no document can judge by itself.

use std::collections::{HashMap, HashSet};

use super::StoreError;
use super::load::Batch;
use crate::domain::{Code, Identifier, Organization, Pointer, Slug, Violation, Vocabulary};
use crate::store::Writer;

/// Which document of a batch, by its place in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Item {
    Term(usize),
    Organization(usize),
}

/// One reason not to load a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection {
    pub item: Item,
    pub violation: Violation,
}

/// What the documents of a batch break beside each other and a vocabulary.
pub fn violations_within(batch: &Batch<'_>, vocabulary: &Vocabulary) -> Vec<Rejection> {
    let mut found = Vec::new();
    let mut terms = HashSet::new();
    for (index, (scheme, term)) in batch.terms.iter().enumerate() {
        let mut violations = vocabulary.term_violations(*scheme, term);
        if !terms.insert((scheme, &term.slug)) {
            violations.push(stands_twice(&term.slug));
        }
        found.extend(reject(Item::Term(index), violations));
    }
    let mut slugs = HashSet::new();
    let mut identifiers: HashMap<&Identifier, &Slug> = HashMap::new();
    for (index, profile) in batch.organizations.iter().enumerate() {
        let mut violations = vocabulary.organization_violations(profile);
        if !slugs.insert(&profile.slug) {
            violations.push(stands_twice(&profile.slug));
        }
        for (place, identifier) in profile.identifiers.iter().enumerate() {
            if let Some(owner) = identifiers.insert(identifier, &profile.slug) {
                violations.push(identifier_taken(place, identifier, owner));
            }
        }
        found.extend(reject(Item::Organization(index), violations));
    }
    found
}

/// What the profiles of a batch break beside the organizations that stand.
pub fn violations_beside_store(
    writer: &mut Writer<'_>,
    batch: &Batch<'_>,
) -> Result<Vec<Rejection>, StoreError> {
    let in_batch: HashSet<&Slug> =
        batch.organizations.iter().map(|profile| &profile.slug).collect();
    let mut found = Vec::new();
    for (index, profile) in batch.organizations.iter().enumerate() {
        let mut violations = Vec::new();
        if let Some(owner) = writer.former_owner(&profile.slug)? {
            let message = format!("`{}` is a former slug of `{owner}`; take another", profile.slug);
            let at = Pointer::Root.key("slug");
            violations.push(Violation::new(&at, Code::SlugTaken, message));
        }
        for (place, identifier) in profile.identifiers.iter().enumerate() {
            // An owner in the batch has been compared already, with what it will be.
            if let Some(owner) = writer.identifier_owner(identifier)?
                && !in_batch.contains(&owner)
            {
                violations.push(identifier_taken(place, identifier, &owner));
            }
        }
        for (key, member, named) in named_organizations(profile) {
            if !in_batch.contains(named) && writer.organization(named)?.is_none() {
                let at = Pointer::Root.key(key);
                let message = format!("the directory has no organization `{named}`");
                let at = at.key(member);
                violations.push(Violation::new(&at, Code::UnknownOrganization, message));
            }
        }
        found.extend(reject(Item::Organization(index), violations));
    }
    Ok(found)
}

/// The organizations that a profile names by their slugs, and where.
fn named_organizations(profile: &Organization) -> Vec<(&'static str, &'static str, &Slug)> {
    let parent = profile.parent.as_ref().and_then(|parent| parent.slug.as_ref());
    let successor =
        profile.withdrawal.as_ref().and_then(|withdrawal| withdrawal.successor.as_ref());
    let parent = parent.map(|slug| ("parent", "slug", slug));
    let successor = successor.map(|slug| ("withdrawal", "successor", slug));
    parent.into_iter().chain(successor).collect()
}

fn reject(item: Item, violations: Vec<Violation>) -> impl Iterator<Item = Rejection> {
    violations.into_iter().map(move |violation| Rejection { item, violation })
}

fn stands_twice(slug: &Slug) -> Violation {
    let message = format!("`{slug}` is loaded twice; keep one");
    Violation::new(&Pointer::Root.key("slug"), Code::Duplicate, message)
}

fn identifier_taken(place: usize, identifier: &Identifier, owner: &Slug) -> Violation {
    let list = Pointer::Root.key("identifiers");
    let message = format!("`{identifier}` is an identifier of `{owner}`");
    Violation::new(&list.index(place).key("value"), Code::IdentifierTaken, message)
}
