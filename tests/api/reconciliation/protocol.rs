//! The protocol: manifest, methods, limits, headers and refusals.

use antislavery_directory::http::{RateLimit, Settings};
use serde_json::{Value, json};

use super::schemas::check;
use super::{SERVICE, TERMS, encoded, post};
use crate::harness::TestDirectory;

const FORM: &str = "application/x-www-form-urlencoded";

#[actix_web::test]
async fn the_manifest_has_absolute_urls_with_and_without_a_slash() {
    let public_url = Some("https://directory.example".to_owned());
    let directory =
        TestDirectory::seeded_with(Settings { public_url, ..Settings::default() }).await;
    for (service, pages) in [(SERVICE, "organizations"), (TERMS, "terms")] {
        for path in [service.to_owned(), format!("{service}/"), format!("{service}?callback=f&x=1")]
        {
            let answer = directory.get_with(&path, &[("host", "other.example")]).await;

            assert_eq!(answer.status, 200, "{path}");
            let manifest = answer.json();
            check("manifest", &manifest);
            assert_eq!(manifest["versions"], json!(["0.2"]));
            let base = format!("https://directory.example/{pages}");
            assert_eq!(manifest["identifierSpace"], format!("{base}/"));
            assert_eq!(manifest["view"]["url"], format!("{base}/{{{{id}}}}"));
            let preview =
                json!({"url": format!("{base}/{{{{id}}}}/preview"), "width": 430, "height": 300});
            assert_eq!(manifest["preview"], preview);
            assert_eq!(manifest["batchSize"], 50);
            for (part, location) in [
                ("entity", &manifest["suggest"]["entity"]),
                ("property", &manifest["suggest"]["property"]),
                ("type", &manifest["suggest"]["type"]),
                ("propose", &manifest["extend"]["propose_properties"]),
            ] {
                assert_eq!(location["service_url"], "https://directory.example", "{part}");
                let path = location["service_path"].as_str().unwrap();
                assert_eq!(directory.get(path).await.status, 200, "{path}");
            }
        }
    }
    let manifest = directory.get(SERVICE).await.json();
    assert_eq!(manifest["schemaSpace"], "https://schema.org/");
    assert_eq!(manifest["defaultTypes"][0]["id"], "NGO");
}

#[actix_web::test]
async fn the_manifest_and_suggestions_are_cacheable() {
    let directory = TestDirectory::seeded().await;
    let query = encoded(&json!({"q": {"query": "a21"}}).to_string());
    for path in [
        SERVICE.to_owned(),
        format!("{SERVICE}?queries={query}"),
        format!("{SERVICE}/suggest/entity?prefix=free"),
        format!("{SERVICE}/suggest/type"),
        format!("{SERVICE}/extend/propose"),
    ] {
        let etag = directory.etag(&path).await;
        let again = directory.get_with(&path, &[("if-none-match", &etag)]).await;
        assert_eq!(again.status, 304, "{path}");
        assert_eq!(directory.request("HEAD", &path, &[]).await.status, 200, "{path}");
    }
    let other = encoded(&json!({"q": {"query": "unseen"}}).to_string());
    let tags = [query, other].map(|query| format!("{SERVICE}?queries={query}"));
    assert_ne!(directory.etag(&tags[0]).await, directory.etag(&tags[1]).await);
}

#[actix_web::test]
async fn get_and_post_give_the_same_answer() {
    let directory = TestDirectory::seeded().await;
    for (name, value) in [
        ("queries", json!({"zebra": {"query": "a21"}, "": {"query": "ijm"}})),
        ("extend", json!({"ids": ["a21"], "properties": [{"id": "founded"}]})),
    ] {
        let posted = post(&directory, SERVICE, name, &value).await;
        for service in [SERVICE.to_owned(), format!("{SERVICE}/")] {
            let path = format!("{service}?{name}={}", encoded(&value.to_string()));
            assert_eq!(directory.get(&path).await.json(), posted.json());
        }
    }
    // The keys are those of the batch, in its order.
    let batch = json!({"zebra": {"query": "a21"}, "": {}, "a": {"query": ""}});
    let text = post(&directory, SERVICE, "queries", &batch).await.text();
    let at = |key: &str| text.find(&format!("\"{key}\":{{\"result\"")).unwrap();
    let sent = batch.to_string();
    let keys = ["zebra", "", "a"];
    let mut expected = keys;
    expected.sort_by_key(|key| sent.find(&format!("\"{key}\":")).unwrap());
    let mut received = keys;
    received.sort_by_key(|key| at(key));
    assert_eq!(received, expected);
    assert!(text.contains("\"a\":{\"result\":[]}"));
}

