//! Recovery of the index after a failure.
//!
//! The steps escalate: roll back what was staged; reopen the index with a new writer; index
//! everything again in one commit; discard an index that cannot be opened. The waits between
//! attempts grow. Readers keep the last snapshot throughout.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use super::DirectoryError;
use crate::catalog::{Catalog, CatalogError};

/// Number of failures in a row after which the index is reopened instead of rolled back.
const REOPEN_AFTER: u32 = 3;

/// Number of failures in a row after which everything is indexed again, once.
const REINDEX_AFTER: u32 = 5;

/// Number of failures in a row after which an index that cannot be opened is discarded.
const DISCARD_AFTER: u32 = 6;

/// Wait after the first failure. It doubles with each further one.
const FIRST_WAIT: Duration = Duration::from_millis(500);

/// Maximum wait between two attempts, unless an attempt itself takes longer.
const MAX_WAIT: Duration = Duration::from_secs(5);

/// The failures of the index since it last worked.
#[derive(Default)]
pub struct Recovery {
    failures: u32,
    was_reindexed: bool,
    /// When to try again.
    next_attempt: Option<Instant>,
}

impl Recovery {
    /// Opens the index if it is closed. Returns whether everything must be indexed again.
    ///
    /// # Errors
    ///
    /// When it cannot be opened.
    pub fn prepare_index(&mut self, catalog: &Catalog) -> Result<bool, CatalogError> {
        if !catalog.is_open() {
            catalog.reopen(self.may_discard())?;
            log::debug!("the index is open again");
        }
        if self.failures >= REINDEX_AFTER && !self.was_reindexed {
            self.was_reindexed = true;
            return Ok(true);
        }
        Ok(false)
    }

    fn may_discard(&self) -> bool {
        self.failures >= DISCARD_AFTER
    }

    /// Records a successful round: all failures are forgotten.
    pub fn record_success(&mut self) {
        *self = Self::default();
    }

    /// Drops what a failed round staged, so that it is not published with a later change. Closes
    /// the index if that fails.
    pub fn roll_back(&mut self, catalog: &Catalog) {
        let outcome = catch_panics(|| Ok(catalog.unstage()?));
        if outcome.is_err() {
            close(catalog);
        }
    }

    /// Whether it is too early for another attempt.
    pub fn is_waiting(&self) -> bool {
        self.next_attempt.is_some_and(|next| Instant::now() < next)
    }

    /// Records that the index failed in an attempt that took `spent`.
    pub fn record_failure(&mut self, catalog: &Catalog, err: &DirectoryError, spent: Duration) {
        self.failures = self.failures.saturating_add(1);
        let has_panicked = matches!(err, DirectoryError::Panicked(_));
        if has_panicked || self.failures >= REOPEN_AFTER {
            close(catalog);
        } else {
            self.roll_back(catalog);
        }
        // On a full disk, discarding the index would free no space, because readers still map its
        // files.
        if matches!(err, DirectoryError::Catalog(err) if err.is_full()) {
            self.failures = self.failures.min(REINDEX_AFTER - 1);
        }
        self.next_attempt = Some(Instant::now() + self.wait(spent));
    }

    fn wait(&self, spent: Duration) -> Duration {
        let doublings = self.failures.saturating_sub(1).min(10);
        // Attempts on a large index take long, so they get at most half of the time.
        (FIRST_WAIT * (1 << doublings)).min(MAX_WAIT).max(spent)
    }
}

fn close(catalog: &Catalog) {
    // A writer that panics while it is dropped is closed too.
    let _ = catch_panics(|| {
        catalog.close();
        Ok(())
    });
}

/// Runs `work`, and turns a panic into an error.
pub fn catch_panics<T>(
    work: impl FnOnce() -> Result<T, DirectoryError>,
) -> Result<T, DirectoryError> {
    // Unwind-safe, because state that was being changed is rolled back or closed before it is used
    // again.
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(outcome) => outcome,
        Err(panic) => Err(DirectoryError::Panicked(panic_message(&*panic))),
    }
}

fn panic_message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "it panicked".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_an_error_with_its_message() {
        let text = "a lock is missing";
        let outcome: Result<(), _> = catch_panics(|| std::panic::panic_any(text));
        assert_eq!(outcome.unwrap_err().to_string(), "the index failed: a lock is missing");
    }

    #[test]
    fn waits_grow_with_each_failure_up_to_a_maximum() {
        let waits = [1, 2, 3, 5, 6, 1000].map(|failures| {
            Recovery { failures, ..Recovery::default() }.wait(Duration::ZERO).as_millis()
        });
        assert_eq!(waits, [500, 1000, 2000, 5000, 5000, 5000]);
        let slow = Recovery { failures: 1, ..Recovery::default() }.wait(Duration::from_secs(60));
        assert_eq!(slow, Duration::from_secs(60));
    }

    #[test]
    fn a_full_disk_never_discards_the_index() {
        let folder = tempfile::tempdir().unwrap();
        let catalog = Catalog::open(&folder.path().join("index"), 0).unwrap();
        let full = || {
            let reason = "No space left on device (os error 28)".to_owned();
            DirectoryError::Catalog(CatalogError::Folder { folder: "index".to_owned(), reason })
        };
        let mut recovery = Recovery::default();
        let none = Duration::ZERO;
        (0..20).for_each(|_| recovery.record_failure(&catalog, &full(), none));
        assert!(!recovery.may_discard() && !catalog.is_open());
        let panicked = DirectoryError::Panicked(String::new());
        (0..20).for_each(|_| recovery.record_failure(&catalog, &panicked, none));
        assert!(recovery.may_discard());
    }
}
