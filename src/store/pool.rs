//! The connections of a store, lent to whoever asks.
//!
//! A connection on which an answer does not come for longer than the database
//! itself would let a statement last leads nowhere: the network swallowed it.
//! Nothing can wake who waits there, so it is given up: another is made in its
//! place, and PostgreSQL is told to end its own side, with the locks it holds.

use std::ops::{Deref, DerefMut};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use diesel::connection::InstrumentationEvent;
use diesel::prelude::*;
use diesel::r2d2::R2D2Connection;
use diesel::sql_types::{Integer, Text};

use super::connection::{Backend, ConnectionManager, DbConnection};

/// How long to wait for a connection that others have.
const WAIT: Duration = Duration::from_secs(2);
/// How much longer than the database allows an answer may take to come.
const GRACE: Duration = Duration::from_secs(4);
/// After how long a connection is made anew: what its host is may have changed.
const LIFETIME: Duration = Duration::from_secs(30 * 60);

/// Why there is no connection.
#[derive(Debug, thiserror::Error)]
pub enum NoConnection {
    #[error("no connection could be made")]
    Failed(#[source] ConnectionError),
    #[error("all connections were in use")]
    AllLent,
}

/// At most so many connections. Clones share them.
#[derive(Clone)]
pub struct Pool(Arc<Shared>);

struct Shared {
    manager: ConnectionManager,
    size: usize,
    state: Mutex<State>,
    returned: Condvar,
}

#[derive(Default)]
struct State {
    idle: Vec<Held>,
    /// Those that somebody has, or makes.
    lent: Vec<Arc<Line>>,
    /// What is left in the database of those that were given up.
    lost: Vec<Backend>,
}

/// A connection and what is known of it.
struct Held {
    connection: DbConnection,
    line: Arc<Line>,
}

/// What is known of a connection while somebody else has it.
struct Line {
    made: Instant,
    /// Since when an answer is awaited, in milliseconds after `made`, from 1; 0 while none is.
    asked: AtomicU64,
    backend: OnceLock<Backend>,
}

/// A connection, until it is dropped.
pub struct Lease {
    shared: Arc<Shared>,
    /// `Some` until it is dropped.
    held: Option<Held>,
}

impl Pool {
    pub fn new(manager: ConnectionManager, size: usize) -> Self {
        let state = Mutex::default();
        Self(Arc::new(Shared { manager, size, state, returned: Condvar::new() }))
    }

    /// A connection that works.
    pub fn get(&self) -> Result<Lease, NoConnection> {
        let deadline = Instant::now() + WAIT;
        let mut state = self.0.state();
        loop {
            state.give_up(self.0.manager.longest_statement().map(|limit| limit + GRACE));
            if let Some(held) = state.take_idle() {
                drop(state);
                if let Some(lease) = self.0.lend(held) {
                    return Ok(lease);
                }
            } else if state.lent.len() < self.0.size {
                let line = Arc::new(Line::new());
                state.lent.push(Arc::clone(&line));
                drop(state);
                let held = self.0.make(line).map_err(NoConnection::Failed)?;
                if let Some(lease) = self.0.lend(held) {
                    return Ok(lease);
                }
            } else {
                let left = deadline.saturating_duration_since(Instant::now());
                if left.is_zero() {
                    return Err(NoConnection::AllLent);
                }
                let waited = self.0.returned.wait_timeout(state, left);
                drop(waited.unwrap_or_else(PoisonError::into_inner));
            }
            state = self.0.state();
        }
    }

    /// A connection that nobody has now, if there is one.
    pub fn try_get(&self) -> Option<Lease> {
        let held = self.0.state().take_idle()?;
        self.0.lend(held)
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        // Each change of it is one push or one removal.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes a connection, which its line announces.
    fn make(self: &Arc<Self>, line: Arc<Line>) -> ConnectionResult<Held> {
        line.ask();
        let opened = self.manager.open().inspect_err(|_| self.forget(&line))?;
        let (mut connection, backend) = opened;
        if let Some(backend) = backend {
            // It is set once: nobody else has the line yet.
            let _ = line.backend.set(backend);
            let watched = Arc::clone(&line);
            connection.set_instrumentation(move |event: InstrumentationEvent<'_>| match event {
                InstrumentationEvent::StartQuery { .. } => watched.ask(),
                InstrumentationEvent::FinishQuery { .. } => watched.rest(),
                _ => {}
            });
        }
        line.rest();
        Ok(Held { connection, line })
    }

