//! Which organizations are meant.

use jiff::Timestamp;

use crate::domain::{Date, TermScheme};

/// A property of organizations with few values: it can be chosen and counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Facet {
    /// Slugs; a term stands for the terms below it too.
    FocusArea,
    /// Slugs; a term stands for the terms below it too.
    Approach,
    /// Country codes: where it works.
    Country,
    /// Kinds of ways to help that it offers.
    WayToHelp,
    Affiliation,
    /// Without any choice: `active` alone.
    Status,
}

impl Facet {
    pub const ALL: [Self; 6] = [
        Self::FocusArea,
        Self::Approach,
        Self::Country,
        Self::WayToHelp,
        Self::Affiliation,
        Self::Status,
    ];

    /// The facet of the terms of a scheme.
    pub fn of(scheme: TermScheme) -> Self {
        match scheme {
            TermScheme::FocusArea => Self::FocusArea,
            TermScheme::Approach => Self::Approach,
        }
    }

    /// The name of its parameter.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::FocusArea => "focus_area",
            Self::Approach => "approach",
            Self::Country => "country",
            Self::WayToHelp => "way_to_help",
            Self::Affiliation => "affiliation",
            Self::Status => "status",
        }
    }
}

/// Everything that a list can be narrowed by: all of it must hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filter {
    /// By facet; see [`Filter::choice`].
    pub choices: [Choice; Facet::ALL.len()],
    pub founded: Option<YearRange>,
    /// Changed at this time or later.
    pub updated_since: Option<Timestamp>,
    /// Last verified before this day; what was never verified is left out.
    pub verified_before: Option<Date>,
}

impl Filter {
    pub fn choice(&self, facet: Facet) -> &Choice {
        &self.choices[facet as usize]
    }

    /// Whether nothing but choices narrows it.
    pub(in crate::catalog) fn has_only_choices(&self) -> bool {
        let Self { founded, updated_since, verified_before, .. } = self;
        founded.is_none() && updated_since.is_none() && verified_before.is_none()
    }

    pub fn set_choice(&mut self, facet: Facet, choice: Choice) {
        self.choices[facet as usize] = choice;
    }
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

    /// The value, where there is one and nothing else.
    pub(in crate::catalog) fn only(&self) -> Option<&str> {
        match (self.any.as_slice(), self.none.as_slice()) {
            ([value], []) => Some(value),
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
    pub fn contains(self, year: i64) -> bool {
        self.first.is_none_or(|first| i64::from(first) <= year)
            && self.last.is_none_or(|last| year <= i64::from(last))
    }
}
