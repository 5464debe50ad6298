//! `load`: loads files into the directory, all of them or none.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::database::DatabaseArgs;
use super::input::Input;
use super::interruption::Interruption;
use super::load_table::{self, TableArgs};
use super::{Failure, output, seeds};
use crate::directory::{
    self, EditPolicy, EditedDocument, Incoming, LoadError, LoadOptions, LoadReport, SimilarAdded,
};
use crate::domain::{Author, SubjectKind, without_forbidden};
use crate::seed::{self, Profiles};
use crate::store::Store;

#[derive(Args)]
pub struct LoadArgs {
    /// A file (.json, .ndjson, .jsonl), a folder, a dataset (a folder or a .zip, checked against
    /// its SHA256SUMS), or - for standard input. Files named after a vocabulary, such as
    /// focus_areas or kinds, hold terms; all others hold profiles. Or a table of a spreadsheet
    /// (.csv, .tsv, .xlsx), each row of which changes values of one profile
    path: PathBuf,

    /// Report what would change in an existing directory, and change nothing
    #[arg(long)]
    dry_run: bool,

    /// Withdraw every organization that is missing from PATH
    #[arg(long)]
    prune: bool,

    /// Replace profiles and terms that were edited since the last load or import
    #[arg(long, conflicts_with = "keep_edits")]
    overwrite_edits: bool,

    /// Leave profiles and terms that were edited since the last load or import as they are
    #[arg(long)]
    keep_edits: bool,

    #[command(flatten)]
    table: TableArgs,

    #[command(flatten)]
    database: DatabaseArgs,
}

impl LoadArgs {
    fn edit_policy(&self) -> EditPolicy {
        match (self.overwrite_edits, self.keep_edits) {
            (true, _) => EditPolicy::Overwrite,
            (_, true) => EditPolicy::Keep,
            _ => EditPolicy::Refuse,
        }
    }
}

/// Maximum number of slugs listed as added, and likewise for each other kind of change.
const MAX_LISTED: usize = 50;

/// The first line of the report of a dry run.
pub(super) const DRY_RUN: &str = "a dry run: nothing was changed";

/// The outcome of a load of a dataset that was changed.
const NOTHING_LOADED: &str =
    "nothing was loaded; if it was changed on purpose, load its files one by one";

/// Loads a path and prints what changed.
pub fn load(args: &LoadArgs) -> Result<(), Failure> {
    if let Some(format) = load_table::format_of(&args.path) {
        let option = match args {
            LoadArgs { prune: true, .. } => Some("--prune"),
            LoadArgs { keep_edits: true, .. } => Some("--keep-edits"),
            LoadArgs { overwrite_edits: true, .. } => Some("--overwrite-edits"),
            _ => None,
        };
        if let Some(option) = option {
            return Err(Failure::Usage(format!(
                "{option} is not for tables: a table changes only the values of its cells"
            )));
        }
        return load_table::load(&args.path, format, &args.table, args.dry_run, &args.database);
    }
    args.table.refuse_without_table()?;
    let interruption = Interruption::watch("nothing was loaded");
    let Input { source, dataset: _dataset } = Input::open(&args.path, NOTHING_LOADED)?;
    let mut batch = source.vocabulary()?;
    let terms = std::mem::take(&mut batch.terms);
    let store = open(args)?;
    let bar =
        output::progress_bar(source.bytes(), "{wide_bar} {bytes}/{total_bytes}, {msg} profiles");
    let mut progress = |done: usize| bar.set_message(done.to_string());
    let name = name_of(&args.path);
    let options = LoadOptions {
        dry_run: args.dry_run,
        prune: args.prune,
        edits: args.edit_policy(),
        source: &name,
        progress: &mut progress,
        before_commit: &mut || interruption.before_commit(),
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
        Err(LoadError::WouldReplaceEdits(edited)) => {
            print_refusal(&edited)?;
            Err(Failure::Mistakes)
        }
        Err(err) => Err(err.into()),
    }
}

