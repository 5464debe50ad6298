//! `GET /focus-areas` and `GET /approaches`: all terms of a scheme.

use actix_web::HttpResponse;
use serde::Serialize;
use utoipa::ToSchema;

use super::answers::TermAnswer;
use super::formats::VocabularyFormatParameter;
use crate::catalog::terms_path;
use crate::http::api::rows::{Rows, RowsMeta};
use crate::http::extract::call::Call;
use crate::http::extract::parameters::Parameters;
use crate::http::extract::term_key::PathScheme;
use crate::http::problem::{Problem, ReadResponses};
use crate::http::protocol::reply::json;

/// All terms of a scheme, in the order of the vocabulary.
#[derive(Serialize, ToSchema)]
pub struct TermList {
    data: Vec<TermAnswer>,
    meta: RowsMeta,
}

/// List the focus areas
///
/// All focus areas, in the order of the vocabulary. `count` is the number of active organizations
/// that name the term or a term below it. With `format`, the vocabulary is a concept scheme of SKOS.
#[utoipa::path(
    get,
    path = "/api/v1/focus-areas",
    operation_id = "list_focus_areas",
    tag = "vocabulary",
    params(VocabularyFormatParameter),
    responses((status = 200, description = "All focus areas", body = TermList), ReadResponses),
)]
pub async fn list_terms(
    call: Call,
    PathScheme(scheme): PathScheme,
    Parameters(parameters): Parameters<VocabularyFormatParameter>,
) -> Result<HttpResponse, Problem> {
    if let Some(format) = parameters.chosen(call.request())? {
        let permalinks = call.permalink("");
        let of = format!("{} {} {permalinks}", terms_path(scheme), format.as_str());
        return call.respond(call.reply(&of).with_type(format.content_type()), || {
            Ok(format.vocabulary(call.snapshot().vocabulary(), scheme, &permalinks).into())
        });
    }
    call.respond(call.reply(&terms_path(scheme)), || {
        let snapshot = call.snapshot();
        let terms = snapshot.vocabulary().terms(scheme).iter();
        let rows = terms.map(|term| TermAnswer::new(snapshot, scheme, term));
        Ok(json(&Rows::new(snapshot, rows)))
    })
}
