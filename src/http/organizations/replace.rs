//! A whole profile in the place of another, or of none.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use super::editing::{edit, edited_slug};
use crate::directory::Precondition;
use crate::domain::{Code, Organization, Pointer, Profile, Role, Slug, Violation};
use crate::http::Service;
use crate::http::problem::{Problem, ProblemBody};
use crate::http::schemas::OrganizationAnswer;
use crate::http::writing::{author, document, required_precondition};

/// Replace or create an organization
///
/// With `If-Match` it replaces the revision that was edited, with `If-None-Match: *` it creates.
/// Where exactly this content stands already, the answer is 200 and no revision is made, so that a
/// request may be repeated. A body with another `slug` renames the organization: the old address
/// redirects, and profiles that name it follow in revisions of their own.
#[utoipa::path(
    put,
    path = "/api/v1/organizations/{key}",
    tag = "editing",
    security(("key" = [])),
    params(
        ("key" = Slug, Path, description = "The slug; a former slug or an identifier redirects", example = "free-the-slaves"),
        ("If-Match" = Option<String>, Header, description = "The `ETag` of the profile that was edited, in any coding"),
        ("If-None-Match" = Option<String>, Header, description = "`*`: there must be no such organization"),
    ),
    request_body(content = Profile, description = "The profile"),
    responses(
        (status = 200, description = "It stands so now", body = OrganizationAnswer, headers(("ETag" = String, description = "The tag of the revision"))),
        (status = 201, description = "It was created", body = OrganizationAnswer,
            headers(("Location" = String, description = "The address of the profile"), ("ETag" = String, description = "The tag of its first revision"))),
        (status = 308, description = "The key is a former slug or an identifier: `Location` is the address"),
        (status = 404, description = "No organization has this slug", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "The slug or an identifier belongs to another organization", body = ProblemBody, content_type = "application/problem+json"),
        (status = 412, description = "Another revision stands now: `ETag` and `revision` name it", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "The profile breaks rules: all of them are named", body = ProblemBody, content_type = "application/problem+json"),
        (status = 428, description = "Neither `If-Match` nor `If-None-Match` was sent", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn replace_organization(
    request: HttpRequest,
    service: Data<Service>,
) -> Result<HttpResponse, Problem> {
    let author = author(&request, &service, Role::Editor).await?;
    let slug = match edited_slug(&request, &service, "")? {
        Ok(slug) => slug,
        Err(redirect) => return Ok(redirect),
    };
    let precondition = required_precondition(&request)?;
    let profile: Organization = document(&request).await?;
    if precondition == Precondition::Absent && profile.slug != slug {
        return Err(Problem::of_violations(vec![other_slug(&slug)]));
    }
    let said = precondition.clone();
    edit(&request, &service, &said, move |directory| {
        directory.replace(&slug, &profile, &precondition, &author)
    })
    .await
}

/// What is created has the slug of its address.
fn other_slug(slug: &Slug) -> Violation {
    let message = format!("what is created here has the slug `{slug}`, as its address says");
    Violation::new(&Pointer::Root.key("slug"), Code::Contradiction, message)
        .with_suggestion(Some(slug.to_string()))
}
