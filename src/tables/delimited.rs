//! Reads texts with separated values (RFC 4180), as spreadsheets write them.
//!
//! A separate reader, because the `csv` crate skips blank lines, which a spreadsheet shows as rows,
//! and reads to the end of the file if a quotation mark is never closed.

use super::TableError;
use super::encoding::decode;
use super::grid::{Cell, Grid, GridBuilder, cell_name};

/// The separators that spreadsheets write, the most usual first.
const SEPARATORS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Reads a text. Without `usual`, the separator is that which occurs most in the header.
pub fn read(bytes: &[u8], usual: Option<u8>) -> Result<Grid, TableError> {
    let (text, guessed) = decode(bytes)?;
    let mut grid = GridBuilder::default();
    if let Some(encoding) = guessed {
        grid.notice(format!(
            "the file is not UTF-8, so it was read as {encoding}: check letters with accents, or \
             save it as CSV UTF-8"
        ));
    }
    let (separator, text) = match named_separator(&text) {
        Some((separator, rest)) => (separator, rest),
        None => (separator_of(&text, usual), &*text),
    };
    let mut cells = Cells { rest: text, separator: char::from(separator), row: 1, column: 0 };
    while let Some((row, column, text)) = cells.next()? {
        grid.add(row, column, Cell::text(text))?;
    }
    grid.finish()
}

/// The separator that a first line such as `sep=;` names, and the text after that line. Excel
/// writes and hides this line.
fn named_separator(text: &str) -> Option<(u8, &str)> {
    let (line, rest) = text.split_once('\n')?;
    let line = line.trim_end_matches('\r').trim_matches('"');
    let named = line.get(..4).filter(|it| it.eq_ignore_ascii_case("sep=")).map(|_| &line[4..])?;
    match named.as_bytes() {
        [separator] if SEPARATORS.contains(separator) => Some((*separator, rest)),
        _ => None,
    }
}

/// The separator that occurs most in the header, outside quotation marks.
fn separator_of(text: &str, usual: Option<u8>) -> u8 {
    let mut counts = [0; SEPARATORS.len()];
    let mut is_quoted = false;
    for byte in text.bytes() {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b'\n' | b'\r' if !is_quoted && counts.iter().any(|&count| count > 0) => break,
            _ if is_quoted => {}
            _ => {
                if let Some(place) = SEPARATORS.iter().position(|&it| it == byte) {
                    counts[place] += 1;
                }
            }
        }
    }
    let usual = usual.unwrap_or(SEPARATORS[0]);
    let count_of = |separator: u8| {
        let place = SEPARATORS.iter().position(|&it| it == separator);
        place.map_or(0, |place| counts[place])
    };
    let most = SEPARATORS.into_iter().rev().max_by_key(|&it| (count_of(it), it == usual));
    most.unwrap_or(usual)
}

/// The cells of a text in reading order.
struct Cells<'t> {
    rest: &'t str,
    separator: char,
    /// The row of the next cell, from 1.
    row: usize,
    /// The column of the next cell, from 0.
    column: usize,
}

impl Cells<'_> {
    /// The next cell, with its row and column; `None` at the end.
    fn next(&mut self) -> Result<Option<(usize, usize, String)>, TableError> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        let (row, column) = (self.row, self.column);
        let mut text = String::new();
        if let Some(quoted) = self.rest.strip_prefix('"') {
            let end = closing_quote(quoted);
            let end = end.ok_or_else(|| TableError::UnclosedQuote(cell_name(row, column)))?;
            text = quoted[..end].replace("\"\"", "\"");
            self.rest = &quoted[end + 1..];
        }
        let is_end = |c: char| c == self.separator || c == '\n' || c == '\r';
        let end = self.rest.find(is_end).unwrap_or(self.rest.len());
        text.push_str(&self.rest[..end]);
        self.rest = &self.rest[end..];
        self.pass_end();
        Ok(Some((row, column, text)))
    }

    /// Passes the separator or the end of the row.
    fn pass_end(&mut self) {
        let mut characters = self.rest.chars();
        match characters.next() {
            None => return,
            Some(c) if c == self.separator => self.column += 1,
            Some('\r') if characters.as_str().starts_with('\n') => {
                characters.next();
                (self.row, self.column) = (self.row + 1, 0);
            }
            Some(_) => (self.row, self.column) = (self.row + 1, 0),
        }
        self.rest = characters.as_str();
    }
}

