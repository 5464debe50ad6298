//! Reading a dataset back, after checking it against its `SHA256SUMS`.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use tempfile::TempDir;

use super::error::{DatasetError, cannot_read};
use super::hashing::{self, hash_mismatch, recorded_hash};
use super::{PACKAGE, PROFILES, SUMS, archive, metadata};
use crate::domain::OrganizationRedactions;

/// A dataset whose files match its hashes.
pub struct VerifiedDataset {
    folder: PathBuf,
    /// The folder of an unpacked zip, removed on drop.
    _unpacked: Option<TempDir>,
    /// The last change of the directory that was exported, and its time.
    pub version: (i64, Timestamp),
    /// Number of profiles.
    pub organizations: i64,
    /// The redactions of the directory that was exported.
    pub redactions: Vec<OrganizationRedactions>,
}

impl VerifiedDataset {
    /// Opens a folder or a zip. A zip is also checked against its `.sha256` file, if it has one.
    ///
    /// # Errors
    ///
    /// If a file is missing, was changed, or does not belong to the dataset.
    pub fn open(path: &Path) -> Result<Self, DatasetError> {
        if path.is_dir() {
            return Self::check(path, path.to_owned(), None);
        }
        if let Some(expected) = recorded_hash(path)?
            && hashing::hash(path).map_err(cannot_read(path))?.sha256 != expected
        {
            return Err(hash_mismatch(path));
        }
        let unpacked = tempfile::tempdir().map_err(cannot_read(path))?;
        archive::unpack(path, unpacked.path())
            .map_err(|err| DatasetError::damaged(path, format!("it cannot be unpacked: {err}")))?;
        Self::check(path, unpacked.path().to_owned(), Some(unpacked))
    }

    /// The folder that holds its files.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    fn check(
        path: &Path,
        folder: PathBuf,
        unpacked: Option<TempDir>,
    ) -> Result<Self, DatasetError> {
        let text = |name: &str| {
            let read = fs::read_to_string(folder.join(name));
            read.map_err(|err| DatasetError::damaged(path, format!("{name} cannot be read: {err}")))
        };
        if !folder.join(SUMS).exists() {
            let reason = format!("it has no {SUMS}, so it is not a complete dataset");
            return Err(DatasetError::damaged(path, reason));
        }
        let sums = text(SUMS)?;
        let sums = hashing::parse_sums(&sums).ok_or_else(|| {
            DatasetError::damaged(path, format!("{SUMS} is not in the format of sha256sum"))
        })?;
        for (hash, name) in &sums {
            let hashed = hashing::hash(&folder.join(name)).map_err(|err| {
                DatasetError::damaged(path, format!("{name} cannot be read: {err}"))
            })?;
            if hashed.sha256 != *hash {
                return Err(DatasetError::damaged(
                    path,
                    format!("the hash of {name} does not match {SUMS}"),
                ));
            }
        }
        // A file without a hash would be loaded unchecked.
        for entry in fs::read_dir(&folder).map_err(cannot_read(path))? {
            let name = entry.map_err(cannot_read(path))?.file_name();
            let name = name.to_string_lossy();
            let is_known = name == SUMS || sums.iter().any(|(_, known)| *known == name);
            if !is_known && !name.starts_with('.') {
                return Err(DatasetError::damaged(path, format!("{name} is not in {SUMS}")));
            }
        }
        let package = text(PACKAGE)?;
        let version = metadata::version(&package).ok_or_else(|| {
            DatasetError::damaged(path, format!("{PACKAGE} has no valid `version` and `created`"))
        })?;
        let redactions = metadata::redactions(&package).ok_or_else(|| {
            DatasetError::damaged(path, format!("{PACKAGE} has no valid `redactions`"))
        })?;
        let organizations =
            hashing::count_lines(&folder.join(PROFILES)).map_err(cannot_read(path))?;
        Ok(Self { folder, _unpacked: unpacked, version, organizations, redactions })
    }
}
