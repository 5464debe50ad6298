//! `check`: validation without a database.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;

use super::input::Input;
use super::{Failure, load_table, output, seeds};
use crate::directory::{self, Incoming};
use crate::seed::{self, Profiles};

#[derive(Args)]
pub struct CheckArgs {
    /// A file (.json, .ndjson, .jsonl), a folder, a dataset (a folder or a .zip, checked
    /// against its SHA256SUMS), or - for standard input. Files named after a vocabulary, such as
    /// focus_areas or kinds, hold terms; all others hold profiles. Conflicts with profiles already
    /// in the directory (slugs, identifiers) are checked by load. Of a table (.csv, .tsv, .xlsx),
    /// only the form and the header are checked, because its cells change profiles of a directory
    path: PathBuf,
}

/// Checks everything at a path against the vocabulary found there, or else against the
/// built-in vocabulary.
pub fn check(args: &CheckArgs) -> Result<(), Failure> {
    if let Some(format) = load_table::format_of(&args.path) {
        return load_table::check(&args.path, format);
    }
    let outcome = "check its files one by one, if it was changed on purpose";
    let Input { source, dataset: _dataset } = Input::open(&args.path, outcome)?;
    let mut batch = source.vocabulary()?;
    let terms = std::mem::take(&mut batch.terms);
    let bar = output::progress_bar(source.bytes(), "{wide_bar} {bytes}/{total_bytes} read");
    let has_unreadable_terms = batch.mistake_count() > 0;
    let shown = bar.clone();
    let mut profiles = Profiles::new(source, &mut batch, move |bytes| shown.set_position(bytes));
    let rejections = directory::check(directory::Batch {
        terms: seeds::terms(&terms),
        has_unreadable_terms,
        organizations: profiles.by_ref().map(Incoming::from),
        default_vocabulary: &seed::embedded_vocabulary(),
    });
    bar.finish_and_clear();
    let profiles = profiles.count()?;
    seeds::add_rejections(&mut batch, &terms, rejections);
    seeds::refuse_mistakes(&batch, "nothing was changed")?;
    let terms = output::counted(terms.len(), "term");
    let profiles = output::counted(profiles, "profile");
    writeln!(io::stdout(), "{terms} and {profiles}: no mistakes")?;
    Ok(())
}
