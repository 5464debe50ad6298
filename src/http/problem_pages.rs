//! The pages that problem types point to: for a person who follows one.

use std::fmt::Write;

use actix_web::http::header::{self, HeaderValue};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use bytes::Bytes;

use super::Service;
use super::negotiation::accept;
use super::problem::{PROBLEM_TYPES, Problem, ProblemBody, ProblemType, UNKNOWN_PROBLEM};
use super::reply::Reply;

const HTML: &str = "text/html; charset=utf-8";

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
    let mut list = String::from("<ul>");
    for ProblemType { slug, status, title, .. } in PROBLEM_TYPES {
        // Writing to a string does not fail.
        let _ = write!(list, "<li>{status} <a href=\"/problems/{slug}\">{title}</a></li>");
    }
    list.push_str("</ul>");
    page(&request, &service, "Problems", &list)
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
    let ProblemType { status, title, meaning, .. } = kind;
    let text =
        format!("<p>Status {status}. {meaning}</p><p><a href=\"/problems\">All problems</a></p>");
    page(&request, &service, title, &text)
}

/// A page of texts that are all written in this program, so that none needs escaping.
fn page(
    request: &HttpRequest,
    service: &Service,
    title: &str,
    content: &str,
) -> Result<HttpResponse, Problem> {
    accept(request, "text/html")?;
    let html = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title></head>\
         <body><main><h1>{title}</h1>{content}</main></body></html>"
    );
    let mut response = Reply::strong(HTML, None, service.started)
        .made(request, service, || Ok::<_, Problem>(Bytes::from(html.into_bytes())))?;
    response.headers_mut().insert(
        header::CONTENT_SECURITY_POLICY,
        HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; base-uri 'none'"),
    );
    Ok(response)
}
