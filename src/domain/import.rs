//! The log entry of a load or import.

use jiff::Timestamp;

/// A load or import that made at least one change. Its changes have consecutive numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// A UUID version 7 (RFC 9562).
    pub id: String,
    pub first_change: i64,
    pub last_change: i64,
    /// The command or key that ran it.
    pub author: String,
    /// A short description of the loaded data.
    pub source: String,
    pub at: Timestamp,
    /// The id of the import that reverted this one.
    pub reverted_by: Option<String>,
}
