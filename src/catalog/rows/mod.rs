//! The rows of all organizations, in mapped files that only grow.
//!
//! A file is a sequence of rows, each preceded by its length and a checksum. Of several rows of
//! one number the last counts. The payload of the index's commit lists the files and how many
//! bytes of each count, so rows that were written but not committed are ignored. The files are
//! not synced: after a power cut a checksum shows the damage, and the index is rebuilt, which
//! loses nothing. When most rows are out of date, the current ones are written to a new file.
//!
//! The format is our own, because embedded databases cost more (100 thousand rows of 5 kB,
//! processor time; redb 4.6 without syncing / LMDB through heed 0.22): look-up 0.03 µs, redb 2.4,
//! LMDB 1.0; export 0.06 s, 0.22, 0.14; 1,000 edits in 10 commits 9 ms, 19, 15; disk 506 MB, 1,140,
//! 744.

mod check;
pub mod entry;

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tantivy::directory::{Directory, MmapDirectory, OwnedBytes};
use xxhash_rust::xxh3::xxh3_64;

pub use check::{RowChain, StoredRows};

use super::{CatalogError, Entry};
use entry::layout::{self, head};

/// Bytes before each row: its length and its checksum.
const ROW_HEADER: usize = 4 + 8;

/// Maximum number of staged rows in memory. More of them are written to a new file.
const MAX_BUFFERED: usize = 512;

/// Number of rows after which a file of small batches is full: it is mapped, so that its rows
/// need not stay in memory, and the next batch begins another file.
const FULL: usize = 2048;

/// Number of rows that may be out of date, in addition to as many as are current, before the
/// current ones are rewritten.
const SPARE_ROWS: usize = 4096;

/// Maximum number of files before the current rows are rewritten.
const MAX_FILES: usize = 512;

/// Bytes of heads in one piece of memory.
const BLOCK: usize = 1 << 20;

/// A committed file, of which the first `bytes` count.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowFile {
    name: String,
    bytes: u64,
    rows: usize,
}

/// The folder of the files.
pub struct Rows {
    folder: PathBuf,
    directory: MmapDirectory,
    /// The committed files.
    files: Vec<RowFile>,
    /// The last file, to which small batches are appended, once this process has begun it.
    tail: Option<File>,
    /// The number in the name of the next file.
    next_file: u32,
    /// The rows of the committed files.
    chain: RowChain,
    staged: Staged,
}

/// Rows that are not committed yet.
#[derive(Default)]
struct Staged {
    buffered: Vec<Vec<u8>>,
    /// The file that all staged rows go to once there are many.
    file: Option<(RowFile, BufWriter<File>)>,
    /// Whether the committed files are dropped with the next commit.
    replaces_all: bool,
    /// The checksums of the rows that are written, in their order.
    written: Vec<u64>,
    /// Of the rows in `file`.
    places: Vec<Place>,
    heads: Heads,
}

/// Where a row is in its file.
#[derive(Clone, Copy)]
struct Place {
    start: u64,
    length: u32,
}

/// The beginnings of rows (see [`head`]), if all rows were written at once. The file is several times
/// as large, and every page of it that is read counts as memory of the process.
#[derive(Default)]
pub struct Heads {
    blocks: Vec<Block>,
}

