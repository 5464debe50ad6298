//! The shapes of documents as clients send them.
//!
//! An answer has all its keys, a document that is sent may leave out what may be
//! empty: so each is described twice, `Profile` as it is answered and
//! `ProfileRequest` as it is sent, with all that stands in it.

use std::collections::BTreeMap;

use serde_json::Value;
use utoipa::Modify;
use utoipa::openapi::{OpenApi, RefOr, Schema};

const SCHEMAS: &str = "#/components/schemas/";

/// What the names of the shapes that are sent end in.
const SENT: &str = "Request";

/// The documents that are sent.
const DOCUMENTS: [&str; 3] = ["Profile", "Term", "Withdrawal"];

/// Keys that may be left out though they are no lists and cannot be null.
const DEFAULTED: [&str; 2] = ["status", "fact_sources"];

/// Describes what is sent beside what is answered.
pub struct SentDocuments;

impl Modify for SentDocuments {
    fn modify(&self, document: &mut OpenApi) {
        let Some(components) = &mut document.components else { return };
        let mut sent = BTreeMap::new();
        for name in DOCUMENTS {
            add_sent(name, &components.schemas, &mut sent);
        }
        for (name, schema) in sent {
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
                        reference.ref_location.push_str(SENT);
                    }
                }
            }
        }
    }
}

/// Adds the shape of a document as it is sent, and of all objects in it.
fn add_sent(
    name: &str,
    schemas: &BTreeMap<String, RefOr<Schema>>,
    sent: &mut BTreeMap<String, Value>,
) {
    let key = format!("{name}{SENT}");
    if sent.contains_key(&key) {
        return;
    }
    let Some(schema) = schemas.get(name) else { return };
    let mut schema = serde_json::to_value(schema).expect("a schema has only string keys");
    leave_out_what_may_be(&mut schema);
    let mut inner = Vec::new();
    refer_to_sent(&mut schema, schemas, &mut inner);
    sent.insert(key, schema);
    for name in inner {
        add_sent(&name, schemas, sent);
    }
}

fn leave_out_what_may_be(schema: &mut Value) {
    let properties = schema["properties"].clone();
    let Some(required) = schema["required"].as_array_mut() else { return };
    required.retain(|key| {
        let key = key.as_str().unwrap_or_default();
        let property = &properties[key];
        let is_list = property["type"] == "array" && property["minItems"].is_null();
        !is_list && !DEFAULTED.contains(&key)
    });
}

/// Makes references lead to what is sent, where that is an object.
fn refer_to_sent(
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
                        *value = format!("{SCHEMAS}{name}{SENT}").into();
                        inner.push(name);
                    }
                    None => refer_to_sent(value, schemas, inner),
                }
            }
        }
        Value::Array(elements) => {
            elements.iter_mut().for_each(|element| refer_to_sent(element, schemas, inner));
        }
        _ => {}
    }
}