#[actix_web::test]
async fn a_malformed_request_is_refused_with_what_to_send() {
    let directory = TestDirectory::seeded().await;
    let fifty_one: serde_json::Map<String, Value> =
        (0..51).map(|it| (format!("q{it}"), json!({"query": "a"}))).collect();
    let many_ids: Vec<String> = (0..201).map(|it| it.to_string()).collect();
    let many_ids = json!({"ids": many_ids, "properties": []}).to_string();
    for (form, status, code) in [
        ("queries={".to_owned(), 400, "malformed_json"),
        ("queries=[]".to_owned(), 400, "wrong_type"),
        ("queries=3".to_owned(), 400, "wrong_type"),
        ("extend={}".to_owned(), 400, "wrong_type"),
        ("extend=[".to_owned(), 400, "malformed_json"),
        ("queries={}&extend={}".to_owned(), 400, "contradiction"),
        ("".to_owned(), 400, "missing_key"),
        ("other=1".to_owned(), 400, "missing_key"),
        ("extend=".to_owned(), 400, "missing_key"),
        ("queries={}&queries={}".to_owned(), 400, "repeated_parameter"),
        (format!("queries={}", encoded(&Value::from(fifty_one).to_string())), 413, "too_many"),
        (format!("extend={}", encoded(&many_ids)), 413, "too_many"),
    ] {
        let answer = directory.send_text("POST", SERVICE, FORM, form.clone()).await;

        assert_eq!(answer.status, status, "{form}: {}", answer.text());
        let error = &answer.json()["errors"][0];
        assert_eq!(error["code"], code, "{form}");
        let named = if form.starts_with("extend") { "extend" } else { "queries" };
        assert!(code == "contradiction" || error["parameter"] == named, "{form}: {error}");
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
        assert_eq!(answer.header("cache-control"), Some("no-store"));
    }
    let json = directory.send_text("POST", SERVICE, "application/json", "{}").await;
    assert_eq!(json.status, 415);
    assert!(json.json()["detail"].as_str().unwrap().contains(FORM));
    let path = format!("{SERVICE}?queries={}", encoded("{"));
    assert_eq!(directory.get(&path).await.status, 400);
}

#[actix_web::test]
async fn other_methods_are_405_and_any_site_may_ask() {
    let directory = TestDirectory::seeded().await;
    for (path, methods, readers) in [
        (SERVICE.to_owned(), "GET, HEAD, POST, OPTIONS", "GET, HEAD, POST"),
        (format!("{SERVICE}/"), "GET, HEAD, POST, OPTIONS", "GET, HEAD, POST"),
        (TERMS.to_owned(), "GET, HEAD, POST, OPTIONS", "GET, HEAD, POST"),
        (format!("{SERVICE}/suggest/entity"), "GET, HEAD, OPTIONS", "GET, HEAD"),
        (format!("{TERMS}/extend/propose"), "GET, HEAD, OPTIONS", "GET, HEAD"),
    ] {
        let refused = directory.request("DELETE", &path, &[]).await;
        assert_eq!((refused.status, refused.header("allow")), (405, Some(methods)), "{path}");
        let preflight = [
            ("origin", "https://openrefine.example"),
            ("access-control-request-method", "POST"),
            ("access-control-request-headers", "content-type"),
        ];
        let answer = directory.request("OPTIONS", &path, &preflight).await;
        assert_eq!(answer.status, 204, "{path}");
        assert_eq!(answer.header("access-control-allow-methods"), Some(readers), "{path}");
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"), "{path}");
    }
    for path in ["/api/v1/reconcile/suggest/entity", "/api/v1/reconcile?queries=%7B"] {
        let answer = directory.get_with(path, &[("origin", "null")]).await;
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"), "{path}");
    }
}

#[actix_web::test]
async fn two_thousand_batches_in_a_row_pass_and_the_limit_is_stated() {
    let rate_limit = Some(RateLimit::DEFAULT);
    let directory =
        TestDirectory::seeded_with(Settings { rate_limit, ..Settings::default() }).await;
    let stated = directory.get("/api/v1/limits").await.json();
    let limit = stated["reconcile_per_minute"].as_u64().unwrap();
    assert_eq!((limit, &stated["reconcile_queries"]), (2400, &json!(50)));
    for number in 0..2000 {
        let answer = directory.get("/api/v1/reconcile/suggest/type").await;
        assert_eq!(answer.status, 200, "request {number}");
    }
    let answer = post(&directory, SERVICE, "queries", &json!({"q": {"query": "a21"}})).await;
    assert_eq!(answer.header("ratelimit-policy"), Some("\"reconcile\";q=2400;w=60"));
    // Other requests have their own bucket.
    let other = directory.get("/api/v1").await;
    assert_eq!(other.status, 200);
    assert_eq!(other.header("ratelimit-policy"), Some("\"default\";q=600;w=60"));
}

#[actix_web::test]
async fn too_many_batches_are_429() {
    let rate_limit = Some("3".parse().unwrap());
    let directory =
        TestDirectory::seeded_with(Settings { rate_limit, ..Settings::default() }).await;
    let mut statuses = Vec::new();
    for _ in 0..14 {
        statuses.push(directory.get(SERVICE).await.status);
    }
    assert!(statuses[..12].iter().all(|status| *status == 200), "{statuses:?}");
    let refused = directory.get(SERVICE).await;
    assert_eq!(refused.status, 429);
    assert!(refused.header("retry-after").is_some());
    assert_eq!(refused.header("access-control-allow-origin"), Some("*"));
}
