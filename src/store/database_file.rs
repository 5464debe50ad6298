//! Detects that a SQLite database was moved, removed or replaced while it is open.
//!
//! SQLite keeps using the open file, so it would acknowledge writes that are lost after a restart.
//! The device and inode of the path are therefore compared with those of the open file. The
//! write-ahead log is checked in the same way.

use std::fs;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, chown};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use super::StoreError;
use super::db_connection::DbConnection;

/// The file mode of a database, which contains the hashes of API keys.
const PRIVATE: u32 = 0o600;

/// The open database file and its path. Cheap to clone.
#[derive(Clone)]
pub struct DatabaseFile {
    path: PathBuf,
    database: FileId,
    /// The path and identity of the write-ahead log; SQLite has none on some file systems.
    log: Option<(PathBuf, FileId)>,
    /// Stays open as long as the store, so that SQLite keeps the log, and the inodes of both files
    /// are not reused.
    _anchor: Arc<Mutex<DbConnection>>,
}

/// The identity of a file, independent of its name.
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
    /// Remembers the files of a connection that has already read from its database.
    ///
    /// # Errors
    ///
    /// When there is no file at the path any more.
    pub fn track(path: &Path, anchor: DbConnection) -> Result<Self, StoreError> {
        let moved = || StoreError::Moved { path: path.display().to_string() };
        let database = FileId::of(path).ok_or_else(moved)?;
        let log = companion_path(path, "-wal");
        let log = FileId::of(&log).map(|id| (log, id));
        Ok(Self { path: path.to_owned(), database, log, _anchor: Arc::new(Mutex::new(anchor)) })
    }

    /// The paths of the database and of the files that belong to it, which may not exist.
    pub fn paths(&self) -> [PathBuf; 3] {
        ["", "-wal", "-shm"].map(|ending| companion_path(&self.path, ending))
    }

    /// Checks that the file at the path is still the open database.
    ///
    /// # Errors
    ///
    /// When it was moved, removed or replaced.
    pub fn check(&self) -> Result<(), StoreError> {
        let is_same = FileId::of(&self.path) == Some(self.database)
            && self.log.as_ref().is_none_or(|(path, id)| FileId::of(path) == Some(*id));
        if is_same {
            Ok(())
        } else {
            Err(StoreError::Moved { path: self.path.display().to_string() })
        }
    }

    /// Like [`DatabaseFile::check`], after a write.
    ///
    /// # Errors
    ///
    /// When the file was moved, removed or replaced during the write, which may be lost.
    pub fn check_written(&self) -> Result<(), StoreError> {
        self.check()
            .map_err(|_| StoreError::MovedDuringWrite { path: self.path.display().to_string() })
    }
}

/// Creates an empty file for a new database, which only its owner can read and write. SQLite gives
/// its other files the same mode.
pub fn create_private(path: &Path) {
    let created = fs::OpenOptions::new().write(true).create_new(true).mode(PRIVATE).open(path);
    // If this fails, opening the database reports the reason.
    if created.is_ok() {
        give_to_owner_of_folder(path);
    }
}

/// Gives a new file to the owner of its folder, so that a server that runs as that user can use a
/// file that root created. Without the permission to do so, the file keeps its owner.
pub fn give_to_owner_of_folder(path: &Path) {
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if let (Ok(folder), Ok(file)) = (fs::metadata(folder), fs::metadata(path))
        && folder.uid() != file.uid()
    {
        let _ = chown(path, Some(folder.uid()), Some(folder.gid()));
    }
}

/// The path of a file that belongs to a database: the same name with an ending such as `-wal`.
pub fn companion_path(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}
