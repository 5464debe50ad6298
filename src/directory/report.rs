//! What a load did.

use serde::Serialize;

use crate::domain::Slug;

/// What a load did, or would do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LoadReport {
    /// The import as which it can be taken back; none where nothing was changed.
    pub id: Option<String>,
    /// The last change of the directory after it, or as it would be.
    pub change: i64,
    pub added: Vec<Slug>,
    pub updated: Vec<UpdatedOrganization>,
    pub unchanged: usize,
    pub withdrawn: Vec<Slug>,
    pub terms_added: usize,
    pub terms_updated: usize,
    pub terms_unchanged: usize,
}

/// An organization that a load updated, and the keys that changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct UpdatedOrganization {
    pub slug: Slug,
    pub changed: Vec<String>,
}
