//! The state of one connection, which the edge and the stream share.

use std::cell::{Cell, RefCell};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use std::time::Instant;

use actix_web::body::{BodySize, BoxBody, MessageBody};
use bytes::Bytes;

use super::interim::Interim;
use super::queue::Queue;
use crate::http::protocol::limits::{HEAD_TIMEOUT, KEEP_ALIVE};

/// Maximum number of bytes that actix-web reads at once between requests. It decodes every request
/// in them at once, and each takes some kilobytes of memory, however short it is.
const HEAD_READ: u64 = 2 << 10;

/// Maximum number of bytes of a body that actix-web reads at once.
const BODY_READ: u64 = 8 << 10;

/// The kind of requests that a worker serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WorkerKind {
    /// Every request.
    Ordinary,
    /// Only `/livez` and `/readyz`. They need no computation, so this worker is never late.
    Probes,
}

/// One connection, on the thread of its worker. The stream reports bytes to it; the edge reports
/// requests and responses.
pub struct Connection {
    kind: WorkerKind,
    queue: Rc<Queue>,
    /// When the head of the next request must be complete; `None` during a request.
    head_due: Cell<Option<Instant>>,
    /// Whether the first byte of that head has arrived.
    has_head_begun: Cell<bool>,
    /// Whether a response waits to be written to the socket.
    has_output: Cell<bool>,
    /// Wakes the request that waits until the response is written.
    written_waker: RefCell<Option<Waker>>,
    /// Whether a request got its response in this turn of the connection.
    has_used_turn: Cell<bool>,
    /// Maximum number of bytes of the request body that are still to come.
    body_left: Cell<u64>,
    /// Wakes the connection when it may read again.
    read_waker: RefCell<Option<Waker>>,
    /// `100 Continue` of the current request.
    pub interim: Interim,
}

impl Connection {
    pub(in crate::http) fn new(kind: WorkerKind, queue: Rc<Queue>) -> Rc<Self> {
        Rc::new(Self {
            kind,
            queue,
            head_due: Cell::new(Some(Instant::now() + HEAD_TIMEOUT)),
            has_head_begun: Cell::new(true),
            has_output: Cell::new(false),
            written_waker: RefCell::new(None),
            has_used_turn: Cell::new(false),
            body_left: Cell::new(0),
            read_waker: RefCell::new(None),
            interim: Interim::default(),
        })
    }

    /// Whether this connection is only for `/livez` and `/readyz`.
    pub fn is_probe(&self) -> bool {
        self.kind == WorkerKind::Probes
    }

    /// Whether the worker is too busy to start another request. Call it once per request.
    pub fn is_overloaded(&self, now: Instant) -> bool {
        self.queue.is_too_long(now)
    }

    /// Starts a request whose head is complete, with a body of at most `body` bytes.
    /// `expects_continue` means that the client sends it only after `100 Continue`.
    ///
    /// Waits until the previous response is written, so that a client that sends many requests and
    /// reads nothing has only one response in memory. Then waits until other connections have had
    /// their turn, so that such a client does not delay them.
    pub async fn begin_request(&self, body: u64, expects_continue: bool) {
        self.head_due.set(None);
        self.body_left.set(body);
        self.interim.begin(expects_continue);
        std::future::poll_fn(|context| {
            if self.has_output.get() {
                self.written_waker.replace(Some(context.waker().clone()));
                return Poll::Pending;
            }
            if self.has_used_turn.replace(false) {
                context.waker().wake_by_ref();
                return Poll::Pending;
            }
            Poll::Ready(())
        })
        .await;
    }

    /// Records that actix-web got a response, which it will write.
    pub fn begin_response(&self) {
        self.has_output.set(true);
        self.has_used_turn.set(true);
    }

    /// Starts a turn of this connection on its worker. actix-web begins each turn by reading.
    pub(in crate::http) fn begin_turn(&self) {
        self.has_used_turn.set(false);
    }

    /// Records that the response is complete, so that the next bytes are a request head.
    pub fn end_response(&self, now: Instant) {
        self.has_head_begun.set(false);
        self.head_due.set(Some(now + KEEP_ALIVE));
        if let Some(waker) = self.read_waker.take() {
            waker.wake();
        }
    }

    /// Wraps a response body, so that its end calls [`Connection::end_response`].
    pub fn track_body(self: Rc<Self>, body: BoxBody) -> BoxBody {
        BoxBody::new(TrackedBody { body, connection: self })
    }

    /// Maximum number of bytes that may be read now: of the next head, or of the body of the
    /// current request. If it is 0, the end of the response wakes the connection. So pipelined
    /// requests wait in the socket, which slows the client down.
    pub(in crate::http) fn readable_bytes(&self, context: &Context<'_>) -> u64 {
        if self.head_due.get().is_some() {
            return HEAD_READ;
        }
        let left = self.body_left.get();
        if left == 0 {
            self.read_waker.replace(Some(context.waker().clone()));
        }
        left.min(BODY_READ)
    }

    /// Records that `count` bytes arrived.
    pub(in crate::http) fn received(&self, count: u64) {
        self.body_left.set(self.body_left.get().saturating_sub(count));
        if self.head_due.get().is_some() && !self.has_head_begun.replace(true) {
            self.head_due.set(Some(Instant::now() + HEAD_TIMEOUT));
        }
    }

    /// Records that all output is written.
    pub(in crate::http) fn flushed(&self) {
        if self.has_output.replace(false)
            && let Some(waker) = self.written_waker.take()
        {
            waker.wake();
        }
    }

    /// When the head of the next request must be complete; `None` during a request.
    pub(in crate::http) fn head_due(&self) -> Option<Instant> {
        self.head_due.get()
    }

    /// Whether part of that head has arrived.
    pub(in crate::http) fn has_head_begun(&self) -> bool {
        self.has_head_begun.get()
    }

    /// Whether the next bytes begin a request head.
    pub(in crate::http) fn is_before_head(&self) -> bool {
        self.head_due.get().is_some() && !self.has_head_begun.get()
    }

    /// Whether the current output comes from actix-web itself, not from the edge.
    pub(in crate::http) fn is_output_of_actix(&self) -> bool {
        self.head_due.get().is_some() && !self.has_output.get()
    }
}

/// The body of a response that ends the response when it is dropped.
struct TrackedBody {
    body: BoxBody,
    connection: Rc<Connection>,
}

impl MessageBody for TrackedBody {
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

impl Drop for TrackedBody {
    fn drop(&mut self) {
        self.connection.end_response(Instant::now());
    }
}
