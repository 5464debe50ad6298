//! The state that the follower's thread shares with readers and with the threads that write.

use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::watch;

use super::DirectoryError;
use super::health::{Health, TroubleTimes, reason_if_too_far_behind};
use super::store_health::StoreHealth;
use crate::catalog::SetAsideIndex;
use crate::domain::Position;

/// How well the catalog follows the store, and the signals to and from the follower's thread.
pub struct SyncState {
    inner: Mutex<Inner>,
    wake: Condvar,
    /// Outside `inner`, because every read checks it.
    has_compared_with_store: AtomicBool,
    /// The store's last redaction.
    redacted_change: AtomicI64,
    progress: watch::Sender<Progress>,
    pub store_health: StoreHealth,
}

/// The notification of tasks that wait for a change.
#[derive(Clone, Copy, Default)]
struct Progress {
    /// The last change that readers see.
    change: i64,
    /// Whether the last round failed on the index, so that it may take a while until readers see
    /// more.
    is_failing: bool,
}

#[derive(Default)]
struct Inner {
    stop: bool,
    /// Whether the next round should start at once, because this node wrote.
    has_news: bool,
    /// The store's last change, once it is known.
    store_change: Option<i64>,
    trouble: Option<String>,
    /// Why the store accepts no writes from this process.
    read_only: Option<&'static str>,
    trouble_times: TroubleTimes,
    /// Indexes that were set aside, until an operator moves them away.
    set_aside_indexes: Vec<SetAsideIndex>,
}

impl SyncState {
    pub fn new(set_aside_indexes: Vec<SetAsideIndex>) -> Self {
        Self {
            inner: Mutex::new(Inner { set_aside_indexes, ..Inner::default() }),
            wake: Condvar::new(),
            has_compared_with_store: AtomicBool::new(false),
            redacted_change: AtomicI64::new(0),
            progress: watch::Sender::new(Progress::default()),
            store_health: StoreHealth::new(),
        }
    }

    /// Whether the catalog has been compared with its store.
    pub fn has_compared_with_store(&self) -> bool {
        self.has_compared_with_store.load(Ordering::Acquire)
    }

    /// Starts the next round now.
    pub fn wake(&self) {
        self.lock().has_news = true;
        self.wake.notify_all();
    }

    /// Ends the follower's thread after its current round.
    pub fn stop(&self) {
        self.lock().stop = true;
        self.wake.notify_all();
    }

    /// Waits until readers see `change` or a later one.
    pub async fn wait_until_visible(&self, change: i64) {
        let mut progress = self.progress.subscribe();
        // It fails only when the sender is dropped, together with the follower.
        let _ = progress.wait_for(|it| it.change >= change).await;
    }

    /// Waits until readers see `change` or a later one, or until the index fails. Returns whether
    /// they see it.
    pub async fn wait_until_visible_or_failing(&self, change: i64) -> bool {
        let mut progress = self.progress.subscribe();
        let reached = progress.wait_for(|it| it.change >= change || it.is_failing).await;
        reached.is_ok_and(|it| it.change >= change)
    }

    /// How well the catalog follows, where `change` is the last change that readers see.
    pub fn health(&self, change: i64, is_alive: bool) -> Health {
        let inner = self.lock();
        let lag = inner.store_change.map_or(0, |last| (last - change).max(0));
        let trouble = inner.trouble.as_deref();
        Health {
            ready: self.has_compared_with_store(),
            change,
            lag,
            behind: reason_if_too_far_behind(
                is_alive,
                lag,
                inner.trouble_times,
                trouble,
                Instant::now(),
            ),
            trouble: if self.store_health.is_unresponsive() {
                Some("the database does not answer".to_owned())
            } else {
                inner.trouble.clone().or_else(|| inner.notice())
            },
            read_only: inner.read_only.is_some(),
            store_up: !self.store_health.is_unavailable(),
        }
    }

    /// Begins a round: what is written from now on needs another one.
    pub fn begin_round(&self) {
        self.lock().has_news = false;
    }

