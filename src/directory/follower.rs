//! The thread that brings the store's changes to the catalog.
//!
//! It outlives every failure of the store and of the index, panics included:
//! [`Recovery`] says how it goes on.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use tokio::sync::watch;

use super::DirectoryError;
use super::catching_up::CatchingUp;
use super::health::{Health, Since, behind};
use super::pulse::Pulse;
use super::recovery::{Recovery, guarded};
use crate::catalog::{Catalog, SetAsideIndex, set_aside_indexes};
use crate::store::Store;

/// How often the store is asked for changes that others made.
const INTERVAL: Duration = Duration::from_millis(500);

/// Follows a store until it is dropped.
pub struct Follower {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

/// State that the follower's thread shares with the others.
pub(super) struct Shared {
    state: Mutex<State>,
    wake: Condvar,
    /// Whether the catalog has been compared with its store: every read asks.
    met_store: AtomicBool,
    progress: watch::Sender<Progress>,
    pub(super) pulse: Pulse,
}

/// How far readers see, as those who wait for a change learn of it.
#[derive(Clone, Copy, Default)]
struct Progress {
    change: i64,
    /// Whether the index failed at the last attempt: nothing more may be seen for a while.
    is_failing: bool,
}

#[derive(Default)]
struct State {
    stop: bool,
    /// Something was written here: the store is to be asked at once.
    has_news: bool,
    /// The store's last change, once it has been asked.
    seen: Option<i64>,
    trouble: Option<String>,
    since: Since,
    /// Indexes that knew more than the store, until an operator moves them away.
    kept: Vec<SetAsideIndex>,
}

impl Follower {
    /// `index` is the folder of the catalog.
    pub fn start(
        store: Store,
        catalog: Arc<Catalog>,
        index: &Path,
    ) -> Result<Self, DirectoryError> {
        let kept = set_aside_indexes(index);
        for it in &kept {
            log::warn!("{} is kept: {}", it.folder.display(), it.reason);
        }
        let shared = Arc::new(Shared {
            state: Mutex::new(State { kept, ..State::default() }),
            wake: Condvar::new(),
            met_store: AtomicBool::new(false),
            progress: watch::Sender::new(Progress::default()),
            pulse: Pulse::new(),
        });
        let for_thread = Arc::clone(&shared);
        let thread = thread::Builder::new()
            .name("follower".to_owned())
            .spawn(move || follow(&store, &catalog, &for_thread))?;
        Ok(Self { shared, thread: Some(thread) })
    }

    /// Whether the catalog has been compared with its store.
    pub fn has_met_store(&self) -> bool {
        self.shared.met_store.load(Ordering::Acquire)
    }

    /// Asks the store for changes now, not only when it is time.
    pub fn wake(&self) {
        self.shared.state().has_news = true;
        self.shared.wake.notify_all();
    }

    /// Waits until readers see `change`, or a later one. It may take for ever:
    /// the caller sets a limit.
    pub async fn shown(&self, change: i64) {
        let mut progress = self.shared.progress.subscribe();
        // It ends early only with the follower itself.
        let _ = progress.wait_for(|it| it.change >= change).await;
    }

    /// Waits until readers see `change`, or until the index fails. Returns whether
    /// they see it.
    pub async fn shown_unless_failing(&self, change: i64) -> bool {
        let mut progress = self.shared.progress.subscribe();
        let reached = progress.wait_for(|it| it.change >= change || it.is_failing).await;
        reached.is_ok_and(|it| it.change >= change)
    }

    /// How well the catalog follows, with the last change that readers see.
    pub fn health(&self, change: i64) -> Health {
        let state = self.shared.state();
        let lag = state.seen.map_or(0, |seen| (seen - change).max(0));
        let is_alive = self.thread.as_ref().is_some_and(|thread| !thread.is_finished());
        let trouble = state.trouble.as_deref();
        Health {
            ready: self.has_met_store(),
            change,
            lag,
            behind: behind(is_alive, lag, state.since, trouble, Instant::now()),
            trouble: match self.shared.pulse.is_silent() {
                true => Some("the database does not answer".to_owned()),
                false => state.trouble.clone().or_else(|| state.notice()),
            },
            store_up: !self.store_is_away(),
        }
    }

    /// Whether the store failed when it was last asked, or is slow to answer.
    pub fn store_is_slow(&self) -> bool {
        self.shared.pulse.is_slow()
    }

