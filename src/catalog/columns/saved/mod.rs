//! The columns on disk, so that a start reads them instead of building them from every row.
//!
//! The file is a copy of what the rows say, and may be missing, damaged or out of date: then the
//! columns are built. It begins with what it was made from: the program, the broader terms, and the
//! first rows of the row files by their checksums. Rows that were written after it are put on top.

mod bytes;

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use tantivy::directory::{Directory, MmapDirectory, OwnedBytes};
use xxhash_rust::xxh3::xxh3_64;

pub use bytes::{Input, Output, fixed};

use super::Columns;
use super::lineages::AllLineages;
use crate::catalog::CatalogError;
use crate::catalog::rows::{RowChain, StoredRows, by_number};

const NAME: &str = "columns.bin";

/// The file while it is being written.
const UNFINISHED: &str = "columns.new";

/// Minimum number of rows after which the file is written again. A start puts this many rows on top
/// of the columns of the file, which takes about 0.1 s.
const MIN_ROWS_ON_TOP: usize = 1024;

/// In a large directory the file is written after this share of its rows, because writing it takes
/// longer too.
const SHARE_ON_TOP: usize = 64;

/// The file of columns in the folder of an index.
pub struct ColumnsFile {
    folder: PathBuf,
    /// The rows and the digest of the broader terms for which the file was written last, or could not
    /// be written.
    covered: Option<(RowChain, u64)>,
}

impl ColumnsFile {
    pub fn new(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), covered: None }
    }

    /// The columns of all rows: from the file with the later rows on top, or built from the rows if
    /// there is no usable file. Then the file is written.
    ///
    /// # Errors
    ///
    /// [`CatalogError::TooMany`] and [`CatalogError::Damaged`], as the columns of these rows have.
    pub fn open(
        &mut self,
        stored: StoredRows,
        lineages: &AllLineages,
    ) -> Result<Columns, CatalogError> {
        if let Some(columns) = self.read(&stored, lineages)? {
            return Ok(columns);
        }
        let chain = stored.chain();
        let columns = Columns::build(&by_number(stored.rows)?, lineages)?;
        self.write(&columns, chain, lineages);
        Ok(columns)
    }

    /// Reads the file, and puts the rows on top that are newer.
    fn read(
        &mut self,
        stored: &StoredRows,
        lineages: &AllLineages,
    ) -> Result<Option<Columns>, CatalogError> {
        let Some(bytes) = self.bytes() else { return Ok(None) };
        let Some(mut input) = Input::checked(&bytes) else {
            log::warn!("{} is damaged", self.folder.join(NAME).display());
            return Ok(None);
        };
        let Some(covered) = read_head(&mut input, lineages) else { return Ok(None) };
        if stored.chain_of_first(covered.rows) != Some(covered) {
            return Ok(None);
        }
        let (rows, newer) = stored.rows.split_at(covered.rows);
        if newer.len() * 4 > rows.len() {
            return Ok(None);
        }
        let rows = by_number(rows.to_vec())?;
        let Some(mut columns) = Columns::load(&mut input, rows) else { return Ok(None) };
        for row in newer {
            columns.put(row.clone(), lineages)?;
        }
        self.covered = Some((covered, lineages.digest()));
        Ok(Some(columns))
    }

    fn bytes(&self) -> Option<OwnedBytes> {
        let directory = MmapDirectory::open(&self.folder).ok()?;
        directory.open_read(Path::new(NAME)).ok()?.read_bytes().ok()
    }

    /// Writes the file if too many rows were written since, or if it belongs to other rows.
    pub fn keep_current(&mut self, columns: &Columns, chain: RowChain, lineages: &AllLineages) {
        let most = MIN_ROWS_ON_TOP.max(columns.len() / SHARE_ON_TOP);
        let is_current = self.covered.is_some_and(|(covered, terms)| {
            terms == lineages.digest() && chain.rows.saturating_sub(covered.rows) < most
        });
        if !is_current {
            self.write(columns, chain, lineages);
        }
    }

    /// Writes the columns of these rows. Without the file a start takes longer, but nothing else
    /// fails.
    fn write(&mut self, columns: &Columns, chain: RowChain, lineages: &AllLineages) {
        if let Err(err) = self.try_write(columns, chain, lineages) {
            log::warn!("cannot write {}: {err}", self.folder.join(NAME).display());
            self.remove();
        }
        self.covered = Some((chain, lineages.digest()));
    }

    fn try_write(
        &self,
        columns: &Columns,
        chain: RowChain,
        lineages: &AllLineages,
    ) -> io::Result<()> {
        let unfinished = self.folder.join(UNFINISHED);
        let mut output = Output::new(File::create(&unfinished)?);
        write_head(&mut output, chain, lineages);
        columns.save(&mut output);
        output.finish()?;
        fs::rename(unfinished, self.folder.join(NAME))
    }

    /// Notes that the rows of the file are no longer the first ones, because the row files were
    /// rewritten.
    pub fn forget(&mut self) {
        self.covered = None;
    }

    /// Removes the file, which may have a text that was redacted.
    ///
    /// # Errors
    ///
    /// When a file is there and cannot be removed.
    pub fn purge(&mut self) -> Result<(), CatalogError> {
        self.covered = None;
        for name in [NAME, UNFINISHED] {
            match fs::remove_file(self.folder.join(name)) {
                Err(err) if err.kind() != io::ErrorKind::NotFound => {
                    let folder = self.folder.display().to_string();
                    return Err(CatalogError::Folder { folder, reason: err.to_string() });
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn remove(&mut self) {
        if let Err(err) = self.purge() {
            log::warn!("cannot remove the file of columns: {err}");
        }
    }
}

/// The program: the rules by which rows become columns are in it.
fn program() -> u64 {
    xxh3_64(env!("CATALOG_BUILD").as_bytes())
}

fn write_head(output: &mut Output, chain: RowChain, lineages: &AllLineages) {
    output.u64(program());
    output.u64(lineages.digest());
    output.length(chain.rows);
    output.u64(chain.digest);
}

/// The rows that a file was made from; `None` if another program or other broader terms made it.
fn read_head(input: &mut Input<'_>, lineages: &AllLineages) -> Option<RowChain> {
    if input.u64()? != program() || input.u64()? != lineages.digest() {
        return None;
    }
    let rows = input.length()?;
    Some(RowChain { rows, digest: input.u64()? })
}
