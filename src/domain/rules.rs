//! The rules between the keys of a profile.
//!
//! They look at the JSON itself, whatever else is wrong with it, and pass over
//! what has another type than expected: its reader has reported that already.

use std::collections::{HashMap, HashSet};

use super::organization::Profile;
use super::{Code, Node, Pointer, TermScheme, Violation};

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
pub(super) fn check(profile: &Node, at: &Pointer<'_>, found: &mut Vec<Violation>) {
    if !matches!(profile, Node::Object(_)) {
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

fn withdrawal(profile: &Node, at: &Pointer<'_>, found: &mut Vec<Violation>) {
    let withdrawn = text(profile.get("status")) == Some("withdrawn");
    let explained = profile.get("withdrawal").is_some_and(|node| *node != Node::Null);
    let message = match (withdrawn, explained) {
        (true, false) => "a withdrawn organization needs `withdrawal` with a reason",
        (false, true) => "`withdrawal` stands only with status `withdrawn`",
        _ => return,
    };
    found.push(Violation::new(&at.key("withdrawal"), Code::Contradiction, message));
}

fn terms(profile: &Node, at: &Pointer<'_>, found: &mut Vec<Violation>) {
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

/// Lists whose elements must differ, by what makes them the same.
fn unique_elements(profile: &Node, at: &Pointer<'_>, found: &mut Vec<Violation>) {
    let whole = |node: &Node| text(Some(node)).map(str::to_owned);
    let member = |keys: &'static [&'static str]| {
        move |node: &Node| {
            let parts: Option<Vec<&str>> = keys.iter().map(|key| text(node.get(key))).collect();
            parts.map(|parts| parts.join("` `"))
        }
    };
    let mut check = |key: &str, identity: &dyn Fn(&Node) -> Option<String>| {
        let list = at.key(key);
        let mut seen = HashSet::new();
        for (index, element) in elements(profile, key).enumerate() {
            if let Some(identity) = identity(element)
                && !seen.insert(identity.clone())
            {
                let message = format!("`{identity}` stands here twice; keep one");
                found.push(Violation::new(&list.index(index), Code::Duplicate, message));
            }
        }
    };
    check("focus_areas", &whole);
    check("approaches", &whole);
    check("founders", &whole);
    check("countries", &member(&["country"]));
    check("other_names", &member(&["value"]));
    check("identifiers", &member(&["scheme", "value"]));
    check("sources", &member(&["id"]));
}

fn own_slug(profile: &Node, at: &Pointer<'_>, found: &mut Vec<Violation>) {
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
fn concerned_keys(profile: &Node, at: &Pointer<'_>, found: &mut Vec<Violation>) {
    for (list, member) in [("caveats", "about"), ("withheld", "key")] {
        let list_at = at.key(list);
        for (index, element) in elements(profile, list).enumerate() {
            let Some(key) = text(element.get(member)) else { continue };
            if !Profile::KEYS.contains(&key) {
                let at = list_at.index(index);
                let message = format!("`{key}` is not a key of a profile");
                let violation = Violation::new(&at.key(member), Code::UnknownValue, message);
                found.push(violation.among(key, Profile::KEYS.iter().copied()));
            }
        }
    }
}

/// Keys of `fact_sources` are plain keys, or tags that the profile has.
fn fact_source_keys(profile: &Node, at: &Pointer<'_>, found: &mut Vec<Violation>) {
    let Some(Node::Object(members)) = profile.get("fact_sources") else { return };
    let facts_at = at.key("fact_sources");
    for (key, _) in members {
        let allowed: Vec<String> = match key.split_once('/') {
            Some((list @ ("focus_areas" | "approaches"), _)) => elements(profile, list)
                .filter_map(|tag| text(Some(tag)))
                .map(|tag| format!("{list}/{tag}"))
                .collect(),
            _ => PLAIN_KEYS.map(str::to_owned).to_vec(),
        };
        if !allowed.contains(key) {
            let message = format!("`{key}` is neither a plain key nor a tag of this profile");
            let violation = Violation::new(&facts_at.key(key), Code::UnknownKey, message);
            found.push(violation.among(key, allowed.iter().map(String::as_str)));
        }
    }
}

/// Every id cited is in `sources`, once in each list, and every source is cited.
fn sources(profile: &Node, at: &Pointer<'_>, found: &mut Vec<Violation>) {
    let ids: Vec<&str> =
        elements(profile, "sources").filter_map(|source| text(source.get("id"))).collect();
    let mut cited: HashMap<&str, bool> = ids.iter().map(|id| (*id, false)).collect();
    let Node::Object(members) = profile else { return };
    for (key, node) in members {
        match key.as_str() {
            "sources" => {}
            "fact_sources" => {
                let Node::Object(facts) = node else { continue };
                let at = at.key(key);
                for (fact, list) in facts {
                    citations(list, &at.key(fact), &ids, &mut cited, found);
                }
            }
            _ => cited_below(node, &at.key(key), &ids, &mut cited, found),
        }
    }
    let list_at = at.key("sources");
    for (index, source) in elements(profile, "sources").enumerate() {
        if let Some(id) = text(source.get("id"))
            && cited.get(id) == Some(&false)
        {
            let message = format!("the source `{id}` is cited nowhere; cite it or remove it");
            found.push(Violation::new(&list_at.index(index), Code::UncitedSource, message));
        }
    }
}

/// Follows every `sources` list below a node.
fn cited_below<'p>(
    node: &'p Node,
    at: &Pointer<'_>,
    ids: &[&str],
    cited: &mut HashMap<&'p str, bool>,
    found: &mut Vec<Violation>,
) {
    match node {
        Node::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                cited_below(item, &at.index(index), ids, cited, found);
            }
        }
        Node::Object(members) => {
            for (key, value) in members {
                let at = at.key(key);
                if key == "sources" {
                    citations(value, &at, ids, cited, found);
                } else {
                    cited_below(value, &at, ids, cited, found);
                }
            }
        }
        _ => {}
    }
}

fn citations<'p>(
    list: &'p Node,
    at: &Pointer<'_>,
    ids: &[&str],
    cited: &mut HashMap<&'p str, bool>,
    found: &mut Vec<Violation>,
) {
    let Node::Array(items) = list else { return };
    let mut here = HashSet::new();
    for (index, item) in items.iter().enumerate() {
        let Some(id) = text(Some(item)) else { continue };
        if !ids.contains(&id) {
            let message = format!("the source `{id}` is not in `sources`");
            let violation = Violation::new(&at.index(index), Code::DanglingSource, message);
            found.push(violation.among(id, ids.iter().copied()));
        } else if !here.insert(id) {
            let message = format!("`{id}` stands here twice; keep one");
            found.push(Violation::new(&at.index(index), Code::Duplicate, message));
        }
        cited.insert(id, true);
    }
}

/// The elements of a list of the profile; none if it is not a list.
fn elements<'p>(profile: &'p Node, key: &str) -> impl Iterator<Item = &'p Node> + use<'p> {
    let items: &[Node] = match profile.get(key) {
        Some(Node::Array(items)) => items,
        _ => &[],
    };
    items.iter()
}

fn text(node: Option<&Node>) -> Option<&str> {
    match node {
        Some(Node::String(text)) => Some(text),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
