//! A dataset: all profiles and terms at one change, with the files needed to use, check and cite them.
//!
//! The output is reproducible: the same state of a directory gives the same bytes, because every
//! date in it is the date of the last change. The command `export` and the server write the same
//! files, and `load` and `restore` accept the folder and the zip. A dataset does not include the
//! history, former slugs and API keys, but says what was redacted.
//!
//! [`KeptDatasets`] are those that a server made. This module knows neither HTTP nor the command line.

mod archive;
pub mod atomic_files;
mod dictionary;
mod error;
mod files;
pub mod hashing;
mod kept;
mod metadata;
mod prose;
mod verified;

use std::path::Path;

pub use error::{DatasetError, cannot_read, cannot_write};
pub use kept::{KeptDataset, KeptDatasets, KeptFile, ZIP};
pub use verified::VerifiedDataset;

use crate::domain::{OrganizationRedactions, Position};
use crate::store::Store;
use files::{Progress, fill};

/// The name of the file with the hashes of all other files.
pub const SUMS: &str = "SHA256SUMS";
const PACKAGE: &str = "datapackage.json";
/// The name of the file with the profiles.
pub const PROFILES: &str = "organizations.jsonl";
const TABLE: &str = "organizations.csv";
const DATABASE: &str = "organizations.sqlite";

/// The state and size of a dataset that was written.
pub struct Written {
    pub position: Position,
    pub organizations: usize,
    redactions: Vec<OrganizationRedactions>,
    /// Number of terms of each vocabulary, in the order of the vocabularies.
    terms: Vec<usize>,
    /// Number of organizations with each status, in the order of the statuses.
    statuses: Vec<usize>,
    /// The first withdrawn organizations.
    withdrawn: Vec<WithdrawnOrganization>,
}

/// An organization that the directory no longer shows.
struct WithdrawnOrganization {
    slug: String,
    name: String,
    reason: String,
    successor: Option<String>,
}

/// A file of a dataset.
struct DatasetFile {
    name: String,
    hashed: hashing::FileHash,
    /// Number of records, if the file has records.
    records: Option<usize>,
}

/// Whether a dataset at this path is a zip.
pub fn is_zip(path: &Path) -> bool {
    path.extension().is_some_and(|it| it.eq_ignore_ascii_case("zip"))
}

/// Whether a path is a dataset by its looks: a zip, or a folder with the hashes or the description
/// of one.
pub fn is_dataset(path: &Path) -> bool {
    let has = |name: &str| path.join(name).exists();
    path.is_file() && is_zip(path) || path.is_dir() && (has(SUMS) || has(PACKAGE))
}

/// Writes a dataset of the last change atomically: a zip if the path ends in `.zip`, otherwise a
/// folder. `permalinks` is the base of the permanent URL in its citation, without a slash at the end.
/// Calls `progress` with the number of profiles that are written, and that of all profiles.
///
/// # Errors
///
/// When something exists at the path, the database cannot be read, or the disk cannot be written.
pub fn write(
    store: &Store,
    path: &Path,
    permalinks: Option<&str>,
    progress: Progress<'_>,
) -> Result<Written, DatasetError> {
    let is_zip = is_zip(path);
    if is_zip {
        atomic_files::refuse_existing(path)?;
    } else {
        atomic_files::refuse_existing_unless_empty_folder(path)?;
    }
    let folder = atomic_files::partial_folder(path)?;
    let mut files = Vec::new();
    let written = fill(store, None, permalinks, folder.path(), &mut files, progress);
    let written = written.map_err(|err| err.at(path))?;
    if !is_zip {
        for file in &files {
            atomic_files::sync(&folder.path().join(&file.name)).map_err(cannot_write(path))?;
        }
        atomic_files::persist_folder(folder, path)?;
        return Ok(written);
    }
    let file = atomic_files::partial_file(path, false)?;
    pack(folder.path(), &files, &written, &file).map_err(|err| err.at(path))?;
    atomic_files::persist_file(file, path)?;
    Ok(written)
}

/// Packs the files of a folder into the zip at `to`, an empty file.
fn pack(
    folder: &Path,
    files: &[DatasetFile],
    written: &Written,
    to: &Path,
) -> Result<(), DatasetError> {
    let names = files.iter().map(|file| file.name.as_str());
    Ok(archive::pack(folder, names, written.position.updated_at, to)?)
}
