//! Request bodies: read within limits and a deadline, or held unread.
//!
//! Once an answer is sent the server drains a chunked request body that was
//! dropped, for as long as the client cares to send one. A body that still
//! exists makes it close the connection instead: so the edge takes every body,
//! lends it to the handler, and lets the answer hold what was not read.

use std::cell::{Cell, RefCell};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest};
use actix_web::http::Method;
use actix_web::http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};
use actix_web::{HttpMessage, HttpRequest};
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;
use tokio::sync::mpsc::Sender;

use super::limits::{BODY_BYTES, BODY_TIMEOUT, IMPORT_BYTES, IMPORT_TIMEOUT, QUERY_BODY_BYTES};
use crate::http::api::imports::IMPORTS;
use crate::http::problem::{
    CONTENT_TOO_LARGE, MALFORMED_JSON, Problem, REQUEST_TIMEOUT, UNSUPPORTED_MEDIA_TYPE,
};

/// How long an answer waits for the rest of a body that nobody wants.
const PASSED_OVER_WITHIN: Duration = Duration::from_millis(250);

/// The paths that are asked by a body, besides pages and the method QUERY.
const QUERIES: [&str; 2] = ["/api/v1/organizations/search", "/api/v1/suggest"];

/// Maximum number of bytes of the body of a request: a question is shorter than a document.
pub fn body_limit(method: &Method, path: &str) -> u64 {
    let is_form = *method == Method::POST && !path.starts_with("/api/");
    let is_query = is_form || method.as_str() == "QUERY" || QUERIES.contains(&path);
    match path {
        _ if is_query => QUERY_BODY_BYTES,
        IMPORTS => IMPORT_BYTES,
        _ => BODY_BYTES,
    }
}

/// The body of a request, wherever it is needed.
#[derive(Clone)]
pub struct RequestBody(Rc<Body>);

struct Body {
    payload: RefCell<Payload>,
    /// Whether it was read to its end.
    is_read: Cell<bool>,
    /// Maximum number of bytes that are read at once: no import is.
    limit: u64,
    /// Whether it says to be no longer than that.
    is_short: bool,
}

impl RequestBody {
    /// Takes the body of a request and lends it to the handler.
    pub fn take(request: &mut ServiceRequest) -> Self {
        let length = request.headers().get(CONTENT_LENGTH).and_then(|value| value.to_str().ok());
        let length = length.and_then(|text| text.parse::<u64>().ok());
        let limit = body_limit(request.method(), request.path()).min(BODY_BYTES);
        let is_short = length.is_some_and(|length| length <= limit);
        let payload = RefCell::new(request.take_payload());
        let this = Self(Rc::new(Body { payload, is_read: Cell::new(false), limit, is_short }));
        request.extensions_mut().insert(this.clone());
        this
    }

    /// The answer's body, which holds this one if there is something left of it.
    pub fn held_by(self, answer: BoxBody) -> BoxBody {
        match self.0.is_read.get() {
            true => answer,
            false => BoxBody::new(Holding { answer, _unread: self }),
        }
    }

    /// Reads what the handler did not want to know, if it is short and has come:
    /// the connection can then be used again. Whoever is refused has often sent a
    /// whole body before.
    pub async fn pass_over(&self) {
        if !self.0.is_read.get() && self.0.is_short {
            // What does not come, or breaks off, closes the connection as before.
            let _ = actix_web::rt::time::timeout(PASSED_OVER_WITHIN, self.read()).await;
        }
    }

    /// Reads all of it.
    async fn read(&self) -> Result<Bytes, Problem> {
        let (mut body, limit) = (BytesMut::new(), self.0.limit);
        while let Some(chunk) = self.next(limit - body.len() as u64, limit).await? {
            body.extend_from_slice(&chunk);
        }
        Ok(body.freeze())
    }

