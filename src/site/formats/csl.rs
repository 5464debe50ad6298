//! Citations as CSL-JSON (Citation Style Language 1.0.2).

use serde_json::{Value, json};

use super::Citation;

/// An array of items.
pub(super) fn items(citations: &[Citation]) -> String {
    Value::Array(citations.iter().map(item).collect()).to_string()
}

fn item(citation: &Citation) -> Value {
    json!({
        "id": citation.key(),
        "type": "webpage",
        "title": citation.title,
        "container-title": citation.container,
        "version": citation.version.to_string(),
        "issued": {"date-parts": [citation.date()]},
        "URL": citation.url(),
        "note": citation.note(),
        "language": "en",
    })
}
