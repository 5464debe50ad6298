//! Files for programs: sitemaps, robots.txt, OpenSearch, llms.txt.

use std::collections::{BTreeMap, BTreeSet};

use antislavery_directory::domain::{Keyword, TermScheme};
use antislavery_directory::http::Settings;
use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::{Value, json};

use crate::harness::{Answer, TestDirectory};
use crate::support::profiles::{countries_of, profile, seed_profiles, seed_terms};

const PUBLIC: &str = "https://directory.example";

/// All files except the sitemaps of organizations.
const FILES: [(&str, &str); 5] = [
    ("/sitemap.xml", "application/xml"),
    ("/sitemaps/pages.xml", "application/xml"),
    ("/robots.txt", "text/plain; charset=utf-8"),
    ("/opensearch.xml", "application/opensearchdescription+xml"),
    ("/llms.txt", "text/plain; charset=utf-8"),
];

async fn public() -> TestDirectory {
    let public_url = Some(PUBLIC.to_owned());
    TestDirectory::seeded_with(Settings { public_url, ..Settings::default() }).await
}

/// The texts of an XML document with the names of their elements. Panics if the XML is not
/// well-formed.
fn texts(xml: &str) -> Vec<(String, String)> {
    let mut reader = Reader::from_str(xml);
    let (mut found, mut path) = (Vec::new(), Vec::new());
    loop {
        match reader.read_event().unwrap() {
            Event::Start(element) => {
                path.push(String::from_utf8(element.name().0.to_vec()).unwrap())
            }
            Event::End(_) => drop(path.pop()),
            Event::Text(text) => {
                let text = text.xml10_content().unwrap().trim().to_owned();
                found.extend((!text.is_empty()).then(|| (path.last().unwrap().clone(), text)));
            }
            Event::Eof => break,
            _ => {}
        }
    }
    assert!(path.is_empty());
    found
}

/// The URLs in a sitemap or its index, with their `lastmod`.
fn urls(answer: &Answer) -> Vec<(String, Option<String>)> {
    assert_eq!(answer.status, 200);
    let mut found: Vec<(String, Option<String>)> = Vec::new();
    for (element, text) in texts(&answer.text()) {
        match element.as_str() {
            "loc" => found.push((text, None)),
            "lastmod" => found.last_mut().unwrap().1 = Some(text),
            other => panic!("{other}: {text}"),
        }
    }
    found
}

#[actix_web::test]
async fn crawler_files_have_their_media_type_and_an_etag_per_change() {
    let directory = public().await;
    for (path, content_type) in FILES {
        let answer = directory.get(path).await;
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.header("content-type"), Some(content_type), "{path}");
        let condition = [("if-none-match", answer.header("etag").unwrap())];
        assert_eq!(directory.get_with(path, &condition).await.status, 304, "{path}");
        let condition = [("if-modified-since", answer.header("last-modified").unwrap())];
        assert_eq!(directory.get_with(path, &condition).await.status, 304, "{path}");
        let head = directory.request("HEAD", path, &[]).await;
        assert_eq!(head.header("etag"), answer.header("etag"), "{path}");
        assert_eq!(directory.request("OPTIONS", path, &[]).await.status, 204, "{path}");
        assert_eq!(directory.request("POST", path, &[]).await.status, 405, "{path}");
        // Unknown parameters and `Accept` headers are ignored.
        let odd = directory.get_with(&format!("{path}?utm=1"), &[("accept", "image/png")]).await;
        assert_eq!((odd.status, odd.text()), (200, answer.text()), "{path}");
        let compressed = directory.get_with(path, &[("accept-encoding", "br")]).await;
        assert_eq!(compressed.text(), answer.text(), "{path}");
    }
}

