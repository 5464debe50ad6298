//! Summaries of changes: applied to the earlier version of the dataset, they give the later one.

use std::collections::BTreeMap;

use antislavery_directory::domain::Role;
use serde_json::{Value, json};

use crate::harness::TestDirectory;
use crate::support::profiles::{profile, seed_profiles};

const SUMMARY: &str = "/api/v1/changes/summary";

async fn newest(directory: &TestDirectory) -> i64 {
    directory.get("/api/v1").await.json()["data"]["change"].as_i64().unwrap()
}

/// The profiles of a version, by slug.
async fn profiles(directory: &TestDirectory, version: i64) -> BTreeMap<String, String> {
    let answer = directory.get_made(&format!("/data/{version}/organizations.jsonl")).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let slug = |line: &str| {
        let profile: Value = serde_json::from_str(line).unwrap();
        profile["slug"].as_str().unwrap().to_owned()
    };
    answer.text().lines().map(|line| (slug(line), line.to_owned())).collect()
}

/// The earlier profiles after a summary was applied to them.
fn replayed(
    mut profiles: BTreeMap<String, String>,
    summary: &Value,
    later: &BTreeMap<String, String>,
) -> BTreeMap<String, String> {
    let lists = summary["organizations"].as_object().unwrap().values();
    let entries: Vec<&Value> = lists.flat_map(|list| list.as_array().unwrap()).collect();
    for entry in &entries {
        if let Some(former) = entry["former_slug"].as_str() {
            profiles.remove(former);
        }
    }
    for entry in &entries {
        let slug = entry["slug"].as_str().unwrap();
        profiles.insert(slug.to_owned(), later[slug].clone());
    }
    profiles
}

/// A directory after every kind of change, with the versions in between.
async fn edited() -> (TestDirectory, Vec<i64>) {
    let all = ["a", "b", "c", "d", "e"].map(|slug| profile(slug, json!({})));
    let directory = TestDirectory::with(&all).await;
    let key = directory.create_key(Role::Admin);
    let term =
        |label: &str| json!({"slug": "new", "label": label, "definition": "x", "group": false});
    let mut versions = vec![newest(&directory).await];
    for (method, slug, body) in [
        ("PATCH", "a", json!({"founded": 1990, "acronym": "A"})),
        ("PUT", "b", profile("bb", json!({"founded": 1990}))),
        ("DELETE", "c", json!({"reason": "It ended.", "successor": "a"})),
        ("PUT", "new", profile("new", json!({}))),
        ("PATCH", "a", json!({"acronym": null})),
        ("PUT", "d", profile("f", json!({}))),
        ("PUT", "c", profile("c", json!({"acronym": "C"}))),
        ("DELETE", "new", json!({"reason": "A mistake."})),
    ] {
        let path = format!("/api/v1/organizations/{slug}");
        let headers = if slug == "new" && method == "PUT" {
            [("if-none-match", "*")]
        } else {
            [("if-match", "*")]
        };
        let done = directory.write(&key, method, &path, &headers, &body).await;
        assert!(done.status < 300, "{method} {path}: {}", done.text());
        versions.push(newest(&directory).await);
    }
    for (method, body) in [("PUT", term("New")), ("PUT", term("Newer")), ("DELETE", Value::Null)] {
        let done = directory.write(&key, method, "/api/v1/approaches/new", &[], &body).await;
        assert!(done.status < 300, "{}", done.text());
        versions.push(newest(&directory).await);
    }
    (directory, versions)
}

#[actix_web::test]
async fn a_summary_applied_to_the_earlier_version_gives_the_later_one() {
    let (directory, versions) = edited().await;
    let mut all = BTreeMap::new();
    for &version in &versions {
        all.insert(version, profiles(&directory, version).await);
    }
    let mut compared = 0;
    for (&from, earlier) in &all {
        for (&to, later) in all.range(from..) {
            let summary = directory.get(&format!("{SUMMARY}?from={from}&to={to}")).await;
            assert_eq!(summary.status, 200, "{}", summary.text());

            let replayed = replayed(earlier.clone(), &summary.json(), later);

            assert!(replayed == *later, "from {from} to {to}: {:#}", summary.json());
            compared += 1;
        }
    }
    assert!(compared > 50, "{compared}");
    let nothing = BTreeMap::new();
    let last = *versions.last().unwrap();
    let whole = directory.get(&format!("{SUMMARY}?from=0&to={last}")).await.json();
    assert!(replayed(nothing, &whole, &all[&last]) == all[&last]);
}

