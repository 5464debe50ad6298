//! Why a file is not a table that can be read.

use super::{MAX_BYTES, MAX_CELL_BYTES, MAX_CELL_CHARACTERS, MAX_COLUMNS, MAX_ROWS};

/// The file is not a table, or is larger than a limit. Each message names the limit or the cell, and
/// says how to correct the file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    #[error("the table has more than {} MiB; split it", MAX_BYTES >> 20)]
    TooManyBytes,
    #[error("the table has more than {MAX_ROWS} rows below the header; split it")]
    TooManyRows,
    /// The first cell that is too far to the right, such as `CW1`.
    #[error("cell {0} is to the right of column {MAX_COLUMNS}, the last that is read; delete it")]
    TooManyColumns(String),
    #[error(
        "cell {cell} has {length} characters; at most {MAX_CELL_CHARACTERS} are allowed in a cell"
    )]
    CellTooLong { cell: String, length: usize },
    #[error("the cells have more than {} MiB of text together; split the table", MAX_CELL_BYTES >> 20)]
    TooMuchText,
    #[error("the table is empty; its first row must have the names of the columns")]
    Empty,
    #[error("cell {0} is in a column without a name in the header; name the column or delete it")]
    NoHeader(String),
    #[error("the columns {first} and {second} are both named `{name}`; remove one")]
    RepeatedHeader { name: String, first: String, second: String },
    #[error("the quotation mark at the beginning of cell {0} is never closed; close or remove it")]
    UnclosedQuote(String),
    #[error("the file contains NUL characters, so it is not a text; save the table as CSV (UTF-8)")]
    NotText,
    #[error("the file is a workbook or another zip, not a text; if it is XLSX, name it so")]
    IsWorkbook,
    #[error("the file is not a workbook of Excel (.xlsx); if it is a text, name it .csv or .tsv")]
    NotAWorkbook,
    #[error(
        "the file is a workbook of an old Excel (.xls), or has a password; save it as .xlsx \
         without a password"
    )]
    OldWorkbook,
    #[error("the workbook has no worksheet")]
    NoSheet,
    /// A part of the workbook, and the limit in bytes.
    #[error("the workbook is too large when it is unpacked: more than {} MiB; split it", .0 >> 20)]
    UnpacksTooLarge(u64),
    #[error("the workbook is damaged: {0}; open it in a spreadsheet program and save it again")]
    Damaged(String),
}
