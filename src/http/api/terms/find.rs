//! `GET /focus-areas/{slug}` and `GET /approaches/{slug}`: one term.

use actix_web::{Error, HttpResponse};

use super::answers::TermAnswer;
use crate::catalog::terms_path;
use crate::domain::Slug;
use crate::http::extract::call::Call;
use crate::http::extract::parameters::{NoParameters, Parameters};
use crate::http::extract::term_key::TermKey;
use crate::http::problem::{Problem, ProblemBody, ReadResponses};
use crate::http::protocol::reply::{JSON, json};

/// Read a focus area
#[utoipa::path(
    get,
    path = "/api/v1/focus-areas/{slug}",
    operation_id = "find_focus_area",
    tag = "vocabulary",
    params(("slug" = Slug, Path, description = "The slug of the focus area", example = "bonded-labour")),
    responses(
        (status = 200, description = "The focus area", body = TermAnswer),
        ReadResponses,
        (status = 308, description = "The term is meant by another case or label: `Location` is its URL"),
        (status = 404, description = "There is no such focus area", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn find_term(
    call: Call,
    key: TermKey,
    _: Parameters<NoParameters>,
) -> Result<HttpResponse, Error> {
    call.accepts(JSON)?;
    let term = key.find(&call)?;
    let canonical = format!("{}/{}", terms_path(key.scheme), term.slug);
    let answer = || Ok::<_, Problem>(json(&TermAnswer::new(call.snapshot(), key.scheme, term)));
    Ok(call.respond(call.reply(&canonical), answer)?)
}
