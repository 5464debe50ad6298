//! Problems, unsupported methods and formats, request IDs.

use serde_json::json;

use crate::harness::TestDirectory;
use crate::support::profiles::profile;

/// Requests that return a problem.
const FAILURES: [(&str, &str, u16, &str); 12] = [
    ("GET", "/nowhere", 404, "unknown-route"),
    ("GET", "/api/v1/nowhere", 404, "unknown-route"),
    ("GET", "/api/v2/organizations", 404, "unknown-route"),
    ("GET", "/api/v1/organizations/unknown", 404, "unknown-organization"),
    ("GET", "/api/v1/focus-areas/nothing", 404, "unknown-term"),
    ("GET", "/problems/nothing", 404, "unknown-problem"),
    ("GET", "/docs/nothing.js", 404, "unknown-route"),
    ("GET", "/api/v1/organizations?page=0", 400, "invalid-parameter"),
    ("POST", "/api/v1", 405, "method-not-allowed"),
    ("DELETE", "/api/v1/organizations", 405, "method-not-allowed"),
    ("POST", "/api/v1/organizations", 401, "missing-key"),
    ("DELETE", "/api/v1/organizations/unseen", 401, "missing-key"),
];

#[actix_web::test]
async fn a_problem_has_its_type_detail_and_a_link_to_its_documentation() {
    let directory = TestDirectory::seeded().await;
    for (method, path, status, slug) in FAILURES {
        let answer = directory.request(method, path, &[]).await;

        assert_eq!(answer.status, status, "{method} {path}");
        assert_eq!(answer.header("content-type"), Some("application/problem+json"));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        let problem = answer.json();
        assert_eq!(problem["type"], format!("/problems/{slug}"));
        assert_eq!(problem["status"], status);
        assert_eq!(problem["instance"], path.split('?').next().unwrap());
        assert_eq!(problem["request_id"], answer.header("x-request-id").unwrap());
        assert!(!problem["title"].as_str().unwrap().is_empty());
        assert!(!problem["detail"].as_str().unwrap().is_empty());

        let page = directory.get(problem["type"].as_str().unwrap()).await;
        assert_eq!(page.status, 200, "{path}");
        assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
        assert!(page.text().contains(problem["title"].as_str().unwrap()), "{path}");
    }
}

#[actix_web::test]
async fn every_problem_in_the_list_has_a_documentation_page() {
    let directory = TestDirectory::with(&[profile("a", json!({}))]).await;

    let list = directory.get("/problems").await.text();

    let links: Vec<&str> = list
        .split("href=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap())
        .filter(|link| link.starts_with("/problems/"))
        .collect();
    assert!(links.len() >= 15, "{links:?}");
    for link in links {
        assert_eq!(directory.get(link).await.status, 200, "{link}");
    }
}

#[actix_web::test]
async fn an_unsupported_method_returns_405_with_the_allowed_methods() {
    let directory = TestDirectory::with(&[profile("a", json!({}))]).await;
    for path in ["/api/v1", "/api/v1/countries", "/readyz", "/about", "/docs/", "/problems"] {
        for method in ["POST", "PUT", "PATCH", "DELETE", "PROPFIND", "TRACE"] {
            let answer = directory.request(method, path, &[]).await;

            assert_eq!(answer.status, 405, "{method} {path}");
            assert_eq!(answer.header("allow"), Some("GET, HEAD, OPTIONS"), "{method} {path}");
        }
    }
}

#[actix_web::test]
async fn an_unsupported_format_is_refused_with_the_supported_ones() {
    let directory = TestDirectory::seeded().await;
    for (path, accepted, status) in [
        ("/api/v1/organizations", "text/html", 406),
        ("/api/v1/organizations/unseen", "application/xml", 406),
        ("/api/v1/organizations/unseen", "application/json;q=0", 406),
        ("/api/v1", "image/png", 406),
        ("/api/v1/countries", "text/csv", 406),
        ("/problems", "application/json", 406),
        ("/api/v1/organizations/unseen?format=xml", "*/*", 406),
        ("/api/v1/organizations/unseen?format=json", "*/*", 200),
        ("/api/v1/organizations", "text/html, */*;q=0.1", 200),
        ("/api/v1/organizations/unseen", "application/*", 200),
        ("/api/v1/organizations/unseen", "APPLICATION/JSON", 200),
        ("/livez", "text/plain", 200),
        ("/readyz", "text/plain", 200),
    ] {
        let answer = directory.get_with(path, &[("accept", accepted)]).await;

        assert_eq!(answer.status, status, "{path} as {accepted}");
        if status == 406 {
            let problem = answer.json();
            assert_eq!(problem["type"], "/problems/not-acceptable");
            let allowed = problem["errors"][0]["allowed"].as_array().unwrap();
            assert!(!allowed.is_empty(), "{path}");
        }
    }
}

#[actix_web::test]
async fn a_valid_x_request_id_from_the_client_is_echoed() {
    let directory = TestDirectory::with(&[profile("a", json!({}))]).await;
    let longest = "x".repeat(64);
    let too_long = "x".repeat(65);
    for (given, is_echoed) in [
        ("abc-123_4.5", true),
        (longest.as_str(), true),
        (too_long.as_str(), false),
        ("with space", false),
        ("<script>", false),
        ("", false),
        ("a\"b", false),
    ] {
        for path in ["/api/v1/organizations/a", "/nowhere"] {
            let answer = directory.get_with(path, &[("x-request-id", given)]).await;

            let id = answer.header("x-request-id").unwrap();
            assert_eq!(id == given, is_echoed, "{given:?} became {id:?}");
            assert!(!id.is_empty());
        }
    }
}

#[actix_web::test]
async fn every_request_without_an_id_gets_a_unique_one() {
    let directory = TestDirectory::with(&[profile("a", json!({}))]).await;

    let one = directory.get("/api/v1").await;
    let other = directory.get("/api/v1").await;

    assert_ne!(one.header("x-request-id"), other.header("x-request-id"));
}
