//! `export`: writes every profile of the directory to a file.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use clap::Args;
use clap::builder::{PossibleValuesParser, TypedValueParser};

use super::database::DatabaseArgs;
use super::{Failure, dataset, seeds};
use crate::directory::{ExportFormat, ExportWriter, Store, StoreError};

#[derive(Args)]
pub struct ExportArgs {
    /// The file to write, or - for standard output. A file that is there is
    /// replaced once the new one is complete
    path: PathBuf,

    /// ndjson: each profile on a line, as it was written, so that load takes it
    /// back; json: an array; csv: a table for spreadsheets; dataset: a new folder
    /// (or a zip, where PATH ends so) with profiles, table, vocabulary, data
    /// dictionary, checksums and how to cite it, which load and restore take
    /// [default: by the ending of PATH, else ndjson]
    #[arg(long, value_parser = PossibleValuesParser::new(Form::words()).map(|word| Form::of(&word)))]
    format: Option<Form>,

    #[command(flatten)]
    database: DatabaseArgs,
}

/// What is written.
#[derive(Clone, Copy)]
enum Form {
    File(ExportFormat),
    Dataset,
}

impl Form {
    fn words() -> impl Iterator<Item = &'static str> {
        ExportFormat::ALL.map(ExportFormat::as_str).into_iter().chain(["dataset"])
    }

    fn of(word: &str) -> Self {
        word.parse().map_or(Self::Dataset, Self::File)
    }
}

/// How many bytes are written at once.
const BUFFER: usize = 1 << 18;

/// Writes everything, withdrawn organizations too, in the order of the slugs.
pub fn export(args: &ExportArgs) -> Result<(), Failure> {
    let form = args.format.unwrap_or_else(|| form_of(&args.path));
    let Form::File(format) = form else { return export_dataset(args) };
    if args.path.as_os_str() == "-" {
        write_all(&args.database.open()?, format, io::stdout().lock())?;
        return Ok(());
    }
    if args.path.is_dir() {
        let path = args.path.display();
        return Err(Failure::Usage(format!("{path} is a folder; name a file in it")));
    }
    let store = args.database.open()?;
    let unwritable = |reason| Failure::File { path: args.path.display().to_string(), reason };
    let mut target = Target::create(&args.path).map_err(unwritable)?;
    let written = write_all(&store, format, target.file()).map_err(|err| match err {
        Failure::Output(reason) => unwritable(reason),
        err => err,
    })?;
    target.complete().map_err(unwritable)?;
    writeln!(io::stdout(), "{} exported", seeds::counted(written, "profile"))?;
    Ok(())
}

fn export_dataset(args: &ExportArgs) -> Result<(), Failure> {
    if args.path.as_os_str() == "-" {
        let reason = "a dataset is a folder or a zip; name a path for it";
        return Err(Failure::Usage(reason.to_owned()));
    }
    let written = dataset::write(&args.database.open()?, &args.path)?;
    let (profiles, change) = (written.organizations, written.position.change);
    let profiles = seeds::counted(profiles, "profile");
    writeln!(io::stdout(), "{profiles} exported as they stood at change {change}")?;
    Ok(())
}

/// What the ending of a path names.
fn form_of(path: &Path) -> Form {
    if dataset::is_zip(path) {
        return Form::Dataset;
    }
    let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
    Form::File(ending.to_ascii_lowercase().parse().unwrap_or(ExportFormat::Ndjson))
}

/// Writes every profile; returns how many there are.
fn write_all(store: &Store, format: ExportFormat, out: impl Write) -> Result<usize, Failure> {
    let mut out = BufWriter::with_capacity(BUFFER, out);
    let mut writer = ExportWriter::new(format, None, false);
    let bar = seeds::bar(0, "{wide_bar} {pos}/{len} profiles");
    let mut piece = Vec::new();
    writer.begin(&mut piece);
    let written = store.for_each_profile(|profile, total| {
        let unreadable = |err| StoreError::Corrupt(format!("{err}"));
        writer.add(profile.as_bytes(), &mut piece).map_err(unreadable)?;
        out.write_all(&piece)?;
        piece.clear();
        bar.set_length(total as u64);
        bar.inc(1);
        Ok::<_, Failure>(())
    })?;
    writer.end(&mut piece);
    out.write_all(&piece)?;
    out.flush()?;
    bar.finish_and_clear();
    Ok(written)
}

/// A file that is complete, or not there at all.
struct Target {
    file: File,
    /// Where it is written, and where it then belongs; `None` for what is no
    /// plain file (a pipe, a device), which is written as it is.
    places: Option<(PathBuf, PathBuf)>,
    is_complete: bool,
}

impl Target {
    fn create(path: &Path) -> io::Result<Self> {
        let (path, is_plain) = match path.metadata() {
            // Behind a link: the link stays.
            Ok(metadata) => (path.canonicalize()?, metadata.is_file()),
            Err(_) => (path.to_owned(), true),
        };
        if !is_plain {
            let file = File::options().write(true).open(&path)?;
            return Ok(Self { file, places: None, is_complete: false });
        }
        let mut name = std::ffi::OsString::from(".");
        name.push(path.file_name().ok_or(io::ErrorKind::InvalidFilename)?);
        name.push(format!(".{}.partial", std::process::id()));
        let partial = path.with_file_name(name);
        let file = File::create_new(&partial)?;
        Ok(Self { file, places: Some((partial, path)), is_complete: false })
    }

    fn file(&mut self) -> &mut File {
        &mut self.file
    }

    /// Puts the file in its place, once it is on the disk.
    fn complete(mut self) -> io::Result<()> {
        if let Some((partial, path)) = &self.places {
            self.file.sync_all()?;
            fs::rename(partial, path)?;
            // The new name is to outlive a power failure too.
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
            File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
        }
        self.is_complete = true;
        Ok(())
    }
}

impl Drop for Target {
    fn drop(&mut self) {
        if let Some((partial, _)) = self.places.as_ref().filter(|_| !self.is_complete) {
            // It may be in its place already.
            let _ = fs::remove_file(partial);
        }
    }
}
