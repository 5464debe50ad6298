//! Comparison of organizations: what they share, and where they differ.

use serde::{Serialize, Serializer};

use crate::catalog::{Entry, Facet, Snapshot};
use crate::domain::{Keyword, TermScheme};

/// The compared properties: the terms of every vocabulary, then the countries.
pub const COMPARED: [Facet; TermScheme::ALL.len() + 1] = {
    let mut all = [Facet::Country; TermScheme::ALL.len() + 1];
    let mut index = 0;
    while index < TermScheme::ALL.len() {
        all[index] = Facet::Term(TermScheme::ALL[index]);
        index += 1;
    }
    all
};

/// The values of each compared property, in the order of `COMPARED`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Traits<'e>([Vec<&'e str>; COMPARED.len()]);

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
    /// Compares the terms and countries of organizations.
    pub fn compare<'e>(&self, entries: &[Entry<'e>]) -> Comparison<'e> {
        let all: Vec<Traits<'e>> = entries.iter().map(Traits::new).collect();
        let having = |facet: usize, value: &str| {
            all.iter().filter(|traits| traits.0[facet].contains(&value)).count()
        };
        let shared = all.first().map_or_else(Traits::none, |first| {
            first.filtered(|facet, value| having(facet, value) == all.len())
        });
        let only = entries.iter().zip(&all).map(|(entry, traits)| {
            (entry.slug(), traits.filtered(|facet, value| having(facet, value) == 1))
        });
        Comparison { shared, only: only.collect() }
    }
}

impl<'e> Traits<'e> {
    fn new(entry: &Entry<'e>) -> Self {
        Self(COMPARED.map(|facet| Self::values_of(entry, facet)))
    }

    /// The values of one compared property, in the order of the profile.
    pub fn values_of(entry: &Entry<'e>, facet: Facet) -> Vec<&'e str> {
        match facet {
            Facet::Term(scheme) => entry.terms(scheme).collect(),
            _ => entry.countries().collect(),
        }
    }

    fn none() -> Self {
        Self(COMPARED.map(|_| Vec::new()))
    }

    /// Each compared property with its values.
    pub fn by_facet(&self) -> impl Iterator<Item = (Facet, &[&'e str])> {
        COMPARED.into_iter().zip(self.0.iter().map(Vec::as_slice))
    }

    /// The values that pass; the first argument is the position of their property.
    fn filtered(&self, passes: impl Fn(usize, &'e str) -> bool) -> Self {
        Self(std::array::from_fn(|facet| {
            self.0[facet].iter().copied().filter(|value| passes(facet, value)).collect()
        }))
    }
}

/// An object with the properties by their names in the plural.
impl Serialize for Traits<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.by_facet().map(|(facet, values)| match facet {
            Facet::Term(scheme) => (scheme.plural(), values),
            _ => ("countries", values),
        }))
    }
}
