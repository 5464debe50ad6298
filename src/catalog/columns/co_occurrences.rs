//! Co-occurrence counts: how many active organizations have two values together.
//!
//! Most lists are filtered by few values, and the counts of a facet ignore the choice of that
//! facet itself. So with one value chosen elsewhere, the counts are precomputed here.

use std::sync::Arc;

use super::FacetColumn;
use super::saved::{Input, Output};
use crate::catalog::Facet;

/// For each value of each facet, the counts of the organizations that have it.
#[derive(Clone, Default)]
pub struct CoOccurrences {
    /// Indexed by facet and value id.
    by_value: [Vec<Arc<CoOccurrenceCounts>>; Facet::ALL.len()],
    /// Of all active organizations.
    all: Arc<CoOccurrenceCounts>,
}

/// The number of organizations in a set for each value of each facet.
#[derive(Clone, Default)]
pub struct CoOccurrenceCounts {
    facets: [FacetCounter; Facet::ALL.len()],
}

#[derive(Clone, Default)]
struct FacetCounter {
    /// Indexed by value id.
    counts: Vec<u32>,
    /// Number of organizations that have no value.
    missing: u32,
}

impl CoOccurrenceCounts {
    /// The counts of a facet, indexed by value id, and the number of organizations without value.
    pub fn of(&self, facet: Facet) -> (&[u32], usize) {
        let counter = &self.facets[facet.index()];
        (&counter.counts, counter.missing as usize)
    }

    fn save(&self, output: &mut Output) {
        for counter in &self.facets {
            output.u32s(&counter.counts);
            output.u32(counter.missing);
        }
    }

    fn load(input: &mut Input<'_>) -> Option<Self> {
        let mut this = Self::default();
        for counter in &mut this.facets {
            *counter = FacetCounter { counts: input.u32s()?, missing: input.u32()? };
        }
        Some(this)
    }

    fn add(&mut self, lists: &[&[u16]; Facet::ALL.len()], one: i32) {
        for (counter, list) in self.facets.iter_mut().zip(lists) {
            if list.is_empty() {
                add_signed(&mut counter.missing, one);
            }
            for &id in *list {
                let id = usize::from(id);
                if id >= counter.counts.len() {
                    counter.counts.resize(id + 1, 0);
                }
                add_signed(&mut counter.counts[id], one);
            }
        }
    }
}

fn add_signed(count: &mut u32, one: i32) {
    let sum = count.checked_add_signed(one);
    *count = sum.expect("an organization is taken out only after it was counted");
}

impl CoOccurrences {
    /// Counts an active organization: `one` is 1 to add it, -1 to take it out.
    pub fn count(&mut self, number: u32, facets: &[FacetColumn; Facet::ALL.len()], one: i32) {
        let lists = std::array::from_fn(|facet| facets[facet].list(number));
        Arc::make_mut(&mut self.all).add(&lists, one);
        for (by_value, list) in self.by_value.iter_mut().zip(&lists) {
            for &id in *list {
                let id = usize::from(id);
                if id >= by_value.len() {
                    by_value.resize(id + 1, Arc::default());
                }
                Arc::make_mut(&mut by_value[id]).add(&lists, one);
            }
        }
    }

    pub fn save(&self, output: &mut Output) {
        self.all.save(output);
        for by_value in &self.by_value {
            output.length(by_value.len());
            by_value.iter().for_each(|counts| counts.save(output));
        }
    }

    pub fn load(input: &mut Input<'_>) -> Option<Self> {
        let mut this = Self { all: Arc::new(CoOccurrenceCounts::load(input)?), ..Self::default() };
        for by_value in &mut this.by_value {
            for _ in 0..input.length()? {
                by_value.push(Arc::new(CoOccurrenceCounts::load(input)?));
            }
        }
        Some(this)
    }

    /// Counts of all active organizations.
    pub fn all(&self) -> &CoOccurrenceCounts {
        &self.all
    }

    /// Counts of the active organizations that have a value.
    pub fn with(&self, facet: Facet, id: u16) -> Option<&CoOccurrenceCounts> {
        self.by_value[facet.index()].get(usize::from(id)).map(|counts| &**counts)
    }
}
