//! SHA-256 of files, in the format of `sha256sum`.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::atomic_files::{BUFFER, with_suffix};
use super::error::{DatasetError, cannot_read};

/// The SHA-256 and the size of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileHash {
    /// In lower-case hexadecimal.
    pub sha256: String,
    pub bytes: u64,
}

/// A writer that hashes what passes through it.
pub struct HashingWriter<W> {
    inner: W,
    hasher: Sha256,
    bytes: u64,
}

impl<W> HashingWriter<W> {
    pub fn new(inner: W) -> Self {
        Self { inner, hasher: Sha256::new(), bytes: 0 }
    }

    /// The inner writer, and the hash of everything written to it.
    pub fn finish(self) -> (W, FileHash) {
        let digest = self.hasher.finalize();
        let sha256 = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        (self.inner, FileHash { sha256, bytes: self.bytes })
    }
}

impl<W: Write> Write for HashingWriter<W> {
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

/// Copies everything from `from` to `to`; returns its hash.
pub fn copy(from: &mut impl Read, to: impl Write) -> io::Result<FileHash> {
    let mut to = HashingWriter::new(to);
    io::copy(&mut BufReader::with_capacity(BUFFER, from), &mut to)?;
    to.flush()?;
    Ok(to.finish().1)
}

/// Hashes a file.
pub fn hash(path: &Path) -> io::Result<FileHash> {
    copy(&mut File::open(path)?, io::sink())
}

/// A line in the format of `sha256sum`.
pub fn sum_line(hashed: &FileHash, name: &str) -> String {
    format!("{}  {name}\n", hashed.sha256)
}

/// Parses the format of `sha256sum` into hashes and names; `None` if `text` is not in it.
pub fn parse_sums(text: &str) -> Option<Vec<(&str, &str)>> {
    let lines = text.lines().map(|line| line.split_once("  "));
    lines.map(|line| line.filter(|(hash, name)| hash.len() == 64 && !name.is_empty())).collect()
}

/// The path of the file with the hash of a backup or a zip.
pub fn sums_path(path: &Path) -> PathBuf {
    with_suffix(path, ".sha256")
}

/// The hash in the `.sha256` file next to a backup or a zip, if there is one.
pub fn recorded_hash(path: &Path) -> Result<Option<String>, DatasetError> {
    let sums = sums_path(path);
    let text = match fs::read_to_string(&sums) {
        Ok(text) => text,
        Err(err) if err.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(err) => return Err(cannot_read(&sums)(err)),
    };
    match parse_sums(&text).as_deref() {
        Some([(hash, _)]) => Ok(Some((*hash).to_owned())),
        _ => {
            let reason = format!("{} is not in the format of sha256sum", sums.display());
            Err(DatasetError::damaged(path, reason))
        }
    }
}

/// A backup or zip that does not match the hash next to it.
pub fn hash_mismatch(path: &Path) -> DatasetError {
    let sums = sums_path(path);
    let reason = format!("its hash does not match {}: it was damaged or changed", sums.display());
    DatasetError::damaged(path, reason)
}

/// The number of lines of a file that are not blank.
pub fn count_lines(path: &Path) -> io::Result<i64> {
    let mut reader = BufReader::with_capacity(BUFFER, File::open(path)?);
    let (mut count, mut line) = (0, Vec::new());
    while reader.read_until(b'\n', &mut line)? > 0 {
        count += i64::from(!line.trim_ascii().is_empty());
        line.clear();
    }
    Ok(count)
}
