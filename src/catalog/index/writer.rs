//! The write side of the catalog: stages changes, commits them to the disk, and makes snapshots.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::{panic, thread};

use tantivy::directory::OwnedBytes;

use super::build::run::RunBuilder;
use super::field_terms::FieldTerms;
use super::indexing::{Analyser, EncodedDocuments};
use super::searcher::IndexSearcher;
use super::{Index, Payload, can_be_rebuilt};
use crate::catalog::Facet;
use crate::catalog::answers::cache::ProfileCache;
use crate::catalog::columns::Columns;
use crate::catalog::columns::arrays::Matches;
use crate::catalog::columns::lineages::AllLineages;
use crate::catalog::columns::saved::ColumnsFile;
use crate::catalog::columns::terms::{TermEntry, lineages, vocabulary};
use crate::catalog::lists::facet_counts::FacetValues;
use crate::catalog::long_reads::LongReads;
use crate::catalog::rows::entry::encode;
use crate::catalog::rows::{Heads, Rows, WrittenRows, by_number};
use crate::catalog::search::labels::TermLabels;
use crate::catalog::{CatalogError, Entry, Snapshot, cores};
use crate::domain::{OrganizationState, Position, Slug, TermScheme, Vocabulary};

/// Number of organizations in one commit after which all segments are merged.
const MERGE_AFTER: usize = 5000;

/// Maximum number of organizations whose documents are in memory.
const BATCH: usize = 512;

/// Minimum number of organizations for which another core is used.
const MIN_SHARE: usize = 16;

/// The index and the row files, with the changes that are staged and not published yet.
pub struct CatalogWriter {
    index: Index,
    rows: Rows,
    /// One for each core.
    analysers: Vec<Analyser>,
    columns_file: ColumnsFile,
    terms: Vec<TermEntry>,
    /// The terms of the last publication.
    published_terms: Vec<TermEntry>,
    vocabulary: Arc<Vocabulary>,
    labels: Arc<TermLabels>,
    /// Whether the next publication drops everything that was published before.
    is_cleared: bool,
    /// Whether the next publication rewrites all files that have something out of date.
    is_purging: bool,
    /// Whether the broader terms of a term have changed.
    has_new_lineages: bool,
    /// Number of organizations, including staged ones.
    count: u32,
    /// The numbers of staged organizations, by id.
    numbers: HashMap<String, u32>,
    cache: Arc<ProfileCache>,
    long_reads: Arc<LongReads>,
    /// The last change in the index on disk; `None` if it must be fed from change 0.
    reached: Option<Position>,
}

/// An open writer, and the snapshot of what is on the disk.
type Opened = (CatalogWriter, Option<Snapshot>);

impl CatalogWriter {
    /// Opens the index in the folder, or creates an empty one if there is none that can be used.
    ///
    /// # Errors
    ///
    /// When another process has the index open, or the folder cannot be written.
    pub fn open(folder: &Path, cache: Arc<ProfileCache>) -> Result<Opened, CatalogError> {
        match Self::open_existing(folder, Arc::clone(&cache)) {
            Ok(Some(opened)) => return Ok(opened),
            Ok(None) => {}
            Err(err) if can_be_rebuilt(&err) => {
                log::warn!("rebuilding the index in {}: {err}", folder.display());
            }
            Err(err) => return Err(err),
        }
        Self::create(folder, cache)
    }

    /// Opens the index in the folder again, while readers keep their snapshot. A missing index is
    /// rebuilt; one that cannot be opened only with `may_discard`, because a lack of descriptors or
    /// of disk space must not lose an index.
    ///
    /// # Errors
    ///
    /// When the index cannot be opened.
    pub fn reopen(
        folder: &Path,
        cache: Arc<ProfileCache>,
        may_discard: bool,
    ) -> Result<Opened, CatalogError> {
        match Self::open_existing(folder, Arc::clone(&cache)) {
            Ok(Some(opened)) => return Ok(opened),
            Ok(None) => {}
            Err(err) if may_discard && can_be_rebuilt(&err) => {
                log::warn!("rebuilding the index in {}: {err}", folder.display());
            }
            Err(err) => return Err(err),
        }
        Self::create(folder, cache)
    }

    fn create(folder: &Path, cache: Arc<ProfileCache>) -> Result<Opened, CatalogError> {
        let index = Index::create(folder)?;
        let (rows, _) = Rows::open(&Index::rows_folder(folder), Vec::new())?;
        let file = ColumnsFile::new(folder);
        Ok((Self::new(index, rows, file, Vec::new(), Arc::default(), cache), None))
    }

