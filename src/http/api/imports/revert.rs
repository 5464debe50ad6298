//! `POST /imports/{id}/revert`: reverts an import.

use actix_web::HttpResponse;

use super::report::{ImportReport, respond};
use crate::directory::RevertError;
use crate::domain::Code;
use crate::http::extract::authorized::{Admin, Authorized};
use crate::http::extract::call::Context;
use crate::http::extract::parameters::{NoParameters, Parameters};
use crate::http::problem::{
    AdminResponses, IMPORT_OVERTAKEN, MAX_ERRORS, Problem, ProblemBody, ProblemError,
    UNKNOWN_IMPORT, bounded,
};
use crate::http::protocol::limits::IMPORT_TIMEOUT;

/// Revert an import
///
/// Every profile that the import or load wrote gets a new revision with its content before the
/// import, and those that it added are withdrawn; terms that it added are removed unless profiles
/// name them. The revert is itself an import, and can be reverted. If anything was edited since,
/// nothing is changed.
#[utoipa::path(
    post,
    path = "/api/v1/imports/{id}/revert",
    tag = "editing",
    security(("key" = [])),
    params(
        ("id" = String, Path, description = "The id of the import, from its report", example = "01977f2c-6a4e-7c3b-9d5e-2f1a0b8c4d6e"),
    ),
    responses(
        (status = 200, description = "The result", body = ImportReport),
        AdminResponses,
        (status = 404, description = "There is no such import", body = ProblemBody, content_type = "application/problem+json"),
        (status = 409, description = "Something was edited since, or the import was already reverted", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn revert_import(
    context: Context,
    Authorized { author, .. }: Authorized<Admin, (Parameters<NoParameters>,)>,
) -> Result<HttpResponse, Problem> {
    let id = context.path_part("id").to_owned();
    let service = context.service();
    let reverted =
        service.call_without_deadline(move |directory| directory.revert(&id, &author)).await?;
    let report = reverted.map_err(problem)?;
    service.wait_until_visible_within(report.change, IMPORT_TIMEOUT).await;
    Ok(respond(report, false))
}

fn problem(err: RevertError) -> Problem {
    let detail = err.to_string();
    match err {
        RevertError::Unknown(_) => Problem::new(&UNKNOWN_IMPORT, detail),
        RevertError::Reverted(_) => Problem::new(&IMPORT_OVERTAKEN, detail),
        RevertError::Conflicts { first, .. } => {
            let errors = first
                .iter()
                .map(|(slug, why)| ProblemError::new(Code::EditedSince, format!("`{slug}` {why}")));
            Problem::new(&IMPORT_OVERTAKEN, detail).with_errors(bounded(errors, MAX_ERRORS))
        }
        RevertError::Store(err) => Problem::of_store(err),
    }
}
