//! `restore`: a directory from a backup or a dataset, into a place where none is.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::backup::sums_of;
use super::database::DatabaseArgs;
use super::placing::{self, unreadable, unwritable};
use super::{Failure, dataset, folder_lock, hashing, seeds};
use crate::directory::{
    self, Batch, DatabaseUrl, Incoming, LoadError, RestoreError, Store, StoreError,
};
use crate::domain::Vocabulary;
use crate::seed::{Profiles, Source};

#[derive(Args)]
#[command(
    after_help = "Nothing is restored over data: a directory that is there must be moved aside, with \
        its server stopped: restore refuses while a server runs in the folder of the database. A backup is checked against its SHA-256, read through, and put in its \
        place whole; a dataset is loaded whole or not at all, after its SHA256SUMS were checked.\n\nThe \
        restored directory has another id, so that servers build their index again and keep the old one aside. It has the API \
        keys of the backup: what was revoked since is valid again until it is revoked again."
)]
pub struct RestoreArgs {
    /// A file that backup wrote, with its PATH.sha256 (into SQLite), or a
    /// dataset, a folder or zip (into either database)
    path: PathBuf,

    #[command(flatten)]
    database: DatabaseArgs,
}

/// With what a SQLite database begins, and with what a zip.
const SQLITE: &[u8] = b"SQLite format 3\0";
const ZIP: &[u8] = b"PK\x03\x04";

/// Restores a path and says what that gave.
pub fn restore(args: &RestoreArgs) -> Result<(), Failure> {
    let path = &args.path;
    if !path.exists() {
        return Err(Failure::Usage(format!("{} does not exist", path.display())));
    }
    let is_zip = path.is_file() && begins_with(path, ZIP)?;
    if path.is_dir() || is_zip {
        return restore_dataset(args, is_zip);
    }
    if !begins_with(path, SQLITE)? {
        return Err(broken(path, "it is neither a backup nor a dataset, or it was damaged"));
    }
    restore_backup(args)
}

fn restore_backup(args: &RestoreArgs) -> Result<(), Failure> {
    let path = &args.path;
    let url = args.database.url()?;
    let DatabaseUrl::Sqlite(database) = &url else {
        return Err(Failure::Usage(format!(
            "{} is a backup of SQLite and goes into SQLite alone; restore it there, `export --format \
             dataset`, and restore that",
            path.display()
        )));
    };
    let expected = expected_hash(path)?.ok_or_else(|| {
        let sums = sums_of(path);
        broken(path, &format!("its hash is not there; put {} beside it", sums.display()))
    })?;
    args.database.make_place()?;
    let _lock = folder_lock::alone(&url)?;
    directory::check_restore_target(database)?;
    let copy = placing::file_beside(database, true)?;
    let file = File::options().write(true).open(&copy).map_err(unwritable(database))?;
    let mut from = File::open(path).map_err(unreadable(path))?;
    let hashed = hashing::copy(&mut from, file).map_err(unwritable(database))?;
    if hashed.sha256 != expected {
        return Err(another(path));
    }
    let found = directory::verify_copy(&copy).map_err(|err| match err {
        StoreError::Newer(_) => err.into(),
        err => broken(path, &err.to_string()),
    })?;
    directory::assign_new_id(&copy)?;
    placing::sync(&copy).map_err(unwritable(database))?;
    directory::clear_restore_target(database)?;
    placing::place_file(copy, database)?;
    let organizations = found.organizations;
    print(organizations, found.position.change, &url)
}

fn restore_dataset(args: &RestoreArgs, is_zip: bool) -> Result<(), Failure> {
    let path = &args.path;
    if let Some(expected) = expected_hash(path)?.filter(|_| is_zip)
        && hashing::hash(path).map_err(unreadable(path))?.sha256 != expected
    {
        return Err(another(path));
    }
    let opened = dataset::Opened::open(path)?;
    args.database.make_place()?;
    let _lock = folder_lock::alone(&args.database.url()?)?;
    let store = args.database.open()?;
    let change = store.position()?.change;
    if change > 0 {
        return Err(RestoreError::Occupied(change).into());
    }
    let (organizations, change) = load(&opened, &store)?;
    print(organizations, change, &args.database.url()?)
}

/// Loads a dataset; returns how many profiles it has, and the last change.
fn load(opened: &dataset::Opened, store: &Store) -> Result<(usize, i64), Failure> {
    let source = Source::open(opened.folder())?;
    let mut batch = source.vocabulary()?;
    let terms = std::mem::take(&mut batch.terms);
    let bar = seeds::bar(source.bytes(), "{wide_bar} {bytes}/{total_bytes}, {msg} profiles");
    let mut progress = |done: usize| bar.set_message(done.to_string());
    let has_unreadable_terms = batch.mistake_count() > 0;
    let documents = opened.organizations + i64::try_from(terms.len()).unwrap_or(0);
    let shown = bar.clone();
    let mut profiles = Profiles::of(source, &mut batch, move |bytes| shown.set_position(bytes));
    let to_load = Batch {
        terms: seeds::terms(&terms),
        has_unreadable_terms,
        organizations: profiles.by_ref().map(Incoming::from),
        // What a dataset has not, the directory had not.
        default_vocabulary: &Vocabulary::default(),
    };
    let loaded = directory::restore(store, to_load, opened.version, documents, &mut progress);
    bar.finish_and_clear();
    profiles.count()?;
    match loaded {
        Ok(report) => Ok((report.added.len(), report.change)),
        Err(RestoreError::Load(LoadError::Rejected(rejections))) => {
            seeds::add_rejections(&mut batch, &terms, rejections);
            seeds::refuse_mistakes(&batch, "nothing was restored")?;
            Err(Failure::Mistakes)
        }
        Err(err) => Err(err.into()),
    }
}

/// The hash that stands beside a backup, if there is one.
fn expected_hash(path: &Path) -> Result<Option<String>, Failure> {
    let sums = sums_of(path);
    let text = match fs::read_to_string(&sums) {
        Ok(text) => text,
        Err(err) if err.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(err) => return Err(unreadable(&sums)(err)),
    };
    match hashing::lines(&text).as_deref() {
        Some([(hash, _)]) => Ok(Some((*hash).to_owned())),
        _ => Err(broken(path, &format!("{} is not as sha256sum writes it", sums.display()))),
    }
}

fn begins_with(path: &Path, beginning: &[u8]) -> Result<bool, Failure> {
    let mut found = Vec::new();
    let file = File::open(path).map_err(unreadable(path))?;
    file.take(beginning.len() as u64).read_to_end(&mut found).map_err(unreadable(path))?;
    Ok(found == beginning)
}

fn another(path: &Path) -> Failure {
    let sums = sums_of(path);
    broken(path, &format!("it is not what {} says: it was damaged or changed", sums.display()))
}

fn broken(path: &Path, reason: &str) -> Failure {
    Failure::Broken { path: path.display().to_string(), reason: reason.to_owned() }
}

fn print(organizations: usize, change: i64, url: &DatabaseUrl) -> Result<(), Failure> {
    let organizations = seeds::counted(organizations, "organization");
    writeln!(io::stdout(), "restored {organizations} at change {change} into {url}")?;
    Ok(())
}