    /// Waits until the follower is stopped, at most for `limit`. Returns whether it is.
    pub fn wait_until_stopped(&self, limit: Duration) -> bool {
        let waited = self.wake.wait_timeout_while(self.lock(), limit, |inner| !inner.stop);
        let (inner, _) = waited.unwrap_or_else(PoisonError::into_inner);
        inner.stop
    }

    /// The change of the store's last redaction; 0 if there is none.
    pub fn redacted_change(&self) -> i64 {
        self.redacted_change.load(Ordering::Acquire)
    }

    /// Waits until the next round is due or woken. Returns whether to stop instead.
    pub fn wait_for_next_round(&self, interval: Duration) -> bool {
        let (inner, _) = self
            .wake
            .wait_timeout_while(self.lock(), interval, |inner| !inner.stop && !inner.has_news)
            .unwrap_or_else(PoisonError::into_inner);
        inner.stop
    }

    /// Records the store's last change and redaction. Readers lack the change from now on.
    pub fn record_store_position(&self, position: &Position) {
        self.redacted_change.store(position.redacted_change, Ordering::Release);
        let mut inner = self.lock();
        inner.store_change = Some(position.change);
        inner.trouble_times.stalled.get_or_insert_with(Instant::now);
    }

    /// Records why the store accepts no writes, and logs it if that is new.
    pub fn record_writability(&self, read_only: Option<&'static str>) {
        let mut inner = self.lock();
        match read_only {
            _ if inner.read_only == read_only => {}
            Some(reason) => log::error!("the database is read-only: {reason}"),
            None => log::info!("the database is writable again"),
        }
        inner.read_only = read_only;
    }

    /// Records that readers see a change, although the round is not complete.
    pub fn record_visible(&self, change: i64) {
        self.progress.send_modify(|progress| progress.change = change);
    }

    /// Records that the catalog took something from the store.
    pub fn record_progress(&self) {
        self.lock().trouble_times.stalled = Some(Instant::now());
    }

    pub fn record_kept_index(&self, kept: SetAsideIndex) {
        self.lock().set_aside_indexes.push(kept);
    }

    /// Records that readers see all changes up to the store's last one.
    pub fn record_caught_up(&self, change: i64) {
        let mut inner = self.lock();
        inner.store_change = Some(change);
        inner.trouble_times = TroubleTimes::default();
        inner.set_aside_indexes.retain(SetAsideIndex::exists);
        if inner.trouble.take().is_some() {
            log::info!("the catalog follows the store again");
        }
        drop(inner);
        self.progress.send_replace(Progress { change, is_failing: false });
        self.has_compared_with_store.store(true, Ordering::Release);
    }

    /// Records why a round failed, and logs it unless `last_logged` is the same.
    pub fn record_failure(
        &self,
        err: &DirectoryError,
        is_index_failure: bool,
        last_logged: &mut Option<String>,
    ) {
        let trouble = err.to_string();
        // Messages about the index contain file names, which differ at each attempt.
        let kind = if is_index_failure { "the index".to_owned() } else { trouble.clone() };
        if last_logged.as_ref() != Some(&kind) {
            log::error!("the catalog cannot follow the store: {trouble}");
            *last_logged = Some(kind);
        }
        let mut inner = self.lock();
        inner.trouble = Some(trouble);
        if is_index_failure {
            inner.trouble_times.failing.get_or_insert_with(Instant::now);
        } else {
            // While the store fails, there is nothing to take from it.
            inner.trouble_times.stalled = None;
        }
        drop(inner);
        self.progress.send_modify(|progress| progress.is_failing = is_index_failure);
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        // A panic cannot leave it inconsistent: nothing panics between two assignments.
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inner {
    /// A condition that needs an operator although the catalog follows.
    fn notice(&self) -> Option<String> {
        if let Some(reason) = self.read_only {
            return Some(format!(
                "the database is read-only: {reason}; writes are refused until the server has \
                 write access"
            ));
        }
        let kept = self.set_aside_indexes.last()?;
        Some(format!(
            "{}; the old index was kept as `{}`: recover what you need from it, then move it out \
             of the data folder",
            kept.reason,
            kept.name()
        ))
    }
}
