//! Everything that can go wrong with a request, as the client learns of it
//! (RFC 9457).

mod types;

use std::error::Error;
use std::fmt;

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap, HeaderValue};
use actix_web::{HttpResponse, ResponseError};
use serde::Serialize;
use utoipa::ToSchema;

pub use types::*;

use crate::directory::StoreError;
use crate::domain::{Code, MAX_VIOLATIONS, Violation, cut};
use crate::site::Suggestion;

/// One failed request.
#[derive(Clone, Debug)]
pub struct Problem {
    pub(super) kind: &'static ProblemType,
    pub(super) detail: String,
    errors: Vec<ProblemError>,
    pub(super) withdrawn: Option<Box<Withdrawn>>,
    /// With 412: the revision that stands.
    pub(super) revision: Option<i32>,
    /// Where a person may go on instead: for the page of the problem.
    pub(super) suggestions: Vec<Suggestion>,
    headers: Vec<(header::HeaderName, HeaderValue)>,
}

/// One part of what is wrong, where that can be named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ProblemError {
    /// The query parameter or header concerned.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub parameter: Option<String>,
    /// With an import: the line of the body concerned, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub line: Option<u64>,
    /// The place in the body concerned, as a JSON pointer (RFC 6901).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub pointer: Option<String>,
    /// The rule that is broken. Codes are permanent.
    #[schema(example = "unknown_value")]
    pub code: String,
    /// What is wrong, for a person.
    pub message: String,
    /// The values that are allowed, where they can be listed: with the first of the errors that
    /// have the same list.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub allowed: Vec<String>,
    /// The allowed value that comes nearest.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub did_you_mean: Option<String>,
}

/// Maximum number of mistakes that one answer names; an import names more.
pub const MAX_ERRORS: usize = 100;

/// Maximum number of bytes that all mistakes of one answer take, as JSON or on a page. The other
/// parts of a problem take less than 24 KiB, so that no refusal is longer than 64 kB.
const ERRORS_BYTES: usize = 36 << 10;

/// Maximum number of bytes that a list of allowed values takes; a longer one is left out.
const ALLOWED_BYTES: usize = 16 << 10;

/// Maximum number of characters of the detail of a problem.
const DETAIL_CHARACTERS: usize = 1000;

/// Maximum number of characters of the message of one mistake in a document, and of its pointer.
const VIOLATION_CHARACTERS: usize = 400;

/// The first of these mistakes, at most `most`, as far as an answer has room for them. A list of
/// allowed values stays with the first that has it.
pub fn named(errors: impl IntoIterator<Item = ProblemError>, most: usize) -> Vec<ProblemError> {
    let mut named: Vec<ProblemError> = Vec::new();
    let mut left = ERRORS_BYTES;
    for mut error in errors.into_iter().take(most) {
        let is_long = error.allowed.iter().map(String::len).sum::<usize>() > ALLOWED_BYTES;
        if is_long || named.iter().any(|other| other.allowed == error.allowed) {
            error.allowed.clear();
        }
        let Some(rest) = left.checked_sub(error.size()) else { break };
        left = rest;
        named.push(error);
    }
    named
}

impl ProblemError {
    /// A rule that is broken, with no more to say.
    pub fn new(code: &str, message: String) -> Self {
        Self {
            parameter: None,
            line: None,
            pointer: None,
            code: code.to_owned(),
            message,
            allowed: Vec::new(),
            did_you_mean: None,
        }
    }

    /// The same with the value that was probably meant.
    pub fn suggesting(mut self, meant: Option<String>) -> Self {
        if let Some(meant) = &meant {
            self.message = format!("{}; did you mean `{meant}`?", self.message);
        }
        self.did_you_mean = meant;
        self
    }

    /// How many bytes it takes at most, as JSON or on a page.
    fn size(&self) -> usize {
        // A value without a JSON form has no size: these types have only string keys.
        let json = serde_json::to_vec(self).map_or(0, |json| json.len());
        json.max(html_size(&self.message)) + 1
    }
}

/// How many bytes a text takes in an element of a page.
fn html_size(text: &str) -> usize {
    const ELEMENT: usize = 16;
    let escaped = |byte: u8| if b"<>&\"'".contains(&byte) { 5 } else { 1 };
    ELEMENT + text.bytes().map(escaped).sum::<usize>()
}

impl From<Violation> for ProblemError {
    fn from(violation: Violation) -> Self {
        // A client may have written any part of them.
        let short = |text: &str| cut(text, VIOLATION_CHARACTERS).into_owned();
        Self {
            pointer: Some(short(&violation.pointer)),
            allowed: violation.allowed,
            did_you_mean: violation.did_you_mean.as_deref().map(short),
            ..Self::new(&violation.code.word(), short(&violation.message))
        }
    }
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
    /// With 412: the number of the revision that stands now.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    revision: Option<i32>,
}

