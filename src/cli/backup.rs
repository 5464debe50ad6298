//! `backup`: a copy of the directory while it serves, believed only once it was
//! read back.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::database::DatabaseArgs;
use super::hashing::{self, Hashed};
use super::placing::{self, unreadable, unwritable, with_ending};
use super::{Failure, dataset, seeds};
use crate::directory::{self, DatabaseUrl, StoreError};

#[derive(Args)]
#[command(
    after_help = "On SQLite PATH is the database as it stood at one change, with the history and the \
        hashes of the API keys, so keep it where nobody else can read it. Its SHA-256 goes into \
        PATH.sha256, as sha256sum writes it; keep the two together: restore demands it.\n\nOn \
        PostgreSQL PATH is the portable dataset, a zip where PATH ends so and a folder otherwise. \
        It has every profile and term, and neither the history nor the keys: base backups and \
        archived logs of PostgreSQL keep these."
)]
pub struct BackupArgs {
    /// The file to write, where nothing is yet
    path: PathBuf,

    #[command(flatten)]
    database: DatabaseArgs,
}

/// Copies the directory and says what the copy holds.
pub fn backup(args: &BackupArgs) -> Result<(), Failure> {
    match args.database.url()? {
        DatabaseUrl::Sqlite(database) => copy_database(&database, &args.path),
        DatabaseUrl::Postgres(_) => write_dataset(args),
    }
}

fn copy_database(database: &Path, path: &Path) -> Result<(), Failure> {
    let sums = sums_of(path);
    placing::refuse_taken(path, false)?;
    placing::refuse_taken(&sums, false)?;
    let copy = placing::file_beside(path, true)?;
    directory::back_up(database, &copy).map_err(|err| match err {
        // Of the database that is only read, this cannot be.
        StoreError::Full(reason) => unwritable(path)(io::Error::other(reason)),
        err => err.into(),
    })?;
    placing::sync(&copy).map_err(unwritable(path))?;
    let found = directory::verify_copy(&copy)?;
    let hashed = hashing::hash(&copy).map_err(unreadable(path))?;
    placing::place_file(copy, path)?;
    place_sums(path, &hashed)?;
    print(path, found.position.change, found.organizations, &hashed)
}

fn write_dataset(args: &BackupArgs) -> Result<(), Failure> {
    let path = &args.path;
    let is_zip = dataset::is_zip(path);
    if is_zip {
        placing::refuse_taken(&sums_of(path), false)?;
    }
    let written = dataset::write(&args.database.open()?, path)?;
    dataset::Opened::open(path)?;
    let hashed = if is_zip { path.to_owned() } else { path.join(dataset::SUMS) };
    let hashed = hashing::hash(&hashed).map_err(unreadable(path))?;
    if is_zip {
        place_sums(path, &hashed)?;
    }
    print(path, written.position.change, written.organizations, &hashed)?;
    let mut out = io::stdout().lock();
    writeln!(
        out,
        "this is the portable dataset: the history and the keys are not in it; base backups of \
         PostgreSQL keep them"
    )?;
    Ok(())
}

/// Where the hash of a backup stands.
pub fn sums_of(path: &Path) -> PathBuf {
    with_ending(path, ".sha256")
}

/// Writes the hash beside a backup; without it there is none.
fn place_sums(path: &Path, hashed: &Hashed) -> Result<(), Failure> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let sums = sums_of(path);
    let place = || {
        let file = placing::file_beside(&sums, false)?;
        fs::write(&file, hashing::line(hashed, &name)).map_err(unwritable(&sums))?;
        placing::place_file(file, &sums)
    };
    place().inspect_err(|_| {
        // What is left would not be believed anyway.
        let _ = fs::remove_file(path);
    })
}

fn print(path: &Path, change: i64, organizations: usize, hashed: &Hashed) -> Result<(), Failure> {
    writeln!(
        io::stdout(),
        "{}: change {change}, {}, {} bytes, sha256 {}",
        path.display(),
        seeds::counted(organizations, "organization"),
        hashed.bytes,
        hashed.sha256
    )?;
    Ok(())
}
