//! Calls to the store, which block: on other threads, within one deadline per request.

use std::cell::Cell;
use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, Instant};

use actix_web::rt::time::timeout;
use actix_web::web;

use super::Service;
use crate::directory::{Directory, DirectoryError};
use crate::http::problem::Problem;
use crate::store::StoreError;

/// Maximum time that one request waits for the store, over all its calls.
const STORE_DEADLINE: Duration = Duration::from_millis(2800);

tokio::task_local! {
    /// Time that the current request has left.
    static TIME_LEFT: Cell<Duration>;
}

/// Runs the handler of a request that has already spent some of its time.
pub async fn with_store_deadline<T>(spent: Duration, handler: impl Future<Output = T>) -> T {
    TIME_LEFT.scope(Cell::new(STORE_DEADLINE.saturating_sub(spent)), handler).await
}

/// Waits for `work`, as long as the request has time left for the store.
pub async fn within_store_deadline<T>(work: impl Future<Output = T>) -> Option<T> {
    let left = TIME_LEFT.try_with(Cell::get).unwrap_or(STORE_DEADLINE);
    let start = Instant::now();
    let outcome = timeout(left, work).await.ok();
    // Outside of a request there is no deadline to shorten.
    let _ = TIME_LEFT.try_with(|time_left| time_left.set(left.saturating_sub(start.elapsed())));
    outcome
}

impl Service {
    /// Runs `work`, which needs the store, on a thread that may block, without a deadline.
    ///
    /// # Errors
    ///
    /// 500 if the thread panicked. The result of `work` is returned as it is.
    pub(in crate::http) async fn call_without_deadline<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Directory) -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let directory = Arc::clone(&self.directory);
        web::block(move || work(&directory)).await.map_err(|err| Problem::internal(&err))
    }

    /// Like [`Service::call_without_deadline`], but within the deadline of the request. After the
    /// deadline, the thread continues until the timeouts of the store end it.
    ///
    /// # Errors
    ///
    /// 503 after the deadline; 500 if the thread panicked.
    pub(in crate::http) async fn call<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Directory) -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let outcome = within_store_deadline(self.call_without_deadline(work)).await;
        outcome.unwrap_or_else(|| {
            Err(Problem::unavailable(
                "the database does not respond, so it is not known whether the write was made; \
                 read the current state, then try again",
            ))
        })
    }

    /// Like [`Service::call`], for work that only reads.
    ///
    /// # Errors
    ///
    /// 503 if the store does not respond.
    pub(in crate::http) async fn read_store<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Directory) -> Result<T, DirectoryError> + Send + 'static,
    ) -> Result<T, Problem> {
        self.call(work).await?.map_err(read_problem)
    }
}

/// The problem for a read that failed.
pub fn read_problem(err: DirectoryError) -> Problem {
    match err {
        DirectoryError::Building
        | DirectoryError::NotYetCompared
        | DirectoryError::StoreReplaced => Problem::unavailable(&err.to_string()),
        DirectoryError::Store(err @ (StoreError::Damaged(_) | StoreError::Corrupt(_))) => {
            Problem::of_store(err)
        }
        DirectoryError::Store(err) => {
            let source = err.source().map_or_else(String::new, |source| format!(": {source}"));
            // The follower logs once that the store is not available. A refused statement is
            // different: the operator must see each.
            let is_refused = matches!(err, StoreError::Statement(_));
            let level = if is_refused { log::Level::Error } else { log::Level::Debug };
            log::log!(level, "the store did not respond: {err}{source}");
            Problem::unavailable("the database does not respond; try again in a moment")
        }
        err => Problem::internal(&err),
    }
}
