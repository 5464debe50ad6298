//! Checks responses against the OpenAPI document.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::sync::LazyLock;

use antislavery_directory::http;
use jsonschema::{Draft, Validator};
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use crate::harness::Answer;

const LIST: &str = "/api/v1/organizations";
const SEARCH: &str = "/api/v1/organizations/search";

/// The media types of profiles, lists and vocabularies besides JSON.
const OTHER_FORMATS: [&str; 6] = [
    "application/ld+json",
    "application/vnd.citationstyles.csl+json",
    "application/x-bibtex",
    "application/x-research-info-systems",
    "text/markdown",
    "text/turtle",
];

/// The lists of organizations that `fields` shapes: the schema of a response, and those of its two
/// shapes.
const LISTS: [(&str, &str, &str); 2] = [
    ("/OrganizationPage", "OrganizationList", "OrganizationFieldsList"),
    ("/SimilarOrganizations", "SimilarList", "SimilarFieldsList"),
];

/// The OpenAPI document as served.
pub static DOCUMENT: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(&http::document_json()).unwrap());

/// Asserts that a response matches the documented operation and status.
///
/// GET describes HEAD as well, and POST describes QUERY, which OpenAPI 3.1 cannot express.
pub fn check(method: &str, path: &str, answer: &Answer) {
    let (route, query) = path.split_once('?').unwrap_or((path, ""));
    let content_type = answer.header("content-type").unwrap_or("");
    let is_problem = content_type == "application/problem+json";
    let place = format!("{method} {path} returned {}", answer.status);
    let operation = match method {
        "GET" | "HEAD" => "get",
        "POST" => "post",
        "QUERY" => "post",
        "PUT" => "put",
        "PATCH" => "patch",
        "DELETE" => "delete",
        _ => "",
    };
    // Clients have the URL of this service with and without a slash at the end.
    let is_service = route.starts_with("/api/v1/reconcile");
    let route = if is_service { route.trim_end_matches('/') } else { route };
    // QUERY on the list is documented as its search operation.
    let route = if method == "QUERY" && route == LIST { SEARCH } else { route };
    let documented =
        template(route).filter(|template| DOCUMENT["paths"][*template][operation].is_object());
    let Some(template) = documented else {
        // A path that is meant for another redirects there.
        let is_other = is_problem || answer.status == 308;
        let is_allowed = is_other || !is_operation(route) || method == "OPTIONS";
        assert!(is_allowed, "{place}: not in the document");
        if is_problem {
            assert_matches(&place, &json!({"$ref": "#/components/schemas/Problem"}), answer);
        }
        return;
    };
    let status = answer.status.to_string();
    let responses = &DOCUMENT["paths"][template][operation]["responses"];
    let response = &responses[&status];
    assert!(response.is_object(), "{place}: the status is not in the document");
    // Outside the API, browsers get errors as HTML pages.
    if answer.status >= 400 && content_type.starts_with("text/html") && !route.starts_with("/api/")
    {
        return;
    }
    let content = response["content"].as_object();
    let media_type = content_type.split(';').next().unwrap();
    // The document describes the formats of a profile at their own URLs only, and of lists and
    // vocabularies only JSON, so that generated clients have one type for each response.
    let has_formats = has_parameter(template, operation, "format") || template == SEARCH;
    let is_other_format = has_formats && !content.is_some_and(|it| it.contains_key(media_type));
    if is_other_format && answer.status == 200 {
        assert!(OTHER_FORMATS.contains(&media_type), "{place}: `{media_type}`");
        return;
    }
    let schema = match content {
        None => {
            assert!(answer.body.is_empty(), "{place}: no body is documented");
            return;
        }
        Some(content) => content.get(media_type),
    };
    let schema = schema.unwrap_or_else(|| panic!("{place}: `{media_type}` is not in the document"));
    let is_json = media_type.ends_with("json") && media_type != "application/x-ndjson";
    if !is_json {
        return;
    }
    // An empty value is the same as none.
    let fields = |pair: &str| {
        pair.strip_prefix("fields=").is_some_and(|it| !it.trim_matches(',').is_empty())
    };
    let has_fields = query.split('&').any(fields);
    let schema = &schema["schema"];
    match (schema["$ref"].as_str(), has_fields) {
        (Some("#/components/schemas/OrganizationOrFields"), false) => {
            // The documented schema allows some keys because of `fields`.
            assert_matches(&place, &json!({"$ref": "#/components/schemas/Organization"}), answer);
        }
        // Only one of the two shapes is right, and the key `fields` says which.
        (Some(page), _) if LISTS.iter().any(|(known, ..)| page.ends_with(known)) => {
            let found = LISTS.iter().find(|(known, ..)| page.ends_with(known));
            let (_, with_summaries, with_fields) = found.unwrap();
            let is_shaped = answer.json().get("fields").is_some();
            assert!(is_shaped == has_fields || method != "GET", "{place}: {}", answer.text());
            let name = if is_shaped { with_fields } else { with_summaries };
            let schema = json!({"$ref": format!("#/components/schemas/{name}")});
            assert_matches(&place, &schema, answer);
        }
        _ => assert_matches(&place, schema, answer),
    }
}

