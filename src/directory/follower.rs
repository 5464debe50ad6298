//! The thread that makes the catalog follow the store.
//!
//! It survives every failure of the store and of the index, panics included. [`Recovery`] decides
//! what happens after a failure of the index.

use std::path::Path;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::DirectoryError;
use super::health::Health;
use super::made_folders::MadeFolders;
use super::purger;
use super::recovery::{Recovery, catch_panics};
use super::sync_round::SyncRound;
use super::sync_state::SyncState;
use crate::catalog::{Catalog, set_aside_indexes};
use crate::store::Store;

/// Time between two rounds, in which changes by other nodes are found.
const INTERVAL: Duration = Duration::from_millis(500);

/// Follows a store until it is dropped.
pub struct Follower {
    state: Arc<SyncState>,
    thread: Option<JoinHandle<()>>,
}

impl Follower {
    /// Starts the thread. `index` is the folder of the catalog, `made_folders` those from
    /// which redacted texts have to go.
    pub fn start(
        store: Store,
        catalog: Arc<Catalog>,
        index: &Path,
        made_folders: Arc<MadeFolders>,
    ) -> Result<Self, DirectoryError> {
        let kept = set_aside_indexes(index);
        for it in &kept {
            log::warn!("the old index {} is still there: {}", it.folder.display(), it.reason);
        }
        let state = Arc::new(SyncState::new(kept));
        purger::start(store.clone(), Arc::clone(&state))?;
        let for_thread = Arc::clone(&state);
        let thread = thread::Builder::new()
            .name("follower".to_owned())
            .spawn(move || follow(&store, &catalog, &for_thread, &made_folders))?;
        Ok(Self { state, thread: Some(thread) })
    }

    /// Whether the catalog has been compared with its store.
    pub fn has_compared_with_store(&self) -> bool {
        self.state.has_compared_with_store()
    }

    /// Starts the next round now.
    pub fn wake(&self) {
        self.state.wake();
    }

    /// Waits until readers see `change` or a later one, perhaps for ever: the caller sets a limit.
    pub async fn wait_until_visible(&self, change: i64) {
        self.state.wait_until_visible(change).await;
    }

    /// Waits until readers see `change` or a later one, or until the index fails. Returns whether
    /// they see it.
    pub async fn wait_until_visible_or_failing(&self, change: i64) -> bool {
        self.state.wait_until_visible_or_failing(change).await
    }

    /// How well the catalog follows, where `change` is the last change that readers see.
    pub fn health(&self, change: i64) -> Health {
        let is_alive = self.thread.as_ref().is_some_and(|thread| !thread.is_finished());
        self.state.health(change, is_alive)
    }

    /// The change of the store's last redaction; 0 if there is none.
    pub fn redacted_change(&self) -> i64 {
        self.state.redacted_change()
    }

    /// Whether the last call of the store failed, or the current one is slow.
    pub fn store_is_slow(&self) -> bool {
        self.state.store_health.is_slow()
    }

    /// Whether the last call of the store failed, or the store is unresponsive.
    pub fn store_is_unavailable(&self) -> bool {
        self.state.store_health.is_unavailable()
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        self.state.stop();
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            log::error!("the follower had stopped");
        }
    }
}

fn follow(store: &Store, catalog: &Catalog, state: &SyncState, made_folders: &MadeFolders) {
    let mut recovery = Recovery::default();
    let mut last_logged = None;
    let round = SyncRound { store, catalog, state, made_folders };
    loop {
        state.begin_round();
        let begun = Instant::now();
        let outcome = if recovery.is_waiting() {
            round.fetch_position().map(|_| None)
        } else {
            catch_panics(|| round.run(&mut recovery)).map(Some)
        };
        let store_failed = matches!(&outcome, Err(err) if is_store_failure(err));
        state.store_health.record_outcome(store_failed);
        match &outcome {
            Ok(Some(change)) => {
                recovery.record_success();
                last_logged = None;
                state.record_caught_up(*change);
            }
            Ok(None) => {}
            Err(err) if is_index_failure(err) => {
                recovery.record_failure(catalog, err, begun.elapsed());
                state.record_failure(err, true, &mut last_logged);
            }
            Err(err) => {
                recovery.roll_back(catalog);
                state.record_failure(err, false, &mut last_logged);
            }
        }
        if state.wait_for_next_round(INTERVAL) {
            return;
        }
    }
}

fn is_store_failure(err: &DirectoryError) -> bool {
    matches!(err, DirectoryError::Store(_) | DirectoryError::StoreTimeout)
}

fn is_index_failure(err: &DirectoryError) -> bool {
    matches!(err, DirectoryError::Catalog(_) | DirectoryError::Panicked(_))
}
