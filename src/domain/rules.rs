//! The rules between the keys of a profile, such as "every cited source is in `sources`".
//!
//! They check the JSON tree, so that they also run on a profile with other violations. They skip
//! values of the wrong type, because [`Read`](super::Read) has already reported those.

mod entries;

use std::borrow::Cow;
use std::collections::HashSet;

use super::profile::Profile;
use super::read::{MAX_ELEMENTS, MAX_VIOLATIONS};
use super::{
    Code, CountryRole, Identifier, Keyword, Node, Pointer, Read, TermScheme, Violation, abbreviate,
};

/// Keys whose sources are in `fact_sources`, besides the lists of terms. Other values carry their own
/// `sources`.
const PLAIN_KEYS: [&str; 15] = [
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
    "scope",
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
    entries::check(profile, at, found);
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
    for &scheme in TermScheme::ALL {
        let list = scheme.list_in(profile);
        let (Some(Node::Array(_)) | None) = list else { continue };
        let (key, allowed) = (scheme.keys().join("."), scheme.allowed_count());
        let count = items(list).len();
        let (code, message) = if count < *allowed.start() {
            (Code::TooFew, format!("`{key}` must list at least one term"))
        } else if count > *allowed.end() {
            let message = format!("`{key}` may list at most {} terms; remove some", allowed.end());
            (Code::TooMany, message)
        } else {
            continue;
        };
        found.push(scheme.at(at, |at| Violation::new(at, code, message)));
    }
}

/// Lists whose elements must be unique, with the keys that identify an element. Without keys, the
/// element is a text that identifies itself.
const UNIQUE_LISTS: [(&str, &[&str]); 6] = [
    ("founders", &[]),
    // By the country and its role.
    ("countries", &[]),
    ("related", &["slug", "name", "relation"]),
    ("other_names", &["value"]),
    // By their keys.
    ("identifiers", &[]),
    ("sources", &["id"]),
];

fn check_unique_elements(profile: &Node<'_>, at: &Pointer<'_>, found: &mut Vec<Violation>) {
    for (list, keys) in UNIQUE_LISTS {
        let identity = |element| match list {
            "identifiers" => identifier_key(element),
            "countries" => country_and_role(element),
            _ => identity(element, keys),
        };
        check_unique(elements(profile, list).map(identity), &at.key(list), found);
    }
    for &scheme in TermScheme::ALL {
        let slugs = items(scheme.list_in(profile)).iter().map(|slug| identity(slug, &[]));
        scheme.at(at, |list_at| check_unique(slugs, list_at, found));
    }
}

/// Reports each element whose identity an earlier element has.
fn check_unique<'p>(
    identities: impl Iterator<Item = Option<Cow<'p, str>>>,
    list_at: &Pointer<'_>,
    found: &mut Vec<Violation>,
) {
    let mut seen = HashSet::new();
    for (index, identity) in identities.enumerate() {
        let Some(identity) = identity else { continue };
        if seen.contains(&identity) {
            let message = format!("`{identity}` appears twice; remove one");
            found.push(Violation::new(&list_at.index(index), Code::Duplicate, message));
        } else {
            seen.insert(identity);
        }
    }
}

/// The texts of an element that identify it; a missing one identifies it as well.
fn identity<'p>(element: &'p Node<'p>, keys: &[&str]) -> Option<Cow<'p, str>> {
    match keys {
        [] => text(Some(element)).map(Cow::Borrowed),
        [only] => text(element.get(only)).map(Cow::Borrowed),
        several => {
            let texts = several.iter().filter_map(|key| text(element.get(key)));
            let joined = texts.collect::<Vec<_>>().join(", ");
            (!joined.is_empty()).then_some(Cow::Owned(joined))
        }
    }
}

fn country_and_role<'p>(element: &Node<'_>) -> Option<Cow<'p, str>> {
    let role = text(element.get("role")).unwrap_or(CountryRole::Programmes.as_str());
    Some(Cow::Owned(format!("{} as {role}", text(element.get("country"))?)))
}

/// The key of an identifier, in which two ways to write it are the same.
fn identifier_key<'p>(element: &Node<'_>) -> Option<Cow<'p, str>> {
    let identifier = Identifier::read(element, &Pointer::Root, &mut Vec::new())?;
    Some(Cow::Owned(identifier.key().to_string()))
}

