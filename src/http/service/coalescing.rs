//! Coalesces equal reads: one call to the store serves all requests for the same changes.
//!
//! When a change is made, all clients that wait for it wake and request the same changes. The first
//! request calls the store; the others wait for its result, even if it is a failure.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use actix_web::web;
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared, WeakShared};

use super::Service;
use super::store_calls::{read_problem, within_store_deadline};
use crate::catalog::Snapshot;
use crate::directory::Changes;
use crate::domain::Position;
use crate::http::problem::Problem;

/// At most `limit` changes after number `since`, as readers of `position` see them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct ChangeRequest {
    position: Position,
    since: i64,
    limit: usize,
}

type ChangesResult = Result<Changes, Problem>;

type Pending = BoxFuture<'static, ChangesResult>;

/// The requests for changes that wait for the store.
#[derive(Default)]
pub struct ChangeRequests(Mutex<HashMap<ChangeRequest, WeakShared<Pending>>>);

impl ChangeRequests {
    /// The pending result of an equal request, or else of the one that `start` starts.
    fn join(&self, request: ChangeRequest, start: impl FnOnce() -> Pending) -> Shared<Pending> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(pending) = all.get(&request).and_then(WeakShared::upgrade) {
            return pending;
        }
        // Removes the requests that no client waits for any more.
        if all.len() == all.capacity() {
            all.retain(|_, pending| pending.upgrade().is_some());
        }
        let started = start().shared();
        all.extend(started.downgrade().map(|pending| (request, pending)));
        started
    }
}

impl Service {
    /// At most `limit` changes after number `since`, as readers of the snapshot see them: from
    /// memory, or else from the store.
    ///
    /// # Errors
    ///
    /// 503 if the store does not respond in time.
    pub(in crate::http) async fn changes(
        &self,
        snapshot: &Snapshot,
        since: i64,
        limit: usize,
    ) -> ChangesResult {
        let position = snapshot.position();
        if let Some(known) = self.directory.cached_changes(position, since, limit) {
            return Ok(known);
        }
        let request = ChangeRequest { position: position.clone(), since, limit };
        let changes = self.change_requests.join(request, || {
            let (directory, position) = (Arc::clone(&self.directory), position.clone());
            let reading = web::block(move || directory.changes(&position, since, limit));
            let result = reading.map(|result| match result {
                Ok(changes) => changes.map_err(read_problem),
                Err(err) => Err(Problem::internal(&err)),
            });
            result.boxed()
        });
        within_store_deadline(changes).await.unwrap_or_else(|| {
            Err(Problem::unavailable("the database does not respond; try again in a moment"))
        })
    }
}

#[cfg(test)]
mod tests {
    use std::future::ready;

    use jiff::Timestamp;

    use super::*;

    fn request(since: i64) -> ChangeRequest {
        let directory = "one".to_owned();
        let position = Position {
            directory,
            change: 9,
            updated_at: Timestamp::UNIX_EPOCH,
            redacted_change: 0,
        };
        ChangeRequest { position, since, limit: 100 }
    }

    #[test]
    fn concurrent_equal_requests_call_the_store_once() {
        let all = ChangeRequests::default();
        let mut calls = 0;
        let mut join = |since| {
            all.join(request(since), || {
                calls += 1;
                ready(Ok(Changes::default())).boxed()
            })
        };

        let pending: Vec<Shared<Pending>> = (0..1000).map(|_| join(1)).collect();
        let other = join(2);
        assert!(pending.into_iter().all(|result| result.now_or_never().is_some()));
        drop(other);
        drop(join(1));

        assert_eq!(calls, 3);
    }

    #[test]
    fn abandoned_requests_are_forgotten() {
        let all = ChangeRequests::default();
        for since in 0..10_000 {
            drop(all.join(request(since), || ready(Ok(Changes::default())).boxed()));
        }
        assert!(all.0.lock().unwrap().len() < 100);
    }
}
