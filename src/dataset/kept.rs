//! The datasets that a server has made, in its data folder: one folder per version, with all files
//! and the zip of them.
//!
//! A dataset is made when it is first asked for, by one thread at a time. The newest few are kept,
//! until the machine starts again: they are not synced to the disk, because syncing takes longer than
//! making them again.
//! After a redaction, the directory removes those of earlier versions, and a version that had the text
//! is not made again.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::atomic_files::PartialFolder;
use super::error::{DatasetError, cannot_write};
use super::files::fill;
use super::{DatasetFile, atomic_files, hashing, metadata, pack};
use crate::directory::Directory;
use crate::domain::Position;
use crate::store::Store;

/// Maximum number of kept datasets.
const MAX_KEPT: usize = 6;

/// Maximum number of bytes of kept datasets, apart from the newest and the one that was made last.
const MAX_BYTES: u64 = 4 << 30;

/// Identifies the program that made a dataset. Raise the number when the same state of a directory
/// gives other files.
const MADE_BY: &str = concat!(env!("CARGO_PKG_VERSION"), " 2");

/// The name of the zip with all other files.
pub const ZIP: &str = "dataset.zip";

/// The name of the file with the [`Manifest`].
const MANIFEST: &str = ".manifest.json";

/// The description of a kept dataset, which is written last.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Manifest {
    made_by: String,
    /// The start of the machine since which it was made. After a power cut, files may be damaged.
    boot: String,
    /// The base of permanent URLs in it.
    permalinks: Option<String>,
    directory: String,
    version: i64,
    at: Timestamp,
    /// The last redaction when it was made.
    redacted_change: i64,
    organizations: usize,
    files: Vec<KeptFile>,
}

/// A file of a kept dataset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptFile {
    pub name: String,
    pub bytes: u64,
    /// In lower-case hexadecimal.
    pub sha256: String,
}

impl KeptFile {
    /// The contents of the file, in a sentence for a person.
    pub fn description(&self) -> String {
        metadata::description(&self.name)
    }

    /// Its media type.
    pub fn media_type(&self) -> &'static str {
        match self.name.rsplit('.').next() {
            Some("zip") => "application/zip",
            Some("jsonl") => "application/jsonl",
            Some("csv") => "text/csv; charset=utf-8",
            Some("json") => "application/json",
            Some("sqlite") => "application/vnd.sqlite3",
            Some("md") => "text/markdown; charset=utf-8",
            Some("cff") => "application/yaml; charset=utf-8",
            _ => "text/plain; charset=utf-8",
        }
    }
}

/// A dataset on the disk.
#[derive(Debug)]
pub struct KeptDataset {
    folder: PathBuf,
    manifest: Manifest,
}

impl KeptDataset {
    /// The number of the last change in it.
    pub fn version(&self) -> i64 {
        self.manifest.version
    }

    /// The time of that change.
    pub fn at(&self) -> Timestamp {
        self.manifest.at
    }

    /// Number of profiles, withdrawn ones included.
    pub fn organizations(&self) -> usize {
        self.manifest.organizations
    }

    /// The last redaction when it was made.
    pub fn redacted_change(&self) -> i64 {
        self.manifest.redacted_change
    }

    /// Its files, the zip first.
    pub fn files(&self) -> &[KeptFile] {
        &self.manifest.files
    }

    /// The file with this name.
    pub fn file(&self, name: &str) -> Option<&KeptFile> {
        self.manifest.files.iter().find(|file| file.name == name)
    }

    /// The path of one of its files.
    pub fn path(&self, file: &KeptFile) -> PathBuf {
        self.folder.join(&file.name)
    }

    /// Whether it can be shown: it is of the same directory as `position`, was made after its last
    /// redaction and before the next, and has not been removed meanwhile.
    fn is_current(&self, position: &Position) -> bool {
        let Manifest { directory, version, at, redacted_change, .. } = &self.manifest;
        *directory == position.directory
            && *redacted_change == position.redacted_change
            // After a failover, a different change may have the same number.
            && (*version != position.change || *at == position.updated_at)
            && self.folder.join(MANIFEST).exists()
    }
}

/// The kept datasets of a data folder.
pub struct KeptDatasets {
    folder: PathBuf,
    /// The base of permanent URLs, without a slash at the end.
    permalinks: Option<String>,
    /// Those that were read or made since the start.
    known: Mutex<BTreeMap<i64, Arc<KeptDataset>>>,
    /// Held while one is made.
    making: Mutex<()>,
}

