//! Request bodies: read within a limit and a deadline, or held unread.
//!
//! After a response, actix-web drains a chunked request body that was dropped, for as long as the
//! client sends one. It closes the connection instead if the body still exists. So the edge takes
//! every body and lends it to the handler, and the response holds a body that was not read.

use std::cell::{Cell, RefCell};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest};
use actix_web::http::Method;
use actix_web::http::header::{
    ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderValue,
};
use actix_web::{HttpMessage, HttpRequest};
use bytes::{Buf, Bytes, BytesMut};
use futures_util::StreamExt;
use tokio::sync::mpsc::Sender;

use super::connections::connection::Connection;
use super::limits::{BODY_BYTES, BODY_TIMEOUT, IMPORT_BYTES, IMPORT_TIMEOUT, QUERY_BODY_BYTES};
use crate::http::problem::{
    CONTENT_TOO_LARGE, MALFORMED_JSON, Problem, REQUEST_TIMEOUT, UNSUPPORTED_MEDIA_TYPE,
};

/// The media type of forms.
pub const FORM: &str = "application/x-www-form-urlencoded";

/// Maximum time that a response waits for the rest of a body that the handler did not read.
const DRAIN_TIMEOUT: Duration = Duration::from_millis(250);

/// Maximum number of bytes of the bodies at certain paths; at other paths it is [`BODY_BYTES`]. The
/// first entry that fits a path counts. `routes` adds it to the app.
pub struct BodyLimits(pub &'static [(&'static str, u64, Scope)]);

/// The requests that a limit applies to, and how their bodies are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Those for the path itself, whose body is read into memory.
    InMemory,
    /// Those for the path and all paths below, whose bodies are read into memory.
    Below,
    /// Those for the path itself, whose body is read in pieces.
    Streamed,
}

/// The limits on the body of one request, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BodyLimit {
    /// Maximum length of the body.
    pub whole: u64,
    /// Maximum length that is read into memory.
    pub in_memory: u64,
}

impl BodyLimits {
    /// The limits on the body of a request. Queries, including those from forms of pages, are
    /// shorter than documents.
    pub fn of(&self, method: &Method, path: &str) -> BodyLimit {
        let limit = |bytes| BodyLimit { whole: bytes, in_memory: bytes };
        if method.as_str() == "QUERY" {
            return limit(QUERY_BODY_BYTES);
        }
        let is_form = *method == Method::POST && !path.starts_with("/api/");
        let usual = if is_form { QUERY_BODY_BYTES } else { BODY_BYTES };
        let applies = |(known, _, scope): &&(&str, u64, Scope)| match path.strip_prefix(*known) {
            Some("") => true,
            Some(rest) => *scope == Scope::Below && rest.starts_with('/'),
            None => false,
        };
        match self.0.iter().find(applies) {
            Some((_, bytes, Scope::Streamed)) => {
                BodyLimit { whole: *bytes, in_memory: BODY_BYTES.min(*bytes) }
            }
            Some((_, bytes, _)) => limit(*bytes),
            None => limit(usual),
        }
    }
}

