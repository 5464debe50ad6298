//! The rules between the keys of one part of a profile: an affiliation, a related organization, an
//! outcome, a way to help.

use std::collections::HashSet;

use super::{elements, text};
use crate::domain::{Code, Node, Pointer, Violation};

/// Checks every part.
pub(super) fn check(profile: &Node<'_>, at: &Pointer<'_>, found: &mut Vec<Violation>) {
    if let Some(affiliation) = profile.get("affiliation") {
        check_affiliation(affiliation, &at.key("affiliation"), found);
    }
    for key in ["framing", "method"] {
        if let Some(short) = profile.get(key).and_then(|it| text(it.get("in_short"))) {
            check_in_short(short, &at.key(key).key("in_short"), found);
        }
    }
    type Check = fn(&Node<'_>, &Pointer<'_>, &mut Vec<Violation>);
    let lists: [(&str, Check); 3] = [
        ("related", check_related),
        ("outcomes", check_outcome),
        ("ways_to_help", check_way_to_help),
    ];
    for (key, check) in lists {
        let list_at = at.key(key);
        for (index, element) in elements(profile, key).enumerate() {
            check(element, &list_at.index(index), found);
        }
    }
}

fn check_affiliation(affiliation: &Node<'_>, at: &Pointer<'_>, found: &mut Vec<Violation>) {
    if text(affiliation.get("kind")) == Some("secular") && has(affiliation, "tradition") {
        let message = "only a faith-based organization has a tradition; remove it";
        found.push(Violation::new(&at.key("tradition"), Code::Contradiction, message));
    }
}

/// The text is the end of a sentence that the pages complete.
fn check_in_short(short: &str, at: &Pointer<'_>, found: &mut Vec<Violation>) {
    if short.ends_with('.') {
        let message = "the text completes a sentence, and pages add the full stop; remove it";
        found.push(Violation::new(at, Code::InvalidForm, message));
    }
}

fn check_related(related: &Node<'_>, at: &Pointer<'_>, found: &mut Vec<Violation>) {
    if !matches!(related, Node::Object(_)) {
        return;
    }
    let (code, message) = match (has(related, "slug"), has(related, "name")) {
        (false, false) => (
            Code::MissingKey,
            "a related organization needs `slug`, or `name` if the directory does not have it",
        ),
        (true, true) => (
            Code::Contradiction,
            "keep `slug` if the directory has the organization, otherwise `name`; not both",
        ),
        _ => return,
    };
    found.push(Violation::new(at, code, message));
}

fn check_outcome(outcome: &Node<'_>, at: &Pointer<'_>, found: &mut Vec<Violation>) {
    if let (Some(Node::Number(from)), Some(Node::Number(to))) =
        (outcome.get("from"), outcome.get("to"))
        && from.as_i64() > to.as_i64()
    {
        let message =
            format!("`from` is {from} and `to` is {to}; write the earlier year in `from`");
        found.push(Violation::new(&at.key("from"), Code::Contradiction, message));
    }
    let list_at = at.key("places");
    let mut seen = HashSet::new();
    for (index, place) in elements(outcome, "places").enumerate() {
        let Some(country) = text(Some(place)) else { continue };
        if !seen.insert(country) {
            let message = format!("`{country}` appears twice; remove one");
            found.push(Violation::new(&list_at.index(index), Code::Duplicate, message));
        }
    }
}

fn check_way_to_help(way: &Node<'_>, at: &Pointer<'_>, found: &mut Vec<Violation>) {
    if matches!(way, Node::Object(_))
        && !["url", "helpline", "summary"].iter().any(|key| has(way, key))
    {
        let message = "a way to help without `url` and `helpline` needs a `summary` that says how";
        found.push(Violation::new(&at.key("summary"), Code::MissingKey, message));
    }
}

/// Whether an object has a value for a key.
fn has(object: &Node<'_>, key: &str) -> bool {
    object.get(key).is_some_and(|value| *value != Node::Null)
}
