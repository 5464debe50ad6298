//! Opening connections, and the helpers that hide how SQLite and PostgreSQL differ.

use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::result::Error;
use diesel::sql_types::{Integer, Text};

use super::DatabaseUrl;
use super::database_file::DatabaseFile;

pub use super::db_connection::DbConnection;

/// Opens connections.
///
/// The derived `DbConnection::establish` tries each database in turn and loses the reason for a
/// failure, so this type chooses the database from the URL.
#[derive(Clone)]
pub struct ConnectionManager {
    url: DatabaseUrl,
    purpose: Purpose,
    /// On SQLite, the file that every connection must open, once one is open.
    file: Option<DatabaseFile>,
}

/// The purpose of a connection, which determines its statement timeout.
#[derive(Clone, Copy, Debug)]
pub enum Purpose {
    Reading,
    Writing,
}

impl Purpose {
    fn statement_timeout(self) -> Duration {
        match self {
            Self::Reading => Duration::from_secs(2),
            Self::Writing => Duration::from_secs(10),
        }
    }
}

/// The PostgreSQL process that serves a connection. Process numbers are reused, so its start time
/// identifies it too.
#[derive(Clone, Debug, QueryableByName)]
pub struct Backend {
    #[diesel(sql_type = Integer)]
    pub pid: i32,
    #[diesel(sql_type = Text)]
    pub began: String,
}

impl ConnectionManager {
    pub fn new(url: DatabaseUrl, purpose: Purpose, file: Option<DatabaseFile>) -> Self {
        Self { url, purpose, file }
    }

    /// Opens and configures one connection. On PostgreSQL, also returns the process that serves it.
    pub fn open(&self) -> ConnectionResult<(DbConnection, Option<Backend>)> {
        // If the file has been removed, SQLite would create a new one.
        self.check_file()?;
        let mut connection = self.establish()?;
        self.check_file()?;
        let backend = configure(&mut connection, self.purpose)
            .map_err(ConnectionError::CouldntSetupConfiguration)?;
        Ok((connection, backend))
    }

    /// The statement timeout that PostgreSQL enforces; SQLite has none.
    pub fn statement_timeout(&self) -> Option<Duration> {
        matches!(self.url, DatabaseUrl::Postgres(_)).then(|| self.purpose.statement_timeout())
    }

    fn check_file(&self) -> ConnectionResult<()> {
        let checked = self.file.as_ref().map_or(Ok(()), DatabaseFile::check);
        checked.map_err(|err| ConnectionError::BadConnection(err.to_string()))
    }

    fn establish(&self) -> ConnectionResult<DbConnection> {
        match &self.url {
            DatabaseUrl::Sqlite(path) => {
                let path = path.to_str().ok_or_else(|| {
                    ConnectionError::InvalidConnectionUrl("the path is not UTF-8".to_owned())
                })?;
                SqliteConnection::establish(path).map(DbConnection::Sqlite)
            }
            DatabaseUrl::Postgres(url) => {
                PgConnection::establish(&with_network_timeouts(url)).map(DbConnection::Postgres)
            }
        }
    }
}

/// libpq parameters that bound the time on a dead connection: 3 s to connect, 5 s for sent data
/// to be acknowledged, and about 10 s for a silent peer.
const NETWORK_TIMEOUTS: [(&str, &str); 5] = [
    ("connect_timeout", "3"),
    ("tcp_user_timeout", "5000"),
    ("keepalives_idle", "5"),
    ("keepalives_interval", "2"),
    ("keepalives_count", "2"),
];

/// Adds the network timeouts that the URL does not set itself.
fn with_network_timeouts(url: &str) -> String {
    let mut url = url.to_owned();
    for (name, value) in NETWORK_TIMEOUTS {
        if !url.contains(&format!("{name}=")) {
            url.push(if url.contains('?') { '&' } else { '?' });
            url.push_str(&format!("{name}={value}"));
        }
    }
    url
}

/// Configures a new connection.
///
/// SQLite: a commit is on disk before it is acknowledged (`FULL`), and a writer waits up to two
/// seconds for another; what is deleted is overwritten, so that a redacted text leaves no trace. A
/// writer keeps 16 MiB of pages, so that a load writes most pages once, and what a statement may undo
/// in memory, because a temporary file of it would have texts.
/// PostgreSQL: statements time out after two seconds on a connection for
/// reading and ten on one for writing, and a writer waits up to two seconds for a lock.
fn configure(connection: &mut DbConnection, purpose: Purpose) -> QueryResult<Option<Backend>> {
    match connection {
        DbConnection::Sqlite(connection) => {
            connection.batch_execute("PRAGMA busy_timeout = 2000")?;
            enter_wal_mode(connection)?;
            connection.batch_execute(
                "PRAGMA synchronous = FULL;
                 PRAGMA foreign_keys = ON;
                 PRAGMA secure_delete = ON;
                 PRAGMA trusted_schema = OFF;",
            )?;
            if matches!(purpose, Purpose::Writing) {
                connection
                    .batch_execute("PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY")?;
            }
            Ok(None)
        }
        DbConnection::Postgres(connection) => {
            let limit = purpose.statement_timeout().as_secs();
            connection.batch_execute(&format!(
                "SET statement_timeout = '{limit}s';
                 SET lock_timeout = '2s';
                 SET client_min_messages = 'warning';
                 SET TimeZone = 'UTC';"
            ))?;
            // LZ4 halves the time for compressing profiles, which was a fifth of a load. The error
            // of a server that lacks it is ignored.
            let _ = connection.batch_execute("SET default_toast_compression = 'lz4'");
            diesel::sql_query(
                "SELECT pid, backend_start::text AS began FROM pg_stat_activity \
                 WHERE pid = pg_backend_pid()",
            )
            .get_result(connection)
            .optional()
        }
    }
}

