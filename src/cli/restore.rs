//! `restore`: creates a directory from a backup or a dataset; never overwrites one.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use clap::Args;

use super::database::DatabaseArgs;
use super::interruption::Interruption;
use super::{Failure, folder_lock, output, seeds};
use crate::dataset::atomic_files;
use crate::dataset::hashing::{self, hash_mismatch, recorded_hash, sums_path};
use crate::dataset::{PROFILES, VerifiedDataset, cannot_read, cannot_write};
use crate::directory::{self, Batch, Incoming, LoadError, RestoreError};
use crate::domain::{TermScheme, Vocabulary};
use crate::seed::{self, Profiles, Source};
use crate::store::{self, DatabaseUrl, Store, StoreError};

#[derive(Args)]
#[command(
    after_help = "Restore never overwrites data: stop the server and move the existing directory \
        aside first. It refuses to run while a server uses the folder of the database. A backup is \
        checked against its SHA-256, read completely, and then moved into place. A dataset is \
        checked against its SHA256SUMS, then loaded completely or not at all.\n\nThe restored \
        directory gets a new id, so that servers rebuild their index and set the old one aside. It \
        has the API keys of the backup: keys that were revoked since then are valid again, so \
        revoke them again.\n\nIf root restores, the database belongs to the owner of its folder, so \
        that the server can write to it. If the owners differ, restore names them."
)]
pub struct RestoreArgs {
    /// A backup with its PATH.sha256 (restored into SQLite), or a dataset as a folder or
    /// zip (restored into SQLite or PostgreSQL)
    path: PathBuf,

    #[command(flatten)]
    database: DatabaseArgs,
}

/// The first bytes of a SQLite database.
const SQLITE_MAGIC: &[u8] = b"SQLite format 3\0";

/// The first bytes of a zip.
const ZIP_MAGIC: &[u8] = b"PK\x03\x04";

/// Restores a directory and prints its size.
pub fn restore(args: &RestoreArgs) -> Result<(), Failure> {
    let path = &args.path;
    if !path.exists() {
        return Err(Failure::Usage(format!("{} does not exist", path.display())));
    }
    let interruption = Interruption::watch("nothing was restored");
    let is_zip = path.is_file() && starts_with(path, ZIP_MAGIC)?;
    if path.is_dir() || is_zip {
        return restore_dataset(args, &interruption);
    }
    if !starts_with(path, SQLITE_MAGIC)? {
        return Err(Failure::damaged(
            path,
            "it is neither a backup nor a dataset, or it was damaged",
        ));
    }
    restore_backup(args, &interruption)
}

fn restore_backup(args: &RestoreArgs, interruption: &Interruption) -> Result<(), Failure> {
    let path = &args.path;
    let url = args.database.url()?;
    let DatabaseUrl::Sqlite(database) = &url else {
        return Err(Failure::Usage(format!(
            "{} is a SQLite backup and can only be restored into SQLite; restore it there, run \
             `export --format dataset`, and restore the dataset",
            path.display()
        )));
    };
    let expected = recorded_hash(path)?.ok_or_else(|| {
        let sums = sums_path(path);
        Failure::damaged(path, format!("its hash is missing; put {} next to it", sums.display()))
    })?;
    args.database.create_database_folder()?;
    let _lock = folder_lock::lock_exclusive(&url)?;
    store::check_restore_target(database)?;
    let copy = atomic_files::partial_file(database, true)?;
    let file = File::options().write(true).open(&copy).map_err(cannot_write(database))?;
    let mut from = File::open(path).map_err(cannot_read(path))?;
    let hashed = hashing::copy(&mut from, file).map_err(cannot_write(database))?;
    if hashed.sha256 != expected {
        return Err(hash_mismatch(path).into());
    }
    let found = store::verify_copy(&copy).map_err(|err| match err {
        StoreError::Newer(_) => err.into(),
        err => Failure::damaged(path, err.to_string()),
    })?;
    store::assign_new_id(&copy)?;
    atomic_files::sync(&copy).map_err(cannot_write(database))?;
    interruption.before_commit();
    store::clear_restore_target(database)?;
    store::give_to_owner_of_folder(&copy);
    atomic_files::persist_file(copy, database)?;
    warn_about_owner(database)?;
    let organizations = found.organizations;
    print(organizations, found.change, &url)
}

