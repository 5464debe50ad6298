//! Sort orders and pagination of the list.

use std::collections::HashSet;

use antislavery_directory::http::Settings;
use serde_json::{Value, json};

use crate::harness::TestDirectory;
use crate::support::profiles::{active_seed_profiles, profile};

const LIST: &str = "/api/v1/organizations";

#[actix_web::test]
async fn every_sort_order_breaks_ties_by_slug_and_puts_missing_values_last() {
    let directory = TestDirectory::with(&[
        profile("a", json!({"name": "delta", "founded": 2000, "verified_at": "2025-01-02"})),
        profile("b", json!({"name": "Écho", "founded": 1990, "verified_at": "2025-01-03"})),
        profile("c", json!({"name": "“Delta”", "founded": 2000})),
        profile("d", json!({"name": "ALPHA", "verified_at": "2025-01-02"})),
        profile("e", json!({"name": "foxtrot"})),
    ])
    .await;
    for (sort, slugs) in [
        ("name", ["d", "a", "c", "b", "e"]),
        ("-name", ["e", "b", "a", "c", "d"]),
        ("founded", ["b", "a", "c", "d", "e"]),
        ("-founded", ["a", "c", "b", "d", "e"]),
        ("verified_at", ["a", "d", "b", "c", "e"]),
        ("-verified_at", ["b", "a", "d", "c", "e"]),
        // All were loaded at the same time, in this order.
        ("updated_at", ["a", "b", "c", "d", "e"]),
        ("-updated_at", ["a", "b", "c", "d", "e"]),
    ] {
        let whole = directory.get(&format!("{LIST}?sort={sort}")).await;
        assert_eq!(whole.slugs(), slugs, "{sort}");

        assert_eq!(
            follow_cursor(&directory, &format!("sort={sort}&per_page=2")).await,
            slugs,
            "{sort}"
        );
    }
    assert_eq!(directory.get(LIST).await.slugs(), ["d", "a", "c", "b", "e"]);
}

#[actix_web::test]
async fn sorting_by_updated_at_puts_the_latest_change_last() {
    let directory = TestDirectory::with(&[profile("a", json!({})), profile("b", json!({}))]).await;
    directory.load(&[profile("a", json!({"founded": 1990}))]).await;

    assert_eq!(directory.get(&format!("{LIST}?sort=updated_at")).await.slugs(), ["b", "a"]);
    assert_eq!(directory.get(&format!("{LIST}?sort=-updated_at")).await.slugs(), ["a", "b"]);
}

/// Follows `meta.next_cursor` to the end.
async fn follow_cursor(directory: &TestDirectory, query: &str) -> Vec<String> {
    let (mut slugs, mut cursor) = (Vec::new(), "*".to_owned());
    loop {
        let answer = directory.get(&format!("{LIST}?{query}&cursor={cursor}")).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        slugs.extend(answer.slugs());
        let json = answer.json();
        assert_eq!(json["meta"]["page"], Value::Null);
        match json["meta"]["next_cursor"].as_str() {
            Some(next) => cursor = next.to_owned(),
            None => {
                assert_eq!(json["links"]["next"], Value::Null);
                return slugs;
            }
        }
        assert!(slugs.len() <= 1000, "the cursor does not end");
    }
}

#[actix_web::test]
async fn the_pages_of_a_list_join_to_the_whole_list() {
    let directory = TestDirectory::seeded().await;
    let whole = directory.all_slugs(LIST).await;
    assert_eq!(whole.len(), active_seed_profiles().len());
    let all = whole.len().min(100);
    for per_page in [1, 7, 20, all, (all + 1).min(100)] {
        let (mut slugs, mut next) = (Vec::new(), Some(format!("{LIST}?per_page={per_page}")));
        let mut page = 0;
        while let Some(path) = next {
            page += 1;
            let answer = directory.get(&path).await;
            let json = answer.json();

            let pages = whole.len().div_ceil(per_page);
            assert_eq!(json["meta"]["page"], page);
            assert_eq!(json["meta"]["pages"], pages);
            assert_eq!(json["meta"]["per_page"], per_page);
            assert_eq!(json["meta"]["total"], whole.len());
            assert_eq!(json["links"]["prev"].is_null(), page == 1);
            slugs.extend(answer.slugs());
            next = json["links"]["next"].as_str().map(str::to_owned);
        }
        assert_eq!(slugs, whole, "{per_page} a page");
    }
}

#[actix_web::test]
async fn a_cursor_visits_every_organization_once() {
    let directory = TestDirectory::seeded().await;
    for sort in ["name", "-name", "founded", "-founded", "updated_at", "verified_at"] {
        let whole = directory.all_slugs(&format!("{LIST}?sort={sort}")).await;

        assert_eq!(
            follow_cursor(&directory, &format!("sort={sort}&per_page=6")).await,
            whole,
            "{sort}"
        );
    }
    let filtered = directory.all_slugs(&format!("{LIST}?country=IN")).await;
    assert_eq!(follow_cursor(&directory, "country=IN&per_page=3").await, filtered);
}

#[actix_web::test]
async fn a_cursor_survives_concurrent_changes() {
    let directory = TestDirectory::seeded().await;
    let before: Vec<String> = directory.all_slugs(LIST).await;

    let first = directory.get(&format!("{LIST}?per_page=10&cursor=*")).await;
    directory.load(&[profile("aaa-first", json!({})), profile("zzz-last", json!({}))]).await;
    let mut slugs = first.slugs();
    let mut next = first.json()["links"]["next"].as_str().map(str::to_owned);
    while let Some(path) = next {
        let answer = directory.get(&path).await;
        slugs.extend(answer.slugs());
        next = answer.json()["links"]["next"].as_str().map(str::to_owned);
    }

    let distinct: HashSet<&String> = slugs.iter().collect();
    assert_eq!(distinct.len(), slugs.len(), "an organization was listed twice");
    assert!(before.iter().all(|slug| slugs.contains(slug)), "an organization was left out");
    // Only the new organization after the cursor is listed.
    assert!(slugs.contains(&"zzz-last".to_owned()));
    assert!(!slugs.contains(&"aaa-first".to_owned()));
}

