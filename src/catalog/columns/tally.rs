//! The values of all facets of each organization in one list, so that one pass over some
//! organizations counts every facet.
//!
//! The list is a copy of the lists of the facets. Each of them is somewhere else in memory, and
//! most of the time of a count would be spent waiting for it.

use super::arrays::{Lists, Matches};
use super::{FacetColumn, ValueCounts};
use crate::catalog::{CatalogError, Facet};

const FACETS: usize = Facet::ALL.len();

/// Maximum number of values of all facets together: as many as there are ordinals.
const MAX_VALUES: usize = (1 << u16::BITS) - FACETS;

/// For each organization, the ordinals of its values. A facet without a value has an ordinal too.
#[derive(Clone, Default)]
pub struct Tally {
    lists: Lists,
    /// By facet and value id. The first ordinals are those of facets without a value, in the order
    /// of the facets.
    ordinals: [Vec<u16>; FACETS],
    values: usize,
}

/// The number of organizations for each ordinal.
pub struct Tallied<'t> {
    tally: &'t Tally,
    counts: Vec<u32>,
}

impl Tally {
    /// Copies the values of an organization from the facets.
    ///
    /// # Errors
    ///
    /// [`CatalogError::TooMany`] when a new value is one too many.
    pub fn put(
        &mut self,
        number: u32,
        facets: &[FacetColumn; FACETS],
    ) -> Result<(), CatalogError> {
        let mut list = Vec::new();
        for (index, facet) in facets.iter().enumerate() {
            let ids = facet.list(number);
            if ids.is_empty() {
                list.push(without_value(index));
            }
            for &id in ids {
                list.push(self.ordinal_or_new(index, id)?);
            }
        }
        self.lists.put(number, &list);
        Ok(())
    }

    fn ordinal_or_new(&mut self, facet: usize, id: u16) -> Result<u16, CatalogError> {
        let ordinals = &mut self.ordinals[facet];
        while ordinals.len() <= usize::from(id) {
            if self.values == MAX_VALUES {
                return Err(CatalogError::TooMany { what: "values of facets", max: MAX_VALUES });
            }
            ordinals.push(u16::try_from(FACETS + self.values).expect("values are limited"));
            self.values += 1;
        }
        Ok(ordinals[usize::from(id)])
    }

    /// Counts the values of all facets of some organizations.
    pub fn count(&self, matches: &Matches) -> Tallied<'_> {
        let mut counts = vec![0; FACETS + self.values];
        self.lists.each(matches, |list| {
            for &ordinal in list {
                if let Some(count) = counts.get_mut(usize::from(ordinal)) {
                    *count += 1;
                }
            }
        });
        Tallied { tally: self, counts }
    }
}

impl Tallied<'_> {
    /// The counts of one facet.
    pub fn of(&self, facet: Facet) -> ValueCounts {
        let ordinals = self.tally.ordinals[facet.index()].iter();
        let counts = ordinals.map(|&ordinal| self.counts[usize::from(ordinal)]).collect();
        let missing = self.counts[usize::from(without_value(facet.index()))];
        ValueCounts { counts, missing: missing as usize }
    }
}

/// The ordinal of a facet without a value.
fn without_value(facet: usize) -> u16 {
    u16::try_from(facet).expect("there are few facets")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_pass_counts_what_each_facet_counts() {
        let mut facets: [FacetColumn; FACETS] = Default::default();
        let mut tally = Tally::default();
        let values = |number: u32, facet: usize| {
            let wanted = move |value: &u32| (number + value) % 7 < facet as u32 % 3;
            (0..40).filter(wanted).map(|value| format!("v{value}")).collect::<Vec<_>>()
        };
        // Organizations that are written again get other values.
        for number in (0..3000).chain([5, 1024, 2999]) {
            for (index, facet) in facets.iter_mut().enumerate() {
                let shift = u32::from(number == 5) * 3;
                let values = values(number + shift, index);
                facet.put(number, values.iter().map(String::as_str)).unwrap();
            }
            tally.put(number, &facets).unwrap();
        }
        let mut matches = Matches::none(3000);
        (0..3000).filter(|number| number % 3 != 1).for_each(|number| matches.insert(number));

        let tallied = tally.count(&matches);

        for facet in Facet::ALL {
            let expected = facets[facet.index()].count(&matches, matches.count());
            let counted = tallied.of(facet);
            assert_eq!((counted.counts, counted.missing), (expected.counts, expected.missing));
        }
    }
}
