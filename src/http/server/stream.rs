//! The socket of one connection, which ends what takes too long: a head that does not
//! come, and a client that does not read.

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

use super::bare;
use crate::http::protocol::connections::connection::Connection;
use crate::http::protocol::connections::per_client::Place;
use crate::http::protocol::limits::WRITE_STALL;

/// A socket with deadlines.
pub struct Stream {
    socket: TcpStream,
    connection: Rc<Connection>,
    /// Wakes the connection when its head may be due. It is left running during requests
    /// and set again when it fires, so that a request costs no timer.
    head_timer: Option<Pin<Box<Sleep>>>,
    /// Whether the last read brought as much as it might, so that there is more.
    has_read_full: bool,
    /// Runs while the client does not read.
    stall_timer: Option<Pin<Box<Sleep>>>,
    /// A problem that is written in place of an answer of actix-web.
    replacement: Bytes,
    _place: Option<Place>,
}

impl Stream {
    pub fn new(socket: TcpStream, connection: Rc<Connection>, place: Option<Place>) -> Self {
        Self {
            socket,
            connection,
            head_timer: None,
            has_read_full: false,
            stall_timer: None,
            replacement: Bytes::new(),
            _place: place,
        }
    }

    pub fn connection(&self) -> &Rc<Connection> {
        &self.connection
    }

    /// Fails once the head of the next request should have come, and sees to it that the
    /// connection is woken then.
    fn check_head(&mut self, context: &mut Context<'_>) -> io::Result<()> {
        let Some(due) = self.connection.head_due() else { return Ok(()) };
        let timer = match &mut self.head_timer {
            // It wakes the connection by itself, at the latest when the head is due.
            Some(timer) if !timer.is_elapsed() && timer.deadline() <= due.into() => return Ok(()),
            Some(timer) => timer,
            None => self.head_timer.insert(Box::pin(sleep_until(due.into()))),
        };
        // It was set for an earlier request, or for the end of an idle connection.
        if Instant::now() < due {
            timer.as_mut().reset(due.into());
        }
        if timer.as_mut().poll(context).is_pending() {
            return Ok(());
        }
        if self.connection.has_head_begun() {
            // A client that does not read it is let go all the same.
            let _ = self.socket.try_write(&bare::head_timeout());
        }
        Err(timed_out("the head of a request did not arrive in time"))
    }

    /// Writes the replacement first, if there is one.
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

    /// Fails once the client has read nothing for too long.
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
        this.connection.turn_begins();
        if std::mem::replace(&mut this.has_read_full, false) {
            // actix-web decodes what it has before it gets more.
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let most = this.connection.may_read(context);
        if most == 0 {
            return Poll::Pending;
        }
        let before = buffer.filled().len();
        let polled = Pin::new(&mut (&mut this.socket).take(most)).poll_read(context, buffer);
        let count = (buffer.filled().len() - before) as u64;
        if count > 0 {
            this.connection.received(count);
            this.has_read_full = count == most;
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
        if this.connection.is_output_bare()
            && this.replacement.is_empty()
            && let Some(replacement) = bare::replacement(buffer)
        {
            this.replacement = replacement;
            return Poll::Ready(Ok(buffer.len()));
        }
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
                // The answer is written: from now on the next head is due.
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
