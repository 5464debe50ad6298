//! The organizations that a query excludes.

use super::hits::Hits;
use super::identifiers;
use super::plan::Plan;
use crate::catalog::columns::arrays::Matches;
use crate::catalog::{CatalogError, Snapshot};
use crate::text::{QueryWord, SearchQuery, TypedText};

impl Snapshot {
    /// The organizations that the query excludes, by a text or by an identifier; `None` if it
    /// excludes nothing.
    pub(super) fn excluded(
        &self,
        query: &SearchQuery,
        plan: &Plan<'_>,
    ) -> Result<Option<Matches>, CatalogError> {
        if query.excluded.is_empty() {
            return Ok(None);
        }
        let mut excluded = self.excluded_by_identifier(query);
        if let Some(query) = plan.excluded() {
            Hits::unscored(&self.index, &*query)?.for_each(|hit| excluded.insert(hit.number()))?;
        }
        Ok(Some(excluded))
    }

    /// The organizations of which the query excludes an identifier.
    pub(super) fn excluded_by_identifier(&self, query: &SearchQuery) -> Matches {
        let mut excluded = Matches::none(self.columns.len());
        for words in &query.excluded {
            let words: Vec<TypedText<'_>> = words.iter().map(QueryWord::typed).collect();
            let found = identifiers::exactly(&self.columns, &words);
            found.for_each(|it| excluded.insert(it.entry.number()));
        }
        excluded
    }
}
