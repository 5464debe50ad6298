//! Tracking what a connection is waiting for, from other threads than the one that it blocks.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::store::connection::Backend;

/// Maximum time that a connection takes to answer a ping.
const PING_TIMEOUT: Duration = Duration::from_secs(2);

/// Tracks a connection while a caller has it.
pub struct Monitor {
    pub opened_at: Instant,
    /// When the pending query began, in milliseconds after `opened_at`, at least 1; 0 if no query
    /// is pending.
    query_started: AtomicU64,
    /// Whether the pending query is a ping of the pool.
    pub is_ping: AtomicBool,
    pub backend: OnceLock<Backend>,
}

impl Monitor {
    pub fn new() -> Self {
        let query_started = AtomicU64::new(0);
        let is_ping = AtomicBool::new(false);
        Self { opened_at: Instant::now(), query_started, is_ping, backend: OnceLock::new() }
    }

    pub fn start_query(&self) {
        let now = u64::try_from(self.opened_at.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.query_started.store(now.max(1), Ordering::Relaxed);
    }

    pub fn finish_query(&self) {
        self.query_started.store(0, Ordering::Relaxed);
    }

    /// The time until the pending query has taken too long: longer than [`PING_TIMEOUT`] for a
    /// ping, else than `limit`. `None` if no query is pending.
    pub fn time_left(&self, limit: Duration) -> Option<Duration> {
        let started = self.query_started.load(Ordering::Relaxed);
        if started == 0 {
            return None;
        }
        let limit = if self.is_ping.load(Ordering::Relaxed) { PING_TIMEOUT } else { limit };
        let pending = self.opened_at.elapsed().saturating_sub(Duration::from_millis(started));
        Some(limit.saturating_sub(pending))
    }

    /// When the pending query began; now if there is none.
    pub fn pending_since(&self) -> Instant {
        match self.query_started.load(Ordering::Relaxed) {
            0 => Instant::now(),
            started => self.opened_at + Duration::from_millis(started),
        }
    }
}
