//! The Atom feed of changes.

use std::collections::HashSet;

use antislavery_directory::domain::TermScheme;
use antislavery_directory::http::Settings;
use atom_syndication::Feed;
use serde_json::json;
use url::Url;

use crate::harness::TestDirectory;
use crate::support::profiles::{profile, seed_terms};

const PATH: &str = "/api/v1/changes.atom";

async fn read(directory: &TestDirectory) -> (String, Feed) {
    let answer = directory.get_with(PATH, &[("host", "example.org")]).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), Some("application/atom+xml"));
    let text = answer.text();
    let feed = Feed::read_from(text.as_bytes()).unwrap();
    (text, feed)
}

/// Returns whether the text is an absolute URL or a URN.
fn is_absolute(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| !url.cannot_be_a_base() || url.scheme() == "urn")
}

/// Returns whether every element of this name holds an RFC 3339 timestamp.
fn is_date(xml: &str, element: &str) -> bool {
    let open = format!("<{element}>");
    let dates = xml.split(&open).skip(1).map(|rest| rest.split('<').next().unwrap());
    dates.clone().count() > 0
        && dates.clone().all(|date| date.contains('T') && date.parse::<jiff::Timestamp>().is_ok())
}

#[actix_web::test]
async fn the_feed_has_the_elements_that_atom_requires() {
    let directory = TestDirectory::seeded().await;

    let (text, feed) = read(&directory).await;

    assert!(text.starts_with("<?xml"));
    assert!(text.contains("xmlns=\"http://www.w3.org/2005/Atom\""));
    assert!(is_date(&text, "updated") && is_date(&text, "published"));
    assert!(feed.id().starts_with("urn:uuid:"));
    assert!(!feed.title().value.is_empty());
    assert_eq!(feed.authors().len(), 1);
    let own = feed.links().iter().filter(|link| link.rel == "self").collect::<Vec<_>>();
    assert_eq!(own.len(), 1);
    assert_eq!(own[0].href, format!("http://example.org{PATH}"));
    assert_eq!(own[0].mime_type.as_deref(), Some("application/atom+xml"));
    let alternates = |links: &[atom_syndication::Link]| {
        links.iter().filter(|link| link.rel == "alternate").count()
    };
    // One of each media type: the pages, and JSON.
    assert_eq!(alternates(feed.links()), 2);
    assert!(feed.links().iter().all(|link| is_absolute(&link.href)));

    assert_eq!(feed.entries().len(), 50);
    let mut ids = HashSet::from([feed.id().to_owned()]);
    for entry in feed.entries() {
        assert!(is_absolute(entry.id()), "{}", entry.id());
        assert!(ids.insert(entry.id().to_owned()), "{} is not unique", entry.id());
        assert!(!entry.title().value.is_empty());
        assert_eq!(entry.authors()[0].name, "command:test");
        assert!(entry.updated() <= feed.updated());
        assert_eq!(alternates(entry.links()), 2);
        assert_eq!(entry.links()[0].mime_type.as_deref(), Some("text/html"));
        assert_eq!(entry.links()[1].mime_type.as_deref(), Some("application/json"));
        assert!(entry.links().iter().all(|link| is_absolute(&link.href)));
    }
}

#[actix_web::test]
async fn feed_entries_describe_the_change_and_link_to_it() {
    let directory = TestDirectory::seeded().await;
    let slug = "international-justice-mission";
    let mut terms = seed_terms("focus_areas");
    terms[0]["definition"] = "Another.".into();
    directory.load_terms(TermScheme::FocusArea, &terms[..1]).await;
    let awkward = json!({"name": "A & B < C ]]> \"D\"", "founded": 1990});
    directory.load(&[profile("awkward", json!({}))]).await;
    directory.load(&[profile("awkward", awkward)]).await;

    let (_, feed) = read(&directory).await;

    let [newest, created, term, ..] = feed.entries() else { panic!("there are few entries") };
    let name = "A & B < C ]]> \"D\"";
    assert_eq!(newest.title().value, format!("{name}: updated (name, founded)"));
    assert_eq!(created.title().value, "awkward: created");
    for entry in [newest, created] {
        assert_eq!(entry.links()[1].href, "http://example.org/api/v1/organizations/awkward");
    }
    let label = terms[0]["label"].as_str().unwrap();
    assert_eq!(term.title().value, format!("Focus area {label}: updated (definition)"));
    let page = "http://example.org/organizations/awkward/history/2";
    assert_eq!(newest.links()[0].href, page);
    let path = format!("/focus-areas/{}", terms[0]["slug"].as_str().unwrap());
    assert_eq!(term.links()[0].href, format!("http://example.org{path}"));
    let mission = format!("http://example.org/api/v1/organizations/{slug}");
    assert!(feed.entries().iter().any(|entry| entry.links()[1].href == mission));
    for entry in feed.entries() {
        for link in entry.links() {
            let path = link.href.strip_prefix("http://example.org").unwrap();
            let accept = ("accept", link.mime_type.as_deref().unwrap());
            assert_eq!(directory.get_with(path, &[accept]).await.status, 200, "{path}");
        }
    }
}

