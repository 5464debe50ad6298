//! Between files and the directory: what `load`, `check` and the first start share.

use std::io::{self, IsTerminal, Write};

use indicatif::{ProgressBar, ProgressStyle};

use super::{Failure, may_colour, write_mistakes};
use crate::directory::{Item, Rejection, Rejections};
use crate::domain::{Term, TermScheme};
use crate::seed::{Batch, Document, Mistake, Origin};

type TermDocument = Document<(TermScheme, Term)>;

/// Terms as the directory takes them.
pub fn terms(documents: &[TermDocument]) -> Vec<(TermScheme, &Term)> {
    documents.iter().map(|document| (document.value.0, &document.value.1)).collect()
}

/// Adds to the mistakes of a batch, whose terms are given, what the directory
/// rejects.
pub fn add_rejections(batch: &mut Batch, terms: &[TermDocument], rejections: Rejections<Origin>) {
    for Rejection { item, violation } in rejections.kept {
        batch.add_mistake(match item {
            Item::Term(index) => terms[index].mistake(violation),
            Item::Organization(origin) => Mistake::new(origin, violation),
        });
    }
    batch.omitted_mistakes += rejections.more;
}

/// A progress bar on standard error, invisible where that is no terminal.
pub fn bar(length: u64, template: &str) -> ProgressBar {
    let bar = ProgressBar::new(length);
    match ProgressStyle::with_template(template) {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
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
    write_mistakes(&mut out, &batch.mistakes, batch.omitted_mistakes, in_colour, outcome)?;
    out.flush()?;
    Err(Failure::Mistakes)
}

/// A number with its noun.
pub fn counted(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}
