//! Asking the store, which blocks: apart from the threads that answer.

use std::error::Error;
use std::sync::Arc;

use actix_web::web;

use super::Service;
use super::problem::Problem;
use crate::directory::{Directory, DirectoryError, StoreError};

impl Service {
    /// Asks what only the store can tell.
    ///
    /// # Errors
    ///
    /// 503 where the store does not answer: it may be back in a moment.
    pub(super) async fn ask_store<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&Directory) -> Result<T, DirectoryError> + Send + 'static,
    ) -> Result<T, Problem> {
        let directory = Arc::clone(&self.directory);
        let answer = web::block(move || ask(&directory)).await;
        answer.map_err(|err| Problem::internal(&err))?.map_err(refusal)
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
