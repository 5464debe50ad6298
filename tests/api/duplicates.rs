//! `POST /organizations?dry_run=true`: checks a profile, changes nothing, and names organizations
//! that may be the same.

use antislavery_directory::directory::SimilarAdded;
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

/// The lines of an import's report: `new: lantern-house (name, website), other (name) added`.
fn reported(report: &Value) -> Vec<String> {
    let line = |it: &Value| {
        let others = it["similar_existing"].as_array().unwrap().iter().map(|other| {
            let why: Vec<&str> =
                other["why"].as_array().unwrap().iter().map(|why| why.as_str().unwrap()).collect();
            let added = if other["added"] == true { " added" } else { "" };
            format!("{} ({}){added}", other["slug"].as_str().unwrap(), why.join(", "))
        });
        format!("{}: {}", it["slug"].as_str().unwrap(), others.collect::<Vec<_>>().join(", "))
    };
    report["similar"].as_array().unwrap().iter().map(line).collect()
}

/// Profiles of which some are like those of the scene, and some like each other.
fn batch() -> Vec<Value> {
    let named = |slug: &str, name: &str| profile(slug, json!({"name": name}));
    let on_website = |slug: &str, website: &str| {
        profile(slug, json!({"website": website, "fact_sources": {"website": ["page"]}}))
    };
    let numbered = |slug: &str, value: &str| {
        let identifiers = json!([{"scheme": "NP-SWC", "value": value}]);
        profile(
            slug,
            json!({"identifiers": identifiers, "fact_sources": {"identifiers": ["page"]}}),
        )
    };
    vec![
        named("lantern-house", "Lantern House International"),
        named("new-1", "lantern  house, International"),
        on_website("new-2", "http://lantern.example"),
        named("new-3", "LHI"),
        named("new-4", "Only Once"),
        named("new-5", "Two Times"),
        named("new-6", "Two-times"),
        on_website("new-7", "https://facebook.com/one"),
        on_website("new-8", "https://facebook.com/two"),
        on_website("new-9", "https://m.facebook.com/ONE/"),
        named("new-10", "The Gone Trust"),
        numbered("new-11", "12/34"),
        numbered("new-12", "012_34"),
    ]
}

fn expected() -> Vec<&'static str> {
    vec![
        "new-1: lantern-house (name)",
        "new-2: lantern-house (website)",
        "new-3: lantern-house (other_name)",
        "new-5: new-6 (name) added",
        "new-6: new-5 (name) added",
        "new-7: new-9 (website) added",
        "new-9: new-7 (website) added",
        "new-10: gone (name)",
        "new-11: new-12 (identifier) added",
        "new-12: new-11 (identifier) added",
    ]
}

#[actix_web::test]
async fn an_import_names_added_profiles_that_may_be_duplicates() {
    let (directory, _) = scene().await;
    let key = directory.create_key(Role::Admin);
    let lines: String = batch().iter().map(|line| format!("{line}\n")).collect();
    for query in ["?dry_run=true&overwrite_edits=true", "?overwrite_edits=true"] {
        let path = format!("/api/v1/imports{query}");
        let answer = directory
            .write_text(&key, "POST", &path, &[], "application/x-ndjson", lines.clone())
            .await;

        assert_eq!(answer.status, 200, "{}", answer.text());
        let report = answer.json();
        assert_eq!(reported(&report), expected(), "{query}");
        assert_eq!(report["similar_left_out"], 0);
    }
    let again = directory
        .write_text(&key, "POST", "/api/v1/imports", &[], "application/x-ndjson", lines)
        .await;
    assert_eq!(again.json()["similar"], json!([]));
}

#[actix_web::test]
async fn a_load_from_the_command_line_finds_the_same_duplicates() {
    let (directory, _) = scene().await;
    let mut batch = batch();
    batch[0] = profile("other", json!({"name": "Other"}));

    let report = directory.load(&batch).await;

    let line = |it: &SimilarAdded| {
        let others = it.similar.iter().map(|other| {
            let added = if other.is_added { " added" } else { "" };
            format!("{} ({}){added}", other.slug, other.why.join(", "))
        });
        format!("{}: {}", it.slug, others.collect::<Vec<_>>().join(", "))
    };
    let found: Vec<String> = report.similar.iter().map(line).collect();
    assert_eq!(found, expected());
    assert!(directory.load(&batch).await.similar.is_empty());
}

#[actix_web::test]
async fn a_report_names_the_first_hundred_duplicates_and_counts_the_others() {
    let directory = TestDirectory::with(&[]).await;
    let twins: Vec<Value> = (0..240)
        .map(|n| profile(&format!("twin-{n:03}"), json!({"name": format!("Twin {}", n / 2)})))
        .collect();
    let crowd: Vec<Value> =
        (0..30).map(|n| profile(&format!("crowd-{n}"), json!({"name": "Crowd"}))).collect();

    let report = directory.load(&[twins, crowd].concat()).await;

    assert_eq!((report.similar.len(), report.similar_left_out), (100, 170));
    assert!(report.similar.iter().all(|it| it.similar.len() == 1));
    let more: Vec<Value> =
        (30..40).map(|n| profile(&format!("crowd-{n}"), json!({"name": "Crowd"}))).collect();
    let report = directory.load(&more).await;
    assert_eq!((report.similar.len(), report.similar_left_out), (10, 0));
    assert!(report.similar.iter().all(|it| it.similar.len() == 10));
}
