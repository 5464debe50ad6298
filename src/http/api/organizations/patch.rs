//! Some keys of a profile.

use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, ResponseError};
use utoipa::ToSchema;

use super::editing::{edit, edited_slug};
use crate::domain::{Role, Slug, patch_violations};
use crate::http::Service;
use crate::http::api::schemas::OrganizationAnswer;
use crate::http::api::writing::{author, json_node, required_precondition};
use crate::http::problem::{Problem, ProblemBody};
use crate::http::protocol::body::read_body;

const ACCEPT_PATCH: HeaderName = HeaderName::from_static("accept-patch");

/// The media type of patches (RFC 7396).
pub const MERGE_PATCH: &str = "application/merge-patch+json";

/// Some keys of a profile, with their new values: objects are merged key by key, `null` empties a
/// key, and lists are replaced whole (RFC 7396).
#[derive(ToSchema)]
#[schema(value_type = Object, example = json!({"founded": 1997, "acronym": null}))]
#[expect(dead_code, reason = "it describes the body, which is read as any JSON")]
pub struct ProfilePatchRequest(serde_json::Value);

/// Edit some keys of an organization
///
/// A JSON Merge Patch (RFC 7396): objects are merged, `null` empties a key, lists are replaced
/// whole. What comes out must keep every rule of a profile. A new `slug` renames.
#[utoipa::path(
    patch,
    path = "/api/v1/organizations/{key}",
    tag = "editing",
    security(("key" = [])),
    params(
        ("key" = Slug, Path, description = "The slug; a former slug or an identifier redirects", example = "free-the-slaves"),
        ("If-Match" = Option<String>, Header, description = "The `ETag` of the profile that was edited, in any coding"),
    ),
    request_body(content = ProfilePatchRequest, content_type = "application/merge-patch+json", description = "What changes"),
    responses(
        (status = 200, description = "It stands so now", body = OrganizationAnswer, headers(("ETag" = String, description = "The tag of the revision"))),
        (status = 308, description = "The key is a former slug or an identifier: `Location` is the address"),
        (status = 404, description = "No organization has this slug", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "The slug or an identifier belongs to another organization", body = ProblemBody, content_type = "application/problem+json"),
        (status = 412, description = "Another revision stands now: `ETag` and `revision` name it", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "What comes out breaks rules: all of them are named", body = ProblemBody, content_type = "application/problem+json"),
        (status = 428, description = "`If-Match` was not sent", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn patch_organization(
    request: HttpRequest,
    service: Data<Service>,
) -> Result<HttpResponse, Problem> {
    let author = author(&request, &service, Role::Editor).await?;
    let slug = match edited_slug(&request, &service, "")? {
        Ok(slug) => slug,
        Err(redirect) => return Ok(redirect),
    };
    let precondition = required_precondition(&request)?;
    let body = read_body(&request, MERGE_PATCH).await.map_err(|problem| {
        // RFC 5789, section 3.1: whoever sends another patch is told which is read.
        let is_of_type = problem.status_code() == StatusCode::UNSUPPORTED_MEDIA_TYPE;
        let accepted = (ACCEPT_PATCH, HeaderValue::from_static(MERGE_PATCH));
        if is_of_type { problem.with_header(accepted.0, accepted.1) } else { problem }
    })?;
    let violations = patch_violations(&json_node(&body)?);
    if !violations.is_empty() {
        return Err(Problem::of_violations(violations));
    }
    let said = precondition.clone();
    edit(&request, &service, &said, move |directory| {
        // The same bytes were read a moment ago.
        let patch = serde_json::from_slice(&body).expect("the body is JSON");
        directory.patch(&slug, &patch, &precondition, &author)
    })
    .await
}