#[actix_web::test]
async fn the_sitemaps_list_every_page_once() {
    let directory = public().await;
    let mut pages: BTreeSet<String> = BTreeSet::new();
    let index = urls(&directory.get("/sitemap.xml").await);
    assert_eq!(index.len(), 2);
    for (url, _) in index {
        let path = url.strip_prefix(PUBLIC).unwrap();
        for (url, _) in urls(&directory.get(path).await) {
            let path = url.strip_prefix(PUBLIC).unwrap().to_owned();
            assert!(pages.insert(path), "{url} appears twice");
        }
    }
    let lists = ["/", "/organizations", "/focus-areas", "/lenses", "/countries", "/research"];
    let others = [
        "/charts",
        "/data",
        "/topics",
        "/ways-to-help",
        "/get-help",
        "/about",
        "/data",
        "/docs/",
        "/accessibility",
        "/safety",
    ];
    let mut expected: BTreeSet<String> =
        lists.into_iter().chain(others).map(str::to_owned).collect();
    for scheme in TermScheme::ALL {
        let path = scheme.path();
        let slug = |term: &Value| format!("{path}/{}", term["slug"].as_str().unwrap());
        expected.extend(seed_terms(scheme.plural()).iter().map(slug));
        expected.insert(path.to_owned());
    }
    for profile in seed_profiles() {
        expected.insert(format!("/organizations/{}", profile["slug"].as_str().unwrap()));
        if profile["status"] == "active" {
            let works = countries_of(&profile).into_iter();
            expected.extend(works.map(|code| format!("/countries/{code}")));
        }
    }
    assert_eq!(pages, expected);
    // A sample, because rendering a page takes a while.
    for path in pages.iter().step_by(5).map(String::as_str).chain(others) {
        let page = directory.get_with(path, &[("accept", "text/html")]).await;
        assert_eq!(page.status, 200, "{path}");
        let canonical = format!("<link rel=\"canonical\" href=\"{PUBLIC}{path}\">");
        assert!(page.text().contains(&canonical), "{path}");
    }
}

#[actix_web::test]
async fn the_sitemap_lists_active_organizations_with_lastmod() {
    let withdrawn = json!({"status": "withdrawn", "withdrawal": {"reason": "It was made up."}});
    let directory = TestDirectory::with(&[
        profile("b", json!({"name": "Ärzte"})),
        profile("a", json!({"name": "Zuflucht"})),
        profile("c", json!({"name": "Moot", "status": "inactive"})),
        profile("d", withdrawn),
    ])
    .await;
    directory.load(&[profile("a", json!({"name": "Zuflucht", "founded": 1990}))]).await;
    let host = [("host", "directory.example:8080")];

    let answer = directory.get_with("/sitemaps/organizations-1.xml", &host).await;

    let found = urls(&answer);
    let slugs: Vec<&str> = found
        .iter()
        .map(|(it, _)| it.strip_prefix("http://directory.example:8080/organizations/").unwrap())
        .collect();
    assert_eq!(slugs, ["b", "c", "a"]);
    for (slug, (_, modified)) in slugs.iter().zip(&found) {
        let profile = directory.get(&format!("/api/v1/organizations/{slug}")).await.json();
        let updated = profile["updated_at"].as_str().unwrap();
        assert_eq!(modified.as_ref().unwrap()[..19], updated[..19], "{slug}");
        assert_eq!(modified.as_ref().unwrap()[19..], *"Z", "{slug}");
    }
    let last = directory.get("/api/v1").await.json()["data"]["updated_at"].clone();
    for (_, modified) in urls(&directory.get_with("/sitemap.xml", &host).await) {
        assert_eq!(modified.unwrap()[..19], last.as_str().unwrap()[..19]);
    }
}

#[actix_web::test]
async fn a_sitemap_outside_the_index_returns_404() {
    let directory = public().await;
    for name in [
        "organizations-0.xml",
        "organizations-2.xml",
        "organizations-01.xml",
        "organizations-18446744073709551615.xml",
        "organizations-.xml",
        "organizations-1",
        "pages",
        "%2e%2e",
    ] {
        assert_eq!(directory.get(&format!("/sitemaps/{name}")).await.status, 404, "{name}");
    }
    let empty = TestDirectory::with(&[]).await;
    assert_eq!(urls(&empty.get("/sitemap.xml").await).len(), 1);
    assert_eq!(empty.get("/sitemaps/organizations-1.xml").await.status, 404);
}

