//! `load`: loads files into the directory, all of them or none.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::database::DatabaseArgs;
use super::{Failure, output, seeds};
use crate::directory::{self, Incoming, LoadError, LoadOptions, LoadReport};
use crate::domain::Author;
use crate::seed::{self, Profiles, Source};

#[derive(Args)]
pub struct LoadArgs {
    /// A file (.json, .ndjson), a folder (also of a dataset), or - for standard input. Files
    /// named focus_areas or approaches hold terms; all others hold profiles
    path: PathBuf,

    /// Report what would change, and change nothing
    #[arg(long)]
    dry_run: bool,

    /// Withdraw every organization that is missing from PATH
    #[arg(long)]
    prune: bool,

    #[command(flatten)]
    database: DatabaseArgs,
}

/// Maximum number of slugs listed as added, and likewise as updated or withdrawn.
const MAX_LISTED: usize = 50;

/// Loads a path and prints what changed.
pub fn load(args: &LoadArgs) -> Result<(), Failure> {
    let source = Source::open(&args.path)?;
    let mut batch = source.vocabulary()?;
    let terms = std::mem::take(&mut batch.terms);
    let store = args.database.open()?;
    let bar =
        output::progress_bar(source.bytes(), "{wide_bar} {bytes}/{total_bytes}, {msg} profiles");
    let mut progress = |done: usize| bar.set_message(done.to_string());
    let name = name_of(&args.path);
    let options = LoadOptions {
        dry_run: args.dry_run,
        prune: args.prune,
        source: &name,
        progress: &mut progress,
    };
    let has_unreadable_terms = batch.mistake_count() > 0;
    let shown = bar.clone();
    let mut profiles = Profiles::new(source, &mut batch, move |bytes| shown.set_position(bytes));
    let to_load = directory::Batch {
        terms: seeds::terms(&terms),
        has_unreadable_terms,
        organizations: profiles.by_ref().map(Incoming::from),
        default_vocabulary: &seed::embedded_vocabulary(),
    };
    let loaded = directory::load(&store, to_load, options, &Author::command("load"));
    bar.finish_and_clear();
    profiles.count()?;
    match loaded {
        Ok(report) => Ok(print_report(&report, args.dry_run)?),
        Err(LoadError::Rejected(rejections)) => {
            seeds::add_rejections(&mut batch, &terms, rejections);
            seeds::refuse_mistakes(&batch, "nothing was loaded")
        }
        Err(err) => Err(err.into()),
    }
}

/// The name of the loaded file for the list of imports, without its folder, which may be private.
fn name_of(path: &Path) -> String {
    match path.file_name() {
        Some(name) if path != Path::new("-") => name.to_string_lossy().into_owned(),
        _ => "standard input or a folder".to_owned(),
    }
}

/// Prints what a load did; the last line has the counts.
pub fn print_report(report: &LoadReport, dry_run: bool) -> io::Result<()> {
    let mut out = io::stdout().lock();
    if dry_run {
        writeln!(out, "a dry run: nothing was changed")?;
    }
    list(&mut out, &report.added, |slug| format!("added {slug}"))?;
    list(&mut out, &report.updated, |it| {
        format!("updated {}: {}", it.slug, it.changed.join(", "))
    })?;
    list(&mut out, &report.withdrawn, |slug| format!("withdrawn {slug}"))?;
    if let Some(id) = &report.id {
        writeln!(out, "import {id}: `imports revert {id}` undoes it")?;
    }
    let terms = report.terms_added + report.terms_updated + report.terms_unchanged;
    if terms > 0 {
        writeln!(
            out,
            "{}: {} added, {} updated, {} unchanged",
            output::counted(terms, "term"),
            report.terms_added,
            report.terms_updated,
            report.terms_unchanged
        )?;
    }
    let profiles = report.added.len() + report.updated.len() + report.unchanged;
    write!(
        out,
        "{}: {} added, {} updated, {} unchanged",
        output::counted(profiles, "profile"),
        report.added.len(),
        report.updated.len(),
        report.unchanged
    )?;
    match report.withdrawn.len() {
        0 => writeln!(out),
        withdrawn => writeln!(out, ", {withdrawn} withdrawn"),
    }
}

/// Lists the first changes, one per line.
fn list<T>(out: &mut impl Write, changes: &[T], line: impl Fn(&T) -> String) -> io::Result<()> {
    for it in changes.iter().take(MAX_LISTED) {
        writeln!(out, "{}", line(it))?;
    }
    match changes.len().saturating_sub(MAX_LISTED) {
        0 => Ok(()),
        more => writeln!(out, "… and {more} more"),
    }
}
