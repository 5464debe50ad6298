//! Building the index from nothing.
//!
//! Tantivy's writer keeps the postings of tens of MB of texts in memory, in tables that are much
//! larger than the processor's caches, on one core, and then merges what it wrote. To index a whole
//! directory, all cores make small sorted runs ([`run`]), which go to one unnamed file, and at the
//! end one pass merges them into a segment ([`segment`]). That takes a third of the processor time,
//! and the memory of some runs. The segment is written by Tantivy's serializers, so readers see
//! no difference; later edits are written by Tantivy's writer.
//!
//! The profiles are the first documents of the segment, in the order of their numbers; then come
//! the links to research, then the ways to help. So the postings of profiles are dense.

pub mod run;
mod segment;

use std::fs::File;
use std::io::Write;
use std::path::Path;

use tantivy::index::IndexMeta;
use tantivy::{Directory, Index};

use super::schema::Fields;
use crate::catalog::CatalogError;
use run::{DocumentClass, ItemCounts, Run, RunDocument};
use segment::write_segment;

/// Tantivy's file of the newest commit.
const META: &str = "meta.json";

/// The runs of an index that is being built.
pub struct Builder {
    /// All runs, one after another. It has no name, so it is gone when the process ends.
    file: File,
    places: Vec<RunPlace>,
    /// The ids of the organizations.
    ids: Vec<Box<str>>,
    /// Number of items of each organization.
    items: Vec<ItemCounts>,
    documents: [Vec<RunDocument>; DocumentClass::ALL.len()],
}

/// Where a run is in the file.
struct RunPlace {
    start: u64,
    end: u64,
    /// Number of documents of each class in the runs before it.
    documents_before: [u32; DocumentClass::ALL.len()],
}

impl Builder {
    /// Begins in the folder of the index.
    ///
    /// # Errors
    ///
    /// When the folder cannot be written.
    pub fn new(folder: &Path) -> Result<Self, CatalogError> {
        let file = tempfile::tempfile_in(folder)?;
        let (places, ids, items, documents) = Default::default();
        Ok(Self { file, places, ids, items, documents })
    }

    /// Adds the documents of a run after those of the earlier ones.
    ///
    /// # Errors
    ///
    /// When the disk is full, or [`CatalogError::TooMany`].
    pub fn add(&mut self, run: Run) -> Result<(), CatalogError> {
        let documents_before = self.document_counts();
        let start = self.places.last().map_or(0, |place| place.end);
        self.file.write_all(&run.bytes)?;
        let end = start + run.bytes.len() as u64;
        self.places.push(RunPlace { start, end, documents_before });
        self.ids.extend(run.ids);
        self.items.extend(run.items);
        for (documents, new) in self.documents.iter_mut().zip(run.documents) {
            documents.extend(new);
        }
        let all: usize = self.documents.iter().map(Vec::len).sum();
        let too_many = |_| CatalogError::TooMany { what: "documents", max: i32::MAX as usize };
        i32::try_from(all).map(drop).map_err(too_many)
    }

    /// Number of documents of each class.
    fn document_counts(&self) -> [u32; DocumentClass::ALL.len()] {
        // `add` has checked that all together fit.
        self.documents.each_ref().map(|documents| documents.len() as u32)
    }

    /// The number in the segment of the first document of each class.
    fn first_documents(&self) -> [u32; DocumentClass::ALL.len()] {
        let [profiles, research, _] = self.document_counts();
        [0, profiles, profiles + research]
    }

    /// Writes the documents as one segment, and commits it in the place of everything before. No
    /// writer may be at work, because it would not know of the commit.
    ///
    /// # Errors
    ///
    /// When a file cannot be read or written. The last commit stays.
    pub fn commit(
        self,
        index: &Index,
        fields: Fields,
        payload: String,
    ) -> Result<(), CatalogError> {
        let segments = if self.ids.is_empty() {
            Vec::new()
        } else {
            vec![write_segment(index, fields, &self)?]
        };
        let meta = IndexMeta {
            index_settings: index.settings().clone(),
            persisted_custom_extensions: Vec::new(),
            segments: segments.iter().map(|segment| segment.meta().clone()).collect(),
            schema: index.schema(),
            opstamp: index.load_metas()?.opstamp + 1,
            payload: Some(payload),
        };
        let meta = serde_json::to_vec_pretty(&meta).map_err(std::io::Error::other)?;
        index.directory().sync_directory()?;
        index.directory().atomic_write(Path::new(META), &meta)?;
        Ok(())
    }
}