/// Some heads. A vector of all would need twice its memory to grow.
struct Block {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl Heads {
    fn push(&mut self, head: &[u8]) {
        let has_room = |block: &Block| block.bytes.len() + head.len() <= block.bytes.capacity();
        if !self.blocks.last().is_some_and(has_room) {
            let bytes = Vec::with_capacity(BLOCK.max(head.len()));
            self.blocks.push(Block { bytes, ends: Vec::new() });
        }
        if let Some(block) = self.blocks.last_mut() {
            block.bytes.extend_from_slice(head);
            block.ends.push(block.bytes.len());
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = &[u8]> {
        self.blocks.iter().flat_map(|block| {
            let starts = std::iter::once(0).chain(block.ends.iter().copied());
            starts.zip(&block.ends).map(|(start, end)| &block.bytes[start..*end])
        })
    }
}

/// Rows that were written, and the files to commit.
pub struct WrittenRows {
    pub rows: Vec<OwnedBytes>,
    /// The heads of all rows, in their order, if there are no other rows; else none.
    pub heads: Heads,
    pub files: Vec<RowFile>,
}

impl Rows {
    /// Opens the folder with the committed files, and removes other files. Creates a missing
    /// folder. Returns the rows too, the older first.
    ///
    /// # Errors
    ///
    /// [`CatalogError::Damaged`] when a file is missing, too short, or fails a checksum.
    pub fn open(folder: &Path, files: Vec<RowFile>) -> Result<(Self, StoredRows), CatalogError> {
        fs::create_dir_all(folder).map_err(|err| unusable(folder, &err))?;
        let directory = MmapDirectory::open(folder).map_err(|err| unusable(folder, &err))?;
        let mut next_file = 0;
        for entry in fs::read_dir(folder).map_err(|err| unusable(folder, &err))?.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            next_file = next_file.max(file_number(&name) + 1);
            if !files.iter().any(|file| file.name == name) {
                remove(&entry.path());
            }
        }
        let folder = folder.to_owned();
        let (chain, staged) = (RowChain::default(), Staged::default());
        let mut this = Self { folder, directory, files, tail: None, next_file, chain, staged };
        let mut stored = StoredRows::default();
        for file in &this.files {
            this.read_into(file, &mut stored)?;
        }
        this.chain = stored.chain();
        Ok((this, stored))
    }

    /// The rows of a file, after a check of their checksums.
    fn read(&self, file: &RowFile) -> Result<Vec<OwnedBytes>, CatalogError> {
        let mut stored = StoredRows::default();
        self.read_into(file, &mut stored)?;
        Ok(stored.rows)
    }

    /// Adds the rows of a file, after a check of their checksums.
    fn read_into(&self, file: &RowFile, stored: &mut StoredRows) -> Result<(), CatalogError> {
        let damaged = || CatalogError::Damaged(format!("the row file {}", file.name));
        if file.bytes == 0 {
            return Ok(());
        }
        let mapped = self.directory.open_read(Path::new(&file.name)).map_err(|_| damaged())?;
        let mapped = mapped.read_bytes().map_err(|_| damaged())?;
        let length = usize::try_from(file.bytes).map_err(|_| damaged())?;
        if mapped.len() < length {
            return Err(damaged());
        }
        let mut rest = mapped.slice(0..length);
        let first = stored.rows.len();
        while !rest.is_empty() {
            let header = rest.get(..ROW_HEADER).ok_or_else(damaged)?;
            let (length, sum) = header.split_at(4);
            let length = u32::from_le_bytes(length.try_into().unwrap_or_default()) as usize;
            if rest.len() < ROW_HEADER + length {
                return Err(damaged());
            }
            let row = rest.slice(ROW_HEADER..ROW_HEADER + length);
            stored.push(row, u64::from_le_bytes(sum.try_into().unwrap_or_default()));
            rest.advance(ROW_HEADER + length);
        }
        if stored.are_whole_from(first) { Ok(()) } else { Err(damaged()) }
    }

    /// Stages a row. It counts after [`Rows::committed`].
    pub fn stage(&mut self, row: Vec<u8>) -> Result<(), CatalogError> {
        match &mut self.staged.file {
            None if self.staged.buffered.len() < MAX_BUFFERED => self.staged.buffered.push(row),
            None => {
                self.staged.buffered.push(row);
                self.spill()?;
            }
            Some((file, writer)) => {
                let sum = xxh3_64(&row);
                let written = write(writer, &row, sum);
                let start = file.bytes + ROW_HEADER as u64;
                file.bytes += written.map_err(|err| unusable(&self.folder, &err))?;
                file.rows += 1;
                self.staged.written.push(sum);
                self.staged.places.push(Place { start, length: layout::length(row.len()) });
                if self.staged.replaces_all {
                    self.staged.heads.push(head(&row));
                }
            }
        }
        Ok(())
    }

    /// Drops the committed rows with the next commit.
    pub fn replace_all(&mut self) -> Result<(), CatalogError> {
        self.unstage();
        self.staged.replaces_all = true;
        self.spill()
    }

    /// Whether most rows are out of date. `current` is the number of those that are not.
    pub fn is_wasteful(&self, current: usize) -> bool {
        let rows: usize = self.files.iter().map(|file| file.rows).sum();
        // Many rows are staged only by a large load: rewriting can wait for the next commit.
        let are_few_staged = self.staged.file.is_none();
        are_few_staged && (rows > 2 * current + SPARE_ROWS || self.files.len() > MAX_FILES)
    }

    /// The rows of the committed files.
    pub fn chain(&self) -> RowChain {
        self.chain
    }

    /// Whether the next commit drops the committed rows.
    pub fn replaces_all(&self) -> bool {
        self.staged.replaces_all
    }

    /// Rewrites the current rows to a new file, before the staged ones.
    pub fn rewrite<'r>(
        &mut self,
        current: impl Iterator<Item = &'r OwnedBytes>,
    ) -> Result<(), CatalogError> {
        let buffered = std::mem::take(&mut self.staged.buffered);
        self.replace_all()?;
        let current = current.map(|row| row.to_vec());
        current.chain(buffered).try_for_each(|row| self.stage(row))
    }

