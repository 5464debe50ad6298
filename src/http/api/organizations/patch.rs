//! `PATCH /organizations/{key}`: edits some keys of a profile.

use actix_web::HttpResponse;
use utoipa::ToSchema;

use super::answers::OrganizationAnswer;
use super::editing::edit;
use crate::domain::Slug;
use crate::http::extract::authorized::{Authorized, Editor};
use crate::http::extract::call::Call;
use crate::http::extract::document::MergePatch;
use crate::http::extract::organization_key::EditedSlug;
use crate::http::extract::parameters::{NoParameters, Parameters};
use crate::http::extract::precondition::IfMatch;
use crate::http::problem::{EditResponses, Problem, ProblemBody};

/// Some keys of a profile with their new values. Objects are merged key by key, `null` empties a
/// key, and lists are replaced whole (RFC 7396).
#[derive(ToSchema)]
#[schema(value_type = Object, example = json!({"founded": 1997, "acronym": null}))]
#[expect(dead_code, reason = "it describes the body, which may be any JSON")]
pub struct ProfilePatchRequest(serde_json::Value);

/// Edit some keys of an organization
///
/// A JSON Merge Patch (RFC 7396): objects are merged, `null` empties a key, lists are replaced
/// whole. The resulting profile must satisfy every rule. A new `slug` renames the organization.
#[utoipa::path(
    patch,
    path = "/api/v1/organizations/{key}",
    tag = "editing",
    security(("key" = [])),
    params(
        ("key" = Slug, Path, description = "The slug; a former slug or an identifier redirects", example = "free-the-slaves"),
        ("If-Match" = String, Header, description = "The `ETag` of the profile that was edited, with any content coding"),
    ),
    request_body(content = ProfilePatchRequest, content_type = "application/merge-patch+json", description = "The changes"),
    responses(
        (status = 200, description = "The profile as it is now", body = OrganizationAnswer, headers(("ETag" = String, description = "The ETag of the revision"))),
        EditResponses,
        (status = 409, description = "The slug or an identifier belongs to another organization", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn patch_organization(
    call: Call,
    Authorized { author, parts, .. }: Authorized<
        Editor,
        (Parameters<NoParameters>, EditedSlug, IfMatch, MergePatch),
    >,
) -> Result<HttpResponse, Problem> {
    let (_, EditedSlug(slug), IfMatch(precondition), patch) = parts;
    edit(&call, precondition, move |directory, precondition| {
        directory.patch(&slug, &patch.node(), precondition, &author)
    })
    .await
}
