//! `backup`: copies the directory while the server runs, and reads the copy back before
//! reporting success.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::atomic_files::{self, cannot_read, cannot_write, with_suffix};
use super::database::DatabaseArgs;
use super::hashing::{self, FileHash};
use super::{Failure, dataset, output};
use crate::store::{self, DatabaseUrl, StoreError};

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
        err => err.into(),
    })?;
    atomic_files::sync(&copy).map_err(cannot_write(path))?;
    let found = store::verify_copy(&copy)?;
    let hashed = hashing::hash(&copy).map_err(cannot_read(path))?;
    atomic_files::persist_file(copy, path)?;
    write_sums(path, &hashed)?;
    print(path, found.change, found.organizations, &hashed)
}

fn write_dataset(args: &BackupArgs) -> Result<(), Failure> {
    let path = &args.path;
    let is_zip = dataset::is_zip(path);
    if is_zip {
        atomic_files::refuse_existing(&sums_path(path))?;
    }
    let written = dataset::write(&args.database.open()?, path)?;
    let failed = |err: Failure| err.with_outcome("the backup cannot be used");
    dataset::VerifiedDataset::open(path).map_err(failed)?;
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

/// The path of the file with a backup's hash.
pub fn sums_path(path: &Path) -> PathBuf {
    with_suffix(path, ".sha256")
}

/// The hash in the `.sha256` file next to a backup or a zip, if there is one.
pub fn recorded_hash(path: &Path) -> Result<Option<String>, Failure> {
    let sums = sums_path(path);
    let text = match fs::read_to_string(&sums) {
        Ok(text) => text,
        Err(err) if err.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(err) => return Err(cannot_read(&sums)(err)),
    };
    match hashing::parse_sums(&text).as_deref() {
        Some([(hash, _)]) => Ok(Some((*hash).to_owned())),
        _ => {
            let reason = format!("{} is not in the format of sha256sum", sums.display());
            Err(Failure::damaged(path, reason))
        }
    }
}

/// A backup or zip that does not match the hash next to it.
pub fn hash_mismatch(path: &Path) -> Failure {
    let sums = sums_path(path);
    let reason = format!("its hash does not match {}: it was damaged or changed", sums.display());
    Failure::damaged(path, reason)
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
    write().inspect_err(|_| {
        let _ = fs::remove_file(path);
    })
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