impl KeptDatasets {
    /// Those of the data folder of a directory, with this base of permanent URLs.
    pub fn of(directory: &Directory, permalinks: Option<String>) -> Self {
        let folder = directory.datasets_folder().to_owned();
        Self { folder, permalinks, known: Mutex::default(), making: Mutex::default() }
    }

    /// The dataset of a version, if it is kept and can be shown to readers of `position`. Reads at
    /// most one small file.
    pub fn find(&self, version: i64, position: &Position) -> Option<Arc<KeptDataset>> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(kept) = known.get(&version) {
            if kept.is_current(position) {
                return Some(Arc::clone(kept));
            }
            known.remove(&version);
        }
        let kept = Arc::new(read(&self.path(version))?);
        let is_ours = kept.version() == version && kept.manifest.permalinks == self.permalinks;
        if !is_ours || !kept.is_current(position) {
            return None;
        }
        known.insert(version, Arc::clone(&kept));
        Some(kept)
    }

    /// The dataset of a version, which is made now unless it is kept. Blocks, also while another
    /// thread makes one.
    ///
    /// # Errors
    ///
    /// When the directory does not have the version, the database cannot be read, or the disk cannot
    /// be written.
    pub fn make(&self, store: &Store, version: i64) -> Result<Arc<KeptDataset>, DatasetError> {
        let _turn = self.making.lock().unwrap_or_else(PoisonError::into_inner);
        let position = store.position()?;
        if let Some(kept) = self.find(version, &position) {
            // After a failover, an older change may be a different one, or lost.
            if version == position.change || store.time_of(version)? == Some(kept.at()) {
                return Ok(kept);
            }
        }
        let path = self.path(version);
        fs::create_dir_all(&self.folder).map_err(cannot_write(&self.folder))?;
        atomic_files::remove_all_leftovers(&self.folder);
        remove(&path).map_err(cannot_write(&path))?;
        let written = self.write(store, version, &path);
        if store.position()?.redacted_change != position.redacted_change {
            // It may have the text. The follower removes such datasets, unfinished ones too, which is
            // then an error of writing.
            remove(&path).map_err(cannot_write(&path))?;
            return Err(DatasetError::Overtaken);
        }
        let manifest = written.map_err(|err| err.at(&path))?;
        let kept = Arc::new(KeptDataset { folder: path, manifest });
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        known.insert(version, Arc::clone(&kept));
        known.retain(|_, it| it.folder.exists());
        drop(known);
        self.remove_surplus(version);
        Ok(kept)
    }

    /// Writes the folder of a version.
    ///
    /// When the follower learns of a redaction, it removes all unfinished folders, also one that was
    /// begun after the redaction and does not have the text. So it is written again, once.
    fn write(&self, store: &Store, version: i64, path: &Path) -> Result<Manifest, DatasetError> {
        // It may be gone before it is open.
        if let Ok(mut folder) = atomic_files::partial_folder(path) {
            let written = self.write_into(&mut folder, store, version, path);
            if written.is_ok() || folder.path().exists() {
                return written;
            }
        }
        self.write_into(&mut atomic_files::partial_folder(path)?, store, version, path)
    }

    /// Writes the files of a version into an empty folder, and renames it to `path`.
    fn write_into(
        &self,
        folder: &mut PartialFolder,
        store: &Store,
        version: i64,
        path: &Path,
    ) -> Result<Manifest, DatasetError> {
        let manifest = self.fill(store, version, folder.path())?;
        atomic_files::rename_folder(folder, path)?;
        Ok(manifest)
    }

    /// Writes the files of a version into an empty folder.
    fn fill(&self, store: &Store, version: i64, folder: &Path) -> Result<Manifest, DatasetError> {
        let mut files = Vec::new();
        let (permalinks, progress) = (self.permalinks.as_deref(), &mut |_, _| {});
        let written = fill(store, Some(version), permalinks, folder, &mut files, progress)?;
        let zip = folder.join(ZIP);
        fs::File::create_new(&zip)?;
        pack(folder, &files, &written, &zip)?;
        let zip = DatasetFile { name: ZIP.to_owned(), hashed: hashing::hash(&zip)?, records: None };
        let files = std::iter::once(zip).chain(files).map(|file| KeptFile {
            name: file.name,
            bytes: file.hashed.bytes,
            sha256: file.hashed.sha256,
        });
        let position = written.position;
        let manifest = Manifest {
            made_by: MADE_BY.to_owned(),
            boot: boot().unwrap_or_default(),
            permalinks: self.permalinks.clone(),
            directory: position.directory,
            version,
            at: position.updated_at,
            redacted_change: position.redacted_change,
            organizations: written.organizations,
            files: files.collect(),
        };
        let text = serde_json::to_vec_pretty(&manifest).map_err(io::Error::other)?;
        fs::write(folder.join(MANIFEST), text)?;
        Ok(manifest)
    }

    /// Removes datasets, if there are too many. That of `version` was made last.
    fn remove_surplus(&self, version: i64) {
        let sizes = versions(&self.folder).filter_map(|(version, path)| {
            let made = path.metadata().and_then(|it| it.modified()).ok()?;
            Some(Size { version, made, bytes: size(&path) })
        });
        for version in surplus(sizes.collect(), version) {
            // The next one tries again to remove what could not be removed now.
            let _ = remove(&self.path(version));
        }
    }

    fn path(&self, version: i64) -> PathBuf {
        self.folder.join(version.to_string())
    }
}

