//! Conditional requests: ETags, dates, content encodings and cache headers.

use serde_json::json;

use crate::harness::TestDirectory;
use crate::support::profiles::profile;

const PROFILE: &str = "/api/v1/organizations/unseen";
const LIST: &str = "/api/v1/organizations";

/// Resources whose responses can be cached and revalidated.
const CACHEABLE: [&str; 20] = [
    PROFILE,
    LIST,
    "/api/v1/organizations/unseen?fields=slug,name,framing",
    "/api/v1/organizations?cursor=*",
    "/api/v1",
    "/api/v1/limits",
    "/api/v1/openapi.json",
    "/api/v1/focus-areas",
    "/api/v1/focus-areas/bonded-labour",
    "/api/v1/approaches",
    "/api/v1/approaches/rescue",
    "/api/v1/countries",
    "/api/v1/organizations/unseen/revisions",
    "/api/v1/organizations/unseen/revisions/1",
    "/api/v1/organizations/unseen/revisions/1?diff=true",
    "/api/v1/changes",
    "/api/v1/changes?since=80&limit=5",
    "/api/v1/changes.atom",
    "/problems",
    "/livez",
];

#[actix_web::test]
async fn every_read_supports_if_none_match_and_if_modified_since() {
    let directory = TestDirectory::seeded().await;
    for path in CACHEABLE {
        let first = directory.get(path).await;
        assert_eq!(first.status, 200, "{path}");
        let etag = first.header("etag").unwrap_or_else(|| panic!("{path} has no ETag"));
        let date = first.header("last-modified").unwrap_or_else(|| panic!("{path} has no date"));
        let listed = format!("\"other\", {etag}");
        let past = "Thu, 01 Jan 2015 00:00:00 GMT";
        for (name, value, status) in [
            ("if-none-match", etag, 304),
            ("if-none-match", "*", 304),
            ("if-none-match", listed.as_str(), 304),
            ("if-none-match", "\"other\"", 200),
            ("if-modified-since", date, 304),
            ("if-modified-since", past, 200),
            ("if-modified-since", "not a date", 200),
        ] {
            let again = directory.get_with(path, &[(name, value)]).await;

            assert_eq!(again.status, status, "{path} {name}: {value}");
            for header in ["etag", "cache-control", "vary", "last-modified"] {
                assert_eq!(again.header(header), first.header(header), "{path} {header}");
            }
            assert_eq!(again.body.is_empty(), status == 304, "{path} {name}: {value}");
        }
    }
}

#[actix_web::test]
async fn if_none_match_takes_precedence_over_if_modified_since() {
    let directory = TestDirectory::seeded().await;
    let date = directory.get(PROFILE).await.header("last-modified").unwrap().to_owned();

    let headers = [("if-none-match", "\"other\""), ("if-modified-since", date.as_str())];
    let answer = directory.get_with(PROFILE, &headers).await;

    assert_eq!(answer.status, 200);
}

#[actix_web::test]
async fn a_profile_etag_is_strong_and_begins_with_the_revision() {
    let directory = TestDirectory::with(&[profile("a", json!({}))]).await;
    let path = "/api/v1/organizations/a";

    let first = directory.get(path).await;
    directory.load(&[profile("a", json!({"founded": 1990}))]).await;
    let second =
        directory.get_with(path, &[("if-none-match", first.header("etag").unwrap())]).await;

    assert!(first.header("etag").unwrap().starts_with("\"r1-"));
    assert_eq!(second.status, 200);
    assert!(second.header("etag").unwrap().starts_with("\"r2-"));
    assert_eq!(second.json()["revision"], 2);
}

#[actix_web::test]
async fn a_list_etag_is_weak_and_depends_on_the_query_string() {
    let directory = TestDirectory::seeded().await;

    let paths = ["", "?page=2", "?per_page=21", "?country=IN", "?sort=-name", "?cursor=*"];
    let mut etags = Vec::new();
    for query in paths {
        let answer = directory.get(&format!("{LIST}{query}")).await;
        etags.push(answer.header("etag").unwrap().to_owned());
    }

    assert!(etags.iter().all(|etag| etag.starts_with("W/\"")), "{etags:?}");
    let distinct: std::collections::HashSet<&String> = etags.iter().collect();
    assert_eq!(distinct.len(), paths.len(), "{etags:?}");
}

