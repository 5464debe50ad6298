//! `PUT /focus-areas/{slug}` and `PUT /approaches/{slug}`: adds or replaces a term.

use actix_web::HttpResponse;
use actix_web::http::header;

use super::problems::edit_problem;
use crate::catalog::terms_path;
use crate::directory::{Outcome, TermPrecondition};
use crate::domain::{Slug, Term};
use crate::http::api::editing::{status, written};
use crate::http::extract::authorized::{Admin, Authorized};
use crate::http::extract::call::Context;
use crate::http::extract::document::Document;
use crate::http::extract::parameters::{NoParameters, Parameters};
use crate::http::extract::precondition::OnlyNew;
use crate::http::extract::term_key::EditedTerm;
use crate::http::problem::{AdminResponses, Problem, ProblemBody};
use crate::http::protocol::reply::JSON;

/// Add or replace a focus area
///
/// Adds a focus area after the others, or makes a new revision of it. The request is idempotent: if
/// the term already has exactly this content, no revision is made. The slug in the body must be
/// that of the URL. A term that profiles name cannot become a group. With `If-None-Match: *` the
/// request only adds.
#[utoipa::path(
    put,
    path = "/api/v1/focus-areas/{slug}",
    operation_id = "put_focus_area",
    tag = "editing",
    security(("key" = [])),
    params(
        ("slug" = Slug, Path, description = "The slug of the focus area", example = "bonded-labour"),
        ("If-None-Match" = Option<String>, Header, description = "`*`: the focus area must not exist"),
    ),
    request_body(content = Term, description = "The focus area"),
    responses(
        (status = 200, description = "The focus area as it is now", body = Term),
        (status = 201, description = "The focus area was added", body = Term, headers(("Location" = String, description = "The URL of the focus area"))),
        AdminResponses,
        (status = 404, description = "No focus area can have this slug", body = ProblemBody, content_type = "application/problem+json"),
        (status = 412, description = "The focus area already exists", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "The focus area breaks rules: `errors` names all of them", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn put_term(
    context: Context,
    Authorized { author, parts, .. }: Authorized<
        Admin,
        (Parameters<NoParameters>, EditedTerm, OnlyNew, Document<Term>),
    >,
) -> Result<HttpResponse, Problem> {
    let (_, EditedTerm { scheme, slug }, OnlyNew(only_new), Document(draft)) = parts;
    let precondition = if only_new { TermPrecondition::Absent } else { TermPrecondition::None };
    let edited = context
        .service()
        .call(move |directory| directory.put_term((scheme, &slug), &draft, precondition, &author))
        .await?
        .map_err(|err| edit_problem(&context, err))?;
    let mut response = written(&context, edited.change, status(edited.outcome)).await;
    response.insert_header((header::CONTENT_TYPE, JSON));
    if edited.outcome == Outcome::Created {
        let path = format!("{}/{}", terms_path(scheme), edited.state.slug);
        response.insert_header((header::LOCATION, context.absolute_url(&path)));
    }
    Ok(response.body(edited.state.document))
}
