//! The folders of the datasets and link cards that a server has made and keeps in its data folder.
//! Only a redaction removes something from them here; the rooms that fill them do
//! everything else.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

/// The folders, and the last redaction after which they were cleaned.
pub struct MadeFolders {
    datasets: PathBuf,
    link_cards: PathBuf,
    redacted_change: AtomicI64,
    /// Whether the last attempt failed, so that only the first failure is logged.
    is_failing: AtomicBool,
}

impl MadeFolders {
    /// The folders in a data folder. They need not exist.
    pub fn of(data_dir: &Path) -> Self {
        Self {
            datasets: data_dir.join("datasets"),
            link_cards: data_dir.join("link-cards"),
            redacted_change: AtomicI64::new(0),
            is_failing: AtomicBool::new(false),
        }
    }

    /// Has one folder for each version, named by its number.
    pub fn datasets(&self) -> &Path {
        &self.datasets
    }

    /// Has one folder for the cards since each redaction, named by the number of its change.
    pub fn link_cards(&self) -> &Path {
        &self.link_cards
    }

    /// Removes what may have a text that was redacted with the change `redacted_change`: the datasets
    /// of earlier versions, those that are still being written, and all earlier link cards. Does
    /// nothing if that was done before; after a failure, the next call tries again.
    pub fn forget_redacted(&self, redacted_change: i64) {
        let known = self.redacted_change.load(Ordering::Acquire);
        if known == redacted_change {
            return;
        }
        // After a failover that lost a redaction, no version can be trusted.
        let before = if known > redacted_change { i64::MAX } else { redacted_change };
        let removed =
            [&self.datasets, &self.link_cards].map(|folder| remove_before(folder, before));
        match removed.into_iter().collect::<io::Result<()>>() {
            Ok(()) => {
                self.redacted_change.store(redacted_change, Ordering::Release);
                self.is_failing.store(false, Ordering::Release);
            }
            Err(err) if self.is_failing.swap(true, Ordering::AcqRel) => {
                log::debug!("a file with a redacted text cannot be removed: {err}");
            }
            Err(err) => log::error!(
                "a dataset in {} or a link card in {} may have a redacted text and cannot be removed: \
                 {err}",
                self.datasets.display(),
                self.link_cards.display()
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
            outcome = outcome.and(match remove_at_once(&entry.path()) {
                Err(err) if err.kind() != io::ErrorKind::NotFound => Err(err),
                _ => Ok(()),
            });
        }
    }
    outcome
}

/// Takes a folder away from the thread that may be writing it, which then finds no folder instead of
/// one that lacks some of its files, and removes it.
fn remove_at_once(folder: &Path) -> io::Result<()> {
    let removed = folder.with_extension("removed");
    fs::rename(folder, &removed)?;
    fs::remove_dir_all(removed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_redaction_removes_earlier_and_unfinished_datasets_and_earlier_link_cards() {
        let data = tempfile::tempdir().unwrap();
        let folder = MadeFolders::of(data.path());
        for name in ["3", "9", "10", "12", ".12.abcdef.partial"] {
            fs::create_dir_all(folder.datasets().join(name)).unwrap();
        }
        for name in ["0", "10"] {
            fs::create_dir_all(folder.link_cards().join(name)).unwrap();
        }
        let names = |of: &Path| {
            let entries = fs::read_dir(of).unwrap();
            let mut names: Vec<String> =
                entries.map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
            names.sort_unstable();
            names
        };
        let left = || names(folder.datasets());

        folder.forget_redacted(0);
        assert_eq!(left().len(), 5);
        folder.forget_redacted(10);

        assert_eq!(left(), ["10", "12"]);
        assert_eq!(names(folder.link_cards()), ["10"]);
        fs::create_dir(folder.datasets().join("4")).unwrap();
        folder.forget_redacted(10);
        assert_eq!(left(), ["10", "12", "4"], "done again");
        folder.forget_redacted(8);
        assert!(left().is_empty(), "the redaction was lost");
        assert!(names(folder.link_cards()).is_empty(), "the redaction was lost");
    }
}
