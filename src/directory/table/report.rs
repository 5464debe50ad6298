//! The report of a table that was loaded, and its mistakes.

use super::columns::ColumnsError;
use crate::directory::report::LoadReport;
use crate::domain::{Slug, Violation, truncate};
use crate::store::StoreError;
use crate::tables::{CellKind, Grid, column_letters};

/// Maximum number of changed cells, and of notices, with details. Further ones are only counted.
pub const MAX_CELLS: usize = 1000;

/// Maximum number of mistakes with details. Further ones are only counted.
pub const MAX_MISTAKES: usize = 1000;

/// Maximum number of characters of the old and new text of a changed cell.
pub const MAX_SHOWN: usize = 300;

/// The result of loading a table, or the expected result in a dry run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableReport {
    /// The result in profiles.
    pub load: LoadReport,
    /// The first [`MAX_CELLS`] changed cells, from top to bottom.
    pub cells: Vec<ChangedCell>,
    /// Number of changed cells.
    pub cell_count: usize,
    /// The first facts that an editor should know.
    pub notices: Vec<Notice>,
    /// Number of notices.
    pub notice_count: usize,
    /// Identifies all changes, with the old and new texts: two reports with the same fingerprint
    /// change the same.
    pub fingerprint: String,
    /// Whether nothing was loaded because the changes are not the expected ones any more.
    pub is_outdated: bool,
}

/// A cell that changes a profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedCell {
    /// The number of the row in the table, from 1.
    pub row: usize,
    /// The letters of the column.
    pub letters: String,
    /// The name of the column in the table.
    pub column: String,
    pub slug: Slug,
    /// The text that an export had before; at most 300 characters.
    pub old: String,
    /// The text that an export has after it; at most 300 characters.
    pub new: String,
}

/// A fact about a table, or one of its rows or cells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The number of the row; `None` if it is about the whole table.
    pub row: Option<usize>,
    /// The name of the column; `None` if it is about the whole row.
    pub column: Option<String>,
    pub message: String,
}

/// A mistake in a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableMistake {
    /// The number of the row in the table, from 1.
    pub row: usize,
    /// The cell with the mistake; `None` if it is about the whole row.
    pub cell: Option<MistakenCell>,
    /// The text of the cell that names the organization; empty if there is none.
    pub key: String,
    /// The violation. Its pointer is to the profile that the row would make.
    pub violation: Violation,
}

/// The cell of a mistake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MistakenCell {
    /// The letters of the column.
    pub letters: String,
    /// The name of the column in the table.
    pub column: String,
    /// The text of the cell, at most 300 characters.
    pub text: String,
}

/// All mistakes in a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableMistakes {
    /// The first 1,000, from top to bottom and left to right.
    pub kept: Vec<TableMistake>,
    /// Number of further mistakes.
    pub more: usize,
}

/// Why a table was not loaded. Nothing has changed then.
#[derive(Debug, thiserror::Error)]
pub enum TableLoadError {
    #[error(transparent)]
    Columns(#[from] ColumnsError),
    #[error("the table has mistakes; nothing was loaded")]
    Rejected(TableMistakes),
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl TableMistakes {
    /// Number of mistakes.
    pub fn count(&self) -> usize {
        self.kept.len() + self.more
    }
}

/// The texts of a cell before and after a change, each at most `max` characters long. Long texts
/// begin shortly before the first difference.
pub fn around_difference(old: &str, new: &str, max: usize) -> (String, String) {
    let is_long = |text: &str| text.chars().nth(max).is_some();
    let common = old.chars().zip(new.chars()).take_while(|(one, other)| one == other).count();
    let is_cut = is_long(old) || is_long(new);
    let skipped = if is_cut { common.saturating_sub(max / 3) } else { 0 };
    let part = |text: &str| {
        let ellipsis = if skipped > 0 { "…" } else { "" };
        let part: String = text.chars().skip(skipped).collect();
        truncate(&format!("{ellipsis}{part}"), max).into_owned()
    };
    (part(old), part(new))
}

/// The text of a cell in a message.
pub fn shown(text: &str) -> String {
    truncate(text, MAX_SHOWN).into_owned()
}

/// The mistake of a row, in a cell or in the whole row.
pub fn mistake_in(
    grid: &Grid,
    row: usize,
    column: Option<usize>,
    key: &str,
    violation: Violation,
) -> TableMistake {
    let row = &grid.rows[row];
    let cell = column.map(|index| MistakenCell {
        letters: column_letters(index),
        column: column_name(grid, index),
        text: row.cell(index).map_or_else(String::new, |cell| match &cell.kind {
            CellKind::Unusable(_) => String::new(),
            _ => shown(&cell.text),
        }),
    });
    TableMistake { row: row.number, cell, key: shown(key), violation }
}

/// The name of a column in the header.
pub fn column_name(grid: &Grid, index: usize) -> String {
    let named = grid.header.iter().find(|it| it.column == index);
    named.map_or_else(|| column_letters(index), |it| it.name.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_shown_from_shortly_before_their_difference() {
        let long = "x".repeat(100);
        let pair = |old: &str, new: &str| around_difference(old, new, 30);
        assert_eq!(pair("1997", "1998"), ("1997".to_owned(), "1998".to_owned()));
        let (old, new) = pair(&long, &format!("{long}; y"));
        assert_eq!((old.as_str(), new.as_str()), ("…xxxxxxxxxx", "…xxxxxxxxxx; y"));
        let (old, new) = pair("", &long);
        assert_eq!((old.as_str(), new.chars().count()), ("", 31));
    }
}
