//! `POST /organizations`: creates an organization.

use actix_web::HttpResponse;

use super::answers::OrganizationAnswer;
use super::editing::edit;
use crate::directory::Precondition;
use crate::domain::{Organization, Profile};
use crate::http::extract::authorized::{Authorized, Editor};
use crate::http::extract::call::Call;
use crate::http::extract::document::Document;
use crate::http::extract::parameters::{NoParameters, Parameters};
use crate::http::problem::{Problem, ProblemBody};

/// Create an organization
///
/// The body is a whole profile; keys that may be empty can be left out. For an idempotent request,
/// use PUT with `If-None-Match: *`.
#[utoipa::path(
    post,
    path = "/api/v1/organizations",
    tag = "editing",
    security(("key" = [])),
    request_body(content = Profile, description = "The profile"),
    responses(
        (status = 201, description = "The profile was created", body = OrganizationAnswer,
            headers(("Location" = String, description = "The URL of the profile"), ("ETag" = String, description = "The ETag of its first revision"))),
        (status = 403, description = "The key is limited to some organizations", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "The slug or an identifier belongs to another organization", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "The profile breaks rules: `errors` names all of them", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn create_organization(
    call: Call,
    Authorized { author, parts: (_, Document(profile)), .. }: Authorized<
        Editor,
        (Parameters<NoParameters>, Document<Organization>),
    >,
) -> Result<HttpResponse, Problem> {
    edit(&call, Precondition::None, move |directory, _| directory.create(&profile, &author)).await
}
