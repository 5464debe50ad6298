//! The full-text index on disk.
//!
//! It is derived from the store and may be lost: a missing, damaged or outdated index is rebuilt.
//! The payload of the newest commit names the directory, the last indexed change, the terms, and
//! the row files that belong to it.

mod build;
mod check;
mod encoded;
pub mod field_terms;
pub mod indexing;
mod payload;
pub mod profile_texts;
pub mod schema;
pub mod searcher;
pub mod set_aside;
pub mod term_documents;
#[cfg(test)]
mod tests;
pub mod tokenizer;
pub mod writer;

use std::fs;
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

use futures_util::FutureExt;
use tantivy::directory::error::LockError;
use tantivy::directory::{Directory, INDEX_WRITER_LOCK, MmapDirectory};
use tantivy::index::{IndexSettings, SegmentId, SegmentMeta};
use tantivy::indexer::LogMergePolicy;
use tantivy::{FutureResult, IndexReader, IndexWriter, ReloadPolicy, Searcher, TantivyError, Term};

use super::CatalogError;
use build::Builder;
use payload::Payload;
pub use payload::{ExistingIndex, find_existing_index};
use schema::{Fields, register_tokenizer, schema};

/// Number of segments above which a start merges them all.
const MAX_SEGMENTS: usize = 16;

/// Maximum memory of documents that are not written yet, in bytes.
const WRITER_BYTES: usize = 64 << 20;

/// Maximum time for which segments may be unavailable because they are being merged.
const EXPUNGE_TIMEOUT: Duration = Duration::from_secs(60);

/// Time between two attempts to rewrite segments.
const EXPUNGE_RETRY: Duration = Duration::from_millis(200);

/// An open index, whose folder no other process can use.
pub struct Index {
    folder: PathBuf,
    fields: Fields,
    reader: IndexReader,
    writer: IndexWriter,
    /// The index that is being built from nothing, in the place of the one that readers see.
    building: Option<Builder>,
    /// The merge of all segments that is running in the background.
    merging: Option<FutureResult<Option<SegmentMeta>>>,
}

impl Index {
    /// The folder of the row files of an index.
    pub fn rows_folder(folder: &Path) -> PathBuf {
        folder.join("rows")
    }

    /// Opens the index and reads the payload of its newest commit, if there is one. Returns `None`
    /// when there is no index.
    ///
    /// # Errors
    ///
    /// When the index cannot be used; [`can_be_rebuilt`] says after which errors it can be rebuilt.
    pub fn open(folder: &Path) -> Result<Option<(Self, Option<Payload>)>, CatalogError> {
        if !folder.join("meta.json").exists() {
            return Ok(None);
        }
        let (schema, fields) = schema();
        let index = tantivy::Index::open_in_dir(folder)?;
        if index.schema() != schema {
            return Err(CatalogError::OutOfDate);
        }
        let writer = writer(&index, folder)?;
        // Before a reader exists, because Tantivy trusts its files and panics on some damage.
        check::check_files(&index)?;
        remove_leftovers(&writer)?;
        let payload = index.load_metas()?.payload;
        let payload = payload.map(|text| Payload::from_text(&text)).transpose()?;
        Ok(Some((Self::new(folder, &index, writer, fields)?, payload)))
    }

    /// Creates an empty index, and removes everything that was in the folder.
    pub fn create(folder: &Path) -> Result<Self, CatalogError> {
        let unusable = |err: &dyn std::fmt::Display| CatalogError::Folder {
            folder: folder.display().to_string(),
            reason: err.to_string(),
        };
        if folder.is_dir() {
            refuse_in_use(folder)?;
            fs::remove_dir_all(folder).map_err(|err| unusable(&err))?;
        } else if folder.exists() {
            fs::remove_file(folder).map_err(|err| unusable(&err))?;
        }
        fs::create_dir_all(folder).map_err(|err| unusable(&err))?;
        let (schema, fields) = schema();
        let directory = MmapDirectory::open(folder).map_err(|err| unusable(&err))?;
        let settings = IndexSettings::default();
        let index =
            tantivy::Index::create(directory, schema, settings).map_err(|err| unusable(&err))?;
        let writer = writer(&index, folder)?;
        Self::new(folder, &index, writer, fields)
    }

    fn new(
        folder: &Path,
        index: &tantivy::Index,
        writer: IndexWriter,
        fields: Fields,
    ) -> Result<Self, CatalogError> {
        register_tokenizer(index);
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        let folder = folder.to_owned();
        Ok(Self { folder, fields, reader, writer, building: None, merging: None })
    }

    pub fn fields(&self) -> Fields {
        self.fields
    }

    /// A searcher of the newest commit.
    pub fn searcher(&self) -> Searcher {
        self.reader.searcher()
    }

    /// Stages the removal of everything: the index is built from nothing.
    ///
    /// # Errors
    ///
    /// When the folder cannot be written.
    pub fn clear(&mut self) -> Result<(), CatalogError> {
        // A merge that ends later must not replace the commit.
        self.roll_back_writer()?;
        self.building = Some(Builder::new(&self.folder)?);
        Ok(())
    }

    /// Drops everything that was staged since the last commit.
    ///
    /// # Errors
    ///
    /// When the index fails.
    pub fn rollback(&mut self) -> Result<(), CatalogError> {
        self.building = None;
        self.roll_back_writer()?;
        remove_leftovers(&self.writer)
    }

    fn roll_back_writer(&mut self) -> Result<(), CatalogError> {
        self.merging = None;
        self.writer.rollback()?;
        // Tantivy has made a new writer.
        set_merge_policy(&self.writer);
        Ok(())
    }

