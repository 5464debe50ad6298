//! The read side: every answer comes from here, whatever database is behind it.
//!
//! A [`Catalog`] is an index on disk (`index`) that is fed the store's changes
//! in order, and the newest [`Snapshot`] of it in memory, which readers hold for
//! the length of one answer. It never asks the store and knows no HTTP.

mod answers;
mod columns;
mod error;
mod index;
pub mod json;
mod lists;
mod rows;
mod search;
mod snapshot;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use arc_swap::ArcSwapOption;

pub use answers::encoding::Encoding;
pub use answers::render::{Answer, SERVER_KEYS, http_date, profile as answered_profile};
use columns::terms::TermEntry;
pub use error::CatalogError;
pub use index::kept::{KeptIndex, kept_indexes};
pub use index::{LeftIndex, left_index};
pub use lists::buckets::Bucket;
pub use lists::comparison::{Comparison, Traits};
pub use lists::cursor::{Cursor, InvalidCursor};
pub use lists::export::{Export, ExportRequest};
pub use lists::filter::{Choice, Facet, Filter, YearRange};
pub use lists::items::{ItemCursor, ItemFilter, ItemKind, ItemPage, ItemRequest};
pub use lists::listing::{Listing, Sort, SortField, Start};
pub use lists::selection::{ListRequest, Selection};
pub use lists::statistics::{CrossCount, Statistics, Verified};
pub use rows::entry::Entry;
pub use search::{Highlight, Suggestion, SuggestionKind};
pub use snapshot::{Found, Snapshot};

use crate::domain::{OrganizationState, Position, Slug, TermScheme, TermState};
use answers::cache::Cache;
use index::staging::Staging;

/// The index and what readers see of it.
pub struct Catalog {
    folder: PathBuf,
    cache_bytes: u64,
    /// `None` after [`Catalog::close`], until the index is opened again.
    staging: Mutex<Option<Staging>>,
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
        let staging = Mutex::new(Some(staging));
        Ok(Self { folder: folder.to_owned(), cache_bytes, staging, newest })
    }

    fn staging(&self) -> MutexGuard<'_, Option<Staging>> {
        // After a panic the caller closes the index before anything else is staged.
        self.staging.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn with_staging<T>(
        &self,
        act: impl FnOnce(&mut Staging) -> Result<T, CatalogError>,
    ) -> Result<T, CatalogError> {
        act(self.staging().as_mut().ok_or(CatalogError::Closed)?)
    }

    /// What readers see now; `None` until the first changes were published.
    pub fn snapshot(&self) -> Option<Arc<Snapshot>> {
        self.newest.load_full()
    }

    /// The last change that readers see.
    pub fn position(&self) -> Option<Position> {
        self.newest.load().as_ref().map(|snapshot| snapshot.position().clone())
    }

    /// How far the index on the disk has come. After a failure readers may see
    /// more than an index that had to be built again.
    pub fn reached(&self) -> Option<Position> {
        self.staging().as_ref().and_then(|staging| staging.reached().cloned())
    }

    pub fn is_open(&self) -> bool {
        self.staging().is_some()
    }

    /// Gives the index up: a writer that failed cannot be trusted, and Tantivy
    /// panics at the next use of some. Readers keep what they have.
    pub fn close(&self) {
        let staging = self.staging().take();
        drop(staging);
    }

    /// Opens the index again after [`Catalog::close`]. A missing index is made
    /// again, and so is one that cannot be opened where `may_discard` says so.
    ///
    /// # Errors
    ///
    /// When it cannot be opened; it is still closed then.
    pub fn reopen(&self, may_discard: bool) -> Result<(), CatalogError> {
        self.close();
        let newest = self.newest.load_full();
        let cache = newest
            .as_ref()
            .map_or_else(|| Arc::new(Cache::new(self.cache_bytes)), |it| Arc::clone(&it.cache));
        let (mut staging, snapshot) = Staging::reopen(&self.folder, cache, may_discard)?;
        let is_older = |opened: &Snapshot| {
            newest.as_ref().is_some_and(|newest| {
                let (opened, seen) = (opened.position(), newest.position());
                opened.directory != seen.directory || opened.change < seen.change
            })
        };
        match snapshot {
            // Readers never go back to an earlier change.
            Some(snapshot) if is_older(&snapshot) => staging.forget_reached(),
            Some(snapshot) => self.newest.store(Some(Arc::new(snapshot))),
            None => {}
        }
        *self.staging() = Some(staging);
        Ok(())
    }

    /// Moves the index aside, with the reason in it, and begins an empty one.
    /// Readers keep what they have until the next [`Catalog::publish`].
    ///
    /// # Errors
    ///
    /// When the folder cannot be moved. It is not emptied then.
    pub fn set_aside(&self, reached: &Position, reason: &str) -> Result<KeptIndex, CatalogError> {
        self.close();
        let kept = index::kept::set_aside(&self.folder, reached, reason)?;
        self.reopen(false)?;
        Ok(kept)
    }

    /// Forgets everything that is indexed, so that it can be fed from change 0.
    /// Readers keep what they have until the next [`Catalog::publish`].
    pub fn clear(&self) -> Result<(), CatalogError> {
        self.with_staging(Staging::clear)
    }

    /// Takes new states of terms; they are seen after [`Catalog::publish`].
    pub fn stage_terms(&self, terms: &[TermState]) -> Result<(), CatalogError> {
        let terms = terms.iter().map(TermEntry::new).collect::<Result<_, _>>()?;
        self.with_staging(|staging| staging.put_terms(terms, self.newest.load().as_deref()))
    }

    /// Forgets terms; they are gone after [`Catalog::publish`].
    pub fn stage_removed_terms(&self, removed: &[(TermScheme, Slug)]) -> Result<(), CatalogError> {
        self.with_staging(|staging| staging.remove_terms(removed))
    }

    /// Takes new states of organizations; they are seen after [`Catalog::publish`].
    pub fn stage_organizations(&self, states: &[OrganizationState]) -> Result<(), CatalogError> {
        let published = self.newest.load();
        self.with_staging(|staging| {
            let published = published.as_deref();
            states.iter().try_for_each(|state| staging.put_organization(state, published))
        })
    }

    /// Drops what was staged since the last publication.
    pub fn unstage(&self) -> Result<(), CatalogError> {
        self.with_staging(|staging| staging.drop_all(self.newest.load().as_deref()))
    }

    /// Commits what was staged, with how far it reaches, and shows it to readers.
    pub fn publish(&self, position: &Position) -> Result<(), CatalogError> {
        let published = self.newest.load();
        let snapshot =
            self.with_staging(|staging| staging.publish(position, published.as_deref()))?;
        self.newest.store(Some(Arc::new(snapshot)));
        Ok(())
    }
}
