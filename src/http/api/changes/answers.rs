//! The shapes in which history is answered.

use serde::Serialize;
use utoipa::ToSchema;

use crate::directory::{Change, RevisionSummary};
use crate::domain::{ChangeKind, Profile, Slug, SubjectKind};
use crate::http::api::schemas::ListLinks;

/// One numbered version of a profile or term.
#[derive(Serialize, ToSchema)]
#[schema(as = Revision)]
pub struct RevisionAnswer {
    /// The number of this version, from 1 without gaps.
    #[schema(example = 2, minimum = 1)]
    revision: i32,
    /// The number of the change that made it, from 1 without gaps in the whole directory.
    #[schema(example = 91, minimum = 1)]
    change: i64,
    kind: ChangeKind,
    /// When it was made.
    #[schema(format = DateTime)]
    at: String,
    /// The key or command that made it: `key:<name>` or `command:<name>`.
    #[schema(example = "command:load")]
    author: String,
    /// What its author said of it.
    note: Option<String>,
    /// The root keys that differ from the version before; none for the first.
    #[schema(example = json!(["summary", "sources"]))]
    changed: Vec<String>,
}

impl From<RevisionSummary> for RevisionAnswer {
    fn from(summary: RevisionSummary) -> Self {
        let RevisionSummary { revision, change, kind, at, author, note, changed } = summary;
        Self { revision, change, kind, at: at.to_string(), author, note, changed }
    }
}

/// One page of the revisions of an organization, the newest first.
#[derive(Serialize, ToSchema)]
pub struct RevisionList {
    pub data: Vec<RevisionAnswer>,
    pub meta: RevisionsMeta,
    pub links: ListLinks,
}

/// What a page of revisions is part of.
#[derive(Serialize, ToSchema)]
pub struct RevisionsMeta {
    /// How many revisions there are: the number of the newest.
    #[schema(example = 2)]
    pub total: usize,
    /// The page from 1.
    #[schema(example = 1)]
    pub page: usize,
    #[schema(example = 20)]
    pub per_page: usize,
    /// How many pages there are.
    #[schema(example = 1)]
    pub pages: usize,
    /// The last change that the answer knows.
    #[schema(example = 91)]
    pub change: i64,
    /// The numbers of revisions that belong on this page but are damaged in the database. They are
    /// not in `data`. The member is left out where nothing is damaged.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub damaged: Vec<i32>,
}

/// A revision with the profile as it stood.
#[derive(Serialize, ToSchema)]
pub struct RevisionWithProfile {
    #[serde(flatten)]
    revision: RevisionAnswer,
    /// The profile as it was written, without the server's keys.
    profile: Profile,
    /// With `diff=true`: what changed since the revision before (RFC 6902); `[]` for the first.
    #[schema(required = false)]
    patch: Vec<PatchOperation>,
}

/// One step of a JSON Patch (RFC 6902, section 4).
#[derive(Serialize, ToSchema)]
pub struct PatchOperation {
    #[schema(example = "replace", pattern = "^(add|remove|replace)$")]
    op: String,
    /// Where, as a JSON pointer (RFC 6901).
    #[schema(example = "/summary")]
    path: String,
    /// With `add` and `replace`: the new value, of any type.
    #[schema(required = false)]
    value: serde_json::Value,
}

/// One change of the directory: a revision of one of its documents.
#[derive(Serialize, ToSchema)]
#[schema(as = Change)]
pub struct ChangeAnswer {
    #[serde(flatten)]
    revision: RevisionAnswer,
    subject: SubjectKind,
    /// The slug of the document as it then stood.
    slug: Slug,
}

impl From<&Change> for ChangeAnswer {
    fn from(Change { revision, subject, slug, .. }: &Change) -> Self {
        Self { revision: revision.clone().into(), subject: *subject, slug: slug.clone() }
    }
}

/// Changes in their order, the oldest first.
#[derive(Serialize, ToSchema)]
pub struct ChangeList {
    pub data: Vec<ChangeAnswer>,
    pub meta: ChangesMeta,
    /// `next` is null where there is no more yet.
    pub links: ListLinks,
}

/// Where in the changes an answer stands.
#[derive(Serialize, ToSchema)]
pub struct ChangesMeta {
    /// The change after which the answer begins.
    #[schema(example = 0)]
    pub since: i64,
    /// How many are answered at most.
    #[schema(example = 100)]
    pub limit: usize,
    /// The last change there is.
    #[schema(example = 91)]
    pub change: i64,
    /// What to give as `since` to go on.
    #[schema(example = 91)]
    pub next_since: i64,
    /// The numbers of changes that are damaged in the database. They are not in `data`. The member
    /// is left out where nothing is damaged.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub damaged: Vec<i64>,
}
