//! Request bodies that nobody reads.
//!
//! Once an answer is sent the server drains a chunked request body that was
//! dropped, for as long as the client cares to send one. A body that still
//! exists makes it close the connection instead: so the answer holds it.

use std::pin::Pin;
use std::task::{Context, Poll};

use actix_web::HttpMessage;
use actix_web::body::{BodySize, BoxBody, MessageBody};
use actix_web::dev::{Payload, ServiceRequest};
use actix_web::http::header::TRANSFER_ENCODING;
use bytes::Bytes;

/// An answer's body, and the request's.
pub struct WithUnread {
    body: BoxBody,
    _unread: Payload,
}

impl WithUnread {
    /// An answer's body that holds the request's to its end.
    pub fn body(body: BoxBody, unread: Payload) -> BoxBody {
        BoxBody::new(Self { body, _unread: unread })
    }
}

/// The body of a request, if it comes in chunks.
pub fn take_chunked(request: &mut ServiceRequest) -> Option<Payload> {
    request.headers().contains_key(TRANSFER_ENCODING).then(|| request.take_payload())
}

impl MessageBody for WithUnread {
    type Error = <BoxBody as MessageBody>::Error;

    fn size(&self) -> BodySize {
        self.body.size()
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Self::Error>>> {
        Pin::new(&mut self.body).poll_next(context)
    }
}