    fn open_existing(
        folder: &Path,
        cache: Arc<ProfileCache>,
    ) -> Result<Option<Opened>, CatalogError> {
        let Some((index, payload)) = Index::open(folder)? else { return Ok(None) };
        let Some(payload) = payload else { return Ok(None) };
        let position = payload.position();
        let Payload { terms, rows: files, .. } = payload;
        let vocabulary = Arc::new(vocabulary(&terms)?);
        let (rows, stored) = Rows::open(&Index::rows_folder(folder), files)?;
        let mut file = ColumnsFile::new(folder);
        let columns = file.open(stored, &lineages(&vocabulary))?;
        let searcher = IndexSearcher::new(index.searcher(), index.fields())?;
        let (known, kept) = (Arc::clone(&vocabulary), Arc::clone(&cache));
        let mut writer = Self::new(index, rows, file, terms, known, kept);
        writer.index.resume_merge()?;
        writer.count = count(&columns);
        writer.reached = Some(position.clone());
        let labels = Arc::clone(&writer.labels);
        let facet_values = Arc::new(FacetValues::new(&columns, &vocabulary));
        let snapshot = Snapshot {
            position,
            vocabulary,
            labels,
            columns,
            facet_values,
            index: searcher,
            cache,
            long_reads: Arc::clone(&writer.long_reads),
            sources: OnceLock::new(),
            first_names: Arc::default(),
            item_totals: OnceLock::new(),
        };
        Ok(Some((writer, Some(snapshot))))
    }

    fn new(
        index: Index,
        rows: Rows,
        columns_file: ColumnsFile,
        terms: Vec<TermEntry>,
        vocabulary: Arc<Vocabulary>,
        cache: Arc<ProfileCache>,
    ) -> Self {
        // The runs of all cores compare hashes.
        let seed = FieldTerms::random_seed();
        Self {
            index,
            rows,
            analysers: (0..cores::count()).map(|_| Analyser::new(seed)).collect(),
            columns_file,
            published_terms: terms.clone(),
            terms,
            labels: Arc::new(TermLabels::new(&vocabulary)),
            vocabulary,
            is_cleared: false,
            is_purging: false,
            has_new_lineages: false,
            count: 0,
            numbers: HashMap::new(),
            cache,
            long_reads: Arc::default(),
            reached: None,
        }
    }

    /// The last change in the index on disk; `None` if it must be fed from change 0.
    pub fn reached(&self) -> Option<&Position> {
        self.reached.as_ref()
    }

    /// Notes that the index must be fed from change 0 again.
    pub fn forget_reached(&mut self) {
        self.reached = None;
    }

    /// Removes the files that neither the newest commit nor a reader needs.
    pub fn remove_leftovers(&self) -> Result<(), CatalogError> {
        self.index.remove_leftovers()
    }

    /// Stages the removal of everything, before the changes of another directory come.
    pub fn clear(&mut self) -> Result<(), CatalogError> {
        self.index.clear()?;
        self.rows.replace_all()?;
        self.set_terms(Vec::new())?;
        self.is_cleared = true;
        // Readers of older snapshots still fill the old cache.
        self.cache = Arc::new(self.cache.new_empty());
        self.long_reads = Arc::default();
        self.count = 0;
        self.numbers.clear();
        Ok(())
    }

    /// Makes the next publication rewrite all files that have something out of date.
    pub fn purge(&mut self) {
        self.is_purging = true;
        // Readers of older snapshots still fill the old cache.
        self.cache = Arc::new(self.cache.new_empty());
        self.long_reads = Arc::default();
    }

