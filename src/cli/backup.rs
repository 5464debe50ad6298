//! `backup`: copies the directory while the server runs, and reads the copy back before
//! reporting success.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::database::DatabaseArgs;
use super::{Failure, output};
use crate::dataset::atomic_files;
use crate::dataset::hashing::{self, FileHash, sums_path};
use crate::dataset::{self, DatasetError, VerifiedDataset, cannot_read, cannot_write};
use crate::store::{self, DatabaseUrl, Store, StoreError};

#[derive(Args)]
#[command(
    after_help = "On SQLite, PATH is the database at one change, including the history and the \
        hashes of the API keys: keep it private. Its SHA-256 is written to PATH.sha256 in the \
        format of sha256sum. Keep the two files together: restore needs both.\n\nOn PostgreSQL, \
        PATH is the portable dataset: a zip if PATH ends in .zip, otherwise a folder. It has every \
        profile and term, but neither the history nor the keys; base backups and archived logs of \
        PostgreSQL keep those."
)]
pub struct BackupArgs {
    /// The file to write; it must not exist yet
    path: PathBuf,

    #[command(flatten)]
    database: DatabaseArgs,
}

/// Copies the directory and prints what the copy holds.
pub fn backup(args: &BackupArgs) -> Result<(), Failure> {
    match args.database.url()? {
        DatabaseUrl::Sqlite(database) => copy_database(&database, &args.path),
        DatabaseUrl::Postgres(_) => write_dataset(args),
    }
}

fn copy_database(database: &Path, path: &Path) -> Result<(), Failure> {
    let sums = sums_path(path);
    atomic_files::refuse_existing(path)?;
    atomic_files::refuse_existing(&sums)?;
    store::require_directory(&DatabaseUrl::Sqlite(database.to_owned()))?;
    let copy = atomic_files::partial_file(path, true)?;
    store::back_up(database, &copy).map_err(|err| match err {
        // The database is only read, so the full disk is the one of the copy.
        StoreError::Full(reason) => cannot_write(path)(io::Error::other(reason)),
        err => DatasetError::from(err),
    })?;
    atomic_files::sync(&copy).map_err(cannot_write(path))?;
    let found = store::verify_copy(&copy)?;
    let hashed = hashing::hash(&copy).map_err(cannot_read(path))?;
    atomic_files::persist_file(copy, path)?;
    write_sums(path, &hashed)?;
    print(path, found.change, found.organizations, &hashed)
}

/// Writes a dataset, with a progress bar. `permalinks` is the base of permanent URLs in it.
pub fn write_with_progress(
    store: &Store,
    path: &Path,
    permalinks: Option<&str>,
) -> Result<dataset::Written, Failure> {
    let bar = output::progress_bar(0, "{wide_bar} {pos}/{len} profiles");
    let written = dataset::write(store, path, permalinks, &mut |done, total| {
        bar.set_length(total as u64);
        bar.set_position(done as u64);
    });
    bar.finish_and_clear();
    Ok(written?)
}

fn write_dataset(args: &BackupArgs) -> Result<(), Failure> {
    let path = &args.path;
    let is_zip = dataset::is_zip(path);
    if is_zip {
        atomic_files::refuse_existing(&sums_path(path))?;
    }
    let written = write_with_progress(&args.database.open()?, path, None)?;
    let failed = |err| Failure::from(err).with_outcome("the backup cannot be used");
    VerifiedDataset::open(path).map_err(failed)?;
    let hashed = if is_zip { path.to_owned() } else { path.join(dataset::SUMS) };
    let hashed = hashing::hash(&hashed).map_err(cannot_read(path))?;
    if is_zip {
        write_sums(path, &hashed)?;
    }
    print(path, written.position.change, written.organizations, &hashed)?;
    let mut out = io::stdout().lock();
    writeln!(
        out,
        "this is the portable dataset, without the history and the keys; base backups of \
         PostgreSQL keep them"
    )?;
    Ok(())
}

/// Writes the hash next to a backup. If that fails, the backup is removed, because
/// `restore` would refuse it.
fn write_sums(path: &Path, hashed: &FileHash) -> Result<(), Failure> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let sums = sums_path(path);
    let write = || {
        let file = atomic_files::partial_file(&sums, false)?;
        fs::write(&file, hashing::sum_line(hashed, &name)).map_err(cannot_write(&sums))?;
        atomic_files::persist_file(file, &sums)
    };
    let written: Result<(), DatasetError> = write();
    written.inspect_err(|_| {
        let _ = fs::remove_file(path);
    })?;
    Ok(())
}

fn print(path: &Path, change: i64, organizations: usize, hashed: &FileHash) -> Result<(), Failure> {
    writeln!(
        io::stdout(),
        "{}: change {change}, {}, {} bytes, sha256 {}",
        path.display(),
        output::counted(organizations, "organization"),
        hashed.bytes,
        hashed.sha256
    )?;
    Ok(())
}
