//! The socket of one connection, with deadlines: for a request head that does not arrive, and for a
//! client that does not read.

use std::future::Future;
use std::io::{self, ErrorKind};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};
use std::time::Instant;

use actix_web::rt::net::TcpStream;
use actix_web::rt::time::{Sleep, sleep_until};
use bytes::{Buf, Bytes};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, ReadBuf};

use super::{raw_responses, request_line};
use crate::http::protocol::connections::connection::Connection;
use crate::http::protocol::connections::interim::CONTINUE;
use crate::http::protocol::connections::per_client::Slot;
use crate::http::protocol::limits::WRITE_STALL;

/// A socket with deadlines.
pub struct Stream {
    socket: TcpStream,
    connection: Rc<Connection>,
    /// Wakes the connection when the next request head may be due. It keeps running during requests
    /// and is set again when it fires, so that a request does not cost a timer.
    head_timer: Option<Pin<Box<Sleep>>>,
    /// Whether the last read returned as much as it could, so that there may be more.
    filled_read: bool,
    /// Whether the next bytes belong to a request line.
    in_request_line: bool,
    /// Number of bytes of the last request line that were read.
    request_line_bytes: usize,
    /// Bytes of a request head that were read but did not fit into the buffer once encoded.
    pending_read: Bytes,
    /// Runs while the client does not read.
    stall_timer: Option<Pin<Box<Sleep>>>,
    /// The rest of a problem that replaces a response of actix-web.
    replacement: Bytes,
    _slot: Option<Slot>,
}

impl Stream {
    pub fn new(socket: TcpStream, connection: Rc<Connection>, slot: Option<Slot>) -> Self {
        Self {
            socket,
            connection,
            head_timer: None,
            filled_read: false,
            in_request_line: true,
            request_line_bytes: 0,
            pending_read: Bytes::new(),
            stall_timer: None,
            replacement: Bytes::new(),
            _slot: slot,
        }
    }

    pub fn connection(&self) -> &Rc<Connection> {
        &self.connection
    }

    /// Fails if the next request head is overdue; otherwise sets the timer that wakes the
    /// connection when it is.
    fn check_head(&mut self, context: &mut Context<'_>) -> io::Result<()> {
        let Some(due) = self.connection.head_due() else { return Ok(()) };
        let timer = match &mut self.head_timer {
            // It fires at the latest when the head is due.
            Some(timer) if !timer.is_elapsed() && timer.deadline() <= due.into() => return Ok(()),
            Some(timer) => timer,
            None => self.head_timer.insert(Box::pin(sleep_until(due.into()))),
        };
        // The timer was set for an earlier head, or for the end of an idle connection.
        if Instant::now() < due {
            timer.as_mut().reset(due.into());
        }
        if timer.as_mut().poll(context).is_pending() {
            return Ok(());
        }
        if self.connection.has_head_begun() {
            // The connection closes even if the client does not read this.
            let _ = self.socket.try_write(&raw_responses::head_timeout());
        }
        Err(timed_out("the head of a request did not arrive in time"))
    }

    /// Percent-encodes the request line in the bytes of `buffer` from `start`.
    fn encode_request_line(&mut self, buffer: &mut ReadBuf<'_>, start: usize) {
        let part = request_line::encode(&buffer.filled()[start..]);
        self.in_request_line = !part.is_complete;
        self.request_line_bytes += part.length;
        if let Some(encoded) = part.encoded {
            buffer.set_filled(start);
            self.pending_read = encoded.into();
            self.read_pending(buffer);
        }
    }

    fn read_pending(&mut self, buffer: &mut ReadBuf<'_>) {
        let count = self.pending_read.len().min(buffer.remaining());
        buffer.put_slice(&self.pending_read.split_to(count));
    }

    /// Sends `100 Continue`, if the handler reads a body for which the client waits.
    fn send_due_continue(&self) -> io::Result<()> {
        // Nothing else waits to be sent, so there is room for it.
        if self.connection.interim.take_due() && self.socket.try_write(CONTINUE)? < CONTINUE.len() {
            return Err(ErrorKind::WriteZero.into());
        }
        Ok(())
    }

