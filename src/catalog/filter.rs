//! Which organizations are meant.

use jiff::Timestamp;

use crate::domain::Date;

/// Everything that a list can be narrowed by: all of it must hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    /// Slugs; a term stands for the terms below it too.
    pub focus_area: Choice,
    /// Slugs; a term stands for the terms below it too.
    pub approach: Choice,
    /// Country codes: where it works.
    pub country: Choice,
    /// Kinds of ways to help that it offers.
    pub way_to_help: Choice,
    pub affiliation: Choice,
    /// Without any choice: `active` alone.
    pub status: Choice,
    pub founded: Option<YearRange>,
    /// Changed at this time or later.
    pub updated_since: Option<Timestamp>,
    /// Last verified before this day; what was never verified is left out.
    pub verified_before: Option<Date>,
}

/// Values of one property: at least one of `any` (if it has some), none of `none`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Choice {
    pub any: Vec<String>,
    pub none: Vec<String>,
}

impl Choice {
    pub fn is_empty(&self) -> bool {
        self.any.is_empty() && self.none.is_empty()
    }
}

/// Years from `first` to `last`, both included; `None` leaves an end open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct YearRange {
    pub first: Option<i16>,
    pub last: Option<i16>,
}

impl YearRange {
    pub fn contains(self, year: i64) -> bool {
        self.first.is_none_or(|first| i64::from(first) <= year)
            && self.last.is_none_or(|last| year <= i64::from(last))
    }
}
