//! Renders problems as pages, for clients that read HTML.

use actix_web::body::BoxBody;
use actix_web::http::header::{self, HeaderValue};
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, ResponseError};

use super::page::{HTML, frame, set_policy};
use super::suggestions::suggestions;
use crate::catalog::KeyResolution;
use crate::domain::Code;
use crate::http::edge::ProblemRenderer;
use crate::http::extract::call::{Call, Context};
use crate::http::problem::{Problem, ProblemError, TOO_MANY_REQUESTS};
use crate::http::protocol::edit_paths::is_edit_path;
use crate::http::protocol::negotiation::preferred_type;
use crate::http::protocol::urls::decoded_path;
use crate::http::service::Service;
use crate::site::{self, FailedRequest, Frame, Mistake};

/// The beginnings of paths for programs, whose problems are always JSON.
const FOR_PROGRAMS: [&str; 4] = ["/api/", "/livez", "/mcp", "/readyz"];

/// The page for the problems of a request; `None` for a client that reads JSON.
pub fn problem_page_for(request: &HttpRequest, _: &Data<Service>) -> Option<ProblemRenderer> {
    if !reads_pages(request) {
        return None;
    }
    let frame = Frame { is_unlisted: true, ..frame(&Context::of(request), "") };
    let is_editing = is_edit_path(decoded_path(request));
    Some(ProblemRenderer(Box::new(move |problem, request_id, request| {
        let suggestions = request.map(|request| suggestions(request, problem)).unwrap_or_default();
        let failed = FailedRequest {
            request_id: Some(request_id),
            suggestions: &suggestions,
            is_editing,
            ..failed(problem, request)
        };
        render(frame.clone(), problem, failed)
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

/// A problem as its page shows it; `request` is `None` after a panic.
fn failed<'p>(problem: &'p Problem, request: Option<&HttpRequest>) -> FailedRequest<'p> {
    FailedRequest {
        status: problem.status_code().as_u16(),
        slug: problem.kind.slug,
        detail: &problem.detail,
        mistakes: problem.errors.iter().map(mistake).collect(),
        withdrawn: problem.withdrawn.as_ref().map(|it| {
            let name = request.map_or_else(String::new, requested_name);
            (name, it.reason.as_str())
        }),
        suggestions: &[],
        retry_after: None,
        request_id: None,
        is_editing: false,
    }
}

/// The page of a problem, with the status and headers of its JSON.
fn render(frame: Frame, problem: &Problem, failed: FailedRequest<'_>) -> HttpResponse {
    let status = problem.status_code();
    let mut response = problem.error_response();
    // Other waits are an estimate for programs.
    let is_limited = problem.kind.slug == TOO_MANY_REQUESTS.slug;
    let retry_after = response.headers().get(header::RETRY_AFTER).filter(|_| is_limited);
    let failed = FailedRequest {
        retry_after: retry_after.and_then(|it| it.to_str().ok()?.parse().ok()),
        // Only failures of the server are in the log.
        request_id: failed.request_id.filter(|_| status.is_server_error()),
        ..failed
    };
    // If the template fails, the title is better than nothing.
    let html = site::problem(frame, failed).unwrap_or_else(|_| problem.kind.title.to_owned());
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(HTML));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    set_policy(&mut response);
    response.set_body(BoxBody::new(html))
}

fn mistake(error: &ProblemError) -> Mistake<'_> {
    Mistake {
        parameter: error.parameter.as_deref(),
        is_known_parameter: error.code != Code::UnknownParameter,
        meant: error.did_you_mean.as_deref(),
        message: &error.message,
    }
}

/// The name of the organization of a path, or the key itself.
fn requested_name(request: &HttpRequest) -> String {
    let key = request.match_info().get("key").unwrap_or_default();
    let call = Call::of(request).ok();
    let entry = call.as_ref().and_then(|call| match call.snapshot().resolve_key(key) {
        KeyResolution::Current(entry) | KeyResolution::Redirect(entry) => Some(entry),
        KeyResolution::Unknown => None,
    });
    entry.map_or_else(|| key.to_owned(), |entry| entry.name().to_owned())
}
