//! A dataset: everything that stands, with what others need to use it, to check
//! it and to cite it.
//!
//! The same state of a directory gives the same bytes: every date in it is that
//! of the last change. `load` takes the folder as it is, `restore` the folder or
//! the zip. What is not in it: the history, former slugs, keys.

mod describing;
mod dictionary;
mod opening;
mod packing;

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;

pub use opening::Opened;

use super::hashing::{self, Hashed, Hashing};
use super::placing::{self, BUFFER, unwritable};
use super::{Failure, seeds};
use crate::directory::{ExportFormat, ExportPiece, ExportWriter, Store, StoreError, terms_of};
use crate::domain::{Keyword, Position, TermScheme, TermState};

/// The file with the hashes of all others.
pub const SUMS: &str = "SHA256SUMS";
const PACKAGE: &str = "datapackage.json";
const PROFILES: &str = "organizations.jsonl";
const TABLE: &str = "organizations.csv";

/// A dataset that was written.
pub struct Written {
    pub position: Position,
    pub organizations: usize,
}

/// A file of a dataset.
struct Piece {
    name: String,
    hashed: Hashed,
}

/// Whether a dataset at this path is a zip.
pub fn is_zip(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("zip"))
}

/// Writes a dataset: a folder, or a zip where the path ends so. It is complete,
/// or not there.
pub fn write(store: &Store, path: &Path) -> Result<Written, Failure> {
    let is_zip = is_zip(path);
    placing::refuse_taken(path, !is_zip)?;
    let folder = placing::folder_beside(path)?;
    let mut pieces = Vec::new();
    let written = fill(store, folder.path(), &mut pieces).map_err(|err| match err {
        Failure::Output(reason) => unwritable(path)(reason),
        err => err,
    })?;
    if !is_zip {
        placing::place_folder(folder, path)?;
        return Ok(written);
    }
    let file = placing::file_beside(path, false)?;
    let names = pieces.iter().map(|piece| piece.name.as_str()).chain([SUMS]);
    packing::pack(folder.path(), names, written.position.updated_at, &file)
        .map_err(unwritable(path))?;
    placing::place_file(file, path)?;
    Ok(written)
}

/// Writes all files into a folder, and brings them to the disk.
fn fill(store: &Store, folder: &Path, pieces: &mut Vec<Piece>) -> Result<Written, Failure> {
    let written = write_data(store, folder, pieces)?;
    let document = dictionary::schemas();
    let (at, change) = (written.position.updated_at, written.position.change);
    let texts = [
        (PACKAGE, describing::package(pieces, &written.position, &document)),
        ("dictionary.md", dictionary::text(&document)),
        ("CITATION.cff", describing::citation(change, at)),
        ("README.md", describing::readme(written.organizations, change, at)),
    ];
    for (name, text) in texts {
        pieces.push(write_text(folder, name, &text)?);
    }
    let sums: String =
        pieces.iter().map(|piece| hashing::line(&piece.hashed, &piece.name)).collect();
    write_text(folder, SUMS, &sums)?;
    Ok(written)
}

/// Writes the profiles and terms, from one snapshot.
fn write_data(store: &Store, folder: &Path, pieces: &mut Vec<Piece>) -> Result<Written, Failure> {
    let mut profiles = Rows::create(folder, PROFILES, ExportFormat::Ndjson)?;
    let mut table = Rows::create(folder, TABLE, ExportFormat::Csv)?;
    let bar = seeds::bar(0, "{wide_bar} {pos}/{len} profiles");
    let mut written = None;
    let mut terms = Vec::new();
    store.export(|piece| match piece {
        ExportPiece::Header { position, terms: standing, organizations } => {
            bar.set_length(organizations as u64);
            terms = write_terms(folder, &standing)?;
            written = Some(Written { position, organizations });
            Ok(())
        }
        ExportPiece::Profile(document) => {
            bar.inc(1);
            profiles.add(document)?;
            table.add(document)
        }
    })?;
    bar.finish_and_clear();
    pieces.extend([profiles.finish()?, table.finish()?]);
    pieces.extend(terms);
    written.ok_or_else(|| StoreError::Corrupt("it has no beginning".to_owned()).into())
}

fn write_terms(folder: &Path, standing: &[TermState]) -> Result<Vec<Piece>, Failure> {
    let schemes = TermScheme::ALL.iter();
    schemes
        .map(|&scheme| {
            let name = format!("{}.json", scheme.plural());
            write_text(folder, &name, &terms_of(scheme, standing)?)
        })
        .collect()
}

fn write_text(folder: &Path, name: &str, text: &str) -> Result<Piece, Failure> {
    let mut file = Hashing::new(File::create_new(folder.join(name))?);
    file.write_all(text.as_bytes())?;
    finish(name, file)
}

fn finish(name: &str, file: Hashing<File>) -> Result<Piece, Failure> {
    let (file, hashed) = file.finish();
    file.sync_all()?;
    Ok(Piece { name: name.to_owned(), hashed })
}

/// The profiles in one of their forms.
struct Rows {
    name: &'static str,
    writer: ExportWriter,
    out: BufWriter<Hashing<File>>,
    piece: Vec<u8>,
}

impl Rows {
    fn create(folder: &Path, name: &'static str, format: ExportFormat) -> Result<Self, Failure> {
        let writer = ExportWriter::new(format, None, false);
        let file = fs::File::create_new(folder.join(name))?;
        let out = BufWriter::with_capacity(BUFFER, Hashing::new(file));
        let mut piece = Vec::new();
        writer.begin(&mut piece);
        Ok(Self { name, writer, out, piece })
    }

    fn add(&mut self, profile: &str) -> Result<(), Failure> {
        let unreadable = |err| StoreError::Corrupt(format!("{err}"));
        self.writer.add(profile.as_bytes(), &mut self.piece).map_err(unreadable)?;
        self.out.write_all(&self.piece)?;
        self.piece.clear();
        Ok(())
    }

    fn finish(mut self) -> Result<Piece, Failure> {
        self.writer.end(&mut self.piece);
        self.out.write_all(&self.piece)?;
        let file = self.out.into_inner().map_err(std::io::IntoInnerError::into_error)?;
        finish(self.name, file)
    }
}
