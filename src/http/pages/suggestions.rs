//! What may have been meant by an address that leads nowhere.

use actix_web::HttpRequest;

use super::wants_page;
use crate::catalog::{Entry, KeyResolution, Snapshot, SuggestionKind};
use crate::site::Suggestion;
use crate::text::Typed;

/// How many are offered at most.
const MAX: usize = 5;

/// The organizations and terms that a part of a path may stand for; `slug` is the nearest slug of
/// an organization. Nothing for a client that does not read pages: it would not see them, and they
/// take a while to find.
pub fn organizations_and_terms<'s>(
    request: &HttpRequest,
    snapshot: &'s Snapshot,
    key: &str,
    slug: impl FnOnce() -> Option<&'s str>,
) -> Vec<Suggestion> {
    if !wants_page(request) {
        return Vec::new();
    }
    let mut meant: Vec<Suggestion> = Vec::new();
    if let Some(KeyResolution::Current(entry)) = slug().map(|slug| snapshot.resolve_key(slug)) {
        meant.push(linked(&entry));
    }
    // An address that is no question has no suggestions: it may be anything.
    let typed = Typed::parse(&key.replace(['-', '_', '.'], " ")).ok();
    let found = typed.map(|typed| snapshot.suggest(&typed)).unwrap_or_default();
    for suggestion in found {
        let folder = match suggestion.kind {
            SuggestionKind::Organization => "organizations",
            SuggestionKind::FocusArea => "focus-areas",
            SuggestionKind::Approach => "approaches",
        };
        let path = format!("/{folder}/{}", suggestion.slug);
        if meant.iter().all(|other| other.path != path) {
            meant.push(Suggestion { label: suggestion.label.to_owned(), path });
        }
    }
    meant.truncate(MAX);
    meant
}

/// A link to the page of an organization.
pub fn linked(entry: &Entry<'_>) -> Suggestion {
    Suggestion { label: entry.name().to_owned(), path: format!("/organizations/{}", entry.slug()) }
}
