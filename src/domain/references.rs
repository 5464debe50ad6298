//! The references of a document to others: terms, organizations and identifiers.
//!
//! It can be read from a document that breaks rules, so that everything that depends on the rest of
//! the directory is checked in the same pass as the document itself.

use super::read::MAX_ELEMENTS;
use super::{
    Identifier, Keyword, Node, Organization, Pointer, Read, Slug, Term, TermScheme, Withdrawal,
};

/// A document that refers to others.
pub trait Refers: Read {
    type References;

    /// The references of a document in JSON. Those that cannot be read are left out.
    fn references(node: &Node<'_>) -> Self::References;
}

/// The references of a profile to the rest of the directory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProfileReferences {
    /// `None` if it cannot be read.
    pub slug: Option<Slug>,
    /// The parent, and the successor of a withdrawn organization.
    pub relations: Vec<(Relation, Slug)>,
    /// Each with its place in its list.
    pub terms: Vec<(TermScheme, usize, Slug)>,
    /// Each with its place in the list.
    pub identifiers: Vec<(usize, Identifier)>,
}

/// How a profile can refer to another organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Relation {
    Parent,
    Successor,
}

/// The references of a term to the rest of the vocabulary.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TermReferences {
    /// `None` if it cannot be read.
    pub slug: Option<Slug>,
    pub broader: Option<Slug>,
    pub is_group: bool,
}

impl Relation {
    pub const ALL: [Self; 2] = [Self::Parent, Self::Successor];

    /// The key of a profile with the object that refers, and the member that does.
    pub fn keys(self) -> (&'static str, &'static str) {
        match self {
            Self::Parent => ("parent", "slug"),
            Self::Successor => ("withdrawal", "successor"),
        }
    }
}

impl From<&Organization> for ProfileReferences {
    fn from(profile: &Organization) -> Self {
        let parent = profile.parent.as_ref().and_then(|parent| parent.slug.clone());
        let successor = profile.withdrawal.as_ref().and_then(|it| it.successor.clone());
        let relations = [(Relation::Parent, parent), (Relation::Successor, successor)];
        let terms = |&scheme: &TermScheme| {
            let slugs = profile.terms(scheme).iter().enumerate();
            slugs.map(move |(at, slug)| (scheme, at, slug.clone()))
        };
        Self {
            slug: Some(profile.slug.clone()),
            relations: relations.into_iter().filter_map(|(it, slug)| Some((it, slug?))).collect(),
            terms: TermScheme::ALL.iter().flat_map(terms).collect(),
            identifiers: profile.identifiers.iter().cloned().enumerate().collect(),
        }
    }
}

impl Refers for Organization {
    type References = ProfileReferences;

    fn references(node: &Node<'_>) -> ProfileReferences {
        let relation = |relation: Relation| {
            let (key, member) = relation.keys();
            Some((relation, readable(node.get(key)?.get(member))?))
        };
        let terms = |&scheme: &TermScheme| {
            elements(scheme.list_in(node)).map(move |(at, slug)| (scheme, at, slug))
        };
        ProfileReferences {
            slug: readable(node.get("slug")),
            relations: Relation::ALL.into_iter().filter_map(relation).collect(),
            terms: TermScheme::ALL.iter().flat_map(terms).collect(),
            identifiers: elements(node.get("identifiers")).collect(),
        }
    }
}

impl From<&Term> for TermReferences {
    fn from(term: &Term) -> Self {
        let (slug, broader) = (Some(term.slug.clone()), term.broader.clone());
        Self { slug, broader, is_group: term.group }
    }
}

impl Refers for Term {
    type References = TermReferences;

    fn references(node: &Node<'_>) -> TermReferences {
        TermReferences {
            slug: readable(node.get("slug")),
            broader: readable(node.get("broader")),
            is_group: readable(node.get("group")).unwrap_or(false),
        }
    }
}

impl Refers for Withdrawal {
    /// The successor.
    type References = Option<Slug>;

    fn references(node: &Node<'_>) -> Option<Slug> {
        readable(node.get("successor"))
    }
}

/// A value that follows its rule.
fn readable<T: Read>(node: Option<&Node<'_>>) -> Option<T> {
    let mut found = Vec::new();
    let value = T::read(node?, &Pointer::Root, &mut found);
    value.filter(|_| found.is_empty())
}

/// The elements of a list that follow their rules, each with its place. A list that is too long has
/// none, because comparing them all would take too long.
fn elements<T: Read>(list: Option<&Node<'_>>) -> impl Iterator<Item = (usize, T)> {
    let items: &[Node<'_>] = match list {
        Some(Node::Array(items)) if items.len() <= MAX_ELEMENTS => items,
        _ => &[],
    };
    items.iter().enumerate().filter_map(|(at, item)| Some((at, readable(Some(item))?)))
}
