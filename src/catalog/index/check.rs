//! The checksums of Tantivy's files, computed on all cores.

use std::path::PathBuf;
use std::sync::Mutex;
use std::thread;

use tantivy::index::SegmentComponent::{
    Delete, FastFields, FieldNorms, Positions, Postings, Store, Terms,
};
use tantivy::index::{SegmentId, SegmentMeta};

use crate::catalog::{CatalogError, cores};

/// Checks the files of the newest commit.
///
/// # Errors
///
/// [`CatalogError::Damaged`] when a file fails its checksum, and others when one cannot be read.
pub fn check_files(index: &tantivy::Index) -> Result<(), CatalogError> {
    loop {
        let segments = index.searchable_segment_metas()?;
        let checked = check_segments(index, &segments);
        // A merge that a former writer of this process had begun may replace segments meanwhile.
        if checked.is_ok() || index.searchable_segment_ids()? == ids(&segments) {
            return checked;
        }
    }
}

fn ids(segments: &[SegmentMeta]) -> Vec<SegmentId> {
    segments.iter().map(SegmentMeta::id).collect()
}

fn check_segments(index: &tantivy::Index, segments: &[SegmentMeta]) -> Result<(), CatalogError> {
    let files = Mutex::new(files(index, segments).into_iter());
    let next = || files.lock().ok()?.next();
    let count_damaged = || {
        let mut damaged = 0;
        while let Some(file) = next() {
            let is_whole = index.directory().validate_checksum(&file);
            damaged += usize::from(!is_whole.map_err(tantivy::TantivyError::from)?);
        }
        Ok::<usize, CatalogError>(damaged)
    };
    let damaged: Result<Vec<usize>, _> = thread::scope(|scope| {
        let others: Vec<_> = (1..cores::count()).map(|_| scope.spawn(count_damaged)).collect();
        let own = count_damaged();
        let others = others
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|cause| std::panic::resume_unwind(cause)));
        std::iter::once(own).chain(others.collect::<Vec<_>>()).collect()
    });
    match damaged?.into_iter().sum::<usize>() {
        0 => Ok(()),
        damaged => Err(CatalogError::Damaged(format!("{damaged} files"))),
    }
}

/// The files of segments. Each kind of file of all segments comes before the next kind, the largest
/// kinds first.
fn files(index: &tantivy::Index, segments: &[SegmentMeta]) -> Vec<PathBuf> {
    let managed = index.directory().list_managed_files();
    let kinds = [Positions, Postings, Terms, Store, FastFields, FieldNorms, Delete];
    let files = kinds
        .into_iter()
        .flat_map(|kind| segments.iter().map(move |segment| segment.relative_path(kind.clone())));
    files.filter(|file| managed.contains(file)).collect()
}
