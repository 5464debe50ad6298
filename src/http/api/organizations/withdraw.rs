//! `DELETE /organizations/{key}`: withdraws an organization.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header;

use super::editing::{etag, run};
use crate::domain::{Slug, Withdrawal};
use crate::http::api::editing::written;
use crate::http::extract::authorized::{Authorized, Editor};
use crate::http::extract::call::Call;
use crate::http::extract::document::Document;
use crate::http::extract::organization_key::EditedSlug;
use crate::http::extract::parameters::{NoParameters, Parameters};
use crate::http::extract::precondition::IfMatch;
use crate::http::problem::{EditResponses, Problem, ProblemBody};

/// Withdraw an organization
///
/// It is no longer listed or found. Its URL returns 410 with the reason and, if there is one, the
/// successor. Its history stays available; `POST …/revisions/{n}/restore` restores it.
#[utoipa::path(
    delete,
    path = "/api/v1/organizations/{key}",
    tag = "editing",
    security(("key" = [])),
    params(
        ("key" = Slug, Path, description = "The slug; a former slug or an identifier redirects", example = "free-the-slaves"),
        ("If-Match" = String, Header, description = "The `ETag` of the profile to withdraw, with any content coding"),
    ),
    request_body(content = Withdrawal, description = "The reason, and the successor if there is one"),
    responses(
        (status = 204, description = "The organization was withdrawn", headers(("ETag" = String, description = "The ETag of the revision that withdraws it"))),
        EditResponses,
        (status = 410, description = "Already withdrawn, with a different reason", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn withdraw_organization(
    call: Call,
    Authorized { author, parts, .. }: Authorized<
        Editor,
        (Parameters<NoParameters>, EditedSlug, IfMatch, Document<Withdrawal>),
    >,
) -> Result<HttpResponse, Problem> {
    let (_, EditedSlug(slug), IfMatch(precondition), Document(withdrawal)) = parts;
    let withdrawn = run(&call, precondition, move |directory, precondition| {
        directory.withdraw(&slug, &withdrawal, precondition, &author)
    });
    match withdrawn.await? {
        Ok(edited) => {
            let mut response = written(&call, edited.change, StatusCode::NO_CONTENT).await;
            response.insert_header((header::ETAG, etag(&edited.state)));
            Ok(response.finish())
        }
        Err(redirect) => Ok(redirect),
    }
}
