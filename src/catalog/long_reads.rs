//! Long reads: snapshots that exports hold for minutes, and that a redaction takes from them.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use arc_swap::ArcSwapOption;

use super::Snapshot;

/// The long reads of all snapshots since the index was built.
#[derive(Default)]
pub struct LongReads(Mutex<Vec<Weak<HeldSnapshot>>>);

/// The snapshot of a long read, until it is taken from it.
pub struct HeldSnapshot(ArcSwapOption<Snapshot>);

impl LongReads {
    /// Begins a long read.
    pub fn hold(&self, snapshot: Arc<Snapshot>) -> Arc<HeldSnapshot> {
        let held = Arc::new(HeldSnapshot(ArcSwapOption::new(Some(snapshot))));
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|it| it.strong_count() > 0);
        all.push(Arc::downgrade(&held));
        held
    }

    /// Takes the snapshots from all long reads, which end early.
    pub fn end(&self) {
        let all = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        for held in all.iter().filter_map(Weak::upgrade) {
            held.0.store(None);
        }
    }
}

impl HeldSnapshot {
    /// The snapshot; `None` after it was taken away.
    pub fn get(&self) -> Option<Arc<Snapshot>> {
        self.0.load_full()
    }

    /// Whether the snapshot was taken away, so that the read must not look complete.
    pub fn is_taken(&self) -> bool {
        self.0.load().is_none()
    }
}
