//! The addresses under which things are read, as paths: every node and both
//! databases answer the same bytes.

use super::{Slug, SubjectKind, TermScheme};

/// The base path of the API.
pub const API: &str = "/api/v1";

/// Where a profile is read.
pub fn organization_path(slug: &Slug) -> String {
    format!("{API}/organizations/{slug}")
}

/// Where the terms of a scheme are read.
pub fn terms_path(scheme: TermScheme) -> &'static str {
    match scheme {
        TermScheme::FocusArea => "/api/v1/focus-areas",
        TermScheme::Approach => "/api/v1/approaches",
    }
}

/// Where the subject of a change is read, by the slug that its document has.
pub fn document_path(subject: SubjectKind, slug: &Slug) -> String {
    match subject {
        SubjectKind::Organization => organization_path(slug),
        SubjectKind::FocusArea => format!("{}/{slug}", terms_path(TermScheme::FocusArea)),
        SubjectKind::Approach => format!("{}/{slug}", terms_path(TermScheme::Approach)),
    }
}
