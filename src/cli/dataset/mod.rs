//! A dataset: all current profiles and terms, with the files needed to use, check and cite them.
//!
//! The output is reproducible: the same state of a directory gives the same bytes, because every
//! date in it is the date of the last change. `load` and `restore` accept the folder and the zip. A
//! dataset does not include the history, former slugs and API keys.

mod archive;
mod dictionary;
mod metadata;
mod verified;

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;

pub use verified::VerifiedDataset;

use super::atomic_files::{self, BUFFER, cannot_write};
use super::hashing::{self, FileHash, HashingWriter};
use super::{Failure, output};
use crate::directory::{ExportFormat, ExportWriter, terms_of};
use crate::domain::{Keyword, Position, TermScheme, TermState};
use crate::store::{ExportPiece, Store, StoreError};

/// The name of the file with the hashes of all other files.
pub const SUMS: &str = "SHA256SUMS";
const PACKAGE: &str = "datapackage.json";
/// The name of the file with the profiles.
pub const PROFILES: &str = "organizations.jsonl";
const TABLE: &str = "organizations.csv";

/// The state and size of a dataset that was written.
pub struct Written {
    pub position: Position,
    pub organizations: usize,
}

/// A file of a dataset.
struct DatasetFile {
    name: String,
    hashed: FileHash,
}

/// Whether a dataset at this path is a zip.
pub fn is_zip(path: &Path) -> bool {
    path.extension().is_some_and(|it| it.eq_ignore_ascii_case("zip"))
}

/// Whether a path is a dataset by its looks: a zip, or a folder with the hashes or the description
/// of one.
pub fn is_dataset(path: &Path) -> bool {
    let has = |name: &str| path.join(name).exists();
    path.is_file() && is_zip(path) || path.is_dir() && (has(SUMS) || has(PACKAGE))
}

/// Writes a dataset atomically: a zip if the path ends in `.zip`, otherwise a folder.
pub fn write(store: &Store, path: &Path) -> Result<Written, Failure> {
    let is_zip = is_zip(path);
    if is_zip {
        atomic_files::refuse_existing(path)?;
    } else {
        atomic_files::refuse_existing_unless_empty_folder(path)?;
    }
    let folder = atomic_files::partial_folder(path)?;
    let mut files = Vec::new();
    let written = fill(store, folder.path(), &mut files).map_err(|err| match err {
        Failure::Output(reason) => cannot_write(path)(reason),
        err => err,
    })?;
    if !is_zip {
        atomic_files::persist_folder(folder, path)?;
        return Ok(written);
    }
    let file = atomic_files::partial_file(path, false)?;
    let names = files.iter().map(|file| file.name.as_str()).chain([SUMS]);
    archive::pack(folder.path(), names, written.position.updated_at, &file)
        .map_err(cannot_write(path))?;
    atomic_files::persist_file(file, path)?;
    Ok(written)
}

/// Writes all files into a folder, and syncs them to the disk.
fn fill(store: &Store, folder: &Path, files: &mut Vec<DatasetFile>) -> Result<Written, Failure> {
    let written = write_data(store, folder, files)?;
    let document = dictionary::schemas();
    let (at, change) = (written.position.updated_at, written.position.change);
    let texts = [
        (PACKAGE, metadata::package(files, &written.position, &document)),
        ("dictionary.md", dictionary::text(&document)),
        ("CITATION.cff", metadata::citation(change, at)),
        ("README.md", metadata::readme(written.organizations, change, at)),
    ];
    for (name, text) in texts {
        files.push(write_text(folder, name, &text)?);
    }
    let sums: String =
        files.iter().map(|file| hashing::sum_line(&file.hashed, &file.name)).collect();
    write_text(folder, SUMS, &sums)?;
    Ok(written)
}

/// Writes the profiles and terms, from one snapshot.
fn write_data(
    store: &Store,
    folder: &Path,
    files: &mut Vec<DatasetFile>,
) -> Result<Written, Failure> {
    let mut profiles = ProfileFile::create(folder, PROFILES, ExportFormat::Ndjson)?;
    let mut table = ProfileFile::create(folder, TABLE, ExportFormat::Csv)?;
    let bar = output::progress_bar(0, "{wide_bar} {pos}/{len} profiles");
    let mut written = None;
    let mut terms = Vec::new();
    store.export(|item| match item {
        ExportPiece::Header { position, terms: current, organizations } => {
            bar.set_length(organizations as u64);
            terms = write_terms(folder, &current)?;
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
    files.extend([profiles.finish()?, table.finish()?]);
    files.extend(terms);
    written.ok_or_else(|| StoreError::Corrupt("it has no position".to_owned()).into())
}

fn write_terms(folder: &Path, terms: &[TermState]) -> Result<Vec<DatasetFile>, Failure> {
    let schemes = TermScheme::ALL.iter();
    schemes
        .map(|&scheme| {
            let name = format!("{}.json", scheme.plural());
            write_text(folder, &name, &terms_of(scheme, terms)?)
        })
        .collect()
}

fn write_text(folder: &Path, name: &str, text: &str) -> Result<DatasetFile, Failure> {
    let mut file = HashingWriter::new(File::create_new(folder.join(name))?);
    file.write_all(text.as_bytes())?;
    finish(name, file)
}

fn finish(name: &str, file: HashingWriter<File>) -> Result<DatasetFile, Failure> {
    let (file, hashed) = file.finish();
    file.sync_all()?;
    Ok(DatasetFile { name: name.to_owned(), hashed })
}

/// A file of the dataset with all profiles in one export format.
struct ProfileFile {
    name: &'static str,
    writer: ExportWriter,
    out: BufWriter<HashingWriter<File>>,
    buffer: Vec<u8>,
}

impl ProfileFile {
    fn create(folder: &Path, name: &'static str, format: ExportFormat) -> Result<Self, Failure> {
        let writer = ExportWriter::new(format, None, false);
        let file = fs::File::create_new(folder.join(name))?;
        let out = BufWriter::with_capacity(BUFFER, HashingWriter::new(file));
        let mut buffer = Vec::new();
        writer.begin(&mut buffer);
        Ok(Self { name, writer, out, buffer })
    }

    fn add(&mut self, profile: &str) -> Result<(), Failure> {
        let corrupt = |err| StoreError::Corrupt(format!("{err}"));
        self.writer.add(profile.as_bytes(), &mut self.buffer).map_err(corrupt)?;
        self.out.write_all(&self.buffer)?;
        self.buffer.clear();
        Ok(())
    }

    fn finish(mut self) -> Result<DatasetFile, Failure> {
        self.writer.end(&mut self.buffer);
        self.out.write_all(&self.buffer)?;
        let file = self.out.into_inner().map_err(std::io::IntoInnerError::into_error)?;
        finish(self.name, file)
    }
}
