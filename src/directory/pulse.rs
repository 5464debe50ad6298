//! Whether the store answers, as everybody may ask at any time.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// After how long a store that has not answered yet counts as away.
const SILENCE: Duration = Duration::from_millis(2500);

/// After how long it counts as slow: one that is well answers in some milliseconds.
const SLOW: Duration = Duration::from_millis(500);

/// How the store answered whoever follows it.
pub struct Pulse {
    began: Instant,
    /// Since when it is being asked, in milliseconds after `began`; 0 while it is not.
    asked: AtomicU64,
    has_failed: AtomicBool,
}

impl Pulse {
    pub fn new() -> Self {
        Self { began: Instant::now(), asked: AtomicU64::new(0), has_failed: AtomicBool::new(false) }
    }

    /// The store is asked from now on.
    pub fn ask(&self) {
        let now = self.began.elapsed().as_millis();
        self.asked.store(u64::try_from(now).unwrap_or(u64::MAX).max(1), Ordering::Relaxed);
    }

    /// It has answered, so far.
    pub fn rest(&self) {
        self.asked.store(0, Ordering::Relaxed);
    }

    /// It has answered, or failed to.
    pub fn answered(&self, has_failed: bool) {
        self.rest();
        self.has_failed.store(has_failed, Ordering::Relaxed);
    }

    /// Whether it has not answered for too long.
    pub fn is_silent(&self) -> bool {
        self.has_waited(SILENCE)
    }

    /// Whether who waits for it waits in vain for now: it failed, or is slow to answer.
    pub fn is_slow(&self) -> bool {
        self.has_failed.load(Ordering::Relaxed) || self.has_waited(SLOW)
    }

    fn has_waited(&self, long: Duration) -> bool {
        let asked = self.asked.load(Ordering::Relaxed);
        asked > 0 && self.began.elapsed().saturating_sub(Duration::from_millis(asked)) > long
    }

    /// Whether it failed when it was last asked, or has not answered for too long.
    pub fn is_away(&self) -> bool {
        self.has_failed.load(Ordering::Relaxed) || self.is_silent()
    }
}
