//! Errors as clients see them (RFC 9457).
//!
//! [`PROBLEM_TYPES`] is the table of problem types; each has a page at `/problems/{slug}`. A
//! [`Problem`] is one occurrence, with the mistakes that can be named ([`ProblemError`]). Handlers
//! return problems; the edge writes them as JSON or, for people, as a page.

mod body;
mod causes;
mod error;
mod responses;
mod similar;
mod types;

use std::error::Error;
use std::fmt;

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::{HttpResponse, ResponseError};

pub use body::ProblemBody;
pub use error::{MAX_ERRORS, ProblemError, bounded};
pub use responses::*;
pub use similar::SimilarExisting;
pub use types::*;

use crate::domain::truncate;

/// One failed request.
#[derive(Clone, Debug)]
pub struct Problem {
    pub kind: &'static ProblemType,
    pub detail: String,
    pub errors: Vec<ProblemError>,
    pub withdrawn: Option<Box<Withdrawn>>,
    /// With 412: the current revision.
    revision: Option<i32>,
    /// Organizations that may be the same as the one of a request that was only tried.
    similar: Option<Vec<SimilarExisting>>,
    headers: Vec<(HeaderName, HeaderValue)>,
}

/// Why an organization is no longer shown.
#[derive(Clone, Debug)]
pub struct Withdrawn {
    pub reason: String,
    /// The slug of the organization to read instead.
    pub successor: Option<String>,
}

/// Maximum number of characters of the detail of a problem.
const DETAIL_CHARACTERS: usize = 1000;

impl Problem {
    pub fn new(kind: &'static ProblemType, detail: impl Into<String>) -> Self {
        Self {
            kind,
            detail: truncate(&detail.into(), DETAIL_CHARACTERS).into_owned(),
            errors: Vec::new(),
            withdrawn: None,
            revision: None,
            similar: None,
            headers: Vec::new(),
        }
    }

    /// Adds a header to the response.
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.push((name, value));
        self
    }

    /// Copies the headers of the problem into a response that is not its page.
    pub fn copy_headers(&self, headers: &mut HeaderMap) {
        for (name, value) in &self.headers {
            headers.insert(name.clone(), value.clone());
        }
    }

    /// Adds the mistakes, which [`bounded`] has chosen.
    pub fn with_errors(self, errors: Vec<ProblemError>) -> Self {
        Self { errors, ..self }
    }

    /// Names the current revision, for a client that edited another.
    pub fn with_revision(self, revision: i32) -> Self {
        Self { revision: Some(revision), ..self }
    }

    /// Names the organizations that may be the same as the one that a client wants to add.
    pub fn with_similar(self, similar: Vec<SimilarExisting>) -> Self {
        Self { similar: Some(similar), ..self }
    }

    /// The client has sent too many requests and may send the next in `wait` seconds.
    pub fn too_many(detail: String, wait: u64) -> Self {
        Self::new(&TOO_MANY_REQUESTS, detail)
            .with_header(header::RETRY_AFTER, HeaderValue::from(wait))
    }

    /// The organization was withdrawn: 410. The response has the ETag of the withdrawal, which a
    /// client needs to restore the organization.
    pub fn gone(slug: &str, revision: i32, reason: &str, successor: Option<&str>) -> Self {
        let mut problem = Self::new(&WITHDRAWN, format!("`{slug}` was withdrawn: {reason}"));
        problem.withdrawn = Some(Box::new(Withdrawn {
            reason: reason.to_owned(),
            successor: successor.map(str::to_owned),
        }));
        let etag = HeaderValue::try_from(format!("\"r{revision}-withdrawn\""));
        problem.with_header(header::ETAG, etag.expect("digits and letters make a header value"))
    }

    /// The problem for a status code that actix-web chose.
    pub fn of_status(status: StatusCode) -> Self {
        let kind = PROBLEM_TYPES.iter().find(|kind| kind.status == status.as_u16());
        let kind = kind.unwrap_or(&INTERNAL);
        Self::new(kind, kind.title)
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
        StatusCode::from_u16(self.kind.status).expect("the table has only status codes of HTTP")
    }

    /// A response without a body: the edge knows the request and writes the body.
    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::new(self.status_code());
        self.copy_headers(response.headers_mut());
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_problem_type_has_an_error_status_and_a_unique_slug() {
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
