//! Finds the responses that are problems, and renders problems as pages.

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::ServiceResponse;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use crate::http::extract::edit_form::Interrupted;
use crate::http::problem::Problem;
use crate::http::service::Service;

/// Renders a problem as a page; see [`ProblemRenderer::render`].
type Render = Box<dyn Fn(&Problem, &str, Option<&HttpRequest>) -> HttpResponse>;

/// How the problems of one request are rendered as pages.
pub struct ProblemRenderer(pub Render);

/// Decides which requests get their problems as pages. `routes` adds it to the app.
pub struct ProblemPages(pub fn(&HttpRequest, &Data<Service>) -> Option<ProblemRenderer>);

impl ProblemPages {
    /// The page for the problems of a request; `None` for a client that reads JSON.
    pub fn page_for(request: &HttpRequest, service: &Data<Service>) -> Option<ProblemRenderer> {
        let Self(page_for) = request.app_data::<Self>()?;
        page_for(request, service)
    }
}

impl ProblemRenderer {
    /// The page of a problem. `request` is `None` after a panic, when it is lost.
    pub fn render(
        &self,
        problem: &Problem,
        request_id: &str,
        request: Option<&HttpRequest>,
    ) -> HttpResponse {
        (self.0)(problem, request_id, request)
    }
}

/// The problem of an error response without a body.
pub fn problem_of(response: &ServiceResponse<BoxBody>) -> Option<Problem> {
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return None;
    }
    if let Some(err) = response.response().error() {
        // Its response is already a page, which carries the fields of a form.
        if err.as_error::<Interrupted>().is_some() {
            return None;
        }
        let problem = err.as_error::<Problem>().cloned();
        return Some(problem.unwrap_or_else(|| Problem::of_status(status)));
    }
    // A handler may write the body itself: `/readyz` says why the node is not ready.
    let is_empty = matches!(response.response().body().size(), BodySize::None | BodySize::Sized(0));
    is_empty.then(|| Problem::of_status(status))
}
