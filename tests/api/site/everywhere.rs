//! What holds for every page.

use std::collections::BTreeSet;

use antislavery_directory::http::Settings;
use serde_json::json;

use super::{BROWSER, attributes, unescaped};
use crate::harness::TestDirectory;
use crate::support::profiles::profile;

/// One page of each sort.
const PAGES: [&str; 20] = [
    "/",
    "/?q=debt+bondage",
    "/?focus_area=bonded-labour,child-labour&country=IN&page=2&per_page=5",
    "/?q=nobody-has-this-word-anywhere",
    "/organizations/international-justice-mission",
    "/organizations/free-the-slaves/history",
    "/organizations/free-the-slaves/history/1",
    "/compare",
    "/compare?organizations=free-the-slaves,unseen,polaris",
    "/focus-areas",
    "/focus-areas/bonded-labour",
    "/approaches",
    "/approaches/rescue",
    "/countries",
    "/countries/IN",
    "/research",
    "/ways-to-help?kind=give,shop&page=2",
    "/about",
    "/safety",
    "/problems/unknown-organization",
];

#[actix_web::test]
async fn every_page_is_whole_and_asks_nobody_else_for_anything() {
    let directory = TestDirectory::seeded().await;
    for path in PAGES {
        let page = directory.get_with(path, &[BROWSER]).await;

        assert_eq!(page.status, 200, "{path}");
        assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"), "{path}");
        assert_eq!(page.header("referrer-policy"), Some("no-referrer"), "{path}");
        assert_eq!(page.header("set-cookie"), None, "{path}");
        let policy = page.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("unsafe"), "{path}");
        let html = page.text();
        assert!(html.starts_with("<!doctype html>\n<html lang=\"en\">"), "{path}");
        assert!(html.trim_end().ends_with("</html>"), "{path}");
        assert_eq!(html.matches("<h1").count(), 1, "{path}");
        assert!(!html.contains(" style=\"") && !html.contains(" onclick"), "{path}");
        // What is loaded comes from here; what leads elsewhere says so and tells nothing.
        for source in attributes(&html, "src") {
            assert!(source.starts_with("/assets/"), "{path} loads {source}");
        }
        for link in html.split("<a ").skip(1).map(|rest| rest.split('>').next().unwrap()) {
            let link = format!(" {link}");
            let href = attributes(&link, "href").first().copied().unwrap_or("");
            if href.starts_with("http") {
                assert!(link.contains("noopener noreferrer nofollow"), "{path}: {link}");
            }
        }
    }
}

#[actix_web::test]
async fn the_way_out_is_the_first_link_of_every_page() {
    let exit_url = Some("https://exit.example/somewhere".to_owned());
    let settings = Settings { exit_url, ..Settings::default() };
    let directory = TestDirectory::seeded_with(settings).await;
    for path in PAGES.iter().chain(&["/nowhere", "/organizations/nobody"]) {
        let html = directory.get_with(path, &[BROWSER]).await.text();

        let body = html.split("<body>").nth(1).unwrap();
        let first = body.split("<a ").nth(1).unwrap().split('>').next().unwrap();
        assert!(first.contains("href=\"https://exit.example/somewhere\""), "{path}: {first}");
        assert!(body.contains("opens exit.example at once"), "{path}");
    }
}

#[actix_web::test]
async fn every_link_within_leads_somewhere() {
    let directory = TestDirectory::seeded().await;
    let mut known: BTreeSet<String> = PAGES.iter().map(|path| (*path).to_owned()).collect();
    let mut ahead: Vec<String> = known.iter().cloned().collect();
    let (mut pages, mut combinations) = (0, 0_usize);
    while let Some(path) = ahead.pop() {
        let answer = directory.get_with(&path, &[BROWSER]).await;
        assert!(answer.status < 400, "{path}: {}", answer.status);
        let is_page = answer.header("content-type").is_some_and(|it| it.starts_with("text/html"));
        let is_listed = PAGES.contains(&path.as_str());
        if !is_page || path.contains('?') && !is_listed {
            continue;
        }
        pages += 1;
        let html = answer.text();
        let ids: BTreeSet<&str> = attributes(&html, "id").into_iter().collect();
        for href in attributes(&html, "href").into_iter().map(unescaped) {
            let (address, fragment) = href.split_once('#').unwrap_or((&href, ""));
            // Combinations of filters are endless: of those that our pages offer, some are asked for.
            let is_combination = address.contains('?') && address.starts_with("/?");
            combinations += usize::from(is_combination);
            let is_skipped = is_combination && (!is_listed || combinations % 20 != 0);
            if address.is_empty() {
                assert!(ids.contains(fragment), "{path}: no #{fragment}");
            } else if address.starts_with('/') && !is_skipped && known.insert(address.to_owned()) {
                ahead.push(address.to_owned());
            }
        }
    }
    assert!(pages > 41 + 48 + 70, "{pages} pages");
}

#[actix_web::test]
async fn a_page_that_the_browser_has_is_not_sent_again_until_something_changes() {
    let directory = TestDirectory::with(&[profile("a", json!({})), profile("b", json!({}))]).await;

    let page = directory.get_with("/organizations/a", &[BROWSER]).await;
    let tag = page.header("etag").unwrap().to_owned();
    let again = directory.get_with("/organizations/a", &[BROWSER, ("if-none-match", &tag)]).await;
    assert_eq!((page.status, again.status, again.body.len()), (200, 304, 0));
    let kept = directory.get_with("/organizations/a", &[BROWSER]).await;
    assert_eq!(kept.text(), page.text());
    let head = directory.request("HEAD", "/organizations/a", &[BROWSER]).await;
    assert_eq!((head.status, head.header("etag")), (200, Some(tag.as_str())));

    directory.load(&[profile("a", json!({"summary": "Another summary."}))]).await;
    let changed = directory.get_with("/organizations/a", &[BROWSER, ("if-none-match", &tag)]).await;
    assert_eq!(changed.status, 200);
    assert!(changed.text().contains("Another summary."));
}

#[actix_web::test]
async fn pages_come_in_the_coding_that_the_browser_prefers() {
    let directory = TestDirectory::seeded().await;
    for (accepted, coding) in [("br, gzip", Some("br")), ("gzip", Some("gzip")), ("", None)] {
        let headers = [BROWSER, ("accept-encoding", accepted)];
        let page = directory.get_with("/organizations/unseen", &headers).await;

        assert_eq!(page.header("content-encoding"), coding);
        assert!(page.text().contains("<h1>Unseen"), "{accepted}");
        assert!(page.body.len() < 30_000);
    }
}

#[actix_web::test]
async fn the_files_of_the_pages_are_kept_for_ever() {
    let directory = TestDirectory::with(&[profile("a", json!({}))]).await;
    let html = directory.get("/").await.text();
    let files: BTreeSet<&str> = attributes(&html, "href")
        .into_iter()
        .chain(attributes(&html, "src"))
        .map(|address| address.split('#').next().unwrap())
        .filter(|address| address.starts_with("/assets/"))
        .collect();
    assert!(files.len() >= 3, "{files:?}");
    for file in files {
        let answer = directory.get(file).await;

        assert_eq!(answer.status, 200, "{file}");
        let cache_control = answer.header("cache-control");
        assert_eq!(cache_control, Some("public, max-age=31536000, immutable"), "{file}");
    }
    assert_eq!(directory.get("/assets/site-0000000000000000.css").await.status, 404);
}
