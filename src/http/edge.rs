//! What happens to every request and every answer, whatever the resource.
//!
//! Before: the limits on its head, and the rate limit. After: problems become
//! bodies, panics become problems, and the headers that all answers have are
//! set, on errors too. The log line has neither address nor query.

mod admission;
pub mod headers;

use std::fmt;
use std::panic::AssertUnwindSafe;
use std::rc::Rc;
use std::time::Instant;

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{self, HeaderValue};
use actix_web::http::{ConnectionType, StatusCode};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, ResponseError};
use futures_util::FutureExt;

use self::admission::{admit, wait_for_change};
use self::headers::{
    COMMON, DEFAULTS, HTTPS, SERVER_TIMING, X_DEGRADED, X_REQUEST_ID, request_id, timing,
};
use super::Service;
use super::asking::with_store_deadline;
use super::body::RequestBody;
use super::pages::{frame, problem_page, wants_page};
use super::problem::{INTERNAL, KEY_IN_URL, Problem};
use super::rate_limit::{RATE_LIMIT, RATE_LIMIT_POLICY};
use super::server::{Connection, LONG, Place, in_pieces};
use crate::site::Frame;

/// What the answer must know of its request.
struct Passage {
    service: Data<Service>,
    begun: Instant,
    request_id: HeaderValue,
    /// `RateLimit`, where there is a limit.
    rate_limit: Option<HeaderValue>,
    /// Who asks reads pages: what goes wrong is told in this frame.
    reader: Option<Frame>,
    /// The connection, where the request came over one.
    connection: Option<Rc<Connection>>,
    /// The client's place among the requests through a trusted proxy.
    _place: Option<Place>,
}

/// Wraps the whole service.
///
/// # Errors
///
/// Only for a panic: as an error that answers by itself.
pub async fn edge(
    mut request: ServiceRequest,
    next: Next<BoxBody>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let service = request.app_data::<Data<Service>>().cloned();
    let Some(service) = service else { return Err(Problem::internal(&Misconfigured).into()) };
    let connection = request.conn_data::<Rc<Connection>>().cloned();
    if let Some(connection) = &connection {
        connection.request_begins(body_length(request.request())).await;
    }
    let reader = wants_page(request.request())
        .then(|| Frame { is_unlisted: true, ..frame(request.request(), &service, "") });
    let mut passage = Passage {
        service,
        begun: Instant::now(),
        request_id: request_id(&request),
        rate_limit: None,
        reader,
        connection,
        _place: None,
    };
    // Before anything is refused: also the body of a refused request must be held.
    let body = has_body(&request).then(|| RequestBody::take(&mut request));
    let admitted = match admit(&request, &mut passage) {
        Ok(()) => wait_for_change(&request, &passage.service).await,
        refused => refused,
    };
    if let Err(problem) = admitted {
        // What it repeats may not be a key.
        let is_secret = problem.kind.slug == KEY_IN_URL.slug;
        let instance = if is_secret { "" } else { request.path() };
        let answer = passage.answer(&problem, instance);
        let response = holding(request.into_response(answer), body);
        return Ok(passage.sent(response));
    }
    // The request cannot be kept beside the handler, so what a panic needs is
    // copied before.
    let path = request.path().to_owned();
    let answer = with_store_deadline(passage.begun.elapsed(), next.call(request));
    match AssertUnwindSafe(answer).catch_unwind().await {
        Ok(Ok(response)) => {
            if let Some(body) = &body {
                body.pass_over().await;
            }
            Ok(passage.complete(response, &path, body))
        }
        Ok(Err(err)) => {
            passage.ended();
            Err(err)
        }
        Err(_) => Err(Panicked { path, passage }.into()),
    }
}

/// An answer that holds what was not read of its request.
fn holding(
    response: ServiceResponse<BoxBody>,
    body: Option<RequestBody>,
) -> ServiceResponse<BoxBody> {
    match body {
        Some(body) => response.map_body(|_, answer| body.held_by(answer)),
        None => response,
    }
}

/// How many bytes the body of a request has at most.
fn body_length(request: &HttpRequest) -> u64 {
    let headers = request.headers();
    if headers.contains_key(header::TRANSFER_ENCODING) {
        return u64::MAX;
    }
    let length = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    length.and_then(|length| length.parse().ok()).unwrap_or(0)
}

fn has_body(request: &ServiceRequest) -> bool {
    let headers = request.headers();
    headers.contains_key(header::TRANSFER_ENCODING)
        || headers.get(header::CONTENT_LENGTH).is_some_and(|length| length != "0")
}

impl Passage {
    fn request_id(&self) -> &str {
        self.request_id.to_str().unwrap_or_default()
    }

    /// Turns a failure into its body and sets the headers.
    fn complete(
        &self,
        response: ServiceResponse<BoxBody>,
        path: &str,
        body: Option<RequestBody>,
    ) -> ServiceResponse<BoxBody> {
        let mut response = match self.problem_body(&response, path) {
            Some(answer) => response.into_response(answer),
            None => response,
        };
        response = self.sent(holding(response, body));
        self.log(&response);
        response
    }

