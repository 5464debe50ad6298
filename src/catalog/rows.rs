//! The rows of all organizations, in files that are mapped and only grow.
//!
//! A file is a sequence of rows, each with its length and a checksum before it;
//! a later row of the same number counts instead of an earlier one. What the
//! files hold up to which length the payload of the index's commit says, so
//! what was written and not committed does not count. The files are not synced:
//! after a power cut a row that does not fit its checksum shows that the index
//! must be made anew, which loses nothing.

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

/// How much of a file counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowFile {
    name: String,
    bytes: u64,
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

    /// Takes a row; it counts after [`Rows::commit`].
    pub fn stage(&mut self, row: Vec<u8>) -> Result<(), CatalogError> {
        match &mut self.staged.file {
            None if self.staged.held.len() < HELD => self.staged.held.push(row),
            None => {
                self.staged.held.push(row);
                self.spill()?;
            }
            Some((file, writer)) => {
                file.bytes += write(writer, &row).map_err(|err| unusable(&self.folder, &err))?;
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

    /// Writes what is held to a file of its own, where what comes next goes too.
    fn spill(&mut self) -> Result<(), CatalogError> {
        let name = format!("{:08}.rows", self.next);
        let created = File::create_new(self.folder.join(&name));
        let file = created.map_err(|err| unusable(&self.folder, &err))?;
        self.next += 1;
        let mut writer = BufWriter::with_capacity(1 << 20, file);
        let mut bytes = 0;
        for row in self.staged.held.drain(..) {
            bytes += write(&mut writer, &row).map_err(|err| unusable(&self.folder, &err))?;
        }
        self.staged.file = Some((RowFile { name, bytes }, writer));
        Ok(())
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
    /// index has committed; then [`Rows::committed`] is to be called.
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
        self.tail = Some(tail);
        let rows = self.staged.held.drain(..).map(OwnedBytes::new).collect();
        Ok((rows, files))
    }

    /// The file for small batches, and its place among the files.
    fn tail(&mut self, files: &mut Vec<RowFile>) -> Result<(File, usize), CatalogError> {
        if let Some(tail) = self.tail.take() {
            return Ok((tail, files.len() - 1));
        }
        let name = format!("{:08}.rows", self.next);
        let created = File::create_new(self.folder.join(&name));
        let file = created.map_err(|err| unusable(&self.folder, &err))?;
        self.next += 1;
        files.push(RowFile { name, bytes: 0 });
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
