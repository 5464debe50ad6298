//! `export`: writes all profiles to a file, or a whole dataset.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::atomic_files::{BUFFER, cannot_write};
use super::database::DatabaseArgs;
use super::{Failure, dataset, output};
use crate::directory::{ExportFormat, ExportWriter};
use crate::store::{Store, StoreError};

#[derive(Args)]
pub struct ExportArgs {
    /// The file to write, or - for standard output. An existing file is replaced once the
    /// new one is complete
    path: PathBuf,

    /// ndjson: one profile per line, as it was written, which load accepts; json: an
    /// array; csv: a table for spreadsheets; dataset: a new folder (a zip if PATH ends
    /// in .zip) with profiles, table, vocabulary, data dictionary, checksums and
    /// citation, which load and restore accept
    /// [default: from the extension of PATH, or else ndjson]
    #[arg(long, value_parser = PossibleValuesParser::new(Format::names()).map(|name| Format::from_name(&name)))]
    format: Option<Format>,

    #[command(flatten)]
    database: DatabaseArgs,
}

/// The output format.
#[derive(Clone, Copy)]
enum Format {
    File(ExportFormat),
    Dataset,
}

impl Format {
    fn names() -> impl Iterator<Item = &'static str> {
        ExportFormat::ALL.map(ExportFormat::as_str).into_iter().chain(["dataset"])
    }

    fn from_name(name: &str) -> Self {
        name.parse().map_or(Self::Dataset, Self::File)
    }

    /// The format that the extension of a path names.
    fn from_extension(path: &Path) -> Self {
        if dataset::is_zip(path) {
            return Self::Dataset;
        }
        let extension = path.extension().and_then(|it| it.to_str()).unwrap_or_default();
        Self::File(extension.to_ascii_lowercase().parse().unwrap_or(ExportFormat::Ndjson))
    }
}

/// Writes all profiles, including withdrawn ones, in slug order.
pub fn export(args: &ExportArgs) -> Result<(), Failure> {
    let format = args.format.unwrap_or_else(|| Format::from_extension(&args.path));
    let Format::File(format) = format else { return export_dataset(args) };
    if args.path.as_os_str() == "-" {
        write_all(&args.database.open()?, format, io::stdout().lock())?;
        return Ok(());
    }
    if args.path.is_dir() {
        let path = args.path.display();
        return Err(Failure::Usage(format!("{path} is a folder; name a file in it")));
    }
    let store = args.database.open()?;
    let cannot_write = cannot_write(&args.path);
    let mut target = Target::create(&args.path).map_err(&cannot_write)?;
    let written = write_all(&store, format, target.file()).map_err(|err| match err {
        Failure::Output(reason) => cannot_write(reason),
        err => err,
    })?;
    target.complete().map_err(&cannot_write)?;
    writeln!(io::stdout(), "{} exported", output::counted(written, "profile"))?;
    Ok(())
}

fn export_dataset(args: &ExportArgs) -> Result<(), Failure> {
    if args.path.as_os_str() == "-" {
        let reason = "a dataset is a folder or a zip; name a path for it";
        return Err(Failure::Usage(reason.to_owned()));
    }
    let written = dataset::write(&args.database.open()?, &args.path)?;
    let (profiles, change) = (written.organizations, written.position.change);
    let profiles = output::counted(profiles, "profile");
    writeln!(io::stdout(), "{profiles} exported at change {change}")?;
    Ok(())
}

/// Writes all profiles; returns their number.
fn write_all(store: &Store, format: ExportFormat, out: impl Write) -> Result<usize, Failure> {
    let mut out = BufWriter::with_capacity(BUFFER, out);
    let mut writer = ExportWriter::new(format, None, false);
    let bar = output::progress_bar(0, "{wide_bar} {pos}/{len} profiles");
    let mut buffer = Vec::new();
    writer.begin(&mut buffer);
    let written = store.for_each_profile(|profile, total| {
        let corrupt = |err| StoreError::Corrupt(format!("{err}"));
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
struct Target {
    file: File,
    /// The temporary and the final path; `None` for a pipe or a device, which is written directly.
    paths: Option<(PathBuf, PathBuf)>,
    is_complete: bool,
}

impl Target {
    fn create(path: &Path) -> io::Result<Self> {
        let (path, is_plain) = match path.metadata() {
            // Replaces the target of a symbolic link, not the link.
            Ok(metadata) => (path.canonicalize()?, metadata.is_file()),
            Err(_) => (path.to_owned(), true),
        };
        if !is_plain {
            let file = File::options().write(true).open(&path)?;
            return Ok(Self { file, paths: None, is_complete: false });
        }
        let mut name = std::ffi::OsString::from(".");
        name.push(path.file_name().ok_or(io::ErrorKind::InvalidFilename)?);
        name.push(format!(".{}.partial", std::process::id()));
        let partial = path.with_file_name(name);
        let file = File::create_new(&partial)?;
        Ok(Self { file, paths: Some((partial, path)), is_complete: false })
    }

    fn file(&mut self) -> &mut File {
        &mut self.file
    }

    /// Syncs the file and renames it to its final path.
    fn complete(mut self) -> io::Result<()> {
        if let Some((partial, path)) = &self.paths {
            self.file.sync_all()?;
            fs::rename(partial, path)?;
            // Makes the rename survive a power failure.
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
            File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
        }
        self.is_complete = true;
        Ok(())
    }
}

impl Drop for Target {
    fn drop(&mut self) {
        if let Some((partial, _)) = self.paths.as_ref().filter(|_| !self.is_complete) {
            // Fails harmlessly if the file was renamed already.
            let _ = fs::remove_file(partial);
        }
    }
}
