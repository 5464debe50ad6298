//! Exports: the profiles of a whole list, one after the other.

use std::sync::Arc;

use bytes::Bytes;

use super::order::SortField;
use crate::catalog::search::RankOptions;
use crate::catalog::{CatalogError, Filter, HeldSnapshot, Interpretation, Snapshot, Sort};
use crate::text::SearchQuery;

/// A request for a list without pages.
pub struct ExportRequest<'r> {
    pub filter: &'r Filter,
    pub query: Option<&'r SearchQuery>,
    pub sort: Sort,
    /// Whether the profiles come as they were written, without the server's keys.
    pub as_written: bool,
}

/// The profiles of all matches, in the order of the list.
///
/// It holds its snapshot, so all profiles belong to one state of the directory. It needs four
/// bytes of memory per match: each profile is read only when the iterator reaches it.
pub struct Export {
    snapshot: Arc<HeldSnapshot>,
    numbers: std::vec::IntoIter<u32>,
    as_written: bool,
    /// How the query was interpreted; `None` without a query.
    pub interpretation: Option<Interpretation>,
}

impl Snapshot {
    /// The profiles of the organizations that pass a filter and match a query.
    ///
    /// # Errors
    ///
    /// When the index cannot be read.
    pub fn export(self: &Arc<Self>, request: &ExportRequest<'_>) -> Result<Export, CatalogError> {
        let (numbers, interpretation) = self.all_in_order(request)?;
        let (snapshot, numbers) = (self.long_reads.hold(Arc::clone(self)), numbers.into_iter());
        Ok(Export { snapshot, numbers, as_written: request.as_written, interpretation })
    }

    fn all_in_order(
        &self,
        request: &ExportRequest<'_>,
    ) -> Result<(Vec<u32>, Option<Interpretation>), CatalogError> {
        let ExportRequest { filter, query, sort, .. } = *request;
        let mut matches = self.matches_but(filter, None);
        let mut interpretation = None;
        if query.is_none() {
            self.keep_sample(&mut matches, filter);
        }
        if let Some(query) = query {
            self.keep_sample_of_matches(&mut matches, filter, query)?;
            let is_ranked = sort.field == SortField::Relevance;
            let limit = if is_ranked { usize::MAX } else { 0 };
            let wanted = RankOptions { allowed: &matches, limit, after: None };
            let answers = self.search(query, &wanted)?;
            interpretation = Some(answers.interpretation);
            if is_ranked {
                let numbers = answers.top.into_iter().map(|(_, number)| number).collect();
                return Ok((numbers, interpretation));
            }
            matches.and(&answers.all);
        }
        if sort.field == SortField::Key {
            let keys = filter.keys.iter().flatten();
            let numbers = keys.filter_map(|key| self.number_of_key(key));
            return Ok((numbers.filter(|it| matches.contains(*it)).collect(), interpretation));
        }
        let mut numbers = Vec::with_capacity(matches.count());
        let order = self.columns().order(sort).into_iter().flat_map(|order| order.iter().copied());
        numbers.extend(order.filter(|number| matches.contains(*number)));
        Ok((numbers, interpretation))
    }
}

impl Export {
    /// The snapshot that it holds.
    pub fn snapshot(&self) -> Arc<HeldSnapshot> {
        Arc::clone(&self.snapshot)
    }
}

/// It also ends when its snapshot is taken from it.
impl Iterator for Export {
    type Item = Bytes;

    fn next(&mut self) -> Option<Self::Item> {
        let snapshot = self.snapshot.get()?;
        let entry = snapshot.entry(self.numbers.next()?);
        Some(if self.as_written {
            entry.written_document().into()
        } else {
            Bytes::copy_from_slice(entry.document())
        })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.numbers.size_hint()
    }
}
