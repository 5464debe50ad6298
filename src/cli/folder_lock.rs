//! The lock on the folder of a SQLite database: shared by servers, exclusive for `restore`.
//!
//! The lock is on the folder rather than on a file in it, because files are moved aside
//! before a restore. The system releases the lock when the process ends, even if killed.

use std::fs::{self, File, TryLockError};
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use super::Failure;
use crate::store::DatabaseUrl;

/// Held until dropped; `None` if there is nothing to lock (PostgreSQL, or no such folder).
pub struct FolderLock(#[expect(dead_code, reason = "dropping it releases the lock")] Option<File>);

/// Takes the shared lock for a server.
///
/// # Errors
///
/// If a restore is running in the folder.
pub fn lock_shared(database: &DatabaseUrl) -> Result<FolderLock, Failure> {
    lock(database, File::try_lock_shared, |folder, process| {
        format!("a restore into {folder} is running{process}; wait until it ends, then start again")
    })
}

/// Takes the exclusive lock for a restore.
///
/// # Errors
///
/// If a server or another restore is running in the folder.
pub fn lock_exclusive(database: &DatabaseUrl) -> Result<FolderLock, Failure> {
    lock(database, File::try_lock, |folder, process| {
        format!(
            "a server runs on a database in {folder}{process} and would keep writing to the old \
             database; stop it and restore again"
        )
    })
}

fn lock(
    database: &DatabaseUrl,
    take: impl FnOnce(&File) -> Result<(), TryLockError>,
    message: impl FnOnce(&str, &str) -> String,
) -> Result<FolderLock, Failure> {
    let DatabaseUrl::Sqlite(path) = database else { return Ok(FolderLock(None)) };
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // Opening the database reports a missing folder.
    let Ok(file) = File::open(folder) else { return Ok(FolderLock(None)) };
    match take(&file) {
        Ok(()) => Ok(FolderLock(Some(file))),
        Err(TryLockError::WouldBlock) => {
            let process = holder(&file).map_or_else(String::new, |id| format!(" (process {id})"));
            Err(Failure::Blocked(message(&folder.display().to_string(), &process)))
        }
        Err(TryLockError::Error(err)) => {
            // Some network file systems cannot lock folders.
            log::warn!("the folder {} cannot be locked: {err}", folder.display());
            Ok(FolderLock(None))
        }
    }
}

/// The id of the process that holds a lock on a file, from `/proc/locks` where it exists.
fn holder(file: &File) -> Option<u32> {
    let inode = format!(":{}", file.metadata().ok()?.ino());
    let locks = fs::read_to_string("/proc/locks").ok()?;
    // `1: FLOCK  ADVISORY  READ 1234 08:02:131 0 EOF`
    let mut fields = locks.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
    let found = fields.find(|fields| {
        fields.get(1) == Some(&"FLOCK") && fields.get(5).is_some_and(|it| it.ends_with(&inode))
    })?;
    found.get(4)?.parse().ok()
}
