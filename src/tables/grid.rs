//! A grid of cells, and the checks of its size while it is filled.

use std::collections::HashMap;

use super::{MAX_CELL_BYTES, MAX_CELL_CHARACTERS, MAX_COLUMNS, MAX_ROWS, TableError};

/// A table: a header and the rows below it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Grid {
    /// The named columns, from left to right.
    pub header: Vec<HeaderCell>,
    /// The rows below the header that have a cell, from top to bottom.
    pub rows: Vec<Row>,
    /// Facts about the file that an editor should know, as sentences.
    pub notices: Vec<String>,
}

/// The name of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderCell {
    /// The index of the column, from 0.
    pub column: usize,
    /// The name without outer white space. Never empty.
    pub name: String,
}

/// A row below the header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// The number that a spreadsheet shows, from 1.
    pub number: usize,
    /// The cells by the index of their column, without those at the end that are empty.
    cells: Vec<Cell>,
}

impl Row {
    /// The cell in a column; `None` if it is empty.
    pub fn cell(&self, column: usize) -> Option<&Cell> {
        self.cells.get(column).filter(|cell| !cell.is_empty())
    }
}

/// The content of a cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// The text as the table has it, or a number or date written as text.
    pub text: String,
    pub kind: CellKind,
}

/// The type of the value of a cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum CellKind {
    #[default]
    Text,
    /// A number of a workbook.
    Number,
    /// A day of a workbook, written as YYYY-MM-DD; with a time, that follows.
    Date,
    /// A value that cannot be used, with the reason as a sentence.
    Unusable(String),
}

impl Cell {
    /// A cell with a text.
    pub fn text(text: impl Into<String>) -> Self {
        Self { text: text.into(), kind: CellKind::Text }
    }

    fn is_empty(&self) -> bool {
        self.text.trim().is_empty() && !matches!(self.kind, CellKind::Unusable(_))
    }
}