    /// The answer as it goes to the connection, which learns when it ends.
    fn sent(&self, mut response: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
        self.finish(response.response_mut());
        let Some(connection) = &self.connection else { return response };
        connection.answer_begins();
        match response.response().body().size() {
            BodySize::Stream => {
                let connection = Rc::clone(connection);
                response.map_body(|_, body| connection.held_by(body))
            }
            BodySize::Sized(length) if length >= LONG => {
                let connection = Rc::clone(connection);
                response.map_body(|_, body| connection.held_by(in_pieces(body)))
            }
            // It is written as a whole before anything else is done.
            BodySize::None | BodySize::Sized(_) => {
                self.ended();
                response
            }
        }
    }

    /// The connection waits for the next request.
    fn ended(&self) {
        if let Some(connection) = &self.connection {
            connection.answer_ends(Instant::now());
        }
    }

    fn problem_body(&self, response: &ServiceResponse, path: &str) -> Option<HttpResponse> {
        let status = response.status();
        if let Some(err) = response.response().error() {
            return Some(match err.as_error::<Problem>() {
                Some(problem) => self.answer(problem, path),
                None => self.answer(&Problem::of_status(status), path),
            });
        }
        // What a handler wrote itself stays: `/readyz` says why it is not ready.
        let is_empty =
            matches!(response.response().body().size(), BodySize::None | BodySize::Sized(0));
        let is_failure = status.is_client_error() || status.is_server_error();
        (is_failure && is_empty).then(|| self.answer(&Problem::of_status(status), path))
    }

    /// A problem as who asked reads it: a page, or JSON.
    fn answer(&self, problem: &Problem, instance: &str) -> HttpResponse {
        match &self.reader {
            Some(frame) => problem_page(frame.clone(), problem, self.request_id()),
            None => problem.answer(instance, self.request_id()),
        }
    }

    /// Whether the connection ends after an answer. A client that asks too much must not keep
    /// its connections, and one for probes must not be used for anything else.
    fn closes_after(&self, status: StatusCode) -> bool {
        status == StatusCode::TOO_MANY_REQUESTS
            || self.service.is_stopping()
            || self.connection.as_ref().is_some_and(|connection| connection.is_probe())
    }

    /// Sets the headers that every answer has.
    fn finish<B>(&self, response: &mut HttpResponse<B>) {
        if self.closes_after(response.status()) {
            response.head_mut().set_connection_type(ConnectionType::Close);
        }
        let headers = response.headers_mut();
        for (name, value) in &COMMON {
            headers.insert(name.clone(), value.clone());
        }
        for (name, value) in &DEFAULTS {
            if !headers.contains_key(name) {
                headers.insert(name.clone(), value.clone());
            }
        }
        headers.insert(X_REQUEST_ID, self.request_id.clone());
        if let (Some(limiter), Some(state)) = (&self.service.limiter, &self.rate_limit) {
            headers.insert(RATE_LIMIT_POLICY, limiter.policy());
            headers.insert(RATE_LIMIT, state.clone());
        }
        if self.service.is_public_https() {
            for (name, value) in &HTTPS {
                headers.insert(name.clone(), value.clone());
            }
        }
        if self.service.directory.store_is_unavailable() {
            headers.insert(X_DEGRADED, HeaderValue::from_static("store-away"));
        }
        headers.insert(SERVER_TIMING, timing(self.begun.elapsed()));
    }

    /// One line a request: the route, never the address or the query.
    fn log(&self, response: &ServiceResponse) {
        let level = match response.status() {
            // 503 is said on purpose, at every probe of a node that is starting.
            status if status.is_server_error() && status != StatusCode::SERVICE_UNAVAILABLE => {
                log::Level::Warn
            }
            _ => log::Level::Debug,
        };
        if log::log_enabled!(level) {
            let request = response.request();
            log::log!(
                level,
                "{} {} {} in {:?}, id {}",
                request.method(),
                request.match_pattern().unwrap_or_else(|| "(no route)".to_owned()),
                response.status().as_u16(),
                self.begun.elapsed(),
                self.request_id(),
            );
        }
    }
}

/// A handler panicked. It answers by itself, since the request is gone.
struct Panicked {
    path: String,
    passage: Passage,
}

impl fmt::Debug for Panicked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a handler panicked")
    }
}

impl fmt::Display for Panicked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a handler panicked")
    }
}

impl ResponseError for Panicked {
    fn status_code(&self) -> StatusCode {
        StatusCode::INTERNAL_SERVER_ERROR
    }

    fn error_response(&self) -> HttpResponse {
        log::error!("a handler panicked, id {}", self.passage.request_id());
        let problem =
            Problem::new(&INTERNAL, "the directory failed at this request; it was logged");
        let mut response = self.passage.answer(&problem, &self.path);
        self.passage.finish(&mut response);
        if let Some(connection) = &self.passage.connection {
            connection.answer_begins();
        }
        self.passage.ended();
        response
    }
}

/// The edge was wrapped around an app without a service.
#[derive(Debug, thiserror::Error)]
#[error("the app has no service")]
struct Misconfigured;

#[cfg(test)]
mod tests;
