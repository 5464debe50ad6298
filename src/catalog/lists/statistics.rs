//! The directory in numbers: how many organizations of a selection have what.

use std::collections::BTreeMap;

use jiff::civil;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use crate::catalog::columns::arrays::Matches;
use crate::catalog::{Facet, Selection};
use crate::domain::TermScheme;

/// The organizations of a selection, counted.
#[derive(Debug, PartialEq, Eq)]
pub struct Statistics<'s> {
    /// How many there are.
    pub total: usize,
    /// How many began in which decade, by its first year; those of which no year
    /// is known are in none.
    pub founded_by_decade: BTreeMap<i64, usize>,
    pub verified: Verified,
    pub focus_area_by_approach: CrossCount<'s>,
    pub focus_area_by_country: CrossCount<'s>,
}

/// When profiles were last verified.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// In the year before the last change of the directory: not before the
    /// present day, so that every node counts the same.
    pub within_year: usize,
    pub older: usize,
    pub never: usize,
}

/// How many have both a value of one property and one of another.
#[derive(Debug, PartialEq, Eq)]
pub struct CrossCount<'s> {
    pub rows: Vec<&'s str>,
    pub columns: Vec<&'s str>,
    /// For each row, its count in each column.
    pub counts: Vec<Vec<usize>>,
}

impl<'s> Selection<'s> {
    /// Counts everybody who is selected, on whichever page. A term stands for the
    /// terms below it too. Terms are in the order of the vocabulary, also those
    /// that nobody has; countries are those where somebody selected works, by code.
    pub fn statistics(&self) -> Statistics<'s> {
        let (founded_by_decade, verified) = self.by_time();
        Statistics {
            total: self.total,
            founded_by_decade,
            verified,
            focus_area_by_approach: self.focus_area_by_approach(),
            focus_area_by_country: self.focus_areas_by(Facet::Country, self.countries()),
        }
    }

    /// That part of [`Selection::statistics`] alone.
    pub fn focus_area_by_approach(&self) -> CrossCount<'s> {
        self.focus_areas_by(Facet::Approach, self.terms_in_order(TermScheme::Approach))
    }

    /// That part of [`Selection::statistics`] alone.
    pub fn founded_by_decade(&self) -> BTreeMap<i64, usize> {
        self.by_time().0
    }

    fn by_time(&self) -> (BTreeMap<i64, usize>, Verified) {
        let year_ago = days(year_before(self.snapshot.position().updated_at));
        let (mut decades, mut verified) = (BTreeMap::new(), Verified::default());
        let columns = self.snapshot.columns();
        for times in self.matches.iter().filter_map(|number| columns.times_of(number)) {
            if let Some(year) = times.founded {
                *decades.entry(i64::from(year).div_euclid(10) * 10).or_default() += 1;
            }
            match times.verified_at {
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

    /// The codes of the countries where somebody selected works, in order.
    fn countries(&self) -> Vec<&'s str> {
        let column = self.snapshot.columns().facet(Facet::Country);
        let counted = column.count(&self.matches, self.total).counts;
        let values = column.values().zip(counted).filter(|(_, count)| *count > 0);
        let mut codes: Vec<&str> = values.map(|((code, _), _)| code).collect();
        codes.sort_unstable();
        codes
    }

    fn focus_areas_by(&self, facet: Facet, columns: Vec<&'s str>) -> CrossCount<'s> {
        let all = self.snapshot.columns();
        let (areas, others) = (all.facet(Facet::FocusArea), all.facet(facet));
        let rows = self.terms_in_order(TermScheme::FocusArea);
        let ids: Vec<Option<u16>> = columns.iter().map(|column| others.id(column)).collect();
        let counts = rows.iter().map(|area| {
            let Some(having_area) = areas.having(area) else { return vec![0; columns.len()] };
            let mut those: Matches = self.matches.clone();
            those.and_bits(having_area);
            let counted = others.count(&those, those.count()).counts;
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

/// A day as whole days since 1970-01-01.
fn days(day: civil::Date) -> i32 {
    let epoch = civil::Date::constant(1970, 1, 1);
    epoch.until(day).map_or(0, |span| span.get_days())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_year_before_is_the_same_day_of_the_last_year() {
        for (time, day) in [
            ("2026-11-25T23:59:59Z", "2025-11-25"),
            ("2024-02-29T00:00:00Z", "2023-02-28"),
            ("2026-01-01T00:00:00Z", "2025-01-01"),
        ] {
            assert_eq!(year_before(time.parse().unwrap()).to_string(), day);
        }
    }
}
