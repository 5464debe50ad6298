//! The document as `/docs` shows it: the form of an operation begins without optional parameters.
//!
//! Swagger UI fills the form with every example and default. Some exclude each other (`page` and
//! `cursor`), so "Execute" would be refused. Here examples are part of the description instead.

use std::sync::LazyLock;

use actix_web::HttpResponse;
use bytes::Bytes;
use serde_json::Value;
use utoipa::openapi::path::PathItem;
use utoipa::openapi::{OpenApi, RefOr, Required};

use super::document;
use crate::http::extract::call::Context;
use crate::http::problem::Problem;
use crate::http::protocol::reply::JSON;

static DOCUMENT: LazyLock<Bytes> = LazyLock::new(|| {
    let mut document = document();
    clear_forms(&mut document);
    document.to_json().expect("the document has only string keys").into()
});

/// The document for the page at `/docs/`.
pub async fn read_docs_openapi(context: Context) -> Result<HttpResponse, Problem> {
    context.accepts(JSON)?;
    context.respond(context.of_program(JSON), || Ok(DOCUMENT.clone()))
}

fn clear_forms(document: &mut OpenApi) {
    for item in document.paths.paths.values_mut() {
        let PathItem { get, put, post, delete, patch, .. } = item;
        let operations = [get, put, post, delete, patch].into_iter().flatten();
        let parameters = operations.flat_map(|operation| operation.parameters.iter_mut().flatten());
        for parameter in parameters {
            if let RefOr::T(known) = parameter
                && !matches!(known.required, Required::True)
            {
                let changed = serde_json::to_value(&*known).map(without_values);
                let changed = changed.and_then(serde_json::from_value);
                *known = changed.expect("it was a parameter before");
            }
        }
    }
}

/// Moves the example and the default of a parameter, as JSON, into its description.
fn without_values(mut parameter: Value) -> Value {
    let mut take = |pointer: &str| {
        let (parent, key) = pointer.rsplit_once('/')?;
        parameter.pointer_mut(parent)?.as_object_mut()?.remove(key)
    };
    let (default, in_schema) = (take("/schema/default"), take("/schema/example"));
    let example = take("/example").or(in_schema);
    let mut description = parameter["description"].as_str().unwrap_or_default().to_owned();
    let described = [("Default", default), ("Example", example)];
    for (name, value) in described.into_iter().filter_map(|(name, value)| Some((name, value?))) {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        description.push_str(&format!("\n\n{name}: `{text}`"));
    }
    parameter["description"] = description.into();
    parameter
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_required_parameters_have_values_in_the_forms() {
        let mut document = document();
        clear_forms(&mut document);
        let document: Value = serde_json::from_str(&document.to_json().unwrap()).unwrap();
        let (mut optional, mut required) = (0, 0);
        for item in document["paths"].as_object().unwrap().values() {
            for operation in item.as_object().unwrap().values() {
                for parameter in operation["parameters"].as_array().into_iter().flatten() {
                    let schema = &parameter["schema"];
                    let values = [&parameter["example"], &schema["example"], &schema["default"]];
                    if parameter["required"] == true {
                        required += usize::from(!parameter["example"].is_null());
                    } else {
                        optional += 1;
                        assert!(values.iter().all(|value| value.is_null()), "{parameter}");
                    }
                    let is_country = parameter["name"] == "country";
                    let text = parameter["description"].as_str().unwrap();
                    assert!(!is_country || text.ends_with("\n\nExample: `IN`"), "{text}");
                }
            }
        }
        assert!(optional > 50 && required > 10, "{optional} {required}");
    }
}
