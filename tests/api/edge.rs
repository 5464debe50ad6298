//! Rules for every request and response: security headers, CORS, size limits, rate limits.

use antislavery_directory::http::{RateLimit, Settings};
use serde_json::{Value, json};

use crate::harness::TestDirectory;
use crate::support::profiles::profile;

#[actix_web::test]
async fn every_response_has_security_headers() {
    let directory = TestDirectory::with(&[profile("a", json!({}))]).await;
    for (method, path) in [
        ("GET", "/api/v1/organizations/a"),
        ("GET", "/api/v1/organizations"),
        ("GET", "/api/v1/organizations/unknown"),
        ("GET", "/api/v1/organizations?x=1"),
        ("GET", "/nowhere"),
        ("POST", "/api/v1"),
        ("OPTIONS", "/api/v1"),
        ("GET", "/readyz"),
        ("GET", "/docs/"),
        ("GET", "/docs"),
        ("GET", "/problems"),
    ] {
        let answer = directory.request(method, path, &[]).await;

        let place = format!("{method} {path}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{place}");
        assert_eq!(answer.header("referrer-policy"), Some("no-referrer"), "{place}");
        assert_eq!(answer.header("cross-origin-resource-policy"), Some("cross-origin"), "{place}");
        assert!(answer.header("permissions-policy").is_some(), "{place}");
        let policy = answer.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'"), "{place}: {policy}");
        assert!(policy.contains("frame-ancestors 'none'"), "{place}: {policy}");
        assert_eq!(answer.header("server"), None, "{place}");
        assert_eq!(answer.header("set-cookie"), None, "{place}");
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"), "{place}");
        assert_eq!(answer.header("access-control-allow-credentials"), None, "{place}");
        let exposed = answer.header("access-control-expose-headers").unwrap();
        for name in ["ETag", "Link", "RateLimit", "RateLimit-Policy", "Retry-After", "X-Request-Id"]
        {
            assert!(exposed.split(", ").any(|exposed| exposed == name), "{place}: {exposed}");
        }
        assert!(answer.header("server-timing").unwrap().starts_with("app;dur="), "{place}");
        assert!(answer.header("vary").unwrap().contains("Accept-Encoding"), "{place}");
        assert_eq!(answer.header("strict-transport-security"), None, "{place}");
    }
}

#[actix_web::test]
async fn hsts_is_sent_only_if_the_public_url_is_https() {
    for (public_url, has_hsts) in [("https://a.example", true), ("http://a.example", false)] {
        let public_url = Some(public_url.to_owned());
        let settings = Settings { public_url, ..Settings::default() };
        let directory = TestDirectory::seeded_with(settings).await;
        for path in ["/api/v1", "/nowhere"] {
            let answer = directory.get(path).await;
            assert_eq!(answer.header("strict-transport-security").is_some(), has_hsts, "{path}");
        }
    }
}

#[actix_web::test]
async fn cors_allows_reads_from_any_origin() {
    let directory = TestDirectory::with(&[profile("a", json!({}))]).await;
    for (path, methods, readers) in [
        ("/api/v1", "GET, HEAD, OPTIONS", "GET, HEAD"),
        ("/api/v1/organizations", "GET, HEAD, POST, QUERY, OPTIONS", "GET, HEAD, QUERY"),
        ("/api/v1/organizations/a", "GET, HEAD, PUT, PATCH, DELETE, OPTIONS", "GET, HEAD"),
        ("/api/v1/focus-areas/rescue", "GET, HEAD, PUT, DELETE, OPTIONS", "GET, HEAD"),
        ("/api/v1/suggest", "GET, HEAD, POST, QUERY, OPTIONS", "GET, HEAD, POST, QUERY"),
        ("/api/v1/imports", "POST, OPTIONS", ""),
        ("/readyz", "GET, HEAD, OPTIONS", "GET, HEAD"),
    ] {
        let preflight = [
            ("origin", "https://a.example"),
            ("access-control-request-method", "GET"),
            ("access-control-request-headers", "if-none-match"),
        ];
        let answer = directory.request("OPTIONS", path, &preflight).await;

        assert_eq!(answer.status, 204, "{path}");
        assert!(answer.body.is_empty());
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
        assert_eq!(answer.header("access-control-allow-methods"), Some(readers));
        assert_eq!(answer.header("access-control-max-age"), Some("7200"));
        let allowed = answer.header("access-control-allow-headers").unwrap();
        assert!(allowed.contains("If-None-Match") && !allowed.contains('*'), "{allowed}");

        let plain = directory.request("OPTIONS", path, &[]).await;
        assert_eq!(plain.header("allow"), Some(methods), "{path}");
        assert_eq!(plain.header("access-control-allow-methods"), None, "{path}");
    }
}

/// The limits that the API states.
async fn limits(directory: &TestDirectory) -> Value {
    directory.get("/api/v1/limits").await.json()
}

fn number(limits: &Value, key: &str) -> usize {
    usize::try_from(limits[key].as_u64().unwrap()).unwrap()
}

