//! A run: the sorted postings of some documents.
//!
//! All cores make runs independently. For each field, a run has the number of its terms, then each
//! term with the number of its documents and their postings: the document as the difference from
//! the one before and, if the field has positions, their number and differences. All numbers are
//! variable-length integers. Ids need no run, because each has few documents.

use std::ops::Range;

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;

use crate::catalog::index::field_terms::{FieldTerms, length};
use crate::catalog::index::indexing::{Documents, Owner};
use crate::catalog::index::schema::{DocumentKey, FieldKind};

/// The classes of documents, in their order in a segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentClass {
    Profile,
    Research,
    Help,
}

impl DocumentClass {
    pub const ALL: [Self; 3] = [Self::Profile, Self::Research, Self::Help];

    /// Position in [`Self::ALL`].
    pub fn index(self) -> usize {
        self as usize
    }

    /// The class that has fields of a kind.
    pub fn with(kind: FieldKind) -> Self {
        match kind {
            FieldKind::Text | FieldKind::Words => Self::Profile,
            FieldKind::Research => Self::Research,
            FieldKind::Help => Self::Help,
        }
    }

    /// The field of the class whose tokens are counted.
    pub fn counted(self) -> FieldKind {
        match self {
            Self::Profile => FieldKind::Text,
            Self::Research => FieldKind::Research,
            Self::Help => FieldKind::Help,
        }
    }
}

/// Collects the documents of a run. Documents are numbered in their class.
#[derive(Default)]
pub struct RunBuilder {
    fields: [FieldRun; FieldKind::ALL.len()],
    ids: Vec<Box<str>>,
    items: Vec<ItemCounts>,
    documents: [Vec<RunDocument>; DocumentClass::ALL.len()],
}

/// The values of a document that a segment stores besides its postings.
#[derive(Clone, Copy)]
pub struct RunDocument {
    pub key: DocumentKey,
    /// Number of tokens of the field that [`DocumentClass::counted`] names.
    pub tokens: u32,
}

/// Number of items of an organization.
#[derive(Clone, Copy, Default)]
pub struct ItemCounts {
    pub research: u16,
    pub help: u16,
}

/// The postings of the documents of a run, and the documents.
pub struct Run {
    pub bytes: Vec<u8>,
    pub ids: Vec<Box<str>>,
    pub items: Vec<ItemCounts>,
    pub documents: [Vec<RunDocument>; DocumentClass::ALL.len()],
}

#[derive(Default)]
struct FieldRun {
    /// The terms, each once, one after another.
    text: Vec<u8>,
    terms: Vec<Term>,
    /// Indexes of terms by their hashes, which are compared as in `FieldTerms`.
    by_hash: HashTable<u32>,
    positions: Vec<u8>,
    /// In the order of the documents.
    postings: Vec<Posting>,
}

struct Term {
    hash: u64,
    /// Its first bytes as a number, which decides most comparisons.
    prefix: u64,
    /// Its range in the text of all terms.
    range: Range<usize>,
    /// Number of documents.
    documents: u32,
}

/// A document that has a term.
#[derive(Clone, Copy, Default)]
struct Posting {
    /// Index of the term.
    term: u32,
    document: u32,
    /// The range of its positions.
    start: u32,
    end: u32,
}

impl RunBuilder {
    /// Sorts the postings.
    pub fn finish(self) -> Run {
        let mut bytes = Vec::new();
        for field in self.fields {
            field.finish(&mut bytes);
        }
        Run { bytes, ids: self.ids, items: self.items, documents: self.documents }
    }

    /// Adds a document that has the terms of a field.
    fn add_document(&mut self, key: DocumentKey, kind: FieldKind, terms: &mut FieldTerms) {
        let document = RunDocument { key, tokens: terms.count() };
        self.documents[DocumentClass::with(kind).index()].push(document);
        self.add_field(kind, terms);
    }

    /// Adds the terms of a field to the last document of its class.
    fn add_field(&mut self, kind: FieldKind, terms: &mut FieldTerms) {
        let documents = &self.documents[DocumentClass::with(kind).index()];
        let document = length(documents.len()).saturating_sub(1);
        let run = &mut self.fields[kind.index()];
        terms.take_each(|it| {
            run.push(it.hash, it.term, document, |positions| {
                if kind.has_positions() {
                    push_number(positions, it.count);
                    it.position_deltas().for_each(|delta| push_number(positions, delta));
                }
            });
        });
    }
}

