//! How a command fails: a sentence for the person, a code for the script.

use std::io::{self, Write};
use std::process::ExitCode;

use crate::directory::{
    DirectoryError, InvalidDatabaseUrl, KeyError, LoadError, Occupied, RestoreError, RevertError,
    StoreError,
};
use crate::http::ServeError;
use crate::seed::{Origin, SeedError};

/// Why a command did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The mistakes were shown already.
    #[error("the data has mistakes")]
    Mistakes,
    #[error("{0}")]
    Usage(String),
    #[error(transparent)]
    Seed(#[from] SeedError),
    #[error(transparent)]
    Load(#[from] LoadError<Origin>),
    #[error(transparent)]
    Key(#[from] KeyError),
    #[error(transparent)]
    Revert(#[from] RevertError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Directory(#[from] DirectoryError),
    #[error(transparent)]
    Serve(#[from] ServeError),
    #[error("cannot make the folder {folder}: {reason}; name another with --data-dir")]
    Folder { folder: String, reason: io::Error },
    #[error("cannot write {path}: {reason}; name another file, or make room")]
    File { path: String, reason: io::Error },
    #[error("cannot read {path}: {reason}")]
    Unreadable { path: String, reason: io::Error },
    /// What was to be restored is not as it was written.
    #[error("{path} cannot be trusted: {reason}; nothing was restored")]
    Broken { path: String, reason: String },
    /// Something else holds what the command needs, or is in its way.
    #[error("{0}")]
    Held(String),
    #[error(transparent)]
    Occupied(#[from] Occupied),
    #[error(transparent)]
    Restore(#[from] RestoreError<Origin>),
    #[error("cannot write: {0}")]
    Output(#[from] io::Error),
}

impl From<InvalidDatabaseUrl> for Failure {
    fn from(invalid: InvalidDatabaseUrl) -> Self {
        Self::Usage(invalid.to_string())
    }
}

impl Failure {
    /// Says what went wrong, on standard error.
    pub fn report(&self) -> ExitCode {
        let code = match self {
            Self::Mistakes => return ExitCode::from(1),
            // Whoever read our output has gone, as in `… | head`.
            Self::Output(err) if err.kind() == io::ErrorKind::BrokenPipe => {
                return ExitCode::SUCCESS;
            }
            Self::Load(LoadError::Rejected(_)) | Self::Broken { .. } => 1,
            Self::Key(KeyError::NameTaken(_) | KeyError::Unknown(_)) => 2,
            Self::Revert(RevertError::Conflicts { .. } | RevertError::Reverted(_)) => 1,
            Self::Revert(RevertError::Unknown(_)) => 2,
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
