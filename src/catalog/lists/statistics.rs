//! Statistics of a selection of organizations.

use std::collections::BTreeMap;

use jiff::civil;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use crate::catalog::columns::arrays::Matches;
use crate::catalog::{Facet, Selection};
use crate::domain::{Keyword, SourceCoverage, TermScheme};

/// Counts of the organizations of a selection.
#[derive(Debug, PartialEq, Eq)]
pub struct Statistics<'s> {
    pub total: usize,
    /// By the first year of a decade, the number of organizations founded in it. Organizations
    /// whose founding year is unknown are in no decade.
    pub founded_by_decade: BTreeMap<i64, usize>,
    pub verified: Verified,
    /// Numbers of statements of their profiles with and without sources.
    pub source_coverage: SourceCoverage,
    pub sources: SourceCounts,
    /// For each vocabulary, in the order of the vocabularies, the number of organizations with each
    /// term.
    pub terms: Vec<(TermScheme, Vec<(&'s str, usize)>)>,
    pub focus_area_by_approach: CrossCount<'s>,
    pub focus_area_by_country: CrossCount<'s>,
    pub lens_by_approach: CrossCount<'s>,
}

/// Numbers of sources of profiles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SourceCounts {
    pub total: usize,
    /// Published by the organization itself or one of its founders.
    pub self_published: usize,
}

/// Number of profiles by the age of their last verification.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// Verified in the year before the last change of the directory. With the year before the
    /// present day, the nodes of a cluster would count differently.
    pub within_year: usize,
    pub older: usize,
    pub never: usize,
}

/// For each pair of values of two properties, the number of organizations that have both.
#[derive(Debug, PartialEq, Eq)]
pub struct CrossCount<'s> {
    pub rows: Vec<&'s str>,
    pub columns: Vec<&'s str>,
    /// For each row, its count in each column.
    pub counts: Vec<Vec<usize>>,
}

