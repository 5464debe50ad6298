//! What was taken and is not shown yet.

use std::collections::HashMap;
use std::path::Path;
use std::sync::Arc;

use tantivy::directory::OwnedBytes;

use super::indexing::documents;
use super::searcher::IndexSearcher;
use super::{Index, Payload, is_to_be_made_anew};
use crate::catalog::answers::cache::Cache;
use crate::catalog::columns::Columns;
use crate::catalog::columns::arrays::Matches;
use crate::catalog::columns::terms::{TermEntry, lineages, vocabulary};
use crate::catalog::lists::buckets::Buckets;
use crate::catalog::rows::entry::Source;
use crate::catalog::rows::{Rows, by_number};
use crate::catalog::search::labels::TermLabels;
use crate::catalog::{CatalogError, Entry, Snapshot};
use crate::domain::{OrganizationState, Position, Slug, TermScheme, Vocabulary};

/// The index and the rows, and what was put into them since they were published.
pub struct Staging {
    index: Index,
    rows: Rows,
    terms: Vec<TermEntry>,
    /// The terms that were published.
    published_terms: Vec<TermEntry>,
    vocabulary: Arc<Vocabulary>,
    labels: Arc<TermLabels>,
    /// Whether everything that was published before goes.
    is_cleared: bool,
    /// Whether what stands below what has changed.
    has_new_lineages: bool,
    /// How many organizations there will be.
    count: u32,
    /// The numbers of organizations that were staged, by their ids.
    numbers: HashMap<String, u32>,
    cache: Arc<Cache>,
    /// How far the index on the disk has come; `None` if it must be fed from change 0.
    reached: Option<Position>,
}

/// What is on the disk.
type Opened = (Staging, Option<Snapshot>);

impl Staging {
    /// Opens what is in the folder, or begins anew where that cannot be used.
    pub fn open(folder: &Path, cache: Arc<Cache>) -> Result<Opened, CatalogError> {
        match Self::open_existing(folder, Arc::clone(&cache)) {
            Ok(Some(opened)) => return Ok(opened),
            Ok(None) => {}
            Err(err) if is_to_be_made_anew(&err) => {
                log::warn!("the index in {} is built again: {err}", folder.display());
            }
            Err(err) => return Err(err),
        }
        Self::create(folder, cache)
    }

    /// Opens the index in the folder again while readers go on. It is built again only
    /// where it is missing, or cannot be opened and may be discarded: a shortage of
    /// descriptors or of room is no reason to lose an index.
    pub fn reopen(
        folder: &Path,
        cache: Arc<Cache>,
        may_discard: bool,
    ) -> Result<Opened, CatalogError> {
        match Self::open_existing(folder, Arc::clone(&cache)) {
            Ok(Some(opened)) => return Ok(opened),
            Ok(None) => {}
            Err(err) if may_discard && is_to_be_made_anew(&err) => {
                log::warn!("the index in {} is made anew: {err}", folder.display());
            }
            Err(err) => return Err(err),
        }
        Self::create(folder, cache)
    }

    fn create(folder: &Path, cache: Arc<Cache>) -> Result<Opened, CatalogError> {
        let index = Index::create(folder)?;
        let (rows, _) = Rows::open(&Index::rows_folder(folder), Vec::new())?;
        Ok((Self::new(index, rows, Vec::new(), Arc::default(), cache), None))
    }

    fn open_existing(folder: &Path, cache: Arc<Cache>) -> Result<Option<Opened>, CatalogError> {
        let Some((index, payload)) = Index::open(folder)? else { return Ok(None) };
        let Some(payload) = payload else { return Ok(None) };
        let position = payload.position();
        let Payload { terms, rows: files, .. } = payload;
        let vocabulary = Arc::new(vocabulary(&terms)?);
        let (rows, read) = Rows::open(&Index::rows_folder(folder), files)?;
        let columns = Columns::build(by_number(read)?, &lineages(&vocabulary));
        let searcher = IndexSearcher::new(index.searcher(), index.fields())?;
        let mut staging =
            Self::new(index, rows, terms, Arc::clone(&vocabulary), Arc::clone(&cache));
        staging.count = columns.len() as u32;
        staging.reached = Some(position.clone());
        let labels = Arc::clone(&staging.labels);
        let buckets = Arc::new(Buckets::of(&columns, &vocabulary));
        let snapshot =
            Snapshot { position, vocabulary, labels, columns, buckets, index: searcher, cache };
        Ok(Some((staging, Some(snapshot))))
    }