    /// Stages new states of terms. The organizations that have one of them are indexed again,
    /// because the labels of a term are among their texts.
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
        let is_replaced = |known: &&TermEntry| terms.iter().any(|term| term.is_same_term(known));
        let others = self.terms.iter().filter(|known| !is_replaced(known));
        let others: Vec<TermEntry> = others.cloned().collect();
        self.set_terms(others.into_iter().chain(terms).collect())?;
        let after = lineages(&self.vocabulary);
        self.has_new_lineages |= before != after;
        let Some(snapshot) = published.filter(|_| !self.is_cleared) else { return Ok(()) };
        let columns = &snapshot.columns;
        let mut affected = Matches::none(columns.len());
        for lineages in [before, after] {
            for (scheme, slug) in lineages.with_narrower(&slugs) {
                if let Some(postings) = columns.facet(Facet::Term(scheme)).postings(slug) {
                    affected.or_bits(postings);
                }
            }
        }
        let affected: Vec<u32> = affected.iter().collect();
        for numbers in affected.chunks(BATCH) {
            let entries: Vec<Entry<'_>> = numbers.iter().map(|it| snapshot.entry(*it)).collect();
            self.index_entries(&entries)?;
        }
        Ok(())
    }

    /// Stages the removal of terms, which no organization has.
    pub fn remove_terms(&mut self, removed: &[(TermScheme, Slug)]) -> Result<(), CatalogError> {
        if removed.is_empty() {
            return Ok(());
        }
        let mut terms = self.terms.clone();
        terms.retain(|term| !removed.iter().any(|(scheme, slug)| term.has_key(*scheme, slug)));
        self.set_terms(terms)?;
        self.has_new_lineages = true;
        Ok(())
    }

    fn set_terms(&mut self, terms: Vec<TermEntry>) -> Result<(), CatalogError> {
        self.vocabulary = Arc::new(vocabulary(&terms)?);
        self.labels = Arc::new(TermLabels::new(&self.vocabulary));
        self.terms = terms;
        Ok(())
    }

    /// Stages new states of organizations. While the index is built from nothing, each comes once.
    pub fn put_organizations(
        &mut self,
        states: &[OrganizationState],
        published: Option<&Snapshot>,
    ) -> Result<(), CatalogError> {
        let published = published.filter(|_| !self.is_cleared);
        let mut numbered = Vec::with_capacity(states.len());
        for state in states {
            numbered.push((state, self.number(state, published)?));
        }
        let encode_share = |_: &mut Analyser, share: &[(&OrganizationState, u32)]| {
            share.iter().map(|(state, number)| encode(state, *number)).collect()
        };
        let mut rows: Vec<Vec<u8>> = Vec::with_capacity(states.len());
        for share in cores::map_shares(&mut self.analysers, &numbered, MIN_SHARE, encode_share) {
            let share: Result<Vec<Vec<u8>>, CatalogError> = share;
            rows.extend(share?);
        }
        let entries: Vec<Entry<'_>> = rows.iter().map(|row| Entry::new(row)).collect();
        self.index_entries(&entries)?;
        rows.into_iter().try_for_each(|row| self.rows.stage(row))
    }

    /// Replaces the documents of organizations. All cores make them.
    fn index_entries(&mut self, entries: &[Entry<'_>]) -> Result<(), CatalogError> {
        let (fields, vocabulary) = (self.index.fields(), &*self.vocabulary);
        let Some(builder) = self.index.building() else {
            let make = |analyser: &mut Analyser, entries: &[Entry<'_>]| {
                let documents = entries.iter().map(|entry| {
                    let mut documents = EncodedDocuments::new(fields);
                    analyser.add_documents(vocabulary, entry, &mut documents)?;
                    Ok((entry.id().to_owned(), documents.documents))
                });
                documents.collect::<Result<Vec<_>, CatalogError>>()
            };
            for share in cores::map_shares(&mut self.analysers, entries, MIN_SHARE, make) {
                for (id, documents) in share? {
                    self.index.put(&id, documents)?;
                }
            }
            return Ok(());
        };
        let make = |analyser: &mut Analyser, entries: &[Entry<'_>]| {
            let mut run = RunBuilder::default();
            for entry in entries {
                analyser.add_documents(vocabulary, entry, &mut run)?;
            }
            Ok::<_, CatalogError>(run.finish())
        };
        for run in cores::map_shares(&mut self.analysers, entries, MIN_SHARE, make) {
            builder.add(run?)?;
        }
        Ok(())
    }

    /// The number of an organization: its present one, or the next free one.
    fn number(
        &mut self,
        state: &OrganizationState,
        published: Option<&Snapshot>,
    ) -> Result<u32, CatalogError> {
        if let Some(&number) = self.numbers.get(&state.id) {
            return Ok(number);
        }
        let known = published.and_then(|snapshot| {
            // After a rename, the snapshot knows the organization by its former slug.
            let mut slugs = std::iter::once(&state.slug).chain(&state.former_slugs);
            slugs.find_map(|slug| {
                let found = snapshot.columns.find(slug.as_str());
                found.filter(|entry| entry.id() == state.id).map(|entry| entry.number())
            })
        });
        let number = known.unwrap_or(self.count);
        let too_many = || CatalogError::TooMany { what: "organizations", max: u32::MAX as usize };
        self.count = self.count.max(number.checked_add(1).ok_or_else(too_many)?);
        self.numbers.insert(state.id.clone(), number);
        Ok(number)
    }

    /// Drops everything that was staged since the last publication.
    pub fn unstage(&mut self, published: Option<&Snapshot>) -> Result<(), CatalogError> {
        self.rows.unstage();
        self.index.rollback()?;
        self.set_terms(self.published_terms.clone())?;
        self.numbers.clear();
        self.is_cleared = false;
        self.is_purging = false;
        self.has_new_lineages = false;
        self.count = published.map_or(0, |snapshot| count(&snapshot.columns));
        Ok(())
    }

    /// Commits the staged changes, which end at `position`. Returns the next snapshot.
    pub fn publish(
        &mut self,
        position: &Position,
        published: Option<&Snapshot>,
    ) -> Result<Snapshot, CatalogError> {
        let published = published.filter(|_| !self.is_cleared);
        let is_wasteful =
            |snapshot: &&Snapshot| self.is_purging || self.rows.is_wasteful(snapshot.columns.len());
        if let Some(snapshot) = published.filter(is_wasteful) {
            self.rows.rewrite(snapshot.columns.rows())?;
        }
        let WrittenRows { rows, heads, files } = self.rows.write_staged()?;
        if self.rows.replaces_all() {
            self.columns_file.forget();
        }
        if self.is_purging {
            self.columns_file.purge()?;
            self.index.expunge()?;
        }
        let payload = Payload::new(position, self.terms.clone(), files);
        let lineages = lineages(&self.vocabulary);
        let rebuilds = self.has_new_lineages;
        let next_columns = || columns(rows, heads, published, rebuilds, &lineages);
        let columns = if self.is_cleared {
            // Organizations get new numbers. Should the index be committed and anything fail after it,
            // it must not be taken for that of the present snapshot.
            self.reached = None;
            // A large index takes as long to write as its columns to build.
            thread::scope(|scope| {
                let columns = scope.spawn(next_columns);
                self.index.commit(&payload)?;
                columns.join().unwrap_or_else(|cause| panic::resume_unwind(cause))
            })?
        } else {
            self.index.commit(&payload)?;
            next_columns()?
        };
        self.rows.committed(payload.rows);
        self.published_terms.clone_from(&self.terms);
        if self.numbers.len() > MERGE_AFTER && !self.is_cleared {
            self.index.begin_merge()?;
        }
        self.columns_file.keep_current(&columns, self.rows.chain(), &lineages);
        let index = match published {
            Some(snapshot) => {
                let mut index = snapshot.index.clone();
                index.advance_to(self.index.searcher())?;
                index
            }
            None => IndexSearcher::new(self.index.searcher(), self.index.fields())?,
        };
        let has_same_values = |snapshot: &&Snapshot| {
            Arc::ptr_eq(&snapshot.vocabulary, &self.vocabulary)
                && snapshot.facet_values.is_complete(&columns)
        };
        let facet_values = match published.filter(has_same_values) {
            Some(snapshot) => Arc::clone(&snapshot.facet_values),
            None => Arc::new(FacetValues::new(&columns, &self.vocabulary)),
        };
        self.numbers.clear();
        self.is_cleared = false;
        self.is_purging = false;
        self.has_new_lineages = false;
        // Only now: after a failure between the commit and here, the changes are fed again.
        self.reached = Some(position.clone());
        Ok(Snapshot {
            position: position.clone(),
            vocabulary: Arc::clone(&self.vocabulary),
            labels: Arc::clone(&self.labels),
            columns,
            facet_values,
            index,
            cache: Arc::clone(&self.cache),
            long_reads: Arc::clone(&self.long_reads),
            sources: OnceLock::new(),
            first_names: Arc::default(),
            item_totals: OnceLock::new(),
        })
    }

    /// The published snapshot with the segments of a merge that has ended since, if there is one.
    ///
    /// # Errors
    ///
    /// When the index fails.
    pub fn finish_merge(&mut self, published: &Snapshot) -> Result<Option<Snapshot>, CatalogError> {
        // After a failure, the index may have changes that are not published.
        if self.reached.as_ref() != Some(published.position()) || !self.index.finish_merge()? {
            return Ok(None);
        }
        let mut next = published.clone();
        next.index.advance_to(self.index.searcher())?;
        Ok(Some(next))
    }
}

