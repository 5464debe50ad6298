//! Everything that a list would show, one profile after the other.

use std::sync::Arc;

use bytes::Bytes;

use super::listing::SortField;
use crate::catalog::answers::render::written_length;
use crate::catalog::search::RankOptions;
use crate::catalog::{CatalogError, Filter, Snapshot, Sort};
use crate::text::SearchQuery;

/// What is to be exported: a list without pages.
pub struct ExportRequest<'r> {
    pub filter: &'r Filter,
    pub question: Option<&'r SearchQuery>,
    pub sort: Sort,
    /// Whether the profiles are wanted as they were written, without the
    /// server's keys.
    pub as_written: bool,
}

/// The profiles of all matches, in the order of the list.
///
/// It holds its snapshot, so that whatever changes meanwhile it stays one state
/// of the directory; and four bytes a match, so that its size is not that of
/// what it reads. A profile is read when it is asked for.
pub struct Export {
    snapshot: Arc<Snapshot>,
    numbers: std::vec::IntoIter<u32>,
    as_written: bool,
}

impl Snapshot {
    /// The profiles of all who pass a filter and answer a question.
    ///
    /// # Errors
    ///
    /// When the index cannot be read.
    pub fn export(self: &Arc<Self>, request: &ExportRequest<'_>) -> Result<Export, CatalogError> {
        let numbers = self.all_in_order(request)?.into_iter();
        Ok(Export { snapshot: Arc::clone(self), numbers, as_written: request.as_written })
    }

    fn all_in_order(&self, request: &ExportRequest<'_>) -> Result<Vec<u32>, CatalogError> {
        let ExportRequest { filter, question, sort, .. } = *request;
        let mut matches = self.matches_but(filter, None);
        if let Some(question) = question {
            let is_ranked = sort.field == SortField::Relevance;
            let limit = if is_ranked { usize::MAX } else { 0 };
            let wanted = RankOptions { allowed: &matches, limit, after: None };
            let answers = self.search(question, &wanted)?;
            if is_ranked {
                return Ok(answers.top.into_iter().map(|(_, number)| number).collect());
            }
            matches.and(&answers.all);
        }
        let mut numbers = Vec::with_capacity(matches.count());
        let order = self.columns().order(sort).into_iter().flat_map(|order| order.iter().copied());
        numbers.extend(order.filter(|number| matches.contains(*number)));
        Ok(numbers)
    }
}

impl Iterator for Export {
    type Item = Bytes;

    fn next(&mut self) -> Option<Self::Item> {
        let entry = self.snapshot.entry(self.numbers.next()?);
        let document = entry.document();
        Some(match self.as_written {
            true => written(document),
            false => Bytes::copy_from_slice(document),
        })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.numbers.size_hint()
    }
}

/// A profile without what the server added to it.
fn written(document: &[u8]) -> Bytes {
    let Some(length) = written_length(document) else { return Bytes::copy_from_slice(document) };
    [&document[..length], b"}"].concat().into()
}
