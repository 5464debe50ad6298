//! `load` of tables as spreadsheets write them: CSV, TSV and XLSX.

mod cells;
mod files;
mod headers;
mod round_trip;

use std::fs;
use std::path::{Path, PathBuf};

use antislavery_directory::tables::{self, TableFormat, WorkbookWriter};

use crate::program::{Outcome, Place, run};

/// A seeded directory, and a folder for tables.
struct Desk {
    place: Place,
    folder: tempfile::TempDir,
}

impl Desk {
    fn new() -> Self {
        Self { place: Place::seeded(), folder: tempfile::tempdir().unwrap() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file, and loads it.
    fn load(&self, name: &str, content: impl AsRef<[u8]>, options: &[&str]) -> Outcome {
        fs::write(self.path(name), content).unwrap();
        self.place.load(&self.path(name), options)
    }

    /// Loads a CSV with these lines, which must succeed. Returns the report.
    fn change(&self, lines: &[&str]) -> String {
        let loaded = self.load("table.csv", lines.join("\n"), &[]);
        assert_eq!(loaded.code, Some(0), "{loaded:?}");
        loaded.stdout
    }

    /// Loads a CSV with these lines, which must fail and change nothing. Returns the mistakes.
    fn refuse(&self, lines: &[&str]) -> String {
        let change = self.place.change();
        let loaded = self.load("table.csv", lines.join("\n"), &[]);
        assert_eq!((loaded.code, loaded.stdout.as_str()), (Some(1), ""), "{loaded:?}");
        assert_eq!(self.place.change(), change);
        loaded.stderr
    }

    /// Writes an export with this name. Returns its path.
    fn export(&self, name: &str) -> PathBuf {
        let path = self.path(name);
        let exported = run(self.place.program(["export"]).arg(&path));
        assert_eq!(exported.code, Some(0), "{exported:?}");
        path
    }

    /// The profile of an organization now.
    fn profile(&self, slug: &str) -> serde_json::Value {
        let exported = fs::read_to_string(self.export("profiles.ndjson")).unwrap();
        let mut profiles = exported.lines().map(|it| serde_json::from_str(it).unwrap());
        profiles.find(|it: &serde_json::Value| it["slug"] == slug).unwrap()
    }
}

/// The header and the rows of a table, as texts.
fn texts_of(path: &Path) -> Vec<Vec<String>> {
    let format = TableFormat::of_path(path).unwrap();
    let grid = tables::read(&fs::read(path).unwrap(), format).unwrap();
    let header = grid.header.iter().map(|it| it.name.clone()).collect();
    let rows = grid.rows.iter().map(|row| {
        let cell = |column| row.cell(column).map_or("", |cell| cell.text.as_str()).to_owned();
        grid.header.iter().map(|it| cell(it.column)).collect()
    });
    std::iter::once(header).chain(rows).collect()
}

/// Writes texts in the format that the extension names.
fn write_texts(path: &Path, texts: &[Vec<String>]) {
    match TableFormat::of_path(path).unwrap() {
        TableFormat::Xlsx => {
            let header: Vec<&str> = texts[0].iter().map(String::as_str).collect();
            let mut writer = WorkbookWriter::new(&header, &["founded"]).unwrap();
            texts[1..].iter().for_each(|row| writer.add(row).unwrap());
            writer.finish(fs::File::create(path).unwrap()).unwrap();
        }
        format => {
            let separator = if format == TableFormat::Tsv { b'\t' } else { b',' };
            let mut builder = csv::WriterBuilder::new();
            let mut writer = builder.delimiter(separator).from_path(path).unwrap();
            texts.iter().for_each(|row| writer.write_record(row).unwrap());
            writer.flush().unwrap();
        }
    }
}
