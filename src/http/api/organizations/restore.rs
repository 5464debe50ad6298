//! `POST /organizations/{key}/revisions/{n}/restore`: restores an earlier revision.

use actix_web::HttpResponse;

use super::answers::OrganizationAnswer;
use super::editing::edit;
use crate::domain::Slug;
use crate::http::extract::authorized::{Authorized, Editor};
use crate::http::extract::call::Call;
use crate::http::extract::organization_key::EditedSlug;
use crate::http::extract::parameters::{NoParameters, Parameters};
use crate::http::extract::precondition::IfMatch;
use crate::http::extract::revision_number::RestoredRevision;
use crate::http::problem::{EditResponses, Problem, ProblemBody};

/// Restore a revision
///
/// Makes a new revision with the content of revision `n`, slug included; the history stays
/// complete. It restores a withdrawn organization, or undoes a mistake. The content must satisfy
/// the current rules: since then a term may have been removed, or an identifier assigned to another
/// organization. `If-Match` names the revision that it replaces; a withdrawn organization has an
/// `ETag` too.
#[utoipa::path(
    post,
    path = "/api/v1/organizations/{key}/revisions/{n}/restore",
    tag = "editing",
    security(("key" = [])),
    params(
        ("key" = Slug, Path, description = "The slug; a former slug or an identifier redirects", example = "free-the-slaves"),
        ("n" = i32, Path, description = "The number of the revision", example = 1, minimum = 1),
        ("If-Match" = String, Header, description = "The `ETag` of the current revision, with any content coding"),
    ),
    responses(
        (status = 200, description = "The profile as it is now", body = OrganizationAnswer, headers(("ETag" = String, description = "The ETag of the new revision"))),
        EditResponses,
        (status = 409, description = "The slug or an identifier belongs to another organization now", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn restore_revision(
    call: Call,
    Authorized { author, parts, .. }: Authorized<
        Editor,
        (Parameters<NoParameters>, EditedSlug, RestoredRevision, IfMatch),
    >,
) -> Result<HttpResponse, Problem> {
    let (_, EditedSlug(slug), RestoredRevision(number), IfMatch(precondition)) = parts;
    edit(&call, precondition, move |directory, precondition| {
        directory.restore(&slug, number, precondition, &author)
    })
    .await
}
