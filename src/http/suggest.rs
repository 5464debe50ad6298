//! `/suggest`: completions of what somebody types.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use bytes::Bytes;
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::Service;
use super::body::read_body;
use super::meta::{json, list_reply};
use super::negotiation::accept;
use super::params::Params;
use super::problem::{Problem, ProblemBody};
use super::reply::{JSON, untraced};
use super::schemas::RowsMeta;
use super::terms::Rows;
use crate::catalog::Snapshot;
use crate::domain::{Slug, query_string};
use crate::text::CompletionQuery;

const PATH: &str = "/api/v1/suggest";

const PARAMETERS: [&str; 1] = ["q"];

/// The parameter of [`suggest`], for the document.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "its fields describe the parameters and are never read")]
pub struct SuggestParameters {
    /// What was typed so far: words, the last of which may be unfinished. Case, accents and
    /// punctuation mean nothing. At most 256 characters and 16 words.
    #[param(example = "free")]
    q: Option<String>,
}

/// What was typed so far, in a body.
#[derive(ToSchema)]
#[schema(example = json!({"q": "free"}))]
#[expect(dead_code, reason = "its fields describe the parameters and are never read")]
pub struct SuggestRequest {
    q: Option<String>,
}

/// Something that may be meant.
#[derive(Serialize, ToSchema)]
#[schema(as = Suggestion)]
pub struct SuggestionAnswer {
    kind: SuggestionKind,
    slug: Slug,
    /// Its display name.
    #[schema(example = "Free the Slaves")]
    label: String,
    /// The name or label that fits what was typed.
    #[schema(example = "Free the Slaves")]
    matched: String,
}

/// What is suggested.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[expect(dead_code, reason = "it describes what the catalog answers")]
enum SuggestionKind {
    Organization,
    FocusArea,
    Approach,
}

/// At most ten suggestions, the best first.
#[derive(Serialize, ToSchema)]
pub struct SuggestionList {
    data: Vec<SuggestionAnswer>,
    meta: RowsMeta,
}

/// Suggest what may be meant
///
/// Up to 10 completions: active organizations by any of their names, and terms by any of their
/// labels. What is called just so comes first, then what begins so, then what has the words further
/// on. With a letter more, what still fits stays unless something better takes its place. Where
/// nothing fits, one typo a word is forgiven, in at most four words: in the last word, which may be
/// unfinished, from five letters on, in the others from three.
#[utoipa::path(
    get,
    path = "/api/v1/suggest",
    tag = "organizations",
    params(SuggestParameters),
    responses(
        (status = 200, description = "What may be meant, the best first", body = SuggestionList),
        (status = 304, description = "The client has this answer already"),
        (status = 400, description = "A parameter is not valid", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "The catalog is being built", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn suggest(
    request: HttpRequest,
    service: Data<Service>,
) -> Result<HttpResponse, Problem> {
    accept(&request, JSON)?;
    let snapshot = service.snapshot()?;
    let typed = read(Params::parse(request.query_string(), &PARAMETERS))?;
    let query = query_string(&[("q", typed.folded().to_owned())]);
    list_reply(&snapshot, &format!("{PATH}?{query}"))
        .made(&request, &service, || body(&snapshot, &typed))
}

/// Suggest without a trace
///
/// Answers as the GET does, for what a visitor types is then in no address, history or log. The
/// answer is never kept (`Cache-Control: no-store`). The method QUERY (RFC 10008), which this
/// document cannot name, answers the same.
#[utoipa::path(
    post,
    path = "/api/v1/suggest",
    tag = "organizations",
    request_body(content = SuggestRequest, description = "What was typed so far"),
    responses(
        (status = 200, description = "What may be meant, the best first", body = SuggestionList),
        (status = 400, description = "A parameter is not valid, or the body is not JSON", body = ProblemBody, content_type = "application/problem+json"),
        (status = 408, description = "The body did not arrive in time", body = ProblemBody, content_type = "application/problem+json"),
        (status = 415, description = "The body is of another media type", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "The catalog is being built", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn suggest_without_a_trace(
    request: HttpRequest,
    service: Data<Service>,
) -> Result<HttpResponse, Problem> {
    accept(&request, JSON)?;
    let snapshot = service.snapshot()?;
    let typed = read(Params::of_json(&read_body(&request, JSON).await?, &PARAMETERS)?)?;
    Ok(untraced(&request, JSON, body(&snapshot, &typed)?))
}

fn read(mut params: Params) -> Result<CompletionQuery, Problem> {
    let text = params.one("q").unwrap_or_default();
    let typed = CompletionQuery::parse(&text).unwrap_or_else(|invalid| {
        params.invalid("q", invalid.to_string());
        CompletionQuery::default()
    });
    params.finish()?;
    Ok(typed)
}

fn body(snapshot: &Snapshot, typed: &CompletionQuery) -> Result<Bytes, Problem> {
    json(&Rows::new(snapshot, snapshot.suggest(typed).into_iter()))
}
