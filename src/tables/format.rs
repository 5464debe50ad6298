//! The formats of tables.

use std::path::Path;

use super::TableError;

/// The format of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableFormat {
    /// Comma-separated values (RFC 4180); the separator may also be a semicolon, a tab or a bar.
    Csv,
    /// Tab-separated values.
    Tsv,
    /// A workbook of Excel (Office Open XML, ECMA-376), of which the first sheet is read.
    Xlsx,
}

/// The first bytes of a zip, and so of a workbook.
const ZIP: &[u8] = b"PK\x03\x04";
/// The first bytes of a workbook of Excel before 2007, and of one that is protected by a password.
const COMPOUND_FILE: &[u8] = b"\xD0\xCF\x11\xE0";

impl TableFormat {
    /// The format that the extension of a file names, in any case.
    pub fn of_path(path: &Path) -> Option<Self> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        match extension.as_str() {
            "csv" => Some(Self::Csv),
            "tsv" | "tab" => Some(Self::Tsv),
            "xlsx" => Some(Self::Xlsx),
            _ => None,
        }
    }

    /// Refuses a file that is evidently of another format.
    pub(super) fn check(self, bytes: &[u8]) -> Result<(), TableError> {
        if bytes.starts_with(COMPOUND_FILE) {
            return Err(TableError::OldWorkbook);
        }
        match (self, bytes.starts_with(ZIP)) {
            (Self::Xlsx, false) => Err(TableError::NotAWorkbook),
            (Self::Csv | Self::Tsv, true) => Err(TableError::IsWorkbook),
            _ => Ok(()),
        }
    }
}
