//! Schemas of documents in requests.
//!
//! A response has all keys, but a request may omit keys that may be empty. So each document, and
//! each object in it, has two schemas: for example `Profile` in responses, `ProfileRequest` in
//! requests.

use std::collections::BTreeMap;

use serde_json::Value;
use utoipa::Modify;
use utoipa::openapi::{OpenApi, RefOr, Schema};

const SCHEMAS: &str = "#/components/schemas/";

/// The suffix of the names of request schemas.
const REQUEST: &str = "Request";

/// The documents that clients send.
const DOCUMENTS: [&str; 4] = ["Profile", "Redaction", "Term", "Withdrawal"];

/// Keys that may be omitted although they are not lists and cannot be null.
const DEFAULTED: [&str; 4] = ["status", "role", "fact_sources", "revisions"];

/// Adds the request schemas, and refers to them in request bodies.
pub struct RequestSchemas;

impl Modify for RequestSchemas {
    fn modify(&self, document: &mut OpenApi) {
        let Some(components) = &mut document.components else { return };
        let mut requests = BTreeMap::new();
        for name in DOCUMENTS {
            add_request_schema(name, &components.schemas, &mut requests);
        }
        for (name, schema) in requests {
            let schema = serde_json::from_value(schema).expect("it was a schema before");
            components.schemas.insert(name, schema);
        }
        for item in document.paths.paths.values_mut() {
            let operations = [&mut item.post, &mut item.put, &mut item.delete];
            let bodies = operations.into_iter().flatten().filter_map(|it| it.request_body.as_mut());
            for body in bodies {
                let RefOr::T(body) = body else { continue };
                for content in body.content.values_mut() {
                    let RefOr::T(content) = content else { continue };
                    if let Some(RefOr::Ref(reference)) = &mut content.schema
                        && DOCUMENTS
                            .iter()
                            .any(|name| reference.ref_location.ends_with(&format!("/{name}")))
                    {
                        reference.ref_location.push_str(REQUEST);
                    }
                }
            }
        }
    }
}

/// Adds the request schemas of a document and of all objects in it.
fn add_request_schema(
    name: &str,
    schemas: &BTreeMap<String, RefOr<Schema>>,
    requests: &mut BTreeMap<String, Value>,
) {
    let key = format!("{name}{REQUEST}");
    if requests.contains_key(&key) {
        return;
    }
    let Some(schema) = schemas.get(name) else { return };
    let mut schema = serde_json::to_value(schema).expect("a schema has only string keys");
    make_optional(&mut schema);
    let mut inner = Vec::new();
    refer_to_requests(&mut schema, schemas, &mut inner);
    requests.insert(key, schema);
    for name in inner {
        add_request_schema(&name, schemas, requests);
    }
}

fn make_optional(schema: &mut Value) {
    let properties = schema["properties"].clone();
    let Some(required) = schema["required"].as_array_mut() else { return };
    required.retain(|key| {
        let key = key.as_str().unwrap_or_default();
        let property = &properties[key];
        let is_list = property["type"] == "array" && property["minItems"].is_null();
        !is_list && !DEFAULTED.contains(&key)
    });
}

/// Changes references to objects into references to their request schemas.
fn refer_to_requests(
    schema: &mut Value,
    schemas: &BTreeMap<String, RefOr<Schema>>,
    inner: &mut Vec<String>,
) {
    match schema {
        Value::Object(members) => {
            for (key, value) in members {
                let name = value.as_str().and_then(|text| text.strip_prefix(SCHEMAS));
                let object = name.filter(|name| {
                    let is_object = |schema: &RefOr<Schema>| {
                        matches!(schema, RefOr::T(Schema::Object(object)) if !object.properties.is_empty())
                    };
                    key == "$ref" && schemas.get(*name).is_some_and(is_object)
                });
                match object.map(str::to_owned) {
                    Some(name) => {
                        *value = format!("{SCHEMAS}{name}{REQUEST}").into();
                        inner.push(name);
                    }
                    None => refer_to_requests(value, schemas, inner),
                }
            }
        }
        Value::Array(elements) => {
            elements.iter_mut().for_each(|element| refer_to_requests(element, schemas, inner));
        }
        _ => {}
    }
}