/// The letters of a column, such as `A` for 0 and `AB` for 27.
pub fn column_letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut left = column + 1;
    while left > 0 {
        let digit = (left - 1) % 26;
        letters.push(char::from(b'A' + digit as u8));
        left = (left - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// The name of a cell, such as `F12`, from its row (from 1) and column (from 0).
pub fn cell_name(row: usize, column: usize) -> String {
    format!("{}{row}", column_letters(column))
}

/// Collects cells in reading order.
#[derive(Default)]
pub(super) struct GridBuilder {
    grid: Grid,
    /// The number of the header's row; 0 before it.
    header_row: usize,
    /// The size of all texts so far, in bytes.
    bytes: usize,
}

impl GridBuilder {
    /// Adds a cell that is not before the previous one. Empty cells may be left out.
    pub fn add(&mut self, row: usize, column: usize, cell: Cell) -> Result<(), TableError> {
        if cell.is_empty() {
            return Ok(());
        }
        if column >= MAX_COLUMNS {
            return Err(TableError::TooManyColumns(cell_name(row, column)));
        }
        // The length in bytes is at least that in characters, and cheaper.
        if cell.text.len() > MAX_CELL_CHARACTERS {
            let length = cell.text.chars().count();
            if length > MAX_CELL_CHARACTERS {
                return Err(TableError::CellTooLong { cell: cell_name(row, column), length });
            }
        }
        self.bytes += cell.text.len();
        if self.bytes > MAX_CELL_BYTES {
            return Err(TableError::TooMuchText);
        }
        if self.header_row == 0 {
            self.header_row = row;
        }
        if row == self.header_row {
            let name = cell.text.split_whitespace().collect::<Vec<_>>().join(" ");
            self.grid.header.push(HeaderCell { column, name });
            return Ok(());
        }
        if self.grid.rows.last().is_none_or(|last| last.number != row) {
            if self.grid.rows.len() == MAX_ROWS {
                return Err(TableError::TooManyRows);
            }
            self.grid.rows.push(Row { number: row, cells: Vec::new() });
        }
        if !self.grid.header.iter().any(|named| named.column == column) {
            return Err(TableError::NoHeader(cell_name(row, column)));
        }
        if let Some(last) = self.grid.rows.last_mut() {
            if last.cells.len() <= column {
                last.cells.resize(column + 1, Cell::default());
            }
            last.cells[column] = cell;
        }
        Ok(())
    }

    pub fn notice(&mut self, sentence: impl Into<String>) {
        self.grid.notices.push(sentence.into());
    }

    /// The grid, if it has a header with different names.
    pub fn finish(self) -> Result<Grid, TableError> {
        let mut columns: HashMap<String, usize> = HashMap::new();
        for HeaderCell { column, name } in &self.grid.header {
            if let Some(first) = columns.insert(name.to_lowercase(), *column) {
                let (first, second) = (column_letters(first), column_letters(*column));
                return Err(TableError::RepeatedHeader { name: name.clone(), first, second });
            }
        }
        if self.grid.header.is_empty() { Err(TableError::Empty) } else { Ok(self.grid) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_the_letters_of_a_spreadsheet() {
        for (column, letters) in [
            (0, "A"),
            (25, "Z"),
            (26, "AA"),
            (27, "AB"),
            (701, "ZZ"),
            (702, "AAA"),
            (16_383, "XFD"),
        ] {
            assert_eq!(column_letters(column), letters);
        }
        assert_eq!(cell_name(12, 5), "F12");
    }

    fn filled(cells: &[(usize, usize, &str)]) -> Result<Grid, TableError> {
        let mut builder = GridBuilder::default();
        for (row, column, text) in cells {
            builder.add(*row, *column, Cell::text(*text))?;
        }
        builder.finish()
    }

    #[test]
    fn the_first_row_with_a_cell_is_the_header() {
        let grid = filled(&[(3, 1, " b \n c"), (5, 1, "1"), (5, 2, " "), (9, 1, "2")]).unwrap();
        assert_eq!(grid.header, [HeaderCell { column: 1, name: "b c".to_owned() }]);
        let rows: Vec<_> = grid.rows.iter().map(|row| (row.number, row.cell(1))).collect();
        assert_eq!(rows, [(5, Some(&Cell::text("1"))), (9, Some(&Cell::text("2")))]);
        assert_eq!(grid.rows[0].cell(2), None);
        assert_eq!(grid.rows[0].cell(0), None);
    }

    #[test]
    fn each_limit_is_refused_by_name() {
        let long = "é".repeat(MAX_CELL_CHARACTERS + 1);
        let cell = |name: &str| name.to_owned();
        for (cells, expected) in [
            (vec![], TableError::Empty),
            (vec![(1, 0, "a"), (2, 1, "b")], TableError::NoHeader(cell("B2"))),
            (vec![(1, 0, "a"), (2, 100, "b")], TableError::TooManyColumns(cell("CW2"))),
            (
                vec![(1, 0, "a"), (1, 2, "A")],
                TableError::RepeatedHeader { name: cell("A"), first: cell("A"), second: cell("C") },
            ),
            (
                vec![(1, 0, "a"), (2, 0, &long)],
                TableError::CellTooLong { cell: cell("A2"), length: MAX_CELL_CHARACTERS + 1 },
            ),
        ] {
            assert_eq!(filled(&cells), Err(expected));
        }
        assert!(filled(&[(1, 0, "a"), (2, 0, &long[2..])]).is_ok());
        let mut many = vec![(1, 0, "a")];
        many.extend((2..=MAX_ROWS + 2).map(|row| (row, 0, "b")));
        assert_eq!(filled(&many), Err(TableError::TooManyRows));
        assert_eq!(filled(&many[..=MAX_ROWS]).unwrap().rows.len(), MAX_ROWS);
        let text = &long[2..];
        let rows: Vec<_> = (1..2000).map(|row| (row, 0, text)).collect();
        assert_eq!(filled(&rows), Err(TableError::TooMuchText));
    }
}
