//! An export as a workbook (XLSX).
//!
//! Its cells are texts, and years are numbers, so a spreadsheet runs nothing and no cell needs an
//! apostrophe. The rows are kept in a temporary file until the workbook is finished.

use std::io::{Seek, Write};

use serde_json::Value;

use super::cells::of_profile;
use super::{DEFAULT_COLUMNS, InvalidProfile};
use crate::tables::{CannotWrite, WorkbookWriter};

/// The columns with numbers.
const NUMBERS: [&str; 3] = ["founded", "revision", "change"];

/// Writes one workbook: call [`WorkbookExport::add`] for each profile, and
/// [`WorkbookExport::finish`].
pub struct WorkbookExport {
    columns: Vec<String>,
    writer: WorkbookWriter,
}

/// A workbook was not written.
#[derive(Debug, thiserror::Error)]
pub enum WorkbookError {
    #[error(transparent)]
    Profile(#[from] InvalidProfile),
    #[error(transparent)]
    Write(#[from] CannotWrite),
}

impl WorkbookExport {
    /// Begins a workbook with these keys of each profile as its columns; `None` for the default
    /// ones.
    ///
    /// # Errors
    ///
    /// When there is no room for a temporary file.
    pub fn new(fields: Option<Vec<String>>) -> Result<Self, WorkbookError> {
        let columns = fields.unwrap_or_else(|| DEFAULT_COLUMNS.map(str::to_owned).to_vec());
        let header: Vec<&str> = columns.iter().map(String::as_str).collect();
        let writer = WorkbookWriter::new(&header, &NUMBERS)?;
        Ok(Self { columns, writer })
    }

    /// Writes a profile, which is given as JSON.
    ///
    /// # Errors
    ///
    /// When it is not valid JSON, the disk is full, or the sheet has no room for another row.
    pub fn add(&mut self, profile: &[u8]) -> Result<(), WorkbookError> {
        let profile: Value = serde_json::from_slice(profile).map_err(InvalidProfile::from)?;
        let cells = self.columns.iter().map(|column| of_profile(&profile, column, true));
        let cells: Vec<String> = cells.collect();
        Ok(self.writer.add(&cells)?)
    }

    /// Writes the finished workbook.
    ///
    /// # Errors
    ///
    /// When writing fails.
    pub fn finish(self, to: impl Write + Seek + Send) -> Result<(), WorkbookError> {
        Ok(self.writer.finish(to)?)
    }
}