    fn new(
        index: Index,
        rows: Rows,
        terms: Vec<TermEntry>,
        vocabulary: Arc<Vocabulary>,
        cache: Arc<Cache>,
    ) -> Self {
        Self {
            index,
            rows,
            published_terms: terms.clone(),
            terms,
            labels: Arc::new(TermLabels::new(&vocabulary)),
            vocabulary,
            is_cleared: false,
            has_new_lineages: false,
            count: 0,
            numbers: HashMap::new(),
            cache,
            reached: None,
        }
    }

    /// How far the index on the disk has come; `None` if it must be fed from change 0.
    pub fn reached(&self) -> Option<&Position> {
        self.reached.as_ref()
    }

    /// The index must be fed from change 0 again.
    pub fn forget_reached(&mut self) {
        self.reached = None;
    }

    /// Forgets everything, for a directory that is another one.
    pub fn clear(&mut self) -> Result<(), CatalogError> {
        self.index.clear()?;
        self.rows.replace_all()?;
        self.set_terms(Vec::new())?;
        self.is_cleared = true;
        // Readers of what was published before go on filling the old one.
        self.cache = Arc::new(self.cache.anew());
        self.count = 0;
        self.numbers.clear();
        Ok(())
    }

    /// Takes new states of terms. Organizations that have one of them are put
    /// into the index again, since they are found by its labels.
    pub fn put_terms(
        &mut self,
        terms: Vec<TermEntry>,
        published: Option<&Snapshot>,
    ) -> Result<(), CatalogError> {
        if terms.is_empty() {
            return Ok(());
        }
        let before = lineages(&self.vocabulary);
        let slugs: Vec<String> = terms.iter().map(|term| term.slug.clone()).collect();
        let kept = self.terms.iter().filter(|known| !terms.iter().any(|term| term.is_of(known)));
        let kept: Vec<TermEntry> = kept.cloned().collect();
        self.set_terms(kept.into_iter().chain(terms).collect())?;
        let after = lineages(&self.vocabulary);
        self.has_new_lineages |= before != after;
        let Some(snapshot) = published.filter(|_| !self.is_cleared) else { return Ok(()) };
        let columns = &snapshot.columns;
        let mut touched = Matches::none(columns.len());
        for lineages in [before, after] {
            for (facet, slug) in lineages.below(&slugs) {
                if let Some(having) = columns.facet(facet).having(slug) {
                    touched.or_bits(having);
                }
            }
        }
        for number in touched.iter() {
            let entry = snapshot.entry(number);
            self.index
                .put(entry.id(), documents(self.index.fields(), &self.vocabulary, &entry)?)?;
        }
        Ok(())
    }

    /// Forgets terms. No organization names them.
    pub fn remove_terms(&mut self, removed: &[(TermScheme, Slug)]) -> Result<(), CatalogError> {
        if removed.is_empty() {
            return Ok(());
        }
        let mut kept = self.terms.clone();
        kept.retain(|term| !removed.iter().any(|(scheme, slug)| term.is(*scheme, slug)));
        self.set_terms(kept)?;
        self.has_new_lineages = true;
        Ok(())
    }

    fn set_terms(&mut self, terms: Vec<TermEntry>) -> Result<(), CatalogError> {
        self.vocabulary = Arc::new(vocabulary(&terms)?);
        self.labels = Arc::new(TermLabels::new(&self.vocabulary));
        self.terms = terms;
        Ok(())
    }

    /// Takes the new state of an organization.
    pub fn put_organization(
        &mut self,
        state: &OrganizationState,
        published: Option<&Snapshot>,
    ) -> Result<(), CatalogError> {
        let number = self.number(state, published.filter(|_| !self.is_cleared));
        let row = Source::new(state)?.row(number);
        let documents = documents(self.index.fields(), &self.vocabulary, &Entry::of(&row))?;
        self.index.put(&state.id, documents)?;
        self.rows.stage(row)
    }

