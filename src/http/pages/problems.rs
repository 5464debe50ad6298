//! The pages that problem types point to: for a person who follows one.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use bytes::Bytes;

use super::{HTML, frame, secure};
use crate::http::Service;
use crate::http::problem::{PROBLEM_TYPES, Problem, ProblemBody, ProblemType, UNKNOWN_PROBLEM};
use crate::http::protocol::negotiation::accept;
use crate::http::protocol::reply::Reply;
use crate::site::{self, Frame, ProblemKind, SiteError};

/// List the problem types
///
/// A page for people: every sort of problem that this server answers.
#[utoipa::path(
    get,
    path = "/problems",
    tag = "service",
    responses(
        (status = 200, description = "The page", content_type = "text/html", body = String),
        (status = 304, description = "The client has this answer already"),
    ),
)]
pub async fn list_problems(
    request: HttpRequest,
    service: Data<Service>,
) -> Result<HttpResponse, Problem> {
    explained(&request, &service, "/problems", |frame| {
        site::problem_kinds(frame, PROBLEM_TYPES.iter().map(explanation).collect())
    })
}

/// Read a problem type
///
/// The page that the `type` of a problem names: what it means and what to do.
#[utoipa::path(
    get,
    path = "/problems/{problem}",
    tag = "service",
    params(("problem" = String, Path, description = "The name of the problem type", example = "unknown-organization")),
    responses(
        (status = 200, description = "The page", content_type = "text/html", body = String),
        (status = 304, description = "The client has this answer already"),
        (status = 404, description = "There is no such problem type", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn find_problem(
    request: HttpRequest,
    service: Data<Service>,
) -> Result<HttpResponse, Problem> {
    let slug = request.match_info().query("problem");
    let Some(kind) = PROBLEM_TYPES.iter().find(|kind| kind.slug == slug) else {
        return Err(Problem::new(&UNKNOWN_PROBLEM, "`/problems` lists every problem type"));
    };
    explained(&request, &service, &format!("/problems/{}", kind.slug), |frame| {
        site::problem_kind(frame, explanation(kind))
    })
}

fn explanation(kind: &ProblemType) -> ProblemKind<'static> {
    let &ProblemType { slug, status, title, meaning } = kind;
    ProblemKind { slug, status, title, meaning }
}

/// A page that depends on the program alone.
fn explained(
    request: &HttpRequest,
    service: &Service,
    path: &str,
    make: impl FnOnce(Frame) -> Result<String, SiteError>,
) -> Result<HttpResponse, Problem> {
    accept(request, "text/html")?;
    let frame = frame(request, service, path);
    let mut response = Reply::strong(HTML, None, service.started).made(request, service, || {
        make(frame).map(Bytes::from).map_err(|err| Problem::internal(&err))
    })?;
    secure(&mut response);
    Ok(response)
}
