//! The index on disk, for text.
//!
//! It is derived from the store and may be lost: when it is missing, damaged or
//! of another version, it is made anew. The payload of its newest commit says
//! how far it has come, in which directory, with which terms, and which files
//! hold the rows beside it.

pub mod analysis;
pub mod indexing;
pub mod kept;
pub mod schema;
pub mod searcher;
pub mod staging;
pub mod texts;

use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tantivy::directory::error::LockError;
use tantivy::directory::{Directory, INDEX_WRITER_LOCK, MmapDirectory};
use tantivy::index::IndexSettings;
use tantivy::indexer::LogMergePolicy;
use tantivy::{IndexReader, IndexWriter, ReloadPolicy, Searcher, TantivyError, Term};

use xxhash_rust::xxh3::xxh3_64;

use super::rows::RowFile;
use super::{CatalogError, TermEntry};
use crate::domain::Position;
use schema::{Fields, register, schema};

/// The version of all that is kept in the folder; another one is made anew.
const VERSION: u32 = 4;

/// How much new documents may take in memory before they are written.
const WRITER_BYTES: usize = 64 << 20;

/// How many characters of a payload's text are its checksum.
const PAYLOAD_SUM: usize = 16;

/// The payload of a commit.
#[derive(Clone, Serialize, Deserialize)]
pub struct Payload {
    version: u32,
    directory: String,
    change: i64,
    updated_at: Timestamp,
    pub terms: Vec<TermEntry>,
    pub rows: Vec<RowFile>,
}

impl Payload {
    pub fn new(position: &Position, terms: Vec<TermEntry>, rows: Vec<RowFile>) -> Self {
        Self {
            version: VERSION,
            directory: position.directory.clone(),
            change: position.change,
            updated_at: position.updated_at,
            terms,
            rows,
        }
    }

    /// The text of the payload: its checksum, then the payload as JSON.
    fn to_text(&self) -> String {
        let json = serde_json::to_string(self).expect("a payload has only string keys");
        format!("{:016x}{json}", xxh3_64(json.as_bytes()))
    }

    /// The payload of a text; `None` if it is damaged or of another version.
    fn of_text(text: &str) -> Option<Self> {
        let (sum, json) = text.split_at_checked(PAYLOAD_SUM)?;
        let is_whole = u64::from_str_radix(sum, 16) == Ok(xxh3_64(json.as_bytes()));
        let payload: Self = serde_json::from_str(json).ok().filter(|_| is_whole)?;
        (payload.version == VERSION).then_some(payload)
    }

    pub fn position(&self) -> Position {
        Position {
            directory: self.directory.clone(),
            change: self.change,
            updated_at: self.updated_at,
        }
    }
}

/// An index that was found in its folder, without opening it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftIndex {
    /// The last change that it has; `None` where that cannot be read.
    pub change: Option<i64>,
}

/// Looks for an index of a directory in `folder`. It may be damaged, of another
/// version, or in use. An index of a directory without changes does not count.
pub fn left_index(folder: &Path) -> Option<LeftIndex> {
    /// The fields that every version of a payload has.
    #[derive(Deserialize)]
    struct Reached {
        change: i64,
    }
    let meta = fs::read(folder.join("meta.json")).ok()?;
    let reached = || {
        let meta: serde_json::Value = serde_json::from_slice(&meta).ok()?;
        let (_, json) = meta["payload"].as_str()?.split_at_checked(PAYLOAD_SUM)?;
        let reached: Reached = serde_json::from_str(json).ok()?;
        Some(reached.change)
    };
    let change = reached();
    (change != Some(0)).then_some(LeftIndex { change })
}

pub struct Index {
    fields: Fields,
    reader: IndexReader,
    writer: IndexWriter,
}

impl Index {
    /// The folder of the rows beside an index.
    pub fn rows_folder(folder: &Path) -> PathBuf {
        folder.join("rows")
    }