#[actix_web::test]
async fn equivalent_query_strings_have_the_same_etag() {
    let directory = TestDirectory::seeded().await;
    for (one, other) in [
        ("country=IN,NP", "country=NP&country=IN"),
        ("page=1&per_page=20", ""),
        ("focus_area=bonded-labour&country=IN", "country=IN&focus_area=bonded-labour"),
    ] {
        let one = directory.get(&format!("{LIST}?{one}")).await;
        let other = directory.get(&format!("{LIST}?{other}")).await;

        assert_eq!(one.header("etag"), other.header("etag"));
        assert_eq!(one.body, other.body);
    }
}

#[actix_web::test]
async fn each_content_encoding_has_the_same_body_and_its_own_etag() {
    let directory = TestDirectory::seeded().await;
    for path in CACHEABLE {
        let plain = directory.get(path).await;
        for encoding in ["gzip", "br"] {
            let compressed = directory.get_with(path, &[("accept-encoding", encoding)]).await;

            assert_eq!(compressed.bytes(), plain.body, "{path} {encoding}");
            assert_eq!(compressed.header("vary"), Some("Accept, Accept-Encoding"), "{path}");
            let etag = compressed.header("etag").unwrap();
            if compressed.header("content-encoding").is_none() {
                assert!(plain.body.len() < 256, "{path} is long and was not compressed");
                continue;
            }
            assert_eq!(compressed.header("content-encoding"), Some(encoding), "{path}");
            assert!(compressed.body.len() < plain.body.len(), "{path} {encoding}");
            assert_ne!(Some(etag), plain.header("etag"), "{path} {encoding}");

            let headers = [("accept-encoding", encoding), ("if-none-match", etag)];
            assert_eq!(directory.get_with(path, &headers).await.status, 304, "{path} {encoding}");
        }
    }
}

#[actix_web::test]
async fn accept_encoding_selects_the_preferred_encoding() {
    let directory = TestDirectory::seeded().await;
    for (accepted, encoding) in [
        ("gzip, deflate, br, zstd", Some("br")),
        ("gzip;q=1, br;q=0.5", Some("gzip")),
        ("identity", None),
        ("*;q=0, identity", None),
        ("zstd", None),
        ("", None),
    ] {
        let answer = directory.get_with(PROFILE, &[("accept-encoding", accepted)]).await;

        assert_eq!(answer.header("content-encoding"), encoding, "{accepted:?}");
        assert_eq!(answer.header("vary"), Some("Accept, Accept-Encoding"), "{accepted:?}");
    }
}

#[actix_web::test]
async fn caches_revalidate_unless_max_age_is_set() {
    let settings = antislavery_directory::http::Settings { max_age: 60, ..Default::default() };
    let patient = TestDirectory::seeded_with(settings).await;
    let usual = TestDirectory::with(&[profile("a", json!({}))]).await;

    let patient = patient.get(LIST).await;
    let usual = usual.get(LIST).await;

    assert_eq!(patient.header("cache-control"), Some("public, max-age=60, must-revalidate"));
    assert_eq!(usual.header("cache-control"), Some("public, max-age=0, must-revalidate"));
}

/// The page cache also identifies responses by ETag. With a non-cryptographic 64-bit hash, a
/// crafted search page could be served as `/safety`.
#[actix_web::test]
async fn every_etag_has_128_bits_of_a_sha_256() {
    let directory = TestDirectory::seeded().await;
    for path in [
        "/",
        "/organizations?q=slavery",
        "/safety",
        "/organizations/unseen",
        "/organizations/unseen/card.svg",
        "/sitemap.xml",
        "/robots.txt",
        "/problems",
        "/docs/",
        "/api/v1",
        "/api/v1/openapi.json",
        "/api/v1/limits",
        "/api/v1/organizations?q=slavery",
        "/api/v1/organizations/unseen",
        "/api/v1/organizations/unseen?fields=slug",
        "/api/v1/organizations/unseen?format=md",
        "/api/v1/organizations/unseen/revisions",
        "/api/v1/organizations/unseen/revisions/1",
        "/api/v1/suggest?q=free",
        "/api/v1/changes",
        "/api/v1/changes.atom",
    ] {
        let etag = directory.etag(path).await;
        let hash = etag.trim_end_matches('"').rsplit(['-', '"']).next().unwrap();
        assert_eq!(hash.len(), 32, "{path}: {etag}");
        assert!(hash.bytes().all(|byte| byte.is_ascii_hexdigit()), "{path}: {etag}");
    }
    let page = directory.get("/").await.text();
    let style = page.split("/assets/site-").nth(1).unwrap().split('.').next().unwrap();
    assert_eq!(style.len(), 32, "{style}");
}
