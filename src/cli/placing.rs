//! Files and folders that are complete, or not there at all.
//!
//! They are made beside their place under a hidden name, brought to the disk,
//! and renamed into it. Nothing that stands there is ever overwritten.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::ops::Deref;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use tempfile::{Builder, TempDir, TempPath};

use super::Failure;

/// The ending of the name of what is not in its place yet.
const PARTIAL: &str = ".partial";

/// How many random letters and digits are before that ending.
const RANDOM: usize = 6;

/// How many bytes are read or written at once.
pub const BUFFER: usize = 1 << 18;

/// The failure to write at a path.
pub fn unwritable(path: &Path) -> impl Fn(io::Error) -> Failure {
    let path = path.display().to_string();
    move |reason| Failure::File { path: path.clone(), reason }
}

/// The failure to read at a path.
pub fn unreadable(path: &Path) -> impl Fn(io::Error) -> Failure {
    let path = path.display().to_string();
    move |reason| Failure::Unreadable { path: path.clone(), reason }
}

/// A file that is not in its place yet. It is removed when this is dropped, and by the
/// next command with the same place where the process was killed.
pub struct PartialFile {
    path: TempPath,
    /// Locked as long as this process is at work on it.
    _lock: File,
}

/// A folder that is not in its place yet, like [`PartialFile`].
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

/// Makes an empty file beside `path`. Only its owner may read one that `is_private`,
/// since it may hold hashes of keys.
pub fn file_beside(path: &Path, is_private: bool) -> Result<PartialFile, Failure> {
    remove_leftovers(path)?;
    let mut builder = Builder::new();
    if !is_private {
        // What the process's mask leaves of it.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let prefix = hidden(path)?;
    let made =
        builder.rand_bytes(RANDOM).prefix(&prefix).suffix(PARTIAL).tempfile_in(folder_of(path));
    let (file, path) = made.map_err(unwritable(path))?.into_parts();
    // A file system without locks keeps leftovers; it loses nothing.
    let _ = file.try_lock();
    Ok(PartialFile { path, _lock: file })
}

/// Makes an empty folder beside `path`.
pub fn folder_beside(path: &Path) -> Result<PartialFolder, Failure> {
    remove_leftovers(path)?;
    let mut builder = Builder::new();
    builder.permissions(fs::Permissions::from_mode(0o777));
    let prefix = hidden(path)?;
    let made =
        builder.rand_bytes(RANDOM).prefix(&prefix).suffix(PARTIAL).tempdir_in(folder_of(path));
    let folder = made.map_err(unwritable(path))?;
    let lock = File::open(folder.path()).map_err(unwritable(path))?;
    let _ = lock.try_lock();
    Ok(PartialFolder { folder, _lock: lock })
}

/// Removes what killed commands left of files or folders for this place. A leftover has
/// a name that only this module gives, belongs to this user, and no process is at work
/// on it.
fn remove_leftovers(path: &Path) -> Result<(), Failure> {
    let prefix = hidden(path)?.into_string().unwrap_or_default();
    let is_ours = |name: &str| {
        let middle = name.strip_prefix(&prefix).and_then(|name| name.strip_suffix(PARTIAL));
        !prefix.is_empty()
            && middle.is_some_and(|it| {
                it.len() == RANDOM && it.bytes().all(|b| b.is_ascii_alphanumeric())
            })
    };
    let Ok(entries) = fs::read_dir(folder_of(path)) else { return Ok(()) };
    for entry in entries.flatten() {
        if entry.file_name().to_str().is_some_and(is_ours) {
            remove_leftover(&entry.path());
        }
    }
    Ok(())
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
    // A file that cannot be removed is left for the next time.
    let _ = match metadata.is_dir() {
        true => fs::remove_dir_all(path),
        false => fs::remove_file(path),
    };
    // SQLite's own file beside a copy.
    let _ = fs::remove_file(with_ending(path, "-journal"));
}

/// Puts a file in its place, where nothing is, once it is on the disk.
pub fn place_file(file: PartialFile, path: &Path) -> Result<(), Failure> {
    sync(&file).map_err(unwritable(path))?;
    file.path.persist_noclobber(path).map_err(|err| unwritable(path)(err.error))?;
    sync(folder_of(path)).map_err(unwritable(path))
}

/// Puts a folder, whose files are on the disk, in its place, where nothing or an
/// empty folder is.
pub fn place_folder(folder: PartialFolder, path: &Path) -> Result<(), Failure> {
    sync(folder.path()).map_err(unwritable(path))?;
    fs::rename(folder.path(), path).map_err(unwritable(path))?;
    // It is no longer where it would be removed from.
    let _ = folder.folder.keep();
    sync(folder_of(path)).map_err(unwritable(path))
}

/// Waits until what is written stands on the disk.
pub fn sync(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn hidden(path: &Path) -> Result<OsString, Failure> {
    let name = path.file_name().ok_or(io::ErrorKind::InvalidFilename.into());
    let mut hidden = OsString::from(".");
    hidden.push(name.map_err(unwritable(path))?);
    hidden.push(".");
    Ok(hidden)
}

/// Refuses a path where something stands; an empty folder may, where
/// `may_be_empty_folder`.
pub fn refuse_taken(path: &Path, may_be_empty_folder: bool) -> Result<(), Failure> {
    let shown = path.display();
    if path.symlink_metadata().is_err() {
        return Ok(());
    }
    let is_empty =
        |path: &Path| fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_none());
    if !may_be_empty_folder {
        return Err(Failure::Usage(format!("{shown} is there already; name another path")));
    }
    match path.is_dir() && is_empty(path) {
        true => Ok(()),
        false => Err(Failure::Usage(format!(
            "{shown} is there already and no empty folder; name another path"
        ))),
    }
}

/// A path with an ending behind its name.
pub fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}
