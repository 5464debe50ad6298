//! The rows of all organizations, in files that are mapped and only grow.
//!
//! A file is a sequence of rows, each with its length and a checksum before it;
//! a later row of the same number counts instead of an earlier one. What the
//! files hold up to which length the payload of the index's commit says, so
//! what was written and not committed does not count. The files are not synced:
//! after a power cut a row that does not fit its checksum shows that the index
//! must be made anew, which loses nothing. When most rows in the files are out of
//! date, those that count are written anew.

pub mod entry;

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tantivy::directory::{Directory, MmapDirectory, OwnedBytes};
use xxhash_rust::xxh3::xxh3_64;

use super::{CatalogError, Entry};

/// Length and checksum.
const HEAD: usize = 4 + 8;

/// So many rows are held in memory before they are written to a file of their
/// own: small enough for the memory, large enough that a file is worth it.
const HELD: usize = 512;

/// A file of small batches with so many rows is full: it is mapped, so that they
/// need not stay in memory, and another one begun.
const FULL: usize = 2048;

/// So many rows may be out of date, besides as many as count, and so many files
/// may there be, before all are written anew.
const SPARE_ROWS: usize = 4096;
const MAX_FILES: usize = 512;

/// How much of a file counts.
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
    /// What was committed.
    files: Vec<RowFile>,
    /// Where small batches go: the last file, once this process has begun it.
    tail: Option<File>,
    /// The number in the name of the next file.
    next: u32,
    staged: Staged,
}

/// Rows that are not committed yet.
#[derive(Default)]
struct Staged {
    held: Vec<Vec<u8>>,
    /// Once there are many: the file that they go to.
    file: Option<(RowFile, BufWriter<File>)>,
    /// Whether what was committed will not count any more.
    replaces_all: bool,
}