#[actix_web::test]
async fn feed_entry_ids_are_stable_and_independent_of_the_url() {
    let directory = TestDirectory::seeded().await;
    let (_, before) = read(&directory).await;
    directory.load(&[profile("another", json!({}))]).await;

    let (_, after) = read(&directory).await;
    let elsewhere = directory.get_with(PATH, &[("host", "other.example")]).await;

    assert_eq!(after.id(), before.id());
    let ids = |feed: &Feed| -> Vec<String> {
        feed.entries().iter().map(|entry| entry.id().to_owned()).collect()
    };
    assert_eq!(ids(&after)[1..], ids(&before)[..49]);
    let other = Feed::read_from(&*elsewhere.bytes()).unwrap();
    assert_eq!(ids(&other), ids(&after));
    assert_eq!(other.links()[0].href, format!("http://other.example{PATH}"));
    let here = directory.get_with(PATH, &[("host", "example.org")]).await;
    assert_ne!(here.header("etag"), elsewhere.header("etag"));
}

#[actix_web::test]
async fn feed_links_use_the_public_url_if_set() {
    let public_url = Some("https://directory.example".to_owned());
    let settings = Settings { public_url, ..Settings::default() };
    let directory = TestDirectory::seeded_with(settings).await;

    let (text, _) = read(&directory).await;

    assert!(text.contains("https://directory.example/api/v1/changes.atom"));
    assert!(!text.contains("example.org/api"));
}

#[actix_web::test]
async fn the_feed_is_sent_with_the_xml_type_that_the_client_accepts() {
    let directory = TestDirectory::with(&[]).await;
    for (accept, media_type) in [
        ("*/*", "application/atom+xml"),
        ("application/atom+xml, */*;q=0.1", "application/atom+xml"),
        ("application/rss+xml, application/xml;q=0.9", "application/xml"),
        ("text/xml", "text/xml"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "application/xml"),
    ] {
        let answer = directory.get_with(PATH, &[("accept", accept)]).await;

        assert_eq!(answer.status, 200, "{accept}");
        assert_eq!(answer.header("content-type"), Some(media_type), "{accept}");
    }
    let wrong = directory.get(&format!("{PATH}?limit=10")).await;
    let refused = directory.get_with(PATH, &[("accept", "application/json")]).await;
    assert_eq!((wrong.status, refused.status), (400, 406));
}

#[actix_web::test]
async fn following_next_reads_every_change_once_and_previous_leads_back() {
    let directory = TestDirectory::seeded().await;
    let last = directory.get("/api/v1").await.json()["data"]["change"].as_i64().unwrap();
    let link = |feed: &Feed, rel: &str| {
        let found = feed.links().iter().find(|link| link.rel == rel);
        found.map(|link| link.href.strip_prefix("http://example.org").unwrap().to_owned())
    };
    let (mut ids, mut paths) = (Vec::new(), vec![PATH.to_owned()]);
    loop {
        let path = paths.last().unwrap().clone();
        let answer = directory.get_with(&path, &[("host", "example.org")]).await;
        assert_eq!(answer.status, 200, "{path}");
        let feed = Feed::read_from(&*answer.bytes()).unwrap();
        ids.extend(feed.entries().iter().map(|entry| entry.id().to_owned()));
        assert_eq!(link(&feed, "self"), Some(path));
        assert_eq!(link(&feed, "first").as_deref(), Some(PATH));
        let newer = paths.len().checked_sub(2).map(|index| paths[index].clone());
        assert_eq!(link(&feed, "previous"), newer);
        match link(&feed, "next") {
            Some(next) => paths.push(next),
            None => break,
        }
    }
    assert_eq!(ids.len() as i64, last);
    assert_eq!(ids.iter().collect::<HashSet<_>>().len(), ids.len());
}

#[actix_web::test]
async fn every_page_names_the_feed() {
    let directory = TestDirectory::seeded().await;
    let named = r#"<link rel="alternate" href="/api/v1/changes.atom" type="application/atom+xml""#;
    for path in ["/", "/organizations/a21", "/about", "/problems", "/nowhere"] {
        let html = directory.get_with(path, &[("accept", "text/html")]).await.text();
        assert!(html.contains(named), "{path}: {html}");
    }
}
