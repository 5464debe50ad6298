//! How the follower goes on after its index failed.
//!
//! The steps escalate: roll back what was staged; open the index again with a new
//! writer; feed it everything again, in one commit; discard what cannot be opened.
//! Between them the waits grow. Readers keep the last snapshot throughout.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use super::DirectoryError;
use crate::catalog::{Catalog, CatalogError};

/// Failures in a row after which the writer is given up although it could roll back.
const REOPEN_AFTER: u32 = 3;

/// Failures in a row after which the index is fed everything again, once.
const REFEED_AFTER: u32 = 5;

/// Failures in a row after which an index that cannot be opened is built again.
const DISCARD_AFTER: u32 = 6;

/// Wait after the first failure; it doubles with each further one.
const FIRST_WAIT: Duration = Duration::from_millis(500);

/// Longest wait between two attempts, unless an attempt itself takes longer.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// The failures of the index since it last worked.
#[derive(Default)]
pub struct Recovery {
    failures: u32,
    was_refed: bool,
    /// When the index is tried again.
    next_attempt: Option<Instant>,
}

impl Recovery {
    /// Makes sure that the index is open. Returns whether it must be fed everything
    /// again.
    ///
    /// # Errors
    ///
    /// When it cannot be opened now.
    pub fn mend(&mut self, catalog: &Catalog) -> Result<bool, CatalogError> {
        if !catalog.is_open() {
            catalog.reopen(self.may_discard())?;
            log::debug!("the index is open again");
        }
        if self.failures >= REFEED_AFTER && !self.was_refed {
            self.was_refed = true;
            return Ok(true);
        }
        Ok(false)
    }

    fn may_discard(&self) -> bool {
        self.failures >= DISCARD_AFTER
    }

    /// The index does what is asked.
    pub fn succeeded(&mut self) {
        *self = Self::default();
    }

    /// Drops what was staged in part, which must not be published with a later
    /// change. Not a failure of the index itself, unless the rollback fails.
    pub fn roll_back(&mut self, catalog: &Catalog) {
        let outcome = guarded(|| Ok(catalog.unstage()?));
        if outcome.is_err() {
            close(catalog);
        }
    }

    /// Whether it is too early to try the index again.
    pub fn is_waiting(&self) -> bool {
        self.next_attempt.is_some_and(|next| Instant::now() < next)
    }

    /// The index failed in an attempt that took `spent`.
    pub fn failed(&mut self, catalog: &Catalog, err: &DirectoryError, spent: Duration) {
        self.failures = self.failures.saturating_add(1);
        let has_panicked = matches!(err, DirectoryError::Panicked(_));
        if has_panicked || self.failures >= REOPEN_AFTER {
            close(catalog);
        } else {
            self.roll_back(catalog);
        }
        // Discarding an index makes no room: readers map its files still.
        if matches!(err, DirectoryError::Catalog(err) if err.is_full()) {
            self.failures = self.failures.min(REFEED_AFTER - 1);
        }
        self.next_attempt = Some(Instant::now() + self.wait(spent));
    }

    fn wait(&self, spent: Duration) -> Duration {
        let doublings = self.failures.saturating_sub(1).min(10);
        // An attempt on a large index takes long: at most half of the time goes into them.
        (FIRST_WAIT * (1 << doublings)).min(LONGEST_WAIT).max(spent)
    }
}

fn close(catalog: &Catalog) {
    // A writer that panics while it is dropped is gone all the same.
    let _ = guarded(|| {
        catalog.close();
        Ok(())
    });
}

/// Runs something and turns a panic into an error.
pub fn guarded<T>(work: impl FnOnce() -> Result<T, DirectoryError>) -> Result<T, DirectoryError> {
    // State that was being changed is either dropped or closed before it is used again.
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(outcome) => outcome,
        Err(panic) => Err(DirectoryError::Panicked(text_of(&*panic))),
    }
}

fn text_of(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "it panicked".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_an_error_with_its_text() {
        let text = "a lock is missing";
        let outcome: Result<(), _> = guarded(|| std::panic::panic_any(text));
        assert_eq!(outcome.unwrap_err().to_string(), "the index failed: a lock is missing");
    }

    #[test]
    fn waits_grow_with_the_failures_up_to_a_bound() {
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
        (0..20).for_each(|_| recovery.failed(&catalog, &full(), none));
        assert!(!recovery.may_discard() && !catalog.is_open());
        let panicked = DirectoryError::Panicked(String::new());
        (0..20).for_each(|_| recovery.failed(&catalog, &panicked, none));
        assert!(recovery.may_discard());
    }
}
