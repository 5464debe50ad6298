//! `imports`: lists loads and imports, and reverts one as a whole.

use std::io::{self, Write};

use clap::{Args, Subcommand};

use super::Failure;
use super::database::DatabaseArgs;
use super::load::print_report;
use crate::directory;
use crate::domain::{Author, Import};

#[derive(Args)]
pub struct ImportsArgs {
    #[command(subcommand)]
    command: ImportsCommand,
}

#[derive(Subcommand)]
enum ImportsCommand {
    /// List the latest loads and imports, newest first.
    List {
        /// Maximum number of entries
        #[arg(long, default_value_t = 20, value_name = "N")]
        limit: u16,

        #[command(flatten)]
        database: DatabaseArgs,
    },
    /// Revert a load or import as a whole: the profiles that it changed are restored, and those
    /// that it added are withdrawn. Refused if any of them was edited since.
    Revert {
        /// The id of the import
        id: String,

        #[command(flatten)]
        database: DatabaseArgs,
    },
}

/// Runs a subcommand of `imports`.
pub fn imports(args: ImportsArgs) -> Result<(), Failure> {
    match args.command {
        ImportsCommand::List { limit, database } => {
            Ok(list(&directory::list_imports(&database.open()?, limit.into())?)?)
        }
        ImportsCommand::Revert { id, database } => {
            let report = directory::revert(&database.open()?, &id, &Author::command("imports"))?;
            Ok(print_report(&report, false)?)
        }
    }
}

fn list(imports: &[Import]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    for import in imports {
        let changes = import.last_change - import.first_change + 1;
        let reverted = import
            .reverted_by
            .as_ref()
            .map_or_else(String::new, |by| format!(", reverted by {by}"));
        writeln!(
            out,
            "{}  {}  {}  {} change{}  {}{reverted}",
            import.id,
            import.at.strftime("%Y-%m-%dT%H:%MZ"),
            import.author,
            changes,
            if changes == 1 { "" } else { "s" },
            import.source,
        )?;
    }
    Ok(())
}
