//! Writes the files of a dataset into a folder.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use serde_json::Value;

use super::atomic_files::BUFFER;
use super::error::DatasetError;
use super::hashing::{self, HashingWriter};
use super::{
    DATABASE, DatasetFile, PACKAGE, PROFILES, SUMS, TABLE, WithdrawnOrganization, Written,
    dictionary, metadata, prose,
};
use crate::directory::{ExportFormat, ExportWriter, terms_of};
use crate::domain::{Keyword, Status, TermScheme, TermState};
use crate::store::{DatasetDatabase, ExportPiece, Store, StoreError};

/// A function that is called with the number of profiles that are written, and that of all profiles.
pub type Progress<'p> = &'p mut dyn FnMut(usize, usize);

/// Maximum number of withdrawn organizations that the release notes list.
pub const WITHDRAWN: usize = 1000;

/// Writes all files into a folder: those of the last change, or of `version`. They are not yet synced
/// to the disk. `permalinks` is the base of permanent URLs, if there is one.
pub fn fill(
    store: &Store,
    version: Option<i64>,
    permalinks: Option<&str>,
    folder: &Path,
    files: &mut Vec<DatasetFile>,
    progress: Progress<'_>,
) -> Result<Written, DatasetError> {
    let written = write_data(store, version, folder, files, progress)?;
    let texts = [
        (PACKAGE, metadata::package(files, &written)),
        ("dictionary.md", dictionary::text()),
        ("CITATION.cff", metadata::citation(&written.position, permalinks)),
        ("README.md", prose::readme(&written)),
        ("RELEASE_NOTES.md", prose::release_notes(&written)),
    ];
    for (name, text) in texts {
        files.push(write_text(folder, name, &text, None)?);
    }
    let sums: String =
        files.iter().map(|file| hashing::sum_line(&file.hashed, &file.name)).collect();
    files.push(write_text(folder, SUMS, &sums, None)?);
    Ok(written)
}

/// Writes the profiles and terms, from one snapshot.
fn write_data(
    store: &Store,
    version: Option<i64>,
    folder: &Path,
    files: &mut Vec<DatasetFile>,
    progress: Progress<'_>,
) -> Result<Written, DatasetError> {
    let mut data = Data::create(folder)?;
    let mut take = |piece: ExportPiece<'_>| {
        match piece {
            ExportPiece::Header { position, terms, organizations, redactions } => {
                let statuses = vec![0; Status::ALL.len()];
                let mut written = Written {
                    position,
                    organizations,
                    redactions,
                    terms: Vec::new(),
                    statuses,
                    withdrawn: Vec::new(),
                };
                data.begin(&mut written, &terms)?;
                data.written = Some(written);
            }
            ExportPiece::Profile(document, _) => data.add(document)?,
        }
        progress(data.done, data.written.as_ref().map_or(0, |it| it.organizations));
        Ok::<_, DatasetError>(())
    };
    match version {
        None => store.export(&mut take)?,
        Some(version) => store.export_version(version, &mut take)?,
    }
    data.finish(files)
}

/// The files with the profiles and terms, while they are written.
struct Data<'f> {
    folder: &'f Path,
    profiles: ProfileFile,
    table: ProfileFile,
    /// Created when the position is known.
    database: Option<DatasetDatabase>,
    terms: Vec<DatasetFile>,
    written: Option<Written>,
    /// Number of profiles that are written.
    done: usize,
}

impl<'f> Data<'f> {
    fn create(folder: &'f Path) -> Result<Self, DatasetError> {
        Ok(Self {
            folder,
            profiles: ProfileFile::create(folder, PROFILES, ExportFormat::Ndjson)?,
            table: ProfileFile::create(folder, TABLE, ExportFormat::Csv)?,
            database: None,
            terms: Vec::new(),
            written: None,
            done: 0,
        })
    }

    /// Writes the terms.
    fn begin(&mut self, written: &mut Written, terms: &[TermState]) -> Result<(), DatasetError> {
        for &scheme in TermScheme::ALL {
            let name = format!("{}.json", scheme.plural());
            let count = terms.iter().filter(|term| term.scheme == scheme).count();
            written.terms.push(count);
            let text = terms_of(scheme, terms)?;
            self.terms.push(write_text(self.folder, &name, &text, Some(count))?);
        }
        let path = self.folder.join(DATABASE);
        let mut database =
            DatasetDatabase::create(&path, &metadata::facts(written)).map_err(full_disk)?;
        database.add_terms(terms).map_err(full_disk)?;
        self.database = Some(database);
        Ok(())
    }

