//! The current state of documents, as the store passes it to the catalog, and the author of a
//! change.

use jiff::Timestamp;

use super::{KeyOrganization, KeyState, Slug, Status, TermScheme};

/// The current revision of one organization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrganizationState {
    /// A UUID version 7 (RFC 9562) given by the directory. It survives renames.
    pub id: String,
    pub slug: Slug,
    /// Earlier slugs, which redirect to the current one.
    pub former_slugs: Vec<Slug>,
    pub status: Status,
    /// The number of the revision, from 1.
    pub revision: i32,
    /// The number of the change that made this revision.
    pub change: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// The profile as canonical JSON.
    pub document: String,
}

/// The current revision of one term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TermState {
    pub scheme: TermScheme,
    pub slug: Slug,
    /// The position of the term within its scheme, for sorting.
    pub position: i32,
    pub revision: i32,
    pub change: i64,
    /// The term as canonical JSON.
    pub document: String,
}

/// The last change of a directory: how far a follower has read, or must read.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Position {
    /// The id of the directory. It differs for another database, and for one restored to an
    /// earlier time.
    pub directory: String,
    /// The number of the last change; 0 before the first.
    pub change: i64,
    /// The time of the last change.
    pub updated_at: Timestamp,
    /// The number of the change of the last redaction; 0 if there is none. An index that does not
    /// have it yet may still have what was redacted.
    pub redacted_change: i64,
}

/// The beginning of the names of authors that are API keys.
pub const AUTHOR_PREFIX: &str = "key:";

/// The author of a change, with an optional note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Author {
    /// `command:<name>` or `key:<name>`, e.g. `command:load`.
    pub name: String,
    /// The reason for the change, at most 500 characters.
    pub note: Option<String>,
    /// The only organizations that the author may edit; `None` for all.
    pub organizations: Option<Vec<KeyOrganization>>,
}

impl Author {
    /// A command of this program.
    pub fn command(name: &str) -> Self {
        Self { name: format!("command:{name}"), note: None, organizations: None }
    }

    /// A client that authenticated with an API key.
    pub fn key(key: &KeyState, note: Option<String>) -> Self {
        let organizations = key.organizations.clone();
        Self { name: format!("{AUTHOR_PREFIX}{}", key.name), note, organizations }
    }

    /// The only organizations that the author may edit, if the organization with this id is not
    /// among them.
    pub fn limit_without(&self, id: &str) -> Option<&[KeyOrganization]> {
        let allowed = self.organizations.as_deref()?;
        (!allowed.iter().any(|organization| organization.id == id)).then_some(allowed)
    }
}
