//! The errors of the directory.

use crate::catalog::CatalogError;
use crate::store::StoreError;

/// A failure to read from the directory, or to open it.
#[derive(Debug, thiserror::Error)]
pub enum DirectoryError {
    /// The catalog has no snapshot yet.
    #[error("the catalog is being built; try again in a moment")]
    Building,
    /// The catalog has not been compared with the store since the start, so its index may belong to
    /// another directory.
    #[error("the catalog has not been compared with the database yet; try again in a moment")]
    NotYetCompared,
    /// The store no longer has what the catalog has seen, because its database was replaced. The
    /// catalog will be built again.
    #[error("the database was replaced, and the catalog is being rebuilt; try again in a moment")]
    StoreReplaced,
    #[error("the database does not answer")]
    StoreTimeout,
    #[error(transparent)]
    Catalog(#[from] CatalogError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("cannot start a thread: {0}")]
    Thread(#[from] std::io::Error),
    /// A panic while the catalog followed the store.
    #[error("the index failed: {0}")]
    Panicked(String),
}
