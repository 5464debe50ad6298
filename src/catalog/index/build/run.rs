//! A run: the sorted postings of some documents.
//!
//! All cores make runs independently. For each field, a run has the number of its terms, then each
//! term with the number of its documents and their postings: the document as the difference from
//! the one before and, if the field has positions, their number and differences. All numbers are
//! variable-length integers.

use xxhash_rust::xxh3::xxh3_64_with_seed;

use crate::catalog::index::field_terms::{FieldTerms, length};
use crate::catalog::index::indexing::Documents;
use crate::catalog::index::schema::{DocumentKey, FieldKind};

/// Collects the documents of a run.
pub struct RunBuilder {
    /// For the hashes of ids.
    seed: u64,
    fields: [FieldRun; FieldKind::ALL.len()],
    documents: Vec<RunDocument>,
}

/// What a segment stores of a document besides its postings.
#[derive(Clone, Copy)]
pub struct RunDocument {
    pub key: DocumentKey,
    /// Number of tokens of each field.
    pub tokens: [u32; FieldKind::ALL.len()],
}

/// The postings of the documents of a run, and the documents.
pub struct Run {
    pub bytes: Vec<u8>,
    pub documents: Vec<RunDocument>,
}

#[derive(Default)]
struct FieldRun {
    terms: Vec<u8>,
    positions: Vec<u8>,
    postings: Vec<Posting>,
}

/// A document that has a term.
#[derive(Clone, Copy)]
struct Posting {
    hash: u64,
    document: u32,
    /// Ranges in the bytes of the field.
    term: (u32, u32),
    positions: (u32, u32),
}

impl RunBuilder {
    /// An empty run. The seed is that of the fields that are added.
    pub fn new(seed: u64) -> Self {
        Self { seed, fields: Default::default(), documents: Vec::new() }
    }

    /// Sorts the postings.
    pub fn finish(self) -> Run {
        let mut bytes = Vec::new();
        for field in self.fields {
            field.finish(&mut bytes);
        }
        Run { bytes, documents: self.documents }
    }
}

impl Documents for RunBuilder {
    fn begin(&mut self, id: &str, key: DocumentKey) {
        let document = length(self.documents.len());
        self.documents.push(RunDocument { key, tokens: Default::default() });
        let ids = &mut self.fields[FieldKind::Id.index()];
        let start = length(ids.terms.len());
        ids.terms.extend_from_slice(id.as_bytes());
        let hash = xxh3_64_with_seed(id.as_bytes(), self.seed);
        let term = (start, length(ids.terms.len()));
        ids.postings.push(Posting { hash, document, term, positions: (0, 0) });
    }

    fn field(&mut self, kind: FieldKind, field: &mut FieldTerms) {
        let document = length(self.documents.len()).saturating_sub(1);
        if let Some(last) = self.documents.last_mut() {
            last.tokens[kind.index()] = field.count();
        }
        let FieldRun { terms, positions, postings } = &mut self.fields[kind.index()];
        field.take_each(|it| {
            let (term_start, start) = (length(terms.len()), length(positions.len()));
            terms.extend_from_slice(it.term.as_bytes());
            if kind.has_positions() {
                push_number(positions, it.count());
                it.position_deltas().for_each(|delta| push_number(positions, delta));
            }
            let term = (term_start, length(terms.len()));
            let positions = (start, length(positions.len()));
            postings.push(Posting { hash: it.hash, document, term, positions });
        });
    }
}

impl FieldRun {
    fn finish(mut self, bytes: &mut Vec<u8>) {
        self.postings.sort_unstable_by_key(|posting| (posting.hash, posting.document));
        let by_term = self.postings.chunk_by(|one, other| one.hash == other.hash);
        let mut terms: Vec<(&[u8], &[Posting])> =
            by_term.map(|postings| (slice(&self.terms, postings[0].term), postings)).collect();
        terms.sort_unstable_by_key(|(term, _)| *term);
        push_number(bytes, length(terms.len()));
        let mut encoded = Vec::new();
        for (term, postings) in terms {
            let mut last = 0;
            for posting in postings {
                push_number(&mut encoded, posting.document - last);
                encoded.extend_from_slice(slice(&self.positions, posting.positions));
                last = posting.document;
            }
            push_number(bytes, length(term.len()));
            bytes.extend_from_slice(term);
            push_number(bytes, length(postings.len()));
            push_number(bytes, length(encoded.len()));
            bytes.append(&mut encoded);
        }
    }
}

fn slice(bytes: &[u8], (start, end): (u32, u32)) -> &[u8] {
    &bytes[start as usize..end as usize]
}

/// Appends a variable-length integer: seven bits in each byte, the lowest first.
pub fn push_number(bytes: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// Reads a variable-length integer from the start of `bytes`; 0 if they are empty.
pub fn read_number(bytes: &mut &[u8]) -> u32 {
    let (mut number, mut shift) = (0, 0);
    while let Some((byte, rest)) = bytes.split_first() {
        *bytes = rest;
        number |= u32::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            break;
        }
        shift = (shift + 7).min(u32::BITS - 1);
    }
    number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_all_sizes_are_read_as_they_were_written() {
        for number in [0, 1, 127, 128, 16_383, 16_384, 1 << 28, u32::MAX] {
            let mut bytes = Vec::new();
            push_number(&mut bytes, number);
            bytes.push(7);
            let mut rest = bytes.as_slice();
            assert_eq!((read_number(&mut rest), rest), (number, &[7][..]));
        }
        assert_eq!(read_number(&mut &[][..]), 0);
    }
}