impl<'s> Selection<'s> {
    /// Counts the organizations of all pages. A term includes its narrower terms. All terms are
    /// listed, in the order of the vocabulary; of the countries, those where a selected
    /// organization works, by code.
    pub fn statistics(&self) -> Statistics<'s> {
        let (founded_by_decade, verified) = self.by_year_and_verification();
        Statistics {
            total: self.total,
            founded_by_decade,
            verified,
            source_coverage: self.source_coverage(),
            sources: self.sources(),
            terms: TermScheme::ALL.iter().map(|&it| (it, self.count_terms(it))).collect(),
            focus_area_by_approach: self.by_approach(TermScheme::FocusArea),
            focus_area_by_country: self.crossed(
                TermScheme::FocusArea,
                Facet::Country,
                self.countries(),
            ),
            lens_by_approach: self.by_approach(TermScheme::Lens),
        }
    }

    /// The same part of [`Selection::statistics`], for terms of one scheme by approaches.
    pub fn by_approach(&self, scheme: TermScheme) -> CrossCount<'s> {
        let approaches = self.terms_in_order(TermScheme::Approach);
        self.crossed(scheme, Facet::Term(TermScheme::Approach), approaches)
    }

    /// The same part of [`Selection::statistics`].
    pub fn source_coverage(&self) -> SourceCoverage {
        let columns = self.snapshot.columns();
        let numbers = self.matches.iter().filter_map(|number| columns.numbers_of(number));
        numbers.map(|numbers| numbers.source_coverage).sum()
    }

    fn sources(&self) -> SourceCounts {
        let columns = self.snapshot.columns();
        let numbers = self.matches.iter().filter_map(|number| columns.numbers_of(number));
        numbers.fold(SourceCounts::default(), |counts, numbers| SourceCounts {
            total: counts.total + usize::from(numbers.sources),
            self_published: counts.self_published + usize::from(numbers.own_sources),
        })
    }

    /// The terms of a scheme, in the order of the vocabulary, with their numbers of organizations.
    fn count_terms(&self, scheme: TermScheme) -> Vec<(&'s str, usize)> {
        let column = self.snapshot.columns().facet(Facet::Term(scheme));
        let counted = column.count(&self.matches, self.total).counts;
        let count = |slug: &str| {
            let count = column.id(slug).and_then(|id| counted.get(usize::from(id)));
            count.map_or(0, |count| *count as usize)
        };
        self.terms_in_order(scheme).into_iter().map(|slug| (slug, count(slug))).collect()
    }

    /// The same part of [`Selection::statistics`].
    pub fn founded_by_decade(&self) -> BTreeMap<i64, usize> {
        self.by_year_and_verification().0
    }

    fn by_year_and_verification(&self) -> (BTreeMap<i64, usize>, Verified) {
        let year_ago = days_since_epoch(year_before(self.snapshot.position().updated_at));
        let (mut decades, mut verified) = (BTreeMap::new(), Verified::default());
        let columns = self.snapshot.columns();
        for numbers in self.matches.iter().filter_map(|number| columns.numbers_of(number)) {
            if let Some(year) = numbers.founded {
                *decades.entry(i64::from(year).div_euclid(10) * 10).or_default() += 1;
            }
            match numbers.verified_at {
                Some(day) if day >= year_ago => verified.within_year += 1,
                Some(_) => verified.older += 1,
                None => verified.never += 1,
            }
        }
        (decades, verified)
    }

    fn terms_in_order(&self, scheme: TermScheme) -> Vec<&'s str> {
        let terms = self.snapshot.vocabulary().terms(scheme);
        terms.iter().map(|term| term.slug.as_str()).collect()
    }

    /// The codes of the countries where a selected organization works, sorted.
    fn countries(&self) -> Vec<&'s str> {
        let column = self.snapshot.columns().facet(Facet::Country);
        let counted = column.count(&self.matches, self.total).counts;
        let values = column.values().zip(counted).filter(|(_, count)| *count > 0);
        let mut codes: Vec<&str> = values.map(|((code, _), _)| code).collect();
        codes.sort_unstable();
        codes
    }

    /// The terms of a scheme by the values of a facet.
    fn crossed(&self, scheme: TermScheme, facet: Facet, columns: Vec<&'s str>) -> CrossCount<'s> {
        let all = self.snapshot.columns();
        let (terms, others) = (all.facet(Facet::Term(scheme)), all.facet(facet));
        let rows = self.terms_in_order(scheme);
        let ids: Vec<Option<u16>> = columns.iter().map(|column| others.id(column)).collect();
        let counts = rows.iter().map(|term| {
            let Some(postings) = terms.postings(term) else { return vec![0; columns.len()] };
            let mut matches: Matches = self.matches.clone();
            matches.and_bits(postings);
            let counted = others.count(&matches, matches.count()).counts;
            let count = |id: u16| counted.get(usize::from(id)).map_or(0, |count| *count as usize);
            ids.iter().map(|id| id.map_or(0, count)).collect()
        });
        let counts = counts.collect();
        CrossCount { rows, columns, counts }
    }
}

/// The day a year before a time.
fn year_before(time: Timestamp) -> civil::Date {
    time.to_zoned(TimeZone::UTC).date().saturating_sub(1.year())
}

/// A day in days since 1970-01-01.
fn days_since_epoch(day: civil::Date) -> i32 {
    let epoch = civil::Date::constant(1970, 1, 1);
    epoch.until(day).map_or(0, |span| span.get_days())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_before_a_date_is_the_same_day_of_the_year_before() {
        for (time, day) in [
            ("2026-11-25T23:59:59Z", "2025-11-25"),
            ("2024-02-29T00:00:00Z", "2023-02-28"),
            ("2026-01-01T00:00:00Z", "2025-01-01"),
        ] {
            assert_eq!(year_before(time.parse().unwrap()).to_string(), day);
        }
    }
}
