//! The documents that have a term, decoded and cached.
//!
//! Tantivy decodes the postings of a word for each query, 128 at a time. Users search for the same
//! few words most of the time, so a segment keeps their documents: many as bits, which are
//! intersected 64 at once, few as a list.

use std::sync::Arc;

use quick_cache::Weighter;
use quick_cache::sync::Cache;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, SegmentReader, Term};

use crate::catalog::CatalogError;

/// Maximum memory of the decoded terms of one segment, in bytes.
const MAX_BYTES: u64 = 16 << 20;

/// Minimum number of documents of a segment whose decoded terms are kept. Tests of this crate reach it
/// with few.
const MIN_CACHED: u32 = if cfg!(test) { 100 } else { 4096 };

/// The usual memory of a term, in bytes.
const USUAL_BYTES: u64 = 4096;

/// Number of documents in a word of bits.
pub const WORD: usize = u64::BITS as usize;

/// The documents of a segment that have a term.
#[derive(Default)]
pub struct TermDocuments {
    pub documents: DocumentSet,
    /// The number of occurrences in each document, in their order; empty if each has one, or the index
    /// does not say.
    frequencies: Vec<u16>,
}

/// Documents in ascending order.
pub enum DocumentSet {
    Few(Vec<DocId>),
    Many {
        bits: Vec<u64>,
        /// For each word of the bits, the number of documents in the words before it.
        before: Vec<u32>,
        count: usize,
    },
}

impl Default for DocumentSet {
    fn default() -> Self {
        Self::Few(Vec::new())
    }
}

impl DocumentSet {
    /// Documents in ascending order. If there are more of them than words of bits, bits are faster.
    fn of(documents: Vec<DocId>) -> Self {
        let words = documents.last().map_or(0, |last| *last as usize / WORD + 1);
        if documents.len() <= words {
            return Self::Few(documents);
        }
        let mut bits = vec![0_u64; words];
        documents.iter().for_each(|doc| bits[*doc as usize / WORD] |= 1 << (doc % u64::BITS));
        let before = bits.iter().scan(0, |count, word| {
            let before = *count;
            *count += word.count_ones();
            Some(before)
        });
        let before = before.collect();
        Self::Many { bits, before, count: documents.len() }
    }

    /// Number of documents.
    pub fn count(&self) -> usize {
        match self {
            Self::Few(documents) => documents.len(),
            Self::Many { count, .. } => *count,
        }
    }

    /// The place of a document among them.
    fn place(&self, doc: DocId) -> Option<usize> {
        match self {
            Self::Few(documents) => documents.binary_search(&doc).ok(),
            Self::Many { bits, before, .. } => {
                let (index, bit) = (doc as usize / WORD, 1_u64 << (doc % u64::BITS));
                let word = bits.get(index).filter(|word| **word & bit != 0)?;
                Some(before[index] as usize + (word & (bit - 1)).count_ones() as usize)
            }
        }
    }

    /// Adds the documents to bits.
    pub fn add_to(&self, all: &mut Vec<u64>) {
        match self {
            Self::Few(documents) => {
                let words = documents.last().map_or(0, |last| *last as usize / WORD + 1);
                all.resize(all.len().max(words), 0);
                documents
                    .iter()
                    .for_each(|doc| all[*doc as usize / WORD] |= 1 << (doc % u64::BITS));
            }
            Self::Many { bits, .. } => {
                all.resize(all.len().max(bits.len()), 0);
                all.iter_mut().zip(bits).for_each(|(all, word)| *all |= word);
            }
        }
    }
}

impl TermDocuments {
    /// Decodes the postings of a term.
    fn decode(segment: &SegmentReader, term: &Term) -> tantivy::Result<Self> {
        let index = segment.inverted_index(term.field())?;
        let postings = index.read_block_postings(term, IndexRecordOption::WithFreqs)?;
        let Some(mut postings) = postings else { return Ok(Self::default()) };
        let count = postings.doc_freq() as usize;
        let (mut documents, mut frequencies) =
            (Vec::with_capacity(count), Vec::with_capacity(count));
        while !postings.docs().is_empty() {
            documents.extend_from_slice(postings.docs());
            // A profile has fewer words.
            frequencies
                .extend(postings.freqs().iter().map(|it| u16::try_from(*it).unwrap_or(u16::MAX)));
            postings.advance();
        }
        if frequencies.iter().all(|it| *it == 1) {
            frequencies = Vec::new();
        }
        Ok(Self { documents: DocumentSet::of(documents), frequencies })
    }

