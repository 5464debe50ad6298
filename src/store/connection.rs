//! Everything that differs between the two databases when they are opened.

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::r2d2::{self, CustomizeConnection, ManageConnection, R2D2Connection};

use super::DatabaseUrl;

/// A connection to whichever database the URL named.
#[derive(diesel::MultiConnection)]
pub enum DbConnection {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

/// Opens connections for the pool.
///
/// The derived `DbConnection::establish` tries each database in turn and loses
/// the reason for a failure, so the choice is made here, from the URL alone.
#[derive(Clone)]
pub struct ConnectionManager {
    url: DatabaseUrl,
    purpose: Purpose,
}

/// What a connection is for: how long a statement may take depends on it.
#[derive(Clone, Copy, Debug)]
pub enum Purpose {
    Reading,
    Writing,
}

impl ConnectionManager {
    pub fn new(url: DatabaseUrl, purpose: Purpose) -> Self {
        Self { url, purpose }
    }

    /// Opens and prepares one connection.
    pub fn open(&self) -> ConnectionResult<DbConnection> {
        let mut connection = self.establish()?;
        prepare(&mut connection, self.purpose)
            .map_err(ConnectionError::CouldntSetupConfiguration)?;
        Ok(connection)
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
                PgConnection::establish(&with_deadlines(url)).map(DbConnection::Postgres)
            }
        }
    }
}

/// How soon a connection that leads nowhere is given up, in the parameters of
/// libpq: three seconds to connect; five for what was sent and is not confirmed;
/// some ten where nothing comes.
const DEADLINES: [(&str, &str); 5] = [
    ("connect_timeout", "3"),
    ("tcp_user_timeout", "5000"),
    ("keepalives_idle", "5"),
    ("keepalives_interval", "2"),
    ("keepalives_count", "2"),
];

/// The URL with a limit for everything that the network can keep waiting, unless
/// it names its own.
fn with_deadlines(url: &str) -> String {
    let mut url = url.to_owned();
    for (name, value) in DEADLINES {
        if !url.contains(&format!("{name}=")) {
            url.push(if url.contains('?') { '&' } else { '?' });
            url.push_str(&format!("{name}={value}"));
        }
    }
    url
}

/// Sets what every connection relies on.
///
/// SQLite: a commit is on the disk before it is acknowledged (`FULL`); a writer
/// waits two seconds for another. PostgreSQL: a statement that reads ends within
/// two seconds, one that writes within ten, and waits for another writer for two.
fn prepare(connection: &mut DbConnection, purpose: Purpose) -> QueryResult<()> {
    match connection {
        DbConnection::Sqlite(connection) => connection.batch_execute(
            "PRAGMA busy_timeout = 2000;
             PRAGMA journal_mode = WAL;
             PRAGMA synchronous = FULL;
             PRAGMA foreign_keys = ON;
             PRAGMA trusted_schema = OFF;",
        ),
        DbConnection::Postgres(connection) => {
            let limit = match purpose {
                Purpose::Reading => "2s",
                Purpose::Writing => "10s",
            };
            connection.batch_execute(&format!(
                "SET statement_timeout = '{limit}';
                 SET lock_timeout = '2s';
                 SET client_min_messages = 'warning';
                 SET TimeZone = 'UTC';"
            ))?;
            // Profiles are compressed in half the time, where the server can; it
            // took a fifth of a load. One that cannot says so, and goes on.
            let _ = connection.batch_execute("SET default_toast_compression = 'lz4'");
            Ok(())
        }
    }
}

impl ManageConnection for ConnectionManager {
    type Connection = DbConnection;
    type Error = r2d2::Error;

    fn connect(&self) -> Result<DbConnection, r2d2::Error> {
        self.establish().map_err(r2d2::Error::ConnectionError)
    }

    fn is_valid(&self, connection: &mut DbConnection) -> Result<(), r2d2::Error> {
        connection.ping().map_err(r2d2::Error::QueryError)
    }

    fn has_broken(&self, connection: &mut DbConnection) -> bool {
        match connection {
            DbConnection::Sqlite(connection) => connection.is_broken(),
            DbConnection::Postgres(connection) => connection.is_broken(),
        }
    }
}

/// Prepares each new connection of a pool.
#[derive(Debug)]
pub struct OnOpen(pub Purpose);

impl CustomizeConnection<DbConnection, r2d2::Error> for OnOpen {
    fn on_acquire(&self, connection: &mut DbConnection) -> Result<(), r2d2::Error> {
        prepare(connection, self.0).map_err(r2d2::Error::QueryError)
    }
}

/// How many rows or keys go into one statement: SQLite has a limit of 32,766
/// bound values, and a row has at most nine.
pub const MANY: usize = 2000;

/// Inserts many rows into a table, which the derived connection cannot do: on
/// SQLite with one statement for many rows, on PostgreSQL by `COPY`.
macro_rules! insert_rows {
    ($connection:expr, $table:expr, $rows:expr) => {
        $rows.chunks($crate::store::connection::MANY).try_for_each(|rows| {
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

/// Runs a statement that is about many keys with a plan made for just these.
///
/// PostgreSQL would soon keep one plan for all, made when the tables were small
/// and for a handful of keys, and then compare each row with each key.
pub fn about_many<T>(
    connection: &mut DbConnection,
    statement: impl FnOnce(&mut DbConnection) -> QueryResult<T>,
) -> QueryResult<T> {
    let plan = |connection: &mut DbConnection, mode| match connection {
        DbConnection::Sqlite(_) => Ok(()),
        DbConnection::Postgres(connection) => {
            connection.batch_execute(&format!("SET LOCAL plan_cache_mode = {mode}"))
        }
    };
    plan(connection, "force_custom_plan")?;
    let outcome = statement(connection)?;
    plan(connection, "auto")?;
    Ok(outcome)
}

/// Takes a snapshot for the reads of this transaction.
///
/// SQLite has one anyway; PostgreSQL must be asked before the first read.
pub fn read_from_one_snapshot(connection: &mut DbConnection) -> QueryResult<()> {
    match connection {
        DbConnection::Sqlite(_) => Ok(()),
        DbConnection::Postgres(connection) => {
            connection.batch_execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        }
    }
}
