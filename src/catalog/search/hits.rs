//! The documents that a query finds.

use tantivy::query::{EnableScoring, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED};

use crate::catalog::CatalogError;
use crate::catalog::index::searcher::{DocumentKeys, IndexSearcher};
use crate::catalog::lists::items::Item;

/// A document that a query finds.
#[derive(Clone, Copy)]
pub struct Hit<'i> {
    addresses: &'i DocumentKeys,
    doc: DocId,
}

impl Hit<'_> {
    /// Whose it is.
    pub fn number(self) -> u32 {
        self.addresses.number(self.doc)
    }

    /// The link or way that it is.
    pub fn item(self) -> Item {
        Item { number: self.number(), place: self.addresses.place(self.doc) }
    }
}

/// What a query finds in an index.
pub struct Hits<'i> {
    index: &'i IndexSearcher,
    weight: Box<dyn Weight>,
}

impl<'i> Hits<'i> {
    /// Without scores.
    pub fn of(index: &'i IndexSearcher, query: &dyn Query) -> Result<Self, CatalogError> {
        let scoring = EnableScoring::disabled_from_searcher(index.searcher());
        Ok(Self { index, weight: query.weight(scoring)? })
    }

    /// With scores.
    pub fn ranked(index: &'i IndexSearcher, query: &dyn Query) -> Result<Self, CatalogError> {
        let scoring = EnableScoring::enabled_from_searcher(index.searcher());
        Ok(Self { index, weight: query.weight(scoring)? })
    }

    /// Calls `found` with each hit.
    pub fn each(&self, mut found: impl FnMut(Hit<'i>)) -> Result<(), CatalogError> {
        self.each_segment(|segment, addresses| {
            let alive = segment.alive_bitset();
            self.weight.for_each_no_score(segment, &mut |docs| {
                let is_alive = |doc: &&DocId| alive.is_none_or(|alive| alive.is_alive(**doc));
                docs.iter().filter(is_alive).for_each(|&doc| found(Hit { addresses, doc }));
            })
        })
    }

    /// Calls `found` with each hit, which can ask for its score: that costs most.
    pub fn each_with_scorer(
        &self,
        mut found: impl FnMut(Hit<'i>, &mut dyn Scorer),
    ) -> Result<(), CatalogError> {
        self.each_segment(|segment, addresses| {
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

    /// Calls `found` with the hits above a score, which it may raise each time;
    /// where that can be known of many at once, they are passed over.
    pub fn each_above(
        &self,
        mut above: Score,
        mut found: impl FnMut(Hit<'i>, Score) -> Score,
    ) -> Result<(), CatalogError> {
        self.each_segment(|segment, addresses| {
            let alive = segment.alive_bitset();
            self.weight.for_each_pruning(above, segment, &mut |doc, score| {
                if alive.is_none_or(|alive| alive.is_alive(doc)) {
                    above = found(Hit { addresses, doc }, score);
                }
                above
            })
        })
    }

    fn each_segment(
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
