//! Loads and imports, as they are remembered.

use jiff::Timestamp;

/// A load or import that changed something. Its changes follow one another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// A UUID version 7 (RFC 9562).
    pub id: String,
    pub first_change: i64,
    pub last_change: i64,
    /// The command or key that made it.
    pub author: String,
    /// What was loaded, in a few words.
    pub source: String,
    pub at: Timestamp,
    /// The import that took it back.
    pub reverted_by: Option<String>,
}
