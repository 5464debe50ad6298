//! `export`: writes all profiles to a file, or a whole dataset.

use std::fs::File;
use std::io::{self, BufWriter, Seek, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::backup::write_with_progress;
use super::database::DatabaseArgs;
use super::serve::permalink_base;
use super::{Failure, output};
use crate::dataset::atomic_files::{self, BUFFER, PartialFile};
use crate::dataset::cannot_write;
use crate::directory::{
    ExportFormat, ExportWriter, WorkbookError, WorkbookExport, editing_columns, with_revision,
};
use crate::store::{Store, StoreError};

#[derive(Args)]
pub struct ExportArgs {
    /// The file to write, or - for standard output. An existing file is replaced once the
    /// new one is complete
    path: PathBuf,

    /// ndjson: one profile per line, as it was written, which load accepts; json: an
    /// array; csv: a table to edit in a spreadsheet and load, with the revision of each
    /// profile; xlsx: the same as a workbook; dataset: a new folder (a zip if PATH ends
    /// in .zip) with profiles, table, vocabulary, data dictionary, checksums and
    /// citation, which load and restore accept
    /// [default: from the extension of PATH; ndjson if it has none]
    #[arg(long, value_parser = PossibleValuesParser::new(Format::names()).map(|name| Format::from_name(&name)))]
    format: Option<Format>,

    /// For a dataset: the base of the permanent URL in its citation, as of the server [default:
    /// no URL]
    #[arg(long, env = "PERMALINK_BASE", value_name = "URL", value_parser = permalink_base)]
    permalink_base: Option<String>,

    #[command(flatten)]
    database: DatabaseArgs,
}

/// The output format.
#[derive(Clone, Copy)]
enum Format {
    File(ExportFormat),
    Workbook,
    Dataset,
}

impl Format {
    fn names() -> impl Iterator<Item = &'static str> {
        ExportFormat::ALL.map(ExportFormat::as_str).into_iter().chain(["xlsx", "dataset"])
    }

    fn from_name(name: &str) -> Self {
        match name {
            "xlsx" => Self::Workbook,
            name => name.parse().map_or(Self::Dataset, Self::File),
        }
    }

    /// The format that the extension of a path names; NDJSON if it has none.
    fn from_extension(path: &Path) -> Result<Self, Failure> {
        let Some(extension) = path.extension() else { return Ok(Self::File(ExportFormat::Ndjson)) };
        let extension = extension.to_string_lossy();
        match extension.to_ascii_lowercase().as_str() {
            "zip" => Ok(Self::Dataset),
            "xlsx" => Ok(Self::Workbook),
            "jsonl" => Ok(Self::File(ExportFormat::Ndjson)),
            lower => lower.parse().map(Self::File).map_err(|_| {
                Failure::Usage(format!(
                    "exports have no format `.{extension}`; name a file that ends in .ndjson, \
                     .jsonl, .json, .csv, .xlsx or .zip (a dataset), or choose the format with --format"
                ))
            }),
        }
    }
}

/// Writes all profiles, including withdrawn ones, in slug order.
pub fn export(args: &ExportArgs) -> Result<(), Failure> {
    let format = args.format.map_or_else(|| Format::from_extension(&args.path), Ok)?;
    if matches!(format, Format::Dataset) {
        return export_dataset(args);
    }
    if args.path.as_os_str() == "-" {
        write_all(&args.database.open()?, format, io::stdout())?;
        return Ok(());
    }
    if args.path.is_dir() {
        let path = args.path.display();
        return Err(Failure::Usage(format!("{path} is a folder; name a file in it")));
    }
    let store = open(args)?;
    let cannot_write = cannot_write(&args.path);
    let target = Target::create(&args.path)?;
    let out = target.writer().map_err(&cannot_write)?;
    let written = write_all(&store, format, out).map_err(|err| match err {
        Failure::Output(reason) => cannot_write(reason).into(),
        err => err,
    })?;
    // The reader of a pipe, which may be standard output, expects only the profiles.
    let is_plain = matches!(target, Target::Plain(..));
    target.complete()?;
    if is_plain {
        writeln!(io::stdout(), "{} exported", output::counted(written, "profile"))?;
    }
    Ok(())
}

/// Opens the directory. One that never had any content must not replace a file.
fn open(args: &ExportArgs) -> Result<Store, Failure> {
    if args.path.is_file() { args.database.open_filled() } else { args.database.open() }
}