    /// Writes the rest of the replacement, if there is one.
    fn poll_replacement(&mut self, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.replacement.is_empty() {
            let written = ready!(Pin::new(&mut self.socket).poll_write(context, &self.replacement));
            match written? {
                0 => return Poll::Ready(Err(ErrorKind::WriteZero.into())),
                written => self.replacement.advance(written),
            }
        }
        Poll::Ready(Ok(()))
    }

    /// Fails if the client has read nothing for [`WRITE_STALL`].
    fn check_stall(&mut self, context: &mut Context<'_>) -> Poll<io::Result<usize>> {
        let timer = self
            .stall_timer
            .get_or_insert_with(|| Box::pin(sleep_until((Instant::now() + WRITE_STALL).into())));
        match timer.as_mut().poll(context) {
            Poll::Ready(()) => Poll::Ready(Err(timed_out("the client does not read"))),
            Poll::Pending => Poll::Pending,
        }
    }
}

fn timed_out(why: &'static str) -> io::Error {
    io::Error::new(ErrorKind::TimedOut, why)
}

impl AsyncRead for Stream {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        this.connection.begin_turn();
        this.send_due_continue()?;
        if !this.pending_read.is_empty() {
            this.read_pending(buffer);
            return Poll::Ready(Ok(()));
        }
        if std::mem::replace(&mut this.filled_read, false) {
            // actix-web must decode what it has before it reads more.
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let limit = this.connection.readable_bytes(context);
        if limit == 0 {
            return Poll::Pending;
        }
        let before = buffer.filled().len();
        let polled = Pin::new(&mut (&mut this.socket).take(limit)).poll_read(context, buffer);
        let count = (buffer.filled().len() - before) as u64;
        if count > 0 {
            if this.connection.is_before_head() {
                this.in_request_line = true;
                this.request_line_bytes = 0;
            }
            if this.in_request_line {
                this.encode_request_line(buffer, before);
            }
            this.connection.received(count);
            this.filled_read = count == limit;
        }
        if polled.is_pending() {
            this.check_head(context)?;
        }
        polled
    }
}

impl AsyncWrite for Stream {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        if this.connection.interim.withholds(buffer) {
            return Poll::Ready(Ok(CONTINUE.len()));
        }
        if this.connection.is_output_of_actix()
            && this.replacement.is_empty()
            && let Some(replacement) = raw_responses::replacement(buffer, this.request_line_bytes)
        {
            this.replacement = replacement;
            return Poll::Ready(Ok(buffer.len()));
        }
        // It may follow the responses to requests that came in one piece with the refused one.
        let buffer = match raw_responses::bare_response_at(buffer) {
            Some(0) if this.replacement.is_empty() => {
                this.replacement =
                    raw_responses::replacement(buffer, this.request_line_bytes).unwrap_or_default();
                return Poll::Ready(Ok(buffer.len()));
            }
            Some(at) if at > 0 => &buffer[..at],
            _ => buffer,
        };
        let polled = match this.poll_replacement(context)? {
            Poll::Ready(()) => Pin::new(&mut this.socket).poll_write(context, buffer),
            Poll::Pending => Poll::Pending,
        };
        match polled {
            Poll::Pending => this.check_stall(context),
            Poll::Ready(written) => {
                this.stall_timer = None;
                Poll::Ready(written)
            }
        }
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        match this.poll_replacement(context)? {
            Poll::Ready(()) => {
                this.connection.flushed();
                // The response is written, so the timer for the next head starts.
                this.check_head(context)?;
                Pin::new(&mut this.socket).poll_flush(context)
            }
            Poll::Pending => this.check_stall(context).map_ok(|_| ()),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        match this.poll_replacement(context)? {
            Poll::Ready(()) => Pin::new(&mut this.socket).poll_shutdown(context),
            Poll::Pending => this.check_stall(context).map_ok(|_| ()),
        }
    }
}
