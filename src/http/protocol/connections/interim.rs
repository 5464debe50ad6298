//! `100 Continue`: sent when the handler begins to read the body, not before.
//!
//! A client with `Expect: 100-continue` waits for it before it sends the body. actix-web writes it
//! before the application sees the request. So it is withheld, and a request that is refused gets
//! only the refusal: the client need not send a body that is too large, or whose key is wrong.

use std::cell::Cell;
use std::task::Context;

/// The interim response as actix-web writes it.
pub const CONTINUE: &[u8] = b"HTTP/1.1 100 Continue\r\n\r\n";

/// The interim response of the current request.
#[derive(Default)]
pub struct Interim(Cell<State>);

#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum State {
    /// The client does not wait for it, or has it.
    #[default]
    None,
    /// actix-web has written it into its buffer, not yet to the socket.
    Written,
    /// It was removed from the output of actix-web.
    Withheld,
    /// The handler reads the body, so the stream must send it.
    Due,
}

impl Interim {
    /// Starts a request.
    pub fn begin(&self, is_expected: bool) {
        self.0.set(if is_expected { State::Written } else { State::None });
    }

    /// Has it sent, because the handler reads the body.
    pub fn request(&self, context: &Context<'_>) {
        match self.0.get() {
            State::Written => self.0.set(State::None),
            State::Withheld => {
                self.0.set(State::Due);
                // The connection sends it when it reads.
                context.waker().wake_by_ref();
            }
            State::None | State::Due => {}
        }
    }

    /// Whether the client still waits for it.
    pub fn is_withheld(&self) -> bool {
        matches!(self.0.get(), State::Written | State::Withheld)
    }

    /// Whether to remove it from this output of actix-web.
    pub fn withholds(&self, output: &[u8]) -> bool {
        let withholds = self.0.get() == State::Written && output.starts_with(CONTINUE);
        if withholds {
            self.0.set(State::Withheld);
        }
        withholds
    }

    /// Whether the stream must send it now.
    pub fn take_due(&self) -> bool {
        let is_due = self.0.get() == State::Due;
        if is_due {
            self.0.set(State::None);
        }
        is_due
    }
}
