//! The read side: every answer comes from here, whatever database is behind it.
//!
//! A [`Catalog`] is an index on disk (`index`) that is fed the store's changes
//! in order, and the newest [`Snapshot`] of it in memory, which readers hold for
//! the length of one answer. It never asks the store and knows no HTTP.

mod analysis;
mod arrays;
mod buckets;
mod cache;
mod columns;
mod comparison;
mod cursor;
mod encoding;
mod entry;
mod error;
mod export;
mod filter;
mod index;
mod indexing;
mod items;
mod labels;
mod listing;
mod meant;
mod render;
mod rows;
mod schema;
mod search;
mod searcher;
mod selection;
mod similar;
mod snapshot;
mod staging;
mod statistics;
mod terms;
#[cfg(test)]
mod tests;
mod text;
mod texts;
mod work;

use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use arc_swap::ArcSwapOption;

pub use buckets::Bucket;
pub use comparison::{Comparison, Traits};
pub use cursor::{Cursor, InvalidCursor};
pub use encoding::Encoding;
pub use entry::Entry;
pub use error::CatalogError;
pub use export::{Export, ExportRequest};
pub use filter::{Choice, Facet, Filter, YearRange};
pub use items::{ItemCursor, ItemFilter, ItemKind, ItemPage, ItemRequest};
pub use listing::{Listing, Sort, SortField, Start};
pub use render::{Answer, SERVER_KEYS, http_date, members, pick, profile as answered_profile};
pub use search::{Highlight, Suggestion, SuggestionKind};
pub use selection::{ListRequest, Selection};
pub use snapshot::{Found, Snapshot};
pub use statistics::{CrossCount, Statistics, Verified};
use terms::TermEntry;
pub use text::{InvalidQuestion, Question, Typed};
pub use work::Work;

use crate::domain::{OrganizationState, Position, Slug, TermScheme, TermState};
use cache::Cache;
use staging::Staging;

/// The index and what readers see of it.
pub struct Catalog {
    staging: Mutex<Staging>,
    newest: ArcSwapOption<Snapshot>,
}

impl Catalog {
    /// Opens the index in `folder`, which is made if it is missing. An index
    /// that is damaged or of another version is emptied: it must be fed from
    /// change 0 again. `cache_bytes` bounds the memory for ready answers.
    ///
    /// # Errors
    ///
    /// When the folder cannot be written, or another process has the index open.
    pub fn open(folder: &Path, cache_bytes: u64) -> Result<Self, CatalogError> {
        let cache = Arc::new(Cache::new(cache_bytes));
        let (staging, snapshot) = Staging::open(folder, cache)?;
        let newest = ArcSwapOption::new(snapshot.map(Arc::new));
        Ok(Self { staging: Mutex::new(staging), newest })
    }

    fn staging(&self) -> MutexGuard<'_, Staging> {
        // A panic while it was held left something staged; it is dropped before
        // anything else is staged.
        self.staging.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What readers see now; `None` until the first changes were published.
    pub fn snapshot(&self) -> Option<Arc<Snapshot>> {
        self.newest.load_full()
    }

    /// How far the published changes have come.
    pub fn position(&self) -> Option<Position> {
        self.newest.load().as_ref().map(|snapshot| snapshot.position().clone())
    }

    /// Forgets everything that is indexed, for a directory that is another one.
    /// Readers keep what they have until the next [`Catalog::publish`].
    pub fn clear(&self) -> Result<(), CatalogError> {
        self.staging().clear()
    }

    /// Takes new states of terms; they are seen after [`Catalog::publish`].
    pub fn stage_terms(&self, terms: &[TermState]) -> Result<(), CatalogError> {
        let terms = terms.iter().map(TermEntry::new).collect::<Result<_, _>>()?;
        self.staging().put_terms(terms, self.newest.load().as_deref())
    }

    /// Forgets terms; they are gone after [`Catalog::publish`].
    pub fn stage_removed_terms(&self, removed: &[(TermScheme, Slug)]) -> Result<(), CatalogError> {
        self.staging().remove_terms(removed)
    }

    /// Takes new states of organizations; they are seen after [`Catalog::publish`].
    pub fn stage_organizations(&self, states: &[OrganizationState]) -> Result<(), CatalogError> {
        let (mut staging, published) = (self.staging(), self.newest.load());
        states.iter().try_for_each(|state| staging.put_organization(state, published.as_deref()))
    }

    /// Drops what was staged since the last publication.
    pub fn unstage(&self) -> Result<(), CatalogError> {
        self.staging().drop_all(self.newest.load().as_deref())
    }

    /// Commits what was staged, with how far it reaches, and shows it to readers.
    pub fn publish(&self, position: &Position) -> Result<(), CatalogError> {
        let published = self.newest.load();
        let snapshot = self.staging().publish(position, published.as_deref())?;
        self.newest.store(Some(Arc::new(snapshot)));
        Ok(())
    }
}
