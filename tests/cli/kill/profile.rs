//! Profiles that contain a number in every field, so that a mixture of two revisions is detected.

use serde_json::{Map, Value, json};

const FOCUS_AREAS: [&str; 4] =
    ["forced-labour", "bonded-labour", "domestic-servitude", "supply-chain-labour"];
const APPROACHES: [&str; 4] = ["rescue", "survivor-care", "legal-support", "hotline"];

/// The register of the identifiers, which no seed profile uses.
pub const REGISTER: &str = "XI-KILL";

/// A profile with this number and identifier.
pub fn stamped(slug: &str, stamp: usize, identifier: &str) -> Value {
    json!({
        "slug": slug,
        "name": format!("{slug} at {stamp}"),
        "acronym": format!("S{stamp}"),
        "status": "active",
        "withdrawal": null,
        "founded": 1800 + stamp % 200,
        "founders": [format!("Founder {stamp}")],
        "identifiers": [{"scheme": REGISTER, "value": identifier}],
        "parent": null,
        "summary": format!("It has the number {stamp}."),
        "framing": {"summary": format!("As wrong {stamp}."), "sources": ["page"]},
        "method": {"summary": format!("By test {stamp}."), "steps": [], "sources": ["page"]},
        "focus_areas": [FOCUS_AREAS[stamp % 4], FOCUS_AREAS[(stamp + 1 + stamp % 3) % 4]],
        "approaches": [APPROACHES[stamp / 2 % 4]],
        "sources": [{
            "id": "page",
            "title": format!("Page {stamp}"),
            "url": format!("https://example.org/{stamp}"),
        }],
    })
}

/// A merge patch with the root keys in which `new` differs from `old`.
pub fn patch(old: &Value, new: &Value) -> Value {
    let (old, new) = (old.as_object().unwrap(), new.as_object().unwrap());
    let changed = new.iter().filter(|(key, value)| old.get(*key) != Some(value));
    Value::Object(changed.map(|(key, value)| (key.clone(), value.clone())).collect::<Map<_, _>>())
}

/// Reports whether a document has all expected keys and values. It may have more keys, which the
/// server adds.
pub fn has_all_of(document: &Value, expected: &Value) -> bool {
    match (document, expected) {
        (Value::Object(document), Value::Object(expected)) => expected
            .iter()
            .all(|(key, value)| has_all_of(document.get(key).unwrap_or(&Value::Null), value)),
        (Value::Array(document), Value::Array(expected)) => {
            document.len() == expected.len()
                && document.iter().zip(expected).all(|(it, expected)| has_all_of(it, expected))
        }
        (document, expected) => document == expected,
    }
}
