//! Indexes that were set aside because they know more than the database.
//!
//! An index is derived from its database and may be lost, with one exception: where
//! the database lost changes that were acknowledged, the index may hold the only
//! copy of the profiles. Such an index is renamed, never emptied.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::catalog::CatalogError;
use crate::domain::Position;

/// Maximum number of kept indexes in one data folder; the oldest are removed.
const MAX_KEPT: usize = 3;

/// The file in a kept index that says why it was set aside.
const REASON: &str = "why.txt";

/// The part of a kept index's name that follows the name of the index folder.
const ENDING: &str = ".kept-";

/// An index that was set aside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptIndex {
    pub folder: PathBuf,
    /// Why it was set aside, as a sentence without a full stop.
    pub reason: String,
}

impl KeptIndex {
    /// Whether it is still there: an operator moves it away once it is dealt with.
    pub fn is_there(&self) -> bool {
        self.folder.exists()
    }

    /// The name of its folder.
    pub fn name(&self) -> String {
        self.folder.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }
}

/// The indexes that were kept beside `folder`, the oldest first.
pub fn kept_indexes(folder: &Path) -> Vec<KeptIndex> {
    let prefix = prefix(folder);
    let Some(Ok(entries)) = folder.parent().map(fs::read_dir) else { return Vec::new() };
    let mut found: Vec<(SystemTime, PathBuf)> = entries
        .flatten()
        .filter(|entry| entry.file_name().to_string_lossy().starts_with(&prefix))
        .filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path())))
        .collect();
    found.sort();
    found.into_iter().map(|(_, folder)| KeptIndex { reason: reason_in(&folder), folder }).collect()
}

/// Renames the index in `folder` and writes the reason into it.
///
/// # Errors
///
/// When the folder cannot be renamed.
pub fn set_aside(
    folder: &Path,
    reached: &Position,
    reason: &str,
) -> Result<KeptIndex, CatalogError> {
    let to = free_place(folder, reached);
    fs::rename(folder, &to).map_err(|err| CatalogError::Folder {
        folder: folder.display().to_string(),
        reason: format!("it cannot be renamed to {}: {err}", to.display()),
    })?;
    if let Err(err) = fs::write(to.join(REASON), format!("{reason}\n")) {
        log::warn!("the reason could not be written into {}: {err}", to.display());
    }
    remove_oldest(folder);
    Ok(KeptIndex { folder: to, reason: reason.to_owned() })
}

fn prefix(folder: &Path) -> String {
    format!("{}{ENDING}", folder.file_name().unwrap_or_default().to_string_lossy())
}

/// A path beside `folder` where nothing is yet.
fn free_place(folder: &Path, reached: &Position) -> PathBuf {
    let name = format!("{}{}-{}", prefix(folder), reached.directory, reached.change);
    let numbered = (2..).map(|number| format!("{name}-{number}"));
    let mut paths =
        std::iter::once(name.clone()).chain(numbered).map(|name| folder.with_file_name(name));
    paths.find(|path| !path.exists()).unwrap_or_else(|| folder.with_file_name(&name))
}

fn reason_in(folder: &Path) -> String {
    let reason = fs::read_to_string(folder.join(REASON)).unwrap_or_default();
    match reason.lines().next() {
        Some(line) => line.to_owned(),
        None => "an index knew more than its database, or another directory".to_owned(),
    }
}

fn remove_oldest(folder: &Path) {
    let kept = kept_indexes(folder);
    for old in kept.iter().rev().skip(MAX_KEPT) {
        log::warn!("{} is removed: there are {MAX_KEPT} newer ones", old.folder.display());
        if let Err(err) = fs::remove_dir_all(&old.folder) {
            log::warn!("{} could not be removed: {err}", old.folder.display());
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;

    #[test]
    fn every_index_set_aside_is_kept_with_its_reason_up_to_a_bound() {
        let data = tempfile::tempdir().unwrap();
        let folder = data.path().join("index");
        let position = Position {
            directory: "0198".to_owned(),
            change: 95,
            updated_at: Timestamp::UNIX_EPOCH,
        };
        for number in 1..=MAX_KEPT + 2 {
            fs::create_dir(&folder).unwrap();
            let kept = set_aside(&folder, &position, &format!("loss {number}")).unwrap();
            assert!(kept.is_there() && !folder.exists(), "{kept:?}");
            let modified = SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(number as u64);
            fs::File::open(&kept.folder).unwrap().set_modified(modified).unwrap();
        }

        let reasons: Vec<String> = kept_indexes(&folder).into_iter().map(|it| it.reason).collect();
        assert_eq!(reasons, ["loss 3", "loss 4", "loss 5"]);
    }

    #[test]
    fn a_kept_index_without_a_reason_is_still_reported() {
        let data = tempfile::tempdir().unwrap();
        fs::create_dir(data.path().join("index.kept-0198-95")).unwrap();
        fs::create_dir(data.path().join("index")).unwrap();
        let kept = kept_indexes(&data.path().join("index"));
        assert_eq!(kept.len(), 1);
        assert!(kept[0].reason.contains("knew more"), "{kept:?}");
    }
}
