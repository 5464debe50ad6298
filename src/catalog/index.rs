//! The index on disk: one document an organization and one a term, with what a
//! start needs to know of each.
//!
//! It is derived from the store and may be lost: when it is missing, damaged or
//! of another version, it is made anew. The payload of its newest commit says
//! how far it has come, and in which directory.

use std::fs;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use tantivy::directory::error::LockError;
use tantivy::directory::{Directory, INDEX_WRITER_LOCK, MmapDirectory};
use tantivy::indexer::NoMergePolicy;
use tantivy::schema::{Field, STORED, STRING, Schema, Value};
use tantivy::{
    DocSet, IndexReader, IndexWriter, ReloadPolicy, Searcher, TantivyDocument, TantivyError, Term,
};

use super::{CatalogError, Entry, TermEntry};
use crate::domain::Position;

/// The version of what is stored below; another one is made anew.
const VERSION: u32 = 1;

/// How much a batch of new documents may take in memory before it is written.
const WRITER_BYTES: usize = 32 << 20;

/// More segments than this are merged into one at the next commit.
const MAX_SEGMENTS: usize = 8;

#[derive(Clone, Copy)]
struct Fields {
    /// `organization/<id>` or `<scheme>/<slug>`.
    key: Field,
    /// [`Entry`] or [`TermEntry`] as JSON.
    entry: Field,
    /// A profile as it is answered.
    document: Field,
}

/// The payload of a commit.
#[derive(Serialize, Deserialize)]
struct Payload {
    version: u32,
    directory: String,
    change: i64,
    updated_at: Timestamp,
}

/// One commit, open for reading.
pub struct Reading {
    pub position: Position,
    pub searcher: IndexSearcher,
    pub organizations: Vec<Entry>,
    pub terms: Vec<TermEntry>,
}

/// Reads profiles of one commit.
pub struct IndexSearcher {
    searcher: Searcher,
    fields: Fields,
}

pub struct Index {
    fields: Fields,
    reader: IndexReader,
    writer: Mutex<IndexWriter>,
}

impl Index {
    /// Opens the index and reads its newest commit, if it has one. `None` when
    /// there is no index, or none that can be used.
    pub fn open(folder: &Path) -> Result<Option<(Self, Option<Reading>)>, CatalogError> {
        if !folder.join("meta.json").exists() {
            return Ok(None);
        }
        let opened = Self::open_existing(folder);
        match opened {
            Ok(opened) => Ok(opened),
            Err(err @ (CatalogError::InUse(_) | CatalogError::Folder { .. })) => Err(err),
            Err(err) => {
                log::warn!("the index in {} is made anew: {err}", folder.display());
                Ok(None)
            }
        }
    }

    fn open_existing(folder: &Path) -> Result<Option<(Self, Option<Reading>)>, CatalogError> {
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
        let this = Self::new(&index, writer, fields)?;
        let reading = this.read()?;
        Ok(Some((this, reading)))
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
        let index = tantivy::Index::create(directory, schema, Default::default())
            .map_err(|err| unusable(&err))?;
        let writer = writer(&index, folder)?;
        Self::new(&index, writer, fields)
    }

    fn new(
        index: &tantivy::Index,
        writer: IndexWriter,
        fields: Fields,
    ) -> Result<Self, CatalogError> {
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok(Self { fields, reader, writer: Mutex::new(writer) })
    }

    fn writer(&self) -> MutexGuard<'_, IndexWriter> {
        // A panic while it was held leaves the writer as it was before.
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn clear(&self) -> Result<(), CatalogError> {
        self.writer().delete_all_documents()?;
        Ok(())
    }

    pub fn rollback(&self) -> Result<(), CatalogError> {
        self.writer().rollback()?;
        Ok(())
    }

    pub fn put_organization(&self, entry: &Entry, document: &str) -> Result<(), CatalogError> {
        self.put(&organization_key(&entry.id), &json(entry), Some(document))
    }

    pub fn put_term(&self, entry: &TermEntry) -> Result<(), CatalogError> {
        self.put(&entry.key(), &json(entry), None)
    }

    fn put(&self, key: &str, entry: &[u8], document: Option<&str>) -> Result<(), CatalogError> {
        let fields = self.fields;
        let mut new = TantivyDocument::default();
        new.add_text(fields.key, key);
        new.add_bytes(fields.entry, entry);
        if let Some(document) = document {
            new.add_bytes(fields.document, document.as_bytes());
        }
        let writer = self.writer();
        writer.delete_term(Term::from_field_text(fields.key, key));
        writer.add_document(new)?;
        Ok(())
    }

