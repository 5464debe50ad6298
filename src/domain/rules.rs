//! The rules between the keys of a profile.
//!
//! They look at the JSON itself, whatever else is wrong with it, and pass over
//! what has another type than expected: its reader has reported that already.

use std::borrow::Cow;
use std::collections::HashSet;

use super::organization::Profile;
use super::read::{MAX_ELEMENTS, MAX_VIOLATIONS};
use super::{Code, Node, Pointer, TermScheme, Violation, shown};

/// The keys whose sources `fact_sources` gives; the others carry their own.
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
    // The reader has reported a list that is too long. Comparing its elements with one another
    // would cost too much, and judging a part of it would report mistakes that are none.
    if members
        .iter()
        .any(|(_, value)| matches!(value, Node::Array(items) if items.len() > MAX_ELEMENTS))
    {
        return;
    }
    withdrawal(profile, at, found);
    terms(profile, at, found);
    unique_elements(profile, at, found);
    own_slug(profile, at, found);
    concerned_keys(profile, at, found);
    fact_source_keys(profile, at, found);
    sources(profile, at, found);
}

fn withdrawal(profile: &Node<'_>, at: &Pointer<'_>, found: &mut Vec<Violation>) {
    let withdrawn = text(profile.get("status")) == Some("withdrawn");
    let explained = profile.get("withdrawal").is_some_and(|node| *node != Node::Null);
    let message = match (withdrawn, explained) {
        (true, false) => "a withdrawn organization needs `withdrawal` with a reason",
        (false, true) => "`withdrawal` stands only with status `withdrawn`",
        _ => return,
    };
    found.push(Violation::new(&at.key("withdrawal"), Code::Contradiction, message));
}

fn terms(profile: &Node<'_>, at: &Pointer<'_>, found: &mut Vec<Violation>) {
    for scheme in [TermScheme::FocusArea, TermScheme::Approach] {
        let key = scheme.plural();
        if matches!(profile.get(key), None | Some(Node::Array(_)))
            && elements(profile, key).next().is_none()
        {
            let message = format!("a profile names at least one of `{key}`");
            found.push(Violation::new(&at.key(key), Code::TooFew, message));
        }
    }
}

/// What makes an element of a list the same as another: the texts of these
/// keys, or the element itself where there are none.
const UNIQUE: [(&str, &[&str]); 7] = [
    ("focus_areas", &[]),
    ("approaches", &[]),
    ("founders", &[]),
    ("countries", &["country"]),
    ("other_names", &["value"]),
    ("identifiers", &["scheme", "value"]),
    ("sources", &["id"]),
];

fn unique_elements(profile: &Node<'_>, at: &Pointer<'_>, found: &mut Vec<Violation>) {
    for (key, members) in UNIQUE {
        let list = at.key(key);
        let mut seen = HashSet::new();
        for (index, element) in elements(profile, key).enumerate() {
            let Some(identity) = identity(element, members) else { continue };
            if seen.contains(&identity) {
                let message = format!("`{identity}` appears twice; remove one");
                found.push(Violation::new(&list.index(index), Code::Duplicate, message));
            } else {
                seen.insert(identity);
            }
        }
    }
}

fn identity<'p>(element: &'p Node<'p>, members: &[&str]) -> Option<Cow<'p, str>> {
    match members {
        [] => text(Some(element)).map(Cow::Borrowed),
        [only] => text(element.get(only)).map(Cow::Borrowed),
        several => {
            let parts: Option<Vec<&str>> =
                several.iter().map(|key| text(element.get(key))).collect();
            parts.map(|parts| Cow::Owned(parts.join("` `")))
        }
    }
}

