//! The report of a load.

use serde::Serialize;

use super::edits::EditedDocument;
use crate::domain::Slug;

/// The result of a load, or the expected result in a dry run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LoadReport {
    /// The id with which the load can be reverted; `None` if it changed nothing.
    pub id: Option<String>,
    /// The number of the directory's last change after the load.
    pub change: i64,
    pub added: Vec<Slug>,
    pub updated: Vec<UpdatedOrganization>,
    pub unchanged: usize,
    pub withdrawn: Vec<Slug>,
    pub terms_added: usize,
    pub terms_updated: usize,
    pub terms_unchanged: usize,
    /// Edited profiles and terms that were left as they are.
    pub kept: Vec<EditedDocument>,
    /// Edited profiles and terms that were replaced or withdrawn.
    pub overwritten: Vec<EditedDocument>,
}

/// An organization that a load updated, with the root keys that changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UpdatedOrganization {
    pub slug: Slug,
    pub changed: Vec<String>,
}
