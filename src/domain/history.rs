//! The history of documents: revisions, and the kinds of change that made them.

use jiff::Timestamp;
use serde::{Serialize, Serializer};
use utoipa::ToSchema;
use utoipa::openapi::{ObjectBuilder, RefOr, Schema, Type};

use super::kinds::keywords;
use super::{Keyword, RevisionRedactions, TermScheme};

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

/// The kind of document that a change concerns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SubjectKind {
    Organization,
    /// A term of a vocabulary, written as the name of the vocabulary.
    Term(TermScheme),
}

impl Keyword for SubjectKind {
    const ALL: &'static [Self] = &{
        let mut all = [Self::Organization; TermScheme::ALL.len() + 1];
        let mut index = 0;
        while index < TermScheme::ALL.len() {
            all[index + 1] = Self::Term(TermScheme::ALL[index]);
            index += 1;
        }
        all
    };

    fn as_str(self) -> &'static str {
        match self {
            Self::Organization => "organization",
            Self::Term(scheme) => scheme.as_str(),
        }
    }
}

impl Serialize for SubjectKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl utoipa::PartialSchema for SubjectKind {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(Type::String)
            .description(Some("The kind of document that a change concerns."))
            .enum_values(Some(Self::ALL.iter().map(|kind| kind.as_str())))
            .into()
    }
}

impl ToSchema for SubjectKind {}

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

impl Revision {
    /// When the revision, or the one that it is compared with, last changed: its own time, or that
    /// of a redaction.
    pub fn modified_at(&self) -> Timestamp {
        self.redactions.rewritten_at.map_or(self.at, |rewritten| rewritten.max(self.at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_vocabulary_is_a_subject() {
        for &scheme in TermScheme::ALL {
            assert_eq!(SubjectKind::from_word(scheme.as_str()), Some(SubjectKind::Term(scheme)));
        }
        assert_eq!(SubjectKind::ALL.len(), TermScheme::ALL.len() + 1);
    }
}
