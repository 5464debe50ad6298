//! Selections: the organizations that pass a filter and match a query, one page of them, and
//! their counts.

use std::borrow::Cow;

use super::cursor::Start;
use super::due::DueChecks;
use super::order::{Sort, SortField};
use super::page::Page;
use crate::catalog::columns::arrays::Matches;
use crate::catalog::columns::{ACTIVE, CoOccurrenceCounts, ValueCounts, WITHDRAWN};
use crate::catalog::search::{Marker, RankOptions};
use crate::catalog::{
    CatalogError, Choice, Entry, Facet, Filter, Highlight, Interpretation, Snapshot,
};
use crate::domain::DueReason;
use crate::text::SearchQuery;

/// A request for one page of a list.
pub struct ListRequest<'r> {
    pub filter: &'r Filter,
    pub query: Option<&'r SearchQuery>,
    pub sort: Sort,
    pub start: &'r Start,
    /// Maximum number of organizations on the page.
    pub size: usize,
}

/// The organizations that pass a filter and match a query.
pub struct Selection<'s> {
    pub(in crate::catalog) snapshot: &'s Snapshot,
    filter: &'s Filter,
    /// The organizations that match the query, whatever the filter; `None` without a query.
    query_matches: Option<Matches>,
    pub(in crate::catalog) matches: Matches,
    /// Number of organizations on all pages.
    pub total: usize,
    pub page: Page<'s>,
    /// Marks the matches of the query in texts; `None` without a query.
    marker: Option<Marker>,
    /// How the query was interpreted; `None` without a query.
    pub interpretation: Option<Interpretation>,
}

/// The number of matches for each value of a facet.
pub struct CountedValues {
    /// Ids of values with their counts, the most frequent first; without values that no match has.
    pub values: Vec<(u16, u32)>,
    /// Number of matches that have no value.
    pub missing: usize,
}

impl Snapshot {
    /// Selects the organizations that pass a filter and match a query.
    ///
    /// # Errors
    ///
    /// When the index cannot be read.
    pub fn select<'s>(&'s self, request: &ListRequest<'s>) -> Result<Selection<'s>, CatalogError> {
        let ListRequest { filter, query, sort, start, size } = *request;
        let mut matches = self.matches_but(filter, None);
        let Some(query) = query else {
            self.keep_sample(&mut matches, filter);
            let total = matches.count();
            let page = self.page_in_order((&matches, total), filter, sort, start, size);
            return Ok(Selection {
                snapshot: self,
                filter,
                matches,
                total,
                page,
                query_matches: None,
                marker: None,
                interpretation: None,
            });
        };
        self.keep_sample_of_matches(&mut matches, filter, query)?;
        let is_ranked = sort.field == SortField::Relevance;
        let limit = if is_ranked { start.offset().saturating_add(size + 1) } else { 0 };
        let after = if is_ranked { start.score() } else { None };
        let answers = self.search(query, &RankOptions { allowed: &matches, limit, after })?;
        matches.and(&answers.all);
        let total = matches.count();
        let page = if is_ranked {
            self.ranked_page(&answers.top, start, size)
        } else {
            self.page_in_order((&matches, total), filter, sort, start, size)
        };
        Ok(Selection {
            snapshot: self,
            filter,
            matches,
            total,
            page,
            query_matches: Some(answers.all),
            marker: Some(Marker::new(answers.highlighter)),
            interpretation: Some(answers.interpretation),
        })
    }

    /// The active organizations: those that a filter without a status selects.
    pub(in crate::catalog) fn active(&self) -> Matches {
        self.matches_but(&Filter::default(), None)
    }

    /// The organizations that pass a filter, except for its choice of one facet.
    pub(in crate::catalog) fn matches_but(
        &self,
        filter: &Filter,
        ignored: Option<Facet>,
    ) -> Matches {
        let size = self.columns().len();
        let mut matches = Matches::all(size);
        let shown = if filter.has_all_statuses() {
            Choice::but(vec![WITHDRAWN.to_owned()])
        } else {
            Choice::of(vec![ACTIVE.to_owned()])
        };
        for facet in Facet::ALL.into_iter().filter(|facet| Some(*facet) != ignored) {
            if facet == Facet::Country {
                self.retain_by_country(&mut matches, filter);
                continue;
            }
            let choice = match (facet, filter.choice(facet)) {
                (Facet::Status, choice) if choice.is_empty() => &shown,
                (_, choice) => choice,
            };
            self.columns().facet(facet).retain(&mut matches, choice, size);
        }
        if let Some(keys) = &filter.keys {
            matches.and(&self.numbers_of_keys(keys));
        }
        self.retain_by_conditions(&mut matches, filter);
        matches
    }

