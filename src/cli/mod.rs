//! The command line: one file per command.
//!
//! Exit codes: 0 done; 1 the data has mistakes and nothing was changed; 2 wrong usage;
//! 3 the environment failed (database, port, folder); 128 and the number of a signal: the signal
//! interrupted the command, and nothing was changed.

mod backup;
mod check;
mod database;
mod export;
mod failure;
mod folder_lock;
mod imports;
mod input;
mod interruption;
mod keys;
mod load;
mod load_table;
mod logging;
mod lost_database;
mod mistakes;
mod openapi;
mod output;
mod process;
mod redact;
mod restore;
mod schema;
mod seeding;
mod seeds;
mod serve;
mod table_mistakes;
mod verify;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub use mistakes::{may_colour, write_mistakes};

use failure::Failure;

/// A directory of organizations that work against slavery, as a REST service.
///
/// Without a command it runs `serve`: it creates or updates the database, loads the
/// built-in profiles if the database is empty, and listens on http://127.0.0.1:8080.
/// Every option can also be set by an environment variable.
#[derive(Parser)]
#[command(
    version,
    args_conflicts_with_subcommands = true,
    after_help = "The log goes to standard error. RUST_LOG sets its level: error, warn, info \
        (the default) or debug.\n\nExit codes: 0 done; 1 the data has mistakes and nothing was \
        changed; 2 wrong usage; 3 the environment failed (database, port, folder); 128 + N the \
        signal N interrupted load or restore, and nothing was changed."
)]
pub struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: serve::ServeArgs,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the directory over HTTP (the default).
    Serve(serve::ServeArgs),
    /// Load profiles and terms: all of them, or none.
    Load(load::LoadArgs),
    /// Check profiles and terms without a database.
    Check(check::CheckArgs),
    /// Write all profiles to a file, or a whole dataset.
    Export(export::ExportArgs),
    /// Copy the directory while the server runs, and check the copy.
    Backup(backup::BackupArgs),
    /// Check that the database still returns what was written to it.
    Verify(verify::VerifyArgs),
    /// Restore a directory from a backup or a dataset.
    Restore(restore::RestoreArgs),
    /// List loads and imports, or revert one as a whole.
    Imports(imports::ImportsArgs),
    /// Take a text out of the history of an organization, for ever.
    Redact(redact::RedactArgs),
    /// Create, list, rotate and revoke API keys, which allow writing over HTTP.
    Keys(keys::KeysArgs),
    /// Print the OpenAPI document.
    Openapi,
    /// Print the JSON Schema of a profile or a term, for editors.
    Schema(schema::SchemaArgs),
}

/// Runs the program with the arguments of this process.
pub fn run() -> ExitCode {
    logging::start();
    let cli = Cli::parse();
    let outcome = match cli.command {
        None => serve::serve(cli.serve),
        Some(Command::Serve(args)) => serve::serve(args),
        Some(Command::Load(args)) => load::load(&args),
        Some(Command::Check(args)) => check::check(&args),
        Some(Command::Export(args)) => export::export(&args),
        Some(Command::Backup(args)) => backup::backup(&args),
        Some(Command::Verify(args)) => verify::verify(&args),
        Some(Command::Restore(args)) => restore::restore(&args),
        Some(Command::Imports(args)) => imports::imports(args),
        Some(Command::Redact(args)) => redact::redact(args),
        Some(Command::Keys(args)) => keys::keys(args),
        Some(Command::Openapi) => openapi::print(),
        Some(Command::Schema(args)) => schema::print(&args),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}