fn check_self_references(profile: &Node<'_>, at: &Pointer<'_>, found: &mut Vec<Violation>) {
    let slug = text(profile.get("slug"));
    for (index, related) in elements(profile, "related").enumerate() {
        let named = text(related.get("slug"));
        if named.is_some() && named == slug {
            let list = at.key("related");
            let message = "an organization cannot be related to itself";
            let at = list.index(index);
            found.push(Violation::new(&at.key("slug"), Code::Contradiction, message));
        }
    }
    for (key, member) in [("parent", "slug"), ("withdrawal", "successor")] {
        let named = profile.get(key).and_then(|node| text(node.get(member)));
        if named.is_some() && named == slug {
            let at = at.key(key);
            let message = "an organization cannot be its own parent or successor";
            found.push(Violation::new(&at.key(member), Code::Contradiction, message));
        }
    }
}

/// `withheld` must name keys of the profile.
fn check_key_references(profile: &Node<'_>, at: &Pointer<'_>, found: &mut Vec<Violation>) {
    let list_at = at.key("withheld");
    for (index, element) in elements(profile, "withheld").enumerate() {
        let Some(key) = text(element.get("key")) else { continue };
        if !Profile::KEYS.contains(&key) {
            let at = list_at.index(index);
            let message = format!("`{}` is not a key of a profile", abbreviate(key));
            let violation = Violation::new(&at.key("key"), Code::UnknownValue, message);
            found.push(violation.with_allowed(key, Profile::KEYS.iter().copied()));
        }
    }
}

/// Each key of `fact_sources` must be one of [`PLAIN_KEYS`], a list of terms, or a term that the
/// profile lists.
fn check_fact_source_keys(profile: &Node<'_>, at: &Pointer<'_>, found: &mut Vec<Violation>) {
    let Some(Node::Object(members)) = profile.get("fact_sources") else { return };
    let facts_at = at.key("fact_sources");
    for (key, _) in members {
        let key: &str = key;
        let term = match key.split_once('/') {
            Some((list, slug)) => {
                let is_list = |it: &&TermScheme| it.has_fact_sources() && it.plural() == list;
                TermScheme::ALL.iter().find(is_list).map(|&scheme| (scheme, slug))
            }
            None => None,
        };
        let is_allowed = match term {
            Some((scheme, slug)) => term_slugs(profile, scheme).any(|it| it == slug),
            None => plain_keys().any(|it| it == key),
        };
        if !is_allowed {
            let (allowed, reason): (Vec<String>, _) = match term {
                Some((scheme, _)) => {
                    let list = scheme.plural();
                    let slugs = term_slugs(profile, scheme);
                    let allowed = slugs.map(|it| format!("{list}/{it}")).collect();
                    (allowed, "is not a term that this profile lists")
                }
                None => {
                    (plain_keys().map(str::to_owned).collect(), "is not allowed in `fact_sources`")
                }
            };
            let message = format!("`{}` {reason}", abbreviate(key));
            let violation = Violation::new(&facts_at.key(key), Code::UnknownKey, message);
            found.push(violation.with_allowed(key, allowed.iter().map(String::as_str)));
        }
    }
}

/// The keys that may be in `fact_sources` without the name of a term.
fn plain_keys() -> impl Iterator<Item = &'static str> {
    let schemes = TermScheme::ALL.iter().filter(|scheme| scheme.has_fact_sources());
    PLAIN_KEYS.into_iter().chain(schemes.map(|scheme| scheme.plural()))
}

fn term_slugs<'p>(profile: &'p Node<'p>, scheme: TermScheme) -> impl Iterator<Item = &'p str> {
    items(scheme.list_in(profile)).iter().filter_map(|slug| text(Some(slug)))
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
    items(profile.get(key)).iter()
}

fn items<'p>(list: Option<&'p Node<'p>>) -> &'p [Node<'p>] {
    match list {
        Some(Node::Array(items)) => items,
        _ => &[],
    }
}

fn text<'p>(node: Option<&'p Node<'_>>) -> Option<&'p str> {
    match node {
        Some(Node::String(text)) => Some(text),
        _ => None,
    }
}

#[cfg(test)]
pub(super) mod tests;
