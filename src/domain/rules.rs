//! The rules between the keys of a profile, such as "every cited source is in `sources`".
//!
//! They check the JSON tree, so that they also run on a profile with other violations. They skip
//! values of the wrong type, because [`Read`](super::Read) has already reported those.

use std::borrow::Cow;
use std::collections::HashSet;

use super::profile::Profile;
use super::read::{MAX_ELEMENTS, MAX_VIOLATIONS};
use super::{Code, Identifier, Node, Pointer, Read, TermScheme, Violation, abbreviate};

/// Keys whose sources are in `fact_sources`. Other values carry their own `sources`.
const PLAIN_KEYS: [&str; 16] = [
    "name",
    "acronym",
    "other_names",
    "status",
    "withdrawal",
    "founded",
    "founders",
    "headquarters",
    "website",
    "identifiers",
    "affiliation",
    "parent",
    "summary",
    "focus_areas",
    "approaches",
    "verified_at",
];

/// Checks every rule between keys.
pub(super) fn check(profile: &Node<'_>, at: &Pointer<'_>, found: &mut Vec<Violation>) {
    let Node::Object(members) = profile else { return };
    // An oversized list is already reported. Comparing all its elements would be too expensive, and
    // checking only some of them would report false violations.
    if members
        .iter()
        .any(|(_, value)| matches!(value, Node::Array(items) if items.len() > MAX_ELEMENTS))
    {
        return;
    }
    check_withdrawal(profile, at, found);
    check_terms(profile, at, found);
    check_unique_elements(profile, at, found);
    check_self_references(profile, at, found);
    check_key_references(profile, at, found);
    check_fact_source_keys(profile, at, found);
    check_sources(profile, at, found);
}

fn check_withdrawal(profile: &Node<'_>, at: &Pointer<'_>, found: &mut Vec<Violation>) {
    let withdrawn = text(profile.get("status")) == Some("withdrawn");
    let explained = profile.get("withdrawal").is_some_and(|node| *node != Node::Null);
    let message = match (withdrawn, explained) {
        (true, false) => "the status `withdrawn` requires `withdrawal` with a reason",
        (false, true) => "`withdrawal` is allowed only with the status `withdrawn`",
        _ => return,
    };
    found.push(Violation::new(&at.key("withdrawal"), Code::Contradiction, message));
}

fn check_terms(profile: &Node<'_>, at: &Pointer<'_>, found: &mut Vec<Violation>) {
    for scheme in [TermScheme::FocusArea, TermScheme::Approach] {
        let key = scheme.plural();
        if matches!(profile.get(key), None | Some(Node::Array(_)))
            && elements(profile, key).next().is_none()
        {
            let message = format!("`{key}` must list at least one term");
            found.push(Violation::new(&at.key(key), Code::TooFew, message));
        }
    }
}

/// Lists whose elements must be unique, with the keys that identify an element. Without keys, the
/// element is a text that identifies itself.
const UNIQUE_LISTS: [(&str, &[&str]); 7] = [
    ("focus_areas", &[]),
    ("approaches", &[]),
    ("founders", &[]),
    ("countries", &["country"]),
    ("other_names", &["value"]),
    // By their keys.
    ("identifiers", &[]),
    ("sources", &["id"]),
];

fn check_unique_elements(profile: &Node<'_>, at: &Pointer<'_>, found: &mut Vec<Violation>) {
    for (list, keys) in UNIQUE_LISTS {
        let list_at = at.key(list);
        let mut seen = HashSet::new();
        for (index, element) in elements(profile, list).enumerate() {
            let identity = match list {
                "identifiers" => identifier_key(element),
                _ => identity(element, keys),
            };
            let Some(identity) = identity else { continue };
            if seen.contains(&identity) {
                let message = format!("`{identity}` appears twice; remove one");
                found.push(Violation::new(&list_at.index(index), Code::Duplicate, message));
            } else {
                seen.insert(identity);
            }
        }
    }
}

fn identity<'p>(element: &'p Node<'p>, keys: &[&str]) -> Option<Cow<'p, str>> {
    match keys {
        [only] => text(element.get(only)).map(Cow::Borrowed),
        _ => text(Some(element)).map(Cow::Borrowed),
    }
}

/// The key of an identifier, in which two ways to write it are the same.
fn identifier_key<'p>(element: &Node<'_>) -> Option<Cow<'p, str>> {
    let identifier = Identifier::read(element, &Pointer::Root, &mut Vec::new())?;
    Some(Cow::Owned(identifier.key().to_string()))
}

fn check_self_references(profile: &Node<'_>, at: &Pointer<'_>, found: &mut Vec<Violation>) {
    let slug = text(profile.get("slug"));
    for (key, member) in [("parent", "slug"), ("withdrawal", "successor")] {
        let named = profile.get(key).and_then(|node| text(node.get(member)));
        if named.is_some() && named == slug {
            let at = at.key(key);
            let message = "an organization cannot be its own parent or successor";
            found.push(Violation::new(&at.key(member), Code::Contradiction, message));
        }
    }
}

/// `caveats` and `withheld` must name keys of the profile.
fn check_key_references(profile: &Node<'_>, at: &Pointer<'_>, found: &mut Vec<Violation>) {
    for (list, member) in [("caveats", "about"), ("withheld", "key")] {
        let list_at = at.key(list);
        for (index, element) in elements(profile, list).enumerate() {
            let Some(key) = text(element.get(member)) else { continue };
            if !Profile::KEYS.contains(&key) {
                let at = list_at.index(index);
                let message = format!("`{}` is not a key of a profile", abbreviate(key));
                let violation = Violation::new(&at.key(member), Code::UnknownValue, message);
                found.push(violation.with_allowed(key, Profile::KEYS.iter().copied()));
            }
        }
    }
}

