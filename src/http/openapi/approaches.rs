//! The operations of approaches, derived from those of focus areas: both have the same handlers.

use serde_json::Value;
use utoipa::Modify;
use utoipa::openapi::OpenApi as Document;

/// Adds the operations of approaches.
pub struct Approaches;

/// Replacements in paths, operation ids and texts.
const REPLACEMENTS: [(&str, &str); 8] = [
    ("focus-areas", "approaches"),
    ("list_focus_areas", "list_approaches"),
    ("focus_area", "approach"),
    ("All focus areas", "All approaches"),
    ("the focus areas", "the approaches"),
    ("a focus area", "an approach"),
    ("No focus area", "No approach"),
    ("focus area", "approach"),
];

impl Modify for Approaches {
    fn modify(&self, document: &mut Document) {
        let paths = &mut document.paths.paths;
        for path in ["/api/v1/focus-areas", "/api/v1/focus-areas/{slug}"] {
            let Some(item) = paths.get(path) else { continue };
            let mut item = serde_json::to_value(item).expect("a path item has only string keys");
            replace(&mut item);
            if let Some(example) = item.pointer_mut("/get/parameters/0/example") {
                *example = "legal-support".into();
            }
            let item = serde_json::from_value(item).expect("it was a path item before");
            paths.insert(path.replace("focus-areas", "approaches"), item);
        }
    }
}

fn replace(value: &mut Value) {
    match value {
        Value::String(text) => {
            for (from, to) in REPLACEMENTS {
                *text = text.replace(from, to);
            }
        }
        Value::Array(elements) => elements.iter_mut().for_each(replace),
        Value::Object(members) => members.values_mut().for_each(replace),
        _ => {}
    }
}
