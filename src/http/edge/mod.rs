//! The middleware of every request and response, whatever the resource.
//!
//! Before the handler runs, it admits the request ([`admission`]) and waits for `min_change`. After
//! the handler, it writes the bodies of problems, turns panics into problems, and sets the common
//! headers, also on errors. It logs the route of a request, never its path, query or client.

mod admission;
pub mod headers;
mod min_change;
mod problems;
mod repeated_headers;
mod url_guard;

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
use actix_web::{HttpResponse, ResponseError};
use futures_util::FutureExt;

use self::admission::{Admitted, admit};
use self::headers::{
    COMMON, DEFAULTS, EDITING, FOR_OTHER_SITES, HTTPS, SERVER_TIMING, X_DEGRADED, X_REQUEST_ID,
    request_id, timing,
};
use self::min_change::wait_for_min_change;
use self::problems::problem_of;
use crate::http::problem::{INTERNAL, KEY_IN_URL, Problem};
use crate::http::protocol::body::{BodyLimit, BodyLimits, RequestBody, declared_length};
use crate::http::protocol::connections::connection::Connection;
use crate::http::protocol::connections::pieces::{LONG, in_pieces};
use crate::http::protocol::edit_paths::is_edit_path;
use crate::http::protocol::rate_limit::{RATE_LIMIT, RATE_LIMIT_POLICY};
use crate::http::protocol::urls::decoded_path;
use crate::http::service::{Service, with_store_deadline};

pub use self::problems::{ProblemPages, ProblemRenderer};

/// The parts of a request that its response needs.
struct Exchange {
    service: Data<Service>,
    started: Instant,
    request_id: HeaderValue,
    admitted: Admitted,
    /// Whether the path is that of an editing page.
    is_editing: bool,
    /// Renders problems, for a client that reads pages.
    problem_page: Option<ProblemRenderer>,
    /// `None` in tests, which have no connections.
    connection: Option<Rc<Connection>>,
}

/// The middleware around all routes.
///
/// # Errors
///
/// Only if a handler panics; the error renders its own response.
pub async fn edge(
    mut request: ServiceRequest,
    next: Next<BoxBody>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let service = request.app_data::<Data<Service>>().cloned();
    let Some(service) = service else { return Err(Problem::internal(&Misconfigured).into()) };
    let connection = request.conn_data::<Rc<Connection>>().cloned();
    if let Some(connection) = &connection {
        let expects_continue = request.head().expect();
        connection.begin_request(max_body_length(&request), expects_continue).await;
    }
    let mut exchange = Exchange {
        problem_page: ProblemPages::page_for(request.request(), &service),
        service,
        started: Instant::now(),
        request_id: request_id(&request),
        admitted: Admitted::default(),
        is_editing: is_edit_path(decoded_path(request.request())),
        connection,
    };
    let limits = request.app_data::<BodyLimits>();
    let path = decoded_path(request.request());
    let body_limit =
        limits.map_or_else(BodyLimit::default, |limits| limits.of(request.method(), path));
    // A refused request has an unread body, which must be kept too.
    let body = has_body(&request).then(|| {
        RequestBody::take(&mut request, body_limit.in_memory, exchange.connection.clone())
    });
    let admitted = match admit(&request, body_limit.whole, &mut exchange) {
        Ok(()) => wait_for_min_change(&request, &exchange.service).await,
        refused => refused,
    };
    if let Err(problem) = admitted {
        // The response must not repeat a key.
        let is_secret = problem.kind.slug == KEY_IN_URL.slug;
        let instance = if is_secret { "" } else { request.path() };
        let response = exchange.respond(&problem, instance, Some(request.request()));
        let response = attach_request_body(request.into_response(response), body);
        return Ok(exchange.send(response));
    }
    // The handler consumes the request, so the response to a panic needs a copy of the path.
    let path = request.path().to_owned();
    let response = with_store_deadline(exchange.started.elapsed(), next.call(request));
    match AssertUnwindSafe(response).catch_unwind().await {
        Ok(Ok(response)) => {
            if let Some(body) = &body {
                body.drain().await;
            }
            Ok(exchange.complete(response, &path, body))
        }
        Ok(Err(err)) => {
            exchange.end_response();
            Err(err)
        }
        Err(_) => Err(Panicked { path, exchange }.into()),
    }
}

/// Attaches the body of the request to the response, if part of it was not read.
fn attach_request_body(
    response: ServiceResponse<BoxBody>,
    body: Option<RequestBody>,
) -> ServiceResponse<BoxBody> {
    match body {
        Some(body) => response.map_body(|_, inner| body.attach_to(inner)),
        None => response,
    }
}

