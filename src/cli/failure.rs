//! How a command fails: a message for people, an exit code for scripts.

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

use crate::dataset::DatasetError;
use crate::directory::{
    DirectoryError, KeyError, LoadError, RedactError, RestoreError, RevertError,
};
use crate::http::ServeError;
use crate::seed::{Origin, SeedError};
use crate::store::{InvalidDatabaseUrl, Occupied, StoreError};

/// Why a command failed.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The mistakes have already been printed.
    #[error("the data has mistakes")]
    Mistakes,
    #[error("{0}")]
    Usage(String),
    #[error(transparent)]
    Seed(#[from] SeedError),
    /// The file is not a table that can be loaded.
    #[error("{path}: {reason}; nothing was loaded")]
    Table { path: String, reason: String },
    #[error(transparent)]
    Load(#[from] LoadError<Origin>),
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error(transparent)]
    Revert(#[from] RevertError),
    #[error("{0}; nothing was redacted")]
    Redact(#[from] RedactError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Directory(#[from] DirectoryError),
    #[error(transparent)]
    Serve(#[from] ServeError),
    #[error("cannot create the folder {folder}: {reason}; choose another with --data-dir")]
    Folder { folder: String, reason: io::Error },
    #[error("cannot write {path}: {reason}; choose another path or make room on the disk")]
    Write { path: String, reason: io::Error },
    #[error("cannot read {path}: {reason}")]
    Read { path: String, reason: io::Error },
    /// The backup or dataset differs from what was written.
    #[error("{path} cannot be trusted: {reason}; {outcome}")]
    Damaged { path: String, reason: String, outcome: &'static str },
    /// Another process or an existing file prevents the command.
    #[error("{0}")]
    Blocked(String),
    #[error(transparent)]
    Occupied(#[from] Occupied),
    #[error(transparent)]
    Restore(#[from] RestoreError<Origin>),
    #[error("cannot write the output: {0}")]
    Output(#[from] io::Error),
}

impl From<InvalidDatabaseUrl> for Failure {
    fn from(invalid: InvalidDatabaseUrl) -> Self {
        Self::Usage(invalid.to_string())
    }
}

impl From<DatasetError> for Failure {
    fn from(err: DatasetError) -> Self {
        match err {
            DatasetError::Occupied(message) => Self::Usage(message),
            DatasetError::Write { path, reason } => Self::Write { path, reason },
            DatasetError::Read { path, reason } => Self::Read { path, reason },
            DatasetError::Damaged { path, reason } => Self::damaged(Path::new(&path), reason),
            DatasetError::Store(err) => err.into(),
            DatasetError::Output(err) => err.into(),
            err @ (DatasetError::NoVersion(_) | DatasetError::Overtaken) => {
                Self::Blocked(err.to_string())
            }
        }
    }
}

impl Failure {
    /// A backup or dataset at `path` that differs from what was written.
    pub fn damaged(path: &Path, reason: impl Into<String>) -> Self {
        let path = path.display().to_string();
        Self::Damaged { path, reason: reason.into(), outcome: "nothing was restored" }
    }

    /// Says what came of a command that found damage, unless it was `restore`.
    pub fn with_outcome(self, outcome: &'static str) -> Self {
        match self {
            Self::Damaged { path, reason, .. } => Self::Damaged { path, reason, outcome },
            other => other,
        }
    }

    /// Prints the error on standard error; returns the exit code.
    pub fn report(&self) -> ExitCode {
        let code = match self {
            Self::Mistakes => return ExitCode::from(1),
            // The reader closed the pipe, as in `… | head`.
            Self::Output(err) if err.kind() == io::ErrorKind::BrokenPipe => {
                return ExitCode::SUCCESS;
            }
            Self::Load(LoadError::Rejected(_)) | Self::Damaged { .. } | Self::Table { .. } => 1,
            Self::Key(
                KeyError::NameTaken(_)
                | KeyError::Unknown(_)
                | KeyError::UnknownOrganization(_)
                | KeyError::LimitedAdmin,
            ) => 2,
            Self::Revert(RevertError::Conflicts { .. } | RevertError::Reverted(_)) => 1,
            Self::Revert(RevertError::Unknown(_)) => 2,
            Self::Redact(RedactError::Rejected(_)) => 1,
            Self::Redact(RedactError::Unknown(_) | RedactError::Moved(_)) => 2,
            Self::Occupied(Occupied::Data(_) | Occupied::Leftover(_)) => 2,
            Self::Restore(RestoreError::Occupied(_)) => 2,
            Self::Usage(_) | Self::Load(LoadError::PruneAll) | Self::Seed(_) => 2,
            _ => 3,
        };
        // Nothing is left to try if this fails too.
        let _ = writeln!(io::stderr(), "error: {self}");
        ExitCode::from(code)
    }
}
