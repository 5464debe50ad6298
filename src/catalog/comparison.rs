//! Organizations side by side: what they share, and where they differ.

use serde::Serialize;

use super::{Entry, Snapshot};

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

impl Snapshot {
    /// Compares organizations by what their profiles name.
    pub fn compare<'e>(&self, entries: &[&'e Entry]) -> Comparison<'e> {
        let shared = entries.first().map_or_else(Traits::default, |first| {
            first.traits(|values, value| entries.iter().all(|entry| values(entry).contains(value)))
        });
        let only = entries.iter().map(|entry| {
            let traits = entry.traits(|values, value| {
                let having = entries.iter().filter(|entry| values(entry).contains(value));
                having.count() == 1
            });
            (entry.slug.as_str(), traits)
        });
        Comparison { shared, only: only.collect() }
    }
}

/// One list of values of an entry.
type Values = fn(&Entry) -> &Vec<String>;

impl Entry {
    /// The values of this entry that pass.
    fn traits(&self, passes: impl Fn(Values, &String) -> bool) -> Traits<'_> {
        let passing = |values: Values| {
            let passing = values(self).iter().filter(|value| passes(values, value));
            passing.map(String::as_str).collect()
        };
        Traits {
            focus_areas: passing(|entry| &entry.focus_areas),
            approaches: passing(|entry| &entry.approaches),
            countries: passing(|entry| &entry.countries),
        }
    }
}
