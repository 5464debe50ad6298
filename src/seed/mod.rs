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

mod ahead;
mod batch;
mod embedded;
mod error;
mod json;
mod lines;
mod origin;
mod paths;
mod place;
mod profiles;
mod reader;
mod scanner;
mod source;
mod spool;

use std::ffi::OsStr;
use std::io::{self, BufRead};
use std::path::Path;

use crate::domain::{Keyword, TermScheme};

pub use ahead::Organizations;
pub use batch::{Batch, Document, Found, MAX_MISTAKES};
pub use embedded::{embedded, embedded_vocabulary};
pub use error::SeedError;
pub use origin::Origin;
pub use place::{Mistake, Place};
pub use profiles::Profiles;
pub use reader::MAX_DOCUMENTS;
pub use source::Source;

use origin::File;
use source::{Text, batch_of};

/// How many bytes one document may have (1 MiB).
pub const MAX_DOCUMENT: usize = 1 << 20;

/// How many bytes a JSON file, which is read whole, may have (1 GiB). NDJSON has
/// no limit.
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

/// Reads a text that is already in memory, such as a request's body; `name`
/// stands where a path would.
pub fn read_text(name: &str, text: impl Into<Vec<u8>>, kind: Kind, form: Form) -> Batch {
    let text = Text { file: File::in_memory(name, text.into()), kind, form };
    batch_of([&text]).expect("a text in memory can be read")
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
