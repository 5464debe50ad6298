//! A data folder whose index knows a directory that the database does not have.

use std::path::Path;

use super::Failure;
use crate::directory;
use crate::store::{DatabaseUrl, Store};

/// Refuses to begin a new directory where one was: its profiles would be replaced by
/// those that the binary carries, without a word.
///
/// `store` is `None` while the database is not open. A restored directory has changes,
/// so it is not mistaken for a lost one.
///
/// # Errors
///
/// When the database is missing or has no change, and the index has some.
pub fn refuse_lost_directory(
    data_dir: &Path,
    url: &DatabaseUrl,
    store: Option<&Store>,
) -> Result<(), Failure> {
    let is_empty = match store {
        Some(store) => store.position()?.change == 0,
        None => matches!(url, DatabaseUrl::Sqlite(path) if !path.exists()),
    };
    let Some(left) = directory::index_left_in(data_dir).filter(|_| is_empty) else {
        return Ok(());
    };
    let index = directory::index_folder(data_dir).display().to_string();
    let change = left.change.map_or_else(String::new, |change| format!(" at change {change}"));
    Err(Failure::Held(format!(
        "the database {url} has no directory, but {index} is the index of one{change}: the \
         database was lost or moved; put it back or restore a backup, or move {index} out of the \
         data folder to begin a new directory"
    )))
}