    /// Moves the buffered rows to a new file, to which later ones go too.
    fn spill(&mut self) -> Result<(), CatalogError> {
        let (file, new) = self.new_file()?;
        self.staged.file = Some((new, BufWriter::with_capacity(1 << 20, file)));
        let buffered = std::mem::take(&mut self.staged.buffered);
        buffered.into_iter().try_for_each(|row| self.stage(row))
    }

    fn new_file(&mut self) -> Result<(File, RowFile), CatalogError> {
        let name = format!("{:08}.rows", self.next_file);
        let created = File::create_new(self.folder.join(&name));
        let file = created.map_err(|err| unusable(&self.folder, &err))?;
        self.next_file += 1;
        Ok((file, RowFile { name, bytes: 0, rows: 0 }))
    }

    /// Drops the staged rows.
    pub fn unstage(&mut self) {
        // It may have bytes by now that do not count.
        self.tail = None;
        let staged = std::mem::take(&mut self.staged);
        if let Some((file, writer)) = staged.file {
            drop(writer);
            remove(&self.folder.join(file.name));
        }
    }

    /// Writes the staged rows; the caller commits the index and then calls [`Rows::committed`]. When a
    /// file becomes full, all its rows are returned, also those that were returned before.
    pub fn write_staged(&mut self) -> Result<WrittenRows, CatalogError> {
        let mut files = if self.staged.replaces_all { Vec::new() } else { self.files.clone() };
        if let Some((file, writer)) = &mut self.staged.file {
            writer.flush().map_err(|err| unusable(&self.folder, &err))?;
            let file = file.clone();
            let rows = self.map_staged(&file)?;
            files.push(file);
            return Ok(WrittenRows { rows, heads: std::mem::take(&mut self.staged.heads), files });
        }
        let heads = Heads::default();
        if self.staged.buffered.is_empty() {
            return Ok(WrittenRows { rows: Vec::new(), heads, files });
        }
        let (mut tail, index) = self.tail(&mut files)?;
        let mut batch = Vec::new();
        let mut bytes = 0;
        self.staged.written.clear();
        for row in &self.staged.buffered {
            let sum = xxh3_64(row);
            bytes += write(&mut batch, row, sum).map_err(|err| unusable(&self.folder, &err))?;
            self.staged.written.push(sum);
        }
        tail.write_all(&batch).map_err(|err| unusable(&self.folder, &err))?;
        files[index].bytes += bytes;
        files[index].rows += self.staged.buffered.len();
        if files[index].rows >= FULL {
            let rows = self.read(&files[index])?;
            return Ok(WrittenRows { rows, heads, files });
        }
        self.tail = Some(tail);
        let rows = self.staged.buffered.drain(..).map(OwnedBytes::new).collect();
        Ok(WrittenRows { rows, heads, files })
    }

    /// Maps the file of the staged rows, without reading it.
    fn map_staged(&self, file: &RowFile) -> Result<Vec<OwnedBytes>, CatalogError> {
        if file.bytes == 0 {
            return Ok(Vec::new());
        }
        let damaged = || CatalogError::Damaged(format!("the row file {}", file.name));
        let mapped = self.directory.open_read(Path::new(&file.name)).map_err(|_| damaged())?;
        let mapped = mapped.read_bytes().map_err(|_| damaged())?;
        let rows = self.staged.places.iter().map(|Place { start, length }| {
            let start = usize::try_from(*start).map_err(|_| damaged())?;
            let end = start + *length as usize;
            if end <= mapped.len() { Ok(mapped.slice(start..end)) } else { Err(damaged()) }
        });
        rows.collect()
    }

    /// The file for small batches, and its index in `files`.
    fn tail(&mut self, files: &mut Vec<RowFile>) -> Result<(File, usize), CatalogError> {
        if let Some(tail) = self.tail.take() {
            return Ok((tail, files.len() - 1));
        }
        let (file, new) = self.new_file()?;
        files.push(new);
        Ok((file, files.len() - 1))
    }

