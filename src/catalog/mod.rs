//! The read model: every read is answered from here, the same with either database.
//!
//! A [`Catalog`] has an index on disk, to which the caller feeds the store's changes in order, and
//! the newest [`Snapshot`] of it in memory. A reader holds one snapshot while it answers a request.
//! The catalog never calls the store and does not know HTTP.

mod answers;
mod columns;
mod cores;
mod error;
mod index;
pub mod json;
mod lists;
mod long_reads;
mod matching;
mod own_voice;
mod rows;
mod search;
mod snapshot;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use arc_swap::ArcSwapOption;

pub use answers::encoding::Encoding;
pub use answers::paths::{API, document_path, organization_path, terms_path};
pub use answers::render::{Representation, SERVER_KEYS, http_date, profile as render_profile};
use columns::terms::TermEntry;
pub use error::CatalogError;
pub use index::set_aside::{SetAsideIndex, set_aside_indexes};
pub use index::{ExistingIndex, find_existing_index};
pub use lists::comparison::{Comparison, Traits};
pub use lists::country_roles::CountryRoles;
pub use lists::cursor::{Cursor, InvalidCursor, Start};
pub use lists::due::{DueCondition, DueCounts, DueLimits};
pub use lists::export::{Export, ExportRequest};
pub use lists::facet::Facet;
pub use lists::facet_counts::FacetCount;
pub use lists::filter::{Choice, Filter, Sample, YearRange};
pub use lists::items::{
    HelplineText, ItemCounts, ItemCursor, ItemDetails, ItemFilter, ItemKind, ItemOrder, ItemPage,
    ItemRequest, ItemTotals,
};
pub use lists::order::{Sort, SortField};
pub use lists::page::Page;
pub use lists::relations::RelatedOrganization;
pub use lists::selection::{ListRequest, Selection};
pub use lists::sources::SourceGroup;
pub use lists::statistics::{CrossCount, SourceCounts, Statistics, Verified};
pub use long_reads::HeldSnapshot;
pub use matching::{
    Basis, Candidate, ComparableOrganization, Known, NameMatch, NameQuery, SharedTrait,
    SimilarExisting, TermCandidate, TermQuery, host, identifier_key, term_id,
};
pub use own_voice::{OwnVoice, SpokenNames};
pub use rows::entry::Entry;
pub use search::{Completion, Highlight, Interpretation, QueryMatch};
pub use snapshot::{KeyResolution, Snapshot};

use crate::domain::{OrganizationState, Position, Slug, TermScheme, TermState};
use answers::cache::ProfileCache;
use index::writer::CatalogWriter;
use long_reads::LongReads;

/// Number of rounds of the follower, two per second, in which files of former segments are removed.
const SWEEPS: u32 = 60;

/// The index, and the newest snapshot of it.
pub struct Catalog {
    folder: PathBuf,
    cache_bytes: u64,
    /// `None` after [`Catalog::close`], until the index is opened again.
    writer: Mutex<Option<CatalogWriter>>,
    newest: ArcSwapOption<Snapshot>,
    /// The long reads before the index was last built from nothing or purged.
    former_reads: Mutex<Option<Arc<LongReads>>>,
    /// Number of rounds in which files of former segments are removed.
    sweeps_left: AtomicU32,
}

impl Catalog {
    /// Opens the index in `folder`, or creates it. A damaged or outdated index is replaced by an
    /// empty one, which must be fed from change 0. `cache_bytes` is the maximum size of the cache
    /// of represented profiles.
    ///
    /// # Errors
    ///
    /// When the folder cannot be written, or another process has the index open.
    pub fn open(folder: &Path, cache_bytes: u64) -> Result<Self, CatalogError> {
        let cache = Arc::new(ProfileCache::new(cache_bytes));
        let (writer, snapshot) = CatalogWriter::open(folder, cache)?;
        let newest = ArcSwapOption::new(snapshot.map(Arc::new));
        let writer = Mutex::new(Some(writer));
        let (former_reads, sweeps_left) = (Mutex::default(), AtomicU32::new(0));
        Ok(Self {
            folder: folder.to_owned(),
            cache_bytes,
            writer,
            newest,
            former_reads,
            sweeps_left,
        })
    }

