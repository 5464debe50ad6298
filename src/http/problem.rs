//! Everything that can go wrong with a request, as the client learns of it
//! (RFC 9457).

use std::error::Error;
use std::fmt;

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap, HeaderValue};
use actix_web::{HttpResponse, ResponseError};
use serde::Serialize;
use utoipa::ToSchema;

/// A sort of problem: its page is `/problems/<slug>`. Slugs are permanent.
#[derive(Debug)]
pub struct ProblemType {
    pub slug: &'static str,
    pub status: u16,
    pub title: &'static str,
    /// What it means and what to do, for its page.
    pub meaning: &'static str,
}

macro_rules! problem_types {
    ($( $name:ident = $status:literal $slug:literal, $title:literal, $meaning:literal; )*) => {
        $( pub const $name: ProblemType = ProblemType {
            slug: $slug, status: $status, title: $title, meaning: $meaning,
        }; )*

        /// Every sort of problem, by status.
        pub const PROBLEM_TYPES: &[ProblemType] = &[$( $name ),*];
    };
}

problem_types! {
    INVALID_PARAMETER = 400 "invalid-parameter", "A parameter is not valid",
        "A parameter of the query or body is unknown, repeated, or has a value that is not allowed. Each entry of \
         `errors` names the parameter, what is wrong, the allowed values and the nearest.";
    MALFORMED_JSON = 400 "malformed-json", "The body is not JSON",
        "The body is not one whole JSON value of the kind that the resource reads. `detail` says \
         where it goes wrong.";
    UNKNOWN_ROUTE = 404 "unknown-route", "Nothing is served at this address",
        "No resource has this path. The OpenAPI document lists them all.";
    UNKNOWN_ORGANIZATION = 404 "unknown-organization", "No such organization",
        "No organization has this slug, former slug or identifier. Identifiers are written \
         `scheme-value`, with a list code of org-id.guide: `US-EIN-541722887`.";
    UNKNOWN_REVISION = 404 "unknown-revision", "No such revision",
        "The organization has no revision of this number, or had none yet at this time. `detail` \
         says how many there are, or when they begin.";
    UNKNOWN_TERM = 404 "unknown-term", "No such term",
        "The vocabulary has no term with this slug.";
    UNKNOWN_PROBLEM = 404 "unknown-problem", "No such problem type",
        "No problem has this name.";
    METHOD_NOT_ALLOWED = 405 "method-not-allowed", "The method is not allowed here",
        "The resource exists, but does not answer this method. The `Allow` header lists those that \
         it does.";
    NOT_ACCEPTABLE = 406 "not-acceptable", "No acceptable format",
        "The resource cannot be had in any of the media types that the `Accept` header names. \
         `errors` lists those that it can.";
    REQUEST_TIMEOUT = 408 "request-timeout", "The request took too long",
        "The request did not arrive within the limits that `GET /api/v1/limits` states.";
    WITHDRAWN = 410 "withdrawn", "The organization was withdrawn",
        "The directory no longer shows this organization. `reason` says why, `successor` names the \
         one to read instead, if there is one. Its history is kept.";
    CONTENT_TOO_LARGE = 413 "content-too-large", "The body is too large",
        "The body is larger than the limits that `GET /api/v1/limits` states.";
    URI_TOO_LONG = 414 "uri-too-long", "The address is too long",
        "Path and query together are longer than the limits that `GET /api/v1/limits` states.";
    UNSUPPORTED_MEDIA_TYPE = 415 "unsupported-media-type", "The media type is not supported",
        "The body is of a media type that the resource does not read.";
    TOO_MANY_REQUESTS = 429 "too-many-requests", "Too many requests",
        "This client has asked more than its share. `Retry-After` says in how many seconds it may \
         go on; the `RateLimit` headers tell beforehand how much is left.";
    HEAD_TOO_LARGE = 431 "head-too-large", "The request head is too large",
        "The headers together are larger than the limits that `GET /api/v1/limits` states.";
    INTERNAL = 500 "internal", "The server failed",
        "Something went wrong inside; it was logged. Trying again may help. When you report it, \
         give the `request_id`.";
    UNAVAILABLE = 503 "unavailable", "The server cannot answer now",
        "The catalog is being built from the database, or what only the database can tell was asked \
         and it does not answer. `Retry-After` says when to try again.";
}

/// One failed request.
#[derive(Clone, Debug)]
pub struct Problem {
    pub(super) kind: &'static ProblemType,
    pub(super) detail: String,
    pub(super) errors: Vec<ProblemError>,
    pub(super) withdrawn: Option<Box<Withdrawn>>,
    headers: Vec<(header::HeaderName, HeaderValue)>,
}

