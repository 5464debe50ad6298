//! The files at well-known paths, and the links to the description of the API.

use antislavery_directory::http::Settings;
use jiff::{SignedDuration, Timestamp};

use crate::harness::TestDirectory;

const BASE: &str = "https://directory.example";

async fn seeded(contact_url: Option<&str>) -> TestDirectory {
    let settings = Settings {
        public_url: Some(BASE.to_owned()),
        contact_url: contact_url.map(str::to_owned),
        ..Settings::default()
    };
    TestDirectory::seeded_with(settings).await
}

#[actix_web::test]
async fn the_catalog_of_apis_links_the_description_and_the_documentation() {
    let directory = seeded(None).await;

    let answer = directory.get("/.well-known/api-catalog").await;

    assert_eq!(answer.status, 200);
    let media_type = answer.header("content-type").unwrap();
    assert!(media_type.starts_with("application/linkset+json"), "{media_type}");
    assert_eq!(
        answer.link("api-catalog"),
        Some("https://directory.example/.well-known/api-catalog")
    );
    let json = answer.json();
    let links = json["linkset"].as_array().unwrap();
    assert_eq!(links[0]["item"][0]["href"], format!("{BASE}/api/v1"));
    assert_eq!(links[1]["anchor"], format!("{BASE}/api/v1"));
    for (relation, media_type) in [
        ("service-desc", "application/json"),
        ("service-doc", "text/html"),
        ("status", "application/json"),
    ] {
        let link = &links[1][relation][0];
        let path = link["href"].as_str().unwrap().strip_prefix(BASE).unwrap();
        let linked = directory.get_with(path, &[("accept", media_type)]).await;
        assert_eq!(linked.status, 200, "{path}");
        assert!(linked.header("content-type").unwrap().starts_with(media_type), "{path}");
        assert_eq!(link["type"], media_type);
    }
    let etag = answer.header("etag").unwrap();
    let fresh = directory.get_with("/.well-known/api-catalog", &[("if-none-match", etag)]).await;
    assert_eq!(fresh.status, 304);
    let head = directory.request("HEAD", "/.well-known/api-catalog", &[]).await;
    assert!(head.link("api-catalog").is_some());
}

#[actix_web::test]
async fn the_api_and_the_first_page_link_the_description_of_the_api() {
    let directory = seeded(None).await;
    for path in ["/api/v1", "/"] {
        let links = directory.get(path).await;
        let links = links.header("link").unwrap();

        for relation in ["service-desc", "service-doc", "api-catalog"] {
            assert!(links.contains(&format!("rel=\"{relation}\"")), "{path}: {links}");
        }
        assert!(links.contains("<https://directory.example/api/v1/openapi.json>"), "{links}");
    }
}

#[actix_web::test]
async fn a_contact_for_security_is_named_only_if_there_is_one() {
    let path = "/.well-known/security.txt";
    for contact in ["mailto:a@example.org", "https://example.org/contact"] {
        let directory = seeded(Some(contact)).await;

        let answer = directory.get(path).await;

        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("content-type"), Some("text/plain; charset=utf-8"));
        let text = answer.text();
        let value = |name: &str| {
            let lines = text.lines().filter_map(|line| line.split_once(": "));
            lines.into_iter().find(|(field, _)| *field == name).unwrap().1.to_owned()
        };
        assert_eq!(value("Contact"), contact);
        assert_eq!(value("Canonical"), format!("{BASE}{path}"));
        let expires: Timestamp = value("Expires").parse().unwrap();
        let left = expires.duration_since(Timestamp::now());
        assert!(left > SignedDuration::from_hours(24 * 30), "{text}");
        assert!(left < SignedDuration::from_hours(24 * 365), "{text}");
    }
    for contact in [None, Some("http://example.org/contact")] {
        let directory = seeded(contact).await;
        assert_eq!(directory.get(path).await.status, 404);
    }
}
