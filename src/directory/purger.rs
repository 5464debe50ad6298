//! The thread that completes redactions: it purges the files of the database whenever that is due,
//! also after a crash in the middle of a redaction.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use super::sync_state::SyncState;
use crate::store::{Store, StoreError};

/// Time between two looks at whether a purge may be due.
const INTERVAL: Duration = Duration::from_secs(1);

/// Time that the process that redacted has for its own purge.
const FIRST_WAIT: Duration = Duration::from_secs(3);

/// Time between two attempts.
const RETRY: Duration = Duration::from_secs(20);

/// Starts the thread. It ends soon after the follower is stopped.
///
/// # Errors
///
/// When no thread can be started.
pub fn start(store: Store, state: Arc<SyncState>) -> std::io::Result<()> {
    let thread = thread::Builder::new().name("purger".to_owned());
    thread.spawn(move || run(&store, &state)).map(drop)
}

fn run(store: &Store, state: &SyncState) {
    let mut purged = 0;
    let mut wait = INTERVAL;
    let mut last_logged = None;
    while !state.wait_until_stopped(wait) {
        let redacted = state.redacted_change();
        if redacted <= purged {
            wait = INTERVAL;
            continue;
        }
        if state.wait_until_stopped(FIRST_WAIT) {
            return;
        }
        match store.purge() {
            Ok(()) => {
                (purged, wait, last_logged) = (redacted, INTERVAL, None);
            }
            Err(err) => {
                log_once(&err, &mut last_logged);
                wait = RETRY;
            }
        }
    }
}

fn log_once(err: &StoreError, last_logged: &mut Option<String>) {
    let message = err.to_string();
    if last_logged.as_ref() != Some(&message) {
        log::warn!("a redacted text may still be in the files of the database: {message}");
        *last_logged = Some(message);
    }
}