#[actix_web::test]
async fn a_url_longer_than_the_stated_limit_returns_414() {
    let directory = TestDirectory::with(&[profile("a", json!({}))]).await;
    let longest = number(&limits(&directory).await, "uri_bytes");
    assert_eq!(longest, 8 << 10);
    for (length, status) in [(longest, 404), (longest + 1, 414), (60_000, 414)] {
        let path = format!("/api/v1/organizations/{}", "a".repeat(length - 22));
        assert_eq!(path.len(), length);

        let answer = directory.get(&path).await;

        assert_eq!(answer.status, status, "{length} bytes");
        if status == 414 {
            assert_eq!(answer.json()["type"], "/problems/uri-too-long");
            assert!(answer.header("access-control-allow-origin").is_some());
        }
    }
}

#[actix_web::test]
async fn request_headers_above_the_stated_limit_return_431() {
    let directory = TestDirectory::with(&[profile("a", json!({}))]).await;
    let largest = number(&limits(&directory).await, "request_head_bytes");
    assert_eq!(largest, 32 << 10);
    for (size, status) in [(largest - 200, 200), (largest + 1, 431)] {
        let value = "a".repeat(size - "x-large".len());

        let answer = directory.get_with("/api/v1", &[("x-large", &value)]).await;

        assert_eq!(answer.status, status, "{size} bytes");
        if status == 431 {
            assert_eq!(answer.json()["type"], "/problems/head-too-large");
        }
    }
}

#[actix_web::test]
async fn a_body_larger_than_the_stated_limit_returns_413() {
    let directory = TestDirectory::with(&[profile("a", json!({}))]).await;
    let largest = number(&limits(&directory).await, "body_bytes");
    assert_eq!(largest, 1 << 20);
    let longest_import = number(&limits(&directory).await, "import_bytes");
    assert_eq!(longest_import, 64 << 20);
    let (list, imports) = ("/api/v1/organizations", "/api/v1/imports");
    for (method, path, size, status) in [
        ("POST", list, largest, 401),
        ("POST", list, largest + 1, 413),
        ("GET", list, largest + 1, 413),
        ("POST", imports, longest_import, 401),
        ("POST", imports, longest_import + 1, 413),
    ] {
        let size = size.to_string();

        let headers = [("content-length", size.as_str())];
        let answer = directory.request(method, path, &headers).await;

        assert_eq!(answer.status, status, "{method} of {size} bytes");
    }
}

#[actix_web::test]
async fn a_percent_encoded_letter_of_a_path_is_the_letter() {
    let directory = TestDirectory::with(&[profile("a", json!({}))]).await;
    directory.add_former_slug("a", "b");
    directory.load(&[profile("a", json!({"name": "Another"}))]).await;

    let term = directory.get("/api/v1/focus%2Dareas/bonded-labour").await;
    assert_eq!(term.json()["slug"], "bonded-labour");

    for path in ["/api/v1/organizations/search", "/api/v1/organizations/%73earch"] {
        let size = (number(&limits(&directory).await, "query_body_bytes") + 1).to_string();
        let long = directory.request("POST", path, &[("content-length", size.as_str())]).await;
        assert_eq!(long.status, 413, "{path}");
    }

    let moved = directory.get("/%61pi/v1/organizations/%62/revisions/1").await;
    assert_eq!(moved.status, 308);
    assert!(moved.header("location").unwrap().ends_with("/api/v1/organizations/a/revisions/1"));

    let html = [("accept", "text/html")];
    let problem = directory.get_with("/%61pi/v1/organizations/unknown", &html).await;
    assert_eq!(problem.header("content-type"), Some("application/problem+json"));
}

#[actix_web::test]
async fn pagination_beyond_the_stated_limits_returns_400() {
    let directory = TestDirectory::seeded().await;
    let limits = limits(&directory).await;
    let (most, window) = (number(&limits, "per_page_max"), number(&limits, "page_window"));

    let status =
        async |query: String| directory.get(&format!("/api/v1/organizations?{query}")).await.status;
    assert_eq!(status(format!("per_page={most}")).await, 200);
    assert_eq!(status(format!("per_page={}", most + 1)).await, 400);
    assert_eq!(status(format!("per_page=1&page={window}")).await, 200);
    assert_eq!(status(format!("per_page=1&page={}", window + 1)).await, 400);
    let usual = directory.get("/api/v1/organizations").await.json();
    assert_eq!(usual["meta"]["per_page"], limits["per_page_default"]);
    assert_eq!(usual["data"].as_array().unwrap().len(), number(&limits, "per_page_default"));
}

