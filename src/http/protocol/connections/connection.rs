//! State of one connection that the edge and the stream share.

use std::cell::{Cell, RefCell};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use std::time::Instant;

use actix_web::body::{BodySize, BoxBody, MessageBody};
use bytes::Bytes;

use super::queue::Queue;
use crate::http::protocol::limits::{HEAD_TIMEOUT, KEEP_ALIVE};

/// Maximum number of bytes of heads that actix-web gets at once. It takes every request that it
/// finds in them into memory, at some kilobytes each, however short a request is.
const HEAD_READ: u64 = 2 << 10;

/// Maximum number of bytes of a body that it gets at once.
const BODY_READ: u64 = 8 << 10;

/// The requests that a worker answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WorkerKind {
    /// Every request.
    Ordinary,
    /// `/livez` and `/readyz`: nothing there computes, so it is never late.
    Probes,
}

/// One connection, on the thread of its worker. The stream tells it of bytes, the edge of
/// requests and answers.
pub struct Connection {
    kind: WorkerKind,
    queue: Rc<Queue>,
    /// When the head of the next request must be whole; `None` during a request.
    head_due: Cell<Option<Instant>>,
    /// Whether the first byte of that head has come.
    has_begun: Cell<bool>,
    /// Whether an answer waits to be written to the socket.
    has_output: Cell<bool>,
    /// The request that waits until it is written.
    waiting: RefCell<Option<Waker>>,
    /// Whether a request was answered in this turn of the connection.
    has_had_turn: Cell<bool>,
    /// How many more bytes the body of the request under way may have.
    body_left: Cell<u64>,
    /// The connection waits to read on.
    held: RefCell<Option<Waker>>,
}

impl Connection {
    pub(in crate::http) fn new(kind: WorkerKind, queue: Rc<Queue>) -> Rc<Self> {
        Rc::new(Self {
            kind,
            queue,
            head_due: Cell::new(Some(Instant::now() + HEAD_TIMEOUT)),
            has_begun: Cell::new(true),
            has_output: Cell::new(false),
            waiting: RefCell::new(None),
            has_had_turn: Cell::new(false),
            body_left: Cell::new(0),
            held: RefCell::new(None),
        })
    }

    /// Whether this connection is for `/livez` and `/readyz` alone.
    pub fn is_probe(&self) -> bool {
        self.kind == WorkerKind::Probes
    }

    /// Whether the worker has too much to do to begin another request.
    pub fn is_overloaded(&self, now: Instant) -> bool {
        self.queue.is_too_long(now)
    }

    /// A request has come, with its whole head and a body of at most `body` bytes.
    ///
    /// Waits until the answers before it are written, so that a client that sends many and reads
    /// none has one answer in memory; and until other connections had their turn, so that such a
    /// client delays no other.
    pub async fn request_begins(&self, body: u64) {
        self.head_due.set(None);
        self.body_left.set(body);
        std::future::poll_fn(|context| {
            if self.has_output.get() {
                self.waiting.replace(Some(context.waker().clone()));
                return Poll::Pending;
            }
            if self.has_had_turn.replace(false) {
                context.waker().wake_by_ref();
                return Poll::Pending;
            }
            Poll::Ready(())
        })
        .await;
    }

    /// An answer was given to actix-web, which writes it.
    pub fn answer_begins(&self) {
        self.has_output.set(true);
        self.has_had_turn.set(true);
    }

    /// The worker has come to this connection: actix-web begins by reading.
    pub(in crate::http) fn turn_begins(&self) {
        self.has_had_turn.set(false);
    }

    /// The answer is complete: the next thing to come is a head.
    pub fn answer_ends(&self, now: Instant) {
        self.has_begun.set(false);
        self.head_due.set(Some(now + KEEP_ALIVE));
        if let Some(waker) = self.held.take() {
            waker.wake();
        }
    }

    /// A body that says by its end that the answer is complete.
    pub fn held_by(self: Rc<Self>, body: BoxBody) -> BoxBody {
        BoxBody::new(Streaming { body, connection: self })
    }

    /// How many bytes may be read now: of the next head, or of the body of the request under way.
    /// Where it is 0 the answer to that request wakes the connection. So pipelined requests wait
    /// in the socket, and the client with them.
    pub(in crate::http) fn may_read(&self, context: &Context<'_>) -> u64 {
        if self.head_due.get().is_some() {
            return HEAD_READ;
        }
        let left = self.body_left.get();
        if left == 0 {
            self.held.replace(Some(context.waker().clone()));
        }
        left.min(BODY_READ)
    }

    /// Bytes came.
    pub(in crate::http) fn received(&self, count: u64) {
        self.body_left.set(self.body_left.get().saturating_sub(count));
        if self.head_due.get().is_some() && !self.has_begun.replace(true) {
            self.head_due.set(Some(Instant::now() + HEAD_TIMEOUT));
        }
    }

    /// All output is written.
    pub(in crate::http) fn flushed(&self) {
        if self.has_output.replace(false)
            && let Some(waker) = self.waiting.take()
        {
            waker.wake();
        }
    }

    /// When the head of the next request must be whole; `None` during a request.
    pub(in crate::http) fn head_due(&self) -> Option<Instant> {
        self.head_due.get()
    }

    /// Whether a part of it has come.
    pub(in crate::http) fn has_head_begun(&self) -> bool {
        self.has_begun.get()
    }

    /// Whether what is written now comes from actix-web alone, not from the edge.
    pub(in crate::http) fn is_output_bare(&self) -> bool {
        self.head_due.get().is_some() && !self.has_output.get()
    }
}

/// The body of an answer that is made while it is written.
struct Streaming {
    body: BoxBody,
    connection: Rc<Connection>,
}

impl MessageBody for Streaming {
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

impl Drop for Streaming {
    fn drop(&mut self) {
        self.connection.answer_ends(Instant::now());
    }
}
