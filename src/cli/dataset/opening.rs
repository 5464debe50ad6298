//! A dataset that is read back: first checked against its own hashes.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use tempfile::TempDir;

use super::{PACKAGE, PROFILES, SUMS, describing, packing};
use crate::cli::Failure;
use crate::cli::hashing;
use crate::cli::placing::unreadable;

/// A dataset whose files are what its hashes say.
pub struct Opened {
    folder: PathBuf,
    /// Where it was unpacked; gone with this.
    _unpacked: Option<TempDir>,
    /// The last change of the directory that it was made of, and when that was.
    pub version: (i64, Timestamp),
    /// How many profiles it has.
    pub organizations: i64,
}

impl Opened {
    /// Opens a folder or a zip.
    ///
    /// # Errors
    ///
    /// When a file is missing, is another than when the dataset was written, or
    /// is none of it.
    pub fn open(path: &Path) -> Result<Self, Failure> {
        if path.is_dir() {
            return Self::check(path, path.to_owned(), None);
        }
        let unpacked = tempfile::tempdir().map_err(unreadable(path))?;
        packing::unpack(path, unpacked.path())
            .map_err(|err| broken(path, &format!("it cannot be unpacked: {err}")))?;
        Self::check(path, unpacked.path().to_owned(), Some(unpacked))
    }

    /// The folder that holds its files.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    fn check(path: &Path, folder: PathBuf, unpacked: Option<TempDir>) -> Result<Self, Failure> {
        let text = |name: &str| {
            let read = fs::read_to_string(folder.join(name));
            read.map_err(|err| broken(path, &format!("{name} cannot be read: {err}")))
        };
        let sums = text(SUMS)?;
        let sums = hashing::lines(&sums)
            .ok_or_else(|| broken(path, &format!("{SUMS} is not as sha256sum writes it")))?;
        for (hash, name) in &sums {
            let hashed = hashing::hash(&folder.join(name))
                .map_err(|err| broken(path, &format!("{name} cannot be read: {err}")))?;
            if hashed.sha256 != *hash {
                return Err(broken(path, &format!("{name} is not what {SUMS} says")));
            }
        }
        // What has no hash would be loaded unseen.
        for entry in fs::read_dir(&folder).map_err(unreadable(path))? {
            let name = entry.map_err(unreadable(path))?.file_name();
            let name = name.to_string_lossy();
            let is_known = name == SUMS || sums.iter().any(|(_, known)| *known == name);
            if !is_known && !name.starts_with('.') {
                return Err(broken(path, &format!("{name} is not in {SUMS}")));
            }
        }
        let version = describing::version(&text(PACKAGE)?).ok_or_else(|| {
            broken(path, &format!("{PACKAGE} does not say its `version` and when it was `created`"))
        })?;
        let organizations =
            hashing::count_lines(&folder.join(PROFILES)).map_err(unreadable(path))?;
        Ok(Self { folder, _unpacked: unpacked, version, organizations })
    }
}

fn broken(path: &Path, reason: &str) -> Failure {
    Failure::Broken { path: path.display().to_string(), reason: reason.to_owned() }
}
