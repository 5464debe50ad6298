//! The OpenAPI document: complete, current, and with real responses as examples.

use std::collections::HashSet;
use std::fs;

use antislavery_directory::domain::{Keyword, Role, TermScheme};
use jiff::Timestamp;
use percent_encoding::{NON_ALPHANUMERIC, percent_encode};
use serde_json::{Map, Value};

use crate::documents::{DOCUMENT, is_operation};
use crate::harness::TestDirectory;

/// The environment variable that makes the tests update the committed files.
const UPDATE: &str = "UPDATE_OPENAPI";

/// The documented GET operations, with their paths.
fn operations() -> Vec<(&'static String, &'static Value)> {
    operations_of("get")
}

/// The documented operations of a method, with their paths.
fn operations_of(method: &str) -> Vec<(&'static String, &'static Value)> {
    let paths = DOCUMENT["paths"].as_object().unwrap();
    let operations = paths.iter().map(|(path, item)| (path, &item[method]));
    operations.filter(|(_, operation)| operation.is_object()).collect()
}

/// All documented operations, with their paths and methods.
fn all_operations() -> Vec<(&'static String, &'static str, &'static Value)> {
    let of = |method: &'static str| {
        let found = operations_of(method).into_iter();
        found.map(move |(path, operation)| (path, method, operation))
    };
    ["get", "post", "put", "patch", "delete"].into_iter().flat_map(of).collect()
}

/// The schema of a component.
fn schema(name: &str) -> &'static Value {
    &DOCUMENT["components"]["schemas"][name]
}

#[test]
fn a_generated_type_knows_the_keys_of_rows_and_patches() {
    // A union with an object of any keys is `unknown` in TypeScript.
    for name in ["OrganizationOrFields", "ExportedProfile"] {
        let shapes = schema(name)["anyOf"].as_array().unwrap();
        assert_eq!(shapes[1]["$ref"], "#/components/schemas/OrganizationFields", "{name}");
        assert!(shapes[0]["$ref"].is_string(), "{name}");
    }
    let fields = schema("OrganizationFields");
    let summary = schema("OrganizationSummary")["properties"].as_object().unwrap();
    for key in summary.keys().map(String::as_str).chain(["framing", "id", "links", "sources"]) {
        assert!(fields["properties"][key].is_object(), "{key}");
    }
    assert!(fields["required"].is_null());

    // The key `fields` is in exactly one of the shapes of a list, so a client can tell them apart.
    for (name, with_summaries, with_fields) in [
        ("OrganizationPage", "OrganizationList", "OrganizationFieldsList"),
        ("SimilarOrganizations", "SimilarList", "SimilarFieldsList"),
    ] {
        let shapes = [with_summaries, with_fields]
            .map(|shape| serde_json::json!({"$ref": format!("#/components/schemas/{shape}")}));
        assert_eq!(schema(name)["anyOf"], serde_json::json!(shapes));
        assert!(schema(with_summaries)["properties"]["fields"].is_null());
        let required = schema(with_fields)["required"].as_array().unwrap();
        assert!(required.contains(&"fields".into()));
        let row = &schema(with_summaries)["properties"]["data"]["items"]["$ref"];
        assert_eq!(row, "#/components/schemas/OrganizationSummary");
    }

    let patch = schema("ProfilePatch");
    let request = schema("ProfileRequest");
    let keys = |schema: &Value| -> Vec<String> {
        schema["properties"].as_object().unwrap().keys().cloned().collect()
    };
    assert_eq!(keys(patch), keys(request));
    assert!(patch["required"].is_null());
    assert_eq!(patch["properties"]["sources"]["type"], serde_json::json!(["array", "null"]));
    let seat = serde_json::json!({"$ref": "#/components/schemas/HeadquartersPatch"});
    assert!(patch["properties"]["headquarters"]["oneOf"].as_array().unwrap().contains(&seat));
    let (_, operation) = operations_of("patch")[0];
    let body = &operation["requestBody"]["content"]["application/merge-patch+json"]["schema"];
    assert_eq!(body["$ref"], "#/components/schemas/ProfilePatch");
}

/// Schemas that say nothing about their keys, with the reason.
const BARE: [(&str, &str); 1] = [(
    "/paths/~1api~1v1~1openapi.json/get/responses/200/content/application~1json/schema",
    "the OpenAPI Initiative publishes the schema of OpenAPI documents",
)];

