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

use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest};
use actix_web::http::header::CONTENT_TYPE;
use actix_web::{HttpMessage, HttpRequest};
use bytes::{Bytes, BytesMut};
use futures_util::StreamExt;

use super::limits::{BODY_BYTES, BODY_TIMEOUT};
use super::problem::{
    CONTENT_TOO_LARGE, MALFORMED_JSON, Problem, REQUEST_TIMEOUT, UNSUPPORTED_MEDIA_TYPE,
};

/// The body of a request, wherever it is needed.
#[derive(Clone)]
pub struct RequestBody(Rc<Body>);

struct Body {
    payload: RefCell<Payload>,
    /// Whether it was read to its end.
    is_read: Cell<bool>,
}

impl RequestBody {
    /// Takes the body of a request and lends it to the handler.
    pub fn take(request: &mut ServiceRequest) -> Self {
        let payload = RefCell::new(request.take_payload());
        let this = Self(Rc::new(Body { payload, is_read: Cell::new(false) }));
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

    /// Reads all of it.
    async fn read(&self) -> Result<Bytes, Problem> {
        let mut body = BytesMut::new();
        loop {
            // Nobody else reads: a handler has its request for itself.
            let next = std::future::poll_fn(|context| {
                self.0.payload.borrow_mut().poll_next_unpin(context)
            });
            match next.await {
                None => {
                    self.0.is_read.set(true);
                    return Ok(body.freeze());
                }
                Some(Ok(chunk)) if (body.len() + chunk.len()) as u64 > BODY_BYTES => {
                    let detail = format!("a body has at most {BODY_BYTES} bytes");
                    return Err(Problem::new(&CONTENT_TOO_LARGE, detail));
                }
                Some(Ok(chunk)) => body.extend_from_slice(&chunk),
                Some(Err(_)) => {
                    let detail = "the body ended before it was whole";
                    return Err(Problem::new(&MALFORMED_JSON, detail));
                }
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
    let given = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = given.map(|given| given.split(';').next().unwrap_or_default().trim());
    if !essence.is_some_and(|essence| essence.eq_ignore_ascii_case(media_type)) {
        let detail = format!("send the body as `Content-Type: {media_type}`");
        return Err(Problem::new(&UNSUPPORTED_MEDIA_TYPE, detail));
    }
    let body = request.extensions().get::<RequestBody>().cloned();
    let Some(body) = body else { return Ok(Bytes::new()) };
    match actix_web::rt::time::timeout(BODY_TIMEOUT, body.read()).await {
        Ok(read) => read,
        Err(_) => {
            let seconds = BODY_TIMEOUT.as_secs();
            let detail = format!("the body did not arrive within {seconds} s");
            Err(Problem::new(&REQUEST_TIMEOUT, detail))
        }
    }
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
