//! The connection pool of a store.
//!
//! The pool is our own because it must abandon a connection that another thread is blocked on,
//! which r2d2 cannot do. When a network drops packets silently, a query can block for ever, and its
//! thread cannot be woken. If no response arrives within the statement timeout plus a grace period,
//! the pool therefore abandons the connection: it opens another in its place, and has PostgreSQL
//! end the server side, so that its locks are released.
//!
//! A connection that does not respond is rarely the only one. Idle connections of all pools that
//! were last used before it are therefore closed unused.

mod monitor;

use std::ops::{Deref, DerefMut};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use diesel::connection::InstrumentationEvent;
use diesel::prelude::*;
use diesel::r2d2::R2D2Connection;
use diesel::sql_types::{Integer, Text};

use super::connection::{Backend, ConnectionManager, DbConnection};
use monitor::Monitor;

/// Maximum time that a caller waits while all connections are checked out.
const CHECKOUT_TIMEOUT: Duration = Duration::from_secs(2);
/// Time for a response to arrive after the statement timeout of the database.
const GRACE: Duration = Duration::from_secs(4);
/// Maximum age of a connection: the host name of the database may since have moved.
const MAX_AGE: Duration = Duration::from_secs(30 * 60);

/// Why the pool has no connection to lend.
#[derive(Debug, thiserror::Error)]
pub enum PoolError {
    #[error("no connection could be made")]
    Connect(#[source] ConnectionError),
    #[error("all connections were in use")]
    Exhausted,
}

/// A pool with a maximum size. Clones share the connections.
#[derive(Clone)]
pub struct Pool(Arc<Shared>);

struct Shared {
    manager: ConnectionManager,
    /// Maximum number of connections, abandoned ones not counted.
    size: usize,
    state: Mutex<State>,
    returned: Condvar,
    last_failure: LastFailure,
}

/// The last time since when a connection did not work. Pools of one database share it.
#[derive(Clone, Default)]
pub struct LastFailure(Arc<Mutex<Option<Instant>>>);

impl LastFailure {
    fn record(&self, since: Instant) {
        let mut last = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *last = (*last).max(Some(since));
    }

    /// Whether a connection that worked at `instant` may have failed since.
    fn is_after(&self, instant: Instant) -> bool {
        let last = *self.0.lock().unwrap_or_else(PoisonError::into_inner);
        last.is_some_and(|last| last >= instant)
    }
}

#[derive(Default)]
struct State {
    idle: Vec<MonitoredConnection>,
    /// Connections that a caller has or that are being opened.
    checked_out: Vec<Arc<Monitor>>,
    /// Server processes of abandoned connections, which have yet to be ended.
    abandoned: Vec<Backend>,
}

struct MonitoredConnection {
    connection: DbConnection,
    monitor: Arc<Monitor>,
    /// When it was returned to the pool, or opened.
    worked_at: Instant,
}

/// A connection that returns to its pool when it is dropped.
pub struct PooledConnection {
    shared: Arc<Shared>,
    /// `Some` until it is dropped.
    inner: Option<MonitoredConnection>,
}

impl Pool {
    pub fn new(manager: ConnectionManager, size: usize, last_failure: LastFailure) -> Self {
        let state = Mutex::default();
        let returned = Condvar::new();
        Self(Arc::new(Shared { manager, size, state, returned, last_failure }))
    }

    /// Checks out a connection that has just answered a ping.
    ///
    /// # Errors
    ///
    /// When no connection can be opened, or all are checked out for longer than
    /// [`CHECKOUT_TIMEOUT`].
    pub fn get(&self) -> Result<PooledConnection, PoolError> {
        let deadline = Instant::now() + CHECKOUT_TIMEOUT;
        let mut state = self.0.state();
        loop {
            let next_stuck = self.0.abandon_stuck(&mut state);
            if let Some(idle) = self.0.take_idle(&mut state) {
                drop(state);
                if let Some(connection) = self.0.check_out(idle) {
                    return Ok(connection);
                }
            } else if state.checked_out.len() < self.0.size {
                let monitor = Arc::new(Monitor::new());
                state.checked_out.push(Arc::clone(&monitor));
                drop(state);
                let opened = self.0.open(monitor).map_err(PoolError::Connect)?;
                if let Some(connection) = self.0.check_out(opened) {
                    return Ok(connection);
                }
            } else {
                let left = deadline.saturating_duration_since(Instant::now());
                if left.is_zero() {
                    return Err(PoolError::Exhausted);
                }
                let left = next_stuck.map_or(left, |next| left.min(next));
                let waited = self.0.returned.wait_timeout(state, left);
                drop(waited.unwrap_or_else(PoisonError::into_inner));
            }
            state = self.0.state();
        }
    }

