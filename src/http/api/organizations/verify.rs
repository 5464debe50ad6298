//! `POST /organizations/{key}/verified`: notes that a profile was read against its sources today.

use actix_web::HttpResponse;

use super::answers::OrganizationAnswer;
use super::editing::edit;
use crate::directory::VERIFIED_NOTE;
use crate::domain::{Author, Slug};
use crate::http::extract::authorized::{Authorized, Editor};
use crate::http::extract::call::Call;
use crate::http::extract::organization_key::EditedSlug;
use crate::http::extract::parameters::{NoParameters, Parameters};
use crate::http::extract::precondition::IfMatch;
use crate::http::problem::{EditResponses, Problem, ProblemBody};

/// Verify a profile
///
/// Says that a person has read the profile against its sources today: sets `verified_at` to the
/// present day (UTC), in one new revision. Its note is that of the request, or else `Read against its
/// sources.` If the profile was already verified today, nothing changes. The telephone numbers of
/// ways to help have their own date (`checked_at`), which stays. The request has no body.
#[utoipa::path(
    post,
    path = "/api/v1/organizations/{key}/verified",
    tag = "editing",
    security(("key" = [])),
    params(
        ("key" = Slug, Path, description = "The slug; a former slug or an identifier redirects", example = "free-the-slaves"),
        ("If-Match" = String, Header, description = "The `ETag` of the profile that was read, with any content coding"),
    ),
    responses(
        (status = 200, description = "The profile as it is now", body = OrganizationAnswer, headers(("ETag" = String, description = "The ETag of the revision"))),
        EditResponses,
        (status = 410, description = "The organization is withdrawn", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn verify_organization(
    call: Call,
    Authorized { author, parts, .. }: Authorized<
        Editor,
        (Parameters<NoParameters>, EditedSlug, IfMatch),
    >,
) -> Result<HttpResponse, Problem> {
    let (_, EditedSlug(slug), IfMatch(precondition)) = parts;
    let note = author.note.or_else(|| Some(VERIFIED_NOTE.to_owned()));
    let (author, today) = (Author { note, ..author }, call.service().today());
    edit(&call, precondition, move |directory, precondition| {
        directory.verify(&slug, today, false, precondition, &author)
    })
    .await
}