    /// Whether the store failed when it was last asked, or is silent.
    pub fn store_is_away(&self) -> bool {
        self.shared.pulse.is_away()
    }
}

impl Drop for Follower {
    fn drop(&mut self) {
        self.shared.state().stop = true;
        self.shared.wake.notify_all();
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            log::error!("the follower had stopped");
        }
    }
}

impl State {
    /// A condition that an operator must look at although the catalog follows.
    fn notice(&self) -> Option<String> {
        let kept = self.kept.last()?;
        Some(format!(
            "{}; the old index is kept as `{}`: move it out of the data folder once it is dealt with",
            kept.reason,
            kept.name()
        ))
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        // Its fields are always whole: nothing panics between two of them.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The store's last change is known: from now on readers lack what is before it.
    pub(super) fn has_seen(&self, change: i64) {
        let mut state = self.state();
        state.seen = Some(change);
        state.since.stalled.get_or_insert_with(Instant::now);
    }

    /// Something was taken from the store.
    pub(super) fn has_progressed(&self) {
        self.state().since.stalled = Some(Instant::now());
    }

    pub(super) fn has_kept(&self, kept: SetAsideIndex) {
        self.state().kept.push(kept);
    }

    fn has_caught_up(&self, change: i64) {
        let mut state = self.state();
        state.seen = Some(change);
        state.since = Since::default();
        state.kept.retain(SetAsideIndex::exists);
        if state.trouble.take().is_some() {
            log::info!("the catalog follows the store again");
        }
        drop(state);
        self.progress.send_replace(Progress { change, is_failing: false });
        self.met_store.store(true, Ordering::Release);
    }

    /// Keeps why the catalog cannot follow, and logs it once per `kind`.
    fn cannot_follow(&self, err: &DirectoryError, is_index: bool, logged: &mut Option<String>) {
        let trouble = err.to_string();
        // The messages of an index name files whose names differ at each attempt.
        let kind = if is_index { "the index".to_owned() } else { trouble.clone() };
        if logged.as_ref() != Some(&kind) {
            log::error!("the catalog cannot follow the store: {trouble}");
            *logged = Some(kind);
        }
        let mut state = self.state();
        state.trouble = Some(trouble);
        if is_index {
            state.since.failing.get_or_insert_with(Instant::now);
        } else {
            // While the store is away nothing can be taken from it.
            state.since.stalled = None;
        }
        drop(state);
        self.progress.send_modify(|progress| progress.is_failing = is_index);
    }

    /// Waits for the next round: until it is time, or something was written. Returns
    /// whether to stop.
    fn rest(&self) -> bool {
        let (state, _) = self
            .wake
            .wait_timeout_while(self.state(), INTERVAL, |state| !state.stop && !state.has_news)
            .unwrap_or_else(PoisonError::into_inner);
        state.stop
    }
}

fn follow(store: &Store, catalog: &Catalog, shared: &Shared) {
    let mut recovery = Recovery::default();
    let mut logged = None;
    let round = CatchingUp { store, catalog, shared };
    loop {
        // Before the store is asked: what is written from here on is new again.
        shared.state().has_news = false;
        let begun = Instant::now();
        let outcome = match recovery.is_waiting() {
            true => round.look().map(|_| None),
            false => guarded(|| round.run(&mut recovery)).map(Some),
        };
        shared.pulse.answered(matches!(&outcome, Err(err) if is_of_store(err)));
        match &outcome {
            Ok(Some(change)) => {
                recovery.succeeded();
                logged = None;
                shared.has_caught_up(*change);
            }
            Ok(None) => {}
            Err(err) if is_of_index(err) => {
                recovery.failed(catalog, err, begun.elapsed());
                shared.cannot_follow(err, true, &mut logged);
            }
            Err(err) => {
                recovery.roll_back(catalog);
                shared.cannot_follow(err, false, &mut logged);
            }
        }
        if shared.rest() {
            return;
        }
    }
}

fn is_of_store(err: &DirectoryError) -> bool {
    matches!(err, DirectoryError::Store(_) | DirectoryError::Silent)
}

fn is_of_index(err: &DirectoryError) -> bool {
    matches!(err, DirectoryError::Catalog(_) | DirectoryError::Panicked(_))
}
