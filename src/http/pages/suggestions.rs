//! What may have been meant by an address that leads nowhere.

use crate::directory::{Entry, Found, Snapshot, SuggestionKind, Typed};
use crate::site::Suggestion;

/// How many are offered at most.
const MAX: usize = 5;

/// The organizations and terms that a part of an address may stand for.
pub fn meant_by(snapshot: &Snapshot, key: &str) -> Vec<Suggestion> {
    let mut meant: Vec<Suggestion> = Vec::new();
    if let Some(Found::Organization(entry)) = snapshot.meant_by(key).map(|slug| snapshot.find(slug))
    {
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