/// The number of bytes of the body that the request declares with `Content-Length`.
pub fn declared_length(headers: &HeaderMap) -> Option<u64> {
    headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// The body of a request, shared by the edge, the handler and the response.
#[derive(Clone)]
pub struct RequestBody(Rc<Body>);

struct Body {
    payload: RefCell<Payload>,
    /// Whether it was read to the end.
    is_read: Cell<bool>,
    /// Maximum number of bytes that are read into memory. Imports are streamed.
    limit: u64,
    /// Whether its declared length is within that limit.
    is_short: bool,
    /// `None` in tests, which have no connections.
    connection: Option<Rc<Connection>>,
}

impl RequestBody {
    /// Takes the body of a request, of which at most `limit` bytes are read into memory, and lends
    /// it to the handler.
    pub fn take(
        request: &mut ServiceRequest,
        limit: u64,
        connection: Option<Rc<Connection>>,
    ) -> Self {
        let is_short = declared_length(request.headers()).is_some_and(|length| length <= limit);
        let payload = RefCell::new(request.take_payload());
        let is_read = Cell::new(false);
        let this = Self(Rc::new(Body { payload, is_read, limit, is_short, connection }));
        request.extensions_mut().insert(this.clone());
        this
    }

    /// Attaches this body to the body of the response, if part of it was not read.
    pub fn attach_to(self, response: BoxBody) -> BoxBody {
        if self.0.is_read.get() {
            response
        } else {
            BoxBody::new(WithUnreadRequest { response, _unread: self })
        }
    }

    /// Drains a short body that the handler did not read, so that the connection can be reused.
    /// Refused clients have often sent the whole body already, unless they wait for `100 Continue`.
    pub async fn drain(&self) {
        let is_sent = !self.0.connection.as_ref().is_some_and(|it| it.interim.is_withheld());
        if !self.0.is_read.get() && self.0.is_short && is_sent {
            // If the rest does not arrive, the server closes the connection.
            let _ = actix_web::rt::time::timeout(DRAIN_TIMEOUT, self.read()).await;
        }
    }

    /// Reads the whole body into memory.
    async fn read(&self) -> Result<Bytes, Problem> {
        let (mut body, limit) = (BytesMut::new(), self.0.limit);
        while let Some(chunk) = self.next(limit - body.len() as u64, limit).await? {
            body.extend_from_slice(&chunk);
        }
        Ok(body.freeze())
    }

    /// The next chunk, or `None` at the end. A chunk of more than `left` bytes is an error, because
    /// the whole body then has more than `limit`.
    async fn next(&self, left: u64, limit: u64) -> Result<Option<Bytes>, Problem> {
        let next = std::future::poll_fn(|context| {
            if let Some(connection) = &self.0.connection {
                connection.interim.request(context);
            }
            self.0.payload.borrow_mut().poll_next_unpin(context)
        });
        match next.await {
            None => {
                self.0.is_read.set(true);
                Ok(None)
            }
            Some(Ok(chunk)) if chunk.len() as u64 > left => Err(too_large(limit)),
            Some(Ok(chunk)) => Ok(Some(chunk)),
            Some(Err(_)) => {
                let detail = "the body ended before it was complete";
                Err(Problem::new(&MALFORMED_JSON, detail))
            }
        }
    }
}

/// Reads the body of a request with this media type.
///
/// # Errors
///
/// 415 for another media type, 413 for a body that is too large, 408 for one that does not arrive
/// in time.
pub async fn read_body(request: &HttpRequest, media_type: &str) -> Result<Bytes, Problem> {
    media_type_of(request, &[media_type])?;
    let Some(body) = body_of(request) else { return Ok(Bytes::new()) };
    let mut body = within(BODY_TIMEOUT, body.read()).await?;
    // Some editors write a byte-order mark before UTF-8.
    if body.starts_with(BYTE_ORDER_MARK) {
        body.advance(BYTE_ORDER_MARK.len());
    }
    Ok(body)
}

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// Sends the chunks of a long body to a channel.
///
/// # Errors
///
/// 413 for a body that is too large, 408 for one that does not arrive in time. The receiver then
/// sees only that the channel is closed.
pub async fn stream_body(request: &HttpRequest, to: Sender<Bytes>) -> Result<(), Problem> {
    let Some(body) = body_of(request) else { return Ok(()) };
    let all = async {
        let mut left = IMPORT_BYTES;
        while let Some(chunk) = within(BODY_TIMEOUT, body.next(left, IMPORT_BYTES)).await? {
            left -= chunk.len() as u64;
            if to.send(chunk).await.is_err() {
                // The receiver has failed, and reports why.
                break;
            }
        }
        Ok(())
    };
    within(IMPORT_TIMEOUT, all).await
}

/// The index of the media type of the body among these.
///
/// # Errors
///
/// 415 for another media type, or a body with a content coding.
pub fn media_type_of(request: &HttpRequest, media_types: &[&str]) -> Result<usize, Problem> {
    let is_identity = |coding: &HeaderValue| coding.as_bytes().eq_ignore_ascii_case(b"identity");
    if !request.headers().get_all(CONTENT_ENCODING).all(is_identity) {
        let detail = "send the body uncompressed, without `Content-Encoding`";
        // RFC 9110, section 12.5.3: which codings a request may have.
        return Err(Problem::new(&UNSUPPORTED_MEDIA_TYPE, detail)
            .with_header(ACCEPT_ENCODING, HeaderValue::from_static("identity")));
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

/// 413 for a body of more than `limit` bytes.
pub fn too_large(limit: u64) -> Problem {
    let detail = format!("the body must have at most {limit} bytes");
    Problem::new(&CONTENT_TOO_LARGE, detail)
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

/// The body of a response, with the unread body of its request.
struct WithUnreadRequest {
    response: BoxBody,
    _unread: RequestBody,
}

impl MessageBody for WithUnreadRequest {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.response.size()
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.response).poll_next(context)
    }
}
