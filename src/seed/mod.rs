//! Reads JSON and NDJSON into domain types, and reports every mistake with file, line and column.
//!
//! A *document* is one profile or one term: a whole file, an element of an array, or a line. Each
//! has an [`Origin`] (a file and a byte range), so that a mistake found later, for example while
//! loading, can still be located. The text is not held in memory, because one file may contain a
//! hundred thousand profiles: [`Mistake::location`] reads it again.
//!
//! A mistake in the text is a [`Mistake`] and never stops the reading of other documents. A
//! [`SeedError`] means that a path or stream could not be read.

mod batch;
mod embedded;
mod error;
mod json;
mod lines;
mod location;
mod nature;
mod origin;
mod paths;
mod profiles;
mod read_ahead;
mod reader;
mod scanner;
mod source;
mod spool;
mod text;

use std::ffi::OsStr;
use std::io::{self, BufRead};
use std::path::Path;

use crate::domain::{Keyword, TermScheme};

pub use batch::{Batch, Document, MAX_MISTAKES, ReadItem};
pub use embedded::{embedded, embedded_vocabulary};
pub use error::SeedError;
pub use location::{Location, Mistake};
pub use origin::Origin;
pub use profiles::Profiles;
pub use read_ahead::ReadAhead;
pub use reader::MAX_DOCUMENTS;
pub use source::Source;

use origin::File;
use text::{Text, batch_of};

/// Maximum size of one document in bytes (1 MiB).
pub const MAX_DOCUMENT_BYTES: usize = 1 << 20;

/// Maximum size of a JSON file in bytes (1 GiB), because it is read whole. NDJSON has no limit.
pub const MAX_TEXT_BYTES: u64 = 1 << 30;

/// The kind of documents that a text contains.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Organizations,
    Terms(TermScheme),
}

impl Kind {
    /// Terms for files named after a vocabulary, such as `focus_areas.*`, otherwise organizations.
    fn of(path: &Path) -> Self {
        let is_named = |scheme: &&TermScheme| path.file_stem() == Some(OsStr::new(scheme.plural()));
        TermScheme::ALL.iter().find(is_named).map_or(Self::Organizations, |&s| Self::Terms(s))
    }
}

/// The file format of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// One document, or an array of them (RFC 8259).
    Json,
    /// One document per line (NDJSON, also called JSON Lines). Blank lines are ignored.
    Ndjson,
    /// Detected from the content, for input without a file name.
    Detect,
}

/// Reads a text that is already in memory. `name` replaces the path in locations.
pub fn read_text(name: &str, text: impl Into<Vec<u8>>, kind: Kind, form: Form) -> Batch {
    let text = Text { file: File::in_memory(name, text.into()), kind, form };
    batch_of([&text]).expect("a text in memory can be read")
}

/// Skips a byte-order mark, which some editors write before UTF-8. Returns its length in bytes.
fn skip_byte_order_mark(input: &mut impl BufRead) -> io::Result<usize> {
    const MARK: &[u8] = b"\xEF\xBB\xBF";
    let length = if input.fill_buf()?.starts_with(MARK) { MARK.len() } else { 0 };
    input.consume(length);
    Ok(length)
}

#[cfg(test)]
mod tests;