#[actix_web::test]
async fn a_cursor_survives_the_withdrawal_of_its_organization() {
    let profiles = ["a", "b", "c", "d"].map(|slug| profile(slug, json!({})));
    let directory = TestDirectory::with(&profiles).await;

    let first = directory.get(&format!("{LIST}?per_page=2&cursor=*")).await;
    directory
        .load_with(&[profiles[0].clone(), profiles[2].clone(), profiles[3].clone()], true)
        .await;
    let next = first.json()["links"]["next"].as_str().unwrap().to_owned();
    let second = directory.get(&next).await;

    assert_eq!(first.slugs(), ["a", "b"]);
    assert_eq!(second.slugs(), ["c", "d"]);
}

#[actix_web::test]
async fn a_cursor_of_another_sort_order_returns_400() {
    let directory = TestDirectory::seeded().await;
    let first = directory.get(&format!("{LIST}?sort=founded&cursor=*")).await.json();
    let cursor = first["meta"]["next_cursor"].as_str().unwrap();
    for (sort, status) in [("founded", 200), ("-founded", 400), ("name", 400), ("updated_at", 400)]
    {
        let answer = directory.get(&format!("{LIST}?sort={sort}&cursor={cursor}")).await;

        assert_eq!(answer.status, status, "{sort}");
        if status == 400 {
            assert_eq!(answer.json()["errors"][0]["parameter"], "cursor");
        }
    }
}

#[actix_web::test]
async fn a_page_after_the_last_is_empty() {
    let directory = TestDirectory::seeded().await;

    let answer = directory.get(&format!("{LIST}?page=9&per_page=20")).await;

    assert_eq!(answer.status, 200);
    let json = answer.json();
    assert_eq!(json["data"], json!([]));
    let total = active_seed_profiles().len();
    assert_eq!(json["meta"]["total"], total);
    assert_eq!(json["links"]["next"], Value::Null);
    assert_eq!(json["links"]["prev"], format!("{LIST}?page={}", total.div_ceil(20)));
}

#[actix_web::test]
async fn an_empty_list_has_no_pages() {
    let directory = TestDirectory::seeded().await;

    let answer = directory.get(&format!("{LIST}?founded=1600")).await.json();

    assert_eq!(answer["data"], json!([]));
    assert_eq!(answer["meta"]["total"], 0);
    assert_eq!(answer["meta"]["pages"], 0);
    assert_eq!(answer["links"]["next"], Value::Null);
}

#[actix_web::test]
async fn a_page_number_above_the_limit_returns_400_and_recommends_the_cursor() {
    let directory = TestDirectory::seeded().await;
    for (query, status) in [
        ("page=100&per_page=100", 200),
        ("page=101&per_page=100", 400),
        ("page=500", 200),
        ("page=501", 400),
        ("page=10000&per_page=1", 200),
        ("page=10001&per_page=1", 400),
        ("page=18446744073709551615", 400),
    ] {
        let answer = directory.get(&format!("{LIST}?{query}")).await;

        assert_eq!(answer.status, status, "{query}");
        if status == 400 {
            let error = &answer.json()["errors"][0];
            assert_eq!(error["parameter"], "page", "{query}");
            assert!(error["message"].as_str().unwrap().contains("cursor"), "{query}: {error}");
        }
    }
}

#[actix_web::test]
async fn pagination_links_are_paths_in_the_body_and_absolute_in_the_header() {
    let public_url = Some("https://directory.example".to_owned());
    let public = TestDirectory::seeded_with(Settings { public_url, ..Settings::default() }).await;
    let usual = TestDirectory::seeded().await;
    for (directory, headers, base) in [
        (&public, vec![("host", "elsewhere.example")], "https://directory.example"),
        (&usual, vec![("host", "localhost:8080")], "http://localhost:8080"),
    ] {
        for query in ["page=2&country=!IN&per_page=10", "cursor=*&per_page=10"] {
            let answer = directory.get_with(&format!("{LIST}?{query}"), &headers).await;

            let links = &answer.json()["links"];
            for relation in ["first", "prev", "next", "last"] {
                let path = links[relation].as_str();
                assert!(path.is_none_or(|path| path.starts_with(&format!("{LIST}?"))), "{links}");
                let expected = path.map(|path| format!("{base}{path}"));
                assert_eq!(answer.link(relation), expected.as_deref(), "{query} {relation}");
            }
            assert!(links["next"].is_string() && links["first"].is_string());
        }
    }
}

#[actix_web::test]
async fn pagination_links_resolve_to_the_named_pages() {
    let directory = TestDirectory::seeded().await;
    let query = "focus_area=!land-theft&sort=-founded&per_page=5&fields=slug&include=labels";
    let page = |number: usize| format!("{LIST}?{query}&page={number}");

    let links = directory.get(&page(3)).await.json()["links"].clone();

    for (relation, number) in [("self", 3), ("first", 1), ("prev", 2), ("next", 4)] {
        let linked = directory.get(links[relation].as_str().unwrap()).await;
        assert_eq!(linked.body, directory.get(&page(number)).await.body, "{relation}");
    }
    let last = directory.get(links["last"].as_str().unwrap()).await.json();
    assert_eq!(last["meta"]["page"], last["meta"]["pages"]);
    assert_eq!(last["links"]["next"], Value::Null);
}
