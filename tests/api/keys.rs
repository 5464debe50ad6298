//! Key resolution: slugs, identifiers, unknown keys and withdrawn organizations.

use antislavery_directory::http::Settings;
use serde_json::json;

use crate::harness::TestDirectory;
use crate::support::profiles::profile;

const MISSION: &str = "/api/v1/organizations/international-justice-mission";

#[actix_web::test]
async fn an_identifier_redirects_to_the_profile() {
    let directory = TestDirectory::seeded().await;
    for (key, query) in [
        ("US-EIN-541722887", ""),
        ("US-EIN-54-1722887", ""),
        ("US-EIN-541722887", "?fields=slug,name"),
        ("US%2DEIN%2D541722887", ""),
    ] {
        let path = format!("/api/v1/organizations/{key}{query}");

        let answer = directory.get_with(&path, &[("host", "example.org")]).await;

        assert_eq!(answer.status, 308, "{path}");
        let expected = format!("http://example.org{MISSION}{query}");
        assert_eq!(answer.header("location"), Some(expected.as_str()));
        assert_eq!(answer.header("cache-control"), Some("public, max-age=0"));
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
        assert!(answer.body.is_empty());
    }
}

#[actix_web::test]
async fn redirects_use_the_public_url_if_set() {
    let public_url = Some("https://directory.example".to_owned());
    let settings = Settings { public_url, ..Settings::default() };
    let directory = TestDirectory::seeded_with(settings).await;

    let path = "/api/v1/organizations/US-EIN-541722887";
    let answer = directory.get_with(path, &[("host", "evil.example")]).await;

    let expected = format!("https://directory.example{MISSION}");
    assert_eq!(answer.header("location"), Some(expected.as_str()));
}

#[actix_web::test]
async fn a_cors_preflight_for_an_identifier_succeeds() {
    let directory = TestDirectory::seeded().await;

    let preflight = [("origin", "https://a.example"), ("access-control-request-method", "GET")];
    let path = "/api/v1/organizations/US-EIN-541722887";
    let answer = directory.request("OPTIONS", path, &preflight).await;

    assert_eq!(answer.status, 204);
    assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
    assert_eq!(answer.header("access-control-allow-methods"), Some("GET, HEAD"));
}

#[actix_web::test]
async fn an_unknown_key_returns_404() {
    let directory = TestDirectory::seeded().await;
    let long = "a".repeat(2000);
    for key in [
        "unknown",
        "free-the-slaves%00",
        "%00",
        "%ff",
        "%2e%2e%2f",
        "..%2flimits",
        "free_the_slavs",
        "US-EIN-000000000",
        "US-EIN-",
        "'%20OR%201=1",
        "%F0%9F%92%A9",
        "-",
        &long,
    ] {
        let answer = directory.get(&format!("/api/v1/organizations/{key}")).await;

        assert_eq!(answer.status, 404, "{key}");
        assert_eq!(answer.json()["type"], "/problems/unknown-organization", "{key}");
    }
}

#[actix_web::test]
async fn a_withdrawn_organization_returns_410_with_the_reason() {
    let withdrawal = json!({"reason": "It merged into b.", "successor": "b"});
    let identifiers = json!([{"scheme": "US-EIN", "value": "12-3456789"}]);
    let withdrawn = json!({
        "status": "withdrawn", "withdrawal": withdrawal, "identifiers": identifiers,
    });
    let without_successor =
        json!({"status": "withdrawn", "withdrawal": {"reason": "It never was."}});
    let profiles =
        [profile("a", withdrawn), profile("b", json!({})), profile("c", without_successor)];
    let directory = TestDirectory::with(&profiles).await;

    let gone = directory.get("/api/v1/organizations/a").await;

    assert_eq!(gone.status, 410);
    let problem = gone.json();
    assert_eq!(problem["type"], "/problems/withdrawn");
    assert_eq!(problem["reason"], "It merged into b.");
    assert_eq!(problem["successor"], "b");
    let etag = gone.header("etag").expect("a 410 response has the ETag of the revision");
    assert!(etag.starts_with("\"r1-"), "{etag}");

    let closed = directory.get("/api/v1/organizations/c").await;
    assert_eq!(closed.status, 410);
    assert_eq!(closed.json().get("successor"), None);

    // Its identifier still redirects to the URL that returns the reason.
    let moved = directory.get("/api/v1/organizations/US-EIN-123456789").await;
    assert_eq!(moved.status, 308);
}
