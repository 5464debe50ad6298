//! The references of a document to others: terms, organizations and identifiers.
//!
//! It can be read from a document that breaks rules, so that everything that depends on the rest of
//! the directory is checked in the same pass as the document itself.

use std::collections::BTreeSet;

use super::old_shape::upgraded_profile;
use super::read::MAX_ELEMENTS;
use super::{
    Identifier, Keyword, Node, Organization, Pointer, ProposedOrganization, Read, Relationship,
    Slug, Term, TermScheme, Withdrawal,
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
    /// The parent, the successor of a withdrawn organization, and related organizations.
    pub relations: Vec<(Relation, Slug)>,
    /// Each with its place in its list.
    pub terms: Vec<(TermScheme, usize, Slug)>,
    /// Each with its place in the list.
    pub identifiers: Vec<(usize, Identifier)>,
    /// The names, the website and the identifiers, to find organizations that may be the same.
    pub proposed: ProposedOrganization,
}

/// How a profile can refer to another organization.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Relation {
    Parent,
    /// The successor of a withdrawn organization.
    Successor,
    /// An element of `related`, with its place.
    Related(usize, Relationship),
}

/// Relations that must not lead back to the organization where they begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Succession {
    Parents,
    Successors,
}

/// The references of a term to the rest of the vocabulary.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TermReferences {
    /// `None` if it cannot be read.
    pub slug: Option<Slug>,
    /// Each with its place in the list; without a place, the document is of the old shape and has
    /// one broader term.
    pub broader: Vec<(Option<usize>, Slug)>,
    pub replaced_by: Option<Slug>,
    pub is_group: bool,
}

impl Relation {
    /// Calls `then` with the pointer to the slug, in the profile.
    pub fn at<R>(self, then: impl FnOnce(&Pointer<'_>) -> R) -> R {
        match self {
            Self::Parent => then(&Pointer::Root.key("parent").key("slug")),
            Self::Successor => then(&Pointer::Root.key("withdrawal").key("successor")),
            Self::Related(place, _) => then(&Pointer::Root.key("related").index(place).key("slug")),
        }
    }

    /// The relations that must not form a circle with this one, if any.
    pub fn succession(self) -> Option<Succession> {
        match self {
            Self::Parent => Some(Succession::Parents),
            Self::Successor | Self::Related(_, Relationship::Successor) => {
                Some(Succession::Successors)
            }
            Self::Related(..) => None,
        }
    }
}

impl From<&Organization> for ProfileReferences {
    fn from(profile: &Organization) -> Self {
        let parent = profile.parent.as_ref().and_then(|parent| parent.slug.clone());
        let successor = profile.withdrawal.as_ref().and_then(|it| it.successor.clone());
        let relations = [(Relation::Parent, parent), (Relation::Successor, successor)];
        let related = profile
            .related
            .iter()
            .enumerate()
            .map(|(place, it)| (Relation::Related(place, it.relation), it.slug.clone()));
        let relations = relations.into_iter().chain(related);
        let terms = |&scheme: &TermScheme| {
            let slugs = profile.terms(scheme).iter().enumerate();
            slugs.map(move |(at, slug)| (scheme, at, slug.clone()))
        };
        Self {
            slug: Some(profile.slug.clone()),
            relations: relations.filter_map(|(it, slug)| Some((it, slug?))).collect(),
            terms: TermScheme::ALL.iter().flat_map(terms).collect(),
            identifiers: profile.identifiers.iter().cloned().enumerate().collect(),
            proposed: ProposedOrganization::from(&**profile),
        }
    }
}

impl Refers for Organization {
    type References = ProfileReferences;

    fn references(node: &Node<'_>) -> ProfileReferences {
        let upgraded = upgraded_profile(node);
        let node = upgraded.as_ref().unwrap_or(node);
        let single = |relation: Relation, key: &str, member: &str| {
            Some((relation, readable(node.get(key)?.get(member))?))
        };
        let parent = single(Relation::Parent, "parent", "slug");
        let successor = single(Relation::Successor, "withdrawal", "successor");
        let related = items(node.get("related")).iter().enumerate().filter_map(|(place, it)| {
            let relation = readable(it.get("relation"))?;
            Some((Relation::Related(place, relation), readable(it.get("slug"))?))
        });
        let terms = |&scheme: &TermScheme| {
            elements(scheme.list_in(node)).map(move |(at, slug)| (scheme, at, slug))
        };
        ProfileReferences {
            slug: readable(node.get("slug")),
            relations: parent.into_iter().chain(successor).chain(related).collect(),
            terms: TermScheme::ALL.iter().flat_map(terms).collect(),
            identifiers: elements(node.get("identifiers")).collect(),
            proposed: ProposedOrganization::read(node),
        }
    }
}

/// The slugs of the organizations that a stored profile names, sorted, each once. Those that cannot be
/// read are left out.
pub fn organizations_named_in(document: &str) -> Vec<Slug> {
    // The first slug of canonical JSON is that of the organization itself, and quotes in texts are
    // escaped. Most profiles name no other, and need not be read.
    let may_name = document.match_indices("\"slug\":\"").nth(1).is_some()
        || document.contains("\"successor\":\"");
    if !may_name {
        return Vec::new();
    }
    let Ok(node) = serde_json::from_str::<Node<'_>>(document) else { return Vec::new() };
    let relations = Organization::references(&node).relations;
    relations.into_iter().map(|(_, slug)| slug).collect::<BTreeSet<_>>().into_iter().collect()
}

impl From<&Term> for TermReferences {
    fn from(term: &Term) -> Self {
        let broader = term.broader.iter().cloned().enumerate();
        Self {
            slug: Some(term.slug.clone()),
            broader: broader.map(|(place, slug)| (Some(place), slug)).collect(),
            replaced_by: term.replaced_by.clone(),
            is_group: term.group,
        }
    }
}

impl Refers for Term {
    type References = TermReferences;

    fn references(node: &Node<'_>) -> TermReferences {
        let broader = match node.get("broader") {
            Some(Node::Array(_)) => {
                let slugs = elements(node.get("broader"));
                slugs.map(|(place, slug)| (Some(place), slug)).collect()
            }
            single => readable(single).map(|slug| (None, slug)).into_iter().collect(),
        };
        TermReferences {
            slug: readable(node.get("slug")),
            broader,
            replaced_by: readable(node.get("replaced_by")),
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

/// The elements of a list that follow their rules, each with its place.
fn elements<T: Read>(list: Option<&Node<'_>>) -> impl Iterator<Item = (usize, T)> {
    items(list).iter().enumerate().filter_map(|(at, item)| Some((at, readable(Some(item))?)))
}

/// The elements of a list. A list that is too long has none, because comparing them all would take
/// too long.
fn items<'n>(list: Option<&'n Node<'n>>) -> &'n [Node<'n>] {
    match list {
        Some(Node::Array(items)) if items.len() <= MAX_ELEMENTS => items,
        _ => &[],
    }
}
