//! Random samples of lists, which every node draws in the same way.

use xxhash_rust::xxh3::xxh3_64_with_seed;

use super::filter::{Filter, Sample};
use crate::catalog::columns::arrays::Matches;
use crate::catalog::search::RankOptions;
use crate::catalog::{CatalogError, Snapshot};
use crate::text::SearchQuery;

impl Snapshot {
    /// Retains the sample that the filter asks for.
    pub(super) fn keep_sample(&self, matches: &mut Matches, filter: &Filter) {
        let Some(Sample { size, seed }) = filter.sample else { return };
        // Ids are the same on every node; the numbers of organizations are not.
        let draw =
            |number: u32| (xxh3_64_with_seed(self.entry(number).id().as_bytes(), seed), number);
        let mut drawn: Vec<(u64, u32)> = matches.iter().map(draw).collect();
        if drawn.len() <= size {
            return;
        }
        drawn.select_nth_unstable(size);
        let mut sample = Matches::none(self.columns().len());
        drawn[..size].iter().for_each(|(_, number)| sample.insert(*number));
        *matches = sample;
    }

    /// Retains the sample of the organizations that match a query, if the filter asks for one.
    ///
    /// # Errors
    ///
    /// When the index cannot be read.
    pub(super) fn keep_sample_of_matches(
        &self,
        matches: &mut Matches,
        filter: &Filter,
        query: &SearchQuery,
    ) -> Result<(), CatalogError> {
        if filter.sample.is_some() {
            let unranked = RankOptions { allowed: matches, limit: 0, after: None };
            let found = self.search(query, &unranked)?;
            matches.and(&found.all);
            self.keep_sample(matches, filter);
        }
        Ok(())
    }
}