    /// Notes that the index has committed these files, and removes the others.
    pub fn committed(&mut self, files: Vec<RowFile>) {
        for file in &self.files {
            if !files.iter().any(|committed| committed.name == file.name) {
                remove(&self.folder.join(&file.name));
            }
        }
        let before = if self.staged.replaces_all { RowChain::default() } else { self.chain };
        self.chain = before.then(&self.staged.written);
        let spilled = self.staged.file.is_some();
        if spilled {
            self.tail = None;
        }
        self.files = files;
        self.staged = Staged::default();
    }
}

fn write(writer: &mut impl Write, row: &[u8], sum: u64) -> std::io::Result<u64> {
    let length = u32::try_from(row.len()).map_err(std::io::Error::other)?;
    writer.write_all(&length.to_le_bytes())?;
    writer.write_all(&sum.to_le_bytes())?;
    writer.write_all(row)?;
    Ok(ROW_HEADER as u64 + u64::from(length))
}

/// The number in the name of a row file; 0 for other files, which are removed anyway.
fn file_number(name: &str) -> u32 {
    name.split('.').next().and_then(|number| number.parse().ok()).unwrap_or(0)
}

fn remove(path: &Path) {
    if let Err(err) = fs::remove_file(path) {
        log::warn!("cannot remove {}: {err}", path.display());
    }
}

fn unusable(folder: &Path, err: &dyn std::fmt::Display) -> CatalogError {
    CatalogError::Folder { folder: folder.display().to_string(), reason: err.to_string() }
}

/// Sorts rows by their numbers and takes the last row of each.
///
/// # Errors
///
/// [`CatalogError::Damaged`] when a number has no row.
pub fn by_number(rows: Vec<OwnedBytes>) -> Result<Vec<OwnedBytes>, CatalogError> {
    let mut numbered: Vec<Option<OwnedBytes>> = Vec::with_capacity(rows.len());
    for row in rows {
        let number = Entry::new(&row).number() as usize;
        if number >= numbered.len() {
            numbered.resize(number + 1, None);
        }
        numbered[number] = Some(row);
    }
    let complete: Option<Vec<OwnedBytes>> = numbered.into_iter().collect();
    complete
        .ok_or_else(|| CatalogError::Damaged("the row of an organization is missing".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(number: u32, revision: u8) -> Vec<u8> {
        number.to_le_bytes().into_iter().chain([revision]).collect()
    }

    fn commit(rows: &mut Rows) -> Vec<OwnedBytes> {
        let WrittenRows { rows: written, files, .. } = rows.write_staged().unwrap();
        rows.committed(files);
        written
    }

    fn reopened(rows: Rows, folder: &Path) -> (Rows, Vec<OwnedBytes>) {
        let (files, chain) = (rows.files.clone(), rows.chain());
        drop(rows);
        let (rows, stored) = Rows::open(folder, files).unwrap();
        assert!(rows.chain() == chain && stored.chain_of_first(stored.rows.len()) == Some(chain));
        (rows, stored.rows)
    }

    #[test]
    fn only_committed_rows_are_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let (mut rows, _) = Rows::open(folder.path(), Vec::new()).unwrap();
        for number in 0..MAX_BUFFERED as u32 + 10 {
            rows.stage(row(number, 1)).unwrap();
        }
        assert_eq!(commit(&mut rows).len(), MAX_BUFFERED + 10);
        rows.stage(row(3, 2)).unwrap();
        commit(&mut rows);
        rows.stage(row(4, 2)).unwrap();
        rows.unstage();
        rows.stage(row(5, 2)).unwrap();
        commit(&mut rows);

        let (_, read) = reopened(rows, folder.path());

        assert_eq!(read.len(), MAX_BUFFERED + 12);
        let current = by_number(read).unwrap();
        let revisions: Vec<u8> = current[..7].iter().map(|row| row[4]).collect();
        assert_eq!(revisions, [1, 1, 1, 2, 1, 2, 1]);
    }

    #[test]
    fn a_full_file_is_mapped_and_another_one_is_begun() {
        let folder = tempfile::tempdir().unwrap();
        let (mut rows, _) = Rows::open(folder.path(), Vec::new()).unwrap();
        for number in 1..FULL as u32 {
            rows.stage(row(number, 1)).unwrap();
            assert_eq!(commit(&mut rows).len(), 1);
        }
        rows.stage(row(0, 1)).unwrap();
        assert_eq!(commit(&mut rows).len(), FULL);
        rows.stage(row(1, 2)).unwrap();
        assert_eq!(commit(&mut rows).len(), 1);
        assert_eq!(rows.files.len(), 2);
        let (_, read) = reopened(rows, folder.path());
        assert_eq!(read.len(), FULL + 1);
    }

    #[test]
    fn the_current_rows_are_rewritten_when_most_are_out_of_date() {
        let folder = tempfile::tempdir().unwrap();
        let (mut rows, _) = Rows::open(folder.path(), Vec::new()).unwrap();
        let mut newest = Vec::new();
        for revision in 0..=SPARE_ROWS + 2 {
            assert!(!rows.is_wasteful(1), "after {revision}");
            rows.stage(row(0, revision as u8)).unwrap();
            newest = commit(&mut rows);
        }
        assert!(rows.is_wasteful(1));
        rows.stage(row(1, 7)).unwrap();

        rows.rewrite(newest.iter()).unwrap();
        commit(&mut rows);

        assert!(!rows.is_wasteful(2));
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        let (_, read) = reopened(rows, folder.path());
        let read: Vec<&[u8]> = read.iter().map(|row| row.as_slice()).collect();
        assert_eq!(read, [row(0, (SPARE_ROWS + 2) as u8), row(1, 7)]);
    }
}
