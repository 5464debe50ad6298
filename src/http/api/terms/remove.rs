//! `DELETE /focus-areas/{slug}` and `DELETE /approaches/{slug}`: removes a term.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;

use super::problems::edit_problem;
use crate::directory::EditError;
use crate::domain::Slug;
use crate::http::api::editing::written;
use crate::http::extract::authorized::{Admin, Authorized};
use crate::http::extract::call::Context;
use crate::http::extract::parameters::{NoParameters, Parameters};
use crate::http::extract::term_key::TermKey;
use crate::http::problem::{AdminResponses, Problem, ProblemBody};

/// Remove a focus area
///
/// Its history stays available. A term that organizations name, withdrawn ones included, or that
/// has terms below it cannot be removed.
#[utoipa::path(
    delete,
    path = "/api/v1/focus-areas/{slug}",
    operation_id = "remove_focus_area",
    tag = "editing",
    security(("key" = [])),
    params(("slug" = Slug, Path, description = "The slug of the focus area", example = "bonded-labour")),
    responses(
        (status = 204, description = "The focus area was removed"),
        AdminResponses,
        (status = 404, description = "There is no such focus area", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "The focus area is in use: `errors` names what uses it", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn remove_term(
    context: Context,
    Authorized { author, parts: (_, key), .. }: Authorized<
        Admin,
        (Parameters<NoParameters>, TermKey),
    >,
) -> Result<HttpResponse, Problem> {
    let scheme = key.scheme;
    let slug: Slug = key.slug.parse().map_err(|_| edit_problem(&context, EditError::Unknown))?;
    let edited = context
        .service()
        .call(move |directory| directory.remove_term(scheme, &slug, &author))
        .await?
        .map_err(|err| edit_problem(&context, err))?;
    Ok(written(&context, edited.change, StatusCode::NO_CONTENT).await.finish())
}
