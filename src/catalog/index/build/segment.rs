//! Merges runs into a segment.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io;
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread;

use tantivy::directory::TerminatingWrite;
use tantivy::fastfield::FastFieldsWriter;
use tantivy::fieldnorm::{FieldNormReaders, FieldNormsSerializer, FieldNormsWriter};
use tantivy::index::{Segment, SegmentComponent};
use tantivy::postings::{FieldSerializer, InvertedIndexSerializer};
use tantivy::store::StoreWriter;
use tantivy::{Index, TantivyDocument, TantivyError};

use super::run::{DocumentClass, read_number};
use super::{Builder, RunPlace};
use crate::catalog::CatalogError;
use crate::catalog::index::field_terms::length;
use crate::catalog::index::schema::{FieldKind, Fields};

/// Number of bytes of a run that are read at once. Tests of this crate reach the limits with few
/// documents.
const READ_AHEAD: usize = if cfg!(test) { 7 } else { 64 << 10 };

/// Number of documents after which a chunk is full.
const CHUNK: usize = if cfg!(test) { 16 } else { 1 << 16 };

/// Number of chunks that may wait to be written.
const CHUNKS_AHEAD: usize = 4;

/// Writes all files of a segment with the documents of the runs.
///
/// # Errors
///
/// When a file cannot be read or written.
pub fn write_segment(
    index: &Index,
    fields: Fields,
    builder: &Builder,
) -> Result<Segment, CatalogError> {
    let documents = builder.document_counts().iter().sum();
    let segment = index.new_segment().with_max_doc(documents);
    write_token_counts(&segment, fields, builder)?;
    write_postings(&segment, fields, builder)?;
    write_values(&segment, fields, builder)?;
    Ok(segment)
}

/// Writes the number of tokens of each document in each field.
fn write_token_counts(
    segment: &Segment,
    fields: Fields,
    builder: &Builder,
) -> Result<(), CatalogError> {
    let mut counts = FieldNormsWriter::for_schema(&segment.schema());
    for (class, first) in DocumentClass::ALL.into_iter().zip(builder.first_documents()) {
        for (document, stored) in (first..).zip(&builder.documents[class.index()]) {
            counts.record(document, fields.of(class.counted()), stored.tokens);
        }
    }
    counts.fill_up_to_max_doc(segment.meta().max_doc());
    let file = segment.open_write(SegmentComponent::FieldNorms).map_err(TantivyError::from)?;
    counts.serialize(FieldNormsSerializer::from_write(file)?, None)?;
    Ok(())
}

/// Writes the dictionaries and postings of all fields. A second thread reads the runs meanwhile.
fn write_postings(
    segment: &Segment,
    fields: Fields,
    builder: &Builder,
) -> Result<(), CatalogError> {
    let counts = segment.open_read(SegmentComponent::FieldNorms).map_err(TantivyError::from)?;
    let counts = FieldNormReaders::open(counts)?;
    let mut serializer = InvertedIndexSerializer::open(segment)?;
    let (sender, merged) = sync_channel(CHUNKS_AHEAD);
    thread::scope(|scope| {
        // Dropped at an error, so that the other thread does not wait for ever.
        let merged = merged;
        scope.spawn(move || {
            if let Err(err) = merge_runs(builder, &sender) {
                // Without a receiver, the other thread has failed before.
                let _ = sender.send(Err(err));
            }
        });
        let mut ids = serializer.new_field(fields.id, 0, counts.get_field(fields.id)?)?;
        write_ids(builder, &mut ids)?;
        ids.close()?;
        for kind in FieldKind::ALL {
            let field = fields.of(kind);
            let documents = &builder.documents[DocumentClass::with(kind).index()];
            let tokens = documents.iter().map(|it| u64::from(it.tokens)).sum();
            let counts = counts.get_field(field)?;
            let mut field = serializer.new_field(field, tokens, counts)?;
            loop {
                let ended = || io::Error::other("the thread that reads the runs has ended");
                match merged.recv().map_err(|_| ended())?? {
                    Some(chunk) => chunk.write(kind, &mut field)?,
                    None => break,
                }
            }
            field.close()?;
        }
        serializer.close()?;
        Ok(())
    })
}

