//! The addresses under which things are read, as paths: every node and both
//! databases answer the same bytes.

use super::{Slug, TermScheme};

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
