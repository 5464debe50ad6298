//! The history of documents: revisions, and the kinds of change that made them.

use jiff::Timestamp;

use super::kinds::keywords;
use super::{Keyword, RevisionRedactions};

keywords! {
    /// How a change affected its subject.
    pub enum ChangeKind {
        Created = "created",
        Updated = "updated",
        /// The slug changed; the former slug redirects to the new one.
        Renamed = "renamed",
        /// An organization was withdrawn, or a term was deleted.
        Withdrawn = "withdrawn",
        /// A withdrawn organization or deleted term was restored.
        Restored = "restored",
    }
}

keywords! {
    /// The kind of document that a change concerns.
    pub enum SubjectKind {
        Organization = "organization",
        FocusArea = "focus_area",
        Approach = "approach",
    }
}

/// One numbered version of a document, with its author and time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    pub subject: SubjectKind,
    /// The number of the revision, from 1 without gaps within its document.
    pub number: i32,
    /// The number of the change that made it, from 1 without gaps within the directory.
    pub change: i64,
    pub kind: ChangeKind,
    /// The time of the change, never earlier than that of the previous revision.
    pub at: Timestamp,
    /// The key or command that made the change: `key:<name>` or `command:<name>`.
    pub author: String,
    /// The author's note on the change.
    pub note: Option<String>,
    /// The profile or term as canonical JSON. For a deleted term, its last content.
    pub document: String,
    pub redactions: RevisionRedactions,
}