/// A kept dataset, as it counts for the limits.
struct Size {
    version: i64,
    made: SystemTime,
    bytes: u64,
}

/// The versions to remove: those that were made first. The newest version, for which most clients
/// ask, and the one that was made last are kept.
fn surplus(mut kept: Vec<Size>, made_last: i64) -> Vec<i64> {
    let newest = kept.iter().map(|it| it.version).max();
    let is_safe = |it: &Size| it.version == made_last || Some(it.version) == newest;
    kept.sort_unstable_by_key(|it| Reverse((is_safe(it), it.made)));
    let mut bytes = 0;
    let mut removed = Vec::new();
    for (place, it) in kept.iter().enumerate() {
        if is_safe(it) {
            continue;
        }
        bytes += it.bytes;
        if place >= MAX_KEPT || bytes > MAX_BYTES {
            removed.push(it.version);
        }
    }
    removed
}

/// The folders of versions.
fn versions(folder: &Path) -> impl Iterator<Item = (i64, PathBuf)> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path())))
}

/// The dataset in a folder, if it is complete and of this version of the program.
fn read(folder: &Path) -> Option<KeptDataset> {
    let text = fs::read(folder.join(MANIFEST)).ok()?;
    let manifest: Manifest = serde_json::from_slice(&text).ok()?;
    let kept = KeptDataset { folder: folder.to_owned(), manifest };
    let has = |file: &KeptFile| kept.path(file).metadata().is_ok_and(|it| it.len() == file.bytes);
    let Manifest { made_by, boot: made_since, .. } = &kept.manifest;
    let is_trusted = made_by == MADE_BY && boot().as_ref() == Some(made_since);
    (is_trusted && kept.files().iter().all(has)).then_some(kept)
}

/// Identifies the time since the machine started; `None` if the system does not say.
fn boot() -> Option<String> {
    let id = fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    Some(id.trim().to_owned()).filter(|id| !id.is_empty())
}

/// Removes a folder; the manifest first, so that a folder that is left is not a dataset.
fn remove(folder: &Path) -> io::Result<()> {
    let missing_is_fine = |outcome: io::Result<()>| match outcome {
        Err(err) if err.kind() == io::ErrorKind::NotFound => Ok(()),
        outcome => outcome,
    };
    missing_is_fine(fs::remove_file(folder.join(MANIFEST)))?;
    missing_is_fine(fs::remove_dir_all(folder))
}

/// Number of bytes of the files in a folder.
fn size(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.metadata().ok()).map(|it| it.len()).sum()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn sizes(made_in_order: &[i64], bytes: u64) -> Vec<Size> {
        let at = |seconds| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        let made = (1..).zip(made_in_order);
        made.map(|(second, version)| Size { version: *version, made: at(second), bytes }).collect()
    }

    #[test]
    fn older_versions_do_not_take_the_place_of_the_newest() {
        let made = [90, 1, 2, 3, 4, 5, 6, 7];

        let mut removed = surplus(sizes(&made, 1), 7);

        removed.sort_unstable();
        assert_eq!(removed, [1, 2], "the newest, the last, and the four that were made before it");
        assert!(surplus(sizes(&made[..6], 1), 5).is_empty());
    }

    #[test]
    fn large_datasets_are_not_kept_except_the_newest_and_the_last() {
        let removed = surplus(sizes(&[90, 1, 2, 3], MAX_BYTES / 2 + 1), 3);

        assert_eq!(removed, [1]);
    }
}
