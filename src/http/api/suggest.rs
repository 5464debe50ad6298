//! `/suggest`: completions of the text that a user types.

use actix_web::HttpResponse;
use bytes::Bytes;
use serde::Serialize;
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::rows::{Rows, RowsMeta};
use crate::catalog::Snapshot;
use crate::domain::SuggestionKind;
use crate::http::extract::call::Call;
use crate::http::extract::parameters::body_schema::BodySchema;
use crate::http::extract::parameters::{JsonParameters, Parameters};
use crate::http::problem::{Problem, QueryResponses, ReadResponses};
use crate::http::protocol::reply::{JSON, json, uncached};
use crate::site::query_string;
use crate::text::CompletionQuery;

const PATH: &str = "/api/v1/suggest";

/// Maximum number of bytes of a text whose completions are kept in the page cache. Longer texts are
/// seldom typed twice between two changes, and would take the place of pages.
const MAX_CACHED: usize = 8;

parameters! {
    /// The text that a user has typed.
    pub struct SuggestParameters {
        /// The text typed so far: words, the last of which may be incomplete, or an identifier.
        /// Case, accents and punctuation are ignored. At most 256 characters and 16 words.
        #[param(example = "free")]
        q: CompletionQuery as String,
    }
}

/// The text typed so far, in a body, for the OpenAPI document.
pub struct SuggestRequest;

impl PartialSchema for SuggestRequest {
    fn schema() -> RefOr<Schema> {
        BodySchema::new("The text typed so far, in a body.", serde_json::json!({"q": "free"}))
            .with::<SuggestParameters>()
            .build()
    }
}

impl ToSchema for SuggestRequest {}

/// A suggestion: an organization, a term or a country.
#[derive(Serialize, ToSchema)]
#[schema(as = Suggestion)]
pub struct SuggestionAnswer {
    kind: SuggestionKind,
    /// The slug; of a country, its ISO 3166-1 alpha-2 code.
    #[schema(example = "free-the-slaves")]
    slug: String,
    /// Its display name.
    #[schema(example = "Free the Slaves")]
    label: String,
    /// The name, identifier or label that matches the typed text.
    #[schema(example = "Free the Slaves")]
    matched: String,
}

/// At most ten suggestions, the best first.
#[derive(Serialize, ToSchema)]
pub struct SuggestionList {
    data: Vec<SuggestionAnswer>,
    meta: RowsMeta,
}

/// Suggest completions
///
/// Up to 10 completions: active organizations by any of their names, terms by any of their labels,
/// and countries by their names. Exact matches come first, then names that begin with the text, then
/// names that contain the words further on, then other labels. If the user types one more letter, a suggestion that still matches stays
/// unless a better one takes its place. If nothing matches, one typing error per word is tolerated,
/// in at most four words: in the last word, which may be incomplete, from five letters, in the
/// others from three.
#[utoipa::path(
    get,
    path = "/api/v1/suggest",
    tag = "organizations",
    params(SuggestParameters),
    responses(
        (status = 200, description = "The suggestions, the best first", body = SuggestionList),
        ReadResponses,
    ),
)]
pub async fn suggest(
    call: Call,
    Parameters(typed): Parameters<SuggestParameters>,
) -> Result<HttpResponse, Problem> {
    call.accepts(JSON)?;
    let query = query_string(&[("q", typed.q.canonical().to_owned())]);
    let reply = call.reply(&format!("{PATH}?{query}"));
    let make = || Ok(body(call.snapshot(), &typed.q));
    if typed.q.canonical().len() <= MAX_CACHED {
        call.respond_cached(reply, make)
    } else {
        call.respond(reply, make)
    }
}

/// Suggest without a trace
///
/// Answers like the GET, but what a visitor types is in no URL, browser history or log. No cache
/// may store the response (`Cache-Control: no-store`). The method QUERY (RFC 10008), which this
/// document cannot describe, does the same.
#[utoipa::path(
    post,
    path = "/api/v1/suggest",
    tag = "organizations",
    request_body(content = SuggestRequest, description = "The text typed so far"),
    responses(
        (status = 200, description = "The suggestions, the best first", body = SuggestionList),
        QueryResponses,
    ),
)]
pub async fn suggest_without_a_trace(
    call: Call,
    JsonParameters(typed): JsonParameters<SuggestParameters>,
) -> Result<HttpResponse, Problem> {
    call.accepts(JSON)?;
    Ok(uncached(call.request(), JSON, body(call.snapshot(), &typed.q)))
}

fn body(snapshot: &Snapshot, typed: &CompletionQuery) -> Bytes {
    json(&Rows::new(snapshot, snapshot.suggest(typed).into_iter()))
}
