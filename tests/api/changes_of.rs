//! The changes of some organizations, as a list and as a feed.

use antislavery_directory::domain::TermScheme;
use atom_syndication::Feed;
use serde_json::{Value, json};

use crate::harness::TestDirectory;
use crate::parameters::assert_invalid;
use crate::support::profiles::{profile, seed_terms};

const CHANGES: &str = "/api/v1/changes";
const FEED: &str = "/api/v1/changes.atom";

/// A directory in which organizations changed in turns: `a` twice, then `b`, then a term, then `a`.
async fn changed() -> TestDirectory {
    let works = |code: &str| json!([{"country": code, "sources": ["page"]}]);
    let a = |name: &str| profile("a", json!({"name": name, "countries": works("IN")}));
    let b = |name: &str| profile("b", json!({"name": name, "countries": works("GH")}));
    let directory = TestDirectory::with(&[a("A"), b("B")]).await;
    directory.load(&[a("A2")]).await;
    directory.load(&[b("B2")]).await;
    let mut term = seed_terms("focus_areas").remove(0);
    term["definition"] = "Another.".into();
    directory.load_terms(TermScheme::FocusArea, &[term]).await;
    directory.load(&[a("A3")]).await;
    directory
}

/// The slug and the kind of each change.
fn listed(json: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let data = json["data"].as_array().unwrap();
    data.iter().map(|it| (text(&it["slug"]), text(&it["kind"]))).collect()
}

#[actix_web::test]
async fn only_changes_of_the_organizations_that_pass_are_listed() {
    let directory = changed().await;
    let pair = |slug: &str, kind: &str| (slug.to_owned(), kind.to_owned());
    let of_a = vec![pair("a", "created"), pair("a", "updated"), pair("a", "updated")];
    let of_b = vec![pair("b", "created"), pair("b", "updated")];
    for (query, expected) in [
        ("organization=a", &of_a),
        ("organization=b", &of_b),
        ("country=IN", &of_a),
        ("country=GH", &of_b),
        ("country=!IN", &of_b),
        ("organization=a&country=GH", &Vec::new()),
    ] {
        let answer = directory.get(&format!("{CHANGES}?{query}")).await;
        let json = answer.json();
        assert_eq!(&listed(&json), expected, "{query}");
        assert_eq!(json["meta"]["next_since"], json["meta"]["change"], "{query}");
        assert_eq!(json["links"]["next"], Value::Null, "{query}");
        let etag = answer.header("etag").unwrap();
        let headers = [("if-none-match", etag)];
        let again = directory.get_with(&format!("{CHANGES}?{query}"), &headers).await;
        assert_eq!(again.status, 304, "{query}");
    }
    let refused = directory.get(&format!("{CHANGES}?organization=nothing-like-it")).await;
    assert_invalid(&refused, "unknown", "organization", "unknown_value", None);
}

#[actix_web::test]
async fn a_client_that_follows_the_links_gets_every_change_once() {
    let directory = changed().await;
    let (mut path, mut seen) = (format!("{CHANGES}?organization=a&limit=1"), Vec::new());
    for _ in 0..10 {
        let json = directory.get(&path).await.json();
        seen.extend(json["data"].as_array().unwrap().iter().map(|it| it["revision"].clone()));
        match json["links"]["next"].as_str() {
            Some(next) => path = next.to_owned(),
            None => break,
        }
    }
    assert_eq!(seen, [1, 2, 3]);
    assert!(path.contains("organization=a"), "{path}");
}

#[actix_web::test]
async fn a_withdrawal_is_among_the_changes_of_the_organization() {
    let directory = changed().await;
    directory.load_with(&[profile("b", json!({}))], true).await;

    let json = directory.get(&format!("{CHANGES}?organization=a")).await.json();

    assert_eq!(listed(&json).last().unwrap().1, "withdrawn");
}

#[actix_web::test]
async fn the_feed_of_an_organization_has_its_changes_and_its_page() {
    let directory = changed().await;
    let read = async |path: &str| {
        let answer = directory.get_with(path, &[("host", "example.org")]).await;
        assert_eq!(answer.status, 200, "{path}");
        Feed::read_from(&*answer.bytes()).unwrap()
    };
    let whole = read(FEED).await;

    let feed = read(&format!("{FEED}?organization=a")).await;

    let titles: Vec<&str> = feed.entries().iter().map(|it| it.title().value.as_str()).collect();
    assert_eq!(titles, ["A3: updated (name)", "A2: updated (name)", "A: created"]);
    assert_ne!(feed.id(), whole.id());
    assert!(feed.title().value.contains("changes of a"));
    let of = |feed: &Feed, rel: &str| -> Vec<String> {
        let links = feed.links().iter().filter(|link| link.rel == rel);
        links.map(|link| link.href.clone()).collect()
    };
    assert_eq!(of(&feed, "self"), [format!("http://example.org{FEED}?organization=a")]);
    assert_eq!(of(&feed, "alternate")[0], "http://example.org/organizations/a/history");
    assert!(of(&feed, "next").is_empty());
    let ids = |feed: &Feed| -> Vec<String> {
        feed.entries().iter().map(|entry| entry.id().to_owned()).collect()
    };
    assert!(ids(&feed).iter().all(|id| ids(&whole).contains(id)));
    let older = read(&format!("{FEED}?organization=a&before=4")).await;
    assert!(older.entries().len() < 3);
    let html = directory.get("/organizations/a").await.text();
    assert!(html.contains("href=\"/api/v1/changes.atom?organization=a\""));
}

#[actix_web::test]
async fn the_pages_of_a_filtered_feed_have_every_change_once() {
    let made = |number: usize| {
        let code = if number.is_multiple_of(2) { "IN" } else { "GH" };
        let works = json!([{"country": code, "sources": ["page"]}]);
        profile(&format!("p{number}"), json!({"countries": works}))
    };
    let directory = TestDirectory::with(&(0..120).map(made).collect::<Vec<_>>()).await;
    let (mut path, mut lengths) = (format!("{FEED}?country=IN"), Vec::new());
    loop {
        let answer = directory.get_with(&path, &[("host", "example.org")]).await;
        let feed = Feed::read_from(&*answer.bytes()).unwrap();
        lengths.push(feed.entries().len());
        match feed.links().iter().find(|link| link.rel == "next") {
            Some(next) => path = next.href.strip_prefix("http://example.org").unwrap().to_owned(),
            None => break,
        }
    }
    assert_eq!(lengths, [50, 10]);
}
