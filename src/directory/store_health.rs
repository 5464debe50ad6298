//! Whether the store answers the follower. Any thread can ask at any time, without waiting.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Waiting time after which the store counts as unresponsive.
const UNRESPONSIVE_AFTER: Duration = Duration::from_millis(2500);

/// Waiting time after which the store counts as slow. A healthy one answers in a few milliseconds.
const SLOW_AFTER: Duration = Duration::from_millis(500);

/// The outcome of the follower's last call of the store, and the duration of the current one.
pub struct StoreHealth {
    created_at: Instant,
    /// When the current call started, in milliseconds after `created_at`, at least 1; 0 if there is
    /// no call.
    call_started: AtomicU64,
    last_call_failed: AtomicBool,
}

impl StoreHealth {
    pub fn new() -> Self {
        let (call_started, last_call_failed) = (AtomicU64::new(0), AtomicBool::new(false));
        Self { created_at: Instant::now(), call_started, last_call_failed }
    }

    pub fn call_started(&self) {
        let now = self.created_at.elapsed().as_millis();
        self.call_started.store(u64::try_from(now).unwrap_or(u64::MAX).max(1), Ordering::Relaxed);
    }

    pub fn call_finished(&self) {
        self.call_started.store(0, Ordering::Relaxed);
    }

    /// Ends the current call and records whether it failed.
    pub fn record_outcome(&self, has_failed: bool) {
        self.call_finished();
        self.last_call_failed.store(has_failed, Ordering::Relaxed);
    }

    /// Whether the current call has been waiting for too long.
    pub fn is_unresponsive(&self) -> bool {
        self.has_waited(UNRESPONSIVE_AFTER)
    }

    /// Whether the last call failed, or the current one is slow: waiting for the store is not
    /// worthwhile now.
    pub fn is_slow(&self) -> bool {
        self.last_call_failed.load(Ordering::Relaxed) || self.has_waited(SLOW_AFTER)
    }

    /// Whether the last call failed, or the store is unresponsive.
    pub fn is_unavailable(&self) -> bool {
        self.last_call_failed.load(Ordering::Relaxed) || self.is_unresponsive()
    }

    fn has_waited(&self, limit: Duration) -> bool {
        let started = self.call_started.load(Ordering::Relaxed);
        let elapsed = || self.created_at.elapsed().saturating_sub(Duration::from_millis(started));
        started > 0 && elapsed() > limit
    }
}