    fn writer(&self) -> MutexGuard<'_, Option<CatalogWriter>> {
        // After a panic the caller closes the index before anything else is staged.
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn with_writer<T>(
        &self,
        act: impl FnOnce(&mut CatalogWriter) -> Result<T, CatalogError>,
    ) -> Result<T, CatalogError> {
        act(self.writer().as_mut().ok_or(CatalogError::Closed)?)
    }

    /// The newest snapshot; `None` before the first publication.
    pub fn snapshot(&self) -> Option<Arc<Snapshot>> {
        self.newest.load_full()
    }

    /// The last published change.
    pub fn position(&self) -> Option<Position> {
        self.newest.load().as_ref().map(|snapshot| snapshot.position().clone())
    }

    /// The last change in the index on disk. After a failure, the newest snapshot may have later
    /// changes than an index that is being rebuilt.
    pub fn reached(&self) -> Option<Position> {
        self.writer().as_ref().and_then(|writer| writer.reached().cloned())
    }

    pub fn is_open(&self) -> bool {
        self.writer().is_some()
    }

    /// Closes the index after a failure: the state of the writer is unknown, and Tantivy panics at
    /// the next use of some writers. Readers keep their snapshot.
    pub fn close(&self) {
        let writer = self.writer().take();
        // The lock is released by now: dropping the writer takes long.
        drop(writer);
    }

    /// Opens the index again after [`Catalog::close`]. Creates an empty one if it is missing, or if
    /// it cannot be opened and `may_discard` is true.
    ///
    /// # Errors
    ///
    /// When it cannot be opened. It stays closed.
    pub fn reopen(&self, may_discard: bool) -> Result<(), CatalogError> {
        self.close();
        let newest = self.newest.load_full();
        let cache = newest.as_ref().map_or_else(
            || Arc::new(ProfileCache::new(self.cache_bytes)),
            |it| Arc::clone(&it.cache),
        );
        let (mut writer, snapshot) = CatalogWriter::reopen(&self.folder, cache, may_discard)?;
        let is_older = |opened: &Snapshot| {
            newest.as_ref().is_some_and(|newest| {
                let (opened, seen) = (opened.position(), newest.position());
                opened.directory != seen.directory || opened.change < seen.change
            })
        };
        match snapshot {
            // Readers never see an earlier change again.
            Some(snapshot) if is_older(&snapshot) => writer.forget_reached(),
            Some(snapshot) => self.newest.store(Some(Arc::new(snapshot))),
            None => {}
        }
        *self.writer() = Some(writer);
        Ok(())
    }

    /// Renames the index folder, writes the reason into it, and creates an empty index. Readers
    /// keep their snapshot until the next [`Catalog::publish`].
    ///
    /// # Errors
    ///
    /// When the folder cannot be renamed. The index stays as it is.
    pub fn set_aside(
        &self,
        reached: &Position,
        reason: &str,
    ) -> Result<SetAsideIndex, CatalogError> {
        self.close();
        let set_aside = index::set_aside::set_aside(&self.folder, reached, reason)?;
        self.reopen(false)?;
        Ok(set_aside)
    }

    /// Stages the removal of everything, so that the index can be fed from change 0. Readers keep
    /// their snapshot until the next [`Catalog::publish`].
    ///
    /// # Errors
    ///
    /// When the index is closed or fails.
    pub fn clear(&self) -> Result<(), CatalogError> {
        self.with_writer(CatalogWriter::clear)
    }

