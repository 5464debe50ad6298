//! One commit of the index, open for reading: where the documents of each
//! organization are.

use std::collections::HashMap;
use std::sync::Arc;

use tantivy::index::SegmentId;
use tantivy::{DocId, Searcher};

use super::schema::{Address, Fields};
use crate::catalog::CatalogError;
use crate::catalog::columns::arrays::Chunked;

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
    addresses: Addresses,
}

/// For each document of a segment, what it is about.
///
/// Apart, since most who ask want the number alone, and ask of many.
pub struct Addresses {
    numbers: Vec<u32>,
    /// The place of an item and one; 0 for a profile.
    places: Vec<u16>,
}

impl Addresses {
    fn of(addresses: impl Iterator<Item = Address>) -> Self {
        let (numbers, places) = addresses.map(Address::parts).unzip();
        Self { numbers, places }
    }

    /// Whose a document is.
    pub fn number(&self, doc: DocId) -> u32 {
        self.numbers.get(doc as usize).copied().unwrap_or(u32::MAX)
    }

    /// The place of the link or way that a document is.
    pub fn place(&self, doc: DocId) -> usize {
        self.places.get(doc as usize).map_or(0, |place| usize::from(*place).saturating_sub(1))
    }

    /// The documents that are profiles.
    fn profiles(&self) -> impl Iterator<Item = (DocId, u32)> {
        let all = (0..).zip(self.numbers.iter().zip(&self.places));
        all.filter(|(_, (_, place))| **place == 0).map(|(doc, (number, _))| (doc, *number))
    }
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
            let segment = Segment { slot: slot as u32, addresses: Addresses::of(addresses) };
            self.locate(&segment, reader);
            segments.insert(reader.segment_id(), Arc::new(segment));
        }
        (self.searcher, self.segments, self.ordinals) = (searcher, segments, ordinals);
        Ok(())
    }

    /// Notes where the profiles of a new segment are.
    fn locate(&mut self, segment: &Segment, reader: &tantivy::SegmentReader) {
        for (doc, number) in segment.addresses.profiles() {
            if !reader.is_deleted(doc) {
                let number = number as usize;
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
    pub fn addresses(&self, segment: SegmentId) -> Option<&Addresses> {
        self.segments.get(&segment).map(|segment| &segment.addresses)
    }

    /// Where a profile is: its segment's ordinal in the searcher, and its document.
    pub fn profile(&self, number: u32) -> Option<(u32, DocId)> {
        let located = *self.profiles.get(number as usize)?;
        let ordinal = self.ordinals.get(located.slot as usize).copied().flatten()?;
        Some((ordinal, located.doc))
    }
}