impl Documents for RunBuilder {
    fn add_profile(&mut self, of: &Owner<'_>, stems: &mut FieldTerms, words: &mut FieldTerms) {
        self.ids.push(of.id.into());
        self.items.push(ItemCounts::default());
        self.add_document(DocumentKey::profile(of.number), FieldKind::Text, stems);
        self.add_field(FieldKind::Words, words);
    }

    fn add_item(
        &mut self,
        _: &Owner<'_>,
        key: DocumentKey,
        kind: FieldKind,
        terms: &mut FieldTerms,
    ) {
        if let Some(counts) = self.items.last_mut() {
            match kind {
                FieldKind::Research => counts.research += 1,
                _ => counts.help += 1,
            }
        }
        self.add_document(key, kind, terms);
    }
}

impl FieldRun {
    /// Adds a document that has a term.
    fn push(
        &mut self,
        hash: u64,
        term: &str,
        document: u32,
        write_positions: impl FnOnce(&mut Vec<u8>),
    ) {
        let terms = &self.terms;
        let (is_same, hash_of) =
            (|it: &u32| terms[*it as usize].hash == hash, |it: &u32| terms[*it as usize].hash);
        let term = match self.by_hash.entry(hash, is_same, hash_of) {
            Entry::Occupied(known) => *known.get(),
            Entry::Vacant(new) => {
                let index = length(self.terms.len());
                new.insert(index);
                let start = self.text.len();
                self.text.extend_from_slice(term.as_bytes());
                let (range, prefix) = (start..self.text.len(), prefix(term.as_bytes()));
                self.terms.push(Term { hash, prefix, range, documents: 0 });
                index
            }
        };
        self.terms[term as usize].documents += 1;
        let start = length(self.positions.len());
        write_positions(&mut self.positions);
        let end = length(self.positions.len());
        self.postings.push(Posting { term, document, start, end });
    }

    fn finish(self, bytes: &mut Vec<u8>) {
        let postings = self.postings_by_term();
        let mut ends = 0;
        let with_ends: Vec<(&Term, Range<usize>)> = self
            .terms
            .iter()
            .map(|term| {
                let start = ends;
                ends += term.documents as usize;
                (term, start..ends)
            })
            .collect();
        let text = |term: &Term| &self.text[term.range.clone()];
        let mut sorted = with_ends;
        sorted.sort_unstable_by(|(one, _), (other, _)| {
            one.prefix.cmp(&other.prefix).then_with(|| text(one).cmp(text(other)))
        });
        push_number(bytes, length(sorted.len()));
        let mut encoded = Vec::new();
        for (term, range) in sorted {
            let mut last = 0;
            for posting in &postings[range] {
                push_number(&mut encoded, posting.document - last);
                encoded.extend_from_slice(
                    &self.positions[posting.start as usize..posting.end as usize],
                );
                last = posting.document;
            }
            push_number(bytes, length(term.range.len()));
            bytes.extend_from_slice(text(term));
            push_number(bytes, term.documents);
            push_number(bytes, length(encoded.len()));
            bytes.append(&mut encoded);
        }
    }

    /// The postings of each term together, in the order of the terms. Counting sort, because there
    /// are many and it keeps the order of the documents.
    fn postings_by_term(&self) -> Vec<Posting> {
        let mut next = Vec::with_capacity(self.terms.len());
        let mut start = 0;
        for term in &self.terms {
            next.push(start);
            start += term.documents as usize;
        }
        let mut sorted = vec![Posting::default(); self.postings.len()];
        for posting in &self.postings {
            let place = &mut next[posting.term as usize];
            sorted[*place] = *posting;
            *place += 1;
        }
        sorted
    }
}

/// The first eight bytes of a term as a number that sorts like them.
fn prefix(term: &[u8]) -> u64 {
    let mut first = [0; 8];
    let length = term.len().min(8);
    first[..length].copy_from_slice(&term[..length]);
    u64::from_be_bytes(first)
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
