//! The interactive API documentation at `/docs/`.

use serde_json::json;

use crate::harness::TestDirectory;
use crate::support::profiles::profile;

#[actix_web::test]
async fn docs_without_a_trailing_slash_redirects() {
    let directory = TestDirectory::with(&[profile("a", json!({}))]).await;

    let answer = directory.get("/docs").await;

    assert_eq!(answer.status, 302);
    assert_eq!(answer.header("location"), Some("/docs/"));
}

#[actix_web::test]
async fn the_documentation_loads_nothing_from_other_hosts() {
    let directory = TestDirectory::with(&[profile("a", json!({}))]).await;

    let page = directory.get("/docs/").await;
    let starter = directory.get("/docs/swagger-initializer.js").await;

    assert_eq!(page.status, 200);
    assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
    let html = page.text();
    assert!(!html.contains("http://") && !html.contains("https://"), "{html}");
    assert_eq!(starter.header("content-type"), Some("text/javascript; charset=utf-8"));
    let script = starter.text();
    assert!(script.contains("/docs/openapi.json"), "{script}");
    assert!(script.contains(r#""validatorUrl": "none""#), "{script}");
    let policy = page.header("content-security-policy").unwrap();
    assert!(policy.contains("script-src 'self'") && policy.contains("connect-src 'self'"));

    // Every file that the page references exists.
    let names: Vec<&str> = ["href=\"", "src=\""]
        .into_iter()
        .flat_map(|attribute| html.split(attribute).skip(1))
        .map(|rest| rest.split('"').next().unwrap())
        .collect();
    assert!(names.len() >= 4, "{names:?}");
    for name in names {
        let name = name.trim_start_matches("./");
        assert_eq!(directory.get(&format!("/docs/{name}")).await.status, 200, "{name}");
    }
}

#[actix_web::test]
async fn the_documentation_route_allows_no_path_traversal() {
    let directory = TestDirectory::with(&[profile("a", json!({}))]).await;
    for path in [
        "/docs/../Cargo.toml",
        "/docs/%2e%2e/Cargo.toml",
        "/docs//etc/passwd",
        "/docs//../Cargo.toml",
    ] {
        assert_eq!(directory.get(path).await.status, 404, "{path}");
    }
}
