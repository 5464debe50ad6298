//! `/problems`: the pages that explain the problem types.

use actix_web::HttpResponse;

use super::page::fixed_page;
use crate::http::extract::call::Context;
use crate::http::problem::{PROBLEM_TYPES, Problem, ProblemBody, ProblemType, UNKNOWN_PROBLEM};
use crate::site::reference::{ProblemKind, problem_kind, problem_kinds};

/// List the problem types
///
/// A page for people, with every problem type of this server.
#[utoipa::path(
    get,
    path = "/problems",
    tag = "service",
    responses(
        (status = 200, description = "The page", content_type = "text/html", body = String),
        (status = 304, description = "The client already has this version"),
    ),
)]
pub async fn list_problems(context: Context) -> Result<HttpResponse, Problem> {
    fixed_page(&context, "/problems", |frame| {
        problem_kinds(frame, PROBLEM_TYPES.iter().map(explanation).collect())
    })
}

/// Read a problem type
///
/// The page that the `type` of a problem names: its meaning and what to do.
#[utoipa::path(
    get,
    path = "/problems/{problem}",
    tag = "service",
    params(("problem" = String, Path, description = "The slug of the problem type", example = "unknown-organization")),
    responses(
        (status = 200, description = "The page", content_type = "text/html", body = String),
        (status = 304, description = "The client already has this version"),
        (status = 404, description = "There is no such problem type", body = ProblemBody, content_type = "application/problem+json"),
    ),
)]
pub async fn find_problem(context: Context) -> Result<HttpResponse, Problem> {
    let slug = context.path_part("problem");
    let Some(kind) = PROBLEM_TYPES.iter().find(|kind| kind.slug == slug) else {
        return Err(Problem::new(&UNKNOWN_PROBLEM, "`/problems` lists every problem type"));
    };
    fixed_page(&context, &format!("/problems/{}", kind.slug), |frame| {
        problem_kind(frame, explanation(kind))
    })
}

fn explanation(kind: &ProblemType) -> ProblemKind<'static> {
    let &ProblemType { slug, status, title, meaning } = kind;
    ProblemKind { slug, status, title, meaning }
}
