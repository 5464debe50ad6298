//! Writes a workbook row by row, so that only one row is in memory.

use std::io::{Seek, Write};

use rust_xlsxwriter::{Format, Workbook, XlsxError};

use super::MAX_CELL_CHARACTERS;

/// Width of a column whose texts are short, in characters.
const NARROW: f64 = 14.0;

/// Width of the other columns, in characters.
const WIDE: f64 = 40.0;

/// Maximum number of rows of a worksheet.
const MAX_WRITTEN_ROWS: u32 = 1 << 20;

/// A workbook with one sheet: a header that stays visible, and rows of texts. The rows go to a
/// temporary file until [`WorkbookWriter::finish`].
pub struct WorkbookWriter {
    workbook: Workbook,
    /// Whether the column has numbers, by its index.
    numeric: Vec<bool>,
    next_row: u32,
}

/// The workbook cannot be written.
#[derive(Debug, thiserror::Error)]
#[error("cannot write the workbook: {0}")]
pub struct CannotWrite(String);

impl From<XlsxError> for CannotWrite {
    fn from(err: XlsxError) -> Self {
        Self(err.to_string())
    }
}

impl WorkbookWriter {
    /// Begins a workbook with a header. The columns in `numeric` hold numbers; the others hold
    /// texts, whatever they look like.
    ///
    /// # Errors
    ///
    /// When there is no room for a temporary file.
    pub fn new(header: &[&str], numeric: &[&str]) -> Result<Self, CannotWrite> {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet_with_constant_memory()?;
        let text = Format::new().set_num_format("@").set_align(rust_xlsxwriter::FormatAlign::Top);
        let number = Format::new().set_num_format("0").set_align(rust_xlsxwriter::FormatAlign::Top);
        let bold = Format::new().set_bold();
        let is_numeric: Vec<bool> = header.iter().map(|name| numeric.contains(name)).collect();
        for (column, is_number) in (0..).zip(&is_numeric) {
            sheet.set_column_width(column, if *is_number { NARROW } else { WIDE })?;
            sheet.set_column_format(column, if *is_number { &number } else { &text })?;
        }
        for (column, name) in (0..).zip(header) {
            sheet.write_string_with_format(0, column, *name, &bold)?;
        }
        sheet.set_freeze_panes(1, 1)?;
        Ok(Self { workbook, numeric: is_numeric, next_row: 1 })
    }

    /// Writes the next row. A text is never a formula or a link. A text that is too long for a cell
    /// is cut, and ends in `…`.
    ///
    /// # Errors
    ///
    /// When there is no room for the temporary file, or the sheet is full.
    pub fn add<S: AsRef<str>>(&mut self, row: &[S]) -> Result<(), CannotWrite> {
        if self.next_row == MAX_WRITTEN_ROWS {
            return Err(CannotWrite(format!("a sheet has at most {MAX_WRITTEN_ROWS} rows")));
        }
        let sheet = self.workbook.worksheet_from_index(0)?;
        let text_format =
            Format::new().set_num_format("@").set_align(rust_xlsxwriter::FormatAlign::Top);
        for ((column, text), is_number) in (0..).zip(row).zip(&self.numeric) {
            let text = text.as_ref();
            match text.parse::<f64>() {
                _ if text.is_empty() => {}
                Ok(number) if *is_number => {
                    sheet.write_number(self.next_row, column, number)?;
                }
                _ => {
                    let text = crate::domain::truncate(text, MAX_CELL_CHARACTERS - 1);
                    sheet.write_string_with_format(self.next_row, column, text, &text_format)?;
                }
            }
        }
        self.next_row += 1;
        Ok(())
    }

    /// Writes the finished workbook.
    ///
    /// # Errors
    ///
    /// When writing fails.
    pub fn finish(mut self, to: impl Write + Seek + Send) -> Result<(), CannotWrite> {
        Ok(self.workbook.save_to_writer(to)?)
    }
}
