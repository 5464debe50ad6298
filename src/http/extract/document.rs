//! Bodies: a document of the directory, or a JSON Merge Patch.

use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::http::StatusCode;
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::{FromRequest, HttpRequest, ResponseError};
use bytes::Bytes;

use crate::domain::{Draft, Node, Refers, patch_violations};
use crate::http::problem::{MALFORMED_JSON, Problem};
use crate::http::protocol::body::read_body;
use crate::http::protocol::reply::JSON;

/// A body that is a document. Whether it follows the rules is decided with those that depend on the
/// rest of the directory, so that the client learns all mistakes at once.
pub struct Document<T: Refers>(pub Draft<T>);

/// A body that is a JSON Merge Patch (RFC 7396), within the limits of documents.
pub struct MergePatch(Bytes);

/// The header that names the media types of patches (RFC 5789).
pub const ACCEPT_PATCH: HeaderName = HeaderName::from_static("accept-patch");

/// The media type of patches (RFC 7396).
pub const MERGE_PATCH: &str = "application/merge-patch+json";

impl MergePatch {
    pub fn node(&self) -> Node<'_> {
        serde_json::from_slice(&self.0).expect("the extractor has parsed the same bytes")
    }
}

async fn document<T: Refers>(request: HttpRequest) -> Result<Document<T>, Problem> {
    let body = read_body(&request, JSON).await?;
    Ok(Document(Draft::read(&json_node(&body)?)))
}

async fn merge_patch(request: HttpRequest) -> Result<MergePatch, Problem> {
    let body = read_body(&request, MERGE_PATCH).await.map_err(|problem| {
        // RFC 5789, section 3.1: 415 names the patch formats that the resource accepts.
        match problem.status_code() {
            StatusCode::UNSUPPORTED_MEDIA_TYPE => {
                problem.with_header(ACCEPT_PATCH, HeaderValue::from_static(MERGE_PATCH))
            }
            _ => problem,
        }
    })?;
    match patch_violations(&json_node(&body)?) {
        violations if violations.is_empty() => Ok(MergePatch(body)),
        violations => Err(Problem::of_violations(violations)),
    }
}

fn json_node(body: &[u8]) -> Result<Node<'_>, Problem> {
    serde_json::from_slice(body)
        .map_err(|err| Problem::new(&MALFORMED_JSON, format!("the body is not JSON: {err}")))
}

type LocalFuture<T> = Pin<Box<dyn Future<Output = Result<T, Problem>>>>;

impl<T: Refers + 'static> FromRequest for Document<T> {
    type Error = Problem;
    type Future = LocalFuture<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        Box::pin(document(request.clone()))
    }
}

impl FromRequest for MergePatch {
    type Error = Problem;
    type Future = LocalFuture<Self>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        Box::pin(merge_patch(request.clone()))
    }
}