/// The next columns: a copy of the last ones with the new rows, or new ones if `rebuilds` or if
/// building them is less work.
fn columns(
    rows: Vec<OwnedBytes>,
    heads: Heads,
    published: Option<&Snapshot>,
    rebuilds: bool,
    lineages: &AllLineages,
) -> Result<Columns, CatalogError> {
    let entries: Vec<Entry<'_>> = heads.iter().map(Entry::new).collect();
    let is_in_order = |(number, entry): (usize, &Entry<'_>)| entry.number() as usize == number;
    if published.is_none() && !entries.is_empty() && entries.iter().enumerate().all(is_in_order) {
        return Columns::build_from_heads(&rows, &entries, lineages);
    }
    let known = published.map_or(0, |snapshot| snapshot.columns.len());
    if rebuilds || rows.len() * 4 > known {
        let mut all: Vec<OwnedBytes> =
            published.map_or_else(Vec::new, |snapshot| snapshot.columns.rows().cloned().collect());
        all.extend(rows);
        return Columns::build(&by_number(all)?, lineages);
    }
    let mut columns = published.map_or_else(Columns::default, |known| known.columns.clone());
    for row in rows {
        columns.put(row, lineages)?;
    }
    Ok(columns)
}

fn count(columns: &Columns) -> u32 {
    u32::try_from(columns.len()).expect("organizations are numbered with `u32`")
}
