//! The lock on the folder of a SQLite database: servers share it, and `restore` needs
//! it for itself.
//!
//! The folder is locked, not a file in it: files are moved aside before a restore. The
//! lock ends with the process, however it ends.

use std::fs::{self, File, TryLockError};
use std::os::unix::fs::MetadataExt;
use std::path::Path;

use super::Failure;
use crate::store::DatabaseUrl;

/// Held until it is dropped; `None` where there is nothing to lock.
pub struct FolderLock(#[expect(dead_code, reason = "only its end matters")] Option<File>);

/// Takes the lock that servers of one folder share.
///
/// # Errors
///
/// When a restore is running there.
pub fn share(database: &DatabaseUrl) -> Result<FolderLock, Failure> {
    lock(database, File::try_lock_shared, |folder, process| {
        format!(
            "a restore into {folder} is running{process}; wait until it has ended, then start again"
        )
    })
}

/// Takes the lock alone.
///
/// # Errors
///
/// When a server or another restore runs there.
pub fn alone(database: &DatabaseUrl) -> Result<FolderLock, Failure> {
    lock(database, File::try_lock, |folder, process| {
        format!(
            "a server runs with a database in {folder}{process}, and would go on in the old one; \
             stop it and restore again"
        )
    })
}

fn lock(
    database: &DatabaseUrl,
    take: impl FnOnce(&File) -> Result<(), TryLockError>,
    held: impl FnOnce(&str, &str) -> String,
) -> Result<FolderLock, Failure> {
    let DatabaseUrl::Sqlite(path) = database else { return Ok(FolderLock(None)) };
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // A folder that is missing is reported when the database is opened.
    let Ok(file) = File::open(folder) else { return Ok(FolderLock(None)) };
    match take(&file) {
        Ok(()) => Ok(FolderLock(Some(file))),
        Err(TryLockError::WouldBlock) => {
            let process = holder(&file).map_or_else(String::new, |id| format!(" (process {id})"));
            Err(Failure::Held(held(&folder.display().to_string(), &process)))
        }
        Err(TryLockError::Error(err)) => {
            // Some network file systems lock no folders.
            log::warn!("{} cannot be locked: {err}", folder.display());
            Ok(FolderLock(None))
        }
    }
}

/// The process that holds a lock on a file, where the system tells.
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
