//! Conversions between seed files and the directory, shared by `load`, `check`, `restore`
//! and the first start of `serve`.

use std::io::{self, IsTerminal, Write};

use super::{Failure, may_colour, write_mistakes};
use crate::directory::{Item, Rejection, Rejections};
use crate::domain::{Term, TermScheme};
use crate::seed::{Batch, Document, Mistake, Origin};

type TermDocument = Document<(TermScheme, Term)>;

/// Terms in the form that `directory::Batch` needs.
pub fn terms(documents: &[TermDocument]) -> Vec<(TermScheme, &Term)> {
    documents.iter().map(|document| (document.value.0, &document.value.1)).collect()
}

/// Adds the directory's rejections to the mistakes of a batch. `terms` are the terms of the
/// batch, to which the rejections refer by index.
pub fn add_rejections(batch: &mut Batch, terms: &[TermDocument], rejections: Rejections<Origin>) {
    for Rejection { item, violation } in rejections.kept {
        batch.add_mistake(match item {
            Item::Term(index) => terms[index].mistake(violation),
            Item::Organization(origin) => Mistake::new(origin, violation),
        });
    }
    batch.omitted_mistakes += rejections.more;
}

/// Prints the mistakes of a batch, if it has any. `outcome` says what came of the command, such
/// as `nothing was loaded`.
///
/// # Errors
///
/// [`Failure::Mistakes`] if the batch has mistakes.
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
