//! `load` of a table: each row changes values of one profile.

use std::fs;
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::database::DatabaseArgs;
use super::interruption::Interruption;
use super::load::{DRY_RUN, name_of};
use super::table_mistakes::write_table_mistakes;
use super::{Failure, may_colour, output};
use crate::directory::{
    self, ColumnMapping, Columns, ColumnsError, Notice, TableLoadError, TableMistakes,
    TableOptions, TableReport, UnknownHeader, around_difference, failed_rows,
};
use crate::domain::{Author, truncate};
use crate::tables::{self, Grid, TableFormat};

/// Maximum number of changed cells that are printed, and of notices.
const MAX_LISTED: usize = 200;

/// Maximum number of characters of the old and new text of a cell on one line.
const MAX_SHOWN: usize = 70;

/// Maximum size of a file with a mapping, in bytes (1 MiB).
const MAX_MAPPING_BYTES: u64 = 1 << 20;

/// Options for tables.
#[derive(Args)]
#[command(next_help_heading = "Options for tables (.csv, .tsv, .xlsx)")]
pub struct TableArgs {
    /// A JSON file that maps the headers of the table to columns, or to null to ignore them
    #[arg(long, value_name = "FILE")]
    columns: Option<PathBuf>,

    /// Write a mapping of the headers, with proposals for those that are unknown, and load
    /// nothing. Check the file, then use it with --columns
    #[arg(long, value_name = "FILE")]
    save_columns: Option<PathBuf>,

    /// If there are mistakes, write the rows that have them as CSV, with a last column `problem`,
    /// to mend them and load that file
    #[arg(long, value_name = "FILE")]
    failed_rows: Option<PathBuf>,
}

impl TableArgs {
    /// Refuses options for tables if no table is loaded.
    pub fn refuse_without_table(&self) -> Result<(), Failure> {
        let options = [
            ("--columns", &self.columns),
            ("--save-columns", &self.save_columns),
            ("--failed-rows", &self.failed_rows),
        ];
        match options.iter().find(|(_, given)| given.is_some()) {
            None => Ok(()),
            Some((option, _)) => Err(Failure::Usage(format!(
                "{option} is only for tables: name a file that ends in .csv, .tsv or .xlsx"
            ))),
        }
    }
}

/// The format of a file that is a table by its extension.
pub fn format_of(path: &Path) -> Option<TableFormat> {
    TableFormat::of_path(path).filter(|_| !path.is_dir())
}

/// Loads a table and prints which cells changed.
pub fn load(
    path: &Path,
    format: TableFormat,
    args: &TableArgs,
    dry_run: bool,
    database: &DatabaseArgs,
) -> Result<(), Failure> {
    let interruption = Interruption::watch("nothing was loaded");
    let grid = read(path, format)?;
    let mapping = args.columns.as_deref().map(read_mapping).transpose()?;
    if let Some(file) = &args.save_columns {
        return save_columns(file, &grid, mapping.as_ref());
    }
    let name = name_of(path);
    let options = TableOptions {
        mapping: mapping.as_ref(),
        dry_run,
        expected: None,
        source: &name,
        before_commit: &mut || interruption.before_commit(),
    };
    let store = database.open()?;
    match directory::load_table(&store, &grid, options, &Author::command("load")) {
        Ok(report) => Ok(print_report(&report, dry_run)?),
        Err(TableLoadError::Columns(ColumnsError::Unknown { unknown, .. })) => {
            print_unknown(path, &unknown)?;
            Err(Failure::Mistakes)
        }
        Err(TableLoadError::Columns(err)) => Err(refused(path, &err)),
        Err(TableLoadError::Rejected(mistakes)) => {
            print_mistakes(path, &mistakes)?;
            if let Some(file) = &args.failed_rows {
                write(file, &failed_rows(&grid, &mistakes))?;
                writeln!(
                    io::stderr(),
                    "the rows with mistakes are in {}: mend them in the table and load it again; or mend \
                     that file and load it, and load the other rows without these",
                    file.display()
                )?;
            }
            Err(Failure::Mistakes)
        }
        Err(TableLoadError::Store(err)) => Err(err.into()),
    }
}

/// Checks the form and the header of a table, which is all that can be checked without a directory.
pub fn check(path: &Path, format: TableFormat) -> Result<(), Failure> {
    let grid = read(path, format)?;
    match Columns::of(&grid.header, None) {
        Ok(columns) => {
            let rows = output::counted(grid.rows.len(), "row");
            let columns = output::counted(columns.all.len(), "column");
            writeln!(
                io::stdout(),
                "{rows} and {columns} can be read; `load --dry-run` checks the cells against the \
                 profiles that they change"
            )?;
            Ok(())
        }
        Err(ColumnsError::Unknown { unknown, .. }) => {
            print_unknown(path, &unknown)?;
            Err(Failure::Mistakes)
        }
        Err(err) => Err(refused(path, &err)),
    }
}

