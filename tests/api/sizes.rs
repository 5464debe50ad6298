//! How much one JSON body may hold, wherever the server takes JSON.

use antislavery_directory::domain::Role;
use serde_json::{Value, json};

use crate::harness::TestDirectory;
use crate::support::profiles::profile;

/// Maximum number of members of one JSON object.
const MEMBERS: usize = 1000;

fn object(members: usize) -> Value {
    (0..members)
        .map(|number| (format!("k{number}"), json!(0)))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

#[actix_web::test]
async fn an_object_with_too_many_members_is_refused_wherever_json_comes_in() {
    let directory = TestDirectory::with(&[profile("a", json!({}))]).await;
    let bearer = format!("Bearer {}", directory.create_key(Role::Admin));
    let (json, patch, lines) =
        ("application/json", "application/merge-patch+json", "application/x-ndjson");
    let (all, a) = ("/api/v1/organizations", "/api/v1/organizations/a");
    let (too_many, attack) = (object(MEMBERS + 1), object(94_000));
    for (method, path, content_type, body, pointer) in [
        ("POST", all, json, too_many.clone(), ""),
        ("PUT", a, json, profile("a", json!({"fact_sources": too_many})), "/fact_sources"),
        ("PATCH", a, patch, too_many.clone(), ""),
        ("PATCH", a, patch, json!({"parent": [{"name": attack}]}), "/parent/0/name"),
        ("PATCH", a, patch, attack, ""),
        ("DELETE", a, json, json!({"reason": too_many}), "/reason"),
        ("PUT", "/api/v1/focus-areas/a", json, too_many.clone(), ""),
        ("POST", "/api/v1/imports", lines, too_many.clone(), ""),
        ("POST", "/api/v1/imports", json, json!([too_many]), ""),
    ] {
        let body = body.to_string();
        let length = body.len().to_string();
        let headers = [
            ("authorization", bearer.as_str()),
            ("content-type", content_type),
            ("content-length", length.as_str()),
            ("if-match", "*"),
        ];
        let headers = if method == "POST" { &headers[..3] } else { &headers[..] };

        let answer = directory.exchange("192.0.2.1:1", method, path, headers, body).await;

        let problem = answer.json();
        assert_eq!(answer.status, 422, "{method} {path} {problem}");
        assert_eq!(problem["errors"].as_array().unwrap().len(), 1, "{method} {path} {problem}");
        assert_eq!(problem["errors"][0]["code"], "too_long", "{method} {path} {problem}");
        assert_eq!(problem["errors"][0]["pointer"], pointer, "{method} {path} {problem}");
    }
    assert_eq!(directory.get(a).await.json()["revision"], 1);
}

#[actix_web::test]
async fn a_search_with_too_many_parameters_is_refused() {
    let directory = TestDirectory::with(&[]).await;

    let answer = directory.send("POST", "/api/v1/organizations/search", &object(MEMBERS + 1)).await;

    let problem = answer.json();
    assert_eq!(answer.status, 400, "{problem}");
    assert!(problem["detail"].as_str().unwrap().contains("at most 1000"), "{problem}");
}

#[actix_web::test]
async fn a_profile_with_very_long_lists_is_refused_without_comparing_them() {
    let directory = TestDirectory::with(&[]).await;
    let key = directory.create_key(Role::Editor);
    let terms: Vec<String> = (0..50_000).map(|number| format!("t{number}")).collect();
    let facts = (0..MEMBERS).map(|number| (format!("focus_areas/u{number}"), json!(["s"])));
    let facts: serde_json::Map<String, Value> = facts.collect();
    let body = profile("a", json!({"focus_areas": terms, "fact_sources": facts}));

    let answer = directory.write(&key, "POST", "/api/v1/organizations", &[], &body).await;

    let problem = answer.json();
    assert_eq!(answer.status, 422);
    assert_eq!(problem["errors"].as_array().unwrap().len(), 1, "{:.500}", problem.to_string());
    assert_eq!(problem["errors"][0]["pointer"], "/focus_areas");
}