/// One part of what is wrong, where that can be named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ProblemError {
    /// The query parameter or header concerned.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub parameter: Option<String>,
    /// The place in the body concerned, as a JSON pointer (RFC 6901).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub pointer: Option<String>,
    /// The rule that is broken. Codes are permanent.
    #[schema(example = "unknown_value")]
    pub code: String,
    /// What is wrong, for a person.
    pub message: String,
    /// The values that are allowed, where they can be listed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub allowed: Vec<String>,
    /// The allowed value that comes nearest.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub did_you_mean: Option<String>,
}

/// Why an organization is no longer shown.
#[derive(Clone, Debug)]
pub struct Withdrawn {
    pub reason: String,
    pub successor: Option<String>,
}

/// The body of every answer that is not a success (RFC 9457).
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemBody<'a> {
    /// The sort of problem: the path of a page that explains it.
    #[serde(rename = "type")]
    #[schema(example = "/problems/unknown-organization")]
    kind: String,
    #[schema(example = "No such organization")]
    title: &'a str,
    /// The HTTP status, repeated.
    #[schema(example = 404)]
    status: u16,
    /// What went wrong this time, for a person.
    detail: &'a str,
    /// The path that was asked for.
    instance: &'a str,
    /// The `X-Request-Id` of the answer, by which the log knows it.
    request_id: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    #[schema(required = false)]
    errors: &'a [ProblemError],
    /// With 410: why the organization is no longer shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    reason: Option<&'a str>,
    /// With 410: the slug of the organization to read instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    successor: Option<&'a str>,
}

impl Problem {
    pub fn new(kind: &'static ProblemType, detail: impl Into<String>) -> Self {
        let detail = detail.into();
        Self { kind, detail, errors: Vec::new(), withdrawn: None, headers: Vec::new() }
    }

    /// Adds a header to the answer.
    pub fn with_header(mut self, name: header::HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// Nothing can be answered for a moment.
    pub fn unavailable(detail: &str) -> Self {
        Self::new(&UNAVAILABLE, detail)
            .with_header(header::RETRY_AFTER, HeaderValue::from_static("1"))
    }

    /// Something broke inside. The reason goes to the log and not to the client.
    pub fn internal(reason: &dyn Error) -> Self {
        log::error!("a request failed: {}", chain(reason));
        Self::new(&INTERNAL, "the directory cannot answer this request; it was logged")
    }

    /// The problem that fits a status which something else than a handler chose.
    pub fn of_status(status: StatusCode) -> Self {
        let kind = PROBLEM_TYPES.iter().find(|kind| kind.status == status.as_u16());
        match kind {
            Some(kind) => Self::new(kind, kind.title),
            None => Self::new(&INTERNAL, INTERNAL.title),
        }
    }

    /// The whole answer, for the request at `instance`.
    pub fn answer(&self, instance: &str, request_id: &str) -> HttpResponse {
        let body = ProblemBody {
            kind: format!("/problems/{}", self.kind.slug),
            title: self.kind.title,
            status: self.kind.status,
            detail: &self.detail,
            instance,
            request_id,
            errors: &self.errors,
            reason: self.withdrawn.as_ref().map(|withdrawn| withdrawn.reason.as_str()),
            successor: self.withdrawn.as_ref().and_then(|withdrawn| withdrawn.successor.as_deref()),
        };
        let mut response = HttpResponse::build(self.status_code());
        response.content_type("application/problem+json");
        response.insert_header((header::CACHE_CONTROL, "no-store"));
        for header in &self.headers {
            response.insert_header(header.clone());
        }
        response.json(body)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.detail)
    }
}

impl Error for Problem {}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.kind.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// Without a body: the edge knows the request and writes it.
    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::new(self.status_code());
        let headers: &mut HeaderMap = response.headers_mut();
        for (name, value) in &self.headers {
            headers.insert(name.clone(), value.clone());
        }
        response
    }
}

/// An error with everything that led to it.
fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut next = error.source();
    while let Some(source) = next {
        text.push_str(": ");
        text.push_str(&source.to_string());
        next = source.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_has_a_status_of_its_own_kind_and_a_page() {
        let mut slugs: Vec<&str> = PROBLEM_TYPES.iter().map(|kind| kind.slug).collect();
        slugs.sort_unstable();
        slugs.dedup();
        assert_eq!(slugs.len(), PROBLEM_TYPES.len());
        for kind in PROBLEM_TYPES {
            let status = StatusCode::from_u16(kind.status).unwrap();
            assert!(status.is_client_error() || status.is_server_error(), "{}", kind.slug);
        }
    }
}