    /// Lends a connection, if it still works.
    fn lend(self: &Arc<Self>, held: Held) -> Option<Lease> {
        let lost = std::mem::take(&mut self.state().lost);
        let mut lease = Lease { shared: Arc::clone(self), held: Some(held) };
        let works = lease.ping().is_ok();
        if works && lost.iter().all(|backend| end(&mut lease, backend).is_ok()) {
            return Some(lease);
        }
        self.state().lost.extend(lost);
        // What does not answer a ping is not kept.
        if let Some(held) = lease.held.take() {
            self.forget(&held.line);
        }
        None
    }

    /// A connection is no more: there is room for another.
    fn forget(&self, line: &Arc<Line>) {
        self.state().lent.retain(|it| !Arc::ptr_eq(it, line));
        self.returned.notify_one();
    }
}

impl State {
    /// A connection that nobody has, for somebody.
    fn take_idle(&mut self) -> Option<Held> {
        let held = self.idle.pop()?;
        self.lent.push(Arc::clone(&held.line));
        Some(held)
    }

    /// Gives up every connection on which an answer is awaited for too long.
    fn give_up(&mut self, limit: Option<Duration>) {
        let Some(limit) = limit else { return };
        let Self { lent, lost, .. } = self;
        lent.retain(|line| {
            let is_stuck = line.waits_for() > limit;
            if is_stuck {
                log::warn!("a connection to the database leads nowhere and is given up");
                lost.extend(line.backend.get().cloned());
            }
            !is_stuck
        });
    }
}

/// Ends what is left in PostgreSQL of a connection. Whoever has its number now, if
/// anybody, began at another time.
fn end(connection: &mut DbConnection, backend: &Backend) -> QueryResult<()> {
    let DbConnection::Postgres(connection) = connection else { return Ok(()) };
    diesel::sql_query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
         WHERE pid = $1 AND backend_start::text = $2",
    )
    .bind::<Integer, _>(backend.pid)
    .bind::<Text, _>(&backend.began)
    .execute(connection)
    .map(drop)
}

impl Line {
    fn new() -> Self {
        Self { made: Instant::now(), asked: AtomicU64::new(0), backend: OnceLock::new() }
    }

    fn ask(&self) {
        let now = u64::try_from(self.made.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.asked.store(now.max(1), Ordering::Relaxed);
    }

    fn rest(&self) {
        self.asked.store(0, Ordering::Relaxed);
    }

    /// How long an answer has been awaited.
    fn waits_for(&self) -> Duration {
        match self.asked.load(Ordering::Relaxed) {
            0 => Duration::ZERO,
            asked => self.made.elapsed().saturating_sub(Duration::from_millis(asked)),
        }
    }
}

impl Deref for Lease {
    type Target = DbConnection;

    #[expect(clippy::expect_used, reason = "only `drop` takes it")]
    fn deref(&self) -> &DbConnection {
        &self.held.as_ref().expect("it is not dropped").connection
    }
}

impl DerefMut for Lease {
    #[expect(clippy::expect_used, reason = "only `drop` takes it")]
    fn deref_mut(&mut self) -> &mut DbConnection {
        &mut self.held.as_mut().expect("it is not dropped").connection
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let Some(mut held) = self.held.take() else { return };
        held.line.rest();
        let is_broken = match &mut held.connection {
            DbConnection::Sqlite(connection) => connection.is_broken(),
            DbConnection::Postgres(connection) => connection.is_broken(),
        };
        let keep = !is_broken && held.line.made.elapsed() < LIFETIME;
        let mut state = self.shared.state();
        let place = state.lent.iter().position(|it| Arc::ptr_eq(it, &held.line));
        // One that was given up is not taken back: its like has been made already.
        if let Some(place) = place {
            state.lent.swap_remove(place);
            if keep {
                state.idle.push(held);
            }
        }
        drop(state);
        self.shared.returned.notify_one();
    }
}
