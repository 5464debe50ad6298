//! `check`: the validation alone.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;

use super::{Failure, seeds};
use crate::directory;
use crate::seed;

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
    let mut batch = seeds::read(&args.path)?;
    let default = seed::embedded_vocabulary();
    let rejections = directory::check(&seeds::to_load(&batch, &default));
    seeds::add_rejections(&mut batch, rejections);
    seeds::refuse_mistakes(&batch, "nothing was changed")?;
    let terms = seeds::counted(batch.terms.len(), "term");
    let profiles = seeds::counted(batch.organizations.len(), "profile");
    writeln!(io::stdout(), "{terms} and {profiles}: no mistakes")?;
    Ok(())
}
