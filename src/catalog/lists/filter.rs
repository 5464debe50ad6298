//! Filters: which organizations a list has.

use jiff::Timestamp;

use super::country_roles::CountryRoles;
use super::due::DueCondition;
use super::facet::Facet;
use crate::domain::Date;

/// The conditions of a list. An organization must meet all of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    /// Indexed by facet; see [`Filter::choice`].
    pub choices: [Choice; Facet::ALL.len()],
    /// Which countries of a profile the choice of [`Facet::Country`] and its counts include.
    pub country_roles: CountryRoles,
    pub founded: Option<YearRange>,
    /// Changed at this time or later.
    pub updated_since: Option<Timestamp>,
    /// Last verified before this day. Profiles that were never verified do not match.
    pub verified_before: Option<Date>,
    /// Only profiles that are due for review, or only those that are not.
    pub due: Option<DueCondition>,
    /// Only these organizations: their slugs, each once, in the order of the list.
    pub keys: Option<Vec<String>>,
    /// Only a sample of the organizations that meet all other conditions and match the query.
    pub sample: Option<Sample>,
}

/// A random sample. The same seed selects the same organizations of the same list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sample {
    /// Maximum number of organizations.
    pub size: usize,
    pub seed: u64,
}

impl Filter {
    pub fn choice(&self, facet: Facet) -> &Choice {
        &self.choices[facet.index()]
    }

    /// Whether it has no conditions other than choices.
    pub(in crate::catalog) fn has_only_choices(&self) -> bool {
        let Self { keys, sample, .. } = self;
        self.has_no_ranges() && keys.is_none() && sample.is_none()
    }

    /// Whether it means all organizations that are not withdrawn unless it names statuses. A client
    /// that names organizations knows that some may have ended, and so does one that reviews them.
    pub fn has_all_statuses(&self) -> bool {
        self.keys.is_some() || self.due.is_some()
    }

    /// Whether it has no conditions on years, times and days.
    pub(super) fn has_no_ranges(&self) -> bool {
        let Self { founded, updated_since, verified_before, due, .. } = self;
        let has_no_days = updated_since.is_none() && verified_before.is_none() && due.is_none();
        founded.is_none() && has_no_days
    }

    pub fn set_choice(&mut self, facet: Facet, choice: Choice) {
        self.choices[facet.index()] = choice;
    }
}

/// A condition on one property: it has at least one value of `any` or all values of an element of
/// `together` (unless both are empty), and no value of `none`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Choice {
    pub any: Vec<String>,
    /// Combinations of at least two values.
    pub together: Vec<Vec<String>>,
    pub none: Vec<String>,
}

impl Choice {
    /// A choice of at least one of these values.
    pub fn of(any: Vec<String>) -> Self {
        Self { any, ..Self::default() }
    }

    /// A choice of none of these values.
    pub fn but(none: Vec<String>) -> Self {
        Self { none, ..Self::default() }
    }

    /// Adds a combination of values; a single value is added to `any`.
    pub fn add_together(&mut self, mut values: Vec<String>) {
        values.sort_unstable();
        values.dedup();
        match values.as_slice() {
            [] => {}
            [value] if self.any.contains(value) => {}
            [_] => self.any.append(&mut values),
            _ if self.together.contains(&values) => {}
            _ => self.together.push(values),
        }
    }

    pub fn is_empty(&self) -> bool {
        self.any.is_empty() && self.together.is_empty() && self.none.is_empty()
    }

    /// The value, if the choice is one required value.
    pub(in crate::catalog) fn single(&self) -> Option<&str> {
        match (self.any.as_slice(), self.together.as_slice(), self.none.as_slice()) {
            ([value], [], []) => Some(value),
            _ => None,
        }
    }
}

/// Years from `first` to `last`, both included; `None` leaves an end open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct YearRange {
    pub first: Option<i16>,
    pub last: Option<i16>,
}

impl YearRange {
    pub fn contains(self, year: i16) -> bool {
        self.first.is_none_or(|first| first <= year) && self.last.is_none_or(|last| year <= last)
    }
}
