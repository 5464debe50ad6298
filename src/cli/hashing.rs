//! SHA-256 of files, in the form that `sha256sum` reads and writes.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::Path;

use sha2::{Digest, Sha256};

use super::placing::BUFFER;

/// The hash of some bytes, and how many there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hashed {
    /// In lower-case hexadecimal.
    pub sha256: String,
    pub bytes: u64,
}

/// Passes on what is written, and hashes it.
pub struct Hashing<W> {
    inner: W,
    hasher: Sha256,
    bytes: u64,
}

impl<W> Hashing<W> {
    pub fn new(inner: W) -> Self {
        Self { inner, hasher: Sha256::new(), bytes: 0 }
    }

    /// What was written so far.
    pub fn finish(self) -> (W, Hashed) {
        let digest = self.hasher.finalize();
        let sha256 = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        (self.inner, Hashed { sha256, bytes: self.bytes })
    }
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        let count = self.inner.write(buffer)?;
        self.hasher.update(&buffer[..count]);
        self.bytes += count as u64;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// Copies everything from `from` to `to`; returns what it was.
pub fn copy(from: &mut impl Read, to: impl Write) -> io::Result<Hashed> {
    let mut to = Hashing::new(to);
    io::copy(&mut BufReader::with_capacity(BUFFER, from), &mut to)?;
    to.flush()?;
    Ok(to.finish().1)
}

/// Hashes a file.
pub fn hash(path: &Path) -> io::Result<Hashed> {
    copy(&mut File::open(path)?, io::sink())
}

/// A line as `sha256sum` writes it.
pub fn line(hashed: &Hashed, name: &str) -> String {
    format!("{}  {name}\n", hashed.sha256)
}

/// The hashes and names in a text that `sha256sum` could have written; `None`
/// where it could not.
pub fn lines(text: &str) -> Option<Vec<(&str, &str)>> {
    let lines = text.lines().map(|line| line.split_once("  "));
    lines.map(|line| line.filter(|(hash, name)| hash.len() == 64 && !name.is_empty())).collect()
}

/// How many lines of a file are not empty.
pub fn count_lines(path: &Path) -> io::Result<i64> {
    let mut reader = BufReader::with_capacity(BUFFER, File::open(path)?);
    let (mut count, mut line) = (0, Vec::new());
    while reader.read_until(b'\n', &mut line)? > 0 {
        count += i64::from(!line.trim_ascii().is_empty());
        line.clear();
    }
    Ok(count)
}
