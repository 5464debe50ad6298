//! The operations of the service of terms.

use actix_web::HttpResponse;

use super::answering::{self, Answer, ManifestOrAnswer, ReconciliationRequest};
use super::suggestions::{EntitySuggestions, Proposal, ThingSuggestions};
use super::terms::Terms;
use crate::http::extract::call::{Call, Context};
use crate::http::extract::open_parameters::OpenParameters;
use crate::http::problem::{FormResponses, Problem, ReadResponses};

/// Read the manifest of terms, or match labels
///
/// Like the service of organizations, for the terms of all vocabularies: a column of labels becomes
/// one of terms. The id of a term is its vocabulary and its slug, such as `focus_area.bonded-labour`.
#[utoipa::path(
    get,
    path = "/api/v1/reconcile/terms",
    tag = "reconciliation",
    params(
        ("queries" = Option<String>, Query, description = "A batch of queries as JSON, as in the POST",
            example = json!("{\"q0\":{\"query\":\"debt bondage\",\"limit\":1}}")),
        ("extend" = Option<String>, Query, description = "A request for values as JSON, as in the POST",
            example = json!("{\"ids\":[\"focus_area.bonded-labour\"],\"properties\":[{\"id\":\"slug\"}]}")),
    ),
    responses(
        (status = 200, description = "The manifest, the candidates or the values",
            body = ManifestOrAnswer),
        ReadResponses,
    ),
)]
pub async fn read_term_reconciliation(
    context: Context,
    parameters: OpenParameters,
) -> Result<HttpResponse, Problem> {
    answering::get::<Terms>(context, parameters).await
}

/// Match labels, or read values of properties of terms
///
/// With `queries`, each query gets its candidates, the best first. A query may be odd, and never
/// fails its batch: it has no candidates then. With `extend`, each id gets its values of the
/// properties. No cache may store the response (`Cache-Control: no-store`).
#[utoipa::path(
    post,
    path = "/api/v1/reconcile/terms",
    tag = "reconciliation",
    request_body(content = ReconciliationRequest, content_type = "application/x-www-form-urlencoded",
        description = "Either `queries` or `extend`",
        example = json!({"queries": "{\"q0\":{\"query\":\"debt bondage\",\"limit\":1}}"})),
    responses(
        (status = 200, description = "The candidates or the values", body = Answer),
        FormResponses,
    ),
)]
pub async fn reconcile_terms(
    call: Call,
    parameters: OpenParameters,
) -> Result<HttpResponse, Problem> {
    answering::post::<Terms>(call, parameters).await
}

/// Suggest terms to choose from
///
/// Ten terms of which a label has a word that begins with the text.
#[utoipa::path(
    get,
    path = "/api/v1/reconcile/terms/suggest/entity",
    tag = "reconciliation",
    params(
        ("prefix" = Option<String>, Query, description = "The text typed so far; may be empty", example = "labour"),
        ("cursor" = Option<u32>, Query, description = "Number of suggestions to skip", example = 0),
    ),
    responses(
        (status = 200, description = "The suggestions, the best first", body = EntitySuggestions),
        ReadResponses,
    ),
)]
pub async fn suggest_term_entities(
    call: Call,
    parameters: OpenParameters,
) -> Result<HttpResponse, Problem> {
    answering::suggest_entities::<Terms>(call, parameters).await
}

/// Suggest properties of terms
///
/// Ten properties that a client may ask for.
#[utoipa::path(
    get,
    path = "/api/v1/reconcile/terms/suggest/property",
    tag = "reconciliation",
    params(
        ("prefix" = Option<String>, Query, description = "The text typed so far; may be empty", example = "lab"),
        ("cursor" = Option<u32>, Query, description = "Number of suggestions to skip", example = 0),
    ),
    responses(
        (status = 200, description = "The suggestions, the best first", body = ThingSuggestions),
        ReadResponses,
    ),
)]
pub async fn suggest_term_properties(
    call: Call,
    parameters: OpenParameters,
) -> Result<HttpResponse, Problem> {
    answering::suggest_properties::<Terms>(call, parameters).await
}

/// Suggest types of terms
///
/// The types are the vocabularies.
#[utoipa::path(
    get,
    path = "/api/v1/reconcile/terms/suggest/type",
    tag = "reconciliation",
    params(
        ("prefix" = Option<String>, Query, description = "The text typed so far; may be empty", example = "focus"),
        ("cursor" = Option<u32>, Query, description = "Number of suggestions to skip", example = 0),
    ),
    responses(
        (status = 200, description = "The suggestions, the best first", body = ThingSuggestions),
        ReadResponses,
    ),
)]
pub async fn suggest_term_types(
    call: Call,
    parameters: OpenParameters,
) -> Result<HttpResponse, Problem> {
    answering::suggest_types::<Terms>(call, parameters).await
}

/// List the properties of terms
///
/// The properties that `extend` reads.
#[utoipa::path(
    get,
    path = "/api/v1/reconcile/terms/extend/propose",
    tag = "reconciliation",
    params(
        ("type" = Option<String>, Query, description = "A type; all have the same properties", example = "focus_area"),
        ("limit" = Option<u32>, Query, description = "Maximum number of properties", example = 5),
    ),
    responses(
        (status = 200, description = "The properties", body = Proposal),
        ReadResponses,
    ),
)]
pub async fn propose_term_properties(
    call: Call,
    parameters: OpenParameters,
) -> Result<HttpResponse, Problem> {
    answering::propose::<Terms>(call, parameters).await
}
