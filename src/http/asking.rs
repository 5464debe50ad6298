//! Asking the store, which blocks: apart from the threads that answer.

use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, Instant};

use actix_web::rt::time::timeout;
use actix_web::{HttpMessage, HttpRequest, web};

use super::Service;
use super::problem::Problem;
use crate::directory::{Directory, DirectoryError, StoreError};

/// How long a request waits for the store, all its questions together.
const STORE_DEADLINE: Duration = Duration::from_millis(2800);

/// How long a request has waited for the store so far.
#[derive(Clone, Copy, Default)]
struct Waited(Duration);

/// How long a request may still wait for the store.
pub(super) fn patience(request: &HttpRequest) -> Duration {
    let waited = request.extensions().get::<Waited>().copied().unwrap_or_default();
    STORE_DEADLINE.saturating_sub(waited.0)
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

    /// The same for a request that may ask more than once: whose key it is, then
    /// what it is about.
    ///
    /// # Errors
    ///
    /// 503 when its questions together are not answered within [`STORE_DEADLINE`].
    pub(super) async fn ask<T: Send + 'static>(
        &self,
        request: &HttpRequest,
        question: impl FnOnce(&Directory) -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let (begun, patience) = (Instant::now(), patience(request));
        let answered = self.ask_within(patience, question).await;
        let waited = STORE_DEADLINE.saturating_sub(patience) + begun.elapsed();
        request.extensions_mut().insert(Waited(waited));
        answered
    }

    /// The same, for what is answered soon or not at all. The thread goes on
    /// until the store's own deadlines end it.
    async fn ask_within<T: Send + 'static>(
        &self,
        limit: Duration,
        question: impl FnOnce(&Directory) -> T + Send + 'static,
    ) -> Result<T, Problem> {
        match timeout(limit, self.ask_at_length(question)).await {
            Ok(answered) => answered,
            Err(_) => Err(Problem::unavailable(
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
        self.ask_within(STORE_DEADLINE, ask).await?.map_err(refusal)
    }
}

fn refusal(err: DirectoryError) -> Problem {
    match err {
        DirectoryError::Building => Problem::unavailable(&err.to_string()),
        DirectoryError::Store(err) if !matches!(err, StoreError::Corrupt(_)) => {
            let source = err.source().map_or_else(String::new, |source| format!(": {source}"));
            log::error!("the store did not answer: {err}{source}");
            Problem::unavailable("the database does not answer now; try again in a moment")
        }
        err => Problem::internal(&err),
    }
}
