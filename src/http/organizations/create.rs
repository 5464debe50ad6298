//! A new organization.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use super::editing::edit;
use crate::directory::Precondition;
use crate::domain::{Organization, Profile, Role};
use crate::http::Service;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::schemas::OrganizationAnswer;
use crate::http::writing::{author, document};

/// Create an organization
///
/// The body is a whole profile; keys that may be empty can be left out. For a request that can be
/// repeated without harm, use PUT with `If-None-Match: *`.
#[utoipa::path(
    post,
    path = "/api/v1/organizations",
    tag = "editing",
    security(("key" = [])),
    params(("X-Change-Note" = Option<String>, Header, description = "Why, for the public history: at most 500 characters, percent-encoded where need be")),
    request_body(content = Profile, description = "The profile"),
    responses(
        (status = 201, description = "It was created: the profile as it is read from now on", body = OrganizationAnswer,
            headers(("Location" = String, description = "The address of the profile"), ("ETag" = String, description = "The tag of its first revision"))),
        (status = 400, description = "The body is not JSON, or a parameter or header is not valid", body = ProblemBody, content_type = "application/problem+json"),
        (status = 401, description = "No key was sent, or none that serves", body = ProblemBody, content_type = "application/problem+json"),
        (status = 408, description = "The body did not arrive in time", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "The slug or an identifier belongs to another organization", body = ProblemBody, content_type = "application/problem+json"),
        (status = 415, description = "The body is of another media type", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "The profile breaks rules: all of them are named", body = ProblemBody, content_type = "application/problem+json"),
        (status = 503, description = "Others write, or the database is away; nothing was changed", body = ProblemBody, content_type = "application/problem+json"),
        (status = 507, description = "The database has no room; nothing was changed", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn create_organization(
    request: HttpRequest,
    service: Data<Service>,
) -> Result<HttpResponse, Problem> {
    let author = author(&request, &service, Role::Editor).await?;
    let profile: Organization = document(&request).await?;
    edit(&request, &service, &Precondition::None, move |directory| {
        directory.create(&profile, &author)
    })
    .await
}