/// A code generator turns an object without keys into a type that accepts or allows nothing.
#[test]
fn no_object_is_without_keys() {
    let mut found = Vec::new();
    find_bare_objects(&DOCUMENT, "", &mut found);

    let known: Vec<&str> = BARE.iter().map(|(pointer, _)| *pointer).collect();
    assert_eq!(found, known);
}

/// The pointers of schemas of objects that name neither keys nor the schema of their values.
fn find_bare_objects(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => {
            let kind = &value["type"];
            let is_object = *kind == "object"
                || kind.as_array().is_some_and(|kinds| kinds.contains(&"object".into()));
            let says_more = ["properties", "allOf", "anyOf", "oneOf", "$ref"];
            let values = &value["additionalProperties"];
            let has_values = values.as_object().is_some_and(|schema| !schema.is_empty());
            if is_object && !has_values && !says_more.iter().any(|it| members.contains_key(*it)) {
                found.push(at.to_owned());
            }
            // Examples are not schemas.
            for (key, value) in members.iter().filter(|(key, _)| *key != "example") {
                let key = key.replace('~', "~0").replace('/', "~1");
                find_bare_objects(value, &format!("{at}/{key}"), found);
            }
        }
        Value::Array(elements) => {
            for (index, element) in elements.iter().enumerate() {
                find_bare_objects(element, &format!("{at}/{index}"), found);
            }
        }
        _ => {}
    }
}

#[test]
fn a_patch_may_empty_every_key() {
    fn is_nullable(property: &Value) -> bool {
        let is_null = |kind: &Value| *kind == "null";
        let alternatives = ["oneOf", "anyOf"].map(|key| property[key].as_array());
        property["type"].as_array().is_some_and(|kinds| kinds.iter().any(is_null))
            || alternatives.into_iter().flatten().flatten().any(|it| it["type"] == "null")
    }
    let schemas = DOCUMENT["components"]["schemas"].as_object().unwrap();
    let patches = schemas.iter().filter(|(name, _)| name.ends_with("Patch"));
    let mut checked = 0;
    for (name, patch) in patches {
        assert!(patch["required"].is_null(), "{name}");
        let properties = patch["properties"].as_object();
        for (key, property) in properties.into_iter().flatten() {
            assert!(is_nullable(property), "{name}.{key}: {property}");
            checked += 1;
        }
        let values = &patch["additionalProperties"];
        assert!(values.is_null() || is_nullable(values), "{name}: {values}");
    }
    assert!(checked > 40, "{checked} keys");
    let sources = &schemas["ProfilePatch"]["properties"]["fact_sources"];
    assert!(sources.to_string().contains("FactSourcesPatch"), "{sources}");
}

#[test]
fn responses_of_a_profile_have_one_media_type_and_writes_require_if_match() {
    let profile = &DOCUMENT["paths"]["/api/v1/organizations/{key}"];
    let content = profile["get"]["responses"]["200"]["content"].as_object().unwrap();
    assert_eq!(content.keys().collect::<Vec<_>>(), ["application/json"]);
    let restored = "/api/v1/organizations/{key}/revisions/{n}/restore";
    for (operation, is_required) in [
        (&profile["patch"], true),
        (&profile["delete"], true),
        (&DOCUMENT["paths"][restored]["post"], true),
        // `If-None-Match: *` can replace it.
        (&profile["put"], false),
    ] {
        let if_match = parameters(operation, "header").find(|it| name(it) == "If-Match").unwrap();
        assert_eq!(if_match["required"], is_required);
    }
}

/// Returns whether an operation requires an API key.
fn needs_key(operation: &Value) -> bool {
    operation["security"].is_array()
}

/// The example of an operation's JSON request body.
fn example_body(operation: &Value) -> &'static Value {
    let schema = &operation["requestBody"]["content"]["application/json"]["schema"]["$ref"];
    let pointer = schema.as_str().unwrap().strip_prefix('#').unwrap();
    &DOCUMENT.pointer(pointer).unwrap()["example"]
}

const FORM: &str = "application/x-www-form-urlencoded";

/// Returns whether an operation reads a form.
fn is_form(operation: &Value) -> bool {
    operation["requestBody"]["content"][FORM].is_object()
}

