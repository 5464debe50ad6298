//! Polling for a state, with a limit: tests never sleep for a fixed time instead.

use std::thread;
use std::time::{Duration, Instant};

const INTERVAL: Duration = Duration::from_millis(10);

/// Blocks until `holds` returns true; panics after `limit`.
pub fn wait_for(limit: Duration, what: &str, mut holds: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < limit, "waited {limit:?} for {what}");
        thread::sleep(INTERVAL);
    }
}

/// Like [`wait_for`], but leaves the thread to other tasks.
pub async fn wait_for_async(limit: Duration, what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let begun = Instant::now();
    while !holds().await {
        assert!(begun.elapsed() < limit, "waited {limit:?} for {what}");
        actix_web::rt::time::sleep(INTERVAL).await;
    }
}
