//! Reads the first sheet of a workbook (Office Open XML, ECMA-376).
//!
//! The workbook is unpacked within a limit and checked before the library reads it, see
//! [`xml_guard`](super::xml_guard). Formulas are never computed: their stored values are read.

use std::io::{Cursor, Read, Seek, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use super::TableError;
use super::grid::{Cell, CellKind, Grid, GridBuilder};
use super::xml_guard::fault;

/// Maximum size of the unpacked parts together, in bytes (128 MiB).
const MAX_UNPACKED: u64 = 128 << 20;

/// Maximum number of files in a workbook.
const MAX_PARTS: usize = 2000;

/// Reads the first visible sheet.
pub fn read(bytes: &[u8]) -> Result<Grid, TableError> {
    let unpacked = unpack(bytes)?;
    // A fault of the library must not end a server that reads files of strangers.
    let read = catch_unwind(AssertUnwindSafe(|| read_sheet(&unpacked)));
    read.unwrap_or_else(|_| Err(damaged("it cannot be read")))
}

/// The parts that the library reads, checked, and packed again without compression.
fn unpack(bytes: &[u8]) -> Result<Vec<u8>, TableError> {
    let mut from = ZipArchive::new(Cursor::new(bytes)).map_err(damaged)?;
    if from.len() > MAX_PARTS {
        return Err(damaged(format!("it has more than {MAX_PARTS} files")));
    }
    let mut to = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut left = MAX_UNPACKED;
    for index in 0..from.len() {
        let part = from.by_index(index).map_err(damaged)?;
        let name = part.name().map_err(damaged)?.into_owned();
        let lower = name.to_ascii_lowercase();
        if !(lower.ends_with(".xml") || lower.ends_with(".rels")) {
            continue;
        }
        let mut text = Vec::new();
        // The declared size may be wrong.
        part.take(left + 1).read_to_end(&mut text).map_err(damaged)?;
        left =
            left.checked_sub(text.len() as u64).ok_or(TableError::UnpacksTooLarge(MAX_UNPACKED))?;
        if let Some(reason) = fault(&text) {
            return Err(damaged(format!("{reason} ({})", crate::domain::abbreviate(&name))));
        }
        to.start_file(name, options).map_err(damaged)?;
        to.write_all(&text).map_err(damaged)?;
    }
    Ok(to.finish().map_err(damaged)?.into_inner())
}

fn read_sheet(bytes: &[u8]) -> Result<Grid, TableError> {
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(damaged)?;
    let sheets = workbook.sheets_metadata().iter();
    let is_shown = |it: &&calamine::Sheet| {
        it.typ == SheetType::WorkSheet && it.visible == SheetVisible::Visible
    };
    let names: Vec<String> = sheets.filter(is_shown).map(|it| it.name.clone()).collect();
    let first = names.first().ok_or(TableError::NoSheet)?;
    let mut grid = GridBuilder::default();
    if names.len() > 1 {
        grid.notice(format!(
            "the workbook has {} sheets; only the first, `{}`, was read",
            names.len(),
            crate::domain::abbreviate(first)
        ));
    }
    read_cells(&mut workbook, first, &mut grid)?;
    grid.finish()
}

fn read_cells<R: Read + Seek>(
    workbook: &mut Xlsx<R>,
    sheet: &str,
    grid: &mut GridBuilder,
) -> Result<(), TableError> {
    let mut cells = workbook.worksheet_cells_reader(sheet).map_err(damaged)?;
    let mut last = (0, None);
    while let Some(record) = cells.next_cell_with_formula_metadata().map_err(damaged)? {
        let (row, column) = (record.pos.0 as usize + 1, record.pos.1 as usize);
        // A cell is replaced if it comes again, and a row would be split.
        if (row, Some(column)) <= last {
            return Err(damaged("its cells are not in order"));
        }
        last = (row, Some(column));
        let cell = match record.value {
            DataRef::Empty if record.formula.is_some() => unusable(
                "the cell has a formula whose value is not stored; save the file in a spreadsheet \
                 program, or write the value",
            ),
            value => cell_of(&value),
        };
        grid.add(row, column, cell)?;
    }
    Ok(())
}

fn cell_of(value: &DataRef<'_>) -> Cell {
    match value {
        DataRef::Empty => Cell::default(),
        DataRef::String(text) => Cell::text(text.as_str()),
        DataRef::SharedString(text) => Cell::text(*text),
        DataRef::Int(number) => number_cell(number.to_string()),
        DataRef::Float(number) => number_cell(number_text(*number)),
        DataRef::Bool(value) => Cell::text(if *value { "TRUE" } else { "FALSE" }),
        DataRef::DateTime(moment) if moment.is_duration() => {
            Cell { text: number_text(moment.as_f64()), kind: CellKind::Date }
        }
        DataRef::DateTime(moment) => {
            let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
            let date = format!("{year:04}-{month:02}-{day:02}");
            let text = if (hour, minute, second) == (0, 0, 0) {
                date
            } else {
                format!("{date} {hour:02}:{minute:02}:{second:02}")
            };
            Cell { text, kind: CellKind::Date }
        }
        DataRef::DateTimeIso(text) => {
            let text = text.strip_suffix("T00:00:00").unwrap_or(text);
            Cell { text: text.to_owned(), kind: CellKind::Date }
        }
        DataRef::DurationIso(text) => Cell { text: text.clone(), kind: CellKind::Date },
        DataRef::Error(error) => {
            unusable(&format!("the cell has the error {error}; correct its formula, or clear it"))
        }
    }
}

fn number_cell(text: String) -> Cell {
    Cell { text, kind: CellKind::Number }
}

/// A number without an exponent, so that all its digits are visible.
fn number_text(number: f64) -> String {
    // Whole numbers without a fraction; `Display` writes no exponent.
    format!("{number}")
}

fn unusable(reason: &str) -> Cell {
    Cell { text: String::new(), kind: CellKind::Unusable(reason.to_owned()) }
}

fn damaged(reason: impl ToString) -> TableError {
    let reason = reason.to_string();
    TableError::Damaged(crate::domain::truncate(&reason, 200).into_owned())
}

#[cfg(test)]
mod tests;
