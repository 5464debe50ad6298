//! An import, taken back.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use super::report::{ImportReport, answer};
use crate::directory::RevertError;
use crate::domain::Role;
use crate::http::Service;
use crate::http::limits::IMPORT_TIMEOUT;
use crate::http::problem::{
    IMPORT_OVERTAKEN, MAX_ERRORS, Problem, ProblemBody, ProblemError, UNKNOWN_IMPORT, named,
};
use crate::http::writing::{author, shown_within};

/// Take back an import
///
/// Every profile that the import or load wrote is again what it was before it, in a revision of its
/// own, and those that it added are withdrawn; terms that it added go where nobody names them. This
/// is an import, too, and can be taken back. Where something was edited since, nothing is changed.
#[utoipa::path(
    post,
    path = "/api/v1/imports/{id}/revert",
    tag = "editing",
    security(("key" = [])),
    params(
        ("id" = String, Path, description = "The id of the import, from its report", example = "01977f2c-6a4e-7c3b-9d5e-2f1a0b8c4d6e"),
    ),
    responses(
        (status = 200, description = "What was done", body = ImportReport),
        (status = 403, description = "The key is no admin's", body = ProblemBody, content_type = "application/problem+json"),
        (status = 404, description = "There is no such import", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "Something was edited since, or it was taken back already", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn revert_import(
    request: HttpRequest,
    service: Data<Service>,
) -> Result<HttpResponse, Problem> {
    let author = author(&request, &service, Role::Admin).await?;
    let id = request.match_info().query("id").to_owned();
    let reverted = service.ask_at_length(move |directory| directory.revert(&id, &author)).await?;
    let report = reverted.map_err(not_reverted)?;
    shown_within(&service, report.change, IMPORT_TIMEOUT).await;
    answer(report, false)
}

fn not_reverted(err: RevertError) -> Problem {
    let detail = err.to_string();
    match err {
        RevertError::Unknown(_) => Problem::new(&UNKNOWN_IMPORT, detail),
        RevertError::Reverted(_) => Problem::new(&IMPORT_OVERTAKEN, detail),
        RevertError::Conflicts { first, .. } => {
            let errors = first
                .iter()
                .map(|(slug, why)| ProblemError::new("edited_since", format!("`{slug}` {why}")));
            Problem::new(&IMPORT_OVERTAKEN, detail).with_errors(named(errors, MAX_ERRORS))
        }
        RevertError::Store(err) => Problem::of_store(err),
    }
}
