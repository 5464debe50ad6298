//! A new organization.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use super::editing::edit;
use crate::directory::Precondition;
use crate::domain::{Organization, Profile, Role};
use crate::http::Service;
use crate::http::api::schemas::OrganizationAnswer;
use crate::http::api::writing::{author, document};
use crate::http::problem::{Problem, ProblemBody};

/// Create an organization
///
/// The body is a whole profile; keys that may be empty can be left out. For a request that can be
/// repeated without harm, use PUT with `If-None-Match: *`.
#[utoipa::path(
    post,
    path = "/api/v1/organizations",
    tag = "editing",
    security(("key" = [])),
    request_body(content = Profile, description = "The profile"),
    responses(
        (status = 201, description = "It was created: the profile as it is read from now on", body = OrganizationAnswer,
            headers(("Location" = String, description = "The address of the profile"), ("ETag" = String, description = "The tag of its first revision"))),
        (status = 409, description = "The slug or an identifier belongs to another organization", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "The profile breaks rules: all of them are named", body = ProblemBody, content_type = "application/problem+json"),
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
