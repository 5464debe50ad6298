//! The JSON Schemas (2020-12) of tools.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use utoipa::PartialSchema;
use utoipa::openapi::Required;
use utoipa::openapi::path::ParameterIn;

use super::tools::answer::{CitedOrganization, Origin};
use crate::http::extract::parameters::body_schema::{BodyParameters, BodySchema};

/// Returns the schema of the OpenAPI document with this name and all schemas that it refers to, by
/// name, with references to `#/$defs/…`. `routes` adds it to the app, because handlers must not
/// know the document that describes them.
pub struct AnswerSchemas(pub fn(&str) -> BTreeMap<String, Value>);

/// The schema of the arguments of a tool.
pub struct InputSchema(Value);

impl InputSchema {
    pub fn new() -> Self {
        Self(json!({"type": "object", "properties": {}, "additionalProperties": false}))
    }

    /// Adds the parameters of an operation of the API, with their descriptions.
    pub fn with<T: BodyParameters>(mut self) -> Self {
        let mut added = value(BodySchema::new("", Value::Null).with::<T>().build());
        for parameter in T::into_params(|| Some(ParameterIn::Query)) {
            let mut property = added["properties"][&parameter.name].take();
            if let Some(description) = parameter.description {
                property["description"] = description.into();
            }
            if parameter.required == Required::True {
                if let Some(kind) = property["type"].get(0).cloned() {
                    property["type"] = kind;
                }
                self.require(&parameter.name);
            }
            self.0["properties"][&parameter.name] = property;
        }
        self
    }

    /// Adds a parameter with a schema.
    pub fn with_schema(mut self, name: &str, schema: Value, is_required: bool) -> Self {
        self.0["properties"][name] = schema;
        if is_required {
            self.require(name);
        }
        self
    }

    fn require(&mut self, name: &str) {
        match self.0["required"].as_array_mut() {
            Some(names) => names.push(name.into()),
            None => self.0["required"] = json!([name]),
        }
    }

    pub fn build(self) -> Value {
        self.0
    }
}

/// The schema of the structured content of a tool whose answer has the type `name` of the OpenAPI
/// document.
pub fn output_schema(schemas: &AnswerSchemas, name: &str, is_nullable: bool) -> Value {
    let answer = json!({"$ref": format!("#/$defs/{name}")});
    let answer = if is_nullable { json!({"oneOf": [answer, {"type": "null"}]}) } else { answer };
    let definitions: Map<String, Value> = (schemas.0)(name).into_iter().collect();
    json!({
        "type": "object",
        "required": ["answer", "origin", "organizations", "notes"],
        "properties": {
            "answer": answer,
            "origin": all_required(value(Origin::schema())),
            "organizations": {
                "type": "array",
                "description": "The citation of each organization in the answer.",
                "items": all_required(value(CitedOrganization::schema())),
            },
            "notes": {
                "type": "array",
                "description": "Warnings that belong to the answer. Repeat them with it.",
                "items": {"type": "string"},
            },
        },
        "$defs": definitions,
    })
}

/// The schema of an object, all of whose keys are always present.
fn all_required(mut schema: Value) -> Value {
    let keys: Vec<Value> = schema["properties"]
        .as_object()
        .into_iter()
        .flat_map(Map::keys)
        .map(|key| key.as_str().into())
        .collect();
    schema["required"] = keys.into();
    schema
}

fn value(schema: impl serde::Serialize) -> Value {
    serde_json::to_value(schema).expect("a schema has only string keys")
}