/// The example of an operation's form.
fn form(operation: &Value) -> String {
    let encoded = |text: &str| percent_encode(text.as_bytes(), NON_ALPHANUMERIC).to_string();
    let fields = &operation["requestBody"]["content"][FORM]["example"];
    let fields = fields.as_object().unwrap().iter();
    let fields = fields.map(|(name, value)| format!("{name}={}", encoded(value.as_str().unwrap())));
    fields.collect::<Vec<_>>().join("&")
}

/// The path with the examples of all required parameters.
fn example_path(path: &str, operation: &Value) -> String {
    let path = parameters(operation, "path").fold(path.to_owned(), |path, parameter| {
        path.replace(&format!("{{{}}}", name(parameter)), &example(parameter))
    });
    let required = parameters(operation, "query").filter(|parameter| parameter["required"] == true);
    let query: Vec<String> =
        required.map(|parameter| format!("{}={}", name(parameter), example(parameter))).collect();
    if query.is_empty() { path } else { format!("{path}?{}", query.join("&")) }
}

fn name(parameter: &Value) -> &str {
    parameter["name"].as_str().unwrap()
}

fn example(parameter: &Value) -> String {
    match (name(parameter), &parameter["example"]) {
        // The test directory is only as old as the test.
        ("as_of", _) => Timestamp::now().to_string(),
        (name, Value::Null) => panic!("`{name}` has no example"),
        (_, Value::String(text)) => text.clone(),
        (_, number) => number.to_string(),
    }
}

fn parameters<'a>(operation: &'a Value, place: &'a str) -> impl Iterator<Item = &'a Value> {
    let parameters = operation["parameters"].as_array().into_iter().flatten();
    parameters.filter(move |parameter| parameter["in"] == place)
}

/// Clients generate code from the committed document, so every change to it must be reviewed.
#[test]
fn the_committed_openapi_document_is_current() {
    let path = "openapi/openapi.json";
    let current = antislavery_directory::http::document_json();
    if std::env::var_os(UPDATE).is_some() {
        fs::write(path, &current).unwrap();
    }
    let committed = fs::read_to_string(path).unwrap_or_default();
    assert!(committed == current, "{path} is stale: run with {UPDATE}=1 and review the change");
}

#[actix_web::test]
async fn the_served_openapi_document_is_the_committed_one() {
    let directory = TestDirectory::seeded().await;

    let answer = directory.get("/api/v1/openapi.json").await;

    assert_eq!(answer.json(), *DOCUMENT);
    assert!(DOCUMENT["openapi"].as_str().unwrap().starts_with("3.1"));
}

#[actix_web::test]
async fn every_documented_path_is_routed_and_its_example_works() {
    let directory = TestDirectory::seeded().await;
    let bearer = format!("Bearer {}", directory.create_key(Role::Editor));
    assert!(operations().len() >= 14);
    for (path, operation) in operations() {
        let path = example_path(path, operation);
        let authorization = [("authorization", bearer.as_str())];
        let headers = if needs_key(operation) { &authorization[..] } else { &[] };
        for method in ["GET", "HEAD"] {
            let answer = directory.request(method, &path, headers).await;
            assert_eq!(answer.status, 200, "{method} {path}");
        }
        let optional = |parameter: &&Value| parameter["required"] != true;
        for parameter in parameters(operation, "query").filter(optional) {
            let example =
                percent_encode(example(parameter).as_bytes(), NON_ALPHANUMERIC).to_string();
            let separator = if path.contains('?') { '&' } else { '?' };
            let asked = format!("{path}{separator}{}={example}", name(parameter));
            assert_eq!(directory.get(&asked).await.status, 200, "{asked}");
        }
    }
}

#[test]
fn every_documented_method_is_a_read_a_search_or_a_write() {
    for (path, item) in DOCUMENT["paths"].as_object().unwrap() {
        let methods: Vec<&str> = item.as_object().unwrap().keys().map(String::as_str).collect();
        let is_known = [
            vec!["get"],
            vec!["post"],
            vec!["get", "post"],
            vec!["delete", "get", "put"],
            vec!["delete", "get", "patch", "put"],
        ]
        .contains(&methods);
        assert!(is_known, "{path}: {methods:?}");
    }
}