/// Changes the journal mode to WAL. On a new file SQLite refuses concurrent changes at once,
/// without the busy timeout, because connections that waited for each other would block for ever.
fn enter_wal_mode(connection: &mut SqliteConnection) -> QueryResult<()> {
    let deadline = Instant::now() + WAL_TIMEOUT;
    loop {
        match connection.batch_execute("PRAGMA journal_mode = WAL") {
            Err(Error::DatabaseError(_, reason))
                if reason.message().contains("locked") && Instant::now() < deadline =>
            {
                std::thread::sleep(WAL_RETRY);
            }
            // A read-only file keeps its journal mode, and can be read.
            Err(Error::DatabaseError(_, reason)) if reason.message().contains("readonly") => {
                return Ok(());
            }
            result => return result,
        }
    }
}

/// Maximum time that a connection tries to change the journal mode.
const WAL_TIMEOUT: Duration = Duration::from_secs(2);
/// Time between two attempts to change the journal mode.
const WAL_RETRY: Duration = Duration::from_millis(5);

/// Maximum number of rows or keys in one statement. SQLite allows 32,766 bound values, and a row
/// has at most ten.
pub const MAX_BATCH: usize = 2000;

/// Inserts many rows into a table, which the derived connection cannot do: on SQLite with
/// multi-row `INSERT` statements, on PostgreSQL with `COPY`.
macro_rules! insert_rows {
    ($connection:expr, $table:expr, $rows:expr) => {
        $rows.chunks($crate::store::connection::MAX_BATCH).try_for_each(|rows| {
            match &mut *$connection {
                DbConnection::Sqlite(connection) => {
                    diesel::insert_into($table).values(rows).execute(connection)
                }
                DbConnection::Postgres(connection) => {
                    diesel::copy_from($table).from_insertable(rows).execute(connection)
                }
            }
            .map(drop)
        })
    };
}

pub(super) use insert_rows;

/// Runs a query once for each batch of at most [`MAX_BATCH`] keys, within a transaction. Returns
/// the rows of all batches.
pub fn batched<K, R>(
    connection: &mut DbConnection,
    keys: &[K],
    mut query: impl FnMut(&mut DbConnection, &[K]) -> QueryResult<Vec<R>>,
) -> QueryResult<Vec<R>> {
    let mut rows = Vec::new();
    for_each_batch(connection, keys, |connection, batch| {
        rows.extend(query(connection, batch)?);
        Ok(())
    })?;
    Ok(rows)
}

/// Runs statements once for each batch of at most [`MAX_BATCH`] keys, within a transaction.
pub fn for_each_batch<K>(
    connection: &mut DbConnection,
    keys: &[K],
    mut statements: impl FnMut(&mut DbConnection, &[K]) -> QueryResult<()>,
) -> QueryResult<()> {
    keys.chunks(MAX_BATCH).try_for_each(|batch| {
        with_custom_plan(connection, |connection| statements(connection, batch))
    })
}

/// Runs statements that bind many keys with a plan for just these keys.
///
/// PostgreSQL would otherwise soon reuse a generic plan, made for a few keys while the tables were
/// small, which compares each row with each key.
fn with_custom_plan<T>(
    connection: &mut DbConnection,
    statements: impl FnOnce(&mut DbConnection) -> QueryResult<T>,
) -> QueryResult<T> {
    let plan = |connection: &mut DbConnection, mode| match connection {
        DbConnection::Sqlite(_) => Ok(()),
        DbConnection::Postgres(connection) => {
            connection.batch_execute(&format!("SET LOCAL plan_cache_mode = {mode}"))
        }
    };
    plan(connection, "force_custom_plan")?;
    let outcome = statements(connection)?;
    plan(connection, "auto")?;
    Ok(outcome)
}

/// Makes all reads of this transaction see one snapshot. Must come before the first read.
///
/// SQLite transactions always do; PostgreSQL needs another isolation level.
pub fn read_from_one_snapshot(connection: &mut DbConnection) -> QueryResult<()> {
    match connection {
        DbConnection::Sqlite(_) => Ok(()),
        DbConnection::Postgres(connection) => {
            connection.batch_execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        }
    }
}
