//! JSON Schemas (2020-12) of the documents that people write, for editors: made from the schemas of
//! requests. They can be used without a network, because each has all its definitions.

use std::fmt;

use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, LOCATION};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::bundle::schemas_of;
use crate::http::extract::call::Context;
use crate::http::problem::Problem;

/// The media type of JSON Schema.
const SCHEMA: &str = "application/schema+json";

/// A document that has a JSON Schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SchemaOf {
    Profile,
    Term,
}

impl fmt::Display for SchemaOf {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Profile => "profile",
            Self::Term => "term",
        })
    }
}

impl SchemaOf {
    /// The name of the schema of requests.
    fn request(self) -> &'static str {
        match self {
            Self::Profile => "ProfileRequest",
            Self::Term => "TermRequest",
        }
    }

    /// The path of the present version, which never changes in a way that makes documents invalid.
    fn path(self) -> String {
        format!("/schemas/1/{self}.json")
    }
}

/// A schema, with its keywords in the order in which people read them.
#[derive(Serialize)]
struct JsonSchema {
    #[serde(rename = "$schema")]
    dialect: &'static str,
    #[serde(rename = "$id", skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    title: String,
    #[serde(flatten)]
    keywords: Map<String, Value>,
    #[serde(rename = "$defs")]
    definitions: Map<String, Value>,
}

/// The schema as JSON text. Its `$id` is a URL of the server at `base`; without one, for the
/// committed files, it has none.
pub fn json_schema(of: SchemaOf, base: Option<&str>) -> String {
    let mut definitions: Map<String, Value> = schemas_of(of.request()).into_iter().collect();
    definitions.values_mut().for_each(close);
    let root = definitions.remove(of.request()).unwrap_or_default();
    let Value::Object(mut keywords) = root else { unreachable!("documents are objects") };
    if let Some(Value::Object(properties)) = keywords.get_mut("properties") {
        let description = "The JSON Schema of this file, for editors. It is not kept.";
        let reference = json!({"type": "string", "description": description});
        properties.insert("$schema".to_owned(), reference);
    }
    let schema = JsonSchema {
        dialect: "https://json-schema.org/draft/2020-12/schema",
        id: base.map(|base| format!("{base}{}", of.path())),
        title: format!("A {of} of the Antislavery Directory"),
        keywords,
        definitions,
    };
    serde_json::to_string_pretty(&schema).expect("a schema has only string keys") + "\n"
}

/// Forbids other keys than those of an object, as the server does.
fn close(schema: &mut Value) {
    if schema.get("properties").is_some() {
        schema["additionalProperties"] = false.into();
    }
}

/// `GET /schemas/1/profile.json`.
pub async fn read_profile_schema(context: Context) -> Result<HttpResponse, Problem> {
    read(&context, SchemaOf::Profile)
}

/// `GET /schemas/1/term.json`.
pub async fn read_term_schema(context: Context) -> Result<HttpResponse, Problem> {
    read(&context, SchemaOf::Term)
}

/// `GET /schemas/profile.json`: redirects to the present version.
pub async fn to_profile_schema() -> HttpResponse {
    to(SchemaOf::Profile)
}

/// `GET /schemas/term.json`: redirects to the present version.
pub async fn to_term_schema() -> HttpResponse {
    to(SchemaOf::Term)
}

fn read(context: &Context, of: SchemaOf) -> Result<HttpResponse, Problem> {
    // Editors send all kinds of `Accept` headers.
    let base = context.absolute_url("");
    context.respond(context.of_program(SCHEMA), || Ok(json_schema(of, Some(&base)).into()))
}

fn to(of: SchemaOf) -> HttpResponse {
    HttpResponse::Found()
        .insert_header((LOCATION, of.path()))
        .insert_header((CACHE_CONTROL, "public, max-age=0"))
        .finish()
}
