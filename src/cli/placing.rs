//! Files and folders that are complete, or not there at all.
//!
//! They are made beside their place under a hidden name, brought to the disk,
//! and renamed into it. Nothing that stands there is ever overwritten.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use tempfile::{Builder, TempDir, TempPath};

use super::Failure;

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

/// An empty file beside `path`, gone again unless it is placed there. With what
/// may hold hashes of keys nobody else may read it.
pub fn file_beside(path: &Path, is_private: bool) -> Result<TempPath, Failure> {
    let mut builder = Builder::new();
    #[cfg(unix)]
    if !is_private {
        use std::os::unix::fs::PermissionsExt;
        // What the process's mask leaves of it.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let prefix = hidden(path)?;
    let made = builder.prefix(&prefix).suffix(".partial").tempfile_in(folder_of(path));
    Ok(made.map_err(unwritable(path))?.into_temp_path())
}

/// An empty folder beside `path`, gone again unless it is placed there.
pub fn folder_beside(path: &Path) -> Result<TempDir, Failure> {
    let mut builder = Builder::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o777));
    }
    let prefix = hidden(path)?;
    let made = builder.prefix(&prefix).suffix(".partial").tempdir_in(folder_of(path));
    made.map_err(unwritable(path))
}

/// Puts a file in its place, where nothing is, once it is on the disk.
pub fn place_file(file: TempPath, path: &Path) -> Result<(), Failure> {
    sync(&file).map_err(unwritable(path))?;
    file.persist_noclobber(path).map_err(|err| unwritable(path)(err.error))?;
    sync(folder_of(path)).map_err(unwritable(path))
}

/// Puts a folder, whose files are on the disk, in its place, where nothing or an
/// empty folder is.
pub fn place_folder(folder: TempDir, path: &Path) -> Result<(), Failure> {
    sync(folder.path()).map_err(unwritable(path))?;
    fs::rename(folder.path(), path).map_err(unwritable(path))?;
    // It is no longer where it would be removed from.
    let _ = folder.keep();
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