/// Writes the ids of the organizations with their documents.
fn write_ids(builder: &Builder, field: &mut FieldSerializer<'_>) -> io::Result<()> {
    let [_, mut research, mut help] = builder.first_documents();
    let mut organizations: Vec<(&str, u32, Range<u32>, Range<u32>)> = Vec::new();
    for (profile, (id, items)) in (0..).zip(builder.ids.iter().zip(&builder.items)) {
        let research_end = research + u32::from(items.research);
        let help_end = help + u32::from(items.help);
        organizations.push((id, profile, research..research_end, help..help_end));
        (research, help) = (research_end, help_end);
    }
    organizations.sort_unstable_by_key(|(id, ..)| *id);
    for (id, profile, research, help) in organizations {
        field.new_term(id.as_bytes(), 0, false)?;
        let documents = [profile].into_iter().chain(research).chain(help);
        documents.for_each(|document| field.write_doc(document, 0, &[]));
        field.close_term()?;
    }
    Ok(())
}

/// Some terms of a field with their postings.
#[derive(Default)]
struct Chunk {
    terms: Vec<u8>,
    /// For each term its end in `terms`, and that of its documents.
    ends: Vec<(usize, usize)>,
    documents: Vec<u32>,
    /// For each document its number of positions, if the field has any.
    counts: Vec<u32>,
    /// The positions of all documents, as differences.
    deltas: Vec<u32>,
}

impl Chunk {
    fn write(&self, kind: FieldKind, field: &mut FieldSerializer<'_>) -> io::Result<()> {
        let (mut term, mut document, mut delta) = (0, 0, 0);
        for &(term_end, document_end) in &self.ends {
            let documents = &self.documents[document..document_end];
            let count = length(documents.len());
            field.new_term(&self.terms[term..term_end], count, kind.has_positions())?;
            if kind.has_positions() {
                let counts = &self.counts[document..document_end];
                for (&document, &count) in documents.iter().zip(counts) {
                    let end = delta + count as usize;
                    field.write_doc(document, count, &self.deltas[delta..end]);
                    delta = end;
                }
            } else {
                documents.iter().for_each(|&document| field.write_doc(document, 0, &[]));
            }
            field.close_term()?;
            (term, document) = (term_end, document_end);
        }
        Ok(())
    }

    /// Ends a term, whose documents were added.
    fn end_term(&mut self, term: &[u8]) {
        self.terms.extend_from_slice(term);
        self.ends.push((self.terms.len(), self.documents.len()));
    }

    fn is_full(&self) -> bool {
        self.documents.len() >= CHUNK
    }
}

/// The merged terms of all fields in chunks, with `None` after each field.
type Merged = SyncSender<io::Result<Option<Chunk>>>;

fn merge_runs(builder: &Builder, merged: &Merged) -> io::Result<()> {
    let places = builder.places.iter();
    let mut runs: Vec<Cursor<'_>> = places.map(|place| Cursor::new(&builder.file, place)).collect();
    for kind in FieldKind::ALL {
        let class = DocumentClass::with(kind).index();
        let first = builder.first_documents()[class];
        for (run, place) in runs.iter_mut().zip(&builder.places) {
            run.first_document = first + place.documents_before[class];
        }
        merge_field(kind, &mut runs, merged)?;
    }
    Ok(())
}

