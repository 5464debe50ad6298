//! Detects a lost database: the data folder has an index, but the database is empty or missing.

use std::path::Path;

use super::Failure;
use crate::directory;
use crate::store::{DatabaseUrl, Store};

/// Refuses to start a new directory where one was lost, because the built-in profiles would
/// silently replace the lost ones.
///
/// `store` is `None` while the database is not open yet. A restored directory has changes,
/// so it does not count as lost.
///
/// # Errors
///
/// If the database is missing or has no changes, but the index has some.
pub fn refuse_lost_database(
    data_dir: &Path,
    url: &DatabaseUrl,
    store: Option<&Store>,
) -> Result<(), Failure> {
    let is_empty = match store {
        Some(store) => store.position()?.change == 0,
        None => matches!(url, DatabaseUrl::Sqlite(path) if !path.exists()),
    };
    let Some(index_left) = directory::index_left_in(data_dir).filter(|_| is_empty) else {
        return Ok(());
    };
    let index = directory::index_folder(data_dir).display().to_string();
    let change =
        index_left.change.map_or_else(String::new, |change| format!(" at change {change}"));
    Err(Failure::Blocked(format!(
        "the database {url} is empty or missing, but {index} is the index of a directory{change}: \
         the database was lost or moved; put it back or restore a backup, or move {index} out of \
         the data folder to start a new directory"
    )))
}
