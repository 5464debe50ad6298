//! Numbers and texts as bytes: all numbers are little-endian, and each list follows its length.

use std::fs::File;
use std::io::{self, Write};

use xxhash_rust::xxh3::{Xxh3, xxh3_64};

/// Number of bytes that are collected before they are written.
const BUFFER: usize = 1 << 20;

/// Bytes of the checksum at the end.
const CHECKSUM: usize = 8;

/// A file that is being written, with a checksum at its end.
pub struct Output {
    file: File,
    buffer: Vec<u8>,
    hasher: Xxh3,
    /// The first error, after which nothing more is written.
    result: io::Result<()>,
}

impl Output {
    pub fn new(file: File) -> Self {
        let buffer = Vec::with_capacity(BUFFER + BUFFER / 8);
        Self { file, buffer, hasher: Xxh3::new(), result: Ok(()) }
    }

    pub fn bytes(&mut self, bytes: &[u8]) {
        self.buffer.extend_from_slice(bytes);
        if self.buffer.len() >= BUFFER {
            self.flush();
        }
    }

    pub fn u16(&mut self, number: u16) {
        self.bytes(&number.to_le_bytes());
    }

    pub fn u32(&mut self, number: u32) {
        self.bytes(&number.to_le_bytes());
    }

    pub fn u64(&mut self, number: u64) {
        self.bytes(&number.to_le_bytes());
    }

    pub fn length(&mut self, length: usize) {
        self.u64(length as u64);
    }

    pub fn text(&mut self, text: &str) {
        self.length(text.len());
        self.bytes(text.as_bytes());
    }

    pub fn u16s(&mut self, numbers: &[u16]) {
        self.length(numbers.len());
        numbers.iter().for_each(|number| self.u16(*number));
    }

    pub fn u32s(&mut self, numbers: &[u32]) {
        self.length(numbers.len());
        numbers.iter().for_each(|number| self.u32(*number));
    }

    fn flush(&mut self) {
        self.hasher.update(&self.buffer);
        if self.result.is_ok() {
            self.result = self.file.write_all(&self.buffer);
        }
        self.buffer.clear();
    }

    /// Writes the rest and the checksum.
    pub fn finish(mut self) -> io::Result<()> {
        self.flush();
        self.result?;
        self.file.write_all(&self.hasher.digest().to_le_bytes())
    }
}

/// The bytes of an [`Output`], which are read in the same order. Every method returns `None` if
/// there are fewer bytes than it needs.
pub struct Input<'b> {
    rest: &'b [u8],
}

impl<'b> Input<'b> {
    /// Checks the checksum; `None` if it is wrong.
    pub fn checked(bytes: &'b [u8]) -> Option<Self> {
        let (rest, checksum) = bytes.split_at_checked(bytes.len().checked_sub(CHECKSUM)?)?;
        (xxh3_64(rest).to_le_bytes() == checksum).then_some(Self { rest })
    }

    pub fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    pub fn bytes(&mut self, length: usize) -> Option<&'b [u8]> {
        let (bytes, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(bytes)
    }

    pub fn u16(&mut self) -> Option<u16> {
        self.bytes(2)?.try_into().ok().map(u16::from_le_bytes)
    }

    pub fn u32(&mut self) -> Option<u32> {
        self.bytes(4)?.try_into().ok().map(u32::from_le_bytes)
    }

    pub fn u64(&mut self) -> Option<u64> {
        self.bytes(8)?.try_into().ok().map(u64::from_le_bytes)
    }

    pub fn length(&mut self) -> Option<usize> {
        self.u64()?.try_into().ok()
    }

    pub fn text(&mut self) -> Option<&'b str> {
        let length = self.length()?;
        std::str::from_utf8(self.bytes(length)?).ok()
    }

    /// A list of elements that each have `width` bytes.
    pub fn elements(&mut self, width: usize) -> Option<std::slice::ChunksExact<'b, u8>> {
        let length = self.length()?;
        Some(self.bytes(length.checked_mul(width)?)?.chunks_exact(width))
    }

    pub fn u16s(&mut self) -> Option<Vec<u16>> {
        Some(self.elements(2)?.map(|it| u16::from_le_bytes(fixed(it))).collect())
    }

    pub fn u32s(&mut self) -> Option<Vec<u32>> {
        Some(self.elements(4)?.map(|it| u32::from_le_bytes(fixed(it))).collect())
    }
}

/// The first bytes of an element; zeros if it is too short.
pub fn fixed<const WIDTH: usize>(element: &[u8]) -> [u8; WIDTH] {
    element.first_chunk().copied().unwrap_or([0; WIDTH])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_and_a_damaged_bit_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("file");
        let many: Vec<u32> = (0..400_000).collect();
        let mut output = Output::new(File::create(&path).unwrap());
        output.text("слово");
        output.u16s(&[1, 2, u16::MAX]);
        output.u32s(&many);
        output.finish().unwrap();
        let mut bytes = std::fs::read(&path).unwrap();

        let mut input = Input::checked(&bytes).unwrap();
        assert_eq!(input.text(), Some("слово"));
        assert_eq!(input.u16s().unwrap(), [1, 2, u16::MAX]);
        assert_eq!(input.u32s().unwrap(), many);
        assert!(input.is_empty() && input.u16().is_none() && input.u32s().is_none());

        for at in [0, bytes.len() / 2, bytes.len() - 1] {
            bytes[at] ^= 4;
            assert!(Input::checked(&bytes).is_none(), "{at}");
            bytes[at] ^= 4;
        }
        assert!(Input::checked(&bytes[..7]).is_none());
    }
}
