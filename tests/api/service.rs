//! The API root, health checks, stated limits.

use serde_json::json;

use crate::harness::TestDirectory;
use crate::support::profiles::{profile, seed_profiles};

#[actix_web::test]
async fn the_api_root_describes_the_service_and_its_data() {
    let directory = TestDirectory::seeded().await;

    let answer = directory.get("/api/v1").await.json();

    assert_eq!(answer["name"], "Antislavery Directory");
    assert_eq!(answer["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(answer["openapi_url"], "/api/v1/openapi.json");
    assert_eq!(answer["data"]["organizations"], seed_profiles().len());
    assert_eq!(answer["data"]["licence"], "CC0-1.0");
    let list = directory.get("/api/v1/organizations?per_page=100&sort=-updated_at").await.json();
    assert_eq!(answer["data"]["change"], list["meta"]["change"]);
    assert_eq!(answer["data"]["updated_at"], list["data"][0]["updated_at"]);
    let document = directory.get(answer["openapi_url"].as_str().unwrap()).await.json();
    assert_eq!(document["info"]["version"], answer["version"]);
}

#[actix_web::test]
async fn readiness_says_whether_reads_are_served() {
    let directory = TestDirectory::with(&[profile("a", json!({}))]).await;
    let change = directory.get("/api/v1").await.json()["data"]["change"].clone();

    let live = directory.get("/livez").await;
    let ready = directory.get("/readyz").await;

    assert_eq!(live.json(), json!({"status": "live"}));
    let expected = json!({
        "status": "ready", "store": "up", "catalog": {"change": change}, "lag": 0, "why": null,
    });
    assert_eq!(ready.json(), expected);
    assert_eq!(ready.header("cache-control"), Some("no-store"));
    assert_eq!(ready.header("etag"), None);
}

#[actix_web::test]
async fn every_limit_is_stated() {
    let directory = TestDirectory::with(&[profile("a", json!({}))]).await;

    let limits = directory.get("/api/v1/limits").await.json();

    let expected = json!({
        "request_head_bytes": 32768, "uri_bytes": 8192, "body_bytes": 1_048_576,
        "query_body_bytes": 16384, "parameter_values": 100,
        "document_depth": 32, "list_elements": 200, "object_members": 1000,
        "head_seconds": 5, "body_seconds": 10,
        "keep_alive_seconds": 15, "write_stall_seconds": 30, "connections_per_client": null,
        "connections": 10000, "exports_per_client": 4, "exports": 16, "export_seconds": 600,
        "import_bytes": 67_108_864, "import_seconds": 300,
        "edit_form_bytes": 2_097_152, "edit_form_fields": 4000, "table_form_bytes": 17_825_792,
        "per_page_default": 20, "per_page_max": 100, "page_window": 10000,
        "changes_max": 1000, "wait_seconds": 30, "rate_limit": null,
        "citations_max": 500, "sample_max": 1000, "summary_changes_max": 2000, "dataset_seconds": 8,
        "reconcile_queries": 50, "reconcile_candidates": 50, "reconcile_properties": 50,
        "reconcile_per_minute": null, "extend_ids": 200, "message_bytes": 65536,
    });
    assert_eq!(limits, expected);
}

#[actix_web::test]
async fn an_empty_directory_is_ready_and_lists_nothing() {
    let directory = TestDirectory::with(&[]).await;

    let list = directory.get("/api/v1/organizations").await.json();

    assert_eq!(list["data"], json!([]));
    assert_eq!(list["meta"]["total"], 0);
    assert_eq!(directory.get("/api/v1/countries").await.json()["data"], json!([]));
    let areas = directory.get("/api/v1/focus-areas").await.json();
    let counts = areas["data"].as_array().unwrap().iter().map(|term| &term["count"]);
    assert!(counts.into_iter().all(|count| *count == 0));
}
