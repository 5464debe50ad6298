//! `POST /organizations/{key}/redactions`: redacts a text in the history of an organization.

use actix_web::http::StatusCode;
use actix_web::http::header;
use actix_web::{HttpResponse, ResponseError};

use crate::catalog::organization_path;
use crate::directory::{RedactError, RedactionReport};
use crate::domain::{Redaction, Slug};
use crate::http::api::editing::written;
use crate::http::extract::authorized::{Admin, Authorized};
use crate::http::extract::call::Call;
use crate::http::extract::document::Document;
use crate::http::extract::organization_key::{EditedSlug, not_found};
use crate::http::extract::parameters::Parameters;
use crate::http::extract::parameters::values::DryRun;
use crate::http::problem::{AdminResponses, Problem, ProblemBody};
use crate::http::protocol::reply::{JSON, json};

parameters! {
    /// The parameters of a redaction.
    pub struct RedactionParameters {
        /// Report what would be redacted, and change nothing.
        dry_run: DryRun as bool,
    }
}

/// Redact a text
///
/// Takes a value, a whole profile or the notes out of the revisions of an organization, for ever:
/// the revisions are rewritten. Each keeps its number, author, time and changed keys, and says in
/// `redacted` what was redacted, when and why. One more revision announces the redaction, with the
/// reason as its note. Within a minute the text is gone from every node. Copies that the server
/// does not have stay as they are; `not_reached` names their kinds. Redacting a whole organization
/// withdraws it.
#[utoipa::path(
    post,
    path = "/api/v1/organizations/{key}/redactions",
    tag = "editing",
    security(("key" = [])),
    params(
        ("key" = Slug, Path, description = "The slug; a former slug or an identifier redirects", example = "free-the-slaves"),
        RedactionParameters,
    ),
    request_body(content = Redaction, description = "The values to redact, and why"),
    responses(
        (status = 200, description = "The result, or with `dry_run` what the result would be", body = RedactionReport),
        (status = 308, description = "The key is a former slug, an identifier or a slug in another case: `Location` is the URL of the profile"),
        AdminResponses,
        (status = 404, description = "No organization has this slug", body = ProblemBody, content_type = "application/problem+json"),
        (status = 422, description = "There is no such value or revision, the value cannot go, or it was redacted before; nothing was changed", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn redact_organization(
    call: Call,
    Authorized { author, parts, .. }: Authorized<
        Admin,
        (Parameters<RedactionParameters>, EditedSlug, Document<Redaction>),
    >,
) -> Result<HttpResponse, Problem> {
    let (Parameters(parameters), EditedSlug(slug), Document(draft)) = parts;
    let redaction = draft.document.map_err(Problem::of_violations)?;
    let DryRun(dry_run) = parameters.dry_run;
    // An organization may have many revisions.
    let work = call.service().call_without_deadline(move |directory| {
        directory.redact(&slug, &redaction, &author, dry_run)
    });
    let report = match work.await? {
        Ok(report) => report,
        Err(RedactError::Moved(owner)) => {
            return Ok(call.redirect(&organization_path(&owner)).error_response());
        }
        Err(RedactError::Unknown(_)) => {
            return Err(not_found(call.snapshot(), call.path_part("key")));
        }
        Err(RedactError::Rejected(violations)) => return Err(Problem::of_violations(violations)),
        Err(RedactError::Store(err)) => return Err(Problem::of_store(err)),
    };
    let mut response = if dry_run {
        let mut response = HttpResponse::Ok();
        response.insert_header((header::CACHE_CONTROL, "no-store"));
        response
    } else {
        written(&call, report.change, StatusCode::OK).await
    };
    response.insert_header((header::CONTENT_TYPE, JSON));
    Ok(response.body(json(&report)))
}