#[test]
fn every_route_is_documented() {
    let source = fs::read_to_string("src/http/routes.rs").unwrap();
    let literals = source.split('"').skip(1).step_by(2);
    let mut routes: HashSet<String> = literals
        .filter(|text| text.starts_with('/') && is_operation(text))
        .map(str::to_owned)
        .collect();
    for scheme in TermScheme::ALL {
        let path = format!("/api/v1{}", scheme.path());
        routes.extend([format!("{path}/{{slug}}"), path]);
    }
    let documented: HashSet<String> =
        DOCUMENT["paths"].as_object().unwrap().keys().cloned().collect();
    assert_eq!(routes, documented);
}

#[test]
fn every_operation_has_a_summary_and_described_responses() {
    let mut ids = HashSet::new();
    for (path, method, operation) in all_operations() {
        let text = |value: &Value| !value.as_str().unwrap_or_default().is_empty();
        assert!(text(&operation["summary"]), "{path} has no summary");
        assert!(text(&operation["operationId"]), "{path} has no operationId");
        assert!(ids.insert(&operation["operationId"]), "{path} has a duplicate operationId");
        assert_eq!(operation["tags"].as_array().map(Vec::len), Some(1), "{path}");
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            assert!(text(&parameter["description"]), "{path} {}", parameter["name"]);
        }
        let responses = operation["responses"].as_object().unwrap();
        let has_success =
            ["200", "201", "204"].iter().any(|status| responses.contains_key(*status));
        assert!(has_success, "{method} {path}");
        let is_writing = operation["tags"][0] == "editing";
        assert_eq!(needs_key(operation), is_writing, "{method} {path}");
        assert_eq!(responses.contains_key("401"), is_writing, "{method} {path}");
        for (status, response) in responses {
            assert!(text(&response["description"]), "{path} {status} has no description");
            assert!(!response["headers"]["X-Request-Id"].is_null(), "{path} {status}");
            let is_problem = status.as_str() >= "400" && path != "/readyz";
            if is_problem {
                let schema = &response["content"]["application/problem+json"]["schema"];
                assert_eq!(schema["$ref"], "#/components/schemas/Problem", "{path} {status}");
            }
        }
    }
}