impl Problem {
    pub fn new(kind: &'static ProblemType, detail: impl Into<String>) -> Self {
        let detail = cut(&detail.into(), DETAIL_CHARACTERS).into_owned();
        Self {
            kind,
            detail,
            errors: Vec::new(),
            withdrawn: None,
            revision: None,
            suggestions: Vec::new(),
            headers: Vec::new(),
        }
    }

    /// Adds a header to the answer.
    pub fn with_header(mut self, name: header::HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// Adds the mistakes, which [`named`] has chosen.
    pub fn with_errors(self, errors: Vec<ProblemError>) -> Self {
        Self { errors, ..self }
    }

    /// The mistakes.
    pub fn errors(&self) -> &[ProblemError] {
        &self.errors
    }

    /// Says where a person may go on instead.
    pub fn with_suggestions(self, suggestions: Vec<Suggestion>) -> Self {
        Self { suggestions, ..self }
    }

    /// Nothing can be answered for a moment.
    pub fn unavailable(detail: &str) -> Self {
        Self::new(&UNAVAILABLE, detail)
            .with_header(header::RETRY_AFTER, HeaderValue::from_static("1"))
    }

    /// A client has asked too much, and may go on in so many seconds.
    pub fn too_many(detail: String, wait: u64) -> Self {
        Self::new(&TOO_MANY_REQUESTS, detail)
            .with_header(header::RETRY_AFTER, HeaderValue::from(wait))
    }

    /// The store did not do what was asked.
    pub fn of_store(err: StoreError) -> Self {
        match &err {
            StoreError::Full(_) => {
                log::error!("a write failed: {}", chain(&err));
                Self::new(&INSUFFICIENT_STORAGE, err.to_string())
            }
            StoreError::Damaged(_) | StoreError::Corrupt(_) => {
                log::error!("{err}");
                Self::new(&DAMAGED, err.to_string())
            }
            StoreError::Busy(_) | StoreError::WritersBusy(_) => Self::unavailable(&err.to_string()),
            StoreError::Unreachable(_) | StoreError::Lost(_) | StoreError::ReadOnly(_) => {
                // The follower says it once; every request would fill the log.
                log::debug!("the database is away: {}", chain(&err));
                Self::unavailable(&err.to_string())
            }
            // Their messages name a path, which is the operator's.
            StoreError::Moved { .. } => Self::unavailable(
                "the database file is no longer where the server opened it, so nothing is \
                 written; try again once an operator has put it back or restarted the server",
            ),
            StoreError::MovedDuringWrite { .. } => {
                log::error!("a write may be lost: {}", chain(&err));
                Self::unavailable(
                    "the database file was moved during the write, which may be lost; read the \
                     present state once an operator has put the file back or restarted the server",
                )
            }
            _ => Self::internal(&err),
        }
    }

    /// A document breaks rules: 409 where all that is wrong is that something
    /// belongs to another, else 422.
    pub fn of_violations(violations: Vec<Violation>) -> Self {
        let is_taken = |it: &Violation| matches!(it.code, Code::SlugTaken | Code::IdentifierTaken);
        let kind = match violations.iter().all(is_taken) {
            true => &CONFLICT,
            false => &INVALID_DOCUMENT,
        };
        let count = violations.len();
        // A document with so many was not read to its end.
        let least = if count >= MAX_VIOLATIONS { "at least " } else { "" };
        let errors = named(violations.into_iter().map(ProblemError::from), MAX_ERRORS);
        let detail = match errors.as_slice() {
            [error] if count == 1 => error.message.clone(),
            named if named.len() < count => {
                format!("{least}{count} rules are broken; `errors` has the first {}", named.len())
            }
            _ => format!("{count} rules are broken"),
        };
        Self::new(kind, detail).with_errors(errors)
    }

    /// An organization was withdrawn. The tag of the revision that says so goes
    /// along, for who would bring it back.
    pub fn gone(slug: &str, revision: i32, reason: &str, successor: Option<&str>) -> Self {
        let mut problem = Self::new(&WITHDRAWN, format!("`{slug}` was withdrawn: {reason}"));
        problem.withdrawn = Some(Box::new(Withdrawn {
            reason: reason.to_owned(),
            successor: successor.map(str::to_owned),
        }));
        match HeaderValue::try_from(format!("\"r{revision}-withdrawn\"")) {
            Ok(tag) => problem.with_header(header::ETAG, tag),
            Err(_) => problem,
        }
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
            revision: self.revision,
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