    /// Opens the index, with the payload of its newest commit if it has one.
    /// `None` when there is no index.
    ///
    /// # Errors
    ///
    /// When it cannot be used; [`is_to_be_made_anew`] says of which errors
    /// making it anew is the remedy.
    pub fn open(folder: &Path) -> Result<Option<(Self, Option<Payload>)>, CatalogError> {
        if !folder.join("meta.json").exists() {
            return Ok(None);
        }
        let (schema, fields) = schema();
        let index = tantivy::Index::open_in_dir(folder)?;
        if index.schema() != schema {
            return Err(CatalogError::Document("it is of another version".to_owned()));
        }
        let writer = writer(&index, folder)?;
        // Before a reader is made: Tantivy trusts what is in the files, and
        // panics at some that are damaged.
        let damaged = index.validate_checksum()?;
        if !damaged.is_empty() {
            return Err(CatalogError::Document(format!("{} files are damaged", damaged.len())));
        }
        remove_leftovers(&writer)?;
        let payload = index.load_metas()?.payload;
        let payload = payload.map(|text| Payload::of_text(&text));
        if matches!(payload, Some(None)) {
            return Err(CatalogError::Document("it is damaged, or of another version".to_owned()));
        }
        Ok(Some((Self::new(&index, writer, fields)?, payload.flatten())))
    }

    /// Makes an empty index; what was in the folder goes.
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
        Self::new(&index, writer, fields)
    }

    fn new(
        index: &tantivy::Index,
        writer: IndexWriter,
        fields: Fields,
    ) -> Result<Self, CatalogError> {
        register(index);
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok(Self { fields, reader, writer })
    }

    pub fn fields(&self) -> Fields {
        self.fields
    }

    /// What the newest commit holds, for reading.
    pub fn searcher(&self) -> Searcher {
        self.reader.searcher()
    }

    pub fn clear(&self) -> Result<(), CatalogError> {
        self.writer.delete_all_documents()?;
        Ok(())
    }

    pub fn rollback(&mut self) -> Result<(), CatalogError> {
        self.writer.rollback()?;
        remove_leftovers(&self.writer)
    }

    /// Replaces the documents of an organization.
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

    /// Writes what was put to the disk and opens it for reading.
    pub fn commit(&mut self, payload: &Payload) -> Result<(), CatalogError> {
        let mut commit = self.writer.prepare_commit()?;
        commit.set_payload(&payload.to_text());
        commit.commit()?;
        self.reader.reload()?;
        Ok(())
    }

    /// Makes one segment of all, after many documents came at once: a question
    /// is then asked once instead of once a segment.
    pub fn merge_all(&mut self) -> Result<(), CatalogError> {
        let segments = self.reader.searcher().index().searchable_segment_ids()?;
        if segments.len() > 1 {
            self.writer.merge(&segments).wait()?;
            self.reader.reload()?;
        }
        Ok(())
    }
}

/// Whether an index with this error can be thrown away and made anew.
pub fn is_to_be_made_anew(err: &CatalogError) -> bool {
    !matches!(err, CatalogError::InUse(_) | CatalogError::Folder { .. })
}

/// Whatever is wrong with an index, it is not to be removed under another process.
fn refuse_in_use(folder: &Path) -> Result<(), CatalogError> {
    let Ok(directory) = MmapDirectory::open(folder) else { return Ok(()) };
    match directory.acquire_lock(&INDEX_WRITER_LOCK) {
        Err(LockError::LockBusy) => Err(CatalogError::InUse(folder.display().to_string())),
        _ => Ok(()),
    }
}

/// Removes the files that no commit names. Whoever was killed, or failed, before
/// a commit leaves them, and Tantivy gives the next ones the same names again: it
/// would find them there and fail, for ever.
fn remove_leftovers(writer: &IndexWriter) -> Result<(), CatalogError> {
    writer.garbage_collect_files().wait()?;
    Ok(())
}

/// Takes the index for this process alone.
fn writer(index: &tantivy::Index, folder: &Path) -> Result<IndexWriter, CatalogError> {
    register(index);
    let writer: IndexWriter =
        index.writer_with_num_threads(1, WRITER_BYTES).map_err(|err| match err {
            TantivyError::LockFailure(LockError::LockBusy, _) => {
                CatalogError::InUse(folder.display().to_string())
            }
            err => err.into(),
        })?;
    // Segments of about one size are merged in the background, so an edit never
    // waits for a large merge; a third deleted is worth writing a segment again.
    let mut policy = LogMergePolicy::default();
    policy.set_del_docs_ratio_before_merge(0.3);
    writer.set_merge_policy(Box::new(policy));
    Ok(writer)
}