    /// Writes what was put to the disk and opens it for reading.
    pub fn commit(&self, position: &Position) -> Result<Reading, CatalogError> {
        let payload = Payload {
            version: VERSION,
            directory: position.directory.clone(),
            change: position.change,
            updated_at: position.updated_at,
        };
        let mut writer = self.writer();
        let mut commit = writer.prepare_commit()?;
        commit.set_payload(&String::from_utf8_lossy(&json(&payload)));
        commit.commit()?;
        self.merge(&mut writer)?;
        drop(writer);
        self.reader.reload()?;
        self.read()?.ok_or_else(|| CatalogError::Document("the commit has no payload".to_owned()))
    }

    /// Keeps the segments few, so that a look-up asks few.
    fn merge(&self, writer: &mut IndexWriter) -> Result<(), CatalogError> {
        let segments = self.reader.searcher().index().searchable_segment_ids()?;
        if segments.len() > MAX_SEGMENTS {
            writer.merge(&segments).wait()?;
        }
        Ok(())
    }

    /// Reads the entries of the newest commit; `None` if it has no payload of
    /// this version.
    fn read(&self) -> Result<Option<Reading>, CatalogError> {
        let searcher = self.reader.searcher();
        let payload = searcher.index().load_metas()?.payload;
        let Some(payload) = payload.and_then(|text| serde_json::from_str::<Payload>(&text).ok())
        else {
            return Ok(None);
        };
        if payload.version != VERSION {
            return Err(CatalogError::Document("it is of another version".to_owned()));
        }
        let position = Position {
            directory: payload.directory,
            change: payload.change,
            updated_at: payload.updated_at,
        };
        let (mut organizations, mut terms) = (Vec::new(), Vec::new());
        for segment in searcher.segment_readers() {
            let store = segment.get_store_reader(1)?;
            for document in store.iter::<TantivyDocument>(segment.alive_bitset()) {
                let document = document?;
                let entry = bytes(&document, self.fields.entry)?;
                match document.get_first(self.fields.document) {
                    Some(_) => organizations.push(from_json(entry)?),
                    None => terms.push(from_json(entry)?),
                }
            }
        }
        let searcher = IndexSearcher { searcher, fields: self.fields };
        Ok(Some(Reading { position, searcher, organizations, terms }))
    }
}

impl IndexSearcher {
    /// A profile as it is answered.
    pub fn document(&self, id: &str) -> Result<Vec<u8>, CatalogError> {
        let key = Term::from_field_text(self.fields.key, &organization_key(id));
        for (ordinal, segment) in (0..).zip(self.searcher.segment_readers()) {
            let index = segment.inverted_index(self.fields.key)?;
            let Some(mut postings) = index.read_postings(&key, Default::default())? else {
                continue;
            };
            while postings.doc() != tantivy::TERMINATED {
                if !segment.is_deleted(postings.doc()) {
                    let address = tantivy::DocAddress::new(ordinal, postings.doc());
                    let document: TantivyDocument = self.searcher.doc(address)?;
                    return bytes(&document, self.fields.document).map(<[u8]>::to_vec);
                }
                postings.advance();
            }
        }
        Err(CatalogError::Document(format!("the profile {id} is missing")))
    }
}

/// Whatever is wrong with an index, it is not to be removed under another process.
fn refuse_in_use(folder: &Path) -> Result<(), CatalogError> {
    let Ok(directory) = MmapDirectory::open(folder) else { return Ok(()) };
    match directory.acquire_lock(&INDEX_WRITER_LOCK) {
        Err(LockError::LockBusy) => Err(CatalogError::InUse(folder.display().to_string())),
        _ => Ok(()),
    }
}

/// Takes the index for this process alone.
fn writer(index: &tantivy::Index, folder: &Path) -> Result<IndexWriter, CatalogError> {
    let writer: IndexWriter =
        index.writer_with_num_threads(1, WRITER_BYTES).map_err(|err| match err {
            TantivyError::LockFailure(LockError::LockBusy, _) => {
                CatalogError::InUse(folder.display().to_string())
            }
            err => err.into(),
        })?;
    // Merging is asked for by `commit`, so that it never surprises a reader.
    writer.set_merge_policy(Box::new(NoMergePolicy));
    Ok(writer)
}

fn schema() -> (Schema, Fields) {
    let mut builder = Schema::builder();
    let fields = Fields {
        key: builder.add_text_field("key", STRING),
        entry: builder.add_bytes_field("entry", STORED),
        document: builder.add_bytes_field("document", STORED),
    };
    (builder.build(), fields)
}

fn organization_key(id: &str) -> String {
    format!("organization/{id}")
}

fn bytes(document: &TantivyDocument, field: Field) -> Result<&[u8], CatalogError> {
    let value = document.get_first(field).and_then(|value| value.as_bytes());
    value.ok_or_else(|| CatalogError::Document("a field is missing".to_owned()))
}

fn json(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).expect("these types have only string keys")
}

fn from_json<T: for<'de> Deserialize<'de>>(json: &[u8]) -> Result<T, CatalogError> {
    serde_json::from_slice(json).map_err(|err| CatalogError::Document(err.to_string()))
}
