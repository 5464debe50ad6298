//! Renders problems as pages, for clients that read HTML.

use actix_web::body::BoxBody;
use actix_web::http::header::{self, HeaderValue};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, ResponseError};

use super::page::{HTML, frame, set_policy};
use super::suggestions::suggestions;
use crate::http::edge::ProblemRenderer;
use crate::http::extract::call::Context;
use crate::http::problem::Problem;
use crate::http::protocol::negotiation::preferred_type;
use crate::http::protocol::urls::decoded_path;
use crate::http::service::Service;
use crate::site::{self, Frame, Suggestion};

/// The beginnings of paths for programs, whose problems are always JSON.
const FOR_PROGRAMS: [&str; 3] = ["/api/", "/livez", "/readyz"];

/// The page for the problems of a request; `None` for a client that reads JSON.
pub fn problem_page_for(request: &HttpRequest, _: &Data<Service>) -> Option<ProblemRenderer> {
    if !reads_pages(request) {
        return None;
    }
    let frame = Frame { is_unlisted: true, ..frame(&Context::of(request), "") };
    Some(ProblemRenderer(Box::new(move |problem, request_id, request| {
        let suggestions = request.map(|request| suggestions(request, problem)).unwrap_or_default();
        render(frame.clone(), problem, request_id, &suggestions)
    })))
}

/// Whether a client accepts HTML by name, as every browser does, and the path is that of a page.
fn reads_pages(request: &HttpRequest) -> bool {
    let path = decoded_path(request);
    if FOR_PROGRAMS.iter().any(|start| path.starts_with(start)) {
        return false;
    }
    let mut accepted = request.headers().get_all(header::ACCEPT);
    let names_html =
        accepted.any(|line| line.to_str().is_ok_and(|line| line.contains("text/html")));
    let types = ["application/problem+json", "text/html"];
    names_html && matches!(preferred_type(request, &types), Ok(1))
}

/// The page of a problem, with the status and headers of its JSON.
fn render(
    frame: Frame,
    problem: &Problem,
    request_id: &str,
    suggestions: &[Suggestion],
) -> HttpResponse {
    let status = problem.status_code();
    let page = site::ProblemPage {
        frame,
        status: status.as_u16(),
        title: problem.kind.title,
        detail: &problem.detail,
        mistakes: problem.errors.iter().map(|error| error.message.as_str()).collect(),
        suggestions,
        request_id: status.is_server_error().then_some(request_id),
    };
    // If the template fails, the title is better than nothing.
    let html = page.html().unwrap_or_else(|_| problem.kind.title.to_owned());
    let mut response = problem.error_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(HTML));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    set_policy(&mut response);
    response.set_body(BoxBody::new(html))
}
