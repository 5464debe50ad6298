//! What stands at a path, ready to be read.

use std::fs;
use std::io::{self, BufReader, Read};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use super::ahead::Organizations;
use super::batch::Batch;
use super::origin::File;
use super::reader::Reader;
use super::{Form, Kind, MAX_TEXT, SeedError, json, lines, paths, spool};

/// The texts at a path. Each is read when it is asked for, and profiles never
/// stand in memory together: there may be more of them than fit.
pub struct Source {
    texts: Vec<Text>,
    bytes: u64,
}

/// One text: a file, or what came by another way.
#[derive(Clone)]
pub(super) struct Text {
    pub file: Arc<File>,
    pub kind: Kind,
    pub form: Form,
}

impl Source {
    /// Opens a file, a folder with all the folders in it, or, for `-`, standard
    /// input. That is taken in to its end, into a temporary file where it is
    /// long, so that nobody waits for it later.
    ///
    /// In a folder only `.json`, `.ndjson` and `.jsonl` files count, in the
    /// order of their names; hidden ones do not, nor does `datapackage.json`, which
    /// describes the others.
    ///
    /// # Errors
    ///
    /// If a path does not exist, cannot be read, is of another kind, or is a
    /// folder without any file that counts.
    pub fn open(path: &Path) -> Result<Self, SeedError> {
        if paths::is_standard_input(path) {
            return Self::take_in(io::stdin().lock(), "<stdin>", Form::Either);
        }
        let mut bytes = 0;
        let mut texts = Vec::new();
        for path in paths::files(path)? {
            bytes += fs::metadata(&path).map_err(paths::error_at(&path))?.len();
            let form = if paths::is_json(&path) { Form::Json } else { Form::Lines };
            texts.push(Text { file: File::on_disk(&path), kind: Kind::of(&path), form });
        }
        Ok(Self { texts, bytes })
    }

    /// Takes in profiles that come by another way than a path, to their end;
    /// `name` stands where a path would.
    ///
    /// # Errors
    ///
    /// If it breaks off, or if there is no room for it.
    pub fn take_in(input: impl Read, name: &str, form: Form) -> Result<Self, SeedError> {
        let (file, bytes) = spool::take_in(input, name)?;
        Ok(Self { texts: vec![Text { file, kind: Kind::Organizations, form }], bytes })
    }

    /// How many bytes all of it has.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Reads the terms alone, and what is wrong with them.
    ///
    /// # Errors
    ///
    /// If a file cannot be read. What is wrong inside files is in
    /// [`Batch::mistakes`].
    pub fn vocabulary(&self) -> Result<Batch, SeedError> {
        batch_of(self.texts.iter().filter(|text| text.kind != Kind::Organizations))
    }

    /// Reads the profiles one after another, and what is wrong with them.
    /// `progress` is told now and then how many bytes have been read so far.
    pub fn organizations(self, progress: impl FnMut(u64) + Send + 'static) -> Organizations {
        let mut texts = self.texts;
        texts.retain(|text| text.kind == Kind::Organizations);
        Organizations::read(texts, progress)
    }

    /// Reads everything at once.
    #[cfg(test)]
    pub fn batch(&self) -> Result<Batch, SeedError> {
        batch_of(&self.texts)
    }
}

/// Everything that stands in some texts.
pub(super) fn batch_of<'t>(texts: impl IntoIterator<Item = &'t Text>) -> Result<Batch, SeedError> {
    let mut batch = Batch::default();
    let mut add = |found| {
        batch.add(found);
        ControlFlow::Continue(())
    };
    let mut reader = Reader::new(&mut add);
    for text in texts {
        text.read(&mut reader, &mut |_| {})?;
    }
    Ok(batch)
}

impl Text {
    /// Reads all its documents. `passed` is told of bytes as they are read.
    pub fn read(
        &self,
        reader: &mut Reader<'_>,
        passed: &mut dyn FnMut(u64),
    ) -> Result<(), SeedError> {
        if let Some(text) = self.file.memory() {
            passed(text.len() as u64);
            return self.read_whole(text, reader);
        }
        let is_in_lines = match self.form {
            Form::Json => false,
            Form::Lines => true,
            Form::Either => self.begins_with_a_line()?,
        };
        let mut input = Counted { inner: self.open()?, passed };
        if is_in_lines {
            let input = BufReader::with_capacity(1 << 16, input);
            return lines::read(input, &self.file, self.kind, reader)
                .map_err(|source| self.unreadable(source));
        }
        let mut text = Vec::new();
        let read = (&mut input).take(MAX_TEXT + 1).read_to_end(&mut text);
        read.map_err(|source| self.unreadable(source))?;
        if text.len() as u64 > MAX_TEXT {
            return Err(SeedError::TooLarge(self.file.name().into()));
        }
        self.read_whole(&text, reader)
    }

    fn read_whole(&self, text: &[u8], reader: &mut Reader<'_>) -> Result<(), SeedError> {
        let Self { file, kind, form } = self;
        let is_in_lines = match form {
            Form::Json => false,
            Form::Lines => true,
            Form::Either => json::looks_like_lines(text),
        };
        if is_in_lines {
            lines::read(text, file, *kind, reader).map_err(|source| self.unreadable(source))?;
        } else {
            json::read(text, *form == Form::Either, file, *kind, reader);
        }
        Ok(())
    }

    /// Whether the first line is a whole document. Then there is no need to
    /// have all of the text in memory to tell that it is NDJSON.
    fn begins_with_a_line(&self) -> Result<bool, SeedError> {
        let mut line = Vec::new();
        lines::next_line(&mut BufReader::new(self.open()?), &mut line)
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

/// Tells how much has been read.
struct Counted<'p, R> {
    inner: R,
    passed: &'p mut dyn FnMut(u64),
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        (self.passed)(count as u64);
        Ok(count)
    }
}
