//! Calling the store on a separate thread that can be abandoned.
//!
//! A query on a dead connection can block for ever. The follower therefore never calls the store on
//! its own thread: it waits for messages from a caller thread, and abandons that thread if the next
//! message takes too long. Later messages are lost, so that they can be neither staged nor
//! published.

use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;
use std::time::Duration;

use super::DirectoryError;
use super::store_health::StoreHealth;
use crate::store::Store;

/// Maximum time to wait for the next message.
const MESSAGE_TIMEOUT: Duration = Duration::from_secs(6);

/// A call of the store in progress, which sends messages of type `T`.
pub struct StoreCall<'a, T> {
    messages: Receiver<T>,
    health: &'a StoreHealth,
}

impl<'a, T: Send + 'static> StoreCall<'a, T> {
    /// Runs `call` on a new thread. Its second argument sends a message, and fails once the call is
    /// abandoned, so that the thread ends.
    ///
    /// # Errors
    ///
    /// When no thread can be started.
    pub fn start(
        store: &Store,
        health: &'a StoreHealth,
        call: impl FnOnce(
            &Store,
            &dyn Fn(T) -> Result<(), DirectoryError>,
        ) -> Result<(), DirectoryError>
        + Send
        + 'static,
    ) -> Result<Self, DirectoryError> {
        let (sender, messages) = sync_channel(1);
        let store = store.clone();
        thread::Builder::new().name("store-call".to_owned()).spawn(move || {
            let send = |message| sender.send(message).map_err(|_| DirectoryError::StoreTimeout);
            if call(&store, &send).is_err() {
                log::debug!("a response of the store came too late");
            }
        })?;
        Ok(Self { messages, health })
    }

    /// Waits for the next message.
    ///
    /// # Errors
    ///
    /// When none arrives in time.
    pub fn next(&self) -> Result<T, DirectoryError> {
        self.health.call_started();
        let message = self.messages.recv_timeout(MESSAGE_TIMEOUT);
        self.health.call_finished();
        // A panic on the thread was logged and also ends the messages.
        message.map_err(|_| DirectoryError::StoreTimeout)
    }
}
