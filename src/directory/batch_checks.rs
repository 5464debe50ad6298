//! Violations among documents that are loaded together: duplicates and missing references. Rules
//! about one document itself are in [`crate::domain`].

use std::collections::HashSet;

use super::name_set::NameSet;
use crate::domain::{
    Code, Identifier, IdentifierKey, Pointer, ProfileReferences, Slug, Term, TermScheme, Violation,
    Vocabulary,
};

/// Maximum number of rejections with details. Further ones are only counted.
pub const MAX_REJECTIONS: usize = 1000;

/// A document of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Item<O> {
    /// A term, by its index among the terms of the batch.
    Term(usize),
    /// An organization, by its origin.
    Organization(O),
}

/// One reason for rejecting a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejection<O> {
    pub item: Item<O>,
    pub violation: Violation,
}

/// All reasons for rejecting a batch.
#[derive(Debug)]
pub struct Rejections<O> {
    /// The first `MAX_REJECTIONS`.
    pub kept: Vec<Rejection<O>>,
    /// Number of further rejections, which are not in `kept`.
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

/// Adds the violations of the terms among each other and against the vocabulary. Terms that are
/// not loaded, given by their indexes, break no rule.
pub(super) fn reject_terms<O: Clone>(
    terms: &[(TermScheme, &Term)],
    not_loaded: &HashSet<usize>,
    vocabulary: &Vocabulary,
    rejections: &mut Rejections<O>,
) {
    let mut seen = HashSet::new();
    for (index, (scheme, term)) in terms.iter().enumerate() {
        if not_loaded.contains(&index) {
            continue;
        }
        let mut violations = vocabulary.term_violations(*scheme, &(*term).into());
        if !seen.insert((scheme, &term.slug)) {
            violations.push(loaded_twice(&term.slug));
        }
        rejections.add(&Item::Term(index), violations);
    }
}

/// The slugs and identifiers of the profiles of a load so far, for checking the next ones.
pub(super) struct SeenProfiles<'v> {
    vocabulary: &'v Vocabulary,
    /// Whether the vocabulary is incomplete, so that unknown terms are not reported.
    has_unreadable_terms: bool,
    slugs: NameSet,
    identifiers: NameSet,
    /// For each identifier, the number of its owner's slug.
    owners: Vec<u32>,
}

impl<'v> SeenProfiles<'v> {
    pub fn new(vocabulary: &'v Vocabulary, has_unreadable_terms: bool) -> Self {
        let (slugs, identifiers) = (NameSet::default(), NameSet::default());
        Self { vocabulary, has_unreadable_terms, slugs, identifiers, owners: Vec::new() }
    }

    /// Number of different slugs so far.
    pub fn len(&self) -> usize {
        self.slugs.len()
    }

    /// The slug of the profile with an identifier.
    pub fn owner_of(&self, key: &IdentifierKey) -> Option<&str> {
        let number = self.identifiers.number_of(&key.to_string())?;
        Some(self.slugs.get(*self.owners.get(number as usize)?))
    }

    pub fn has(&self, slug: &Slug) -> bool {
        self.slugs.contains(slug.as_str())
    }

    /// Adds a profile. Returns its violations against the vocabulary and the profiles before it.
    pub fn add(&mut self, profile: &ProfileReferences) -> Vec<Violation> {
        let mut violations = self.vocabulary.profile_violations(profile);
        violations.retain(|it| it.code != Code::UnknownTerm || !self.has_unreadable_terms);
        let Some(slug) = &profile.slug else { return violations };
        let (number, is_new) = self.slugs.insert(slug.as_str());
        if !is_new {
            violations.push(loaded_twice(slug));
        }
        for (place, identifier) in &profile.identifiers {
            let (known, is_new) = self.identifiers.insert(&identifier.key().to_string());
            if is_new {
                self.owners.push(number);
            } else {
                let owner = self.slugs.get(self.owners[known as usize]);
                violations.push(identifier_taken(*place, identifier, owner));
            }
        }
        violations
    }
}

fn loaded_twice(slug: &Slug) -> Violation {
    let message = format!("`{slug}` is loaded twice; keep one");
    Violation::new(&Pointer::Root.key("slug"), Code::Duplicate, message)
}

pub(super) fn identifier_taken(place: usize, identifier: &Identifier, owner: &str) -> Violation {
    let list = Pointer::Root.key("identifiers");
    let message = format!("`{identifier}` is an identifier of `{owner}`");
    Violation::new(&list.index(place).key("value"), Code::IdentifierTaken, message)
}