    /// Removes the organizations that do not meet the conditions other than choices.
    fn retain_by_conditions(&self, matches: &mut Matches, filter: &Filter) {
        let Filter { founded, updated_since, verified_before, due, .. } = filter;
        if filter.has_no_ranges() {
            return;
        }
        let since = updated_since.map(|time| time.as_microsecond());
        let before = verified_before.map(|date| date.days_since_epoch());
        let due = due.as_ref().map(|it| (DueChecks::new(self.columns(), &it.limits), it));
        for (number, numbers) in (0..).zip(self.columns().numbers()) {
            let passes = founded
                .is_none_or(|range| numbers.founded.is_some_and(|year| range.contains(year)))
                && since.is_none_or(|since| numbers.updated_at >= since)
                && before.is_none_or(|before| numbers.verified_at.is_some_and(|day| day < before))
                && due.as_ref().is_none_or(|(checks, due)| checks.passes(number, numbers, due));
            if !passes {
                matches.remove(number);
            }
        }
    }
}

impl<'s> Selection<'s> {
    /// The texts of an organization that match the query; `None` without a query.
    ///
    /// # Errors
    ///
    /// When the index cannot be read.
    pub fn highlights(&self, entry: &Entry<'_>) -> Result<Option<Vec<Highlight>>, CatalogError> {
        let marked = self.marker.as_ref().map(|marker| self.snapshot.highlights(entry, marker));
        marked.transpose()
    }

    /// Number of organizations that match without the filter's choice of one facet: the most that a
    /// value of the facet can count.
    pub fn total_without(&self, facet: Facet) -> usize {
        if self.filter.choice(facet).is_empty() || self.filter.sample.is_some() {
            return self.total;
        }
        let mut matches = self.snapshot.matches_but(self.filter, Some(facet));
        if let Some(query_matches) = &self.query_matches {
            matches.and(query_matches);
        }
        matches.count()
    }

    pub(super) fn filter(&self) -> &'s Filter {
        self.filter
    }

    /// The organizations that pass another filter and match the same query.
    pub(super) fn matches_of(&self, filter: &Filter) -> Matches {
        let mut matches = self.snapshot.matches_but(filter, None);
        if let Some(query_matches) = &self.query_matches {
            matches.and(query_matches);
        }
        matches
    }

    /// The reasons for which the profile of an organization is due; `None` if the filter does not
    /// ask for profiles that are due.
    pub fn due_reasons(&self, entry: &Entry<'_>) -> Option<Vec<DueReason>> {
        let due = self.filter.due.as_ref()?;
        Some(self.snapshot.due_reasons(entry, &due.limits))
    }

    /// Counts the values of a facet. The filter's own choice of this facet is ignored, so that a
    /// count is the number of matches if only that value were chosen; except in a sample, which would
    /// be another one.
    pub(in crate::catalog) fn count(&self, facet: Facet) -> CountedValues {
        let column = self.snapshot.columns().facet(facet);
        if let Some(counts) = self.precomputed(facet) {
            let (counts, missing) = counts.of(facet);
            return CountedValues { values: column.by_frequency(counts), missing };
        }
        let is_same_list = self.filter.choice(facet).is_empty() && facet != Facet::Status;
        let ignores_nothing = is_same_list || self.filter.sample.is_some();
        let mut matches = Cow::Borrowed(&self.matches);
        if !ignores_nothing {
            let all = matches.to_mut();
            *all = self.snapshot.matches_but(self.filter, Some(facet));
            if let Some(query_matches) = &self.query_matches {
                all.and(query_matches);
            }
        }
        let roles = &self.filter.country_roles;
        if facet == Facet::Country && !roles.is_default() {
            return self.snapshot.count_countries(roles, &matches);
        }
        let ValueCounts { counts, missing } = column.count(&matches, matches.count());
        CountedValues { values: column.by_frequency(&counts), missing }
    }

    /// The precomputed counts. There are some if, apart from this facet, the filter requires at
    /// most one value, and there is no query.
    fn precomputed(&self, facet: Facet) -> Option<&'s CoOccurrenceCounts> {
        let filter = self.filter;
        let is_plain = self.query_matches.is_none()
            && filter.choice(Facet::Status).is_empty()
            && facet != Facet::Status
            && filter.country_roles.is_default()
            && filter.has_only_choices();
        if !is_plain {
            return None;
        }
        let columns = self.snapshot.columns();
        let mut others = Facet::ALL
            .into_iter()
            .filter(|other| *other != facet && !filter.choice(*other).is_empty());
        let Some(other) = others.next() else { return Some(columns.co_occurrences().all()) };
        match (filter.choice(other).single(), others.next()) {
            (Some(value), None) => {
                columns.co_occurrences().with(other, columns.facet(other).id(value)?)
            }
            _ => None,
        }
    }
}
