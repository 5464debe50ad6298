//! `verify`: whether the database still returns what was written to it.

use std::io::{self, Write};

use clap::Args;

use super::database::DatabaseArgs;
use super::{Failure, seeds};
use crate::directory;

#[derive(Args)]
#[command(
    after_help = "Compares each revision with its checksum and each profile and term with its newest \
        revision; on SQLite also the structure of the file. Nothing is written, and a server may run \
        meanwhile.\n\nExit codes: 0 nothing is damaged; 1 damage was found; 2 the command is used \
        wrongly; 3 the database cannot be reached."
)]
pub struct VerifyArgs {
    #[command(flatten)]
    database: DatabaseArgs,
}

/// Checks the whole database and lists its damage.
pub fn verify(args: &VerifyArgs) -> Result<(), Failure> {
    let url = args.database.safe_url()?;
    let bar = seeds::bar(0, "{wide_bar} {pos}/{len} revisions");
    let verified = directory::verify_database(&url, |done, all| {
        bar.set_length(all);
        bar.set_position(done);
    });
    bar.finish_and_clear();
    let verified = verified?;
    let mut out = io::stdout().lock();
    for damage in &verified.damaged {
        writeln!(out, "damaged: {damage}")?;
    }
    for sentence in &verified.others {
        writeln!(out, "damaged: {sentence}")?;
    }
    let revisions = seeds::counted(verified.revisions, "revision");
    if verified.is_intact() {
        writeln!(out, "{revisions}: no damage")?;
        return Ok(());
    }
    let damage = verified.damaged.len() + verified.others.len();
    writeln!(
        out,
        "{revisions}: {damage} damaged; stop the server and bring the directory back with `restore` \
         from a backup that is whole"
    )?;
    Err(Failure::Mistakes)
}
