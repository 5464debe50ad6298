//! The responses and headers that every operation has.

use utoipa::Modify;
use utoipa::openapi::header::HeaderBuilder;
use utoipa::openapi::path::Operation;
use utoipa::openapi::{OpenApi as Document, RefOr};

use crate::domain::{Keyword, TermScheme};
use crate::http::problem::problem_response;

/// Adds the responses and headers that the edge gives to every operation.
pub struct CommonResponses;

impl Modify for CommonResponses {
    fn modify(&self, document: &mut Document) {
        for item in document.paths.paths.values_mut() {
            let operations =
                [&mut item.get, &mut item.post, &mut item.put, &mut item.patch, &mut item.delete];
            for operation in operations.into_iter().flatten() {
                add_common_responses(operation);
            }
        }
    }
}

/// Adds a problem to the responses of an operation, unless it describes that status itself.
pub fn add_problem(operation: &mut Operation, status: &str, description: &str) {
    let response = problem_response(description);
    operation.responses.responses.entry(status.to_owned()).or_insert(response.into());
}

fn add_common_responses(operation: &mut Operation) {
    // Health has one format, and does not wait for a change.
    let is_health =
        matches!(operation.operation_id.as_deref(), Some("read_liveness" | "read_readiness"));
    let id = operation.operation_id.as_deref().unwrap_or_default();
    let puts_a_term = id.strip_prefix("put_").is_some_and(|it| TermScheme::from_word(it).is_some());
    let has_no_etag = puts_a_term
        || matches!(
            id,
            "read_readiness"
                | "search_organizations"
                | "suggest_without_a_trace"
                | "export_organizations"
                | "read_own_key"
                | "reconcile"
                | "reconcile_terms"
        );
    for (status, description) in [
        ("413", "The body is too large"),
        ("414", "The URL is too long"),
        ("429", "This client sends too many requests; `Retry-After` says when to try again"),
        ("431", "The request head is too large"),
        ("500", "The server failed"),
    ] {
        add_problem(operation, status, description);
    }
    add_problem(operation, "400", "The URL contains an API key, or `min_change` is not a number");
    if !is_health {
        add_problem(operation, "406", "The client accepts no available format");
        add_problem(
            operation,
            "503",
            "Readers of this node do not see the change of `min_change` yet",
        );
    }
    let responses = &mut operation.responses.responses;
    for (status, response) in responses.iter_mut() {
        let RefOr::T(response) = response else { continue };
        let header = |text: &str| HeaderBuilder::new().description(Some(text)).build();
        let headers = &mut response.headers;
        headers.entry("X-Request-Id".to_owned()).or_insert_with(|| {
            header("The id of the request: the one that the client sent, or a new one").into()
        });
        if matches!(status.as_str(), "200" | "304") && !has_no_etag {
            headers.entry("ETag".to_owned()).or_insert_with(|| {
                header("The ETag of this representation (RFC 9110, section 8.8.3)").into()
            });
            headers
                .entry("Last-Modified".to_owned())
                .or_insert_with(|| header("When the content last changed").into());
        }
        if matches!(status.as_str(), "429" | "503") {
            headers
                .entry("Retry-After".to_owned())
                .or_insert_with(|| header("The number of seconds after which to try again").into());
        }
        if status == "308" {
            headers
                .entry("Location".to_owned())
                .or_insert_with(|| header("The URL of the profile").into());
        }
    }
}