fn export_dataset(args: &ExportArgs) -> Result<(), Failure> {
    if args.path.as_os_str() == "-" {
        let reason = "a dataset is a folder or a zip; name a path for it";
        return Err(Failure::Usage(reason.to_owned()));
    }
    let written = write_with_progress(&open(args)?, &args.path, args.permalink_base.as_deref())?;
    let (profiles, change) = (written.organizations, written.position.change);
    let profiles = output::counted(profiles, "profile");
    writeln!(io::stdout(), "{profiles} exported at change {change}")?;
    Ok(())
}

/// Writes all profiles; returns their number.
fn write_all(store: &Store, format: Format, out: impl Write) -> Result<usize, Failure> {
    match format {
        Format::File(format) => write_text(store, format, out),
        Format::Workbook | Format::Dataset => write_workbook(store, out),
    }
}

/// Writes all profiles as a workbook. A pipe cannot be written at different places, so the workbook
/// is finished in a temporary file.
fn write_workbook(store: &Store, mut out: impl Write) -> Result<usize, Failure> {
    let corrupt = |err: WorkbookError| match err {
        WorkbookError::Profile(err) => StoreError::Corrupt(err.to_string()).into(),
        err @ WorkbookError::Write(_) => Failure::Output(io::Error::other(err)),
    };
    let bar = output::progress_bar(0, "{wide_bar} {pos}/{len} profiles");
    let mut workbook = WorkbookExport::new(Some(editing_columns())).map_err(corrupt)?;
    let written = store.for_each_profile(|profile, revision, total| {
        workbook.add(with_revision(profile, revision).as_bytes()).map_err(corrupt)?;
        bar.set_length(total as u64);
        bar.inc(1);
        Ok::<_, Failure>(())
    })?;
    let mut finished = tempfile::tempfile()?;
    workbook.finish(&mut finished).map_err(corrupt)?;
    finished.rewind()?;
    io::copy(&mut finished, &mut out)?;
    out.flush()?;
    bar.finish_and_clear();
    Ok(written)
}

fn write_text(store: &Store, format: ExportFormat, out: impl Write) -> Result<usize, Failure> {
    let mut out = BufWriter::with_capacity(BUFFER, out);
    let is_table = format == ExportFormat::Csv;
    let mut writer = ExportWriter::new(format, is_table.then(editing_columns), false);
    let bar = output::progress_bar(0, "{wide_bar} {pos}/{len} profiles");
    let mut buffer = Vec::new();
    writer.begin(&mut buffer);
    let written = store.for_each_profile(|profile, revision, total| {
        let corrupt = |err| StoreError::Corrupt(format!("{err}"));
        let of_table = is_table.then(|| with_revision(profile, revision));
        let profile = of_table.as_deref().unwrap_or(profile);
        writer.add(profile.as_bytes(), &mut buffer).map_err(corrupt)?;
        out.write_all(&buffer)?;
        buffer.clear();
        bar.set_length(total as u64);
        bar.inc(1);
        Ok::<_, Failure>(())
    })?;
    writer.end(&mut buffer);
    out.write_all(&buffer)?;
    out.flush()?;
    bar.finish_and_clear();
    Ok(written)
}

/// A file that replaces an existing one only once it is complete.
enum Target {
    /// The partial file and its final path.
    Plain(PartialFile, PathBuf),
    /// A pipe or a device, which is written directly.
    Special(File),
}

impl Target {
    fn create(path: &Path) -> Result<Self, Failure> {
        let path = match path.metadata() {
            // Replaces the target of a symbolic link, not the link.
            Ok(metadata) if metadata.is_file() => {
                path.canonicalize().map_err(cannot_write(path))?
            }
            Ok(_) => {
                let opened = File::options().write(true).open(path);
                return Ok(Self::Special(opened.map_err(cannot_write(path))?));
            }
            Err(_) => path.to_owned(),
        };
        Ok(Self::Plain(atomic_files::partial_file(&path, false)?, path))
    }

    fn writer(&self) -> io::Result<File> {
        match self {
            Self::Plain(partial, _) => File::options().write(true).open(partial),
            Self::Special(file) => file.try_clone(),
        }
    }

    fn complete(self) -> Result<(), Failure> {
        match self {
            Self::Plain(partial, path) => Ok(atomic_files::replace_file(partial, &path)?),
            Self::Special(_) => Ok(()),
        }
    }
}
