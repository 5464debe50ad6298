//! The thread that brings the store's changes to the catalog.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use tokio::sync::watch;

use super::DirectoryError;
use super::asking::{Asking, Told};
use super::pulse::Pulse;
use crate::catalog::Catalog;
use crate::domain::Position;
use crate::store::{News, Store};

/// How often the store is asked for changes that others made.
const INTERVAL: Duration = Duration::from_millis(500);

/// How well a catalog follows its store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Health {
    /// Whether reads can be answered.
    pub ready: bool,
    /// The last change that readers see.
    pub change: i64,
    /// How many changes of the store, as far as is known, they do not see yet.
    pub lag: i64,
    /// Why the catalog cannot follow now.
    pub trouble: Option<String>,
    /// Whether the store answered when it was last asked; the trouble may be the index's.
    pub store_up: bool,
}

/// Follows a store until it is dropped.
pub struct Follower {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

struct Shared {
    state: Mutex<State>,
    wake: Condvar,
    /// Whether the catalog has been compared with its store: every read asks.
    met_store: AtomicBool,
    /// The last change that readers see.
    shown: watch::Sender<i64>,
    pulse: Pulse,
}

#[derive(Default)]
struct State {
    stop: bool,
    /// Something was written here: the store is to be asked at once.
    has_news: bool,
    /// The store's last change, once it has been asked.
    seen: Option<i64>,
    trouble: Option<String>,
}

impl Follower {
    pub fn start(store: Store, catalog: Arc<Catalog>) -> Result<Self, DirectoryError> {
        let shared = Arc::new(Shared {
            state: Mutex::default(),
            wake: Condvar::new(),
            met_store: AtomicBool::new(false),
            shown: watch::Sender::new(0),
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
    /// whoever waits sets a limit.
    pub async fn shown(&self, change: i64) {
        let mut shown = self.shared.shown.subscribe();
        // It ends early only with the follower itself.
        let _ = shown.wait_for(|reached| *reached >= change).await;
    }

    /// How things stand, with the last change that readers see.
    pub fn health(&self, change: i64) -> Health {
        let state = self.shared.state();
        Health {
            ready: state.seen.is_some(),
            change,
            lag: state.seen.map_or(0, |seen| (seen - change).max(0)),
            trouble: match self.shared.pulse.is_silent() {
                true => Some("the database does not answer".to_owned()),
                false => state.trouble.clone(),
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

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        // Its fields are always whole: nothing panics between two of them.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn follow(store: &Store, catalog: &Catalog, shared: &Shared) {
    loop {
        // Before the store is asked: what is written from here on is new again.
        shared.state().has_news = false;
        let outcome = catch_up(store, catalog, &shared.pulse);
        let is_away =
            |err: &DirectoryError| matches!(err, DirectoryError::Store(_) | DirectoryError::Silent);
        shared.pulse.answered(outcome.as_ref().is_err_and(is_away));
        let mut state = shared.state();
        match outcome {
            Ok(change) => {
                state.seen = Some(change);
                shared.shown.send_replace(change);
                shared.met_store.store(true, Ordering::Release);
                if state.trouble.take().is_some() {
                    log::info!("the catalog follows the store again");
                }
            }
            Err(err) => {
                let trouble = err.to_string();
                if state.trouble.as_ref() != Some(&trouble) {
                    log::error!("the catalog cannot follow the store: {trouble}");
                }
                state.trouble = Some(trouble);
            }
        }
        let (state, _) = shared
            .wake
            .wait_timeout_while(state, INTERVAL, |state| !state.stop && !state.has_news)
            .unwrap_or_else(PoisonError::into_inner);
        if state.stop {
            return;
        }
    }
}

/// Brings the catalog to where the store is. Returns the store's last change.
fn catch_up(store: &Store, catalog: &Catalog, pulse: &Pulse) -> Result<i64, DirectoryError> {
    let target = Asking::begin(store, pulse, |store, told| told(store.position()))?.next()??;
    let reached = catalog.position();
    if reached.as_ref() == Some(&target) {
        return Ok(target.change);
    }
    let caught_up = bring_news((store, pulse), catalog, reached, &target);
    if caught_up.is_err() {
        // What was staged in part must not be published with a later change.
        catalog.unstage()?;
    }
    caught_up
}

/// Whether the catalog stands where the store once stood: the same directory, and
/// the change that it reached is the one that has its number still. After a
/// failover that lost changes another may have it, made at another time.
fn is_behind(
    store: &Store,
    pulse: &Pulse,
    reached: &Position,
    target: &Position,
) -> Result<bool, DirectoryError> {
    if reached.directory != target.directory || reached.change > target.change {
        return Ok(false);
    }
    if reached.change == 0 {
        return Ok(true);
    }
    let change = reached.change;
    let made =
        Asking::begin(store, pulse, move |store, told| told(store.time_of(change)))?.next()??;
    Ok(made == Some(reached.updated_at))
}

fn bring_news(
    (store, pulse): (&Store, &Pulse),
    catalog: &Catalog,
    reached: Option<Position>,
    target: &Position,
) -> Result<i64, DirectoryError> {
    let after = match reached {
        Some(position) if is_behind(store, pulse, &position, target)? => position.change,
        _ => {
            catalog.clear()?;
            0
        }
    };
    let asking = Asking::begin(store, pulse, move |store, told| {
        let end = store.news_after(after, |news| told(Told::News(news)));
        told(Told::End(end))
    })?;
    loop {
        match asking.next()? {
            Told::News(News::RemovedTerms(removed)) => catalog.stage_removed_terms(&removed)?,
            Told::News(News::Terms(terms)) => catalog.stage_terms(&terms)?,
            Told::News(News::Organizations(states)) => catalog.stage_organizations(&states)?,
            Told::End(position) => {
                let position = position?;
                catalog.publish(&position)?;
                return Ok(position.change);
            }
        }
    }
}
