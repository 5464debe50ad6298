//! Schemas of the document by themselves: with all schemas that they refer to, as JSON Schema
//! (2020-12) has them.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde_json::{Map, Value};

/// The beginning of a reference in the document.
const COMPONENTS: &str = "#/components/schemas/";

/// The beginning of a reference in a schema with its definitions.
const DEFINITIONS: &str = "#/$defs/";

/// All schemas of the document, with references to definitions.
static SCHEMAS: LazyLock<Map<String, Value>> = LazyLock::new(|| {
    let components = super::document().components.unwrap_or_default();
    let schemas = components.schemas.into_iter().map(|(name, schema)| {
        let mut schema = serde_json::to_value(schema).expect("a schema has only string keys");
        to_json_schema(&mut schema);
        (name, schema)
    });
    schemas.collect()
});

/// The schema with this name and all schemas that it refers to, by name.
pub fn schemas_of(name: &str) -> BTreeMap<String, Value> {
    let mut found = BTreeMap::new();
    add(name, &mut found);
    found
}

fn add(name: &str, found: &mut BTreeMap<String, Value>) {
    if found.contains_key(name) {
        return;
    }
    let Some(schema) = SCHEMAS.get(name) else { return };
    found.insert(name.to_owned(), schema.clone());
    for name in referred(schema) {
        add(name, found);
    }
}

/// The names of the definitions that a schema refers to.
fn referred(schema: &Value) -> Vec<&str> {
    match schema {
        Value::Object(members) => {
            let own = members.get("$ref").and_then(Value::as_str);
            let own = own.and_then(|it| it.strip_prefix(DEFINITIONS));
            own.into_iter().chain(members.values().flat_map(referred)).collect()
        }
        Value::Array(elements) => elements.iter().flat_map(referred).collect(),
        _ => Vec::new(),
    }
}

/// Changes references, and the keyword `example`, which only OpenAPI has.
fn to_json_schema(schema: &mut Value) {
    match schema {
        Value::Object(members) => {
            if let Some(Value::String(reference)) = members.get_mut("$ref") {
                *reference = reference.replace(COMPONENTS, DEFINITIONS);
            }
            // A property may be called `example`; its value is a schema.
            let is_keyword = !members.get("example").is_some_and(Value::is_object)
                || members.contains_key("type");
            if is_keyword && let Some(example) = members.remove("example") {
                members.insert("examples".to_owned(), Value::Array(vec![example]));
            }
            members.values_mut().for_each(to_json_schema);
        }
        Value::Array(elements) => elements.iter_mut().for_each(to_json_schema),
        _ => {}
    }
}
