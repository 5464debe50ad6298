//! `GET /focus-areas/{slug}` and `GET /approaches/{slug}`: one term.

use actix_web::{Error, HttpResponse};

use super::answers::TermAnswer;
use super::formats::VocabularyFormatParameter;
use crate::catalog::terms_path;
use crate::domain::Slug;
use crate::http::extract::call::Call;
use crate::http::extract::parameters::Parameters;
use crate::http::extract::term_key::TermKey;
use crate::http::problem::{Problem, ProblemBody, ReadResponses};
use crate::http::protocol::reply::json;

/// Read a focus area
#[utoipa::path(
    get,
    path = "/api/v1/focus-areas/{slug}",
    operation_id = "find_focus_area",
    tag = "vocabulary",
    params(
        ("slug" = Slug, Path, description = "The slug of the focus area", example = "bonded-labour"),
        VocabularyFormatParameter,
    ),
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
    Parameters(parameters): Parameters<VocabularyFormatParameter>,
) -> Result<HttpResponse, Error> {
    let format = parameters.chosen(call.request())?;
    let term = key.find(&call)?;
    let canonical = format!("{}/{}", terms_path(key.scheme), term.slug);
    if let Some(format) = format {
        let permalinks = call.permalink("");
        let of = format!("{canonical} {} {permalinks}", format.as_str());
        let reply = call.reply(&of).with_type(format.content_type());
        let vocabulary = call.snapshot().vocabulary();
        let text = || Ok::<_, Problem>(format.term(vocabulary, key.scheme, term, &permalinks));
        return Ok(call.respond(reply, || text().map(Into::into))?);
    }
    let answer = || Ok::<_, Problem>(json(&TermAnswer::new(call.snapshot(), key.scheme, term)));
    Ok(call.respond(call.reply(&canonical), answer)?)
}
