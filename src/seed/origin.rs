//! Where a document came from.

use std::borrow::Cow;
use std::fs;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Something that was read, and how to read it again.
#[derive(Debug)]
pub(super) struct File {
    name: String,
    content: Content,
}

#[derive(Debug)]
enum Content {
    Disk(PathBuf),
    Memory(Cow<'static, [u8]>),
    /// A file without a name, which all its readers share.
    Spooled(Mutex<fs::File>),
}

impl File {
    pub fn on_disk(path: &Path) -> Arc<Self> {
        let content = Content::Disk(path.to_owned());
        Arc::new(Self { name: path.display().to_string(), content })
    }

    pub fn in_memory(name: &str, text: impl Into<Cow<'static, [u8]>>) -> Arc<Self> {
        Arc::new(Self { name: name.to_owned(), content: Content::Memory(text.into()) })
    }

    pub fn spooled(name: &str, file: fs::File) -> Arc<Self> {
        let content = Content::Spooled(Mutex::new(file));
        Arc::new(Self { name: name.to_owned(), content })
    }

    /// The path as it was given, or what stands in its place.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The text of a file that is kept in memory.
    pub fn memory(&self) -> Option<&[u8]> {
        match &self.content {
            Content::Memory(text) => Some(text),
            Content::Disk(_) | Content::Spooled(_) => None,
        }
    }

    /// Reads it from its beginning.
    pub fn open(&self) -> io::Result<Box<dyn Read + '_>> {
        Ok(match &self.content {
            Content::Disk(path) => Box::new(fs::File::open(path)?),
            Content::Memory(text) => Box::new(&**text),
            Content::Spooled(file) => Box::new(Shared { file, at: 0 }),
        })
    }

    /// The bytes of a range, or as many of them as there (still) are.
    pub fn bytes(&self, range: Range<u64>) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        match &self.content {
            Content::Memory(text) => {
                let within = |at: u64| usize::try_from(at).unwrap_or(usize::MAX).min(text.len());
                bytes.extend_from_slice(&text[within(range.start)..within(range.end)]);
            }
            Content::Disk(path) => {
                let mut file = fs::File::open(path)?;
                file.seek(SeekFrom::Start(range.start))?;
                file.take(range.end.saturating_sub(range.start)).read_to_end(&mut bytes)?;
            }
            Content::Spooled(file) => {
                let shared = Shared { file, at: range.start };
                shared.take(range.end.saturating_sub(range.start)).read_to_end(&mut bytes)?;
            }
        }
        Ok(bytes)
    }
}

/// A reader of a file that has others: it keeps its own place.
struct Shared<'f> {
    file: &'f Mutex<fs::File>,
    at: u64,
}

impl Read for Shared<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(self.at))?;
        let count = file.read(buffer)?;
        self.at += count as u64;
        Ok(count)
    }
}

/// Where a document stands: its file, and its first and last byte in it.
#[derive(Clone, Debug)]
pub struct Origin {
    file: Arc<File>,
    start: Position,
    length: usize,
}

impl Origin {
    /// The line on which the document begins, from 1.
    pub fn first_line(&self) -> u64 {
        self.start.line
    }

    pub(super) fn new(file: &Arc<File>, start: Position, length: usize) -> Self {
        Self { file: Arc::clone(file), start, length }
    }

    /// The name of the file: its path as it was given, `<stdin>`, or the name
    /// that a text in memory was given.
    pub fn path(&self) -> &str {
        &self.file.name
    }

    /// The line on which the document begins, from 1.
    pub fn line(&self) -> u64 {
        self.start.line
    }

    /// The bytes of the document in the file.
    pub fn range(&self) -> Range<u64> {
        self.start.offset..self.start.offset + self.length as u64
    }

    pub(super) fn length(&self) -> usize {
        self.length
    }

    pub(super) fn file(&self) -> &File {
        &self.file
    }

    pub(super) fn start(&self) -> Position {
        self.start
    }
}

/// A position in a text that is read from its beginning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Position {
    /// In bytes, from 0.
    pub offset: u64,
    /// From 1.
    pub line: u64,
    /// In characters, from 1.
    pub column: u64,
}

impl Position {
    /// The beginning of a text, after its byte-order mark of so many bytes.
    pub fn start(mark: usize) -> Self {
        Self { offset: mark as u64, line: 1, column: 1 }
    }

    /// Moves on over some text.
    pub fn pass(&mut self, text: &[u8]) {
        self.offset += text.len() as u64;
        let lines = text.iter().filter(|&&byte| byte == b'\n').count();
        let last = match text.iter().rposition(|&byte| byte == b'\n') {
            Some(end) => {
                self.column = 1;
                &text[end + 1..]
            }
            None => text,
        };
        self.line += lines as u64;
        // A character of UTF-8 has one byte that continues no other.
        self.column += last.iter().filter(|&&byte| byte & 0xC0 != 0x80).count() as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_lines_begin_anew() {
        for (text, line, column) in [
            ("", 1, 1),
            ("ab", 1, 3),
            ("né", 1, 3),
            ("日本\u{1F600}", 1, 4),
            ("a\n", 2, 1),
            ("a\r\nbé\n\nxy", 4, 3),
        ] {
            let mut position = Position::start(0);
            position.pass(text.as_bytes());
            let offset = text.len() as u64;
            assert_eq!(position, Position { offset, line, column }, "{text:?}");
        }
    }

    #[test]
    fn a_range_beyond_the_end_gives_what_there_is() {
        let file = File::in_memory("x", b"abc".to_vec());
        assert_eq!(file.bytes(1..9).unwrap(), b"bc");
        assert_eq!(file.bytes(7..9).unwrap(), b"");
    }
}
