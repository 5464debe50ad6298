//! The texts at a path or in a stream, ready to be read.

use std::fs;
use std::io::{self, BufReader, Read};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use super::batch::Batch;
use super::origin::File;
use super::read_ahead::ReadAhead;
use super::reader::Reader;
use super::{Form, Kind, MAX_TEXT_BYTES, SeedError, json, lines, paths, spool};

/// The texts at a path or in a stream. They are read only on request, and profiles are streamed,
/// because all of them together may not fit in memory.
pub struct Source {
    texts: Vec<Text>,
    bytes: u64,
}

/// One text: a file, a spooled stream, or a text in memory.
#[derive(Clone)]
pub(super) struct Text {
    pub file: Arc<File>,
    pub kind: Kind,
    pub form: Form,
}

impl Source {
    /// Opens a file, a folder with its subfolders, or standard input for `-`.
    ///
    /// In a folder, only `.json`, `.ndjson` and `.jsonl` files are read, sorted by name. Hidden
    /// files and `datapackage.json`, which describes the others, are skipped. Standard input is
    /// read to its end, as [`from_stream`](Self::from_stream) describes.
    ///
    /// # Errors
    ///
    /// If a path does not exist, cannot be read, is neither a file nor a folder, has another
    /// extension, or is a folder without any file to read.
    pub fn open(path: &Path) -> Result<Self, SeedError> {
        if paths::is_standard_input(path) {
            return Self::from_stream(io::stdin().lock(), "<stdin>", Form::Detect);
        }
        let mut bytes = 0;
        let mut texts = Vec::new();
        for path in paths::files(path)? {
            bytes += fs::metadata(&path).map_err(paths::error_at(&path))?.len();
            let form = if paths::is_json(&path) { Form::Json } else { Form::Ndjson };
            texts.push(Text { file: File::on_disk(&path), kind: Kind::of(&path), form });
        }
        Ok(Self { texts, bytes })
    }

    /// Reads a stream of profiles to its end, so that a slow sender does not delay the load later.
    /// A long stream goes to a temporary file. `name` replaces the path in locations.
    ///
    /// # Errors
    ///
    /// If the stream breaks off, or the temporary folder is full.
    pub fn from_stream(input: impl Read, name: &str, form: Form) -> Result<Self, SeedError> {
        let (file, bytes) = spool::spool(input, name)?;
        Ok(Self { texts: vec![Text { file, kind: Kind::Organizations, form }], bytes })
    }

    /// The size of all texts in bytes.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Reads only the terms, with their mistakes.
    ///
    /// # Errors
    ///
    /// If a file cannot be read. Mistakes inside files are in [`Batch::mistakes`].
    pub fn vocabulary(&self) -> Result<Batch, SeedError> {
        batch_of(self.texts.iter().filter(|text| text.kind != Kind::Organizations))
    }

    /// Streams the profiles and their mistakes. `progress` is called now and then with the number
    /// of bytes read so far.
    pub fn organizations(self, progress: impl FnMut(u64) + Send + 'static) -> ReadAhead {
        let mut texts = self.texts;
        texts.retain(|text| text.kind == Kind::Organizations);
        ReadAhead::start(texts, progress)
    }

    /// Reads all documents into memory.
    #[cfg(test)]
    pub fn batch(&self) -> Result<Batch, SeedError> {
        batch_of(&self.texts)
    }
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