#[actix_web::test]
async fn urls_in_crawler_files_are_absolute_and_ignore_an_invalid_host() {
    let (known, unknown) = (public().await, TestDirectory::with(&[profile("a", json!({}))]).await);
    let files = FILES.map(|(path, _)| path).into_iter().chain(["/sitemaps/organizations-1.xml"]);
    for path in files {
        for host in ["evil.example", "evil\"><x>", "evil/?q=", "a b"] {
            let host = [("host", host)];
            let named = known.get_with(path, &host).await.text();
            assert!(named.contains(PUBLIC) && !named.contains("evil"), "{path}: {named}");
        }
        let named = unknown.get_with(path, &[("host", "one.example")]).await.text();
        assert!(named.contains("http://one.example/"), "{path}: {named}");
        // The file cached for another host must not be served for this one.
        let named = unknown.get_with(path, &[("host", "[::1]:8080")]).await.text();
        assert!(named.contains("http://[::1]:8080/") && !named.contains("one.example"), "{path}");
        for host in ["evil\"><x>", "evil]]>", "evil/?q="] {
            let named = unknown.get_with(path, &[("host", host)]).await.text();
            assert!(!named.contains("evil"), "{path}: {named}");
        }
    }
}

#[actix_web::test]
async fn robots_txt_disallows_filter_combinations_and_exports_only() {
    let directory = public().await;
    let robots = directory.get("/robots.txt").await.text();
    let disallowed: Vec<&str> =
        robots.lines().filter_map(|line| line.strip_prefix("Disallow: ")).collect();
    assert_eq!(robots.matches("User-agent: *").count(), 1);
    assert!(robots.lines().any(|line| line == format!("Sitemap: {PUBLIC}/sitemap.xml")));
    // RFC 9309: a rule is a prefix in which `*` matches anything.
    let is_disallowed = |path: &str| {
        disallowed.iter().any(|rule| match rule.split_once('*') {
            Some((first, rest)) => {
                path.strip_prefix(first).is_some_and(|behind| behind.contains(rest))
            }
            None => path.starts_with(rule),
        })
    };
    for (path, expected) in [
        ("/", false),
        ("/?q=a", true),
        ("/organizations", false),
        ("/organizations?country=IN&page=2", true),
        ("/charts", false),
        ("/charts?country=IN", true),
        ("/compare", false),
        ("/compare?organizations=a,b", true),
        ("/research", false),
        ("/research?page=2", true),
        ("/ways-to-help?kind=give", true),
        ("/organizations/unseen", false),
        ("/focus-areas/rescue", false),
        ("/api/v1/export", true),
        ("/data", false),
        ("/data/156/dataset.zip", true),
        ("/api/v1/organizations", false),
        ("/api/v1/organizations?page=7", true),
        ("/api/v1/openapi.json", false),
        ("/llms.txt", false),
    ] {
        assert_eq!(is_disallowed(path), expected, "{path}");
    }
}

#[actix_web::test]
async fn opensearch_describes_the_search_form_without_naming_its_topic() {
    let directory = public().await;
    let text = directory.get("/opensearch.xml").await.text();
    let parts: BTreeMap<String, String> = texts(&text).into_iter().collect();
    assert_eq!(parts["ShortName"], "Directory");
    let template = format!("template=\"{PUBLIC}/?q={{searchTerms}}\"");
    assert!(text.contains(&template), "{text}");
    let icon = directory.get(parts["Image"].strip_prefix(PUBLIC).unwrap()).await;
    assert_eq!(icon.header("content-type"), Some("image/svg+xml"));
    let plain = text.to_lowercase();
    for word in ["slavery", "trafficking", "organization"] {
        assert!(!plain.contains(word), "{word}");
    }
}

#[actix_web::test]
async fn every_url_in_llms_txt_returns_200() {
    let directory = public().await;
    let text = directory.get("/llms.txt").await.text();
    let beginning = format!("]({PUBLIC}");
    let paths: Vec<&str> =
        text.split(&beginning).skip(1).map(|rest| rest.split(')').next().unwrap()).collect();
    assert!(paths.len() >= 10);
    for path in paths {
        let mut answer = directory.get(path).await;
        if path.contains("/latest/") {
            let location = answer.header("location").unwrap().trim_start_matches(PUBLIC).to_owned();
            answer = directory.get(&location).await;
        }
        assert_eq!(answer.status, 200, "{path}");
    }
    assert!(text.starts_with("# Antislavery Directory\n\n> "));
    for text_part in
        ["CC0 1.0", "not findings of the directory", "`withheld`", "Do not look for it"]
    {
        assert!(text.contains(text_part), "{text_part}");
    }
}