fn read(path: &Path, format: TableFormat) -> Result<Grid, Failure> {
    let limit = tables::MAX_BYTES as u64 + 1;
    let bytes = read_bounded(path, limit)?;
    tables::read(&bytes, format).map_err(|err| refused(path, &err))
}

fn read_mapping(path: &Path) -> Result<ColumnMapping, Failure> {
    let bytes = read_bounded(path, MAX_MAPPING_BYTES)?;
    let text = String::from_utf8_lossy(&bytes);
    ColumnMapping::parse(&text).map_err(|err| Failure::Usage(format!("{}: {err}", path.display())))
}

/// Reads a file, at most `limit` bytes of it.
fn read_bounded(path: &Path, limit: u64) -> Result<Vec<u8>, Failure> {
    let cannot_read = |reason| Failure::Read { path: path.display().to_string(), reason };
    let mut bytes = Vec::new();
    let file = fs::File::open(path).map_err(cannot_read)?;
    io::Read::read_to_end(&mut io::Read::take(file, limit), &mut bytes).map_err(cannot_read)?;
    Ok(bytes)
}

fn refused(path: &Path, reason: &impl ToString) -> Failure {
    Failure::Table { path: path.display().to_string(), reason: reason.to_string() }
}

fn save_columns(file: &Path, grid: &Grid, mapping: Option<&ColumnMapping>) -> Result<(), Failure> {
    let proposed = ColumnMapping::proposed(&grid.header, mapping);
    write(file, proposed.to_json().as_bytes())?;
    let file = file.display();
    writeln!(io::stdout(), "wrote {file}: check it, then load the table with --columns {file}")?;
    Ok(())
}

fn write(file: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let path = file.display().to_string();
    fs::write(file, bytes).map_err(|reason| Failure::Write { path, reason })
}

/// Prints the unknown headers, and the way to map them.
fn print_unknown(path: &Path, unknown: &[UnknownHeader]) -> io::Result<()> {
    let mut out = io::stderr().lock();
    let count = output::counted(unknown.len(), "column");
    let path = path.display();
    writeln!(out, "error: {path} has {count} with an unknown name:")?;
    for UnknownHeader { letters, name, proposal } in unknown {
        let name = truncate(&line(name), MAX_SHOWN).into_owned();
        match proposal {
            Some(proposal) => writeln!(out, "  column {letters}: `{name}`, perhaps `{proposal}`")?,
            None => writeln!(out, "  column {letters}: `{name}`")?,
        }
    }
    writeln!(
        out,
        "nothing was loaded; use --save-columns columns.json to write a mapping with these \
         proposals, check it, and load the table with --columns columns.json"
    )
}

fn print_mistakes(path: &Path, mistakes: &TableMistakes) -> io::Result<()> {
    let mut out = io::BufWriter::new(io::stderr().lock());
    let in_colour = may_colour(io::stderr().is_terminal());
    write_table_mistakes(&mut out, &path.display().to_string(), mistakes, in_colour)?;
    out.flush()
}

/// Prints the changed cells, the notices, and the counts.
fn print_report(report: &TableReport, dry_run: bool) -> io::Result<()> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    if dry_run {
        writeln!(out, "{DRY_RUN}")?;
    }
    for cell in report.cells.iter().take(MAX_LISTED) {
        let (old, new) = around_difference(&line(&cell.old), &line(&cell.new), MAX_SHOWN);
        let (old, new) = (quoted(&old), quoted(&new));
        writeln!(out, "row {}, {}: {old} → {new} ({})", cell.row, cell.column, cell.slug)?;
    }
    more(&mut out, report.cell_count, report.cells.len())?;
    for Notice { row, column, message } in report.notices.iter().take(MAX_LISTED) {
        let message = line(message);
        match (row, column) {
            (Some(row), Some(column)) => writeln!(out, "note: row {row}, {column}: {message}")?,
            (Some(row), None) => writeln!(out, "note: row {row}: {message}")?,
            (None, _) => writeln!(out, "note: {message}")?,
        }
    }
    more(&mut out, report.notice_count, report.notices.len())?;
    if let Some(id) = &report.load.id {
        writeln!(out, "import {id}: `imports revert {id}` undoes it")?;
    }
    writeln!(
        out,
        "{} changed in {}; {} unchanged",
        output::counted(report.cell_count, "cell"),
        output::counted(report.load.updated.len(), "profile"),
        output::counted(report.load.unchanged, "profile"),
    )?;
    out.flush()
}

fn more(out: &mut impl Write, count: usize, kept: usize) -> io::Result<()> {
    match count - kept.min(MAX_LISTED) {
        0 => Ok(()),
        more => writeln!(out, "… and {more} more"),
    }
}

/// A text in quotation marks.
fn quoted(text: &str) -> String {
    if text.is_empty() { "(empty)".to_owned() } else { format!("\"{text}\"") }
}

/// A text on one line, without characters that a terminal would execute.
fn line(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}
