//! How the catalog fails.

/// The index did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum CatalogError {
    #[error(
        "the index folder {folder} cannot be used: {reason}; check that it may be written, or \
         name another with --data-dir"
    )]
    Folder { folder: String, reason: String },
    #[error(
        "another process serves from the index folder {0}; stop it, or name another with --data-dir"
    )]
    InUse(String),
    #[error("the index failed: {0}")]
    Index(#[from] tantivy::TantivyError),
    #[error("the index file cannot be read: {0}")]
    File(#[from] std::io::Error),
    #[error("a stored document cannot be read: {0}")]
    Document(String),
    #[error("the index failed before and is not open again yet")]
    Closed,
}

/// Texts of the operating system for a write that finds no room.
const NO_ROOM: [&str; 3] = ["No space left", "File too large", "quota exceeded"];

impl CatalogError {
    /// Whether there is no room on the disk. Tantivy hands some causes on as text only.
    pub fn is_full(&self) -> bool {
        let message = self.to_string();
        NO_ROOM.iter().any(|words| message.contains(words))
    }
}
