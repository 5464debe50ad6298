//! Problems as JSON (RFC 9457, section 3).

use actix_web::http::header;
use actix_web::{HttpResponse, ResponseError};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Problem, ProblemError, SimilarExisting};

/// The body of every response that is not a success (RFC 9457).
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemBody<'a> {
    /// The problem type: the path of a page that explains it.
    #[serde(rename = "type")]
    #[schema(example = "/problems/unknown-organization")]
    kind: String,
    #[schema(example = "No such organization")]
    title: &'a str,
    /// The HTTP status code, repeated.
    #[schema(example = 404)]
    status: u16,
    /// A description of this occurrence, for a person.
    detail: &'a str,
    /// The path of the request.
    instance: &'a str,
    /// The `X-Request-Id` of the response, which the log has too.
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
    /// With 412: the number of the current revision.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    revision: Option<i32>,
    /// When `POST /api/v1/organizations` was only tried: organizations that may be the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    similar_existing: Option<&'a [SimilarExisting]>,
}

impl Problem {
    /// The JSON response to the request for the path `instance`.
    pub fn json_response(&self, instance: &str, request_id: &str) -> HttpResponse {
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
            similar_existing: self.similar.as_deref(),
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
