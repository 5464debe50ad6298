//! `check`: the validation alone.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;

use super::{Failure, seeds};
use crate::directory::{self, Incoming};
use crate::seed::{self, Profiles, Source};

#[derive(Args)]
pub struct CheckArgs {
    /// A file (.json, .ndjson), a folder, or - for standard input. Files named
    /// focus_areas or approaches hold terms, all others profiles. What only a
    /// directory knows (other organizations' slugs and identifiers) is checked
    /// by load
    path: PathBuf,
}

/// Checks everything at a path against the vocabulary there, else the one that
/// the binary carries.
pub fn check(args: &CheckArgs) -> Result<(), Failure> {
    let source = Source::open(&args.path)?;
    let mut batch = source.vocabulary()?;
    let terms = std::mem::take(&mut batch.terms);
    let bar = seeds::bar(source.bytes(), "{wide_bar} {bytes}/{total_bytes} read");
    let has_unreadable_terms = batch.mistake_count() > 0;
    let shown = bar.clone();
    let mut profiles = Profiles::of(source, &mut batch, move |bytes| shown.set_position(bytes));
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
    let terms = seeds::counted(terms.len(), "term");
    let profiles = seeds::counted(profiles, "profile");
    writeln!(io::stdout(), "{terms} and {profiles}: no mistakes")?;
    Ok(())
}
