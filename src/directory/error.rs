//! How the directory fails.

use crate::catalog::CatalogError;
use crate::store::StoreError;

/// The directory cannot do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum DirectoryError {
    #[error("the catalog is being built; try again in a moment")]
    Building,
    #[error("the database does not answer")]
    Silent,
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
