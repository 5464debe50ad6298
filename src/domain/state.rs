//! What stands now, as the store hands it to the catalog.

use jiff::Timestamp;

use super::{KeyName, Slug, Status, TermScheme};

/// The newest revision of one organization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrganizationState {
    /// The directory's own id: a UUID version 7 (RFC 9562), the same after a rename.
    pub id: String,
    pub slug: Slug,
    /// The slugs it had before, which lead to it.
    pub former_slugs: Vec<Slug>,
    pub status: Status,
    /// The number of this version of the profile, from 1.
    pub revision: i32,
    /// The number of the change that made this revision.
    pub change: i64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// The profile as canonical JSON.
    pub document: String,
}

/// The newest revision of one term.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TermState {
    pub scheme: TermScheme,
    pub slug: Slug,
    /// Its place among the terms of its scheme.
    pub position: i32,
    pub revision: i32,
    pub change: i64,
    /// The term as canonical JSON.
    pub document: String,
}

/// How far the changes of a directory have come.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Position {
    /// Which directory it is: another database, or one restored to an earlier
    /// time, has another id.
    pub directory: String,
    /// The number of the last change; 0 before the first.
    pub change: i64,
    /// When the last change was made.
    pub updated_at: Timestamp,
}

/// Who makes changes, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Author {
    /// The command or key that makes them, e.g. `command:load`.
    pub name: String,
    /// What it says of them, at most 500 characters.
    pub note: Option<String>,
}

impl Author {
    /// Changes made by a command of this program.
    pub fn command(name: &str) -> Self {
        Self { name: format!("command:{name}"), note: None }
    }

    /// Changes made with a key.
    pub fn key(name: &KeyName, note: Option<String>) -> Self {
        Self { name: format!("key:{name}"), note }
    }
}
