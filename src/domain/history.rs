//! What happened: revisions, and the changes that made them.

use jiff::Timestamp;

use super::Keyword;
use super::kinds::keywords;

keywords! {
    /// What a change did to its subject.
    pub enum ChangeKind {
        Created = "created",
        Updated = "updated",
        /// Its slug is another; the former one leads to it.
        Renamed = "renamed",
        /// An organization is no longer shown, or a term is gone.
        Withdrawn = "withdrawn",
        /// It is shown again.
        Restored = "restored",
    }
}

keywords! {
    /// What a change is about.
    pub enum SubjectKind {
        Organization = "organization",
        FocusArea = "focus_area",
        Approach = "approach",
    }
}

/// One numbered version of a document, with who made it and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    pub subject: SubjectKind,
    /// The number of this version of its document, from 1 without gaps.
    pub number: i32,
    /// The number of the change that made it, from 1 without gaps in the whole directory.
    pub change: i64,
    pub kind: ChangeKind,
    /// When it was made: never before the revision before it.
    pub at: Timestamp,
    /// The key or command that made it: `key:<name>` or `command:<name>`.
    pub author: String,
    /// What its author said of it.
    pub note: Option<String>,
    /// The profile or term as canonical JSON; of a term that was withdrawn, its last text.
    pub document: String,
}
