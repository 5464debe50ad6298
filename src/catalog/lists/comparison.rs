//! Organizations side by side: what they share, and where they differ.

use serde::Serialize;

use crate::catalog::{Entry, Snapshot};

/// Values of the three properties that are compared.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct Traits<'e> {
    pub focus_areas: Vec<&'e str>,
    pub approaches: Vec<&'e str>,
    pub countries: Vec<&'e str>,
}

/// What some organizations have in common, and what each has alone.
#[derive(Debug, PartialEq, Eq)]
pub struct Comparison<'e> {
    /// What all of them have, in the order of the first.
    pub shared: Traits<'e>,
    /// What no other of them has, by slug.
    pub only: Vec<(&'e str, Traits<'e>)>,
}

impl Comparison<'_> {
    /// How many can be compared at most.
    pub const MOST: usize = 5;
}

impl Snapshot {
    /// Compares organizations by what their profiles name.
    pub fn compare<'e>(&self, entries: &[Entry<'e>]) -> Comparison<'e> {
        let all: Vec<Traits<'e>> = entries.iter().map(Traits::of).collect();
        let shared = all.first().map_or_else(Traits::default, |first| {
            first.passing(|values, value| all.iter().all(|traits| values(traits).contains(&value)))
        });
        let only = entries.iter().zip(&all).map(|(entry, traits)| {
            let alone = traits.passing(|values, value| {
                all.iter().filter(|traits| values(traits).contains(&value)).count() == 1
            });
            (entry.slug(), alone)
        });
        Comparison { shared, only: only.collect() }
    }
}

/// One of the three properties.
type Values = for<'t, 'e> fn(&'t Traits<'e>) -> &'t Vec<&'e str>;

impl<'e> Traits<'e> {
    fn of(entry: &Entry<'e>) -> Self {
        Self {
            focus_areas: entry.focus_areas().collect(),
            approaches: entry.approaches().collect(),
            countries: entry.countries().collect(),
        }
    }

    /// Those values that pass.
    fn passing(&self, passes: impl Fn(Values, &'e str) -> bool) -> Self {
        let passing = |values: Values| {
            values(self).iter().copied().filter(|value| passes(values, value)).collect()
        };
        Self {
            focus_areas: passing(|traits| &traits.focus_areas),
            approaches: passing(|traits| &traits.approaches),
            countries: passing(|traits| &traits.countries),
        }
    }
}
