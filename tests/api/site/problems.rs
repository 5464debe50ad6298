//! Error pages.

use antislavery_directory::domain::Role;
use antislavery_directory::http::Settings;
use serde_json::json;

use super::{BROWSER, attributes};
use crate::harness::TestDirectory;
use crate::support::profiles::profile;

#[actix_web::test]
async fn errors_are_pages_for_browsers_and_json_for_programs() {
    let directory = TestDirectory::seeded().await;
    for (path, status) in [
        ("/nowhere", 404),
        ("/organizations/unknown", 404),
        ("/focus-areas/nothing", 404),
        ("/countries/ZZ", 404),
        ("/organizations?page=0", 400),
        ("/charts?page=0", 400),
        ("/organizations?country=Atlantis", 400),
        ("/organizations/unseen/history?page=x", 400),
        ("/problems/nothing", 404),
    ] {
        let page = directory.get_with(path, &[BROWSER]).await;
        assert_eq!(page.status, status, "{path}");
        assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"), "{path}");
        assert_eq!(page.header("cache-control"), Some("no-store"), "{path}");
        let html = page.text();
        assert!(html.contains("data-suggest") && html.contains("id=\"exit\""), "{path}");
        assert!(html.contains("<meta name=\"robots\" content=\"noindex\">"), "{path}");

        for accepted in ["*/*", "application/json", "application/problem+json, text/html;q=0.5"] {
            let json = directory.get_with(path, &[("accept", accepted)]).await;
            let is_refused = json.status == 406;
            assert!(json.status == status || is_refused, "{path} as {accepted}");
            assert_eq!(json.header("content-type"), Some("application/problem+json"), "{path}");
        }
    }
    let api = directory.get_with("/api/v1/organizations/unknown", &[BROWSER]).await;
    assert_eq!(api.header("content-type"), Some("application/problem+json"));
}

#[actix_web::test]
async fn a_404_page_suggests_the_likely_organization() {
    let directory = TestDirectory::seeded().await;
    for (path, meant) in [
        (
            "/organizations/international-justice-misson",
            "/organizations/international-justice-mission",
        ),
        ("/organizations/free_the_slavs", "/organizations/free-the-slaves"),
        ("/focus-aeras", "/focus-areas"),
        ("/focus-areas/bondd-labour", "/focus-areas/bonded-labour"),
    ] {
        let html = directory.get_with(path, &[BROWSER]).await.text();
        assert!(attributes(&html, "href").contains(&meant), "{path}: {html}");
    }
}

#[actix_web::test]
async fn the_page_of_a_withdrawn_organization_has_the_reason_and_successor() {
    let directory = TestDirectory::with(&[profile("a", json!({})), profile("b", json!({}))]).await;
    let key = directory.create_key(Role::Editor);
    let etag = directory.etag("/api/v1/organizations/a").await;
    let body = json!({"reason": "It merged with another.", "successor": "b"});
    let deleted = directory
        .write(&key, "DELETE", "/api/v1/organizations/a", &[("if-match", &etag)], &body)
        .await;
    assert!(deleted.status < 300, "{deleted:?}");

    let page = directory.get_with("/organizations/a", &[BROWSER]).await;

    assert_eq!(page.status, 410);
    let html = page.text();
    assert!(html.contains("It merged with another."));
    assert!(html.contains("is no longer listed</h1>"), "{html}");
    assert!(attributes(&html, "href").contains(&"/organizations/b"));
    assert_eq!(directory.get_with("/organizations/a/history", &[BROWSER]).await.status, 200);
}

#[actix_web::test]
async fn the_rate_limit_page_says_when_to_retry() {
    let rate_limit = Some("1".parse().unwrap());
    let directory =
        TestDirectory::seeded_with(Settings { rate_limit, ..Settings::default() }).await;
    let mut page = directory.get_with("/", &[BROWSER]).await;
    for _ in 0..10 {
        page = directory.get_with("/", &[BROWSER]).await;
    }

    assert_eq!(page.status, 429);
    assert!(page.header("retry-after").is_some());
    let html = page.text();
    assert!(html.contains("<h1>Too many requests</h1>"), "{html}");
    assert!(html.contains("<p>Try again in "), "{html}");
}

#[actix_web::test]
async fn an_api_key_in_a_page_url_is_not_echoed() {
    let directory = TestDirectory::with(&[profile("a", json!({}))]).await;
    let key = directory.create_key(Role::Editor);

    let page = directory.get_with(&format!("/organizations?q={key}"), &[BROWSER]).await;

    assert_eq!(page.status, 400);
    assert!(!page.text().contains(&key));
}

#[actix_web::test]
async fn error_pages_speak_to_visitors_and_keep_the_technical_words_apart() {
    let directory = TestDirectory::seeded().await;
    for (path, title, sentence) in [
        (
            "/organizations/free-the-slavs",
            "Organization not found",
            "Check the address, or search.",
        ),
        ("/nothing", "Page not found", "Check the address, or search."),
        (
            "/organizations?country=Atlantis",
            "There is a problem with your search",
            "Country: this value does not exist.",
        ),
        (
            "/organizations?focus_area=bonded-labuor",
            "There is a problem with your search",
            "Focus area: this value does not exist. Did you mean bonded labour?",
        ),
        ("/focus-areas/nothing-like-it", "Topic not found", "see all topics"),
        ("/organizations/unseen/history/99", "Version not found", "Its history lists all"),
    ] {
        let html = directory.get_with(path, &[BROWSER]).await.text();
        let main = html.split("<main").nth(1).unwrap().split("</main>").next().unwrap();
        let (words, technical) = main.split_once("<details class=\"technical\">").unwrap();
        assert!(words.contains(&format!("<h1>{title}</h1>")), "{path}: {words}");
        assert!(words.contains(sentence), "{path}: {words}");
        assert!(!words.contains('`') && !words.contains("/api/"), "{path}: {words}");
        assert!(technical.contains("Status 4"), "{path}: {technical}");
    }
}
