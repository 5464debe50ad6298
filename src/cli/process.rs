//! Limits and permissions of the server process, set before it opens anything.

use rustix::fs::Mode;
use rustix::process::{Resource, Rlimit, geteuid, getrlimit, setrlimit, umask};

use crate::http;

/// The limits of the process, logged once startup has succeeded.
pub struct Prepared {
    /// Maximum number of open files; `None` for no limit.
    open_files: Option<u64>,
    is_root: bool,
}

/// Makes new files private to their owner, and raises the soft limit of open files to the
/// hard limit, because each connection and each file of the index uses one.
pub fn prepare() -> Prepared {
    umask(Mode::RWXG | Mode::RWXO);
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit { current: limit.maximum, maximum: limit.maximum };
    let open_files = match setrlimit(Resource::Nofile, raised) {
        Ok(()) => raised.current,
        Err(_) => limit.current,
    };
    Prepared { open_files, is_root: geteuid().is_root() }
}

/// Number of open files reserved for the database, the index and the listener.
const RESERVED_FILES: u64 = 512;

impl Prepared {
    /// Maximum number of connections at once. Some files are reserved for the database and the
    /// index, so that many clients cannot stop the server from following its store.
    pub fn max_connections(&self) -> usize {
        let files = self.open_files.unwrap_or(u64::MAX);
        let left = files.saturating_sub(RESERVED_FILES).max(files / 2);
        usize::try_from(left).unwrap_or(usize::MAX).min(http::MAX_CONNECTIONS)
    }

    /// Logs what an operator should know about the process.
    pub fn log(&self) {
        let connections = self.max_connections();
        match self.open_files {
            Some(files) => log::info!(
                "at most {files} files may be open at once, {connections} of them connections"
            ),
            None => log::info!(
                "any number of files may be open at once, {connections} of them connections"
            ),
        }
        if self.is_root {
            log::warn!("the server runs as root; run it as a user who owns only its data folder");
        }
    }
}
