//! `PUT /organizations/{key}`: replaces or creates a whole profile.

use actix_web::HttpResponse;

use super::answers::OrganizationAnswer;
use super::editing::edit;
use crate::domain::{Organization, Profile, Slug};
use crate::http::extract::authorized::{Authorized, Editor};
use crate::http::extract::call::Call;
use crate::http::extract::document::Document;
use crate::http::extract::organization_key::EditedSlug;
use crate::http::extract::parameters::{NoParameters, Parameters};
use crate::http::extract::precondition::IfMatch;
use crate::http::problem::{EditResponses, Problem, ProblemBody};

/// Replace or create an organization
///
/// With `If-Match` it replaces the revision that was edited, with `If-None-Match: *` it creates.
/// The request is idempotent: if the profile already has exactly this content, the response is 200
/// and no revision is made. A body with another `slug` renames the organization: the old URL
/// redirects, and the profiles that name it are updated.
#[utoipa::path(
    put,
    path = "/api/v1/organizations/{key}",
    tag = "editing",
    security(("key" = [])),
    params(
        ("key" = Slug, Path, description = "The slug; a former slug or an identifier redirects", example = "free-the-slaves"),
        ("If-Match" = Option<String>, Header, description = "The `ETag` of the profile that was edited, with any content coding. Required, unless `If-None-Match: *` is sent"),
        ("If-None-Match" = Option<String>, Header, description = "`*`: the organization must not exist"),
    ),
    request_body(content = Profile, description = "The profile"),
    responses(
        (status = 200, description = "The profile as it is now", body = OrganizationAnswer, headers(("ETag" = String, description = "The ETag of the revision"))),
        (status = 201, description = "The profile was created", body = OrganizationAnswer,
            headers(("Location" = String, description = "The URL of the profile"), ("ETag" = String, description = "The ETag of its first revision"))),
        EditResponses,
        (status = 409, description = "The slug or an identifier belongs to another organization", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn replace_organization(
    call: Call,
    Authorized { author, parts, .. }: Authorized<
        Editor,
        (Parameters<NoParameters>, EditedSlug, IfMatch, Document<Organization>),
    >,
) -> Result<HttpResponse, Problem> {
    let (_, EditedSlug(slug), IfMatch(precondition), Document(profile)) = parts;
    edit(&call, precondition, move |directory, precondition| {
        directory.replace(&slug, &profile, precondition, &author)
    })
    .await
}
