//! The profiles of a source as an iterator, with its mistakes collected apart.

use super::batch::ReadItem;
use super::{Batch, Document, Origin, ReadAhead, SeedError, Source};
use crate::domain::{Organization, ProfileReferences};

/// Iterates over the profiles of a source. An item is an error for a profile with mistakes, which
/// are added to the batch, and `None` for a document that could not be read and for a failure,
/// which [`count`](Self::count) returns.
pub struct Profiles<'b> {
    items: ReadAhead,
    batch: &'b mut Batch,
    count: usize,
    failure: Option<SeedError>,
}

impl<'b> Profiles<'b> {
    /// Starts reading. `progress` is called now and then with the number of bytes read so far.
    pub fn new(
        source: Source,
        batch: &'b mut Batch,
        progress: impl FnMut(u64) + Send + 'static,
    ) -> Self {
        Self { items: source.organizations(progress), batch, count: 0, failure: None }
    }

    /// The number of valid profiles returned so far.
    ///
    /// # Errors
    ///
    /// If the source could not be read to its end.
    pub fn count(self) -> Result<usize, SeedError> {
        self.failure.map_or(Ok(self.count), Err)
    }
}

impl Iterator for Profiles<'_> {
    type Item = Option<(Origin, Result<Organization, ProfileReferences>)>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.items.next()? {
                Ok(ReadItem::Organization(document)) => {
                    self.count += 1;
                    return Some(Some((document.origin, Ok(document.value))));
                }
                Ok(ReadItem::Refused(refused)) => {
                    let Document { value: (violations, references), origin } = *refused;
                    self.batch.add_mistakes(&origin, violations);
                    return Some(Some((origin, Err(references))));
                }
                Ok(ReadItem::Mistake(mistake)) => self.batch.add_mistake(mistake),
                Err(failure) => self.failure = Some(failure),
                // Terms are read separately, by `Source::vocabulary`.
                Ok(ReadItem::Term(_)) => continue,
            }
            return Some(None);
        }
    }
}
