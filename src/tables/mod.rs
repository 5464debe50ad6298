//! Tables from spreadsheets: reads CSV, TSV and XLSX into a [`Grid`] of cells, and writes XLSX.
//!
//! A grid has the first row that is not empty as its header, and every later row with its number as
//! the spreadsheet shows it. This room knows nothing of profiles: it does not decide the meaning of
//! a cell.
//!
//! Files come from strangers. Every size is bounded before it takes memory, and a file that breaks a
//! rule gives a [`TableError`] that names the limit or the cell.

mod delimited;
mod encoding;
mod error;
mod format;
mod grid;
mod workbook;
mod workbook_writer;
mod xml_guard;

pub use error::TableError;
pub use format::TableFormat;
pub use grid::{Cell, CellKind, Grid, HeaderCell, Row, cell_name, column_letters};
pub use workbook_writer::{CannotWrite, WorkbookWriter};

/// Maximum size of a table in bytes (16 MiB).
pub const MAX_BYTES: usize = 16 << 20;

/// Maximum number of rows below the header.
pub const MAX_ROWS: usize = 20_000;

/// Maximum number of columns.
pub const MAX_COLUMNS: usize = 100;

/// Maximum number of characters in a cell: that of Excel.
pub const MAX_CELL_CHARACTERS: usize = 32_767;

/// Maximum size of all cells together, in bytes of UTF-8 (64 MiB). A workbook may refer to one long
/// text from many cells.
const MAX_CELL_BYTES: usize = 64 << 20;

/// Reads a table.
///
/// # Errors
///
/// When the bytes are not a table of this format, or larger than a limit.
pub fn read(bytes: &[u8], format: TableFormat) -> Result<Grid, TableError> {
    if bytes.len() > MAX_BYTES {
        return Err(TableError::TooManyBytes);
    }
    format.check(bytes)?;
    match format {
        TableFormat::Csv => delimited::read(bytes, None),
        TableFormat::Tsv => delimited::read(bytes, Some(b'\t')),
        TableFormat::Xlsx => workbook::read(bytes),
    }
}
