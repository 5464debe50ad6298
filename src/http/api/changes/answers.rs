//! The answer types of changes and revisions.

use serde::Serialize;
use utoipa::ToSchema;

use crate::directory::{Change, RevisionSummary};
use crate::domain::{ChangeKind, RedactionRecord, Slug, SubjectKind};
use crate::http::protocol::links::ListLinks;

/// One numbered version of a profile or term.
#[derive(Serialize, ToSchema)]
#[schema(as = Revision)]
pub struct RevisionAnswer {
    /// The number of this revision, from 1 without gaps.
    #[schema(example = 2, minimum = 1)]
    revision: i32,
    /// The number of the change that made this revision, from 1 without gaps in the whole
    /// directory.
    #[schema(example = 91, minimum = 1)]
    change: i64,
    kind: ChangeKind,
    /// When it was made.
    #[schema(format = DateTime)]
    at: String,
    /// The key or command that made it: `key:<name>` or `command:<name>`.
    #[schema(example = "command:load")]
    author: String,
    /// The note of its author.
    note: Option<String>,
    /// The root keys that differ from the previous revision; empty for the first.
    #[schema(example = json!(["summary", "sources"]))]
    changed: Vec<String>,
    /// The redactions of this revision, the oldest first. Absent if there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    redacted: Vec<RedactionRecord>,
}

impl From<RevisionSummary> for RevisionAnswer {
    fn from(summary: RevisionSummary) -> Self {
        let RevisionSummary { revision, change, kind, at, author, note, changed, redacted, .. } =
            summary;
        Self { revision, change, kind, at: at.to_string(), author, note, changed, redacted }
    }
}

/// One change of the directory: a revision of one of its documents.
#[derive(Serialize, ToSchema)]
#[schema(as = Change)]
pub struct ChangeAnswer {
    #[serde(flatten)]
    revision: RevisionAnswer,
    subject: SubjectKind,
    /// The slug that the document had then.
    slug: Slug,
}

impl From<&Change> for ChangeAnswer {
    fn from(Change { revision, subject, slug, .. }: &Change) -> Self {
        Self { revision: revision.clone().into(), subject: *subject, slug: slug.clone() }
    }
}

/// Changes, the oldest first.
#[derive(Serialize, ToSchema)]
pub struct ChangeList {
    pub data: Vec<ChangeAnswer>,
    pub meta: ChangesMeta,
    /// `next` is null if there are no more changes yet.
    pub links: ListLinks,
}

/// Metadata of a list of changes.
#[derive(Serialize, ToSchema)]
pub struct ChangesMeta {
    /// The number of the change after which the list begins.
    #[schema(example = 0)]
    pub since: i64,
    /// Maximum number of changes in the response.
    #[schema(example = 100)]
    pub limit: usize,
    /// The number of the newest change.
    #[schema(example = 91)]
    pub change: i64,
    /// The `since` of the next request.
    #[schema(example = 91)]
    pub next_since: i64,
    /// The numbers of changes that are damaged in the database. They are not in `data`. Absent if
    /// nothing is damaged.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub damaged: Vec<i64>,
}
