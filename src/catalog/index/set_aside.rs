//! Indexes that were set aside because they have changes that the database lacks.
//!
//! An index is derived from its database and may be lost, with one exception: if the database lost
//! acknowledged changes, the index may have the only copy of the profiles. Such an index is
//! renamed, never emptied.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::catalog::CatalogError;
use crate::domain::Position;

/// Maximum number of set-aside indexes in one data folder. The oldest are removed.
const MAX_SET_ASIDE: usize = 3;

/// The file in a set-aside index that says why it was set aside.
const REASON_FILE: &str = "why.txt";

/// The part of a set-aside index's name that follows the name of the index folder.
const SUFFIX: &str = ".kept-";

/// An index that was set aside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetAsideIndex {
    pub folder: PathBuf,
    /// Why it was set aside, as a sentence without a full stop.
    pub reason: String,
}

impl SetAsideIndex {
    /// Whether it still exists. An operator moves it away when the loss is resolved.
    pub fn exists(&self) -> bool {
        self.folder.exists()
    }

    /// The name of the folder.
    pub fn name(&self) -> String {
        self.folder.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }
}

/// The set-aside indexes next to `folder`, the oldest first.
pub fn set_aside_indexes(folder: &Path) -> Vec<SetAsideIndex> {
    let prefix = prefix(folder);
    let Some(Ok(entries)) = folder.parent().map(fs::read_dir) else { return Vec::new() };
    let mut found: Vec<(SystemTime, PathBuf)> = entries
        .flatten()
        .filter(|entry| entry.file_name().to_string_lossy().starts_with(&prefix))
        .filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path())))
        .collect();
    found.sort();
    found
        .into_iter()
        .map(|(_, folder)| SetAsideIndex { reason: reason_in(&folder), folder })
        .collect()
}

/// Renames the index in `folder` and writes the reason into it.
///
/// # Errors
///
/// [`CatalogError::Folder`] when the folder cannot be renamed.
pub fn set_aside(
    folder: &Path,
    reached: &Position,
    reason: &str,
) -> Result<SetAsideIndex, CatalogError> {
    let to = free_path(folder, reached);
    fs::rename(folder, &to).map_err(|err| CatalogError::Folder {
        folder: folder.display().to_string(),
        reason: format!("it cannot be renamed to {}: {err}", to.display()),
    })?;
    if let Err(err) = fs::write(to.join(REASON_FILE), format!("{reason}\n")) {
        log::warn!("cannot write the reason into {}: {err}", to.display());
    }
    remove_oldest(folder);
    Ok(SetAsideIndex { folder: to, reason: reason.to_owned() })
}

/// Removes a set-aside index.
///
/// # Errors
///
/// [`CatalogError::Folder`] when the folder cannot be removed.
pub fn remove(index: &SetAsideIndex) -> Result<(), CatalogError> {
    fs::remove_dir_all(&index.folder).map_err(|err| CatalogError::Folder {
        folder: index.folder.display().to_string(),
        reason: format!("it cannot be removed: {err}"),
    })
}

fn prefix(folder: &Path) -> String {
    format!("{}{SUFFIX}", folder.file_name().unwrap_or_default().to_string_lossy())
}

/// A path next to `folder` that does not exist.
fn free_path(folder: &Path, reached: &Position) -> PathBuf {
    let name = format!("{}{}-{}", prefix(folder), reached.directory, reached.change);
    let numbered = (2..).map(|number| format!("{name}-{number}"));
    let mut paths =
        std::iter::once(name.clone()).chain(numbered).map(|name| folder.with_file_name(name));
    paths.find(|path| !path.exists()).unwrap_or_else(|| folder.with_file_name(&name))
}

fn reason_in(folder: &Path) -> String {
    let reason = fs::read_to_string(folder.join(REASON_FILE)).unwrap_or_default();
    match reason.lines().next() {
        Some(line) => line.to_owned(),
        None => "the index had changes that the database lacks, or belonged to another directory"
            .to_owned(),
    }
}

fn remove_oldest(folder: &Path) {
    let indexes = set_aside_indexes(folder);
    for old in indexes.iter().rev().skip(MAX_SET_ASIDE) {
        log::warn!(
            "removing {}: there are {MAX_SET_ASIDE} newer set-aside indexes",
            old.folder.display()
        );
        if let Err(err) = fs::remove_dir_all(&old.folder) {
            log::warn!("cannot remove {}: {err}", old.folder.display());
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;

    #[test]
    fn set_aside_indexes_keep_their_reasons_and_the_oldest_are_removed() {
        let data = tempfile::tempdir().unwrap();
        let folder = data.path().join("index");
        let position = Position {
            directory: "0198".to_owned(),
            change: 95,
            updated_at: Timestamp::UNIX_EPOCH,
            redacted_change: 0,
        };
        for number in 1..=MAX_SET_ASIDE + 2 {
            fs::create_dir(&folder).unwrap();
            let index = set_aside(&folder, &position, &format!("loss {number}")).unwrap();
            assert!(index.exists() && !folder.exists(), "{index:?}");
            let modified = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(number as u64);
            fs::File::open(&index.folder).unwrap().set_modified(modified).unwrap();
        }

        let reasons: Vec<String> =
            set_aside_indexes(&folder).into_iter().map(|it| it.reason).collect();
        assert_eq!(reasons, ["loss 3", "loss 4", "loss 5"]);
    }

    #[test]
    fn a_set_aside_index_without_a_reason_is_still_reported() {
        let data = tempfile::tempdir().unwrap();
        fs::create_dir(data.path().join("index.kept-0198-95")).unwrap();
        fs::create_dir(data.path().join("index")).unwrap();
        let indexes = set_aside_indexes(&data.path().join("index"));
        assert_eq!(indexes.len(), 1);
        assert!(indexes[0].reason.contains("database lacks"), "{indexes:?}");
    }
}
