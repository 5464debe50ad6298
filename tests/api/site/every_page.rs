//! Rules for every page: complete, self-contained, escapable, without dead links, cacheable.

use std::collections::BTreeSet;

use antislavery_directory::http::Settings;
use futures_util::future::join_all;
use serde_json::json;

use super::{BROWSER, attributes, unescaped};
use crate::harness::TestDirectory;
use crate::support::profiles::{profile, seed_count};

/// One page of each kind.
pub const PAGES: [&str; 33] = [
    "/",
    "/organizations?q=debt+bondage",
    "/organizations?focus_area=bonded-labour,child-labour&country=IN&page=2&per_page=5",
    "/organizations?q=word-without-any-match",
    "/organizations/international-justice-mission",
    "/organizations/free-the-slaves/history",
    "/organizations/free-the-slaves/history/1",
    "/docs/",
    "/docs/list_organizations",
    "/docs/schemas",
    "/docs/schemas/Profile",
    "/problems",
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
    "/organizations",
    "/charts",
    "/charts?country=IN",
    "/topics",
    "/get-help",
    "/about",
    "/data",
    "/lenses/poverty",
    "/accessibility",
    "/safety",
    "/problems/unknown-organization",
];

#[actix_web::test]
async fn every_page_is_complete_and_loads_nothing_from_other_hosts() {
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
        // Files load only from this host. Links to other hosts send no referrer.
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
async fn the_exit_link_comes_first_on_every_page() {
    let exit_url = Some("https://exit.example/somewhere".to_owned());
    let settings = Settings { exit_url, ..Settings::default() };
    let directory = TestDirectory::seeded_with(settings).await;
    for path in PAGES.iter().chain(&["/nowhere", "/organizations/unknown"]) {
        let html = directory.get_with(path, &[BROWSER]).await.text();

        let body = html.split("<body>").nth(1).unwrap();
        let first = body.split("<a ").nth(1).unwrap().split('>').next().unwrap();
        assert!(first.contains("href=\"https://exit.example/somewhere\""), "{path}: {first}");
        assert!(body.contains("opens exit.example at once"), "{path}");
    }
}

/// Number of pages that the link check requests at the same time.
const CONCURRENT: usize = 4;

#[actix_web::test]
async fn every_internal_link_resolves() {
    let directory = TestDirectory::seeded().await;
    let mut known: BTreeSet<String> = PAGES.iter().map(|path| (*path).to_owned()).collect();
    let mut unvisited: Vec<String> = known.iter().cloned().collect();
    let (mut pages, mut combinations) = (0, 0_usize);
    while !unvisited.is_empty() {
        let paths = unvisited.split_off(unvisited.len().saturating_sub(CONCURRENT));
        let answers = join_all(paths.iter().map(|path| directory.get_with(path, &[BROWSER]))).await;
        for (path, answer) in paths.iter().zip(answers) {
            assert!(answer.status < 400, "{path}: {}", answer.status);
            let is_page = answer.header("content-type").unwrap_or("").starts_with("text/html");
            let is_listed = PAGES.contains(&path.as_str());
            if !is_page || path.contains('?') && !is_listed {
                continue;
            }
            pages += 1;
            let html = answer.text();
            let ids: BTreeSet<&str> = attributes(&html, "id").into_iter().collect();
            for href in attributes(&html, "href").into_iter().map(unescaped) {
                let (target, fragment) = href.split_once('#').unwrap_or((&href, ""));
                // There are too many combinations of filters, so only every 20th is requested.
                let is_combination =
                    target.starts_with("/organizations?") || target.starts_with("/charts?");
                combinations += usize::from(is_combination);
                let is_skipped = is_combination && (!is_listed || combinations % 20 != 0);
                if target.is_empty() {
                    assert!(ids.contains(fragment), "{path}: no #{fragment}");
                } else if target.starts_with('/') && !is_skipped && known.insert(target.to_owned())
                {
                    unvisited.push(target.to_owned());
                }
            }
        }
    }
    assert!(pages > seed_count() + 48 + 70, "{pages} pages");
}

#[actix_web::test]
async fn pages_return_304_until_something_changes() {
    let directory = TestDirectory::with(&[profile("a", json!({})), profile("b", json!({}))]).await;

    let page = directory.get_with("/organizations/a", &[BROWSER]).await;
    let etag = page.header("etag").unwrap().to_owned();
    let again = directory.get_with("/organizations/a", &[BROWSER, ("if-none-match", &etag)]).await;
    assert_eq!((page.status, again.status, again.body.len()), (200, 304, 0));
    let again = directory.get_with("/organizations/a", &[BROWSER]).await;
    assert_eq!(again.text(), page.text());
    let head = directory.request("HEAD", "/organizations/a", &[BROWSER]).await;
    assert_eq!((head.status, head.header("etag")), (200, Some(etag.as_str())));

    directory.load(&[profile("a", json!({"summary": "Another summary."}))]).await;
    let changed =
        directory.get_with("/organizations/a", &[BROWSER, ("if-none-match", &etag)]).await;
    assert_eq!(changed.status, 200);
    assert!(changed.text().contains("Another summary."));
}

#[actix_web::test]
async fn pages_are_compressed_with_the_preferred_encoding() {
    let directory = TestDirectory::seeded().await;
    for (accepted, encoding) in [("br, gzip", Some("br")), ("gzip", Some("gzip")), ("", None)] {
        let headers = [BROWSER, ("accept-encoding", accepted)];
        let page = directory.get_with("/organizations/unseen", &headers).await;

        assert_eq!(page.header("content-encoding"), encoding);
        assert!(page.text().contains("<h1><bdi dir=\"auto\">Unseen"), "{accepted}");
        let limit = if encoding.is_some() { 12_000 } else { 50_000 };
        assert!(page.body.len() < limit, "{accepted}: {}", page.body.len());
    }
}

#[actix_web::test]
async fn assets_are_immutable_and_cached_for_a_year() {
    let directory = TestDirectory::with(&[profile("a", json!({}))]).await;
    let html = directory.get("/").await.text();
    let files: BTreeSet<&str> = attributes(&html, "href")
        .into_iter()
        .chain(attributes(&html, "src"))
        .map(|url| url.split('#').next().unwrap())
        .filter(|url| url.starts_with("/assets/"))
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

#[actix_web::test]
async fn every_name_from_the_data_has_its_own_direction() {
    const NAME: &str = "جمعية شباب";
    let cited = json!(["page"]);
    let arabic = json!({
        "name": NAME, "acronym": NAME, "founders": [NAME], "countries": [{"country": "IN"}],
        "headquarters": {"city": NAME, "country": "IN"}, "parent": {"name": NAME},
        "other_names": [{"value": format!("{NAME} {NAME}"), "kind": "alias", "lang": "ar"}],
        "research": [{"kind": "book", "title": NAME, "authors": [NAME], "sources": cited}],
        "ways_to_help": [{"kind": "give", "title": NAME, "free": false, "sources": cited}],
        "media": [{"kind": "video", "title": NAME, "sources": cited}],
        "outcomes": [{"claim": "It says so.", "sources": cited}],
        "sources": [{"id": "page", "title": NAME, "author": NAME, "publisher": NAME}],
    });
    let directory =
        TestDirectory::with(&[profile("a", arabic), profile("b", json!({"name": NAME}))]).await;
    for (path, least) in [
        ("/", 4),
        ("/organizations/a", 14),
        ("/organizations/a/history", 2),
        ("/organizations/a/history/1", 2),
        ("/organizations/jama", 0),
        ("/compare?organizations=a,b", 2),
        ("/compare?organizations=unknown-one", 0),
        ("/focus-areas/bonded-labour", 2),
        ("/countries/IN", 2),
        ("/research", 3),
        ("/ways-to-help", 2),
    ] {
        let html = directory.get_with(path, &[BROWSER]).await.text();
        let body = html.split_once("<body>").unwrap().1;
        let mut count = 0;
        for (at, _) in body.match_indices(NAME) {
            let tag = &body[body[..at].rfind('<').unwrap()..at];
            // An attribute, or a citation as code.
            if !tag.contains('>') || tag.starts_with("<pre") {
                continue;
            }
            count += 1;
            assert!(tag.contains("dir=\"auto\""), "{path}: {tag}");
        }
        assert!(count >= least, "{path}: {count}");
    }
}
