//! The directory in numbers: how many of its active organizations have what.

use std::collections::BTreeMap;

use jiff::civil;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use super::arrays::Matches;
use super::{Facet, Snapshot};
use crate::domain::TermScheme;

/// The active organizations, counted.
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

impl Snapshot {
    /// Counts the active organizations. A term stands for the terms below it
    /// too. Terms are in the order of the vocabulary, also those that nobody
    /// has; countries are those where somebody works, by code.
    pub fn statistics(&self) -> Statistics<'_> {
        let active = self.active();
        let countries = self.countries().into_iter().map(|(code, _)| code).collect();
        let approaches = self.terms_in_order(TermScheme::Approach);
        let (founded_by_decade, verified) = self.by_time(&active);
        Statistics {
            total: active.count(),
            founded_by_decade,
            verified,
            focus_area_by_approach: self.focus_areas_by(Facet::Approach, approaches, &active),
            focus_area_by_country: self.focus_areas_by(Facet::Country, countries, &active),
        }
    }

    fn by_time(&self, active: &Matches) -> (BTreeMap<i64, usize>, Verified) {
        let year_ago = days(year_before(self.position().updated_at));
        let (mut decades, mut verified) = (BTreeMap::new(), Verified::default());
        for (number, times) in (0..).zip(self.columns().times()) {
            if !active.contains(number) {
                continue;
            }
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

    fn terms_in_order(&self, scheme: TermScheme) -> Vec<&str> {
        self.vocabulary().terms(scheme).iter().map(|term| term.slug.as_str()).collect()
    }

    fn focus_areas_by<'s>(
        &'s self,
        facet: Facet,
        columns: Vec<&'s str>,
        active: &Matches,
    ) -> CrossCount<'s> {
        let (areas, others) = (self.columns().facet(Facet::FocusArea), self.columns().facet(facet));
        let rows = self.terms_in_order(TermScheme::FocusArea);
        let counts = rows.iter().map(|area| {
            let Some(having_area) = areas.having(area) else { return vec![0; columns.len()] };
            let mut those: Matches = active.clone();
            those.and_bits(having_area);
            let count =
                |column: &&str| others.having(column).map_or(0, |having| having.count_in(&those));
            columns.iter().map(count).collect()
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
