//! Which organizations pass a filter, how many there are and how many have what.

use super::arrays::Matches;
use super::columns::Counts;
use super::{Choice, Facet, Filter, Listing, Snapshot, Sort, Start};

/// The organizations that pass a filter.
pub struct Selection<'s> {
    snapshot: &'s Snapshot,
    filter: &'s Filter,
    matches: Matches,
    total: usize,
}

/// How many matches have each value of a facet.
pub struct FacetCounts<'s> {
    /// The most frequent value first; values that nobody has are left out.
    pub values: Vec<(&'s str, usize)>,
    /// How many have none.
    pub missing: usize,
}

impl Snapshot {
    /// Who passes a filter.
    pub fn select<'s>(&'s self, filter: &'s Filter) -> Selection<'s> {
        let matches = self.matches_but(filter, None);
        let total = matches.count();
        Selection { snapshot: self, filter, matches, total }
    }

    /// Those that are listed unless a filter says otherwise.
    pub(super) fn active(&self) -> Matches {
        self.matches_but(&Filter::default(), None)
    }

    /// Who passes a filter, whatever it says of one facet.
    fn matches_but(&self, filter: &Filter, ignored: Option<Facet>) -> Matches {
        let size = self.columns().len();
        let mut matches = Matches::all(size);
        let active = Choice { any: vec!["active".to_owned()], none: Vec::new() };
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
    /// How many there are.
    pub fn total(&self) -> usize {
        self.total
    }

    /// One page of them.
    pub fn page(&self, sort: Sort, start: &Start, size: usize) -> Listing<'s> {
        self.snapshot.page(&self.matches, self.total, sort, start, size)
    }

    /// How many of those who pass the filter have each value of a facet,
    /// whatever the filter says of that facet itself: so a count is what
    /// choosing the value alone would show.
    pub fn count(&self, facet: Facet) -> FacetCounts<'s> {
        let column = self.snapshot.columns().facet(facet);
        let ignores_nothing = self.filter.choice(facet).is_empty() && facet != Facet::Status;
        let Counts { counts, missing } = if ignores_nothing {
            column.count(&self.matches, self.total)
        } else {
            let matches = self.snapshot.matches_but(self.filter, Some(facet));
            column.count(&matches, matches.count())
        };
        let mut values: Vec<(&str, usize)> = (0..)
            .zip(counts)
            .filter(|(_, count)| *count > 0)
            .map(|(id, count)| (column.name(id), count as usize))
            .collect();
        values.sort_unstable_by(|(a, fewer), (b, more)| more.cmp(fewer).then(a.cmp(b)));
        FacetCounts { values, missing }
    }
}