    fn add(&mut self, document: &str) -> Result<(), DatasetError> {
        self.profiles.add(document)?;
        self.table.add(document)?;
        if let Some(database) = &mut self.database {
            database.add_profile(document).map_err(full_disk)?;
        }
        if let Some(written) = &mut self.written {
            count(written, document)?;
        }
        self.done += 1;
        Ok(())
    }

    /// Completes the files, and adds them to `files`.
    fn finish(self, files: &mut Vec<DatasetFile>) -> Result<Written, DatasetError> {
        let missing = || StoreError::Corrupt("it has no position".to_owned());
        let (written, database) = (self.written.ok_or_else(missing)?, self.database);
        database.ok_or_else(missing)?.finish().map_err(full_disk)?;
        let path = self.folder.join(DATABASE);
        let hashed = hashing::hash(&path)?;
        let database = DatasetFile { name: DATABASE.to_owned(), hashed, records: None };
        let records = Some(self.done);
        files.extend([self.profiles.finish(records)?, self.table.finish(records)?, database]);
        files.extend(self.terms);
        Ok(written)
    }
}

/// Counts the status of a profile, and notes one that is withdrawn.
fn count(written: &mut Written, document: &str) -> Result<(), DatasetError> {
    // Canonical JSON has the key only at the root, and quotes in texts are escaped.
    let status = document.split_once("\"status\":\"").and_then(|(_, rest)| rest.split_once('"'));
    let status = status.and_then(|(word, _)| Status::from_word(word));
    let place = status.and_then(|status| Status::ALL.iter().position(|it| *it == status));
    if let Some(count) = place.and_then(|place| written.statuses.get_mut(place)) {
        *count += 1;
    }
    if status == Some(Status::Withdrawn) && written.withdrawn.len() < WITHDRAWN {
        let profile: Value = serde_json::from_str(document)
            .map_err(|err| StoreError::Corrupt(format!("a profile cannot be read: {err}")))?;
        let text = |value: &Value| value.as_str().map(str::to_owned);
        written.withdrawn.push(WithdrawnOrganization {
            slug: text(&profile["slug"]).unwrap_or_default(),
            name: text(&profile["name"]).unwrap_or_default(),
            reason: text(&profile["withdrawal"]["reason"]).unwrap_or_default(),
            successor: text(&profile["withdrawal"]["successor"]),
        });
    }
    Ok(())
}

/// A failure of the database file, which is only written, as the failure of its disk.
fn full_disk(err: StoreError) -> DatasetError {
    match err {
        StoreError::Full(reason) => io::Error::new(io::ErrorKind::StorageFull, reason).into(),
        err => err.into(),
    }
}

fn write_text(
    folder: &Path,
    name: &str,
    text: &str,
    records: Option<usize>,
) -> Result<DatasetFile, DatasetError> {
    let mut file = HashingWriter::new(File::create_new(folder.join(name))?);
    file.write_all(text.as_bytes())?;
    finish(name, file, records)
}

fn finish(
    name: &str,
    file: HashingWriter<File>,
    records: Option<usize>,
) -> Result<DatasetFile, DatasetError> {
    let (_, hashed) = file.finish();
    Ok(DatasetFile { name: name.to_owned(), hashed, records })
}

/// A file of the dataset with all profiles in one export format.
struct ProfileFile {
    name: &'static str,
    writer: ExportWriter,
    out: BufWriter<HashingWriter<File>>,
    buffer: Vec<u8>,
}

impl ProfileFile {
    fn create(
        folder: &Path,
        name: &'static str,
        format: ExportFormat,
    ) -> Result<Self, DatasetError> {
        let writer = ExportWriter::new(format, None, false);
        let file = File::create_new(folder.join(name))?;
        let out = BufWriter::with_capacity(BUFFER, HashingWriter::new(file));
        let mut buffer = Vec::new();
        writer.begin(&mut buffer);
        Ok(Self { name, writer, out, buffer })
    }

    fn add(&mut self, profile: &str) -> Result<(), DatasetError> {
        let corrupt = |err| StoreError::Corrupt(format!("{err}"));
        self.writer.add(profile.as_bytes(), &mut self.buffer).map_err(corrupt)?;
        self.out.write_all(&self.buffer)?;
        self.buffer.clear();
        Ok(())
    }

    fn finish(mut self, records: Option<usize>) -> Result<DatasetFile, DatasetError> {
        self.writer.end(&mut self.buffer);
        self.out.write_all(&self.buffer)?;
        let file = self.out.into_inner().map_err(io::IntoInnerError::into_error)?;
        finish(self.name, file, records)
    }
}