#[test]
fn every_schema_reference_resolves() {
    fn references<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
        match value {
            Value::Object(members) => {
                found.extend(members.get("$ref").and_then(Value::as_str));
                members.values().for_each(|value| references(value, found));
            }
            Value::Array(elements) => elements.iter().for_each(|value| references(value, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    references(&DOCUMENT, &mut found);
    assert!(found.len() > 50);
    for reference in found {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(DOCUMENT.pointer(pointer).is_some(), "{reference}");
    }
}

/// Examples must be real responses, otherwise they mislead client developers. The document
/// contains the examples: after updating them, update the document as well.
#[actix_web::test]
async fn the_openapi_examples_are_real_responses() {
    let directory = TestDirectory::seeded().await;
    let bearer = format!("Bearer {}", directory.create_key_named("editors", Role::Editor));
    let (read, asked) = (operations(), operations_of("post"));
    let read = read.into_iter().map(|operation| ("GET", operation));
    let asked = asked.into_iter().map(|operation| ("POST", operation));
    for (method, (path, operation)) in read.chain(asked) {
        let id = operation["operationId"].as_str().unwrap();
        let content = &operation["responses"]["200"]["content"]["application/json"];
        let is_writing = needs_key(operation) && method != "GET";
        // `formats` has the examples of the other formats.
        let is_tested_elsewhere = ["read_openapi", "find_in_format"].contains(&id);
        if content.is_null() || is_tested_elsewhere || is_writing {
            continue;
        }
        let asked = match id {
            "list_organizations" | "list_research" | "list_ways_to_help" => {
                format!("{path}?per_page=2")
            }
            "suggest" => format!("{path}?q=free"),
            "export_organizations" => {
                format!("{path}?format=json&country=GH&fields=slug,name,founded,headquarters")
            }
            "find_organization" => path.replace("{key}", "challenging-heights"),
            "find_revision" => {
                let path = path.replace("{key}", "challenging-heights").replace("{n}", "1");
                format!("{path}?diff=true")
            }
            "list_changes" => format!("{path}?since=60&limit=2"),
            "summarize_changes" => format!("{path}?from=114&to=117"),
            _ => example_path(path, operation),
        };

        let answer = match method {
            "POST" if is_form(operation) => {
                let body = form(operation);
                directory.send_text(method, &asked, FORM, body).await
            }
            "POST" => directory.send(method, &asked, example_body(operation)).await,
            // A service that gives its absolute URL.
            _ if id.ends_with("reconciliation") => {
                directory.get_with(&asked, &[("host", "directory.example")]).await
            }
            _ if needs_key(operation) => {
                directory.get_with(&asked, &[("authorization", &bearer)]).await
            }
            _ => directory.get(&asked).await,
        };
        let mut answer = answer.json();

        normalize(&mut answer);
        let file = format!("openapi/examples/{id}.json");
        if std::env::var_os(UPDATE).is_some() {
            fs::write(&file, format!("{answer:#}\n")).unwrap();
            continue;
        }
        let text = fs::read_to_string(&file).unwrap();
        let committed: Value = serde_json::from_str(&text).unwrap();
        assert!(committed == answer, "{file} is stale: run with {UPDATE}=1 and review the change");
        assert!(content["example"] == answer, "{id}: the document has a different example");
    }
}

/// Replaces values that differ from run to run.
fn normalize(value: &mut Value) {
    match value {
        Value::Object(members) => normalize_members(members),
        Value::Array(elements) => elements.iter_mut().for_each(normalize),
        _ => {}
    }
}

fn normalize_members(members: &mut Map<String, Value>) {
    let is_profile = members.contains_key("revision") && members.contains_key("links");
    let is_key = members.contains_key("role");
    let is_file = members.contains_key("sha256");
    for (key, value) in members {
        match key.as_str() {
            "at" | "created_at" | "updated_at" => *value = "2026-01-01T00:00:00Z".into(),
            // The files of the dataset contain times.
            "sha256" => *value = "0".repeat(64).into(),
            "bytes" if is_file => *value = 123_456.into(),
            "id" if is_profile => *value = "01977f2c-6a4e-7c3b-9d5e-2f1a0b8c4d6e".into(),
            "id" if is_key => *value = "7Rk2mW0c".into(),
            "expires_at" => *value = "2026-01-01T00:00:00Z".into(),
            _ => normalize(value),
        }
    }
}

/// Developers send the examples of edits as they are, so the server must accept them, in this order.
#[actix_web::test]
async fn the_examples_of_request_bodies_are_accepted() {
    let directory = TestDirectory::seeded().await;
    let key = directory.create_key(Role::Admin);
    let organization = "/api/v1/organizations/{key}";
    let terms = TermScheme::ALL.iter().map(|scheme| format!("/api/v1{}/{{slug}}", scheme.path()));
    let edits = [
        ("post", "/api/v1/imports", "?dry_run=true", 200),
        ("post", "/api/v1/organizations", "", 201),
        ("put", organization, "", 200),
        ("patch", organization, "", 200),
        ("post", "/api/v1/organizations/{key}/redactions", "?dry_run=true", 200),
        ("delete", organization, "", 204),
    ];
    let edits = edits.map(|(method, path, query, status)| (method, path.to_owned(), query, status));
    let edits: Vec<_> = edits.into_iter().chain(terms.map(|path| ("put", path, "", 200))).collect();
    for (method, path, query, status) in &edits {
        let operation = &DOCUMENT["paths"][path][method];
        let content = operation["requestBody"]["content"].as_object().unwrap().values().next();
        let target = example_path(path, operation);
        let etag = if path == organization { directory.etag(&target).await } else { String::new() };
        let precondition = [("if-match", etag.as_str())];
        let headers = if etag.is_empty() { &[] } else { &precondition[..] };

        let target = format!("{target}{query}");
        let method = method.to_uppercase();
        let example = &content.unwrap()["example"];
        let answer = directory.write(&key, &method, &target, headers, example).await;

        assert_eq!(answer.status, *status, "{method} {target}: {}", answer.text());
    }
    let edited = all_operations().into_iter().filter(|(_, _, operation)| needs_key(operation));
    let with_body = edited.filter(|(_, _, operation)| !operation["requestBody"].is_null()).count();
    assert_eq!(edits.len(), with_body, "an edit is not tested here");
}
