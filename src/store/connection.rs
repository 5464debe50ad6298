//! Everything that differs between the two databases when they are opened.

use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{Integer, Text};

use super::DatabaseUrl;
use super::database_file::DatabaseFile;

/// A connection to whichever database the URL named.
#[derive(diesel::MultiConnection)]
pub enum DbConnection {
    Sqlite(SqliteConnection),
    Postgres(PgConnection),
}

/// Opens connections.
///
/// The derived `DbConnection::establish` tries each database in turn and loses
/// the reason for a failure, so the choice is made here, from the URL alone.
#[derive(Clone)]
pub struct ConnectionManager {
    url: DatabaseUrl,
    purpose: Purpose,
    /// On SQLite, the file that every connection must lead to, once one is open.
    file: Option<DatabaseFile>,
}

/// What a connection is for: how long a statement may take depends on it.
#[derive(Clone, Copy, Debug)]
pub enum Purpose {
    Reading,
    Writing,
}

impl Purpose {
    fn longest_statement(self) -> Duration {
        match self {
            Self::Reading => Duration::from_secs(2),
            Self::Writing => Duration::from_secs(10),
        }
    }
}

/// The process of PostgreSQL that serves a connection: its number, which another
/// may bear later, and when it began.
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

    /// Opens and prepares one connection, and says what it is on PostgreSQL's side.
    pub fn open(&self) -> ConnectionResult<(DbConnection, Option<Backend>)> {
        // SQLite would make a file where there is none any more.
        self.check_file()?;
        let mut connection = self.establish()?;
        self.check_file()?;
        let backend = prepare(&mut connection, self.purpose)
            .map_err(ConnectionError::CouldntSetupConfiguration)?;
        Ok((connection, backend))
    }

    /// How long a statement may take, where the database sees to it.
    pub fn longest_statement(&self) -> Option<Duration> {
        matches!(self.url, DatabaseUrl::Postgres(_)).then(|| self.purpose.longest_statement())
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
fn prepare(connection: &mut DbConnection, purpose: Purpose) -> QueryResult<Option<Backend>> {
    match connection {
        DbConnection::Sqlite(connection) => {
            connection.batch_execute(
                "PRAGMA busy_timeout = 2000;
                 PRAGMA journal_mode = WAL;
                 PRAGMA synchronous = FULL;
                 PRAGMA foreign_keys = ON;
                 PRAGMA trusted_schema = OFF;",
            )?;
            Ok(None)
        }
        DbConnection::Postgres(connection) => {
            let limit = purpose.longest_statement().as_secs();
            connection.batch_execute(&format!(
                "SET statement_timeout = '{limit}s';
                 SET lock_timeout = '2s';
                 SET client_min_messages = 'warning';
                 SET TimeZone = 'UTC';"
            ))?;
            // Profiles are compressed in half the time, where the server can; it
            // took a fifth of a load. One that cannot says so, and goes on.
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
