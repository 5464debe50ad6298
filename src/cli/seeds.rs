//! Between files and the directory: what `load`, `check` and the first start share.

use std::io::{self, IsTerminal, Write};

use indicatif::{ProgressBar, ProgressStyle};

use super::{Failure, may_colour, write_mistakes};
use crate::directory::{Incoming, Item, Rejection, Rejections};
use crate::domain::{Term, TermScheme};
use crate::seed::{Batch, Document, Found, Mistake, Organizations, Origin, SeedError, Source};

type TermDocument = Document<(TermScheme, Term)>;

/// The profiles at a path on their way to the directory. What is wrong with
/// them is kept back in a batch.
pub struct Profiles<'b> {
    found: Organizations,
    batch: &'b mut Batch,
    count: usize,
    failure: Option<SeedError>,
}

impl<'b> Profiles<'b> {
    /// `bar` shows how many bytes of them have been read.
    pub fn of(source: Source, batch: &'b mut Batch, bar: ProgressBar) -> Self {
        let found = source.organizations(move |bytes| bar.set_position(bytes));
        Self { found, batch, count: 0, failure: None }
    }

    /// How many there were without mistakes.
    ///
    /// # Errors
    ///
    /// If they could not be read to their end.
    pub fn count(self) -> Result<usize, SeedError> {
        self.failure.map_or(Ok(self.count), Err)
    }
}

impl Iterator for Profiles<'_> {
    type Item = Incoming<Origin>;

    fn next(&mut self) -> Option<Incoming<Origin>> {
        loop {
            match self.found.next()? {
                Ok(Found::Organization(document)) => {
                    self.count += 1;
                    return Some(Incoming::Profile(document.origin, document.value));
                }
                Ok(Found::Mistake(mistake)) => self.batch.add_mistake(mistake),
                Err(failure) => self.failure = Some(failure),
                // Terms have been read before.
                Ok(Found::Term(_)) => continue,
            }
            return Some(Incoming::Broken);
        }
    }
}

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
    batch.more += rejections.more;
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
    write_mistakes(&mut out, &batch.mistakes, batch.more, in_colour, outcome)?;
    out.flush()?;
    Err(Failure::Mistakes)
}

/// A number with its noun.
pub fn counted(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}
