//! Examples in the document, which are real responses.
//!
//! Each example is a file in `openapi/examples/`, named after its operation. A test compares the
//! files with the responses of the app for the seed data.

use serde_json::{Map, Value};
use utoipa::Modify;
use utoipa::openapi::path::Operation;
use utoipa::openapi::{OpenApi, RefOr};

use crate::http::protocol::reply::JSON;

macro_rules! examples {
    ($( $operation:literal )*) => {
        &[$( ($operation, include_str!(concat!("../../../openapi/examples/", $operation, ".json"))) ),*]
    };
}

/// The 200 response of each operation, by operation id.
const EXAMPLES: &[(&str, &str)] = examples! {
    "read_api"
    "read_limits"
    "list_organizations"
    "search_organizations"
    "find_organization"
    "list_similar_organizations"
    "list_related_organizations"
    "list_revisions"
    "find_revision"
    "list_changes"
    "summarize_changes"
    "read_dataset"
    "compare_organizations"
    "suggest"
    "suggest_without_a_trace"
    "read_reconciliation"
    "reconcile"
    "suggest_entities"
    "suggest_properties"
    "suggest_types"
    "propose_properties"
    "read_term_reconciliation"
    "reconcile_terms"
    "suggest_term_entities"
    "suggest_term_properties"
    "suggest_term_types"
    "propose_term_properties"
    "list_research"
    "list_sources"
    "list_ways_to_help"
    "export_organizations"
    "read_statistics"
    "list_focus_areas"
    "find_focus_area"
    "list_approaches"
    "find_approach"
    "list_populations"
    "find_population"
    "list_sectors"
    "find_sector"
    "list_kinds"
    "find_kind"
    "list_lenses"
    "find_lens"
    "list_countries"
    "read_own_key"
    "read_liveness"
    "read_readiness"
};

/// The example of a profile in its other formats, by media type.
const FORMATS: &str = include_str!("../../../openapi/examples/find_organization_formats.json");

/// Adds the real responses to the document.
pub struct RealExamples;

impl Modify for RealExamples {
    fn modify(&self, document: &mut OpenApi) {
        for item in document.paths.paths.values_mut() {
            for operation in [&mut item.get, &mut item.post].into_iter().flatten() {
                add_example(operation);
                add_format_examples(operation);
            }
        }
    }
}

/// The 200 response of an operation.
pub fn response_example(operation: &str) -> Option<Value> {
    let (_, text) = EXAMPLES.iter().find(|(name, _)| *name == operation)?;
    Some(serde_json::from_str(text).expect("the examples are JSON"))
}

fn add_example(operation: &mut Operation) {
    let id = operation.operation_id.as_deref().unwrap_or_default();
    let Some(example) = response_example(id) else { return };
    let Some(RefOr::T(response)) = operation.responses.responses.get_mut("200") else { return };
    if let Some(RefOr::T(content)) = response.content.get_mut(JSON) {
        content.example = Some(example);
    }
}

fn add_format_examples(operation: &mut Operation) {
    let Some(RefOr::T(response)) = operation.responses.responses.get_mut("200") else { return };
    if operation.operation_id.as_deref() == Some("find_in_format") {
        let formats: Map<String, Value> =
            serde_json::from_str(FORMATS).expect("the examples are JSON");
        for (media_type, example) in formats {
            if let Some(RefOr::T(content)) = response.content.get_mut(media_type.as_str()) {
                content.example = Some(example);
            }
        }
    }
}