/// Merges the terms of one field, which come next in all runs.
fn merge_field(kind: FieldKind, runs: &mut [Cursor<'_>], merged: &Merged) -> io::Result<()> {
    let send = |chunk| merged.send(Ok(chunk)).map_err(io::Error::other);
    let mut next = BinaryHeap::new();
    for (index, run) in runs.iter_mut().enumerate() {
        run.begin_field()?;
        let mut term = Vec::new();
        if run.read_term(&mut term)? {
            next.push(Reverse((term, index)));
        }
    }
    let mut with_term: Vec<(Vec<u8>, usize)> = Vec::new();
    let mut chunk = Chunk::default();
    while let Some(Reverse(first)) = next.pop() {
        with_term.push(first);
        // Runs with the same term come in their order, so that documents do too.
        while let Some(Reverse((term, _))) = next.peek()
            && *term == with_term[0].0
        {
            with_term.extend(next.pop().map(|Reverse(same)| same));
        }
        for (_, index) in &with_term {
            runs[*index].read_postings(kind, &mut chunk)?;
        }
        chunk.end_term(&with_term[0].0);
        for (mut term, index) in with_term.drain(..) {
            if runs[index].read_term(&mut term)? {
                next.push(Reverse((term, index)));
            }
        }
        if chunk.is_full() {
            send(Some(std::mem::take(&mut chunk)))?;
        }
    }
    send(Some(chunk))?;
    send(None)
}

/// Writes the keys of the documents, and the store of documents, which is empty.
fn write_values(segment: &Segment, fields: Fields, builder: &Builder) -> Result<(), CatalogError> {
    let (schema, index) = (segment.schema(), segment.index());
    let tokenizers = index.fast_field_tokenizer().clone();
    let mut values = FastFieldsWriter::from_schema_and_tokenizer_manager(&schema, tokenizers)?;
    let file = segment.open_write(SegmentComponent::Store).map_err(TantivyError::from)?;
    let settings = index.settings();
    let (compression, block) = (settings.docstore_compression, settings.docstore_blocksize);
    let mut store = StoreWriter::new(file, compression, block, false)?;
    let empty = TantivyDocument::default();
    for stored in builder.documents.iter().flatten() {
        let mut document = TantivyDocument::default();
        document.add_u64(fields.key, stored.key.into());
        values.add_document(&document)?;
        store.store(&empty, &schema)?;
    }
    store.close()?;
    let mut file = segment.open_write(SegmentComponent::FastFields).map_err(TantivyError::from)?;
    values.serialize(&mut file, None)?;
    file.terminate()?;
    Ok(())
}

/// Reads a run.
struct Cursor<'f> {
    file: &'f File,
    /// The part of the file that is not read yet.
    at: u64,
    end: u64,
    buffer: Vec<u8>,
    /// Where the next bytes are in the buffer.
    next: usize,
    /// The number in the segment of the first document that the field can have.
    first_document: u32,
    /// Number of terms of the field that are not read yet.
    terms: u32,
    /// Number of documents of the last term.
    documents: u32,
}

impl<'f> Cursor<'f> {
    fn new(file: &'f File, place: &RunPlace) -> Self {
        let (at, end, buffer) = (place.start, place.end, Vec::new());
        let (next, first_document, terms, documents) = (0, 0, 0, 0);
        Self { file, at, end, buffer, next, first_document, terms, documents }
    }

    fn begin_field(&mut self) -> io::Result<()> {
        self.terms = self.number()?;
        Ok(())
    }

    /// Reads the next term of the field, if there is one.
    fn read_term(&mut self, term: &mut Vec<u8>) -> io::Result<bool> {
        if self.terms == 0 {
            return Ok(false);
        }
        self.terms -= 1;
        let length = self.number()? as usize;
        term.clear();
        term.extend_from_slice(self.bytes(length)?);
        self.documents = self.number()?;
        Ok(true)
    }

    /// Adds the documents of the term that was read.
    fn read_postings(&mut self, kind: FieldKind, chunk: &mut Chunk) -> io::Result<()> {
        let (mut document, documents) = (self.first_document, self.documents);
        let length = self.number()? as usize;
        let mut postings = self.bytes(length)?;
        for _ in 0..documents {
            document += read_number(&mut postings);
            chunk.documents.push(document);
            if kind.has_positions() {
                let count = read_number(&mut postings);
                chunk.counts.push(count);
                chunk.deltas.extend((0..count).map(|_| read_number(&mut postings)));
            }
        }
        Ok(())
    }

    fn number(&mut self) -> io::Result<u32> {
        // The longest number has five bytes; the last one of a run may be shorter.
        self.fill(5)?;
        let mut rest = &self.buffer[self.next..];
        let number = read_number(&mut rest);
        self.next = self.buffer.len() - rest.len();
        Ok(number)
    }

    fn bytes(&mut self, length: usize) -> io::Result<&[u8]> {
        self.fill(length)?;
        let start = self.next;
        self.next += length;
        self.buffer.get(start..self.next).ok_or_else(|| io::ErrorKind::UnexpectedEof.into())
    }

    /// Reads until the buffer has at least so many bytes, or all that the run has left.
    fn fill(&mut self, length: usize) -> io::Result<()> {
        let has = self.buffer.len() - self.next;
        if has >= length || self.at == self.end {
            return Ok(());
        }
        self.buffer.drain(..self.next);
        self.next = 0;
        let left = usize::try_from(self.end - self.at).unwrap_or(usize::MAX);
        let wanted = (length - has).max(READ_AHEAD).min(left);
        self.buffer.resize(has + wanted, 0);
        self.file.read_exact_at(&mut self.buffer[has..], self.at)?;
        self.at += wanted as u64;
        Ok(())
    }
}
