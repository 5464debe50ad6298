//! The hits of a Tantivy query.

use tantivy::query::{EnableScoring, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED};

use crate::catalog::CatalogError;
use crate::catalog::index::searcher::{DocumentKeys, IndexSearcher};
use crate::catalog::lists::items::Item;

/// A document that matches a query.
#[derive(Clone, Copy)]
pub struct Hit<'i> {
    addresses: &'i DocumentKeys,
    doc: DocId,
}

impl Hit<'_> {
    /// Number of the organization that the document belongs to.
    pub fn number(self) -> u32 {
        self.addresses.number(self.doc)
    }

    /// The research link or way to help that the document describes.
    pub fn item(self) -> Item {
        Item { number: self.number(), place: self.addresses.place(self.doc) }
    }
}

/// The documents of an index that match a query.
pub struct Hits<'i> {
    index: &'i IndexSearcher,
    weight: Box<dyn Weight>,
}

impl<'i> Hits<'i> {
    /// The hits without scores.
    pub fn unscored(index: &'i IndexSearcher, query: &dyn Query) -> Result<Self, CatalogError> {
        let scoring = EnableScoring::disabled_from_searcher(index.searcher());
        Ok(Self { index, weight: query.weight(scoring)? })
    }

    /// The hits with scores.
    pub fn scored(index: &'i IndexSearcher, query: &dyn Query) -> Result<Self, CatalogError> {
        let scoring = EnableScoring::enabled_from_searcher(index.searcher());
        Ok(Self { index, weight: query.weight(scoring)? })
    }

    /// Calls `found` with each hit.
    pub fn for_each(&self, mut found: impl FnMut(Hit<'i>)) -> Result<(), CatalogError> {
        self.for_each_segment(|segment, addresses| {
            let alive = segment.alive_bitset();
            self.weight.for_each_no_score(segment, &mut |docs| {
                let is_alive = |doc: &&DocId| alive.is_none_or(|alive| alive.is_alive(**doc));
                docs.iter().filter(is_alive).for_each(|&doc| found(Hit { addresses, doc }));
            })
        })
    }

    /// Calls `found` with each hit and its scorer. Scoring is the expensive part, so `found` scores
    /// only the hits that it needs.
    pub fn for_each_with_scorer(
        &self,
        mut found: impl FnMut(Hit<'i>, &mut dyn Scorer),
    ) -> Result<(), CatalogError> {
        self.for_each_segment(|segment, addresses| {
            let alive = segment.alive_bitset();
            let mut scorer = self.weight.scorer(segment, 1.0)?;
            let mut doc = scorer.doc();
            while doc != TERMINATED {
                if alive.is_none_or(|alive| alive.is_alive(doc)) {
                    found(Hit { addresses, doc }, &mut *scorer);
                }
                doc = scorer.advance();
            }
            Ok(())
        })
    }

    /// Calls `found` with the hits that score above a threshold. `found` returns the new threshold,
    /// which may be higher. Blocks of documents that cannot reach it are skipped.
    pub fn for_each_above(
        &self,
        mut threshold: Score,
        mut found: impl FnMut(Hit<'i>, Score) -> Score,
    ) -> Result<(), CatalogError> {
        self.for_each_segment(|segment, addresses| {
            let alive = segment.alive_bitset();
            self.weight.for_each_pruning(threshold, segment, &mut |doc, score| {
                if alive.is_none_or(|alive| alive.is_alive(doc)) {
                    threshold = found(Hit { addresses, doc }, score);
                }
                threshold
            })
        })
    }

    fn for_each_segment(
        &self,
        mut visit: impl FnMut(&SegmentReader, &'i DocumentKeys) -> tantivy::Result<()>,
    ) -> Result<(), CatalogError> {
        for segment in self.index.searcher().segment_readers() {
            if let Some(addresses) = self.index.document_keys(segment.segment_id()) {
                visit(segment, addresses)?;
            }
        }
        Ok(())
    }
}
