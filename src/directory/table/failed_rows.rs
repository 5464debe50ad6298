//! The rows with mistakes, as a table to mend and load again.

use std::collections::BTreeMap;

use csv::{QuoteStyle, Terminator, WriterBuilder};

use super::columns::PROBLEM;
use super::report::{TableMistake, TableMistakes};
use crate::directory::export::cells::{escape_formulas, unescape_formulas};
use crate::tables::Grid;

/// Without it, spreadsheets read UTF-8 as an older encoding.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// The rows of a table that have mistakes, as CSV (RFC 4180) with the same columns and a last one,
/// `problem`, that says why. A table with this column can be loaded: the column is ignored.
pub fn failed_rows(grid: &Grid, mistakes: &TableMistakes) -> Vec<u8> {
    let mut problems: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for mistake in &mistakes.kept {
        problems.entry(mistake.row).or_default().push(problem(mistake));
    }
    let columns: Vec<_> =
        grid.header.iter().filter(|it| !it.name.eq_ignore_ascii_case(PROBLEM)).collect();
    let mut out = BYTE_ORDER_MARK.to_vec();
    let mut builder = WriterBuilder::new();
    builder.terminator(Terminator::CRLF).quote_style(QuoteStyle::NonNumeric);
    let mut writer = builder.from_writer(&mut out);
    let header = columns.iter().map(|it| escape_formulas(&it.name));
    let mut records = vec![header.chain([PROBLEM.to_owned()]).collect::<Vec<_>>()];
    for row in &grid.rows {
        let Some(problems) = problems.get(&row.number) else { continue };
        let cells = columns.iter().map(|it| {
            let text = row.cell(it.column).map_or("", |cell| cell.text.as_str());
            // A cell that has the apostrophe of an export already must not get another.
            escape_formulas(&unescape_formulas(text))
        });
        records.push(cells.chain([escape_formulas(&problems.join("\n"))]).collect());
    }
    for record in records {
        writer.write_record(record).expect("writing to memory does not fail");
    }
    writer.flush().expect("writing to memory does not fail");
    drop(writer);
    out
}

/// A mistake as one sentence with its column.
fn problem(mistake: &TableMistake) -> String {
    let message = &mistake.violation.message;
    match &mistake.cell {
        Some(cell) => format!("{}: {message}", cell.column),
        None => message.clone(),
    }
}