    /// The next piece of it, if it is not at its end; at most `left` bytes, so
    /// that all of it has at most `limit`.
    async fn next(&self, left: u64, limit: u64) -> Result<Option<Bytes>, Problem> {
        // Nobody else reads: a handler has its request for itself.
        let next =
            std::future::poll_fn(|context| self.0.payload.borrow_mut().poll_next_unpin(context));
        match next.await {
            None => {
                self.0.is_read.set(true);
                Ok(None)
            }
            Some(Ok(chunk)) if chunk.len() as u64 > left => {
                let detail = format!("a body has at most {limit} bytes here");
                Err(Problem::new(&CONTENT_TOO_LARGE, detail))
            }
            Some(Ok(chunk)) => Ok(Some(chunk)),
            Some(Err(_)) => {
                let detail = "the body ended before it was whole";
                Err(Problem::new(&MALFORMED_JSON, detail))
            }
        }
    }
}

/// The body of a request, which must say to be of this media type.
///
/// # Errors
///
/// When it is of another media type, too large, or does not arrive in time.
pub async fn read_body(request: &HttpRequest, media_type: &str) -> Result<Bytes, Problem> {
    media_type_of(request, &[media_type])?;
    let Some(body) = body_of(request) else { return Ok(Bytes::new()) };
    within(BODY_TIMEOUT, body.read()).await
}

/// Hands on a long body piece by piece; one that is not taken in time, or stops
/// coming, is given up.
///
/// # Errors
///
/// When it is too large, or does not arrive in time. Whoever took the pieces
/// then knows only that there are no more.
pub async fn stream_body(request: &HttpRequest, to: Sender<Bytes>) -> Result<(), Problem> {
    let Some(body) = body_of(request) else { return Ok(()) };
    let all = async {
        let mut left = IMPORT_BYTES;
        while let Some(chunk) = within(BODY_TIMEOUT, body.next(left, IMPORT_BYTES)).await? {
            left -= chunk.len() as u64;
            if to.send(chunk).await.is_err() {
                // Whoever took them has failed, and says why.
                break;
            }
        }
        Ok(())
    };
    within(IMPORT_TIMEOUT, all).await
}

/// Which of these media types a body says to be of.
///
/// # Errors
///
/// 415 when it is none of them, or coded.
pub fn media_type_of(request: &HttpRequest, media_types: &[&str]) -> Result<usize, Problem> {
    let coding = request.headers().get(CONTENT_ENCODING);
    if coding.is_some_and(|coding| coding != "identity") {
        let detail = "send the body as it is, without a `Content-Encoding`";
        return Err(Problem::new(&UNSUPPORTED_MEDIA_TYPE, detail));
    }
    let given = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = given.map(|given| given.split(';').next().unwrap_or_default().trim());
    let is_given =
        |known: &&str| essence.is_some_and(|essence| essence.eq_ignore_ascii_case(known));
    media_types.iter().position(is_given).ok_or_else(|| {
        let known: Vec<String> = media_types.iter().map(|it| format!("`{it}`")).collect();
        let detail = format!("send the body with `Content-Type`: {}", known.join(" or "));
        Problem::new(&UNSUPPORTED_MEDIA_TYPE, detail)
    })
}

fn body_of(request: &HttpRequest) -> Option<RequestBody> {
    request.extensions().get::<RequestBody>().cloned()
}

async fn within<T>(
    limit: Duration,
    work: impl Future<Output = Result<T, Problem>>,
) -> Result<T, Problem> {
    actix_web::rt::time::timeout(limit, work).await.unwrap_or_else(|_| {
        let detail = format!("the body did not arrive within {} s", limit.as_secs());
        Err(Problem::new(&REQUEST_TIMEOUT, detail))
    })
}

/// An answer's body, and the rest of the request's.
struct Holding {
    answer: BoxBody,
    _unread: RequestBody,
}

impl MessageBody for Holding {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.answer.size()
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.answer).poll_next(context)
    }
}
