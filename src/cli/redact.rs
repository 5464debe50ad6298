//! `redact`: takes a text out of the history of an organization, for ever.

use std::io::{self, Write};

use clap::Args;

use super::Failure;
use super::database::DatabaseArgs;
use crate::directory::{self, RedactionReport};
use crate::domain::{Author, Note, Passage, Redaction, RevisionSet, Slug, ValuePointer, Violation};

#[derive(Args)]
#[command(
    after_help = "The revisions are rewritten, and the text is removed from the files of the \
        database before the command ends. Running servers remove it from their indexes within a \
        minute. If a reader is in the way, the command ends with the exit code 3: the redaction is \
        written then, and running the same command again completes it, as does any server.\n\n\
        Copies that were made before cannot be reached: backups, snapshots, exports, datasets, \
        archived logs of the database, caches and search engines. Delete those that you have."
)]
pub struct RedactArgs {
    /// The slug of the organization
    slug: Slug,

    /// The value of the profile, as a JSON pointer such as /outcomes/3; the empty pointer is the
    /// whole profile, and withdraws the organization
    #[arg(long, required_unless_present = "notes")]
    pointer: Option<ValuePointer>,

    /// The revisions in which to redact it: all, or numbers and ranges such as 3,5-9
    #[arg(long, default_value_t = RevisionSet::ALL, value_name = "NUMBERS")]
    revisions: RevisionSet,

    /// Redact the notes of these revisions too
    #[arg(long)]
    notes: bool,

    /// A text to put in the place of the value. Without it, a required text becomes `[redacted]`,
    /// and everything else is removed
    #[arg(long, value_name = "TEXT", value_parser = text::<Passage>)]
    replacement: Option<Passage>,

    /// Redact the value that is at the pointer now, even where one was redacted before: the elements
    /// of a list move up when one is removed
    #[arg(long)]
    again: bool,

    /// The reason. It is public, so it must not repeat what is redacted
    #[arg(long, value_parser = text::<Note>)]
    reason: Note,

    /// Report what would be redacted, and change nothing
    #[arg(long)]
    dry_run: bool,

    #[command(flatten)]
    database: DatabaseArgs,
}

fn text<T: std::str::FromStr<Err = Violation>>(text: &str) -> Result<T, String> {
    text.parse().map_err(|violation: Violation| violation.message)
}

/// Redacts a text, and removes it from the files of the database.
pub fn redact(args: RedactArgs) -> Result<(), Failure> {
    let store = args.database.open()?;
    // An earlier redaction that was interrupted after it was written.
    let is_due = !args.dry_run && store.purge_is_due()?;
    let redaction = Redaction {
        pointer: args.pointer,
        revisions: args.revisions,
        notes: Some(args.notes),
        replacement: args.replacement,
        again: Some(args.again),
        reason: args.reason,
    };
    let author = Author::command("redact");
    let report = match directory::redact(&store, &args.slug, &redaction, &author, args.dry_run) {
        Err(err) if is_due && err.is_repeated() => {
            store.purge()?;
            writeln!(io::stderr(), "an earlier redaction is complete now")?;
            return Ok(());
        }
        report => report?,
    };
    print_report(&report, args.dry_run)?;
    if !args.dry_run {
        store.purge()?;
    }
    Ok(())
}

fn print_report(report: &RedactionReport, dry_run: bool) -> io::Result<()> {
    let mut out = io::stdout().lock();
    let numbers: Vec<String> = report.redacted.iter().map(i32::to_string).collect();
    let (would, s) = (if dry_run { "would be " } else { "" }, plural(report.redacted.len()));
    writeln!(out, "{}: {would}redacted in revision{s} {}", report.slug, numbers.join(", "))?;
    for remaining in &report.remaining {
        let (revision, pointer) = (remaining.revision, &remaining.pointer);
        writeln!(out, "the text remains in revision {revision} at {pointer}")?;
    }
    if !dry_run {
        writeln!(out, "change {}", report.change)?;
    }
    writeln!(out, "not reached:")?;
    report.not_reached.iter().try_for_each(|kind| writeln!(out, "- {kind}"))
}

fn plural(count: usize) -> &'static str {
    if count == 1 { "" } else { "s" }
}