/// Returns whether an operation has a query parameter with this name.
fn has_parameter(template: &str, operation: &str, name: &str) -> bool {
    let parameters = DOCUMENT["paths"][template][operation]["parameters"].as_array();
    parameters.into_iter().flatten().any(|it| it["in"] == "query" && it["name"] == name)
}

/// Returns whether a route belongs to the API, which the document must describe. The other
/// routes serve pages and files for crawlers; they may change without notice.
pub fn is_operation(route: &str) -> bool {
    ["/api/", "/problems"].iter().any(|path| route.starts_with(path))
        || ["/api", "/livez", "/readyz"].contains(&route)
}

fn assert_matches(place: &str, schema: &Value, answer: &Answer) {
    assert_value_matches(place, schema, &answer.json());
}

fn assert_value_matches(place: &str, schema: &Value, value: &Value) {
    let validator = validator(schema);
    let errors: Vec<String> = validator
        .iter_errors(value)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{place}: {errors:#?}");
}

/// The documented path that matches a route.
fn template(route: &str) -> Option<&'static str> {
    let paths = DOCUMENT["paths"].as_object().unwrap();
    let fits = |template: &str| {
        let (given, known) = (route.split('/'), template.split('/'));
        given.clone().count() == known.clone().count()
            && given.zip(known).all(|(given, known)| {
                percent_decode_str(given).eq(known.bytes())
                    || (known.starts_with('{') && !given.is_empty())
            })
    };
    let found = paths.keys().filter(|template| fits(template));
    found.map(String::as_str).min_by_key(|template| template.contains('{'))
}

/// A validator for a schema that can reference the document's components; undocumented keys are
/// errors.
fn validator(schema: &Value) -> Rc<Validator> {
    thread_local! {
        static VALIDATORS: RefCell<HashMap<String, Rc<Validator>>> = RefCell::default();
    }
    VALIDATORS.with_borrow_mut(|validators| {
        let build = || {
            let whole = json!({"allOf": [schema], "components": *COMPONENTS});
            let options = jsonschema::options();
            let options = options.with_draft(Draft::Draft202012).should_validate_formats(true);
            Rc::new(options.build(&whole).unwrap())
        };
        Rc::clone(validators.entry(schema.to_string()).or_insert_with(build))
    })
}

static COMPONENTS: LazyLock<Value> = LazyLock::new(|| {
    let mut components = DOCUMENT["components"].clone();
    let schemas = components["schemas"].as_object_mut().unwrap();
    let parts: HashSet<String> = schemas
        .values()
        .filter_map(|schema| schema["allOf"].as_array())
        .flatten()
        .filter_map(|part| Some(part["$ref"].as_str()?.rsplit('/').next()?.to_owned()))
        .collect();
    for (name, schema) in schemas {
        let is_object = schema.get("properties").is_some() || schema.get("allOf").is_some();
        if is_object && !parts.contains(name) {
            schema["unevaluatedProperties"] = false.into();
        }
    }
    components
});