#[actix_web::test]
async fn documents_larger_than_the_stated_limits_are_refused() {
    use antislavery_directory::seed::{Form, Kind, read_text};

    let directory = TestDirectory::with(&[profile("a", json!({}))]).await;
    let limits = limits(&directory).await;
    let (depth, elements) = (number(&limits, "document_depth"), number(&limits, "list_elements"));
    let codes = |profile: &Value| -> Vec<String> {
        let batch = read_text("x", profile.to_string(), Kind::Organizations, Form::Json);
        batch.mistakes.iter().map(|mistake| format!("{:?}", mistake.violation.code)).collect()
    };

    let founders = |count: usize| -> Vec<String> {
        (0..count).map(|number| format!("Founder {number}")).collect()
    };
    assert_eq!(codes(&profile("a", json!({"founders": founders(elements)}))), [""; 0]);
    assert_eq!(codes(&profile("a", json!({"founders": founders(elements + 1)}))).len(), 1);

    // The profile object is the first level.
    let nested = |levels: usize| (1..levels).fold(json!([]), |inner, _| json!([inner]));
    let is_too_deep = |levels: usize| {
        let codes = codes(&profile("a", json!({"founders": nested(levels - 1)})));
        codes.iter().any(|code| code == "TooDeep")
    };
    assert!(!is_too_deep(depth));
    assert!(is_too_deep(depth + 1));
}

/// Settings with a rate limit.
fn limited(per_minute: &str, trusted: &[&str]) -> Settings {
    let rate_limit: RateLimit = per_minute.parse().unwrap();
    Settings {
        rate_limit: Some(rate_limit),
        trusted_proxies: trusted.iter().map(|network| network.parse().unwrap()).collect(),
        ..Settings::default()
    }
}

#[actix_web::test]
async fn a_client_above_the_rate_limit_gets_429_with_retry_after() {
    let directory = TestDirectory::seeded_with(limited("3", &[])).await;
    let ask = async |peer: &str| directory.request_from(peer, "GET", "/api/v1", &[]).await;
    for left in ["2", "1", "0"] {
        let answer = ask("192.0.2.9:1").await;

        assert_eq!(answer.status, 200);
        assert_eq!(answer.header("ratelimit-policy"), Some("\"default\";q=3;w=60"));
        let state = answer.header("ratelimit").unwrap();
        assert!(state.starts_with(&format!("\"default\";r={left};t=")), "{state}");
    }

    let refused = ask("192.0.2.9:2").await;

    assert_eq!(refused.status, 429);
    assert_eq!(refused.json()["type"], "/problems/too-many-requests");
    let wait: u32 = refused.header("retry-after").unwrap().parse().unwrap();
    assert!((1..=21).contains(&wait), "{wait}");
    assert!(refused.header("ratelimit").unwrap().starts_with("\"default\";r=0;t="));
    assert_eq!(refused.header("access-control-allow-origin"), Some("*"));

    // Other clients and health checks are not affected.
    assert_eq!(ask("192.0.2.10:1").await.status, 200);
    let health_check =
        async |path: &str| directory.request_from("192.0.2.9:1", "GET", path, &[]).await;
    assert_eq!(health_check("/livez").await.status, 200);
    assert_eq!(health_check("/readyz").await.status, 200);
}

#[actix_web::test]
async fn the_stated_rate_limit_is_enforced() {
    for (per_minute, burst) in [("5", 5), ("1000", 200)] {
        let directory = TestDirectory::seeded_with(limited(per_minute, &[])).await;

        let answer = directory.request_from("192.0.2.9:1", "GET", "/api/v1/limits", &[]).await;

        let stated = &answer.json()["rate_limit"];
        let per_minute: u32 = per_minute.parse().unwrap();
        assert_eq!(*stated, json!({"requests_per_minute": per_minute, "burst": burst}));
        let left = format!("r={};", burst - 1);
        assert!(answer.header("ratelimit").unwrap().contains(&left), "{per_minute}");
    }
    let unlimited = TestDirectory::with(&[profile("a", json!({}))]).await;
    assert_eq!(limits(&unlimited).await["rate_limit"], Value::Null);
    assert_eq!(unlimited.get("/api/v1").await.header("ratelimit"), None);
}

#[actix_web::test]
async fn the_forwarded_header_counts_only_from_a_trusted_proxy() {
    for (trusted, is_trusted) in [(vec![], false), (vec!["192.0.2.0/24"], true)] {
        let directory = TestDirectory::seeded_with(limited("1", &trusted)).await;
        let mut statuses = Vec::new();
        for client in ["for=198.51.100.1", "for=198.51.100.2", "for=198.51.100.1"] {
            let headers = [("forwarded", client)];
            let answer = directory.request_from("192.0.2.1:1", "GET", "/api/v1", &headers).await;
            statuses.push(answer.status);
        }

        let expected = if is_trusted { [200, 200, 429] } else { [200, 429, 429] };
        assert_eq!(statuses, expected, "{trusted:?}");
    }
}

/// A health check must never wait for a change or be refused.
#[actix_web::test]
async fn health_checks_ignore_min_change() {
    let directory = TestDirectory::with(&[profile("a", json!({}))]).await;
    for query in ["min_change=999999", "min_change=x", "min_change=1&min_change=2", "x=1"] {
        for path in ["/livez", "/readyz"] {
            let answer = directory.get(&format!("{path}?{query}")).await;
            assert_eq!(answer.status, 200, "{path}?{query}");
        }
    }
    let refused = directory.get("/problems?min_change=x").await;
    assert_eq!(refused.status, 400);
}
