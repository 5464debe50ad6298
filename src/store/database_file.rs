//! Whether a path still leads to the SQLite database that is open.
//!
//! SQLite goes on in a file that was moved, removed or replaced. What is written
//! there is acknowledged, and gone after a restart. So the file behind the path is
//! compared with the open one. The same holds for the write-ahead log beside it.

use std::fs;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use super::StoreError;
use super::connection::DbConnection;

/// The mode of a database: it holds the hashes of API keys.
const PRIVATE: u32 = 0o600;

/// The database that is open, by the path under which it was opened. Cheap to clone.
#[derive(Clone)]
pub struct DatabaseFile {
    path: PathBuf,
    database: FileId,
    /// The path and the file of the write-ahead log; SQLite keeps none on some file systems.
    log: Option<(PathBuf, FileId)>,
    /// Open as long as the store is, so that SQLite keeps the log, and the numbers of
    /// both files are not given to others.
    _anchor: Arc<Mutex<DbConnection>>,
}

/// A file, whatever its name is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct FileId {
    device: u64,
    inode: u64,
}

impl FileId {
    fn of(path: &Path) -> Option<Self> {
        let metadata = fs::metadata(path).ok()?;
        Some(Self { device: metadata.dev(), inode: metadata.ino() })
    }
}

impl DatabaseFile {
    /// Notes the files of a connection, which has read from its database.
    ///
    /// # Errors
    ///
    /// When the path leads nowhere any more.
    pub fn of(path: &Path, anchor: DbConnection) -> Result<Self, StoreError> {
        let moved = || StoreError::Moved { path: path.display().to_string() };
        let database = FileId::of(path).ok_or_else(moved)?;
        let log = beside(path, "-wal");
        let log = FileId::of(&log).map(|id| (log, id));
        Ok(Self { path: path.to_owned(), database, log, _anchor: Arc::new(Mutex::new(anchor)) })
    }

    /// Makes sure that the path still leads to the database that is open.
    ///
    /// # Errors
    ///
    /// When it does not.
    pub fn check(&self) -> Result<(), StoreError> {
        let is_same = FileId::of(&self.path) == Some(self.database)
            && self.log.as_ref().is_none_or(|(path, id)| FileId::of(path) == Some(*id));
        match is_same {
            true => Ok(()),
            false => Err(StoreError::Moved { path: self.path.display().to_string() }),
        }
    }

    /// Like [`DatabaseFile::check`], after a write.
    ///
    /// # Errors
    ///
    /// When the path led elsewhere meanwhile: the write may be in neither file.
    pub fn check_written(&self) -> Result<(), StoreError> {
        self.check()
            .map_err(|_| StoreError::MovedDuringWrite { path: self.path.display().to_string() })
    }
}

/// Makes an empty file for a database that is not there yet, which only its owner may
/// read and write. SQLite gives its other files the same mode.
pub fn create_private(path: &Path) {
    let created = fs::OpenOptions::new().write(true).create_new(true).mode(PRIVATE).open(path);
    // Where it cannot be made, opening it says why.
    drop(created);
}

/// The path of a file that SQLite keeps beside a database.
pub fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}