/// Opens the directory, or creates one. A dry run creates nothing, not even an empty directory.
fn open(args: &LoadArgs) -> Result<Store, Failure> {
    if args.dry_run { args.database.open() } else { args.database.open_or_create() }
}

/// Prints the edits that the load would replace, and the ways out.
fn print_refusal(edited: &[EditedDocument]) -> io::Result<()> {
    let mut out = io::stderr().lock();
    let count = output::counted(edited.len(), "edit");
    writeln!(out, "error: the load would replace {count} made since the last load or import:")?;
    list(&mut out, edited, |it| format!("  {it}"))?;
    writeln!(
        out,
        "nothing was loaded; use --keep-edits to leave these as they are, or --overwrite-edits to \
         replace them"
    )
}

/// The name of the loaded file for the list of imports, without its folder, which may be private.
pub(super) fn name_of(path: &Path) -> String {
    match path.file_name() {
        Some(name) if path != Path::new("-") => without_forbidden(&name.to_string_lossy()),
        _ => "standard input or a folder".to_owned(),
    }
}

/// Prints what a load did; the last line has the counts.
pub fn print_report(report: &LoadReport, dry_run: bool) -> io::Result<()> {
    let mut out = io::stdout().lock();
    if dry_run {
        writeln!(out, "{DRY_RUN}")?;
    }
    list(&mut out, &report.added, |slug| format!("added {slug}"))?;
    list(&mut out, &report.updated, |it| {
        format!("updated {}: {}", it.slug, it.changed.join(", "))
    })?;
    list(&mut out, &report.withdrawn, |slug| format!("withdrawn {slug}"))?;
    list(&mut out, &report.overwritten, |it| format!("replaced the edit of {it}"))?;
    list(&mut out, &report.kept, |it| format!("kept the edit of {it}"))?;
    list(&mut out, &report.similar, similar)?;
    if report.similar_left_out > 0 {
        let more = output::counted(report.similar_left_out, "more added profile");
        writeln!(out, "{more} may have an organization that is already here")?;
    }
    if report.similar_unknown {
        writeln!(
            out,
            "the added profiles were not compared with others that may be the same: load at most \
             {} new ones at once to compare them",
            LoadReport::MAX_COMPARED
        )?;
    }
    if let Some(id) = &report.id {
        writeln!(out, "import {id}: `imports revert {id}` undoes it")?;
    }
    let is_profile = |it: &&EditedDocument| it.subject == SubjectKind::Organization;
    let kept_profiles = report.kept.iter().filter(is_profile).count();
    let kept_terms = report.kept.len() - kept_profiles;
    let terms = report.terms_added + report.terms_updated + report.terms_unchanged + kept_terms;
    if terms > 0 {
        write!(
            out,
            "{}: {} added, {} updated, {} unchanged",
            output::counted(terms, "term"),
            report.terms_added,
            report.terms_updated,
            report.terms_unchanged
        )?;
        writeln!(out, "{}", further(kept_terms, "kept"))?;
    }
    let profiles = report.added.len() + report.updated.len() + report.unchanged + kept_profiles;
    write!(
        out,
        "{}: {} added, {} updated, {} unchanged",
        output::counted(profiles, "profile"),
        report.added.len(),
        report.updated.len(),
        report.unchanged
    )?;
    let withdrawn = further(report.withdrawn.len(), "withdrawn");
    writeln!(out, "{}{withdrawn}", further(kept_profiles, "kept"))
}

/// The line of an added profile that may be a duplicate.
fn similar(added: &SimilarAdded) -> String {
    let others = added.similar.iter().map(|other| {
        let which = if other.is_added { ", added too" } else { "" };
        format!("{} ({}{which})", other.slug, other.why.join(", ").replace('_', " "))
    });
    let others: Vec<String> = others.collect();
    format!("warning: {} may be the same as {}", added.slug, others.join(" or "))
}

/// A further count of a line; nothing for 0.
fn further(count: usize, done: &str) -> String {
    if count == 0 { String::new() } else { format!(", {count} {done}") }
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
