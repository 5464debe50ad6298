//! What the key of an organization leads to.

use antislavery_directory::http::Settings;
use serde_json::json;

use crate::harness::TestDirectory;
use crate::support::profiles::profile;

const MISSION: &str = "/api/v1/organizations/international-justice-mission";

#[actix_web::test]
async fn an_identifier_redirects_to_the_address_of_the_profile() {
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
async fn a_redirect_names_the_public_address_where_there_is_one() {
    let public_url = Some("https://directory.example".to_owned());
    let settings = Settings { public_url, ..Settings::default() };
    let directory = TestDirectory::seeded_with(settings).await;

    let path = "/api/v1/organizations/US-EIN-541722887";
    let answer = directory.get_with(path, &[("host", "evil.example")]).await;

    let expected = format!("https://directory.example{MISSION}");
    assert_eq!(answer.header("location"), Some(expected.as_str()));
}

#[actix_web::test]
async fn browsers_may_ask_first_whether_an_identifier_can_be_read() {
    let directory = TestDirectory::seeded().await;

    let asked = [("origin", "https://a.example"), ("access-control-request-method", "GET")];
    let path = "/api/v1/organizations/US-EIN-541722887";
    let answer = directory.request("OPTIONS", path, &asked).await;

    assert_eq!(answer.status, 204);
    assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
    assert_eq!(answer.header("access-control-allow-methods"), Some("GET, HEAD"));
}

#[actix_web::test]
async fn a_key_that_leads_nowhere_is_not_found() {
    let directory = TestDirectory::seeded().await;
    let long = "a".repeat(2000);
    for key in [
        "nobody",
        "Free-The-Slaves",
        "FREE-THE-SLAVES",
        "free-the-slaves%00",
        "%00",
        "%ff",
        "%2e%2e%2f",
        "..%2flimits",
        "free_the_slaves",
        "free--the-slaves",
        "US-EIN-000000000",
        "US-EIN-",
        "us-ein-541722887",
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
async fn a_withdrawn_organization_is_gone_and_says_why() {
    let withdrawal = json!({"reason": "It merged into b.", "successor": "b"});
    let identifiers = json!([{"scheme": "US-EIN", "value": "12-3456789"}]);
    let withdrawn = json!({
        "status": "withdrawn", "withdrawal": withdrawal, "identifiers": identifiers,
    });
    let alone = json!({"status": "withdrawn", "withdrawal": {"reason": "It never was."}});
    let profiles = [profile("a", withdrawn), profile("b", json!({})), profile("c", alone)];
    let directory = TestDirectory::with(&profiles).await;

    let gone = directory.get("/api/v1/organizations/a").await;

    assert_eq!(gone.status, 410);
    let problem = gone.json();
    assert_eq!(problem["type"], "/problems/withdrawn");
    assert_eq!(problem["reason"], "It merged into b.");
    assert_eq!(problem["successor"], "b");
    let tag = gone.header("etag").expect("410 carries the tag of its revision");
    assert!(tag.starts_with("\"r1-"), "{tag}");

    let alone = directory.get("/api/v1/organizations/c").await;
    assert_eq!(alone.status, 410);
    assert_eq!(alone.json().get("successor"), None);

    // Its identifier still leads to the address that explains it.
    let moved = directory.get("/api/v1/organizations/US-EIN-123456789").await;
    assert_eq!(moved.status, 308);
}
