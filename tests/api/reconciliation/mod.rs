//! Reconciliation: names from other lists are matched with organizations and terms.

mod laws;
mod matching;
mod previews;
mod properties;
mod protocol;
mod random;
mod schemas;
mod terms;

use serde_json::{Value, json};

use crate::harness::{Answer, TestDirectory};
use schemas::check;

const SERVICE: &str = "/api/v1/reconcile";
const TERMS: &str = "/api/v1/reconcile/terms";

/// Sends a form with one parameter, and checks a successful response against its schema.
async fn post(directory: &TestDirectory, service: &str, name: &str, value: &Value) -> Answer {
    let form = format!("{name}={}", encoded(&value.to_string()));
    let content_type = "application/x-www-form-urlencoded";
    let answer = directory.send_text("POST", service, content_type, form).await;
    if answer.status == 200 {
        let schema = match name {
            "extend" => "data-extension-response",
            _ => "reconciliation-result-batch",
        };
        check(schema, &answer.json());
        assert_eq!(answer.header("cache-control"), Some("no-store"));
    }
    answer
}

/// The candidates for one query of a batch.
async fn candidates(directory: &TestDirectory, service: &str, query: Value) -> Vec<Value> {
    let answer = post(directory, service, "queries", &json!({"q": query})).await;
    assert_eq!(answer.status, 200, "{query}: {}", answer.text());
    answer.json()["q"]["result"].as_array().unwrap().clone()
}

/// The candidates for a name.
async fn named(directory: &TestDirectory, name: &str) -> Vec<Value> {
    candidates(directory, SERVICE, json!({"query": name})).await
}

/// The cells of one row, by property.
async fn row(directory: &TestDirectory, service: &str, id: &str, properties: Value) -> Value {
    let extend = json!({"ids": [id], "properties": properties});
    let answer = post(directory, service, "extend", &extend).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["rows"][id].clone()
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

fn ids(candidates: &[Value]) -> Vec<&str> {
    candidates.iter().map(|it| it["id"].as_str().unwrap()).collect()
}
