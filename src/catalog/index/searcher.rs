//! One commit of the index, open for reading, with the positions of the organizations' documents.

use std::collections::HashMap;
use std::sync::Arc;

use tantivy::index::SegmentId;
use tantivy::{DocId, Searcher};

use super::schema::{DocumentKey, Fields};
use super::term_documents::DecodedTerms;
use crate::catalog::CatalogError;
use crate::catalog::columns::arrays::Chunked;

/// One commit. Advancing a copy to the next commit shares the segments that both have.
#[derive(Clone)]
pub struct IndexSearcher {
    searcher: Searcher,
    fields: Fields,
    segments: HashMap<SegmentId, Arc<Segment>>,
    /// For each organization, the position of its profile.
    profiles: Chunked<ProfilePosition>,
    /// For each slot, the ordinal of its segment in the searcher.
    ordinals: Vec<Option<u32>>,
}

/// A segment. It never changes, except for deletions.
struct Segment {
    /// A number that the segment has as long as it exists. Its ordinal changes with every commit.
    slot: u32,
    keys: DocumentKeys,
    terms: DecodedTerms,
}

/// The keys of the documents of a segment, in two arrays because most callers need the numbers of
/// many documents and nothing else.
pub struct DocumentKeys {
    numbers: Vec<u32>,
    /// The index of an item plus 1, or 0 for a profile.
    items: Vec<u16>,
}

impl DocumentKeys {
    fn new(keys: impl Iterator<Item = DocumentKey>) -> Self {
        let (numbers, items) = keys.map(DocumentKey::parts).unzip();
        Self { numbers, items }
    }

    /// The number of a document's organization.
    pub fn number(&self, doc: DocId) -> u32 {
        self.numbers[doc as usize]
    }

    /// The index in its profile of the item that a document is.
    pub fn place(&self, doc: DocId) -> usize {
        usize::from(self.items[doc as usize]).saturating_sub(1)
    }

    /// The documents that are profiles, with the numbers of their organizations.
    fn profiles(&self) -> impl Iterator<Item = (DocId, u32)> {
        let all = (0..).zip(self.numbers.iter().zip(&self.items));
        all.filter(|(_, (_, item))| **item == 0).map(|(doc, (number, _))| (doc, *number))
    }
}

/// The position of a document, which does not depend on the order of the segments.
#[derive(Clone, Copy, Default)]
struct ProfilePosition {
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
        this.advance_to(searcher)?;
        Ok(this)
    }

    /// Advances to another commit.
    pub fn advance_to(&mut self, searcher: Searcher) -> Result<(), CatalogError> {
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
            // The slot of a removed segment can be reused: no position refers to it any more.
            let free = ordinals.iter().position(Option::is_none);
            let slot = free.unwrap_or(ordinals.len());
            match ordinals.get_mut(slot) {
                Some(old) => *old = Some(ordinal),
                None => ordinals.push(Some(ordinal)),
            }
            let column = reader.fast_fields().u64("key")?.first_or_default_col(0);
            let keys = (0..reader.max_doc()).map(|doc| column.get_val(doc).into());
            let slot = u32::try_from(slot).expect("an index has few segments");
            let (keys, terms) = (DocumentKeys::new(keys), DecodedTerms::new(reader.max_doc()));
            let segment = Segment { slot, keys, terms };
            self.add_profiles(&segment, reader);
            segments.insert(reader.segment_id(), Arc::new(segment));
        }
        (self.searcher, self.segments, self.ordinals) = (searcher, segments, ordinals);
        Ok(())
    }

    /// Stores the positions of the profiles in a new segment.
    fn add_profiles(&mut self, segment: &Segment, reader: &tantivy::SegmentReader) {
        for (doc, number) in segment.keys.profiles() {
            if !reader.is_deleted(doc) {
                let number = number as usize;
                while self.profiles.len() < number {
                    self.profiles.push(ProfilePosition::default());
                }
                self.profiles.put(number, ProfilePosition { slot: segment.slot, doc });
            }
        }
    }

    pub fn searcher(&self) -> &Searcher {
        &self.searcher
    }

    pub fn fields(&self) -> Fields {
        self.fields
    }

    /// The keys of the documents of a segment.
    pub fn document_keys(&self, segment: SegmentId) -> Option<&DocumentKeys> {
        self.segments.get(&segment).map(|segment| &segment.keys)
    }

    /// The decoded terms of a segment.
    pub fn decoded_terms(&self, segment: SegmentId) -> Option<&DecodedTerms> {
        self.segments.get(&segment).map(|segment| &segment.terms)
    }

    /// The position of a profile: the ordinal of its segment in the searcher, and its document.
    pub fn profile(&self, number: u32) -> Option<(u32, DocId)> {
        let position = *self.profiles.get(number as usize)?;
        let ordinal = self.ordinals.get(position.slot as usize).copied().flatten()?;
        Some((ordinal, position.doc))
    }
}
