//! The read side: every answer comes from here, whatever database is behind it.
//!
//! A [`Catalog`] is an index on disk (`index`) that is fed the store's changes
//! in order, and the newest [`Snapshot`] of it in memory, which readers hold for
//! the length of one answer. It never asks the store and knows no HTTP.

mod cache;
mod comparison;
mod cursor;
mod encoding;
mod entry;
mod error;
mod filter;
mod index;
mod listing;
mod render;
mod snapshot;
mod terms;
mod text;

use std::path::Path;
use std::sync::Arc;

use arc_swap::ArcSwapOption;

pub use comparison::{Comparison, Traits};
pub use cursor::{Cursor, InvalidCursor};
pub use encoding::Encoding;
pub use entry::Entry;
pub use error::CatalogError;
pub use filter::{Choice, Facet, Filter, YearRange};
pub use listing::{Listing, Sort, SortField, Start};
pub use render::{Answer, SERVER_KEYS, http_date};
pub use snapshot::{FacetCounts, Found, Snapshot};
pub use terms::TermEntry;

use crate::domain::{OrganizationState, Position, TermState};
use cache::Cache;
use index::Index;

/// The index and what readers see of it.
pub struct Catalog {
    index: Index,
    cache: Arc<Cache>,
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
        let (index, reading) = match Index::open(folder)? {
            Some((index, reading)) => (index, reading),
            None => (Index::create(folder)?, None),
        };
        let newest = reading.map(|reading| Arc::new(Snapshot::new(reading, Arc::clone(&cache))));
        Ok(Self { index, cache, newest: ArcSwapOption::new(newest) })
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
        self.index.clear()
    }

    /// Takes new states of terms; they are seen after [`Catalog::publish`].
    pub fn stage_terms(&self, terms: &[TermState]) -> Result<(), CatalogError> {
        terms.iter().try_for_each(|state| self.index.put_term(&TermEntry::new(state)?))
    }

    /// Takes new states of organizations; they are seen after [`Catalog::publish`].
    pub fn stage_organizations(&self, states: &[OrganizationState]) -> Result<(), CatalogError> {
        states.iter().try_for_each(|state| {
            let (entry, document) = Entry::new(state)?;
            self.index.put_organization(&entry, &document)
        })
    }

    /// Drops what was staged since the last publication.
    pub fn unstage(&self) -> Result<(), CatalogError> {
        self.index.rollback()
    }

    /// Commits what was staged, with how far it reaches, and shows it to readers.
    pub fn publish(&self, position: &Position) -> Result<(), CatalogError> {
        let reading = self.index.commit(position)?;
        let snapshot = Snapshot::new(reading, Arc::clone(&self.cache));
        self.newest.store(Some(Arc::new(snapshot)));
        Ok(())
    }
}
