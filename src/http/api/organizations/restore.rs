//! An earlier revision, made the newest again.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use super::editing::{edit, edited_slug};
use crate::domain::{Role, Slug};
use crate::http::Service;
use crate::http::api::schemas::OrganizationAnswer;
use crate::http::api::writing::{author, required_precondition};
use crate::http::problem::{Problem, ProblemBody, UNKNOWN_REVISION};

/// Restore a revision
///
/// Makes revision `n` the newest again, slug included, as a revision of its own: nothing of the
/// history goes. So a withdrawn organization comes back, and a mistake is undone. It must keep the
/// rules of now: a term that it names may be gone, an identifier another's. `If-Match` names what
/// it replaces; a withdrawn organization has an `ETag`, too.
#[utoipa::path(
    post,
    path = "/api/v1/organizations/{key}/revisions/{n}/restore",
    tag = "editing",
    security(("key" = [])),
    params(
        ("key" = Slug, Path, description = "The slug; a former slug or an identifier redirects", example = "free-the-slaves"),
        ("n" = i32, Path, description = "The number of the revision", example = 1, minimum = 1),
        ("If-Match" = Option<String>, Header, description = "The `ETag` of what stands now, in any coding"),
    ),
    responses(
        (status = 200, description = "It stands so now", body = OrganizationAnswer, headers(("ETag" = String, description = "The tag of the new revision"))),
        (status = 308, description = "The key is a former slug or an identifier: `Location` is the address"),
        (status = 404, description = "There is no such organization or revision", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "Its slug or an identifier belongs to another organization by now", body = ProblemBody, content_type = "application/problem+json"),
        (status = 412, description = "Another revision stands now: `ETag` and `revision` name it", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "It breaks rules by now", body = ProblemBody, content_type = "application/problem+json"),
        (status = 428, description = "`If-Match` was not sent", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn restore_revision(
    request: HttpRequest,
    service: Data<Service>,
) -> Result<HttpResponse, Problem> {
    let author = author(&request, &service, Role::Editor).await?;
    let number = request.match_info().query("n");
    let slug = match edited_slug(&request, &service, &format!("/revisions/{number}/restore"))? {
        Ok(slug) => slug,
        Err(redirect) => return Ok(redirect),
    };
    let revision: i32 = number.parse().ok().filter(|number| *number > 0).ok_or_else(|| {
        Problem::new(&UNKNOWN_REVISION, "the number of a revision is a whole number from 1")
    })?;
    let precondition = required_precondition(&request)?;
    let said = precondition.clone();
    edit(&request, &service, &said, move |directory| {
        directory.restore(&slug, revision, &precondition, &author)
    })
    .await
}