/// The place of the quotation mark that closes a cell: the first that is not doubled.
fn closing_quote(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut from = 0;
    loop {
        let at = from + bytes[from..].iter().position(|&byte| byte == b'"')?;
        if bytes.get(at + 1) != Some(&b'"') {
            return Some(at);
        }
        from = at + 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The header and the rows of a text: each cell with its name.
    fn cells(text: &str) -> (Vec<String>, Vec<(String, String)>) {
        let grid = read(text.as_bytes(), None).unwrap();
        let header = grid.header.iter().map(|it| it.name.clone()).collect();
        let rows = grid.rows.iter().flat_map(|row| {
            grid.header.iter().filter_map(|named| {
                let cell = row.cell(named.column)?;
                Some((cell_name(row.number, named.column), cell.text.clone()))
            })
        });
        (header, rows.collect())
    }

    #[test]
    fn texts_are_read_as_spreadsheets_write_them() {
        let named = |cells: &[(&str, &str)]| -> Vec<(String, String)> {
            cells.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
        };
        for (text, header, expected) in [
            ("slug,name\na,A", ["slug", "name"], named(&[("A2", "a"), ("B2", "A")])),
            (
                "slug;name\r\na;\"A, B\"\r\n",
                ["slug", "name"],
                named(&[("A2", "a"), ("B2", "A, B")]),
            ),
            ("slug\tname\na\tA\tB\n".trim_end(), ["slug", "name"], named(&[])),
            ("sep=;\r\nslug;a,b,c\r\nx;y", ["slug", "a,b,c"], named(&[("A2", "x"), ("B2", "y")])),
            ("\"sep=|\"\na|b\n", ["a", "b"], named(&[])),
            (
                "slug,name\n\n\"a\"\"b\",\"two\r\nlines\"\n,,\n\nc,\n",
                ["slug", "name"],
                named(&[("A3", "a\"b"), ("B3", "two\r\nlines"), ("A6", "c")]),
            ),
            (
                "slug,name,,\na,5\" pipe,,\n",
                ["slug", "name"],
                named(&[("A2", "a"), ("B2", "5\" pipe")]),
            ),
            ("slug,name\r\"a\"x,b\r", ["slug", "name"], named(&[("A2", "ax"), ("B2", "b")])),
            ("\"a,b;c;d\",e\n1,2", ["a,b;c;d", "e"], named(&[("A2", "1"), ("B2", "2")])),
        ] {
            if text.contains("\tB") {
                let error = read(text.as_bytes(), None).unwrap_err();
                assert_eq!(error, TableError::NoHeader("C2".to_owned()));
                continue;
            }
            let (names, found) = cells(text);
            assert_eq!(
                (names.as_slice(), found),
                (&header.map(str::to_owned)[..], expected),
                "{text:?}"
            );
        }
    }

    #[test]
    fn a_quotation_mark_that_is_never_closed_is_refused_with_its_cell() {
        for (text, cell) in [("a,b\n1,\"2\n3,4\n", "B2"), ("\"a", "A1"), ("a\n\"\"\"", "A2")] {
            let error = read(text.as_bytes(), None).unwrap_err();
            assert_eq!(error, TableError::UnclosedQuote(cell.to_owned()), "{text:?}");
        }
    }

    #[test]
    fn a_table_without_separators_has_one_column() {
        let grid = read(b"slug\na\n", Some(b'\t')).unwrap();
        assert_eq!((grid.header.len(), grid.rows.len()), (1, 1));
        assert_eq!(read(b"\n\n", None), Err(TableError::Empty));
    }
}
