//! `verify`: checks that the database still returns what was written to it.

use std::io::{self, Write};

use clap::Args;

use super::database::DatabaseArgs;
use super::{Failure, output};
use crate::store;

#[derive(Args)]
#[command(
    after_help = "Compares each revision with its checksum, and each profile and term with its \
        newest revision. On SQLite it also checks the structure of the file. It writes nothing, \
        and a server may keep running.\n\nExit codes: 0 no damage; 1 damage was found; 2 wrong \
        usage; 3 the database cannot be reached."
)]
pub struct VerifyArgs {
    #[command(flatten)]
    database: DatabaseArgs,
}

/// Checks the whole database and lists its damage.
pub fn verify(args: &VerifyArgs) -> Result<(), Failure> {
    let url = args.database.safe_url()?;
    let bar = output::progress_bar(0, "{wide_bar} {pos}/{len} revisions");
    let verified = store::verify_database(&url, |done, all| {
        bar.set_length(all);
        bar.set_position(done);
    });
    bar.finish_and_clear();
    let verified = verified?;
    let mut out = io::stdout().lock();
    for damage in &verified.damaged {
        writeln!(out, "damaged: {damage}")?;
    }
    for other in &verified.others {
        writeln!(out, "damaged: {other}")?;
    }
    let revisions = output::counted(verified.revisions, "revision");
    if verified.is_intact() {
        writeln!(out, "{revisions}: no damage")?;
        return Ok(());
    }
    let damage = verified.damaged.len() + verified.others.len();
    writeln!(
        out,
        "{revisions}: {damage} damaged; stop the server and `restore` the directory from an \
         undamaged backup"
    )?;
    Err(Failure::Mistakes)
}
