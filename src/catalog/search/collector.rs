//! Collects the results of a search: all matches and the best of them.

use std::cmp::Ordering;

use tantivy::query::Query;

use super::hits::Hits;
use super::names::NameMatches;
use super::plan::Plan;
use super::proximity::{self, boost_phrases};
use super::top_k::TopK;
use super::words::AllWords;
use super::{Interpretation, RankOptions, SearchResults};
use crate::catalog::columns::arrays::{Bits, Matches};
use crate::catalog::{CatalogError, Snapshot};
use crate::text::{Highlighter, SearchQuery};

/// A search in progress.
pub struct Collector<'a> {
    snapshot: &'a Snapshot,
    options: &'a RankOptions<'a>,
    names: NameMatches,
    /// Organizations that have a term named by the query, with the bonus for it.
    terms: Vec<(&'a Bits, f32)>,
    excluded: Option<Matches>,
    /// Organizations that may be ranked: they pass the filter and are not excluded.
    rankable: Matches,
    all: Matches,
    top: TopK<'a>,
}

impl<'a> Collector<'a> {
    pub fn new(
        snapshot: &'a Snapshot,
        names: NameMatches,
        terms: Vec<(&'a Bits, f32)>,
        options: &'a RankOptions<'a>,
        excluded: Option<Matches>,
    ) -> Self {
        let mut rankable = options.allowed.clone();
        if let Some(excluded) = &excluded {
            rankable.and_not(excluded);
        }
        let all = Matches::none(snapshot.columns.len());
        // `finish` drops the results before the cursor, so all are needed until then.
        let limit = if options.after.is_some() { usize::MAX } else { options.limit };
        let top = TopK::new(&snapshot.columns, limit);
        Self { snapshot, options, names, terms, excluded, rankable, all, top }
    }

    /// Collects enough results for the proximity boost.
    pub fn prepare_proximity_boost(&mut self) {
        self.top.raise_limit(proximity::RESCORED);
    }

    /// Replaces the name matches.
    pub fn set_names(&mut self, names: NameMatches) {
        self.names = names;
    }

    /// Whether there are no matches.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Adds the profiles that have all words and phrases of a query in their texts.
    pub fn collect_all_words(&mut self, plan: &Plan<'_>) -> Result<(), CatalogError> {
        let Some(words) = plan.only_words() else { return self.collect(plan.all_words()) };
        let index = &self.snapshot.index;
        let has_no_bonus = self.names.is_empty() && self.terms.is_empty();
        let skips_low_scores = plan.has_only_frequent_words() && has_no_bonus;
        let limit = self.top.limit().filter(|limit| *limit < usize::MAX || !skips_low_scores);
        if limit.is_some() && !skips_low_scores {
            let scored = self.scored();
            return AllWords::scored(index, &words)?.for_each(|number, score| {
                self.all.insert(number);
                if scored.contains(number) {
                    self.top.add(score() + bonus(&self.names, &self.terms, number), number);
                }
            });
        }
        AllWords::unscored(index, &words).for_each(|number, _| self.all.insert(number))?;
        let query = plan.all_words().filter(|_| limit.is_some());
        query.map_or(Ok(()), |query| self.add_best(&*query))
    }

    /// Adds the best hits of a query that no name matches. Blocks of hits that cannot be among the
    /// best are skipped without scoring each, which pays off for frequent words.
    fn add_best(&mut self, query: &dyn Query) -> Result<(), CatalogError> {
        let (rankable, top) = (&self.rankable, &mut self.top);
        Hits::scored(&self.snapshot.index, query)?.for_each_above(top.threshold(), |hit, score| {
            let number = hit.number();
            if rankable.contains(number) {
                top.add(score, number);
            }
            top.threshold()
        })
    }

    /// Adds the hits of a query on the text of profiles.
    pub fn collect(&mut self, query: Option<Box<dyn Query>>) -> Result<(), CatalogError> {
        let Some(query) = query else { return Ok(()) };
        let index = &self.snapshot.index;
        if self.top.limit().is_none() {
            return Hits::unscored(index, &*query)?.for_each(|hit| self.all.insert(hit.number()));
        }
        let scored = self.scored();
        Hits::scored(index, &*query)?.for_each_with_scorer(|hit, scorer| {
            let number = hit.number();
            self.all.insert(number);
            if scored.contains(number) {
                let bonus = bonus(&self.names, &self.terms, number);
                self.top.add(scorer.score() + bonus, number);
            }
        })
    }

    /// The organizations to score. Name matches rank before all others, so if they fill the page,
    /// only they are scored.
    fn scored(&self) -> Matches {
        let mut named = self.names.all().clone();
        named.and(&self.rankable);
        let fill_the_page = self.top.limit().is_some_and(|limit| named.count() >= limit);
        if fill_the_page { named } else { self.rankable.clone() }
    }

    /// Adds the organizations that match by identifier or name but not by text.
    pub fn collect_names(&mut self, query: &SearchQuery) {
        let Self { names, terms, rankable, all, top, .. } = self;
        let mut add = |number: u32| {
            if !all.contains(number) {
                all.insert(number);
                if rankable.contains(number) {
                    top.add(bonus(names, terms, number), number);
                }
            }
        };
        // A phrase must match the text, unless it is an identifier.
        if !query.phrases.is_empty() {
            names.identified().for_each(add);
            return;
        }
        names.all().iter().for_each(&mut add);
        if query.words.is_empty() {
            self.all = Matches::all(self.snapshot.columns.len());
            self.rankable.iter().for_each(|number| self.top.add(0.0, number));
        }
    }

    /// Applies the exclusions and the proximity boost, and returns the results.
    pub fn finish(
        mut self,
        highlighter: Highlighter,
        phrases: &[Box<dyn Query>],
    ) -> Result<SearchResults, CatalogError> {
        if let Some(excluded) = &self.excluded {
            self.all.and_not(excluded);
        }
        let (snapshot, options) = (self.snapshot, self.options);
        let mut top = self.top.finish();
        if !phrases.is_empty() && options.limit > 0 {
            boost_phrases(&snapshot.index, phrases, &mut top, &snapshot.columns)?;
        }
        if let Some((score, slug)) = options.after {
            top.retain(|(other, number)| match score.total_cmp(other) {
                Ordering::Greater => true,
                Ordering::Equal => snapshot.entry(*number).slug() > slug,
                Ordering::Less => false,
            });
        }
        top.truncate(options.limit);
        let (all, interpretation) = (self.all, Interpretation::default());
        Ok(SearchResults { all, top, highlighter, interpretation })
    }
}

/// The score of an organization beyond its text: for its name and for the best of its terms.
fn bonus(names: &NameMatches, terms: &[(&Bits, f32)], number: u32) -> f32 {
    let terms = terms.iter().filter(|(having, _)| having.contains(number));
    names.score(number) + terms.map(|(_, bonus)| *bonus).fold(0.0, f32::max)
}
