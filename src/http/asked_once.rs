//! Questions that many clients ask at the same time, each answered once.
//!
//! All followers that wait for a change wake when it comes, and ask for the same. The first of them
//! asks the store; the others wait for what it is told, a failure included.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use actix_web::web;
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared, WeakShared};

use super::Service;
use super::asking::{in_time, refusal};
use super::problem::Problem;
use crate::directory::{Changes, Snapshot};
use crate::domain::Position;

/// The changes after a number, at most so many, of the directory at a position.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Asked {
    position: Position,
    since: i64,
    limit: usize,
}

type Told = Result<Changes, Problem>;

type Answer = BoxFuture<'static, Told>;

/// The questions for changes that are being answered.
#[derive(Default)]
pub struct ChangesAsked(Mutex<HashMap<Asked, WeakShared<Answer>>>);

impl ChangesAsked {
    /// The answer that is awaited already, or the one that `ask` begins.
    fn join(&self, asked: Asked, ask: impl FnOnce() -> Answer) -> Shared<Answer> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(awaited) = all.get(&asked).and_then(WeakShared::upgrade) {
            return awaited;
        }
        // An answer that no request awaits any more leaves its question behind.
        if all.len() == all.capacity() {
            all.retain(|_, awaited| awaited.upgrade().is_some());
        }
        let begun = ask().shared();
        all.extend(begun.downgrade().map(|awaited| (asked, awaited)));
        begun
    }
}

impl Service {
    /// The changes after number `since` that readers of the snapshot see, at most `limit`: from
    /// memory, else the store is asked once for all who ask the same now.
    ///
    /// # Errors
    ///
    /// 503 where the store does not answer in time.
    pub(super) async fn changes(&self, snapshot: &Snapshot, since: i64, limit: usize) -> Told {
        let position = snapshot.position();
        if let Some(known) = self.directory.cached_changes(position, since, limit) {
            return Ok(known);
        }
        let asked = Asked { position: position.clone(), since, limit };
        let answer = self.changes_asked.join(asked, || {
            let (directory, position) = (Arc::clone(&self.directory), position.clone());
            let asking = web::block(move || directory.changes(&position, since, limit));
            let told = asking.map(|told| match told {
                Ok(changes) => changes.map_err(refusal),
                Err(err) => Err(Problem::internal(&err)),
            });
            told.boxed()
        });
        in_time(answer).await.unwrap_or_else(|| {
            Err(Problem::unavailable("the database does not answer; retry in a moment"))
        })
    }
}

#[cfg(test)]
mod tests {
    use std::future::ready;

    use jiff::Timestamp;

    use super::*;

    fn asked(since: i64) -> Asked {
        let directory = "one".to_owned();
        let position = Position { directory, change: 9, updated_at: Timestamp::UNIX_EPOCH };
        Asked { position, since, limit: 100 }
    }

    #[test]
    fn the_same_question_is_asked_once_while_it_is_being_answered() {
        let all = ChangesAsked::default();
        let mut count = 0;
        let mut join = |since| {
            all.join(asked(since), || {
                count += 1;
                ready(Ok(Changes::default())).boxed()
            })
        };

        let awaited: Vec<Shared<Answer>> = (0..1000).map(|_| join(1)).collect();
        let other = join(2);
        assert!(awaited.into_iter().all(|answer| answer.now_or_never().is_some()));
        drop(other);
        drop(join(1));

        assert_eq!(count, 3);
    }

    #[test]
    fn questions_that_nobody_awaits_are_forgotten() {
        let all = ChangesAsked::default();
        for since in 0..10_000 {
            drop(all.join(asked(since), || ready(Ok(Changes::default())).boxed()));
        }
        assert!(all.0.lock().unwrap().len() < 100);
    }
}
