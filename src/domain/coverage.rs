//! The coverage of sources: the statements of a profile that have a source, counted.

use std::iter::Sum;
use std::ops::Add;

use super::{Keyword, Profile, SourceId, TermScheme};

/// Numbers of statements of profiles with and without sources, by kind of statement.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SourceCoverage {
    /// Elements of lists that carry their own sources: countries, outcomes, research, ways to
    /// help, media, caveats and related organizations.
    pub elements: Covered,
    /// Plain fields with a value, such as the year of the founding. The name, the status, a
    /// withdrawal and the day of the last check are not counted: they are statements of the
    /// directory itself.
    pub plain_fields: Covered,
    /// Terms of every vocabulary.
    pub terms: Covered,
}

/// A number of statements, and how many of them have a source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Covered {
    pub with_source: u32,
    pub total: u32,
}

impl SourceCoverage {
    /// The coverage of one profile.
    pub fn of(profile: &Profile) -> Self {
        Self {
            elements: elements(profile),
            plain_fields: plain_fields(profile),
            terms: terms(profile),
        }
    }
}

fn elements(profile: &Profile) -> Covered {
    let countries = profile.countries.iter().map(|it| &it.sources);
    let elements = countries
        .chain(profile.outcomes.iter().map(|it| &it.sources))
        .chain(profile.research.iter().map(|it| &it.sources))
        .chain(profile.ways_to_help.iter().map(|it| &it.sources))
        .chain(profile.media.iter().map(|it| &it.sources))
        .chain(profile.caveats.iter().map(|it| &it.sources))
        .chain(profile.related.iter().map(|it| &it.sources));
    elements.map(|sources| Covered::one(sources)).sum()
}

fn plain_fields(profile: &Profile) -> Covered {
    let fields = [
        ("acronym", profile.acronym.is_some()),
        ("other_names", !profile.other_names.is_empty()),
        ("founded", profile.founded.is_some()),
        ("founders", !profile.founders.is_empty()),
        ("headquarters", profile.headquarters.is_some()),
        ("website", profile.website.is_some()),
        ("identifiers", !profile.identifiers.is_empty()),
        ("affiliation", profile.affiliation.is_some()),
        ("parent", profile.parent.is_some()),
        ("summary", true),
        ("scope", profile.scope.is_some()),
    ];
    let filled = fields.into_iter().filter(|(_, is_filled)| *is_filled);
    filled.map(|(key, _)| Covered::one(profile.fact_sources.of(key))).sum()
}

/// A term is covered by its own sources, by those of its whole list, or by those of the object that
/// lists it.
fn terms(profile: &Profile) -> Covered {
    let of_scheme = |&scheme: &TermScheme| -> Covered {
        let list = if scheme.has_fact_sources() {
            profile.fact_sources.of(scheme.plural())
        } else {
            &profile.framing.sources
        };
        let of_term = |slug: &super::Slug| {
            let own = profile.fact_sources.of(&format!("{}/{slug}", scheme.plural()));
            Covered::one(if own.is_empty() { list } else { own })
        };
        profile.terms(scheme).iter().map(of_term).sum()
    };
    TermScheme::ALL.iter().map(of_scheme).sum()
}

impl Covered {
    fn one(sources: &[SourceId]) -> Self {
        Self { with_source: u32::from(!sources.is_empty()), total: 1 }
    }
}

impl Add for Covered {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { with_source: self.with_source + other.with_source, total: self.total + other.total }
    }
}

impl Sum for Covered {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), Add::add)
    }
}

impl Add for SourceCoverage {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            elements: self.elements + other.elements,
            plain_fields: self.plain_fields + other.plain_fields,
            terms: self.terms + other.terms,
        }
    }
}

impl Sum for SourceCoverage {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), Add::add)
    }
}
