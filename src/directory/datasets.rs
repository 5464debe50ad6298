//! The folder of the datasets that a server has made, in its data folder. Only a redaction removes
//! something from it here; the module `dataset` does everything else.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

/// The folder, and the last redaction after which it was cleaned.
pub struct DatasetFolder {
    path: PathBuf,
    redacted_change: AtomicI64,
    /// Whether the last attempt failed, so that only the first failure is logged.
    is_failing: AtomicBool,
}

impl DatasetFolder {
    /// The folder in a data folder. It need not exist.
    pub fn of(data_dir: &Path) -> Self {
        Self {
            path: data_dir.join("datasets"),
            redacted_change: AtomicI64::new(0),
            is_failing: AtomicBool::new(false),
        }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Removes the datasets that may have a text that was redacted with the change
    /// `redacted_change`: those of earlier versions, and those that are still being written. Does
    /// nothing if that was done before; after a failure, the next call tries again.
    pub fn forget_redacted(&self, redacted_change: i64) {
        let known = self.redacted_change.load(Ordering::Acquire);
        if known == redacted_change {
            return;
        }
        // After a failover that lost a redaction, no version can be trusted.
        let before = if known > redacted_change { i64::MAX } else { redacted_change };
        match remove_before(&self.path, before) {
            Ok(()) => {
                self.redacted_change.store(redacted_change, Ordering::Release);
                self.is_failing.store(false, Ordering::Release);
            }
            Err(err) if self.is_failing.swap(true, Ordering::AcqRel) => {
                log::debug!("a dataset with a redacted text cannot be removed: {err}");
            }
            Err(err) => log::error!(
                "a dataset in {} may have a redacted text and cannot be removed: {err}",
                self.path.display()
            ),
        }
    }
}

fn remove_before(folder: &Path, change: i64) -> io::Result<()> {
    let Ok(entries) = fs::read_dir(folder) else { return Ok(()) };
    let mut outcome = Ok(());
    for entry in entries.flatten() {
        let name = entry.file_name();
        let version: Option<i64> = name.to_str().and_then(|name| name.parse().ok());
        let is_folder = entry.file_type().is_ok_and(|it| it.is_dir());
        if is_folder && version.is_none_or(|version| version < change) {
            outcome = outcome.and(match fs::remove_dir_all(entry.path()) {
                Err(err) if err.kind() != io::ErrorKind::NotFound => Err(err),
                _ => Ok(()),
            });
        }
    }
    outcome
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_redaction_removes_earlier_and_unfinished_datasets() {
        let data = tempfile::tempdir().unwrap();
        let folder = DatasetFolder::of(data.path());
        for name in ["3", "9", "10", "12", ".12.abcdef.partial"] {
            fs::create_dir_all(folder.path().join(name)).unwrap();
        }
        let left = || {
            let entries = fs::read_dir(folder.path()).unwrap();
            let mut names: Vec<String> =
                entries.map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
            names.sort_unstable();
            names
        };

        folder.forget_redacted(0);
        assert_eq!(left().len(), 5);
        folder.forget_redacted(10);

        assert_eq!(left(), ["10", "12"]);
        fs::create_dir(folder.path().join("4")).unwrap();
        folder.forget_redacted(10);
        assert_eq!(left(), ["10", "12", "4"], "done again");
        folder.forget_redacted(8);
        assert!(left().is_empty(), "the redaction was lost");
    }
}
