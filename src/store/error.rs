//! The errors of the store.

use std::error::Error;
use std::path::Path;

use diesel::result::{ConnectionError, DatabaseErrorKind, Error as DieselError};
use rustix::fs::{Access, access};

use super::{Damage, DatabaseUrl, PoolError, writability};

/// A failure of the database, or of opening it.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("cannot open the database {url}: {reason}; {way_out}")]
    Open { url: String, reason: String, way_out: &'static str },
    #[error(
        "there is no directory in {url}: {reason}; check --data-dir and --database-url (the \
         commands `serve`, `load` and `restore` create a directory)"
    )]
    NoDirectory { url: String, reason: &'static str },
    #[error(
        "the database has the migration {0}, which this version does not know: it belongs to a \
         newer version of antislavery-directory; start that one"
    )]
    Newer(String),
    #[error(
        "the database belongs to an older version of antislavery-directory; start the server once, \
         which upgrades it, then verify again"
    )]
    Older,
    #[error("the migrations of the database failed: {0}")]
    Migration(String),
    #[error("the database cannot be reached now")]
    Unreachable(#[source] PoolError),
    #[error(
        "the connection to the database was lost, perhaps during a write: read the current state \
         to see whether the write succeeded, then try again"
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
    #[error(
        "the database is read-only: {0}, so writes are refused; the operator of the server must \
         give it write access to the database"
    )]
    NotWritable(&'static str),
    #[error("the database is now a standby and accepts no writes")]
    ReadOnly(#[source] DieselError),
    #[error("the disk or the database's quota is full; make room and try again")]
    Full(#[source] Box<dyn Error + Send + Sync>),
    #[error("another writer holds the database; try again in a moment")]
    Busy(#[source] DieselError),
    #[error("other writes are in progress; try again in a moment")]
    WritersBusy(#[source] PoolError),
    #[error(
        "the redaction is written, but {0} is in the way of removing the text from the files of \
         the database; end it and run the command again, or leave it to a running server, which \
         tries again until it succeeds"
    )]
    PurgeBlocked(&'static str),
    #[error("the database refused a statement: {0}")]
    Statement(#[source] DieselError),
    #[error(
        "{0} is damaged: the database does not return what was written; restore the directory \
         from a backup (`antislavery-directory verify` lists all damage)"
    )]
    Damaged(Damage),
    #[error(
        "the database is damaged: {0}; restore the directory from a backup \
         (`antislavery-directory verify` lists all damage)"
    )]
    Corrupt(String),
}

impl StoreError {
    /// The error of a migration. Its cause is known only from its message.
    pub(super) fn migration(err: Box<dyn Error + Send + Sync>) -> Self {
        let message = err.to_string();
        match () {
            () if says_full(&message) => Self::Full(err),
            () if says_damaged(&message) => Self::Corrupt(message),
            () => Self::Migration(message),
        }
    }

    pub(super) fn open(url: &DatabaseUrl, err: ConnectionError) -> Self {
        let way_out = match url {
            DatabaseUrl::Sqlite(path) if is_of_another_user(path) => {
                "it belongs to another user; run the command as that user, or give the file and its \
                 folder to the user who runs the server (`chown`)"
            }
            DatabaseUrl::Sqlite(_) => {
                "check that its folder exists, is writable and has room, or choose another with \
                 --database-url or --data-dir"
            }
            DatabaseUrl::Postgres(_) => {
                "check that PostgreSQL runs there and that DATABASE_URL is right; nothing else was \
                 tried"
            }
        };
        let reason = match url {
            DatabaseUrl::Sqlite(_) => err.to_string(),
            DatabaseUrl::Postgres(_) => postgres_reason(url, &err.to_string()),
        };
        let reason = reason.trim().replace('\n', " ");
        Self::Open { url: url.to_string(), reason, way_out }
    }
}

/// Whether a file exists that this process may not read and write.
fn is_of_another_user(path: &Path) -> bool {
    path.exists() && access(path, Access::READ_OK | Access::WRITE_OK).is_err()
}

/// libpq's reason for a failed connection, unless it could contain part of the URL: messages about
/// the URL itself quote it.
fn postgres_reason(url: &DatabaseUrl, reason: &str) -> String {
    const SAFE: [&str; 2] = ["connection to server", "could not translate host name"];
    let is_safe = SAFE.iter().any(|start| reason.trim().starts_with(start));
    if is_safe && !url.secret_appears_in(reason) {
        reason.to_owned()
    } else {
        "the connection failed; the reason is left out, because it may contain a part of \
                  the URL"
            .to_owned()
    }
}

