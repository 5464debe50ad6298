//! `load`: brings files into the directory, all of them or none.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;

use super::database::DatabaseArgs;
use super::{Failure, seeds};
use crate::directory::{self, LoadError, LoadOptions, LoadReport, Store};
use crate::domain::{Author, Code, Vocabulary};
use crate::seed::{self, Batch};

#[derive(Args)]
pub struct LoadArgs {
    /// A file (.json, .ndjson), a folder, or - for standard input. Files named
    /// focus_areas or approaches hold terms, all others profiles
    path: PathBuf,

    /// Report what would happen and change nothing
    #[arg(long)]
    dry_run: bool,

    /// Withdraw every organization that PATH does not have
    #[arg(long)]
    prune: bool,

    #[command(flatten)]
    database: DatabaseArgs,
}

/// How many slugs of a kind are listed.
const LISTED: usize = 50;

/// Loads a path and says what that changed.
pub fn load(args: &LoadArgs) -> Result<(), Failure> {
    let mut batch = seeds::read(&args.path)?;
    let default = seed::embedded_vocabulary();
    let store = args.database.open()?;
    if batch.mistake_count() > 0 {
        add_other_mistakes(&store, &mut batch, &default)?;
        return seeds::refuse_mistakes(&batch, "nothing was loaded");
    }
    let total = u64::try_from(batch.organizations.len()).ok();
    let bar = seeds::bar(total, "{wide_bar} {pos}/{len} profiles");
    let mut progress = |done: usize| bar.set_position(done as u64);
    let options = LoadOptions { dry_run: args.dry_run, prune: args.prune, progress: &mut progress };
    let to_load = seeds::to_load(&batch, &default);
    let loaded = directory::load(&store, &to_load, options, &Author::command("load"));
    bar.finish_and_clear();
    match loaded {
        Ok(report) => Ok(print(&report, args.dry_run)?),
        Err(LoadError::Rejected(rejections)) => {
            seeds::add_rejections(&mut batch, rejections);
            seeds::refuse_mistakes(&batch, "nothing was loaded")
        }
        Err(err) => Err(err.into()),
    }
}

/// Finds what else is wrong in a batch that has mistakes already, so that all
/// are shown at once.
fn add_other_mistakes(
    store: &Store,
    batch: &mut Batch,
    default: &Vocabulary,
) -> Result<(), Failure> {
    let to_load = seeds::to_load(batch, default);
    let options = LoadOptions { dry_run: true, prune: false, progress: &mut |_| {} };
    let Err(err) = directory::load(store, &to_load, options, &Author::command("load")) else {
        return Ok(());
    };
    let LoadError::Rejected(mut rejections) = err else { return Err(err.into()) };
    // A document with a mistake is not in the batch; where others name it, that
    // is not a mistake of theirs.
    let terms_are_broken = batch.mistakes.iter().any(|mistake| mistake.is_in_vocabulary());
    rejections.retain(|rejection| match rejection.violation.code {
        Code::UnknownTerm => !terms_are_broken,
        code => code != Code::UnknownOrganization,
    });
    seeds::add_rejections(batch, rejections);
    Ok(())
}

fn print(report: &LoadReport, dry_run: bool) -> io::Result<()> {
    let mut out = io::stdout().lock();
    if dry_run {
        writeln!(out, "a dry run: nothing was changed")?;
    }
    let added = report.added.iter().map(|slug| format!("added {slug}"));
    let updated = report
        .updated
        .iter()
        .map(|update| format!("updated {}: {}", update.slug, update.changed.join(", ")));
    let withdrawn = report.withdrawn.iter().map(|slug| format!("withdrawn {slug}"));
    for lines in [added.collect::<Vec<_>>(), updated.collect(), withdrawn.collect()] {
        for line in lines.iter().take(LISTED) {
            writeln!(out, "{line}")?;
        }
        if lines.len() > LISTED {
            writeln!(out, "… and {} more", lines.len() - LISTED)?;
        }
    }
    let terms = report.terms_added + report.terms_updated + report.terms_unchanged;
    if terms > 0 {
        writeln!(
            out,
            "{}: {} added, {} updated, {} unchanged",
            seeds::counted(terms, "term"),
            report.terms_added,
            report.terms_updated,
            report.terms_unchanged
        )?;
    }
    let profiles = report.added.len() + report.updated.len() + report.unchanged;
    write!(
        out,
        "{}: {} added, {} updated, {} unchanged",
        seeds::counted(profiles, "profile"),
        report.added.len(),
        report.updated.len(),
        report.unchanged
    )?;
    match report.withdrawn.len() {
        0 => writeln!(out),
        withdrawn => writeln!(out, ", {withdrawn} withdrawn"),
    }
}
