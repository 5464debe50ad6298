//! The schema of a JSON Merge Patch (RFC 7396) of a profile.
//!
//! It is the schema of the request, in which every key may be left out or be `null`, and each
//! object may have only some of its keys, also one with any keys. Lists are replaced whole, so their
//! elements are complete.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use utoipa::Modify;
use utoipa::openapi::{OpenApi, Ref, RefOr, Schema};

const SCHEMAS: &str = "#/components/schemas/";

/// The suffix of the names of request schemas.
const REQUEST: &str = "Request";

/// The suffix of the names of patch schemas.
const PATCH: &str = "Patch";

/// The document that can be patched.
const DOCUMENT: &str = "Profile";

/// The objects that may have any keys.
const WITH_ANY_KEYS: [&str; 1] = ["FactSources"];

/// The schema that the handler names, which says what a patch is and has an example.
const PLACEHOLDER: &str = "ProfilePatchRequest";

/// Adds the patch schemas, and refers to them in request bodies.
pub struct PatchSchemas;

impl Modify for PatchSchemas {
    fn modify(&self, document: &mut OpenApi) {
        let Some(components) = &mut document.components else { return };
        let mut patches = BTreeMap::new();
        add_patch_schema(DOCUMENT, &components.schemas, &mut patches);
        let described = components.schemas.remove(PLACEHOLDER).map(value);
        let profile = patches.get_mut(&format!("{DOCUMENT}{PATCH}"));
        if let (Some(described), Some(profile)) = (described, profile) {
            for key in ["description", "example"] {
                profile[key] = described[key].clone();
            }
        }
        for (name, schema) in patches {
            let schema = serde_json::from_value(schema).expect("it was a schema before");
            components.schemas.insert(name, schema);
        }
        for operation in document.paths.paths.values_mut().filter_map(|item| item.patch.as_mut()) {
            let Some(RefOr::T(body)) = &mut operation.request_body else { continue };
            for content in body.content.values_mut() {
                let RefOr::T(content) = content else { continue };
                let patch = Ref::from_schema_name(format!("{DOCUMENT}{PATCH}"));
                content.schema = Some(RefOr::Ref(patch));
            }
        }
    }
}

fn value(schema: RefOr<Schema>) -> Value {
    serde_json::to_value(schema).expect("a schema has only string keys")
}

/// Adds the patch schemas of an object and of all objects that are merged with it.
fn add_patch_schema(
    name: &str,
    schemas: &BTreeMap<String, RefOr<Schema>>,
    patches: &mut BTreeMap<String, Value>,
) {
    let key = format!("{name}{PATCH}");
    if patches.contains_key(&key) {
        return;
    }
    let request = schemas.get(&format!("{name}{REQUEST}"));
    let Some(schema) = request.or_else(|| schemas.get(name)) else { return };
    let mut schema = value(schema.clone());
    let mut inner = Vec::new();
    if let Some(members) = schema.as_object_mut() {
        members.remove("required");
        if let Some(any) = members.get_mut("additionalProperties") {
            *any = patched(any.take(), &mut inner);
        }
        let properties = members.get_mut("properties").and_then(Value::as_object_mut);
        for property in properties.into_iter().flat_map(Map::values_mut) {
            *property = patched(property.take(), &mut inner);
        }
    }
    patches.insert(key, schema);
    for name in inner {
        add_patch_schema(&name, schemas, patches);
    }
}

/// The schema of a key in a patch: what it was, or `null`. The names of objects that are merged go
/// to `inner`.
fn patched(mut property: Value, inner: &mut Vec<String>) -> Value {
    refer_to_patch(&mut property, inner);
    let nothing = json!({"type": "null"});
    if let Some(choices) = property.get_mut("oneOf").and_then(Value::as_array_mut) {
        choices.iter_mut().for_each(|choice| refer_to_patch(choice, inner));
        if !choices.contains(&nothing) {
            choices.insert(0, nothing);
        }
        return property;
    }
    match property.get("type").cloned() {
        Some(Value::String(kind)) => property["type"] = json!([kind, "null"]),
        Some(_) => {}
        None => {
            let description = property.as_object_mut().and_then(|it| it.remove("description"));
            property = json!({"oneOf": [nothing, property]});
            if let Some(description) = description {
                property["description"] = description;
            }
        }
    }
    property
}

/// Changes a reference to the request schema of an object, or to one with any keys, into one to its
/// patch schema.
fn refer_to_patch(schema: &mut Value, inner: &mut Vec<String>) {
    let Some(reference) = schema.get("$ref").and_then(Value::as_str) else { return };
    let name = reference.strip_prefix(SCHEMAS);
    let with_any_keys = name.filter(|name| WITH_ANY_KEYS.contains(name));
    let name = name.and_then(|name| name.strip_suffix(REQUEST)).or(with_any_keys);
    let Some(name) = name.map(str::to_owned) else { return };
    schema["$ref"] = format!("{SCHEMAS}{name}{PATCH}").into();
    inner.push(name);
}
