//! How long the requests of a worker wait before the worker comes to them.

use std::cell::Cell;
use std::rc::Rc;
use std::time::{Duration, Instant};

/// A request that would wait longer than this is refused. An accepted one waits at most for
/// the turn under way and for its own, so it is answered within a second. A build without
/// optimization takes ten times as long for everything.
const LONGEST_WAIT: Duration =
    Duration::from_millis(if cfg!(debug_assertions) { 4000 } else { 400 });

/// As long as a worker has begun fewer requests in its turn, it is one of them or the machine
/// that is slow, and refusing others would not help.
const FEWEST_REQUESTS: u32 = 16;

/// How often the wait is measured at most.
const MEASURE_EVERY: Duration = Duration::from_millis(1);

/// The queue of one worker. A worker runs its tasks in turn, so a mark that is put at
/// the end of the queue says, by when the worker comes to it, how long the queue is.
pub struct Queue {
    /// Since when the mark waits.
    mark: Cell<Option<Instant>>,
    /// How many requests the worker has begun meanwhile.
    begun: Cell<u32>,
    /// When the worker came to the last mark.
    measured: Cell<Instant>,
}

impl Queue {
    pub fn new() -> Rc<Self> {
        let (mark, begun) = (Cell::new(None), Cell::new(0));
        Rc::new(Self { mark, begun, measured: Cell::new(Instant::now()) })
    }

    /// Whether the requests that come now would wait too long. To be asked once for each
    /// request.
    pub fn is_too_long(self: &Rc<Self>, now: Instant) -> bool {
        if let Some(since) = self.mark.get() {
            let begun = self.begun.get() + 1;
            self.begun.set(begun);
            return begun > FEWEST_REQUESTS && now.saturating_duration_since(since) > LONGEST_WAIT;
        }
        if now.saturating_duration_since(self.measured.get()) > MEASURE_EVERY {
            self.mark.set(Some(now));
            self.begun.set(0);
            let this = Rc::clone(self);
            actix_web::rt::spawn(async move {
                this.mark.set(None);
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
    async fn a_worker_that_does_not_come_to_the_mark_has_too_much_to_do() {
        let queue = Queue::new();
        let begun = Instant::now() + MEASURE_EVERY * 2;
        let late = begun + LONGEST_WAIT * 2;
        assert!(!queue.is_too_long(begun));
        // A few slow requests are no overload, and neither are many quick ones.
        (0..FEWEST_REQUESTS).for_each(|_| assert!(!queue.is_too_long(late)));
        assert!(!queue.is_too_long(begun + LONGEST_WAIT));
        assert!(queue.is_too_long(late));

        // The worker comes to it once this task waits.
        actix_web::rt::time::sleep(Duration::from_millis(1)).await;

        assert!(!queue.is_too_long(late));
    }
}