    /// Number of occurrences of the term in a document; `None` if it has none.
    pub fn frequency(&self, doc: DocId) -> Option<u32> {
        let place = self.documents.place(doc)?;
        Some(self.frequencies.get(place).map_or(1, |it| u32::from(*it)))
    }

    fn bytes(&self) -> u64 {
        let documents = match &self.documents {
            DocumentSet::Few(documents) => 4 * documents.len(),
            DocumentSet::Many { bits, .. } => 12 * bits.len(),
        };
        (documents + 2 * self.frequencies.len() + 128) as u64
    }
}

/// The decoded terms of a segment. A segment never changes, so they are never out of date.
pub struct DecodedTerms {
    /// `None` if the segment is small, so that decoding takes no longer than looking up.
    cache: Option<Cache<Term, Arc<TermDocuments>, Bytes>>,
}

#[derive(Clone)]
struct Bytes;

impl Weighter<Term, Arc<TermDocuments>> for Bytes {
    fn weight(&self, term: &Term, documents: &Arc<TermDocuments>) -> u64 {
        term.len_bytes() as u64 + documents.bytes()
    }
}

impl DecodedTerms {
    /// Those of a segment with a number of documents.
    pub fn new(documents: u32) -> Self {
        let terms = (MAX_BYTES / USUAL_BYTES) as usize;
        let is_large = documents >= MIN_CACHED;
        Self { cache: is_large.then(|| Cache::with_weighter(terms, MAX_BYTES, Bytes)) }
    }

    /// The documents that have a term.
    ///
    /// # Errors
    ///
    /// When the index cannot be read.
    pub fn get(
        &self,
        segment: &SegmentReader,
        term: &Term,
    ) -> Result<Arc<TermDocuments>, CatalogError> {
        if let Some(known) = self.cache.as_ref().and_then(|cache| cache.get(term)) {
            return Ok(known);
        }
        let decoded = Arc::new(TermDocuments::decode(segment, term)?);
        // Words that no document has must not displace others.
        if let Some(cache) = self.cache.as_ref().filter(|_| decoded.documents.count() > 0) {
            cache.insert(term.clone(), Arc::clone(&decoded));
        }
        Ok(decoded)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn few_and_many_documents_have_the_same_places(
            documents in prop::collection::btree_set(0_u32..700, 1..300),
        ) {
            let sorted: Vec<DocId> = documents.iter().copied().collect();
            let (few, many) = (DocumentSet::Few(sorted.clone()), DocumentSet::of(sorted));

            for doc in 0..800 {
                prop_assert_eq!(few.place(doc), many.place(doc));
                prop_assert_eq!(few.place(doc).is_some(), documents.contains(&doc));
            }
            for set in [few, many] {
                prop_assert_eq!(set.count(), documents.len());
                let mut bits = vec![1];
                set.add_to(&mut bits);
                let all = bits.iter().enumerate().flat_map(|(place, word)| {
                    let set = (0..u64::BITS).filter(move |bit| word >> bit & 1 == 1);
                    set.map(move |bit| place as u32 * u64::BITS + bit)
                });
                let expected: BTreeSet<u32> = documents.iter().copied().chain([0]).collect();
                prop_assert_eq!(all.collect::<BTreeSet<u32>>(), expected);
            }
        }
    }

    #[test]
    fn documents_are_bits_if_there_are_more_than_words_of_bits() {
        assert!(matches!(DocumentSet::of(vec![0, 40, 70]), DocumentSet::Many { .. }));
        assert!(matches!(DocumentSet::of(vec![0, 40, 700]), DocumentSet::Few(_)));
        assert!(matches!(DocumentSet::of(Vec::new()), DocumentSet::Few(_)));
    }
}
