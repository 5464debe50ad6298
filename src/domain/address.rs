//! The addresses under which things are read, as paths: every node and both
//! databases answer the same bytes.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

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

/// Parameters as a query string.
pub fn query_string(pairs: &[(&str, String)]) -> String {
    let pairs = pairs.iter().map(|(name, value)| format!("{name}={}", encode(value)));
    pairs.collect::<Vec<_>>().join("&")
}

/// Percent-encodes a value; commas and the like stay readable.
fn encode(value: &str) -> String {
    const ENCODED: AsciiSet = NON_ALPHANUMERIC
        .remove(b'-')
        .remove(b'_')
        .remove(b'.')
        .remove(b',')
        .remove(b'!')
        .remove(b':');
    utf8_percent_encode(value, &ENCODED).to_string()
}