    /// The number of an organization: the one it has, or the next.
    fn number(&mut self, state: &OrganizationState, published: Option<&Snapshot>) -> u32 {
        if let Some(&number) = self.numbers.get(&state.id) {
            return number;
        }
        let known = published.and_then(|snapshot| {
            // After a rename, its former slug is what is known of it.
            let mut slugs = std::iter::once(&state.slug).chain(&state.former_slugs);
            slugs.find_map(|slug| {
                let found = snapshot.columns.find(slug.as_str());
                found.filter(|entry| entry.id() == state.id).map(|entry| entry.number())
            })
        });
        let number = known.unwrap_or(self.count);
        self.count = self.count.max(number + 1);
        self.numbers.insert(state.id.clone(), number);
        number
    }

    /// Drops what was put since the last publication.
    pub fn drop_all(&mut self, published: Option<&Snapshot>) -> Result<(), CatalogError> {
        self.rows.unstage();
        self.index.rollback()?;
        self.set_terms(self.published_terms.clone())?;
        self.numbers.clear();
        self.is_cleared = false;
        self.has_new_lineages = false;
        self.count = published.map_or(0, |snapshot| snapshot.columns.len() as u32);
        Ok(())
    }

    /// Commits what was put, with how far it reaches. Returns the next snapshot.
    pub fn publish(
        &mut self,
        position: &Position,
        published: Option<&Snapshot>,
    ) -> Result<Snapshot, CatalogError> {
        let published = published.filter(|_| !self.is_cleared);
        let is_wasteful = |snapshot: &&Snapshot| self.rows.is_wasteful(snapshot.columns.len());
        if let Some(snapshot) = published.filter(is_wasteful) {
            self.rows.rewrite(snapshot.columns.rows())?;
        }
        let (rows, files) = self.rows.write_staged()?;
        let payload = Payload::new(position, self.terms.clone(), files);
        self.index.commit(&payload)?;
        self.rows.committed(payload.rows);
        self.published_terms.clone_from(&self.terms);
        if self.numbers.len() > MANY {
            self.index.merge_all()?;
        }
        let columns = self.columns(rows, published)?;
        let index = match published {
            Some(snapshot) => {
                let mut index = snapshot.index.clone();
                index.follow(self.index.searcher())?;
                index
            }
            None => IndexSearcher::new(self.index.searcher(), self.index.fields())?,
        };
        let is_same = |snapshot: &&Snapshot| {
            Arc::ptr_eq(&snapshot.vocabulary, &self.vocabulary)
                && snapshot.buckets.has_all(&columns)
        };
        let buckets = match published.filter(is_same) {
            Some(snapshot) => Arc::clone(&snapshot.buckets),
            None => Arc::new(Buckets::of(&columns, &self.vocabulary)),
        };
        self.numbers.clear();
        self.is_cleared = false;
        self.has_new_lineages = false;
        // Last: what failed after the commit must be fed and shown again.
        self.reached = Some(position.clone());
        Ok(Snapshot {
            position: position.clone(),
            vocabulary: Arc::clone(&self.vocabulary),
            labels: Arc::clone(&self.labels),
            columns,
            buckets,
            index,
            cache: Arc::clone(&self.cache),
        })
    }

    /// The next columns: the last ones with the new rows, or built anew where
    /// that is less work.
    fn columns(
        &self,
        rows: Vec<OwnedBytes>,
        published: Option<&Snapshot>,
    ) -> Result<Columns, CatalogError> {
        let lineages = lineages(&self.vocabulary);
        let known = published.map_or(0, |snapshot| snapshot.columns.len());
        if self.has_new_lineages || rows.len() * 4 > known {
            let mut all: Vec<OwnedBytes> = published
                .map_or_else(Vec::new, |snapshot| snapshot.columns.rows().cloned().collect());
            all.extend(rows);
            return Ok(Columns::build(by_number(all)?, &lineages));
        }
        let mut columns = published.map_or_else(Columns::default, |known| known.columns.clone());
        for row in rows {
            columns.put(row, &lineages);
        }
        Ok(columns)
    }
}

/// After so many organizations at once the segments are made one.
const MANY: usize = 5000;
