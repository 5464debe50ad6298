//! How the catalog fails.

/// A failure of the index or of its files.
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
    /// Another version of this program wrote the index.
    #[error("the index has another version")]
    OutOfDate,
    /// A file of the index, or what it says about another one, is wrong.
    #[error("the index is damaged: {0}")]
    Damaged(String),
    /// The document of a profile or term breaks the rules for documents.
    #[error("a stored document cannot be read: {0}")]
    UnreadableDocument(String),
    /// More than the catalog has numbers for.
    #[error("too many {what}: the catalog can hold {max}")]
    TooMany { what: &'static str, max: usize },
    /// The index failed before and is not open again yet.
    #[error("the index failed before and is not open again yet")]
    Closed,
}

/// Messages of the operating system about a write that finds no room.
const NO_ROOM: [&str; 3] = ["No space left", "File too large", "quota exceeded"];

impl CatalogError {
    /// Whether the disk is full. Tantivy passes on some causes only as text.
    pub fn is_full(&self) -> bool {
        let message = self.to_string();
        NO_ROOM.iter().any(|words| message.contains(words))
    }
}