impl From<DieselError> for StoreError {
    fn from(err: DieselError) -> Self {
        // Diesel tries to roll back after a failed commit. That this failed too follows from the
        // cause, and does not replace it.
        if let DieselError::RollbackErrorOnCommit { commit_error, .. } = err {
            return Self::from(*commit_error);
        }
        let message = match &err {
            DieselError::DatabaseError(_, information) => information.message().to_owned(),
            _ => String::new(),
        };
        match &err {
            DieselError::DatabaseError(DatabaseErrorKind::SerializationFailure, _) => {
                Self::Busy(err)
            }
            DieselError::DatabaseError(
                DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand,
                _,
            )
            | DieselError::BrokenTransactionManager => Self::Lost(err),
            _ if has_any(&message, &["server closed the connection", "terminating connection"]) => {
                Self::Lost(err)
            }
            DieselError::DatabaseError(DatabaseErrorKind::ReadOnlyTransaction, _) => {
                Self::ReadOnly(err)
            }
            _ if message.contains("readonly database") => Self::NotWritable(writability::FILE),
            _ if message.starts_with("permission denied for") => {
                Self::NotWritable(writability::ROLE)
            }
            DieselError::DeserializationError(reason) => Self::Corrupt(reason.to_string()),
            _ if says_damaged(&message) => Self::Corrupt(message),
            _ if says_full(&message) => Self::Full(err.into()),
            _ if has_any(
                &message,
                &["database is locked", "statement timeout", "lock timeout", "deadlock detected"],
            ) =>
            {
                Self::Busy(err)
            }
            _ => Self::Statement(err),
        }
    }
}

/// Whether this is SQLITE_FULL or SQLITE_IOERR_WRITE, or in PostgreSQL's error class 53.
fn says_full(message: &str) -> bool {
    has_any(message, &["is full", "disk I/O error", "No space left", "could not extend file"])
}

/// Whether this is SQLITE_CORRUPT or SQLITE_NOTADB, or an error about damaged data in PostgreSQL's
/// class XX.
fn says_damaged(message: &str) -> bool {
    const WORDS: [&str; 9] = [
        "disk image is malformed",
        "file is not a database",
        "malformed database schema",
        "invalid page in block",
        "could not read block",
        "missing chunk number",
        "unexpected chunk",
        "compressed lz4 data is corrupt",
        "compressed pglz data is corrupt",
    ];
    has_any(message, &WORDS)
}

fn has_any(message: &str, words: &[&str]) -> bool {
    words.iter().any(|word| message.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn database_error(kind: DatabaseErrorKind, message: &str) -> DieselError {
        DieselError::DatabaseError(kind, Box::new(message.to_owned()))
    }

    #[test]
    fn a_connection_that_ends_at_any_point_is_lost() {
        let ended = "server closed the connection unexpectedly";
        let shut_down = "terminating connection due to unexpected postmaster exit";
        let unsent = || database_error(DatabaseErrorKind::UnableToSendCommand, "");
        let errors = [
            database_error(DatabaseErrorKind::ClosedConnection, ""),
            database_error(DatabaseErrorKind::Unknown, ended),
            database_error(DatabaseErrorKind::Unknown, shut_down),
            unsent(),
            DieselError::BrokenTransactionManager,
            DieselError::RollbackErrorOnCommit {
                rollback_error: Box::new(unsent()),
                commit_error: Box::new(database_error(DatabaseErrorKind::Unknown, shut_down)),
            },
        ];
        for err in errors {
            let text = format!("{err:?}");
            assert!(matches!(StoreError::from(err), StoreError::Lost(_)), "{text}");
        }
    }

    #[test]
    fn a_failed_commit_has_its_own_cause() {
        let err = DieselError::RollbackErrorOnCommit {
            rollback_error: Box::new(DieselError::NotInTransaction),
            commit_error: Box::new(database_error(DatabaseErrorKind::Unknown, "disk is full")),
        };
        assert!(matches!(StoreError::from(err), StoreError::Full(_)));
    }

    #[test]
    fn a_deadlock_is_another_writer() {
        let err = database_error(DatabaseErrorKind::Unknown, "deadlock detected");
        assert!(matches!(StoreError::from(err), StoreError::Busy(_)));
    }
}
