//! Reads JSON and NDJSON into the domain, and remembers where everything stood.
//!
//! A *document* is one profile or one term: a whole file, an element of an
//! array, or a line. Each keeps its [`Origin`], a file and a range of bytes in
//! it, so that whoever finds something wrong with it, here or later, can say
//! file, line and column. The text itself is not kept: a hundred thousand
//! profiles come in one file, and a place is worked out from the file again
//! when it is shown.
//!
//! Whatever is wrong with the *text* is a [`Mistake`] and never stops the rest.
//! Only a path that cannot be read at all is a [`SeedError`].

mod batch;
mod embedded;
mod error;
mod json;
mod lines;
mod origin;
mod paths;
mod place;
mod scanner;

use std::ffi::OsStr;
use std::fs;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;
use std::sync::Arc;

use crate::domain::{Keyword, TermScheme};

pub use batch::{Batch, Document, MAX_DOCUMENTS, MAX_MISTAKES};
pub use embedded::{embedded, embedded_vocabulary};
pub use error::SeedError;
pub use origin::Origin;
pub use paths::total_bytes;
pub use place::{Mistake, Place};

use origin::File;

/// How many bytes one document may have (1 MiB).
pub const MAX_DOCUMENT: usize = 1 << 20;

/// How many bytes a JSON file or standard input, which are read whole, may
/// have (1 GiB). NDJSON files have no limit.
pub const MAX_TEXT: u64 = 1 << 30;

/// What the documents of a text are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Organizations,
    Terms(TermScheme),
}

impl Kind {
    /// Terms for `focus_areas.*` and `approaches.*`, otherwise organizations.
    fn of(path: &Path) -> Self {
        let is_named = |scheme: &&TermScheme| path.file_stem() == Some(OsStr::new(scheme.plural()));
        TermScheme::ALL.iter().find(is_named).map_or(Self::Organizations, |&s| Self::Terms(s))
    }
}

/// How the documents of a text follow one another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// One document, or an array of them (RFC 8259).
    Json,
    /// One document a line (NDJSON, also called JSON Lines); blank lines do not count.
    Lines,
    /// Whichever of the two fits: for texts without a name.
    Either,
}

/// Reads a file, a folder with all the folders in it, or, for `-`, standard
/// input. `progress` is told now and then how many bytes have been read so far.
///
/// In a folder only `.json`, `.ndjson` and `.jsonl` files count, in the order
/// of their names; hidden ones do not.
///
/// # Errors
///
/// If a path does not exist, cannot be read, is of another kind, or is a folder
/// without any file that counts. What is wrong inside files is in
/// [`Batch::mistakes`].
pub fn read(path: &Path, progress: &mut dyn FnMut(u64)) -> Result<Batch, SeedError> {
    let mut batch = Batch::default();
    let mut read = 0;
    if paths::is_standard_input(path) {
        let mut input = Counted { inner: io::stdin().lock(), read: &mut read, progress };
        let text = whole(&mut input, path)?;
        let file = File::in_memory("<stdin>", text);
        read_memory(&file, Kind::Organizations, Form::Either, &mut batch);
        return Ok(batch);
    }
    for path in paths::files(path)? {
        let unreadable = |source| SeedError::Unreadable { path: path.clone(), source };
        let inner = fs::File::open(&path).map_err(unreadable)?;
        let mut input = Counted { inner, read: &mut read, progress };
        let (file, kind) = (File::on_disk(&path), Kind::of(&path));
        if paths::is_json(&path) {
            json::read(&whole(&mut input, &path)?, false, &file, kind, &mut batch);
        } else {
            let input = BufReader::with_capacity(1 << 16, input);
            lines::read(input, &file, kind, &mut batch).map_err(unreadable)?;
        }
    }
    Ok(batch)
}

/// Reads a text that is already in memory, such as a request's body; `name`
/// stands where a path would.
pub fn read_text(name: &str, text: impl Into<Vec<u8>>, kind: Kind, form: Form) -> Batch {
    let mut batch = Batch::default();
    read_memory(&File::in_memory(name, text.into()), kind, form, &mut batch);
    batch
}

fn read_memory(file: &Arc<File>, kind: Kind, form: Form, batch: &mut Batch) {
    let text = file.memory();
    let as_lines = match form {
        Form::Json => false,
        Form::Lines => true,
        Form::Either => json::looks_like_lines(text),
    };
    if as_lines {
        lines::read(text, file, kind, batch).expect("reading from memory cannot fail");
    } else {
        json::read(text, form == Form::Either, file, kind, batch);
    }
}

/// All the bytes of a text that has to be read at once.
fn whole(input: &mut impl Read, path: &Path) -> Result<Vec<u8>, SeedError> {
    let mut text = Vec::new();
    input
        .take(MAX_TEXT + 1)
        .read_to_end(&mut text)
        .map_err(|source| SeedError::Unreadable { path: path.to_owned(), source })?;
    if text.len() as u64 > MAX_TEXT {
        return Err(SeedError::TooLarge(path.to_owned()));
    }
    Ok(text)
}

/// Tells how much has been read.
struct Counted<'p, R> {
    inner: R,
    read: &'p mut u64,
    progress: &'p mut dyn FnMut(u64),
}

impl<R: Read> Read for Counted<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        *self.read += count as u64;
        (self.progress)(*self.read);
        Ok(count)
    }
}

/// Passes over a byte-order mark, which some editors put before UTF-8; returns
/// how many bytes it has.
fn skip_byte_order_mark(input: &mut impl BufRead) -> io::Result<usize> {
    const MARK: &[u8] = b"\xEF\xBB\xBF";
    let length = if input.fill_buf()?.starts_with(MARK) { MARK.len() } else { 0 };
    input.consume(length);
    Ok(length)
}

#[cfg(test)]
mod tests;