fn restore_dataset(args: &RestoreArgs, interruption: &Interruption) -> Result<(), Failure> {
    let path = &args.path;
    let dataset = VerifiedDataset::open(path)?;
    args.database.create_database_folder()?;
    let _lock = folder_lock::lock_exclusive(&args.database.url()?)?;
    let store = args.database.open_or_create()?;
    let change = store.position()?.change;
    if change > 0 {
        return Err(RestoreError::Occupied(change).into());
    }
    if let DatabaseUrl::Sqlite(database) = args.database.url()? {
        warn_about_owner(&database)?;
    }
    let (organizations, change) = load(&dataset, &store, interruption)?;
    print(organizations, change, &args.database.url()?)
}

/// Loads a dataset; returns the number of its profiles, and the last change.
fn load(
    dataset: &VerifiedDataset,
    store: &Store,
    interruption: &Interruption,
) -> Result<(usize, i64), Failure> {
    let source = Source::open(dataset.folder())?;
    let mut batch = source.vocabulary()?;
    let terms = std::mem::take(&mut batch.terms);
    let bar =
        output::progress_bar(source.bytes(), "{wide_bar} {bytes}/{total_bytes}, {msg} profiles");
    let mut progress = |done: usize| bar.set_message(done.to_string());
    let has_unreadable_terms = batch.mistake_count() > 0;
    let documents = dataset.organizations + i64::try_from(terms.len()).unwrap_or(0);
    let shown = bar.clone();
    let default_vocabulary = kinds_if_needed(dataset.folder())?;
    let mut profiles = Profiles::new(source, &mut batch, move |bytes| shown.set_position(bytes));
    let to_load = Batch {
        terms: seeds::terms(&terms),
        has_unreadable_terms,
        organizations: profiles.by_ref().map(Incoming::from),
        default_vocabulary: &default_vocabulary,
    };
    let loaded = directory::restore(
        store,
        to_load,
        dataset.version,
        documents,
        &dataset.redactions,
        &mut progress,
        &mut || interruption.before_commit(),
    );
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

/// The built-in kinds of organization, if a profile of version 0.1 has an affiliation that means a
/// kind: its dataset has none. Every other dataset has the complete vocabulary that it needs.
fn kinds_if_needed(folder: &Path) -> Result<Vocabulary, Failure> {
    let mut kinds = Vocabulary::default();
    let path = folder.join(PROFILES);
    let lines = BufReader::new(File::open(&path).map_err(cannot_read(&path))?).lines();
    for line in lines {
        if means_a_kind(&line.map_err(cannot_read(&path))?) {
            for term in seed::embedded_vocabulary().terms(TermScheme::Kind) {
                kinds.insert(TermScheme::Kind, term.clone());
            }
            break;
        }
    }
    Ok(kinds)
}

/// Whether a line of a dataset is a profile of version 0.1 whose affiliation means a kind. Quotes
/// within texts are escaped, so only keys and values match.
fn means_a_kind(line: &str) -> bool {
    let words = ["governmental", "academic"];
    !line.contains("\"related\":")
        && words.iter().any(|word| line.contains(&format!("\"kind\":\"{word}\"")))
}

fn starts_with(path: &Path, magic: &[u8]) -> Result<bool, Failure> {
    let mut found = Vec::new();
    let file = File::open(path).map_err(cannot_read(path))?;
    file.take(magic.len() as u64).read_to_end(&mut found).map_err(cannot_read(path))?;
    Ok(found == magic)
}

/// Says that the database and its folder have different owners, because a server that runs as the
/// owner of the folder could not write to it.
fn warn_about_owner(database: &Path) -> Result<(), Failure> {
    let folder = database.parent().filter(|it| !it.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let owner = |path: &Path| path.metadata().map(|it| it.uid()).map_err(cannot_read(path));
    let (file, of_folder) = (owner(database)?, owner(folder)?);
    if file != of_folder {
        let shown = database.display();
        writeln!(
            io::stderr(),
            "{shown} belongs to the user {file}, but its folder to {of_folder}: `chown \
             {of_folder} {shown}`, so that the server can write to it"
        )?;
    }
    Ok(())
}

fn print(organizations: usize, change: i64, url: &DatabaseUrl) -> Result<(), Failure> {
    let organizations = output::counted(organizations, "organization");
    writeln!(io::stdout(), "restored {organizations} at change {change} into {url}")?;
    Ok(())
}