impl Rows {
    /// Opens the folder, which is made if it is missing, with the files that
    /// count; others are removed. Returns their rows too, the older first.
    ///
    /// # Errors
    ///
    /// When a file is missing, shorter than it should be, or damaged.
    pub fn open(
        folder: &Path,
        files: Vec<RowFile>,
    ) -> Result<(Self, Vec<OwnedBytes>), CatalogError> {
        fs::create_dir_all(folder).map_err(|err| unusable(folder, &err))?;
        let directory = MmapDirectory::open(folder).map_err(|err| unusable(folder, &err))?;
        let mut next = 0;
        for entry in fs::read_dir(folder).map_err(|err| unusable(folder, &err))?.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            next = next.max(number_of(&name) + 1);
            if !files.iter().any(|file| file.name == name) {
                remove(&entry.path());
            }
        }
        let folder = folder.to_owned();
        let mut rows = Vec::new();
        let this = Self { folder, directory, files, tail: None, next, staged: Staged::default() };
        for file in &this.files {
            rows.extend(this.read(file)?);
        }
        Ok((this, rows))
    }

    /// The rows of a file, checked.
    fn read(&self, file: &RowFile) -> Result<Vec<OwnedBytes>, CatalogError> {
        let damaged = || CatalogError::Document(format!("the file {} is damaged", file.name));
        if file.bytes == 0 {
            return Ok(Vec::new());
        }
        let mapped = self.directory.open_read(Path::new(&file.name)).map_err(|_| damaged())?;
        let mapped = mapped.read_bytes().map_err(|_| damaged())?;
        let length = usize::try_from(file.bytes).map_err(|_| damaged())?;
        if mapped.len() < length {
            return Err(damaged());
        }
        let mut rest = mapped.slice(0..length);
        let mut rows = Vec::new();
        while !rest.is_empty() {
            let head = rest.get(..HEAD).ok_or_else(damaged)?;
            let (length, sum) = head.split_at(4);
            let length = u32::from_le_bytes(length.try_into().unwrap_or_default()) as usize;
            if rest.len() < HEAD + length {
                return Err(damaged());
            }
            let row = rest.slice(HEAD..HEAD + length);
            if xxh3_64(&row).to_le_bytes() != *sum {
                return Err(damaged());
            }
            rest.advance(HEAD + length);
            rows.push(row);
        }
        Ok(rows)
    }

    /// Takes a row; it counts after [`Rows::committed`].
    pub fn stage(&mut self, row: Vec<u8>) -> Result<(), CatalogError> {
        match &mut self.staged.file {
            None if self.staged.held.len() < HELD => self.staged.held.push(row),
            None => {
                self.staged.held.push(row);
                self.spill()?;
            }
            Some((file, writer)) => {
                file.bytes += write(writer, &row).map_err(|err| unusable(&self.folder, &err))?;
                file.rows += 1;
            }
        }
        Ok(())
    }

    /// What was committed before will not count any more.
    pub fn replace_all(&mut self) -> Result<(), CatalogError> {
        self.unstage();
        self.staged.replaces_all = true;
        self.spill()
    }

    /// Whether most rows are out of date, where `counting` is how many count.
    pub fn is_wasteful(&self, counting: usize) -> bool {
        let rows: usize = self.files.iter().map(|file| file.rows).sum();
        // Many are staged only when much is loaded: the next time is early enough.
        let has_few_staged = self.staged.file.is_none();
        has_few_staged && (rows > 2 * counting + SPARE_ROWS || self.files.len() > MAX_FILES)
    }

    /// Writes the rows that count anew, behind them those that are staged.
    pub fn rewrite<'r>(
        &mut self,
        counting: impl Iterator<Item = &'r OwnedBytes>,
    ) -> Result<(), CatalogError> {
        let held = std::mem::take(&mut self.staged.held);
        self.replace_all()?;
        let counting = counting.map(|row| row.to_vec());
        counting.chain(held).try_for_each(|row| self.stage(row))
    }

    /// Writes what is held to a file of its own, where what comes next goes too.
    fn spill(&mut self) -> Result<(), CatalogError> {
        let (file, new) = self.new_file()?;
        self.staged.file = Some((new, BufWriter::with_capacity(1 << 20, file)));
        let held = std::mem::take(&mut self.staged.held);
        held.into_iter().try_for_each(|row| self.stage(row))
    }

    fn new_file(&mut self) -> Result<(File, RowFile), CatalogError> {
        let name = format!("{:08}.rows", self.next);
        let created = File::create_new(self.folder.join(&name));
        let file = created.map_err(|err| unusable(&self.folder, &err))?;
        self.next += 1;
        Ok((file, RowFile { name, bytes: 0, rows: 0 }))
    }

    /// Drops what was staged.
    pub fn unstage(&mut self) {
        // It may have more bytes by now than count.
        self.tail = None;
        let staged = std::mem::take(&mut self.staged);
        if let Some((file, writer)) = staged.file {
            drop(writer);
            remove(&self.folder.join(file.name));
        }
    }

    /// Writes what was staged. Returns it, with the files that count once the
    /// index has committed; then [`Rows::committed`] is to be called. Rows that
    /// were returned before come once more when their file is full.
    pub fn write_staged(&mut self) -> Result<(Vec<OwnedBytes>, Vec<RowFile>), CatalogError> {
        let mut files = if self.staged.replaces_all { Vec::new() } else { self.files.clone() };
        if let Some((file, writer)) = &mut self.staged.file {
            writer.flush().map_err(|err| unusable(&self.folder, &err))?;
            let file = file.clone();
            let rows = self.read(&file)?;
            files.push(file);
            return Ok((rows, files));
        }
        if self.staged.held.is_empty() {
            return Ok((Vec::new(), files));
        }
        let (mut tail, place) = self.tail(&mut files)?;
        let mut whole = Vec::new();
        let mut bytes = 0;
        for row in &self.staged.held {
            bytes += write(&mut whole, row).map_err(|err| unusable(&self.folder, &err))?;
        }
        tail.write_all(&whole).map_err(|err| unusable(&self.folder, &err))?;
        files[place].bytes += bytes;
        files[place].rows += self.staged.held.len();
        if files[place].rows >= FULL {
            let rows = self.read(&files[place])?;
            return Ok((rows, files));
        }
        self.tail = Some(tail);
        let rows = self.staged.held.drain(..).map(OwnedBytes::new).collect();
        Ok((rows, files))
    }

    /// The file for small batches, and its place among the files.
    fn tail(&mut self, files: &mut Vec<RowFile>) -> Result<(File, usize), CatalogError> {
        if let Some(tail) = self.tail.take() {
            return Ok((tail, files.len() - 1));
        }
        let (file, new) = self.new_file()?;
        files.push(new);
        Ok((file, files.len() - 1))
    }

    /// The index has committed these files: others are removed.
    pub fn committed(&mut self, files: Vec<RowFile>) {
        for file in &self.files {
            if !files.iter().any(|kept| kept.name == file.name) {
                remove(&self.folder.join(&file.name));
            }
        }
        let spilled = self.staged.file.is_some();
        if spilled {
            self.tail = None;
        }
        self.files = files;
        self.staged = Staged::default();
    }
}

