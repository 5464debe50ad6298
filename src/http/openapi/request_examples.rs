//! Examples of request bodies, and of the keys in the paths of edits. They are about an invented
//! organization and about terms as they are, so that sending one by mistake harms no profile.

use serde_json::Value;
use utoipa::Modify;
use utoipa::openapi::path::Operation;
use utoipa::openapi::{OpenApi, RefOr};

use super::examples::response_example;
use crate::domain::{Keyword, TermScheme};
use crate::http::extract::document::MERGE_PATCH;
use crate::http::protocol::reply::{JSON, NDJSON};

/// The slug of the invented organization.
const SLUG: &str = "lantern-house";

macro_rules! example {
    ($name:literal) => {
        include_str!(concat!("../../../openapi/examples/requests/", $name, ".json"))
    };
}

/// The keys that a term in a response has, and a term in a request has not.
const OF_RESPONSES: [&str; 2] = ["count", "narrower"];

/// Adds the examples of edits.
pub struct RequestExamples;

impl Modify for RequestExamples {
    fn modify(&self, document: &mut OpenApi) {
        for item in document.paths.paths.values_mut() {
            let edits = [&mut item.post, &mut item.put, &mut item.patch, &mut item.delete];
            for operation in edits.into_iter().flatten() {
                add_body(operation);
                add_key(operation);
            }
        }
    }
}

/// The body of an operation that edits.
fn body(operation: &str) -> Option<Value> {
    let profile = || parsed(example!("profile"));
    Some(match operation {
        "create_organization" | "replace_organization" => profile(),
        "patch_organization" => parsed(example!("patch")),
        "withdraw_organization" => parsed(example!("withdrawal")),
        "redact_organization" => parsed(example!("redaction")),
        "import_organizations" => vec![profile()].into(),
        other => {
            let scheme = TermScheme::from_word(other.strip_prefix("put_")?)?;
            let mut term = response_example(&format!("find_{}", scheme.as_str()))?;
            let members = term.as_object_mut()?;
            OF_RESPONSES.iter().for_each(|key| drop(members.remove(*key)));
            term
        }
    })
}

fn parsed(text: &str) -> Value {
    serde_json::from_str(text).expect("the examples are JSON")
}

fn add_body(operation: &mut Operation) {
    let id = operation.operation_id.as_deref().unwrap_or_default();
    let (Some(example), Some(RefOr::T(request))) = (body(id), &mut operation.request_body) else {
        return;
    };
    for (media_type, content) in &mut request.content {
        let RefOr::T(content) = content else { continue };
        content.example = match media_type.as_str() {
            JSON | MERGE_PATCH => Some(example.clone()),
            // One profile on a line.
            lines if NDJSON.contains(&lines) => Some((example[0].to_string() + "\n").into()),
            "text/csv" => Some(format!("slug,founded\n{SLUG},1998\n").into()),
            "text/tab-separated-values" => Some(format!("slug\tfounded\n{SLUG}\t1998\n").into()),
            // A workbook is not text.
            _ => None,
        };
    }
}

/// Sets the key of the organization, or of the term, that the path names.
fn add_key(operation: &mut Operation) {
    let id = operation.operation_id.clone().unwrap_or_default();
    let scheme = id.split_once('_').and_then(|(_, word)| TermScheme::from_word(word));
    for parameter in operation.parameters.iter_mut().flatten() {
        let RefOr::T(known) = parameter else { continue };
        let example = match (known.name.as_str(), scheme) {
            ("key", _) => SLUG,
            ("slug", Some(scheme)) => scheme.example(),
            _ => continue,
        };
        let mut changed = serde_json::to_value(&*known).expect("it has only string keys");
        changed["example"] = example.into();
        *known = serde_json::from_value(changed).expect("it was a parameter before");
    }
}
