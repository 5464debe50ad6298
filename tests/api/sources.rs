//! The sources that profiles cite, by host and publisher.

use std::collections::{BTreeMap, BTreeSet};

use antislavery_directory::domain::Role;
use serde_json::{Value, json};

use crate::harness::TestDirectory;
use crate::parameters::assert_invalid;
use crate::support::profiles::{profile, seed_profiles};

const SOURCES: &str = "/api/v1/sources";

/// The host of a URL, without `www.`.
fn host(url: &str) -> String {
    let host = url.split("://").nth(1).unwrap().split(['/', '?', '#', ':']).next().unwrap();
    host.strip_prefix("www.").unwrap_or(host).to_lowercase()
}

/// Changes to a profile that give it these sources, and cite all of them.
fn sourced(sources: &Value) -> Value {
    let ids = sources.as_array().unwrap().iter().map(|source| source["id"].clone());
    let framing = json!({"summary": "As a wrong.", "sources": ids.collect::<Vec<_>>()});
    json!({"framing": framing, "sources": sources})
}

#[actix_web::test]
async fn sources_match_a_scan_of_the_seed_files() {
    let directory = TestDirectory::seeded().await;
    let mut expected: BTreeMap<(String, String), (u64, BTreeSet<String>)> = BTreeMap::new();
    let is_active = |profile: &Value| profile["status"] == "active";
    for profile in seed_profiles().into_iter().filter(is_active) {
        for source in profile["sources"].as_array().unwrap() {
            let host = source["url"].as_str().map(host).unwrap_or_default();
            let publisher = source["publisher"].as_str().unwrap_or_default().to_owned();
            if host.is_empty() && publisher.is_empty() {
                continue;
            }
            let (count, slugs) = expected.entry((host, publisher)).or_default();
            *count += 1;
            slugs.insert(profile["slug"].as_str().unwrap().to_owned());
        }
    }
    let (mut found, mut counts, mut path) = (0, Vec::new(), format!("{SOURCES}?per_page=100"));
    loop {
        let json = directory.get(&path).await.json();
        for row in json["data"].as_array().unwrap() {
            let text = |key: &str| row[key].as_str().unwrap_or_default().to_owned();
            let (count, slugs) = &expected[&(text("host"), text("publisher"))];
            assert_eq!(row["count"], *count, "{row}");
            assert_eq!(row["organization_count"], slugs.len(), "{row}");
            let cited_by = row["cited_by"].as_array().unwrap();
            assert_eq!(cited_by.len(), slugs.len().min(20), "{row}");
            assert!(cited_by.iter().all(|it| slugs.contains(it["slug"].as_str().unwrap())));
            counts.push(*count);
            found += 1;
        }
        match json["links"]["next"].as_str() {
            Some(next) => path = next.to_owned(),
            None => break,
        }
    }
    assert_eq!(found, expected.len());
    assert!(counts.is_sorted_by(|one, next| one >= next));
}

#[actix_web::test]
async fn sources_are_filtered_by_host_and_organization() {
    let source = |id: &str, url: &str, publisher: &str| json!({"id": id, "title": "A page", "url": url, "publisher": publisher});
    let sourced = |sources: Vec<Value>| sourced(&json!(sources));
    let directory = TestDirectory::with(&[
        profile(
            "a",
            sourced(vec![
                source("page", "https://www.un.example/one", "United Nations"),
                source("news", "https://news.un.example/two", "UN News"),
            ]),
        ),
        profile("b", sourced(vec![source("page", "https://un.example/three", "United Nations")])),
    ])
    .await;
    for (query, expected) in [
        ("", &[("un.example", 2), ("news.un.example", 1)][..]),
        ("host=un.example", &[("un.example", 2), ("news.un.example", 1)]),
        ("host=www.UN.example", &[("un.example", 2), ("news.un.example", 1)]),
        ("host=news.un.example", &[("news.un.example", 1)]),
        ("host=n.example", &[]),
        ("organization=b", &[("un.example", 1)]),
        ("organization=a,b&host=un.example", &[("un.example", 2), ("news.un.example", 1)]),
    ] {
        let answer = directory.get(&format!("{SOURCES}?{query}")).await;
        let json = answer.json();
        let found: Vec<(&str, u64)> = json["data"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| (row["host"].as_str().unwrap(), row["count"].as_u64().unwrap()))
            .collect();
        assert_eq!(found, expected, "{query}");
        let headers = [("if-none-match", answer.header("etag").unwrap())];
        let again = directory.get_with(&format!("{SOURCES}?{query}"), &headers).await;
        assert_eq!(again.status, 304, "{query}");
    }
    let wrong = directory.get(&format!("{SOURCES}?host=https://un.example/")).await;
    assert_invalid(&wrong, "a URL", "host", "invalid_form", None);
    let unknown = directory.get(&format!("{SOURCES}?organization=nothing-like-it")).await;
    assert_invalid(&unknown, "unknown", "organization", "unknown_value", None);
    let key = directory.create_key(Role::Editor);
    let reason = json!({"reason": "It closed."});
    let gone = directory
        .write(&key, "DELETE", "/api/v1/organizations/b", &[("if-match", "*")], &reason)
        .await;
    assert_eq!(gone.status, 204, "{}", gone.text());
    let withdrawn = directory.get(&format!("{SOURCES}?organization=b")).await;
    assert_eq!(withdrawn.status, 400, "{}", withdrawn.text());
    assert!(withdrawn.text().contains("withdrawn"), "{}", withdrawn.text());
    let far = directory.get(&format!("{SOURCES}?page=1001&per_page=100")).await;
    assert_invalid(&far, "far", "page", "out_of_range", None);
}

#[actix_web::test]
async fn statistics_count_the_sources_that_organizations_published_themselves() {
    let sources = json!([
        {"id": "page", "title": "A page", "url": "https://own.example/a", "publisher": "Own"},
        {"id": "copy", "title": "A copy", "archived_url": "https://archive.example/https://own.example/"},
        {"id": "news", "title": "News", "url": "https://news.example/", "publisher": "The Daily"},
    ]);
    let mut own = sourced(&sources);
    own["website"] = json!("https://own.example/");
    let directory = TestDirectory::with(&[profile("a", own), profile("b", json!({}))]).await;

    let of_a = directory.get("/api/v1/statistics?key=a").await.json();
    let of_all = directory.get("/api/v1/statistics").await.json();

    assert_eq!(of_a["sources"], json!({"total": 3, "self_published": 2}));
    assert!(of_all["sources"]["total"].as_u64().unwrap() >= 3);
    let page = directory.get("/organizations/a").await.text();
    assert!(page.contains("<b>1</b> independent"), "{page}");
}
