//! The texts at a path or in a stream, ready to be read.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use super::batch::Batch;
use super::origin::File;
use super::read_ahead::ReadAhead;
use super::text::{Text, batch_of};
use super::{Form, Kind, SeedError, nature, paths, spool};

/// The texts at a path or in a stream. They are read only on request, and profiles are streamed,
/// because all of them together may not fit in memory.
pub struct Source {
    texts: Vec<Text>,
    bytes: u64,
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
    /// extension, or is a folder without any file to read; if standard input is a zip or another
    /// file that is not text.
    pub fn open(path: &Path) -> Result<Self, SeedError> {
        if paths::is_standard_input(path) {
            let source = Self::from_stream(io::stdin().lock(), "<stdin>", Form::Detect)?;
            return source.refuse_binary();
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

    /// Refuses standard input that holds a file without text, such as a zip.
    fn refuse_binary(self) -> Result<Self, SeedError> {
        let first = self.texts.first().and_then(|it| it.file.bytes(0..nature::FIRST_BYTES).ok());
        match nature::describe_stream(&first.unwrap_or_default()) {
            Some(nature) => {
                let path = Path::new("<stdin>").to_owned();
                Err(SeedError::OtherExtension { path, nature: nature.to_owned() })
            }
            None => Ok(self),
        }
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
