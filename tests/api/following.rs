//! The serving directory sees what others write.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::harness::TestDirectory;
use crate::support::profiles::{profile, seed_profiles};

#[actix_web::test]
async fn a_load_beside_the_server_is_seen_within_two_seconds() {
    let directory = TestDirectory::with(&[profile("a", json!({})), profile("b", json!({}))]).await;
    let list = "/api/v1/organizations";
    let first = directory.get(list).await;

    let begun = Instant::now();
    let changed = [profile("a", json!({"founded": 1990})), profile("c", json!({}))];
    let report = directory.load(&changed).await;
    let waited = begun.elapsed();

    assert_eq!(report.updated.len(), 1);
    assert_eq!(report.updated[0].changed, ["founded"]);
    assert!(waited < Duration::from_secs(2), "seen after {waited:?}");
    let tag = first.header("etag").unwrap();
    let second = directory.get_with(list, &[("if-none-match", tag)]).await;
    assert_eq!(second.status, 200);
    assert_ne!(second.header("etag"), Some(tag));
    assert_eq!(second.slugs(), ["a", "b", "c"]);
    let changes = |answer: &crate::harness::Answer| answer.json()["meta"]["change"].as_i64();
    assert_eq!(changes(&second), changes(&first).map(|change| change + 2));

    let profile = directory.get("/api/v1/organizations/a").await;
    assert!(profile.header("etag").unwrap().starts_with("\"r2-"));
    let profile = profile.json();
    assert_eq!(profile["founded"], 1990);
    assert_eq!(profile["revision"], 2);
    assert!(profile["updated_at"].as_str() > profile["created_at"].as_str());
    let untouched = directory.get("/api/v1/organizations/b").await;
    assert!(untouched.header("etag").unwrap().starts_with("\"r1-"));
}

#[actix_web::test]
async fn loading_what_stands_changes_nothing() {
    let directory = TestDirectory::seeded().await;
    let before = directory.get("/api/v1/organizations?per_page=100").await;

    let report = directory.load_seeds().await;

    assert_eq!(report.unchanged, seed_profiles().len());
    assert!(report.added.is_empty() && report.updated.is_empty() && report.withdrawn.is_empty());
    let after = directory.get("/api/v1/organizations?per_page=100").await;
    assert_eq!(after.header("etag"), before.header("etag"));
    assert_eq!(after.body, before.body);
}

#[actix_web::test]
async fn what_is_pruned_is_gone_and_comes_back_when_it_is_loaded_again() {
    let both = [profile("a", json!({})), profile("b", json!({}))];
    let directory = TestDirectory::with(&both).await;

    let report = directory.load_with(&both[..1], true).await;

    assert_eq!(report.withdrawn, ["b".parse().unwrap()]);
    let gone = directory.get("/api/v1/organizations/b").await;
    assert_eq!(gone.status, 410);
    assert!(gone.header("etag").unwrap().starts_with("\"r2-"));
    assert_eq!(directory.get("/api/v1/organizations").await.slugs(), ["a"]);
    assert_eq!(directory.get("/api/v1").await.json()["data"]["organizations"], 1);

    directory.load(&both).await;
    let back = directory.get("/api/v1/organizations/b").await;
    assert_eq!(back.status, 200);
    assert!(back.header("etag").unwrap().starts_with("\"r3-"));
}

#[actix_web::test]
async fn an_identifier_moves_to_its_new_owner() {
    let numbered = json!({"identifiers": [{"scheme": "US-EIN", "value": "123456789"}]});
    let directory =
        TestDirectory::with(&[profile("a", numbered.clone()), profile("b", json!({}))]).await;
    directory.load(&[profile("a", json!({})), profile("b", numbered)]).await;

    let answer = directory
        .get_with("/api/v1/organizations/US-EIN-123456789", &[("host", "localhost")])
        .await;

    let expected = "http://localhost/api/v1/organizations/b";
    assert_eq!(answer.header("location"), Some(expected));
}
