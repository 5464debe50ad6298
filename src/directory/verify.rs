//! What documents that are loaded together break beside each other: existence
//! and uniqueness, which no document can judge by itself.

use super::names::Names;
use crate::domain::{
    Code, Identifier, Organization, Pointer, Slug, Term, TermScheme, Violation, Vocabulary,
};

/// How many rejections are kept; the others are counted.
pub const MAX_REJECTIONS: usize = 1000;

/// A document that is loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Item<O> {
    /// By its place among the terms.
    Term(usize),
    /// By what came with the profile.
    Organization(O),
}

/// One reason not to load documents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection<O> {
    pub item: Item<O>,
    pub violation: Violation,
}

/// Every reason not to load documents.
#[derive(Debug)]
pub struct Rejections<O> {
    /// At most `MAX_REJECTIONS`.
    pub kept: Vec<Rejection<O>>,
    /// How many there are beside those in `kept`.
    pub more: usize,
}

impl<O: Clone> Rejections<O> {
    pub fn none() -> Self {
        Self { kept: Vec::new(), more: 0 }
    }

    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    pub(super) fn add(&mut self, item: &Item<O>, violations: impl IntoIterator<Item = Violation>) {
        for violation in violations {
            if self.kept.len() < MAX_REJECTIONS {
                self.kept.push(Rejection { item: item.clone(), violation });
            } else {
                self.more += 1;
            }
        }
    }
}

/// What the terms break beside each other.
pub(super) fn reject_terms<O: Clone>(
    terms: &[(TermScheme, &Term)],
    vocabulary: &Vocabulary,
    rejections: &mut Rejections<O>,
) {
    let mut seen = std::collections::HashSet::new();
    for (index, (scheme, term)) in terms.iter().enumerate() {
        let mut violations = vocabulary.term_violations(*scheme, term);
        if !seen.insert((scheme, &term.slug)) {
            violations.push(stands_twice(&term.slug));
        }
        rejections.add(&Item::Term(index), violations);
    }
}

/// The profiles of a load that have come so far: all that must be known of them
/// to judge the others.
pub(super) struct Seen<'v> {
    vocabulary: &'v Vocabulary,
    /// Terms were given that could not be read: who names them is not to blame.
    terms_are_broken: bool,
    slugs: Names,
    identifiers: Names,
    /// The number of the slug that has each identifier.
    owners: Vec<u32>,
}

impl<'v> Seen<'v> {
    pub fn new(vocabulary: &'v Vocabulary, terms_are_broken: bool) -> Self {
        let (slugs, identifiers) = (Names::default(), Names::default());
        Self { vocabulary, terms_are_broken, slugs, identifiers, owners: Vec::new() }
    }

    /// How many have come, by their slugs.
    pub fn len(&self) -> usize {
        self.slugs.len()
    }

    pub fn has(&self, slug: &Slug) -> bool {
        self.slugs.contains(slug.as_str())
    }

    /// Adds a profile. Returns what it breaks beside the vocabulary and those
    /// before it.
    pub fn add(&mut self, profile: &Organization) -> Vec<Violation> {
        let mut violations = self.vocabulary.organization_violations(profile);
        violations.retain(|it| it.code != Code::UnknownTerm || !self.terms_are_broken);
        let (slug, is_new) = self.slugs.insert(profile.slug.as_str());
        if !is_new {
            violations.push(stands_twice(&profile.slug));
        }
        for (place, identifier) in profile.identifiers.iter().enumerate() {
            let (number, is_new) = self.identifiers.insert(&identifier.to_string());
            if is_new {
                self.owners.push(slug);
            } else {
                let owner = self.slugs.get(self.owners[number as usize]);
                violations.push(identifier_taken(place, identifier, owner));
            }
        }
        violations
    }
}

/// The organizations that a profile names by their slugs, and where.
pub(super) fn named_organizations(
    profile: &Organization,
) -> impl Iterator<Item = (&'static str, &'static str, &Slug)> {
    let parent = profile.parent.as_ref().and_then(|parent| parent.slug.as_ref());
    let successor =
        profile.withdrawal.as_ref().and_then(|withdrawal| withdrawal.successor.as_ref());
    let parent = parent.map(|slug| ("parent", "slug", slug));
    let successor = successor.map(|slug| ("withdrawal", "successor", slug));
    parent.into_iter().chain(successor)
}

fn stands_twice(slug: &Slug) -> Violation {
    let message = format!("`{slug}` is loaded twice; keep one");
    Violation::new(&Pointer::Root.key("slug"), Code::Duplicate, message)
}

pub(super) fn identifier_taken(place: usize, identifier: &Identifier, owner: &str) -> Violation {
    let list = Pointer::Root.key("identifiers");
    let message = format!("`{identifier}` is an identifier of `{owner}`");
    Violation::new(&list.index(place).key("value"), Code::IdentifierTaken, message)
}
