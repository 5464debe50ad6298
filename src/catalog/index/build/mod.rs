//! Building the index from nothing.
//!
//! Tantivy's writer keeps the postings of tens of MB of texts in memory, in tables that are much
//! larger than the processor's caches, on one core, and then merges what it wrote. To index a whole
//! directory, all cores make small sorted runs ([`run`]), which go to one unnamed file, and at the
//! end one pass merges them into a segment ([`segment`]). That takes a third of the processor time,
//! and the memory of some runs. The segment is written by Tantivy's serializers, so readers see
//! no difference; later edits are written by Tantivy's writer.

pub mod run;
mod segment;

use std::fs::File;
use std::io::Write;
use std::path::Path;

use tantivy::index::IndexMeta;
use tantivy::{Directory, Index};

use super::schema::Fields;
use crate::catalog::CatalogError;
use run::{Run, RunDocument};
use segment::write_segment;

/// Tantivy's file of the newest commit.
const META: &str = "meta.json";

/// The runs of an index that is being built.
pub struct Builder {
    /// All runs, one after another. It has no name, so it is gone when the process ends.
    file: File,
    places: Vec<RunPlace>,
    documents: Vec<RunDocument>,
}

/// Where a run is in the file.
struct RunPlace {
    start: u64,
    end: u64,
    /// The number of its first document in the segment.
    first_document: u32,
}

impl Builder {
    /// Begins in the folder of the index.
    ///
    /// # Errors
    ///
    /// When the folder cannot be written.
    pub fn new(folder: &Path) -> Result<Self, CatalogError> {
        let (places, documents) = (Vec::new(), Vec::new());
        Ok(Self { file: tempfile::tempfile_in(folder)?, places, documents })
    }

    /// Adds the documents of a run after those of the earlier ones.
    ///
    /// # Errors
    ///
    /// When the disk is full, or [`CatalogError::TooMany`].
    pub fn add(&mut self, run: &Run) -> Result<(), CatalogError> {
        let too_many = |_| CatalogError::TooMany { what: "documents", max: u32::MAX as usize };
        let first_document = u32::try_from(self.documents.len()).map_err(too_many)?;
        let start = self.places.last().map_or(0, |place| place.end);
        self.file.write_all(&run.bytes)?;
        let end = start + run.bytes.len() as u64;
        self.places.push(RunPlace { start, end, first_document });
        self.documents.extend_from_slice(&run.documents);
        Ok(())
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
        let segments = if self.documents.is_empty() {
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