    /// Checks out an idle connection, if there is one. Neither opens one nor waits.
    pub fn try_get(&self) -> Option<PooledConnection> {
        let idle = self.0.take_idle(&mut self.0.state())?;
        self.0.check_out(idle)
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        // A panic cannot leave it inconsistent: each change is one push or one removal.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Opens a connection, for which `monitor` is already checked out.
    fn open(self: &Arc<Self>, monitor: Arc<Monitor>) -> ConnectionResult<MonitoredConnection> {
        monitor.start_query();
        let opened = self.manager.open().inspect_err(|_| self.remove(&monitor))?;
        let (mut connection, backend) = opened;
        if let Some(backend) = backend {
            // Never set before: the monitor is new.
            let _ = monitor.backend.set(backend);
            let watched = Arc::clone(&monitor);
            connection.set_instrumentation(move |event: InstrumentationEvent<'_>| match event {
                InstrumentationEvent::StartQuery { .. } => watched.start_query(),
                InstrumentationEvent::FinishQuery { .. } => watched.finish_query(),
                _ => {}
            });
        }
        monitor.finish_query();
        Ok(MonitoredConnection { connection, monitor, worked_at: Instant::now() })
    }

    /// Moves an idle connection that may still work to those that are checked out, and closes the
    /// others.
    fn take_idle(&self, state: &mut State) -> Option<MonitoredConnection> {
        state.idle.retain(|idle| !self.last_failure.is_after(idle.worked_at));
        let idle = state.idle.pop()?;
        state.checked_out.push(Arc::clone(&idle.monitor));
        Some(idle)
    }

    /// Abandons every connection that does not respond in time. Returns the time until the next
    /// one would be.
    fn abandon_stuck(&self, state: &mut State) -> Option<Duration> {
        let limit = self.manager.statement_timeout()? + GRACE;
        let State { checked_out, abandoned, .. } = state;
        checked_out.retain(|monitor| {
            let is_stuck = monitor.time_left(limit) == Some(Duration::ZERO);
            if is_stuck {
                log::warn!("a connection to the database does not respond and was abandoned");
                self.last_failure.record(monitor.pending_since());
                abandoned.extend(monitor.backend.get().cloned());
            }
            !is_stuck
        });
        checked_out.iter().filter_map(|monitor| monitor.time_left(limit)).min()
    }

    /// Lends a connection if it answers a ping, and uses it to end abandoned ones.
    fn check_out(self: &Arc<Self>, checked: MonitoredConnection) -> Option<PooledConnection> {
        let begun = Instant::now();
        let monitor = Arc::clone(&checked.monitor);
        let mut connection = PooledConnection { shared: Arc::clone(self), inner: Some(checked) };
        monitor.is_ping.store(true, Ordering::Relaxed);
        let works = connection.ping().is_ok();
        monitor.is_ping.store(false, Ordering::Relaxed);
        if works {
            let abandoned = std::mem::take(&mut self.state().abandoned);
            if abandoned.iter().all(|it| end_backend(&mut connection, it).is_ok()) {
                return Some(connection);
            }
            self.state().abandoned.extend(abandoned);
        }
        self.last_failure.record(begun);
        // Taken out, so that a broken connection does not return to the pool.
        if let Some(broken) = connection.inner.take() {
            self.remove(&broken.monitor);
        }
        None
    }

    /// Forgets a connection, which makes room for another.
    fn remove(&self, monitor: &Arc<Monitor>) {
        self.state().checked_out.retain(|it| !Arc::ptr_eq(it, monitor));
        self.returned.notify_one();
    }
}

/// Ends the PostgreSQL process of an abandoned connection. The start time excludes a later process
/// with the same number.
fn end_backend(connection: &mut DbConnection, backend: &Backend) -> QueryResult<()> {
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

impl Deref for PooledConnection {
    type Target = DbConnection;

    #[expect(clippy::expect_used, reason = "only `drop` takes it")]
    fn deref(&self) -> &DbConnection {
        &self.inner.as_ref().expect("it is not dropped").connection
    }
}

impl DerefMut for PooledConnection {
    #[expect(clippy::expect_used, reason = "only `drop` takes it")]
    fn deref_mut(&mut self) -> &mut DbConnection {
        &mut self.inner.as_mut().expect("it is not dropped").connection
    }
}

impl Drop for PooledConnection {
    fn drop(&mut self) {
        let Some(mut returned) = self.inner.take() else { return };
        returned.monitor.finish_query();
        let is_broken = match &mut returned.connection {
            DbConnection::Sqlite(connection) => connection.is_broken(),
            DbConnection::Postgres(connection) => connection.is_broken(),
        };
        let is_reusable = !is_broken && returned.monitor.opened_at.elapsed() < MAX_AGE;
        let mut state = self.shared.state();
        let place = state.checked_out.iter().position(|it| Arc::ptr_eq(it, &returned.monitor));
        // An abandoned connection is no longer among them, and another may have taken its place.
        if let Some(place) = place {
            state.checked_out.swap_remove(place);
            if is_reusable {
                returned.worked_at = Instant::now();
                state.idle.push(returned);
            }
        }
        drop(state);
        self.shared.returned.notify_one();
    }
}
