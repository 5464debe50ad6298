//! Overload of a worker: the time that its requests wait before it starts them.

use std::cell::Cell;
use std::rc::Rc;
use std::time::{Duration, Instant};

/// Maximum time that a request may wait; a request that would wait longer is refused. An accepted
/// request waits at most for the current round of the worker and for its own, so it gets its
/// response within a second. Builds without optimization are ten times as slow.
const MAX_WAIT: Duration = Duration::from_millis(if cfg!(debug_assertions) { 4000 } else { 400 });

/// Minimum number of requests that a worker has started in a round before it refuses others. With
/// fewer, one of them or the machine is slow, and refusing others would not help.
const MIN_REQUESTS: u32 = 16;

/// Minimum time between two measurements.
const MEASURE_INTERVAL: Duration = Duration::from_millis(1);

/// Measures the task queue of one worker. A worker runs its tasks in order, so the time until it
/// runs a marker task that was added last is the length of the queue.
pub struct Queue {
    /// When the marker was added; `None` if there is none in the queue.
    marked_at: Cell<Option<Instant>>,
    /// Number of requests that the worker has started since then.
    started: Cell<u32>,
    /// When the worker ran the last marker.
    measured: Cell<Instant>,
}

impl Queue {
    pub fn new() -> Rc<Self> {
        let (marked_at, started) = (Cell::new(None), Cell::new(0));
        Rc::new(Self { marked_at, started, measured: Cell::new(Instant::now()) })
    }

    /// Whether a request that arrives now would wait too long. Call it once per request, because it
    /// counts the request.
    pub fn is_too_long(self: &Rc<Self>, now: Instant) -> bool {
        if let Some(since) = self.marked_at.get() {
            let started = self.started.get() + 1;
            self.started.set(started);
            return started > MIN_REQUESTS && now.saturating_duration_since(since) > MAX_WAIT;
        }
        if now.saturating_duration_since(self.measured.get()) > MEASURE_INTERVAL {
            self.marked_at.set(Some(now));
            self.started.set(0);
            let this = Rc::clone(self);
            actix_web::rt::spawn(async move {
                this.marked_at.set(None);
                this.measured.set(Instant::now());
            });
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[actix_web::test]
    async fn a_worker_that_does_not_reach_the_marker_is_overloaded() {
        let queue = Queue::new();
        let start = Instant::now() + MEASURE_INTERVAL * 2;
        let late = start + MAX_WAIT * 2;
        assert!(!queue.is_too_long(start));
        // Neither a few slow requests nor many quick ones are overload.
        (0..MIN_REQUESTS).for_each(|_| assert!(!queue.is_too_long(late)));
        assert!(!queue.is_too_long(start + MAX_WAIT));
        assert!(queue.is_too_long(late));

        // The worker runs the marker while this task waits.
        actix_web::rt::time::sleep(Duration::from_millis(1)).await;

        assert!(!queue.is_too_long(late));
    }
}
