//! Error responses stay short, whatever the client sent.

use std::collections::BTreeSet;

use antislavery_directory::domain::Role;
use serde_json::{Value, json};

use crate::documents::DOCUMENT;
use crate::harness::{Answer, TestDirectory};
use crate::support::profiles::profile;

/// Maximum size of an error response, with headers, in bytes.
const MAX_BYTES: usize = 64_000;

/// The server's limit for path and query string, in bytes.
const URI_BYTES: usize = 8192;

/// The server's limit for a search body, in bytes.
const QUERY_BODY_BYTES: usize = 16 << 10;

/// Pages, which the OpenAPI document does not describe, with their path parameters.
const PAGES: [&str; 16] = [
    "/",
    "/organizations",
    "/charts",
    "/compare",
    "/research",
    "/ways-to-help",
    "/organizations/{key}",
    "/organizations/{key}/history",
    "/organizations/{key}/history/{n}",
    "/organizations/{key}/card.svg",
    "/focus-areas/{slug}",
    "/approaches/{slug}",
    "/countries/{code}",
    "/sitemaps/{file}",
    "/assets/{file}",
    "/{nowhere}",
];

/// Units of long values: a letter, and characters that JSON or HTML escape with several bytes.
const LONG: [&str; 3] = ["a", "%22", "%F0%9F%95%8A"];

/// Headers that handlers read.
const HEADERS: [&str; 6] =
    ["accept", "authorization", "content-type", "if-match", "if-none-match", "x-change-note"];

/// An invalid request.
struct Request {
    method: String,
    path: String,
    headers: Vec<(&'static str, String)>,
    body: String,
}

impl Request {
    fn new(method: &str, path: String) -> Self {
        Self { method: method.to_uppercase(), path, headers: Vec::new(), body: String::new() }
    }