fn own_slug(profile: &Node<'_>, at: &Pointer<'_>, found: &mut Vec<Violation>) {
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

/// What `caveats` and `withheld` are about must be a key of the profile.
fn concerned_keys(profile: &Node<'_>, at: &Pointer<'_>, found: &mut Vec<Violation>) {
    for (list, member) in [("caveats", "about"), ("withheld", "key")] {
        let list_at = at.key(list);
        for (index, element) in elements(profile, list).enumerate() {
            let Some(key) = text(element.get(member)) else { continue };
            if !Profile::KEYS.contains(&key) {
                let at = list_at.index(index);
                let message = format!("`{}` is not a key of a profile", shown(key));
                let violation = Violation::new(&at.key(member), Code::UnknownValue, message);
                found.push(violation.among(key, Profile::KEYS.iter().copied()));
            }
        }
    }
}

/// Keys of `fact_sources` are plain keys, or tags that the profile has.
fn fact_source_keys(profile: &Node<'_>, at: &Pointer<'_>, found: &mut Vec<Violation>) {
    let Some(Node::Object(members)) = profile.get("fact_sources") else { return };
    let facts_at = at.key("fact_sources");
    for (key, _) in members {
        let key: &str = key;
        let tag = match key.split_once('/') {
            Some((list @ ("focus_areas" | "approaches"), tag)) => Some((list, tag)),
            _ => None,
        };
        let is_allowed = match tag {
            Some((list, tag)) => tags(profile, list).any(|it| it == tag),
            None => PLAIN_KEYS.contains(&key),
        };
        if !is_allowed {
            let allowed: Vec<String> = match tag {
                Some((list, _)) => tags(profile, list).map(|it| format!("{list}/{it}")).collect(),
                None => PLAIN_KEYS.map(str::to_owned).to_vec(),
            };
            let message =
                format!("`{}` is neither a plain key nor a tag of this profile", shown(key));
            let violation = Violation::new(&facts_at.key(key), Code::UnknownKey, message);
            found.push(violation.among(key, allowed.iter().map(String::as_str)));
        }
    }
}

fn tags<'p>(profile: &'p Node<'p>, list: &str) -> impl Iterator<Item = &'p str> + use<'p> {
    elements(profile, list).filter_map(|tag| text(Some(tag)))
}

/// The ids of the sources that a profile has.
struct Citable<'p> {
    /// In the order of the document, for messages.
    ids: Vec<&'p str>,
    known: HashSet<&'p str>,
}

/// Every id cited is in `sources`, once in each list, and every source is cited.
fn sources(profile: &Node<'_>, at: &Pointer<'_>, found: &mut Vec<Violation>) {
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
                    citations(list, &at.key(fact), &citable, &mut cited, found);
                }
            }
            _ => cited_below(node, &at.key(key), &citable, &mut cited, found),
        }
    }
    let list_at = at.key("sources");
    for (index, source) in elements(profile, "sources").enumerate() {
        if let Some(id) = text(source.get("id"))
            && !cited.contains(id)
        {
            let message = format!("the source `{id}` is cited nowhere; cite it or remove it");
            found.push(Violation::new(&list_at.index(index), Code::UncitedSource, message));
        }
    }
}

/// Follows every `sources` list below a node.
fn cited_below<'p>(
    node: &'p Node<'p>,
    at: &Pointer<'_>,
    citable: &Citable<'_>,
    cited: &mut HashSet<&'p str>,
    found: &mut Vec<Violation>,
) {
    match node {
        Node::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                cited_below(item, &at.index(index), citable, cited, found);
            }
        }
        Node::Object(members) => {
            for (key, value) in members {
                let at = at.key(key);
                if key == "sources" {
                    citations(value, &at, citable, cited, found);
                } else {
                    cited_below(value, &at, citable, cited, found);
                }
            }
        }
        _ => {}
    }
}

fn citations<'p>(
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
            found.push(violation.among(id, citable.ids.iter().copied()));
        } else if !here.insert(id) {
            let message = format!("`{id}` appears twice; remove one");
            found.push(Violation::new(&at.index(index), Code::Duplicate, message));
        }
        cited.insert(id);
    }
}

/// The elements of a list of the profile; none if it is not a list.
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
mod tests;
