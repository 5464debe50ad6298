//! Problems as pages, for who reads pages.

use actix_web::body::BoxBody;
use actix_web::http::header::{self, HeaderValue};
use actix_web::{HttpRequest, HttpResponse, ResponseError};

use super::{HTML, secure};
use crate::http::problem::Problem;
use crate::http::protocol::negotiation::preferred_type;
use crate::site::{Frame, ProblemPage};

/// Where the API and what programs ask begin: their problems are JSON for everybody.
const FOR_PROGRAMS: [&str; 3] = ["/api/", "/livez", "/readyz"];

/// Whether what goes wrong with a request is told by a page: it says that it reads HTML, as every
/// browser does, and asks for what people read.
pub fn wants_page(request: &HttpRequest) -> bool {
    if FOR_PROGRAMS.iter().any(|start| request.path().starts_with(start)) {
        return false;
    }
    let accept = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok());
    let names_html = accept.is_some_and(|accept| accept.contains("text/html"));
    let types = ["application/problem+json", "text/html"];
    names_html && matches!(preferred_type(request, &types), Ok(1))
}

/// The page of a problem, with the same status and headers as its JSON.
pub fn problem_page(frame: Frame, problem: &Problem, request_id: &str) -> HttpResponse {
    let status = problem.status_code();
    let page = ProblemPage {
        frame,
        status: status.as_u16(),
        title: problem.kind.title,
        detail: &problem.detail,
        mistakes: problem.errors().iter().map(|error| error.message.as_str()).collect(),
        suggestions: &problem.suggestions,
        request_id: status.is_server_error().then_some(request_id),
    };
    // Without the page there is still the sentence.
    let html = page.html().unwrap_or_else(|_| problem.kind.title.to_owned());
    let mut response = problem.error_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(HTML));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    secure(&mut response);
    response.set_body(BoxBody::new(html))
}
