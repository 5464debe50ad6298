//! The file and byte range from which a document was read.

use std::borrow::Cow;
use std::fs;
use std::io::{self, Read, Seek, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// A file, stream or text in memory that can be read again.
#[derive(Debug)]
pub(super) struct File {
    name: String,
    content: Content,
}

#[derive(Debug)]
enum Content {
    Disk(PathBuf),
    Memory(Cow<'static, [u8]>),
    /// An unnamed temporary file. All readers share its file handle.
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

    /// The path as it was given, or the name that replaces it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The text, if it is in memory.
    pub fn memory(&self) -> Option<&[u8]> {
        match &self.content {
            Content::Memory(text) => Some(text),
            Content::Disk(_) | Content::Spooled(_) => None,
        }
    }

    /// Opens a reader at the start of the file.
    pub fn open(&self) -> io::Result<Box<dyn Read + '_>> {
        Ok(match &self.content {
            Content::Disk(path) => Box::new(fs::File::open(path)?),
            Content::Memory(text) => Box::new(&**text),
            Content::Spooled(file) => Box::new(SharedReader { file, at: 0 }),
        })
    }

    /// Reads a byte range, or as much of it as the file (still) has.
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
                let shared = SharedReader { file, at: range.start };
                shared.take(range.end.saturating_sub(range.start)).read_to_end(&mut bytes)?;
            }
        }
        Ok(bytes)
    }
}

/// A reader with its own position in a file handle that other readers use too.
struct SharedReader<'f> {
    file: &'f Mutex<fs::File>,
    at: u64,
}

impl Read for SharedReader<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut file = self.file.lock().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(self.at))?;
        let count = file.read(buffer)?;
        self.at += count as u64;
        Ok(count)
    }
}

/// The origin of a document: its file, and its start and length in it.
#[derive(Clone, Debug)]
pub struct Origin {
    file: Arc<File>,
    start: TextPosition,
    length: usize,
}

impl Origin {
    pub(super) fn new(file: &Arc<File>, start: TextPosition, length: usize) -> Self {
        Self { file: Arc::clone(file), start, length }
    }

    /// The path of the file as it was given, `<stdin>`, or the name given to a text in memory.
    pub fn path(&self) -> &str {
        &self.file.name
    }

    /// The first line of the document, from 1.
    pub fn line(&self) -> u64 {
        self.start.line
    }

    /// The byte range of the document in the file.
    pub fn range(&self) -> Range<u64> {
        self.start.offset..self.start.offset + self.length as u64
    }

    pub(super) fn length(&self) -> usize {
        self.length
    }

    pub(super) fn file(&self) -> &File {
        &self.file
    }

    pub(super) fn start(&self) -> TextPosition {
        self.start
    }
}

/// A position in a text, which advances as the text is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TextPosition {
    /// In bytes, from 0.
    pub offset: u64,
    /// From 1.
    pub line: u64,
    /// In characters, from 1.
    pub column: u64,
}

impl TextPosition {
    /// The start of a text, after a byte-order mark of `mark` bytes.
    pub fn start(mark: usize) -> Self {
        Self { offset: mark as u64, line: 1, column: 1 }
    }

    /// Advances past `text`.
    pub fn advance(&mut self, text: &[u8]) {
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
        // Each UTF-8 character has exactly one byte that is not a continuation byte.
        self.column += last.iter().filter(|&&byte| byte & 0xC0 != 0x80).count() as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_restart_on_each_line() {
        for (text, line, column) in [
            ("", 1, 1),
            ("ab", 1, 3),
            ("né", 1, 3),
            ("日本\u{1F600}", 1, 4),
            ("a\n", 2, 1),
            ("a\r\nbé\n\nxy", 4, 3),
        ] {
            let mut position = TextPosition::start(0);
            position.advance(text.as_bytes());
            let offset = text.len() as u64;
            assert_eq!(position, TextPosition { offset, line, column }, "{text:?}");
        }
    }

    #[test]
    fn a_range_beyond_the_end_is_shortened() {
        let file = File::in_memory("x", b"abc".to_vec());
        assert_eq!(file.bytes(1..9).unwrap(), b"bc");
        assert_eq!(file.bytes(7..9).unwrap(), b"");
    }
}
