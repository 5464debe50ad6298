//! Between files and the directory: what `load`, `check` and the first start share.

use std::io::{self, IsTerminal, Write};
use std::path::Path;

use indicatif::{ProgressBar, ProgressStyle};

use super::{Failure, may_colour, write_mistakes};
use crate::directory::{self, Item, Rejection};
use crate::domain::Vocabulary;
use crate::seed::{self, Batch};

/// Reads a path, with a progress bar where standard error is a terminal.
pub fn read(path: &Path) -> Result<Batch, Failure> {
    let bar = bar(seed::total_bytes(path)?, "{wide_bar} {bytes}/{total_bytes} read");
    let batch = seed::read(path, &mut |bytes| bar.set_position(bytes))?;
    bar.finish_and_clear();
    Ok(batch)
}

/// A progress bar on standard error, invisible where that is no terminal.
pub fn bar(length: Option<u64>, template: &str) -> ProgressBar {
    let bar = match length {
        Some(length) => ProgressBar::new(length),
        None => ProgressBar::new_spinner(),
    };
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

/// The documents of a batch, as the directory takes them.
pub fn to_load<'a>(batch: &'a Batch, default: &'a Vocabulary) -> directory::Batch<'a> {
    directory::Batch {
        terms: batch.terms.iter().map(|document| (document.value.0, &document.value.1)).collect(),
        organizations: batch.organizations.iter().map(|document| &document.value).collect(),
        default_vocabulary: default,
    }
}

/// Adds to the mistakes of a batch what the directory rejects.
pub fn add_rejections(batch: &mut Batch, rejections: Vec<Rejection>) {
    for Rejection { item, violation } in rejections {
        let mistake = match item {
            Item::Term(index) => batch.terms[index].mistake(violation),
            Item::Organization(index) => batch.organizations[index].mistake(violation),
        };
        batch.add_mistake(mistake);
    }
}

/// Shows the mistakes of a batch, if it has any.
///
/// # Errors
///
/// [`Failure::Mistakes`] if it has.
pub fn refuse_mistakes(batch: &Batch, outcome: &str) -> Result<(), Failure> {
    if batch.mistake_count() == 0 {
        return Ok(());
    }
    let mut out = io::BufWriter::new(io::stderr().lock());
    let in_colour = may_colour(io::stderr().is_terminal());
    write_mistakes(&mut out, &batch.mistakes, batch.more, in_colour, outcome)?;
    out.flush()?;
    Err(Failure::Mistakes)
}

/// A number with its noun.
pub fn counted(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}