    /// Stages new states of terms for the next [`Catalog::publish`].
    ///
    /// # Errors
    ///
    /// When a document is not a term, or the index is closed or fails.
    pub fn stage_terms(&self, terms: &[TermState]) -> Result<(), CatalogError> {
        let terms = terms.iter().map(TermEntry::new).collect::<Result<_, _>>()?;
        self.with_writer(|writer| writer.put_terms(terms, self.newest.load().as_deref()))
    }

    /// Stages the removal of terms for the next [`Catalog::publish`].
    ///
    /// # Errors
    ///
    /// When the index is closed or fails.
    pub fn stage_removed_terms(&self, removed: &[(TermScheme, Slug)]) -> Result<(), CatalogError> {
        self.with_writer(|writer| writer.remove_terms(removed))
    }

    /// Stages new states of organizations for the next [`Catalog::publish`].
    ///
    /// # Errors
    ///
    /// When a document is not a profile, or the index is closed or fails.
    pub fn stage_organizations(&self, states: &[OrganizationState]) -> Result<(), CatalogError> {
        let published = self.newest.load();
        self.with_writer(|writer| writer.put_organizations(states, published.as_deref()))
    }

    /// Drops everything that was staged since the last publication.
    ///
    /// # Errors
    ///
    /// When the index is closed or fails.
    pub fn unstage(&self) -> Result<(), CatalogError> {
        self.with_writer(|writer| writer.unstage(self.newest.load().as_deref()))
    }

    /// Commits everything that was staged, which ends at `position`, and makes it the newest
    /// snapshot.
    ///
    /// # Errors
    ///
    /// When the index is closed or fails.
    pub fn publish(&self, position: &Position) -> Result<(), CatalogError> {
        let published = self.newest.load();
        let snapshot = self.with_writer(|writer| writer.publish(position, published.as_deref()))?;
        let long_reads = Arc::clone(&snapshot.long_reads);
        let before = self.newest.swap(Some(Arc::new(snapshot)));
        let former = before.filter(|before| !Arc::ptr_eq(&before.long_reads, &long_reads));
        if let Some(former) = former {
            let mut reads = self.former_reads.lock().unwrap_or_else(PoisonError::into_inner);
            *reads = Some(Arc::clone(&former.long_reads));
        }
        Ok(())
    }

    /// Rewrites all files that have something out of date, so that only what `position` has is left
    /// in them. Removes set-aside indexes. Exports of former snapshots end early.
    ///
    /// # Errors
    ///
    /// When a folder cannot be removed, or the index is closed or fails.
    pub fn purge(&self, position: &Position) -> Result<(), CatalogError> {
        self.with_writer(|writer| {
            writer.purge();
            Ok(())
        })?;
        self.publish(position)?;
        for it in set_aside_indexes(&self.folder) {
            log::warn!("removing {}: it may have a redacted text", it.folder.display());
            index::set_aside::remove(&it)?;
        }
        let former = self.former_reads.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(former) = former {
            former.end();
        }
        self.sweeps_left.store(SWEEPS, Ordering::Release);
        self.sweep()
    }

    /// Shows readers the merged segments, if a merge has ended since.
    ///
    /// # Errors
    ///
    /// When the index is closed or fails.
    pub fn finish_merge(&self) -> Result<(), CatalogError> {
        let Some(published) = self.newest.load_full() else { return Ok(()) };
        if let Some(next) = self.with_writer(|writer| writer.finish_merge(&published))? {
            self.newest.store(Some(Arc::new(next)));
        }
        Ok(())
    }

    /// Removes files of former segments again, for a while after [`Catalog::purge`]: a merge
    /// that was running then may have written some since.
    ///
    /// # Errors
    ///
    /// When the index is closed or fails.
    pub fn sweep(&self) -> Result<(), CatalogError> {
        let left = self.sweeps_left.load(Ordering::Acquire);
        if left > 0 {
            self.with_writer(|writer| writer.remove_leftovers())?;
            self.sweeps_left.store(left - 1, Ordering::Release);
        }
        Ok(())
    }
}
