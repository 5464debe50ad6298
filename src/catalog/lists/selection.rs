//! Which organizations pass a filter, how many there are and how many have what.

use super::listing::SortField;
use crate::catalog::columns::arrays::Matches;
use crate::catalog::columns::{ACTIVE, Counts, Row};
use crate::catalog::search::RankOptions;
use crate::catalog::{
    CatalogError, Choice, Entry, Facet, Filter, Highlight, Listing, Snapshot, Sort, Start,
};
use crate::text::{Highlighter, SearchQuery};

/// A list that is asked for.
pub struct ListRequest<'r> {
    pub filter: &'r Filter,
    pub question: Option<&'r SearchQuery>,
    pub sort: Sort,
    pub start: &'r Start,
    /// How many a page.
    pub size: usize,
}

/// The organizations that pass a filter and answer a question.
pub struct Selection<'s> {
    pub(in crate::catalog) snapshot: &'s Snapshot,
    filter: &'s Filter,
    /// Who answers the question, whatever the filter; `None` without one.
    answering: Option<Matches>,
    pub(in crate::catalog) matches: Matches,
    /// How many there are.
    pub total: usize,
    /// The page that was asked for.
    pub listing: Listing<'s>,
    /// With a question: marks in texts what was found.
    marker: Option<Highlighter>,
}

/// How many matches have each value of a facet.
pub struct FacetCounts {
    /// Values by their ids, the most frequent first; those that nobody has are
    /// left out.
    pub values: Vec<(u16, u32)>,
    /// How many have none.
    pub missing: usize,
}

impl Snapshot {
    /// Who passes a filter and answers a question, and one page of them.
    ///
    /// # Errors
    ///
    /// When the index cannot be read.
    pub fn select<'s>(&'s self, request: &ListRequest<'s>) -> Result<Selection<'s>, CatalogError> {
        let ListRequest { filter, question, sort, start, size } = *request;
        let mut matches = self.matches_but(filter, None);
        let Some(question) = question else {
            let total = matches.count();
            let listing = self.page(&matches, total, sort, start, size);
            let (answering, marker) = (None, None);
            return Ok(Selection {
                snapshot: self,
                filter,
                answering,
                matches,
                total,
                listing,
                marker,
            });
        };
        let is_ranked = sort.field == SortField::Relevance;
        let limit = if is_ranked { start.offset().saturating_add(size + 1) } else { 0 };
        let after = if is_ranked { start.score() } else { None };
        let answers = self.search(question, &RankOptions { allowed: &matches, limit, after })?;
        matches.and(&answers.all);
        let total = matches.count();
        let listing = match is_ranked {
            true => self.ranked_page(&answers.top, start, size),
            false => self.page(&matches, total, sort, start, size),
        };
        let (answering, marker) = (Some(answers.all), Some(answers.highlighter));
        Ok(Selection { snapshot: self, filter, answering, matches, total, listing, marker })
    }

    /// Those that are listed unless a filter says otherwise.
    pub(in crate::catalog) fn active(&self) -> Matches {
        self.matches_but(&Filter::default(), None)
    }

    /// Who passes a filter, whatever it says of one facet.
    pub(in crate::catalog) fn matches_but(
        &self,
        filter: &Filter,
        ignored: Option<Facet>,
    ) -> Matches {
        let size = self.columns().len();
        let mut matches = Matches::all(size);
        let active = Choice { any: vec![ACTIVE.to_owned()], none: Vec::new() };
        for facet in Facet::ALL.into_iter().filter(|facet| Some(*facet) != ignored) {
            let choice = match (facet, filter.choice(facet)) {
                (Facet::Status, choice) if choice.is_empty() => &active,
                (_, choice) => choice,
            };
            self.columns().facet(facet).narrow(&mut matches, choice, size);
        }
        self.narrow_by_values(&mut matches, filter);
        matches
    }

    fn narrow_by_values(&self, matches: &mut Matches, filter: &Filter) {
        let Filter { founded, updated_since, verified_before, .. } = filter;
        if founded.is_none() && updated_since.is_none() && verified_before.is_none() {
            return;
        }
        let since = updated_since.map(|time| time.as_microsecond());
        let before = verified_before.map(|date| date.days_since_epoch());
        for (number, times) in (0..).zip(self.columns().times()) {
            let passes = founded
                .is_none_or(|range| times.founded.is_some_and(|year| range.contains(year.into())))
                && since.is_none_or(|since| times.updated_at >= since)
                && before.is_none_or(|before| times.verified_at.is_some_and(|day| day < before));
            if !passes {
                matches.remove(number);
            }
        }
    }
}

impl<'s> Selection<'s> {
    /// What of an organization answers the question; `None` without one.
    ///
    /// # Errors
    ///
    /// When the index cannot be read.
    pub fn highlights(&self, entry: &Entry<'_>) -> Result<Option<Vec<Highlight>>, CatalogError> {
        let marked = self.marker.as_ref().map(|marker| self.snapshot.highlights(entry, marker));
        marked.transpose()
    }

    /// How many of those who pass the filter have each value of a facet,
    /// whatever the filter says of that facet itself: so a count is what
    /// choosing the value alone would show.
    pub(in crate::catalog) fn count(&self, facet: Facet) -> FacetCounts {
        let column = self.snapshot.columns().facet(facet);
        if let Some(row) = self.ready(facet) {
            let (counts, missing) = row.of(facet);
            return FacetCounts { values: column.by_frequency(counts), missing };
        }
        let ignores_nothing = self.filter.choice(facet).is_empty() && facet != Facet::Status;
        let Counts { counts, missing } = if ignores_nothing {
            column.count(&self.matches, self.total)
        } else {
            let mut matches = self.snapshot.matches_but(self.filter, Some(facet));
            if let Some(answering) = &self.answering {
                matches.and(answering);
            }
            column.count(&matches, matches.count())
        };
        FacetCounts { values: column.by_frequency(&counts), missing }
    }

    /// The counts that stand ready: where, but for the facet itself, nothing is
    /// asked but that one value be there.
    fn ready(&self, facet: Facet) -> Option<&'s Row> {
        let filter = self.filter;
        let is_plain = self.answering.is_none()
            && filter.choice(Facet::Status).is_empty()
            && facet != Facet::Status
            && filter.has_only_choices();
        if !is_plain {
            return None;
        }
        let columns = self.snapshot.columns();
        let mut others = Facet::ALL
            .into_iter()
            .filter(|other| *other != facet && !filter.choice(*other).is_empty());
        let Some(other) = others.next() else { return Some(columns.pairs().all()) };
        match (filter.choice(other).only(), others.next()) {
            (Some(value), None) => columns.pairs().having(other, columns.facet(other).id(value)?),
            _ => None,
        }
    }
}
