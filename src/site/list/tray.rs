//! The organizations that a visitor chose to compare: a tray that stays while the list changes.

use super::SearchRequest;
use crate::catalog::{Comparison, Entry, KeyResolution, Snapshot};

/// The organizations chosen for a comparison.
pub struct Tray<'s> {
    pub chosen: Vec<Chosen<'s>>,
    /// The names of chosen organizations beyond the maximum.
    pub left_out: Vec<&'s str>,
}

/// A chosen organization.
pub struct Chosen<'s> {
    pub slug: &'s str,
    /// The acronym, or the name without one.
    pub name: &'s str,
    /// Whether the page lists it, so that its box is there.
    pub is_listed: bool,
}

impl<'s> Tray<'s> {
    /// The tray of a page that lists these organizations.
    pub fn of(request: &SearchRequest<'_>, snapshot: &'s Snapshot, listed: &[Entry<'_>]) -> Self {
        let entry = |slug: &String| match snapshot.resolve_key(slug) {
            KeyResolution::Current(entry) => Some(entry),
            _ => None,
        };
        let chosen = request.chosen.iter().filter_map(entry).map(|entry| Chosen {
            slug: entry.slug(),
            name: entry.acronym().unwrap_or(entry.name()),
            is_listed: listed.iter().any(|other| other.number() == entry.number()),
        });
        let left_out = request.left_out.iter().filter_map(entry).map(|entry| entry.name());
        Self { chosen: chosen.collect(), left_out: left_out.collect() }
    }

    pub fn has(&self, slug: &str) -> bool {
        self.chosen.iter().any(|chosen| chosen.slug == slug)
    }

    pub fn is_full(&self) -> bool {
        self.chosen.len() >= Comparison::MAX
    }

    /// The slugs, separated by commas.
    pub fn slugs(&self) -> String {
        self.chosen.iter().map(|chosen| chosen.slug).collect::<Vec<_>>().join(",")
    }
}
