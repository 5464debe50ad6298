//! Asking the store on a thread that can be given up.
//!
//! Who waits on a connection that the network swallowed may wait for ever. So the
//! follower never asks by itself: it listens to a thread that only asks, and after
//! a silence it listens no more. What that thread still has to say is lost with it,
//! and can be neither staged nor published.

use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;
use std::time::Duration;

use super::DirectoryError;
use super::pulse::Pulse;
use crate::domain::Position;
use crate::store::{News, Store};

/// How long to listen for the next word.
const PATIENCE: Duration = Duration::from_secs(6);

/// What the store tells of its news.
pub enum Told {
    News(News),
    /// All is told, up to there, or no more can be.
    End(Result<Position, DirectoryError>),
}

/// A question that is being answered.
pub struct Asking<'a, T> {
    told: Receiver<T>,
    pulse: &'a Pulse,
}

impl<'a, T: Send + 'static> Asking<'a, T> {
    /// Asks on a thread of its own. What it tells after nobody listens any more
    /// is refused, so that it ends.
    ///
    /// # Errors
    ///
    /// When there can be no thread.
    pub fn begin(
        store: &Store,
        pulse: &'a Pulse,
        ask: impl FnOnce(&Store, &dyn Fn(T) -> Result<(), DirectoryError>) -> Result<(), DirectoryError>
        + Send
        + 'static,
    ) -> Result<Self, DirectoryError> {
        let (teller, told) = sync_channel(1);
        let store = store.clone();
        thread::Builder::new().name("asker".to_owned()).spawn(move || {
            let tell = |word| teller.send(word).map_err(|_| DirectoryError::Silent);
            if ask(&store, &tell).is_err() {
                log::debug!("an answer of the store came too late");
            }
        })?;
        Ok(Self { told, pulse })
    }

    /// The next word.
    ///
    /// # Errors
    ///
    /// When it does not come.
    pub fn next(&self) -> Result<T, DirectoryError> {
        self.pulse.ask();
        let word = self.told.recv_timeout(PATIENCE);
        self.pulse.rest();
        // Where it panicked, that was logged; it has nothing more to say either.
        word.map_err(|_| DirectoryError::Silent)
    }
}
