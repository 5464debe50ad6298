//! `POST /organizations?dry_run=true`: checks a profile, changes nothing, and names organizations
//! that may be the same.

use antislavery_directory::domain::Role;
use serde_json::{Value, json};

use crate::harness::{Answer, TestDirectory};
use crate::support::profiles::profile;

const TRY: &str = "/api/v1/organizations?dry_run=true";

async fn scene() -> (TestDirectory, String) {
    let directory = TestDirectory::with(&[
        profile(
            "lantern-house",
            json!({"name": "Lantern House International", "acronym": "LHI",
                   "website": "https://www.lantern.example/en/",
                   "identifiers": [{"scheme": "US-EIN", "value": "541722887"}],
                   "fact_sources": {"acronym": ["page"], "website": ["page"], "identifiers": ["page"]}}),
        ),
        profile(
            "gone",
            json!({"name": "The Gone Trust", "status": "withdrawn",
                   "withdrawal": {"reason": "It was made up."}}),
        ),
    ])
    .await;
    let key = directory.create_key(Role::Editor);
    (directory, key)
}

async fn tried(directory: &TestDirectory, key: &str, body: &Value) -> Answer {
    directory.write(key, "POST", TRY, &[], body).await
}

/// Slugs with their reasons: `lantern-house: name, website`.
fn similar(answer: &Answer) -> Vec<String> {
    let json = answer.json();
    let list = json["similar_existing"].as_array().unwrap_or_else(|| panic!("{json:#}"));
    let line = |it: &Value| {
        let why: Vec<&str> =
            it["why"].as_array().unwrap().iter().map(|why| why.as_str().unwrap()).collect();
        format!("{}: {}", it["slug"].as_str().unwrap(), why.join(", "))
    };
    list.iter().map(line).collect()
}

#[actix_web::test]
async fn a_dry_run_answers_like_a_create_and_changes_nothing() {
    let (directory, key) = scene().await;
    let before = directory.get("/api/v1").await.json()["data"]["change"].clone();
    let mut unknown_term = profile("new", json!({"name": "New"}));
    unknown_term["focus_areas"] = json!(["nothing"]);
    let taken_number =
        json!({"name": "New", "identifiers": [{"scheme": "US-EIN", "value": "54-1722887"}]});
    for (body, status, expected) in [
        (profile("new", json!({"name": "New"})), 200, vec![]),
        (
            profile("new", json!({"name": "Lantern House Internatonal"})),
            200,
            vec!["lantern-house: name"],
        ),
        (profile("new", json!({"name": "The Gone Trust"})), 200, vec!["gone: name"]),
        (profile("lantern-house", json!({"name": "Another"})), 409, vec![]),
        (profile("new", taken_number), 409, vec!["lantern-house: identifier"]),
        (unknown_term, 422, vec![]),
        (json!({"name": "LHI"}), 422, vec!["lantern-house: other_name"]),
        (json!({"website": "lantern.example"}), 422, vec!["lantern-house: website"]),
        (
            json!({"identifiers": [{"scheme": "us-ein", "value": "54 17 22 887"}]}),
            422,
            vec!["lantern-house: identifier"],
        ),
        (json!({}), 422, vec![]),
    ] {
        let answer = tried(&directory, &key, &body).await;

        assert_eq!(answer.status, status, "{body}: {}", answer.text());
        assert_eq!(similar(&answer), expected, "{body}");
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        match status {
            200 => assert_eq!(answer.json()["valid"], true),
            _ => assert!(!answer.json()["errors"].as_array().unwrap().is_empty(), "{body}"),
        }
        let real = if status == 200 {
            None
        } else {
            Some(directory.write(&key, "POST", "/api/v1/organizations", &[], &body).await)
        };
        if let Some(real) = real {
            let (real, tried) = (real.json(), answer.json());
            assert_eq!(real["errors"], tried["errors"], "{body}");
            assert_eq!(real["title"], tried["title"], "{body}");
            assert!(real.get("similar_existing").is_none(), "{real:#}");
        }
    }
    assert_eq!(directory.get("/api/v1").await.json()["data"]["change"], before);
    assert_eq!(directory.get("/api/v1/organizations/new").await.status, 404);
}

#[actix_web::test]
async fn a_similar_organization_has_what_an_editor_needs_to_know_it() {
    let (directory, key) = scene().await;
    let body = json!({"name": "Lantern House International", "website": "https://lantern.example"});

    let answer = tried(&directory, &key, &body).await.json();

    assert_eq!(
        answer["similar_existing"],
        json!([{
            "slug": "lantern-house",
            "name": "Lantern House International",
            "status": "active",
            "website": "https://www.lantern.example/en/",
            "why": ["name", "website"],
            "score": 100.0,
            "links": {"self": "/api/v1/organizations/lantern-house"},
        }])
    );
}

#[actix_web::test]
async fn an_unclear_dry_run_creates_nothing() {
    let (directory, key) = scene().await;
    let body = profile("new", json!({"name": "New"}));
    for (query, status) in
        [("dry_run", 200), ("dry_run=", 200), ("dry_run=TRUE", 400), ("dryrun=true", 400)]
    {
        let path = format!("/api/v1/organizations?{query}");
        let answer = directory.write(&key, "POST", &path, &[], &body).await;
        assert_eq!(answer.status, status, "{query}");
        assert_eq!(directory.get("/api/v1/organizations/new").await.status, 404, "{query}");
    }
    let unauthorized = directory.send("POST", TRY, &body).await;
    assert_eq!(unauthorized.status, 401);
    let real =
        directory.write(&key, "POST", "/api/v1/organizations?dry_run=false", &[], &body).await;
    assert_eq!(real.status, 201);
}
