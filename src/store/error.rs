//! How the store fails.

use std::error::Error;

use diesel::result::{ConnectionError, DatabaseErrorKind, Error as DieselError};

use super::{DatabaseUrl, NoConnection};

/// The database did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("cannot open the database {url}: {reason}; {way_out}")]
    Open { url: String, reason: String, way_out: &'static str },
    #[error(
        "the database has the migration {0}, which this version does not know: it belongs to a \
         newer version of antislavery-directory; start that one"
    )]
    Newer(String),
    #[error("the migrations of the database failed: {0}")]
    Migration(String),
    #[error("the database cannot be reached now")]
    Unreachable(#[source] NoConnection),
    #[error(
        "the connection to the database was lost; whether the last write was made is not known: \
         read what stands, then try again"
    )]
    Lost(#[source] DieselError),
    #[error(
        "the database file {path} or its write-ahead log was moved, removed or replaced while the \
         server had it open, so writes are refused; put it back, or restart the server"
    )]
    Moved { path: String },
    #[error(
        "the database file {path} or its write-ahead log was moved, removed or replaced during a \
         write, which may be lost; put it back, or restart the server"
    )]
    MovedDuringWrite { path: String },
    #[error("the database is a standby now, and takes no writes")]
    ReadOnly(#[source] DieselError),
    #[error("the disk or the database's quota is full; make room and try again")]
    Full(#[source] Box<dyn Error + Send + Sync>),
    #[error("another writer holds the database; try again in a moment")]
    Busy(#[source] DieselError),
    #[error("other writers came first; try again in a moment")]
    AllBusy(#[source] NoConnection),
    #[error("the database refused a statement: {0}")]
    Statement(#[source] DieselError),
    #[error("the database holds something that cannot be read: {0}")]
    Corrupt(String),
}

impl StoreError {
    /// Of a migration, whose error names no cause that could be told apart.
    pub(super) fn migration(err: Box<dyn Error + Send + Sync>) -> Self {
        let message = err.to_string();
        if says_full(&message) { Self::Full(err) } else { Self::Migration(message) }
    }

    pub(super) fn open(url: &DatabaseUrl, err: ConnectionError) -> Self {
        let way_out = match url {
            DatabaseUrl::Sqlite(_) => {
                "check that its folder exists, may be written and has room, or name another with \
                 --database-url or --data-dir"
            }
            DatabaseUrl::Postgres(_) => {
                "check that PostgreSQL runs there and DATABASE_URL is right; nothing else was \
                 tried instead"
            }
        };
        let reason = err.to_string().trim().replace('\n', " ");
        Self::Open { url: url.to_string(), reason, way_out }
    }
}

impl From<DieselError> for StoreError {
    fn from(err: DieselError) -> Self {
        let message = match &err {
            DieselError::DatabaseError(_, information) => information.message().to_owned(),
            _ => String::new(),
        };
        match &err {
            DieselError::DatabaseError(DatabaseErrorKind::SerializationFailure, _) => {
                Self::Busy(err)
            }
            DieselError::DatabaseError(DatabaseErrorKind::ClosedConnection, _)
            | DieselError::BrokenTransactionManager => Self::Lost(err),
            _ if has(&message, &["server closed the connection", "terminating connection"]) => {
                Self::Lost(err)
            }
            DieselError::DatabaseError(DatabaseErrorKind::ReadOnlyTransaction, _) => {
                Self::ReadOnly(err)
            }
            _ if says_full(&message) => Self::Full(err.into()),
            _ if has(&message, &["database is locked", "statement timeout", "lock timeout"]) => {
                Self::Busy(err)
            }
            _ => Self::Statement(err),
        }
    }
}

/// Whether this is SQLITE_FULL or SQLITE_IOERR_WRITE, or of PostgreSQL's class 53.
fn says_full(message: &str) -> bool {
    has(message, &["is full", "disk I/O error", "No space left", "could not extend file"])
}

fn has(message: &str, words: &[&str]) -> bool {
    words.iter().any(|word| message.contains(word))
}