#[actix_web::test]
async fn a_summary_says_what_happened_to_each_organization_and_term() {
    let (directory, versions) = edited().await;
    let (from, to) = (versions[0], *versions.last().unwrap());

    let summary = directory.get(&format!("{SUMMARY}?from={from}")).await.json();

    assert_eq!((&summary["from"], &summary["to"]), (&json!(from), &json!(to)));
    let slugs = |list: &str| -> Vec<&str> {
        let list = summary["organizations"][list].as_array().unwrap();
        list.iter().map(|it| it["slug"].as_str().unwrap()).collect()
    };
    assert_eq!(slugs("added"), Vec::<&str>::new());
    assert_eq!(slugs("updated"), ["a", "c"]);
    assert_eq!(slugs("renamed"), ["bb", "f"]);
    assert_eq!(slugs("withdrawn"), ["new"]);
    let organizations = &summary["organizations"];
    assert_eq!(organizations["updated"][0]["changed"], json!(["founded"]));
    assert_eq!(organizations["renamed"][0]["former_slug"], "b");
    assert_eq!(organizations["withdrawn"][0]["reason"], "A mistake.");
    for (list, count) in [("updated", 2), ("renamed", 2), ("withdrawn", 1), ("restored", 0)] {
        assert_eq!(summary["totals"][list], count, "{list}");
    }
    // The term was added and removed again.
    assert_eq!(summary["terms"], json!({"added": [], "updated": [], "removed": []}));
    let [.., added, updated, removed] = versions.as_slice() else { panic!() };
    for (from, to, list, changed) in [
        (added - 1, *added, "added", json!([])),
        (*added, *updated, "updated", json!(["label"])),
        (*updated, *removed, "removed", json!([])),
    ] {
        let summary = directory.get(&format!("{SUMMARY}?from={from}&to={to}")).await.json();
        let term = &summary["terms"][list][0];
        assert_eq!((&term["vocabulary"], &term["slug"]), (&json!("approach"), &json!("new")));
        assert_eq!(term["changed"], changed, "{list}");
    }
}

#[actix_web::test]
async fn a_summary_is_markdown_for_people() {
    let directory = TestDirectory::with(&[profile("a", json!({"name": "*A* [b](c)"}))]).await;
    let last = newest(&directory).await;
    for (query, accept) in [("format=md", "*/*"), ("from=0", "text/markdown")] {
        let answer = directory.get_with(&format!("{SUMMARY}?{query}"), &[("accept", accept)]).await;

        assert_eq!(answer.header("content-type"), Some("text/markdown; charset=utf-8"));
        let text = answer.text();
        let title =
            format!("# Changes from version 0 to version {last}\n\nOrganizations: 1 added,");
        assert!(text.starts_with(&title), "{text}");
        assert!(text.contains("\n## Added\n\n- `a` (\\*A\\* \\[b\\](c))\n"), "{text}");
    }
}

#[actix_web::test]
async fn a_summary_is_cached_and_bounded() {
    let directory = TestDirectory::with(&seed_profiles()).await;
    let last = newest(&directory).await;
    let path = format!("{SUMMARY}?from=3&to=9");
    let answer = directory.get(&path).await;
    let condition = [("if-none-match", answer.header("etag").unwrap())];
    assert_eq!(directory.get_with(&path, &condition).await.status, 304);
    for (query, status, parameter) in [
        ("from=9&to=3".to_owned(), 400, "from"),
        ("from=x".to_owned(), 400, "from"),
        ("format=xml".to_owned(), 400, "format"),
        ("since=3".to_owned(), 400, "since"),
        (format!("to={}", last + 1), 409, "to"),
        (format!("from={}", last + 1), 409, "from"),
    ] {
        let refused = directory.get(&format!("{SUMMARY}?{query}")).await;
        assert_eq!(refused.status, status, "{query}");
        let problem = refused.json();
        assert_eq!(problem["errors"][0]["parameter"], parameter, "{query}");
        assert!(!problem["detail"].as_str().unwrap().contains("since=0"), "{problem}");
    }
    assert_eq!(directory.get("/api/v1/limits").await.json()["summary_changes_max"], 2000);
}
