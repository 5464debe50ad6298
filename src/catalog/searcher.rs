//! One commit of the index, open for reading: where the documents of each
//! organization are.

use std::collections::HashMap;
use std::sync::Arc;

use tantivy::index::SegmentId;
use tantivy::{DocId, Searcher};

use super::CatalogError;
use super::arrays::Chunked;
use super::schema::{Address, Fields};

/// One commit. A copy for the next one shares what stayed.
#[derive(Clone)]
pub struct IndexSearcher {
    searcher: Searcher,
    fields: Fields,
    segments: HashMap<SegmentId, Arc<Segment>>,
    /// For each organization, where its profile is.
    profiles: Chunked<Located>,
    /// For each slot, which segment of the searcher it is now.
    ordinals: Vec<Option<u32>>,
}

/// What is known of a segment; a segment never changes, but for deletions.
struct Segment {
    /// Its place among all segments that were ever met.
    slot: u32,
    /// For each document, what it is about.
    addresses: Vec<Address>,
}

/// Where a document is, whatever the order of the segments.
#[derive(Clone, Copy, Default)]
struct Located {
    slot: u32,
    doc: DocId,
}

impl IndexSearcher {
    pub fn new(searcher: Searcher, fields: Fields) -> Result<Self, CatalogError> {
        let mut this = Self {
            searcher: searcher.clone(),
            fields,
            segments: HashMap::new(),
            profiles: Chunked::default(),
            ordinals: Vec::new(),
        };
        this.follow(searcher)?;
        Ok(this)
    }

    /// Goes on to another commit.
    pub fn follow(&mut self, searcher: Searcher) -> Result<(), CatalogError> {
        let readers = || (0..).zip(searcher.segment_readers());
        let mut ordinals = vec![None; self.ordinals.len()];
        let mut segments = HashMap::new();
        for (ordinal, reader) in readers() {
            if let Some(known) = self.segments.get(&reader.segment_id()) {
                ordinals[known.slot as usize] = Some(ordinal);
                segments.insert(reader.segment_id(), Arc::clone(known));
            }
        }
        for (ordinal, reader) in readers() {
            if segments.contains_key(&reader.segment_id()) {
                continue;
            }
            // Nothing points to the slot of a segment that is gone.
            let free = ordinals.iter().position(Option::is_none);
            let slot = free.unwrap_or(ordinals.len());
            match ordinals.get_mut(slot) {
                Some(place) => *place = Some(ordinal),
                None => ordinals.push(Some(ordinal)),
            }
            let column = reader.fast_fields().u64("address")?.first_or_default_col(0);
            let addresses = (0..reader.max_doc()).map(|doc| column.get_val(doc).into());
            let segment = Segment { slot: slot as u32, addresses: addresses.collect() };
            self.locate(&segment, reader);
            segments.insert(reader.segment_id(), Arc::new(segment));
        }
        (self.searcher, self.segments, self.ordinals) = (searcher, segments, ordinals);
        Ok(())
    }

    /// Notes where the profiles of a new segment are.
    fn locate(&mut self, segment: &Segment, reader: &tantivy::SegmentReader) {
        for (doc, address) in (0..).zip(&segment.addresses) {
            if address.is_profile() && !reader.is_deleted(doc) {
                let number = address.number() as usize;
                while self.profiles.len() < number {
                    self.profiles.push(Located::default());
                }
                self.profiles.put(number, Located { slot: segment.slot, doc });
            }
        }
    }

    pub fn searcher(&self) -> &Searcher {
        &self.searcher
    }

    pub fn fields(&self) -> Fields {
        self.fields
    }

    /// For each document of a segment, what it is about.
    pub fn addresses(&self, segment: SegmentId) -> &[Address] {
        self.segments.get(&segment).map_or(&[], |segment| &segment.addresses)
    }

    /// Where a profile is: its segment's ordinal in the searcher, and its document.
    pub fn profile(&self, number: u32) -> Option<(u32, DocId)> {
        let located = *self.profiles.get(number as usize)?;
        let ordinal = self.ordinals.get(located.slot as usize).copied().flatten()?;
        Some((ordinal, located.doc))
    }
}
