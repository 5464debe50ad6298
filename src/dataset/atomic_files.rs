//! Writes files and folders atomically: each is complete, or does not exist.
//!
//! A file is written under a hidden name next to its final path, synced to the disk, and
//! renamed. Existing files are never overwritten, except by [`replace_file`].

use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::ops::Deref;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use tempfile::{Builder, TempDir, TempPath};

use super::error::{DatasetError, cannot_write};

/// The suffix of the hidden name.
const PARTIAL: &str = ".partial";

/// Number of random letters and digits before the suffix.
const RANDOM: usize = 6;

/// Size of read and write buffers, in bytes.
pub const BUFFER: usize = 1 << 18;

/// A file that is still being written. Dropping it removes the file; if the process is
/// killed, the next command with the same final path removes it.
pub struct PartialFile {
    path: TempPath,
    /// Locked while this process writes the file.
    _lock: File,
}

/// A folder that is still being written, like [`PartialFile`].
pub struct PartialFolder {
    folder: TempDir,
    _lock: File,
}

impl Deref for PartialFile {
    type Target = Path;

    fn deref(&self) -> &Path {
        &self.path
    }
}

impl AsRef<Path> for PartialFile {
    fn as_ref(&self) -> &Path {
        &self.path
    }
}

impl PartialFolder {
    pub fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// Creates an empty file next to `path`. If `is_private`, only its owner can read it, because
/// it may hold hashes of keys.
pub fn partial_file(path: &Path, is_private: bool) -> Result<PartialFile, DatasetError> {
    remove_leftovers(path)?;
    let mut builder = Builder::new();
    if !is_private {
        // Still limited by the umask.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let prefix = hidden_prefix(path)?;
    let created =
        builder.rand_bytes(RANDOM).prefix(&prefix).suffix(PARTIAL).tempfile_in(parent_of(path));
    let (file, path) = created.map_err(cannot_write(path))?.into_parts();
    // Without locks (some file systems), leftovers are not removed; nothing else is lost.
    let _ = file.try_lock();
    Ok(PartialFile { path, _lock: file })
}

/// Creates an empty folder next to `path`.
pub fn partial_folder(path: &Path) -> Result<PartialFolder, DatasetError> {
    remove_leftovers(path)?;
    let mut builder = Builder::new();
    builder.permissions(fs::Permissions::from_mode(0o777));
    let prefix = hidden_prefix(path)?;
    let created =
        builder.rand_bytes(RANDOM).prefix(&prefix).suffix(PARTIAL).tempdir_in(parent_of(path));
    let folder = created.map_err(cannot_write(path))?;
    let lock = File::open(folder.path()).map_err(cannot_write(path))?;
    let _ = lock.try_lock();
    Ok(PartialFolder { folder, _lock: lock })
}

/// Removes the partial files and folders that killed commands left for this path. A leftover
/// has a name of this module's pattern, belongs to this user, and is not locked.
fn remove_leftovers(path: &Path) -> Result<(), DatasetError> {
    let prefix = hidden_prefix(path)?.into_string().unwrap_or_default();
    remove_leftovers_of(parent_of(path), |of| Some(of) == prefix.strip_suffix('.'));
    Ok(())
}

/// Removes all partial files and folders that killed processes left in a folder that only this
/// program uses.
pub fn remove_all_leftovers(folder: &Path) {
    remove_leftovers_of(folder, |of| of.starts_with('.'));
}

/// Removes leftovers with a hidden name that `is_wanted` accepts, which is given without the random
/// part.
fn remove_leftovers_of(folder: &Path, is_wanted: impl Fn(&str) -> bool) {
    let is_ours = |name: &str| {
        let parts = name.strip_suffix(PARTIAL).and_then(|name| name.rsplit_once('.'));
        parts.is_some_and(|(of, random)| {
            let is_random = random.len() == RANDOM;
            is_random && random.bytes().all(|b| b.is_ascii_alphanumeric()) && is_wanted(of)
        })
    };
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        if entry.file_name().to_str().is_some_and(is_ours) {
            remove_leftover(&entry.path());
        }
    }
}

fn remove_leftover(path: &Path) {
    let is_own = |metadata: &fs::Metadata| {
        !metadata.is_symlink() && metadata.uid() == rustix::process::geteuid().as_raw()
    };
    let Some(metadata) = path.symlink_metadata().ok().filter(is_own) else { return };
    let Ok(lock) = File::open(path) else { return };
    if lock.try_lock().is_err() {
        return;
    }
    // The next command tries again to remove what could not be removed now.
    let _ = if metadata.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    // SQLite creates this file next to a copy.
    let _ = fs::remove_file(with_suffix(path, "-journal"));
}

/// Syncs a file and renames it to `path`, which must not exist.
pub fn persist_file(file: PartialFile, path: &Path) -> Result<(), DatasetError> {
    sync(&file).map_err(cannot_write(path))?;
    file.path.persist_noclobber(path).map_err(|err| cannot_write(path)(err.error))?;
    sync(parent_of(path)).map_err(cannot_write(path))
}

/// Syncs a file and renames it to `path`, replacing a file that is there. The new file has the
/// mode of the old one.
pub fn replace_file(file: PartialFile, path: &Path) -> Result<(), DatasetError> {
    if let Ok(metadata) = path.metadata() {
        fs::set_permissions(&file, metadata.permissions()).map_err(cannot_write(path))?;
    }
    sync(&file).map_err(cannot_write(path))?;
    file.path.persist(path).map_err(|err| cannot_write(path)(err.error))?;
    sync(parent_of(path)).map_err(cannot_write(path))
}

/// Renames a folder to `path`, which must not exist or be an empty folder. The files in it
/// must be synced already.
pub fn persist_folder(mut folder: PartialFolder, path: &Path) -> Result<(), DatasetError> {
    sync(folder.path()).map_err(cannot_write(path))?;
    rename_folder(&mut folder, path)?;
    sync(parent_of(path)).map_err(cannot_write(path))
}

/// Renames a folder to `path`, like [`persist_folder`], without syncing it: a power cut may lose it,
/// or parts of its files.
pub fn rename_folder(folder: &mut PartialFolder, path: &Path) -> Result<(), DatasetError> {
    fs::rename(folder.path(), path).map_err(cannot_write(path))?;
    folder.folder.disable_cleanup(true);
    Ok(())
}

/// Syncs a file or folder to the disk.
pub fn sync(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

fn parent_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn hidden_prefix(path: &Path) -> Result<OsString, DatasetError> {
    let name = path.file_name().ok_or(io::ErrorKind::InvalidFilename.into());
    let mut hidden = OsString::from(".");
    hidden.push(name.map_err(cannot_write(path))?);
    hidden.push(".");
    Ok(hidden)
}

/// Refuses a path that exists.
pub fn refuse_existing(path: &Path) -> Result<(), DatasetError> {
    match path.symlink_metadata() {
        Err(_) => Ok(()),
        Ok(_) => {
            let shown = path.display();
            Err(DatasetError::Occupied(format!("{shown} already exists; choose another path")))
        }
    }
}

/// Refuses a path that exists, unless it is an empty folder.
pub fn refuse_existing_unless_empty_folder(path: &Path) -> Result<(), DatasetError> {
    let is_empty = fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_none());
    if is_empty || path.symlink_metadata().is_err() {
        return Ok(());
    }
    let shown = path.display();
    Err(DatasetError::Occupied(format!(
        "{shown} already exists and is not an empty folder; choose another path"
    )))
}

/// A path with a suffix after its file name.
pub fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}