    /// Removes the files that neither a commit nor a reader needs.
    pub fn remove_leftovers(&self) -> Result<(), CatalogError> {
        remove_leftovers(&self.writer)
    }

    /// The index that is being built from nothing.
    pub fn building(&mut self) -> Option<&mut Builder> {
        self.building.as_mut()
    }

    /// Replaces the documents of the organization with this id.
    ///
    /// # Errors
    ///
    /// When the index fails.
    pub fn put(
        &self,
        id: &str,
        documents: impl IntoIterator<Item = tantivy::TantivyDocument>,
    ) -> Result<(), CatalogError> {
        self.writer.delete_term(Term::from_field_text(self.fields.id, id));
        for document in documents {
            self.writer.add_document(document)?;
        }
        Ok(())
    }

    /// Commits all changes and opens the commit for reading.
    ///
    /// # Errors
    ///
    /// When the index fails.
    pub fn commit(&mut self, payload: &Payload) -> Result<(), CatalogError> {
        match self.building.take() {
            Some(builder) => {
                let index = self.reader.searcher().index().clone();
                builder.commit(&index, self.fields, payload.to_text())?;
                // The writer learns of the commit.
                self.roll_back_writer()?;
                remove_leftovers(&self.writer)?;
            }
            None => {
                let mut commit = self.writer.prepare_commit()?;
                commit.set_payload(&payload.to_text());
                commit.commit()?;
            }
        }
        self.reader.reload()?;
        Ok(())
    }

    /// Rewrites every segment with deleted documents, so that their texts are gone.
    pub fn expunge(&mut self) -> Result<(), CatalogError> {
        let deadline = Instant::now() + EXPUNGE_TIMEOUT;
        loop {
            self.reader.reload()?;
            let searcher = self.reader.searcher();
            let readers = searcher.segment_readers().iter().filter(|it| it.has_deletes());
            let segments: Vec<SegmentId> = readers.map(|it| it.segment_id()).collect();
            if segments.is_empty() {
                return remove_leftovers(&self.writer);
            }
            // Tantivy refuses a segment that is being merged in the background.
            match self.writer.merge(&segments).wait() {
                Ok(_) => {}
                Err(err) if Instant::now() > deadline => return Err(err.into()),
                Err(_) => sleep(EXPUNGE_RETRY),
            }
        }
    }

    /// Begins to merge all segments into one in the background. After a large load this makes
    /// queries faster, because each segment is searched separately.
    ///
    /// # Errors
    ///
    /// When the index fails.
    pub fn begin_merge(&mut self) -> Result<(), CatalogError> {
        let segments = self.reader.searcher().index().searchable_segment_ids()?;
        if segments.len() > 1 {
            self.merging = Some(self.writer.merge(&segments));
        }
        Ok(())
    }

    /// Begins to merge all segments if there are many: a process may have ended before its merge did.
    ///
    /// # Errors
    ///
    /// When the index fails.
    pub fn resume_merge(&mut self) -> Result<(), CatalogError> {
        let segments = self.reader.searcher().segment_readers().len();
        if segments > MAX_SEGMENTS { self.begin_merge() } else { Ok(()) }
    }

    /// Opens the result of [`Index::begin_merge`] for reading. Returns whether there is one now.
    ///
    /// # Errors
    ///
    /// When the index fails.
    pub fn finish_merge(&mut self) -> Result<bool, CatalogError> {
        let Some(outcome) = self.merging.as_mut().and_then(FutureExt::now_or_never) else {
            return Ok(false);
        };
        self.merging = None;
        match outcome {
            Ok(_) => self.reader.reload()?,
            // Readers keep the segments.
            Err(err) => log::warn!("cannot merge the index: {err}"),
        }
        Ok(true)
    }
}

/// Whether an index that fails with this error can be discarded and rebuilt.
pub fn can_be_rebuilt(err: &CatalogError) -> bool {
    !matches!(err, CatalogError::InUse(_) | CatalogError::Folder { .. })
}

/// Fails if another process uses the index: even a damaged index is not removed under its user.
fn refuse_in_use(folder: &Path) -> Result<(), CatalogError> {
    let Ok(directory) = MmapDirectory::open(folder) else { return Ok(()) };
    match directory.acquire_lock(&INDEX_WRITER_LOCK) {
        Err(LockError::LockBusy) => Err(CatalogError::InUse(folder.display().to_string())),
        _ => Ok(()),
    }
}

/// Removes the files that no commit names. A process that fails or is killed before a commit leaves
/// them behind. Tantivy reuses their names and would fail at the existing files again and again.
fn remove_leftovers(writer: &IndexWriter) -> Result<(), CatalogError> {
    writer.garbage_collect_files().wait()?;
    Ok(())
}

/// Creates the index writer, which locks the index for this process.
fn writer(index: &tantivy::Index, folder: &Path) -> Result<IndexWriter, CatalogError> {
    register_tokenizer(index);
    let writer: IndexWriter =
        index.writer_with_num_threads(1, WRITER_BYTES).map_err(|err| match err {
            TantivyError::LockFailure(LockError::LockBusy, _) => {
                CatalogError::InUse(folder.display().to_string())
            }
            err => err.into(),
        })?;
    set_merge_policy(&writer);
    Ok(writer)
}

/// Segments of similar size are merged in the background, so no edit waits for a large merge. A
/// segment is rewritten when a third of it is deleted.
fn set_merge_policy(writer: &IndexWriter) {
    let mut policy = LogMergePolicy::default();
    policy.set_del_docs_ratio_before_merge(0.3);
    writer.set_merge_policy(Box::new(policy));
}