fn write(writer: &mut impl Write, row: &[u8]) -> std::io::Result<u64> {
    let length = u32::try_from(row.len()).map_err(std::io::Error::other)?;
    writer.write_all(&length.to_le_bytes())?;
    writer.write_all(&xxh3_64(row).to_le_bytes())?;
    writer.write_all(row)?;
    Ok(HEAD as u64 + u64::from(length))
}

fn number_of(name: &str) -> u32 {
    name.split('.').next().and_then(|number| number.parse().ok()).unwrap_or(0)
}

fn remove(path: &Path) {
    if let Err(err) = fs::remove_file(path) {
        log::warn!("{} could not be removed: {err}", path.display());
    }
}

fn unusable(folder: &Path, err: &dyn std::fmt::Display) -> CatalogError {
    CatalogError::Folder { folder: folder.display().to_string(), reason: err.to_string() }
}

/// Puts rows in the order of their numbers, the last of each; holes are an error.
pub fn by_number(rows: Vec<OwnedBytes>) -> Result<Vec<OwnedBytes>, CatalogError> {
    let mut numbered: Vec<Option<OwnedBytes>> = Vec::with_capacity(rows.len());
    for row in rows {
        let number = Entry::of(&row).number() as usize;
        if number >= numbered.len() {
            numbered.resize(number + 1, None);
        }
        numbered[number] = Some(row);
    }
    let complete: Option<Vec<OwnedBytes>> = numbered.into_iter().collect();
    complete.ok_or_else(|| CatalogError::Document("an organization is missing".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(number: u32, revision: u8) -> Vec<u8> {
        number.to_le_bytes().into_iter().chain([revision]).collect()
    }

    fn commit(rows: &mut Rows) -> Vec<OwnedBytes> {
        let (written, files) = rows.write_staged().unwrap();
        rows.committed(files);
        written
    }

    fn reopened(rows: Rows, folder: &Path) -> (Rows, Vec<OwnedBytes>) {
        let files = rows.files.clone();
        drop(rows);
        Rows::open(folder, files).unwrap()
    }

    #[test]
    fn what_is_committed_is_read_again_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let (mut rows, _) = Rows::open(folder.path(), Vec::new()).unwrap();
        for number in 0..HELD as u32 + 10 {
            rows.stage(row(number, 1)).unwrap();
        }
        assert_eq!(commit(&mut rows).len(), HELD + 10);
        rows.stage(row(3, 2)).unwrap();
        commit(&mut rows);
        rows.stage(row(4, 2)).unwrap();
        rows.unstage();
        rows.stage(row(5, 2)).unwrap();
        commit(&mut rows);

        let (_, read) = reopened(rows, folder.path());

        assert_eq!(read.len(), HELD + 12);
        let counting = by_number(read).unwrap();
        let revisions: Vec<u8> = counting[..7].iter().map(|row| row[4]).collect();
        assert_eq!(revisions, [1, 1, 1, 2, 1, 2, 1]);
    }

    #[test]
    fn a_full_file_is_mapped_and_another_one_begun() {
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
    fn rows_out_of_date_go_when_they_are_many() {
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
