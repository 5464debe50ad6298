//! A profile that an editor has begun to write and has not saved yet.

use jiff::Timestamp;

use super::KeyName;

/// A draft of a profile, as it was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileDraft {
    /// 16 random bytes in hexadecimal.
    pub id: String,
    /// The name of the API key of the editor.
    pub owner: KeyName,
    /// The id of the organization; `None` for a new one.
    pub organization: Option<String>,
    /// The revision from which the editor began; 0 for a new organization.
    pub base: i32,
    /// The typed text of all fields, as JSON.
    pub document: String,
    /// The note on the change, as it was typed.
    pub note: String,
    /// Counts how often it was stored, from 1; 0 if it is not stored yet.
    pub version: i32,
}

/// A draft in a list, without what was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftSummary {
    pub id: String,
    /// The id of the organization; `None` for a new one.
    pub organization: Option<String>,
    /// The size of what was typed, in bytes.
    pub size: i64,
    pub updated_at: Timestamp,
}
