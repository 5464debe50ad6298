//! Comparison of organizations: what they share, and where they differ.

use serde::Serialize;

use crate::catalog::{Entry, Snapshot};

/// The values of the three compared properties.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
pub struct Traits<'e> {
    pub focus_areas: Vec<&'e str>,
    pub approaches: Vec<&'e str>,
    pub countries: Vec<&'e str>,
}

/// The values that all compared organizations share, and those that only one has.
#[derive(Debug, PartialEq, Eq)]
pub struct Comparison<'e> {
    /// In the order of the first organization.
    pub shared: Traits<'e>,
    /// By slug, the values that no other compared organization has.
    pub only: Vec<(&'e str, Traits<'e>)>,
}

impl Comparison<'_> {
    /// Maximum number of organizations in one comparison.
    pub const MAX: usize = 5;
}

impl Snapshot {
    /// Compares the focus areas, approaches and countries of organizations.
    pub fn compare<'e>(&self, entries: &[Entry<'e>]) -> Comparison<'e> {
        let all: Vec<Traits<'e>> = entries.iter().map(Traits::new).collect();
        let shared = all.first().map_or_else(Traits::default, |first| {
            first.filtered(|values, value| all.iter().all(|traits| values(traits).contains(&value)))
        });
        let only = entries.iter().zip(&all).map(|(entry, traits)| {
            let unique = traits.filtered(|values, value| {
                all.iter().filter(|traits| values(traits).contains(&value)).count() == 1
            });
            (entry.slug(), unique)
        });
        Comparison { shared, only: only.collect() }
    }
}

/// Selects one of the three properties.
type Values = for<'t, 'e> fn(&'t Traits<'e>) -> &'t Vec<&'e str>;

impl<'e> Traits<'e> {
    fn new(entry: &Entry<'e>) -> Self {
        Self {
            focus_areas: entry.focus_areas().collect(),
            approaches: entry.approaches().collect(),
            countries: entry.countries().collect(),
        }
    }

    /// The values that pass.
    fn filtered(&self, passes: impl Fn(Values, &'e str) -> bool) -> Self {
        let filtered = |values: Values| {
            values(self).iter().copied().filter(|value| passes(values, value)).collect()
        };
        Self {
            focus_areas: filtered(|traits| &traits.focus_areas),
            approaches: filtered(|traits| &traits.approaches),
            countries: filtered(|traits| &traits.countries),
        }
    }
}
