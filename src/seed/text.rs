//! One text: a file, a spooled stream, or a text in memory, read as documents.

use std::io::{self, BufReader, Read};
use std::ops::ControlFlow;
use std::sync::Arc;

use super::batch::Batch;
use super::origin::File;
use super::reader::Reader;
use super::{Form, Kind, MAX_TEXT_BYTES, SeedError, json, lines};

/// One text: a file, a spooled stream, or a text in memory.
#[derive(Clone)]
pub(super) struct Text {
    pub file: Arc<File>,
    pub kind: Kind,
    pub form: Form,
}

/// Reads all documents of some texts into memory.
pub(super) fn batch_of<'t>(texts: impl IntoIterator<Item = &'t Text>) -> Result<Batch, SeedError> {
    let mut batch = Batch::default();
    let mut sink = |item| {
        batch.add(item);
        ControlFlow::Continue(())
    };
    let mut reader = Reader::new(&mut sink);
    for text in texts {
        text.read(&mut reader, &mut |_| {})?;
    }
    Ok(batch)
}

impl Text {
    /// Reads all documents. `on_bytes` is called with the size of each block that was read.
    pub fn read(
        &self,
        reader: &mut Reader<'_>,
        on_bytes: &mut dyn FnMut(u64),
    ) -> Result<(), SeedError> {
        if let Some(text) = self.file.memory() {
            on_bytes(text.len() as u64);
            return self.read_whole(text, reader);
        }
        let is_ndjson = match self.form {
            Form::Json => false,
            Form::Ndjson => true,
            Form::Detect => self.first_line_is_document()?,
        };
        let mut input = CountingReader { inner: self.open()?, on_bytes };
        if is_ndjson {
            let input = BufReader::with_capacity(1 << 16, input);
            return lines::read(input, &self.file, self.kind, reader)
                .map_err(|source| self.unreadable(source));
        }
        let mut text = Vec::new();
        let read = (&mut input).take(MAX_TEXT_BYTES + 1).read_to_end(&mut text);
        read.map_err(|source| self.unreadable(source))?;
        if text.len() as u64 > MAX_TEXT_BYTES {
            return Err(SeedError::TooLarge(self.file.name().into()));
        }
        self.read_whole(&text, reader)
    }

    fn read_whole(&self, text: &[u8], reader: &mut Reader<'_>) -> Result<(), SeedError> {
        let Self { file, kind, form } = self;
        let is_ndjson = match form {
            Form::Json => false,
            Form::Ndjson => true,
            Form::Detect => json::looks_like_ndjson(text),
        };
        if is_ndjson {
            lines::read(text, file, *kind, reader).map_err(|source| self.unreadable(source))?;
        } else {
            json::read(text, *form == Form::Detect, file, *kind, reader);
        }
        Ok(())
    }

    /// Whether the first line is a complete document. Then the text is NDJSON, and need not be read
    /// into memory to detect that.
    fn first_line_is_document(&self) -> Result<bool, SeedError> {
        let mut line = Vec::new();
        lines::read_line(&mut BufReader::new(self.open()?), &mut line)
            .map_err(|source| self.unreadable(source))?;
        Ok(json::is_object(&line))
    }

    fn open(&self) -> Result<Box<dyn Read + '_>, SeedError> {
        self.file.open().map_err(|source| self.unreadable(source))
    }

    fn unreadable(&self, source: io::Error) -> SeedError {
        SeedError::Unreadable { path: self.file.name().into(), source }
    }
}

/// Reports the size of each block that is read through it.
struct CountingReader<'p, R> {
    inner: R,
    on_bytes: &'p mut dyn FnMut(u64),
}

impl<R: Read> Read for CountingReader<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        (self.on_bytes)(count as u64);
        Ok(count)
    }
}
