//! Asking the store, which blocks: apart from the threads that answer.

use std::cell::Cell;
use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, Instant};

use actix_web::rt::time::timeout;
use actix_web::web;

use super::Service;
use super::problem::Problem;
use crate::directory::{Directory, DirectoryError, StoreError};

/// How long a request waits for the store, in all.
const STORE_DEADLINE: Duration = Duration::from_millis(2800);

tokio::task_local! {
    /// How much of that is left to the request that is being answered.
    static LEFT: Cell<Duration>;
}

/// Answers a request, of whose time for the store some is spent.
pub(super) async fn with_store_deadline<T>(spent: Duration, answer: impl Future<Output = T>) -> T {
    LEFT.scope(Cell::new(STORE_DEADLINE.saturating_sub(spent)), answer).await
}

/// Waits for something no longer than the request may still wait for the store.
pub(super) async fn in_time<T>(waiting: impl Future<Output = T>) -> Option<T> {
    let left = LEFT.try_with(Cell::get).unwrap_or(STORE_DEADLINE);
    let begun = Instant::now();
    let outcome = timeout(left, waiting).await.ok();
    // Outside of a request there is nothing to keep.
    let _ = LEFT.try_with(|kept| kept.set(left.saturating_sub(begun.elapsed())));
    outcome
}

impl Service {
    /// Asks the directory something for which its store is needed, on a thread
    /// that may wait, however long it takes.
    ///
    /// # Errors
    ///
    /// When the thread failed; what the directory answers is the asker's to judge.
    pub(super) async fn ask_at_length<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Directory) -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let directory = Arc::clone(&self.directory);
        let answered = web::block(move || question(&directory)).await;
        answered.map_err(|err| Problem::internal(&err))
    }

    /// The same, for what is answered soon or not at all. The thread goes on
    /// until the store's own deadlines end it.
    ///
    /// # Errors
    ///
    /// 503 when it is not answered within [`STORE_DEADLINE`], with what else the request waited for.
    pub(super) async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Directory) -> T + Send + 'static,
    ) -> Result<T, Problem> {
        match in_time(self.ask_at_length(question)).await {
            Some(answered) => answered,
            None => Err(Problem::unavailable(
                "the database does not answer; whether a write was made is not known: read what \
                 stands, then try again",
            )),
        }
    }

    /// Asks what only the store can tell.
    ///
    /// # Errors
    ///
    /// 503 where the store does not answer: it may be back in a moment.
    pub(super) async fn ask_store<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&Directory) -> Result<T, DirectoryError> + Send + 'static,
    ) -> Result<T, Problem> {
        self.ask(ask).await?.map_err(refusal)
    }
}

/// Why the store did not tell what it was asked, for the client.
pub(super) fn refusal(err: DirectoryError) -> Problem {
    match err {
        DirectoryError::Building
        | DirectoryError::NotYetCompared
        | DirectoryError::StoreReplaced => Problem::unavailable(&err.to_string()),
        DirectoryError::Store(err @ (StoreError::Damaged(_) | StoreError::Corrupt(_))) => {
            Problem::of_store(err)
        }
        DirectoryError::Store(err) => {
            let source = err.source().map_or_else(String::new, |source| format!(": {source}"));
            // The follower says once that the store is away. A refused statement is no
            // such thing: somebody must learn of it.
            let is_refused = matches!(err, StoreError::Statement(_));
            let level = if is_refused { log::Level::Error } else { log::Level::Debug };
            log::log!(level, "the store did not answer: {err}{source}");
            Problem::unavailable("the database does not answer now; try again in a moment")
        }
        err => Problem::internal(&err),
    }
}
