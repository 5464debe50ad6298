//! The feed of changes, as a reader of feeds and a validator see it.

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

/// Whether this is a whole address and not a path.
fn is_absolute(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| !url.cannot_be_a_base() || url.scheme() == "urn")
}

/// Whether this is a date as RFC 3339 writes it, in the text of the feed too.
fn is_date(xml: &str, element: &str) -> bool {
    let open = format!("<{element}>");
    let dates = xml.split(&open).skip(1).map(|rest| rest.split('<').next().unwrap());
    dates.clone().count() > 0
        && dates.clone().all(|date| date.contains('T') && date.parse::<jiff::Timestamp>().is_ok())
}

#[actix_web::test]
async fn the_feed_holds_what_a_validator_asks_for() {
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
    assert_eq!(alternates(feed.links()), 1);
    assert!(feed.links().iter().all(|link| is_absolute(&link.href)));

    assert_eq!(feed.entries().len(), 50);
    let mut ids = HashSet::from([feed.id().to_owned()]);
    for entry in feed.entries() {
        assert!(is_absolute(entry.id()), "{}", entry.id());
        assert!(ids.insert(entry.id().to_owned()), "{} is not unique", entry.id());
        assert!(!entry.title().value.is_empty());
        assert_eq!(entry.authors()[0].name, "command:test");
        assert!(entry.updated() <= feed.updated());
        assert_eq!(alternates(entry.links()), 1);
        assert!(entry.links().iter().all(|link| is_absolute(&link.href)));
    }
}

#[actix_web::test]
async fn entries_say_what_changed_and_lead_there() {
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
        assert_eq!(entry.links()[0].href, "http://example.org/api/v1/organizations/awkward");
    }
    let label = terms[0]["label"].as_str().unwrap();
    assert_eq!(term.title().value, format!("Focus area {label}: updated (definition)"));
    let address = format!("/api/v1/focus-areas/{}", terms[0]["slug"].as_str().unwrap());
    assert_eq!(term.links()[0].href, format!("http://example.org{address}"));
    let mission = format!("http://example.org/api/v1/organizations/{slug}");
    assert!(feed.entries().iter().any(|entry| entry.links()[0].href == mission));
    for entry in feed.entries() {
        let path = entry.links()[0].href.strip_prefix("http://example.org").unwrap();
        assert_eq!(directory.get(path).await.status, 200, "{path}");
    }
}

#[actix_web::test]
async fn ids_stay_and_are_the_same_at_every_address() {
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
async fn the_public_address_counts_where_there_is_one() {
    let public_url = Some("https://directory.example".to_owned());
    let settings = Settings { public_url, ..Settings::default() };
    let directory = TestDirectory::seeded_with(settings).await;

    let (text, _) = read(&directory).await;

    assert!(text.contains("https://directory.example/api/v1/changes.atom"));
    assert!(!text.contains("example.org/api"));
}

#[actix_web::test]
async fn the_feed_takes_no_parameter_and_has_one_format() {
    let directory = TestDirectory::with(&[]).await;

    let wrong = directory.get(&format!("{PATH}?limit=10")).await;
    let refused = directory.get_with(PATH, &[("accept", "application/json")]).await;
    let accepted = directory.get_with(PATH, &[("accept", "application/atom+xml, */*;q=0.1")]).await;

    assert_eq!((wrong.status, refused.status, accepted.status), (400, 406, 200));
}
