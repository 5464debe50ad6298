//! The paths of documents in the API. Answers contain paths instead of URLs, so that all nodes
//! answer the same bytes.

use crate::domain::{Slug, SubjectKind, TermScheme};

/// The base path of the API.
pub const API: &str = "/api/v1";

/// The path of a profile.
pub fn organization_path(slug: &Slug) -> String {
    format!("{API}/organizations/{slug}")
}

/// The path of the terms of a scheme.
pub fn terms_path(scheme: TermScheme) -> String {
    format!("{API}{}", scheme.path())
}

/// The path of the document of a change, by the slug that the document had then.
pub fn document_path(subject: SubjectKind, slug: &Slug) -> String {
    match subject {
        SubjectKind::Organization => organization_path(slug),
        SubjectKind::Term(scheme) => format!("{}/{slug}", terms_path(scheme)),
    }
}
