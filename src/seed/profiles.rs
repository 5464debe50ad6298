//! The profiles of a source, with what is wrong with them kept apart.

use super::batch::Found;
use super::{Batch, Organizations, Origin, SeedError, Source};
use crate::domain::Organization;

/// The profiles of a source, one after another; `None` in place of what could
/// not be read as one. What is wrong with it is kept back in a batch.
pub struct Profiles<'b> {
    found: Organizations,
    batch: &'b mut Batch,
    count: usize,
    failure: Option<SeedError>,
}

impl<'b> Profiles<'b> {
    /// `progress` is told now and then how many bytes have been read so far.
    pub fn of(
        source: Source,
        batch: &'b mut Batch,
        progress: impl FnMut(u64) + Send + 'static,
    ) -> Self {
        Self { found: source.organizations(progress), batch, count: 0, failure: None }
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
    type Item = Option<(Origin, Organization)>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.found.next()? {
                Ok(Found::Organization(document)) => {
                    self.count += 1;
                    return Some(Some((document.origin, document.value)));
                }
                Ok(Found::Mistake(mistake)) => self.batch.add_mistake(mistake),
                Err(failure) => self.failure = Some(failure),
                // Terms have been read before.
                Ok(Found::Term(_)) => continue,
            }
            return Some(None);
        }
    }
}