/// Maximum number of bytes of the body of a request.
fn max_body_length(request: &ServiceRequest) -> u64 {
    let headers = request.headers();
    if headers.contains_key(header::TRANSFER_ENCODING) {
        u64::MAX
    } else {
        declared_length(headers).unwrap_or(0)
    }
}

fn has_body(request: &ServiceRequest) -> bool {
    let headers = request.headers();
    headers.contains_key(header::TRANSFER_ENCODING)
        || headers.get(header::CONTENT_LENGTH).is_some_and(|length| length != "0")
}

impl Exchange {
    fn request_id(&self) -> &str {
        self.request_id.to_str().unwrap_or_default()
    }

    /// Completes the response of a handler: writes the body of a problem, sets the headers, logs.
    fn complete(
        &self,
        response: ServiceResponse<BoxBody>,
        path: &str,
        body: Option<RequestBody>,
    ) -> ServiceResponse<BoxBody> {
        let problem = problem_of(&response);
        let problem = problem.map(|it| self.respond(&it, path, Some(response.request())));
        let response = match problem {
            Some(problem) => response.into_response(problem),
            None => response,
        };
        let response = self.send(attach_request_body(response, body));
        self.log(&response);
        response
    }

    /// Sets the headers of a response, and has the connection track its body.
    fn send(&self, mut response: ServiceResponse<BoxBody>) -> ServiceResponse<BoxBody> {
        self.set_headers(response.response_mut());
        let Some(connection) = &self.connection else { return response };
        connection.begin_response();
        match response.response().body().size() {
            BodySize::Stream => {
                let connection = Rc::clone(connection);
                response.map_body(|_, body| connection.track_body(body))
            }
            BodySize::Sized(length) if length >= LONG => {
                let connection = Rc::clone(connection);
                response.map_body(|_, body| connection.track_body(in_pieces(body)))
            }
            // Short bodies are written at once.
            BodySize::None | BodySize::Sized(_) => {
                self.end_response();
                response
            }
        }
    }

    /// Makes the connection wait for the next request.
    fn end_response(&self) {
        if let Some(connection) = &self.connection {
            connection.end_response(Instant::now());
        }
    }

    /// The response for a problem: a page, or JSON.
    fn respond(
        &self,
        problem: &Problem,
        instance: &str,
        request: Option<&actix_web::HttpRequest>,
    ) -> HttpResponse {
        match &self.problem_page {
            Some(page) => page.render(problem, self.request_id(), request),
            None => problem.json_response(instance, self.request_id()),
        }
    }

    /// Whether the connection closes after the response. A client that sends too many requests must
    /// not keep its connections, and a connection for probes has no other use.
    fn closes_after(&self, status: StatusCode) -> bool {
        status == StatusCode::TOO_MANY_REQUESTS
            || self.service.is_stopping()
            || self.connection.as_ref().is_some_and(|connection| connection.is_probe())
    }

    /// Sets the headers of every response.
    fn set_headers<B>(&self, response: &mut HttpResponse<B>) {
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
        if self.is_editing {
            for name in &FOR_OTHER_SITES {
                headers.remove(name);
            }
            for (name, value) in &EDITING {
                headers.insert(name.clone(), value.clone());
            }
        }
        headers.insert(X_REQUEST_ID, self.request_id.clone());
        if let Some([policy, state]) = &self.admitted.rate_limit {
            headers.insert(RATE_LIMIT_POLICY, policy.clone());
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
        headers.insert(SERVER_TIMING, timing(self.started.elapsed()));
    }

    /// Logs one line per request: the route, never the path or the query.
    fn log(&self, response: &ServiceResponse) {
        let level = match response.status() {
            // 503 is normal while a node starts, and every probe gets it.
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
                self.started.elapsed(),
                self.request_id(),
            );
        }
    }
}

/// A handler panicked. The error renders its own response, because the request is lost.
struct Panicked {
    path: String,
    exchange: Exchange,
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
        log::error!("a handler panicked, id {}", self.exchange.request_id());
        let detail = "the server failed to answer this request; the failure was logged";
        let problem = Problem::new(&INTERNAL, detail);
        let mut response = self.exchange.respond(&problem, &self.path, None);
        self.exchange.set_headers(&mut response);
        if let Some(connection) = &self.exchange.connection {
            connection.begin_response();
        }
        self.exchange.end_response();
        response
    }
}

/// The edge wraps an app without a service.
#[derive(Debug, thiserror::Error)]
#[error("the app has no service")]
struct Misconfigured;

#[cfg(test)]
mod tests;
