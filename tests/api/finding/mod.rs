//! Finding organizations by what people really type: identifiers, and letters of any script.

mod identifiers;
mod interpretation;
mod letters;
mod scripts;

use serde_json::Value;

use crate::harness::TestDirectory;

/// Percent-encodes every byte of a text.
fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}

/// The answer to a query of a list.
async fn answer(directory: &TestDirectory, path: &str, query: &str) -> Value {
    let answer = directory.get(&format!("/api/v1/{path}?q={}", encoded(query))).await;
    assert_eq!(answer.status, 200, "{path}: {query}: {}", answer.text());
    answer.json()
}

/// The slugs that a query finds, in order.
async fn found(directory: &TestDirectory, query: &str) -> Vec<String> {
    slugs(&answer(directory, "organizations", query).await)
}

/// The slugs that a text suggests, in order.
async fn suggested(directory: &TestDirectory, typed: &str) -> Vec<String> {
    slugs(&answer(directory, "suggest", typed).await)
}

fn slugs(answer: &Value) -> Vec<String> {
    let rows = answer["data"].as_array().unwrap().iter();
    rows.map(|row| row["slug"].as_str().unwrap().to_owned()).collect()
}