    fn with_header(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    fn with_body(self, content_type: &str, body: impl Into<String>) -> Self {
        let body = body.into();
        let length = body.len().to_string();
        let described = self.with_header("content-type", content_type);
        Self { body, ..described.with_header("content-length", length) }
    }

    /// Sends the request with this `Accept` header and usual values for missing headers.
    async fn send(&self, directory: &TestDirectory, key: &str, accept: &str) -> Answer {
        let has = |name: &str| self.headers.iter().any(|(other, _)| *other == name);
        let bearer = format!("Bearer {key}");
        let mut headers: Vec<(&str, &str)> =
            self.headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        for (name, usual) in [
            ("accept", accept),
            ("authorization", &bearer),
            // No revision has this number.
            ("if-match", "\"r999-0\""),
        ] {
            if !has(name) && (name != "if-match" || !has("if-none-match")) {
                headers.push((name, usual));
            }
        }
        let (method, path) = (&self.method, &self.path);
        directory.exchange("192.0.2.1:4711", method, path, &headers, self.body.clone()).await
    }
}

/// Appends pieces until the URL limit is reached.
fn filled(start: String, piece: impl Fn(usize) -> String) -> String {
    let mut text = start;
    for number in 0.. {
        let next = piece(number);
        if text.len() + next.len() > URI_BYTES {
            break;
        }
        text.push_str(&next);
    }
    text
}

/// The path with valid values for its parameters.
fn plain(template: &str) -> String {
    let mut path = template.to_owned();
    for (name, value) in [
        ("{key}", "unseen"),
        ("{slug}", "bonded-labour"),
        ("{n}", "1"),
        ("{id}", "01977f2c-6a4e-7c3b-9d5e-2f1a0b8c4d6e"),
        ("{problem}", "unknown-organization"),
        ("{code}", "IN"),
        ("{file}", "none.css"),
        ("{format}", "md"),
        ("{nowhere}", "nowhere"),
    ] {
        path = path.replace(name, value);
    }
    assert!(!path.contains('{'), "{template}");
    path
}

/// URLs with many mistakes in the query string, or long ones.
fn queries(path: &str, names: &BTreeSet<&str>) -> Vec<String> {
    let mut paths = vec![
        filled(format!("{path}?x"), |number| format!("&{number}")),
        filled(format!("{path}?x"), |_| "&a=%ff".to_owned()),
    ];
    for long in LONG {
        paths.push(filled(format!("{path}?"), |_| long.to_owned()));
        paths.push(filled(format!("{path}?x"), |number| format!("&{number}{}", long.repeat(60))));
    }
    for name in names {
        paths.push(filled(format!("{path}?{name}=x"), |_| ",x".to_owned()));
        paths.push(filled(format!("{path}?{name}=x"), |_| format!("&{name}=x")));
        paths.push(filled(format!("{path}?{name}="), |_| "%22".to_owned()));
    }
    // Each parameter with 100 values, the maximum.
    let all: Vec<String> =
        names.iter().map(|name| format!("{name}=%3C{}", ",%3C".repeat(99))).collect();
    paths.push(format!("{path}?{}", &all.join("&").chars().take(7000).collect::<String>()));
    paths
}

/// Documents with many mistakes, or long ones.
fn documents(count: usize) -> Vec<String> {
    let long = "\"\u{1}<&".repeat(4 * count);
    let many = |of: &dyn Fn(usize) -> String| (0..count).map(of).collect::<Vec<_>>().join(",");
    let mut wrong = profile(&"<".repeat(500), json!({}));
    for (key, value) in [
        ("focus_areas", json!(vec![long.clone(); 3])),
        ("approaches", json!((0..200).map(|number| format!("{number}<")).collect::<Vec<_>>())),
        ("countries", json!(vec![json!({"country": "\"<", "x": 1}); 200])),
        ("ways_to_help", json!(vec![json!({"kind": "<".repeat(300), "y": 2}); 200])),
        ("fact_sources", json!({long.clone(): [], "focus_areas/x": ["none"]})),
        ("name", json!(long)),
        ("label", json!(long)),
        ("reason", json!(long)),
        ("website", json!(long)),
        ("founded", json!("<")),
    ] {
        wrong[key] = value;
    }
    vec![
        wrong.to_string(),
        format!("{{{}}}", many(&|number| format!("\"key{number}\":{number}"))),
        format!("{{{}}}", many(&|_| "\"slug\":1".to_owned())),
        format!("[{}]", many(&|_| "0".to_owned())),
        json!({long.clone(): {"a": vec![json!({"b": 1}); 200]}}).to_string(),
        // A long key above each of many keys that appear twice.
        format!("{{\"{}\":{{{}}}}}", "<".repeat(4 * count), many(&|_| "\"a\":1".to_owned())),
        json!(long).to_string(),
        format!("{}1{}", "[".repeat(100), "]".repeat(100)),
        "<".repeat(10_000),
    ]
}

/// Search bodies with invalid values, up to the size limit.
fn searches(names: &BTreeSet<&str>) -> Vec<String> {
    let list = |value: &'static str, most: usize| {
        let room = QUERY_BODY_BYTES - 200;
        vec![value; most.min(room / (value.len() + 3))]
    };
    let mut bodies: Vec<String> = Vec::new();
    for name in names {
        for value in ["a", "<", "\u{1}", "🕊"] {
            bodies.push(json!({*name: list(value, usize::MAX)}).to_string());
            bodies.push(json!({*name: list(value, 100)}).to_string());
            bodies.push(json!({*name: value.repeat(2000)}).to_string());
        }
        bodies.push(json!({*name: list("[]", usize::MAX)}).to_string().replace("\"[]\"", "[]"));
        bodies.push(json!({*name: ",".repeat(15_000)}).to_string());
    }
    let unknown: serde_json::Map<String, Value> =
        (0..900).map(|number| (format!("<{number}>"), json!(1))).collect();
    bodies.push(Value::Object(unknown).to_string());
    let long: serde_json::Map<String, Value> =
        (0..100).map(|number| (format!("{number}{}", "\u{1}".repeat(20)), json!(1))).collect();
    bodies.push(Value::Object(long).to_string());
    bodies.push(json!("\u{1}".repeat(2500)).to_string());
    bodies.retain(|body| body.len() <= QUERY_BODY_BYTES);
    // Above the size limit.
    bodies.push(json!({"q": "a".repeat(QUERY_BODY_BYTES)}).to_string());
    bodies.push(json!({"country": vec!["a"; 250_000]}).to_string());
    bodies
}

/// Invalid bodies for an operation, with their media types.
fn bodies(path: &str, operation: &Value, names: &BTreeSet<&str>) -> Vec<(String, String)> {
    let Some(content) = operation["requestBody"]["content"].as_object() else { return Vec::new() };
    let is_query = ["/api/v1/organizations/search", "/api/v1/suggest"].contains(&path);
    let mut bodies = Vec::new();
    for media_type in content.keys() {
        let texts = match media_type.as_str() {
            _ if is_query => searches(names),
            "application/x-ndjson" => {
                let bad = documents(300).into_iter().map(|document| format!("{document}\n"));
                let lines = bad.chain(["{}\n".repeat(3000), format!("{}\n", "x\n".repeat(3000))]);
                let mut lines: Vec<String> = lines.collect();
                lines.push(lines.concat());
                lines
            }
            _ if path.ends_with("/imports") => documents(300),
            _ => documents(2000),
        };
        bodies.extend(texts.into_iter().map(|text| (media_type.clone(), text)));
    }
    bodies
}

/// All invalid requests for one operation.
fn requests(template: &str, method: &str, operation: &Value) -> Vec<Request> {
    let path = plain(template);
    let described = operation["parameters"].as_array().into_iter().flatten();
    let in_query = described.filter(|parameter| parameter["in"] == "query");
    let mut names: BTreeSet<&str> =
        in_query.filter_map(|parameter| parameter["name"].as_str()).collect();
    // `min_change` would make the server wait.
    names.remove("min_change");
    let mut requests: Vec<Request> =
        queries(&path, &names).into_iter().map(|path| Request::new(method, path)).collect();
    if template.contains('{') {
        let start = template.find('{').unwrap();
        let end = template.rfind('}').unwrap() + 1;
        for long in LONG {
            let room = (URI_BYTES - template.len()) / long.len();
            for length in [room, 80] {
                let path =
                    format!("{}{}{}", &template[..start], long.repeat(length), &template[end..]);
                requests.push(Request::new(method, path));
            }
        }
    }
    for name in HEADERS {
        for value in ["<\",".repeat(6000), "%22".repeat(6000)] {
            requests.push(Request::new(method, path.clone()).with_header(name, value));
        }
    }
    let body_names: BTreeSet<&str> = ["q", "country", "focus_area", "fields", "sort", "per_page"]
        .into_iter()
        .filter(|name| template.ends_with("search") || *name == "q")
        .collect();
    let bodies = bodies(template, operation, &body_names);
    requests.extend(
        bodies.into_iter().map(|(media_type, body)| {
            Request::new(method, path.clone()).with_body(&media_type, body)
        }),
    );
    requests
}

/// All invalid requests for one page.
fn page_requests(template: &str) -> Vec<Request> {
    let parameters: Vec<Value> = ["q", "country", "organization", "organizations", "page", "kind"]
        .map(|name| json!({"in": "query", "name": name}))
        .to_vec();
    requests(template, "GET", &json!({"parameters": parameters}))
}

/// Invalid forms for the search page.
fn forms() -> Vec<Request> {
    let fill = |piece: &str| piece.repeat((QUERY_BODY_BYTES - 100) / piece.len());
    let long_names: Vec<String> =
        (0..200).map(|number| format!("{number}{}", "\"".repeat(60))).collect();
    [
        format!("country=x{}", fill(",x")),
        fill("&country=x"),
        fill("&x"),
        fill("\""),
        fill("&x=%ff"),
        long_names.join("&"),
        format!("country=x{}", ",x".repeat(100_000)),
    ]
    .into_iter()
    .map(|body| {
        Request::new("POST", "/organizations".to_owned())
            .with_body("application/x-www-form-urlencoded", body)
    })
    .collect()
}

#[actix_web::test]
async fn an_error_response_is_at_most_64_kb() {
    let directory = TestDirectory::seeded().await;
    let key = directory.create_key(Role::Admin);
    let mut operations: Vec<Request> = Vec::new();
    for (path, item) in DOCUMENT["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            operations.extend(requests(path, method, operation));
        }
    }
    let searches = requests(
        "/api/v1/organizations/search",
        "QUERY",
        &json!({
            "requestBody": {"content": {"application/json": {}}}
        }),
    );
    operations.extend(searches);
    let pages = PAGES.into_iter().flat_map(page_requests).chain(forms());
    let operations = operations.into_iter().map(|request| (request, "application/json"));
    let all = operations.chain(pages.map(|request| (request, "text/html")));
    let (mut refused, mut longest) = (0, 0);
    for (request, accept) in all {
        let answer = request.send(&directory, &key, accept).await;

        let shown: String = request.path.chars().take(100).collect();
        let sent: String = request.body.chars().take(100).collect();
        let place = format!("{} {shown} {sent}", request.method);
        assert!(answer.status < 500, "{place}: {}", answer.status);
        if answer.status >= 400 {
            let head: usize =
                answer.headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
            assert!(answer.body.len() + head <= MAX_BYTES, "{place}: {}", answer.body.len());
            longest = longest.max(answer.body.len());
            refused += 1;
        }
    }
    assert!(refused > 1000, "only {refused} requests were refused; the longest had {longest}");
}