/// Each key of `fact_sources` must be one of [`PLAIN_KEYS`], or a term that the profile lists.
fn check_fact_source_keys(profile: &Node<'_>, at: &Pointer<'_>, found: &mut Vec<Violation>) {
    let Some(Node::Object(members)) = profile.get("fact_sources") else { return };
    let facts_at = at.key("fact_sources");
    for (key, _) in members {
        let key: &str = key;
        let term = match key.split_once('/') {
            Some((list @ ("focus_areas" | "approaches"), slug)) => Some((list, slug)),
            _ => None,
        };
        let is_allowed = match term {
            Some((list, slug)) => term_slugs(profile, list).any(|it| it == slug),
            None => PLAIN_KEYS.contains(&key),
        };
        if !is_allowed {
            let (allowed, reason): (Vec<String>, _) = match term {
                Some((list, _)) => (
                    term_slugs(profile, list).map(|it| format!("{list}/{it}")).collect(),
                    "is not a term that this profile lists",
                ),
                None => {
                    (PLAIN_KEYS.map(str::to_owned).to_vec(), "is not allowed in `fact_sources`")
                }
            };
            let message = format!("`{}` {reason}", abbreviate(key));
            let violation = Violation::new(&facts_at.key(key), Code::UnknownKey, message);
            found.push(violation.with_allowed(key, allowed.iter().map(String::as_str)));
        }
    }
}

fn term_slugs<'p>(profile: &'p Node<'p>, list: &str) -> impl Iterator<Item = &'p str> + use<'p> {
    elements(profile, list).filter_map(|slug| text(Some(slug)))
}

/// The ids of the sources that a profile has.
struct Citable<'p> {
    /// In document order, for messages.
    ids: Vec<&'p str>,
    known: HashSet<&'p str>,
}

/// Every cited id must be in `sources`, once in each list, and every source must be cited.
fn check_sources(profile: &Node<'_>, at: &Pointer<'_>, found: &mut Vec<Violation>) {
    let ids: Vec<&str> =
        elements(profile, "sources").filter_map(|source| text(source.get("id"))).collect();
    let citable = Citable { known: ids.iter().copied().collect(), ids };
    let mut cited = HashSet::new();
    let Node::Object(members) = profile else { return };
    for (key, node) in members {
        match &**key {
            "sources" => {}
            "fact_sources" => {
                let Node::Object(facts) = node else { continue };
                let at = at.key(key);
                for (fact, list) in facts {
                    check_citations(list, &at.key(fact), &citable, &mut cited, found);
                }
            }
            _ => check_citations_below(node, &at.key(key), &citable, &mut cited, found),
        }
    }
    let list_at = at.key("sources");
    for (index, source) in elements(profile, "sources").enumerate() {
        if let Some(id) = text(source.get("id"))
            && !cited.contains(id)
        {
            let message = format!("the source `{id}` is never cited; cite it or remove it");
            found.push(Violation::new(&list_at.index(index), Code::UncitedSource, message));
        }
    }
}

/// Checks every `sources` list below a node.
fn check_citations_below<'p>(
    node: &'p Node<'p>,
    at: &Pointer<'_>,
    citable: &Citable<'_>,
    cited: &mut HashSet<&'p str>,
    found: &mut Vec<Violation>,
) {
    match node {
        Node::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                check_citations_below(item, &at.index(index), citable, cited, found);
            }
        }
        Node::Object(members) => {
            for (key, value) in members {
                let at = at.key(key);
                if key == "sources" {
                    check_citations(value, &at, citable, cited, found);
                } else {
                    check_citations_below(value, &at, citable, cited, found);
                }
            }
        }
        _ => {}
    }
}

fn check_citations<'p>(
    list: &'p Node<'p>,
    at: &Pointer<'_>,
    citable: &Citable<'_>,
    cited: &mut HashSet<&'p str>,
    found: &mut Vec<Violation>,
) {
    let Node::Array(items) = list else { return };
    let mut here = HashSet::new();
    for (index, item) in items.iter().enumerate() {
        if found.len() >= MAX_VIOLATIONS {
            return;
        }
        let Some(id) = text(Some(item)) else { continue };
        if !citable.known.contains(id) {
            let message = format!("the source `{id}` is not in `sources`");
            let violation = Violation::new(&at.index(index), Code::DanglingSource, message);
            found.push(violation.with_allowed(id, citable.ids.iter().copied()));
        } else if !here.insert(id) {
            let message = format!("`{id}` appears twice; remove one");
            found.push(Violation::new(&at.index(index), Code::Duplicate, message));
        }
        cited.insert(id);
    }
}

/// The elements of an array of the profile; none if the value is not an array.
fn elements<'p>(profile: &'p Node<'p>, key: &str) -> impl Iterator<Item = &'p Node<'p>> + use<'p> {
    let items: &[Node<'_>] = match profile.get(key) {
        Some(Node::Array(items)) => items,
        _ => &[],
    };
    items.iter()
}

fn text<'p>(node: Option<&'p Node<'_>>) -> Option<&'p str> {
    match node {
        Some(Node::String(text)) => Some(text),
        _ => None,
    }
}

#[cfg(test)]
pub(super) mod tests;
