//! Citations as CSL-JSON (Citation Style Language 1.0.2).

use serde_json::json;

use super::Citation;

/// An array of one item.
pub(super) fn items(citation: &Citation) -> String {
    let item = json!({
        "id": citation.key(),
        "type": "webpage",
        "title": citation.title,
        "container-title": citation.container,
        "version": citation.version.to_string(),
        "issued": {"date-parts": [citation.date()]},
        "URL": citation.url,
        "language": "en",
    });
    json!([item]).to_string()
}
