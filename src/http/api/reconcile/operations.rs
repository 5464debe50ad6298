//! The operations of the service of organizations.

use actix_web::HttpResponse;

use super::answering::{self, Answer, ManifestOrAnswer, ReconciliationRequest};
use super::organizations::Organizations;
use super::suggestions::{EntitySuggestions, Proposal, ThingSuggestions};
use crate::http::extract::call::{Call, Context};
use crate::http::extract::open_parameters::OpenParameters;
use crate::http::problem::{FormResponses, Problem, ReadResponses};

/// Read the manifest, or match names
///
/// A reconciliation service (W3C Entity Reconciliation Community Group, version 0.2): OpenRefine and
/// other tools match the names in a spreadsheet with organizations. Without parameters the response
/// is the manifest, which such a tool reads when you give it this URL. Unlike elsewhere in this API,
/// unknown parameters are ignored.
#[utoipa::path(
    get,
    path = "/api/v1/reconcile",
    tag = "reconciliation",
    params(
        ("queries" = Option<String>, Query, description = "A batch of queries as JSON, as in the POST",
            example = json!("{\"q0\":{\"query\":\"Polaris Project\",\"limit\":1}}")),
        ("extend" = Option<String>, Query, description = "A request for values as JSON, as in the POST",
            example = json!("{\"ids\":[\"a21\"],\"properties\":[{\"id\":\"website\"}]}")),
    ),
    responses(
        (status = 200, description = "The manifest, the candidates or the values",
            body = ManifestOrAnswer),
        ReadResponses,
    ),
)]
pub async fn read_reconciliation(
    context: Context,
    parameters: OpenParameters,
) -> Result<HttpResponse, Problem> {
    answering::get::<Organizations>(context, parameters).await
}

/// Match names, or read values of properties
///
/// With `queries`, each query gets its candidates, the best first. A query may be odd, and never
/// fails its batch: it has no candidates then. With `extend`, each id gets its values of the
/// properties. No cache may store the response (`Cache-Control: no-store`).
#[utoipa::path(
    post,
    path = "/api/v1/reconcile",
    tag = "reconciliation",
    request_body(content = ReconciliationRequest, content_type = "application/x-www-form-urlencoded",
        description = "Either `queries` or `extend`",
        example = json!({"queries": "{\"q0\":{\"query\":\"Polaris Project\",\"limit\":1}}"})),
    responses(
        (status = 200, description = "The candidates or the values", body = Answer),
        FormResponses,
    ),
)]
pub async fn reconcile(call: Call, parameters: OpenParameters) -> Result<HttpResponse, Problem> {
    answering::post::<Organizations>(call, parameters).await
}

/// Suggest organizations to choose from
///
/// Ten organizations that a person may mean who has typed the beginning of a name or an identifier.
#[utoipa::path(
    get,
    path = "/api/v1/reconcile/suggest/entity",
    tag = "reconciliation",
    params(
        ("prefix" = Option<String>, Query, description = "The text typed so far; may be empty", example = "free"),
        ("cursor" = Option<u32>, Query, description = "Number of suggestions to skip", example = 0),
    ),
    responses(
        (status = 200, description = "The suggestions, the best first", body = EntitySuggestions),
        ReadResponses,
    ),
)]
pub async fn suggest_entities(
    call: Call,
    parameters: OpenParameters,
) -> Result<HttpResponse, Problem> {
    answering::suggest_entities::<Organizations>(call, parameters).await
}

/// Suggest properties of organizations
///
/// Ten properties that a client may match by or ask for.
#[utoipa::path(
    get,
    path = "/api/v1/reconcile/suggest/property",
    tag = "reconciliation",
    params(
        ("prefix" = Option<String>, Query, description = "The text typed so far; may be empty", example = "count"),
        ("cursor" = Option<u32>, Query, description = "Number of suggestions to skip", example = 0),
    ),
    responses(
        (status = 200, description = "The suggestions, the best first", body = ThingSuggestions),
        ReadResponses,
    ),
)]
pub async fn suggest_properties(
    call: Call,
    parameters: OpenParameters,
) -> Result<HttpResponse, Problem> {
    answering::suggest_properties::<Organizations>(call, parameters).await
}

/// Suggest types of organizations
///
/// All organizations are of one type.
#[utoipa::path(
    get,
    path = "/api/v1/reconcile/suggest/type",
    tag = "reconciliation",
    params(
        ("prefix" = Option<String>, Query, description = "The text typed so far; may be empty", example = "ngo"),
        ("cursor" = Option<u32>, Query, description = "Number of suggestions to skip", example = 0),
    ),
    responses(
        (status = 200, description = "The suggestions, the best first", body = ThingSuggestions),
        ReadResponses,
    ),
)]
pub async fn suggest_types(
    call: Call,
    parameters: OpenParameters,
) -> Result<HttpResponse, Problem> {
    answering::suggest_types::<Organizations>(call, parameters).await
}

/// List the properties of organizations
///
/// The properties that `extend` reads: facts, texts, and one for each register of identifiers.
#[utoipa::path(
    get,
    path = "/api/v1/reconcile/extend/propose",
    tag = "reconciliation",
    params(
        ("type" = Option<String>, Query, description = "A type; all have the same properties", example = "NGO"),
        ("limit" = Option<u32>, Query, description = "Maximum number of properties", example = 5),
    ),
    responses(
        (status = 200, description = "The properties", body = Proposal),
        ReadResponses,
    ),
)]
pub async fn propose_properties(
    call: Call,
    parameters: OpenParameters,
) -> Result<HttpResponse, Problem> {
    answering::propose::<Organizations>(call, parameters).await
}
