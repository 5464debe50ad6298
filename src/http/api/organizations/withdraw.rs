//! An organization that the directory no longer shows.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use super::editing::{edited_slug, no_content, problem};
use crate::directory::EditError;
use crate::domain::{Role, Slug, Withdrawal, organization_path};
use crate::http::Service;
use crate::http::api::writing::{author, document, required_precondition, shown, tag};
use crate::http::problem::{Problem, ProblemBody};
use crate::http::protocol::absolute::redirect;

/// Withdraw an organization
///
/// It is no longer listed or found, and its address answers 410 with the reason and, if there is
/// one, the organization to read instead. Its history stays; `POST …/revisions/{n}/restore` brings
/// it back.
#[utoipa::path(
    delete,
    path = "/api/v1/organizations/{key}",
    tag = "editing",
    security(("key" = [])),
    params(
        ("key" = Slug, Path, description = "The slug; a former slug or an identifier redirects", example = "free-the-slaves"),
        ("If-Match" = Option<String>, Header, description = "The `ETag` of the profile that is withdrawn, in any coding"),
    ),
    request_body(content = Withdrawal, description = "Why, and what to read instead"),
    responses(
        (status = 204, description = "It is withdrawn", headers(("ETag" = String, description = "The tag of the revision that says so"))),
        (status = 308, description = "The key is a former slug or an identifier: `Location` is the address"),
        (status = 404, description = "No organization has this slug", body = ProblemBody, content_type = "application/problem+json"),
        (status = 410, description = "It was withdrawn already, for another reason", body = ProblemBody, content_type = "application/problem+json"),
        (status = 412, description = "Another revision stands now: `ETag` and `revision` name it", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "There is no reason, or no such successor", body = ProblemBody, content_type = "application/problem+json"),
        (status = 428, description = "`If-Match` was not sent", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn withdraw_organization(
    request: HttpRequest,
    service: Data<Service>,
) -> Result<HttpResponse, Problem> {
    let author = author(&request, &service, Role::Editor).await?;
    let slug = match edited_slug(&request, &service, "")? {
        Ok(slug) => slug,
        Err(redirect) => return Ok(redirect),
    };
    let precondition = required_precondition(&request)?;
    let withdrawal: Withdrawal = document(&request).await?;
    let said = precondition.clone();
    let withdrawn = service
        .ask(move |directory| directory.withdraw(&slug, &withdrawal, &precondition, &author))
        .await?;
    match withdrawn {
        Ok(edited) => {
            shown(&service, edited.change).await;
            Ok(no_content(edited.change, Some(tag(&edited.state))))
        }
        Err(EditError::Moved(owner)) => {
            Ok(redirect(&request, &service, &organization_path(&owner)))
        }
        Err(err) => Err(problem(&request, &service, &said, err)),
    }
}
