//! How many active organizations have two values together.
//!
//! Most lists are narrowed by few values, and a facet ignores its own: with one
//! other value chosen its counts stand ready here, however many match.

use std::sync::Arc;

use super::FacetColumn;
use crate::catalog::Facet;

/// For each value of each facet, how many have it with each value of each other.
#[derive(Clone, Default)]
pub struct Pairs {
    /// By facet and value.
    rows: [Vec<Arc<Row>>; Facet::ALL.len()],
    /// All of the active ones.
    all: Arc<Row>,
}

/// Counts of those who have one value.
#[derive(Clone, Default)]
pub struct Row {
    facets: [Count; Facet::ALL.len()],
}

#[derive(Clone, Default)]
struct Count {
    /// By the id of the other value.
    with: Vec<u32>,
    without: u32,
}

impl Row {
    /// How many have each value of a facet, and how many have none.
    pub fn of(&self, facet: Facet) -> (&[u32], usize) {
        let count = &self.facets[facet as usize];
        (&count.with, count.without as usize)
    }

    fn add(&mut self, lists: &[&[u16]; Facet::ALL.len()], one: i32) {
        for (count, list) in self.facets.iter_mut().zip(lists) {
            if list.is_empty() {
                count.without = count.without.saturating_add_signed(one);
            }
            for &id in *list {
                let id = usize::from(id);
                if id >= count.with.len() {
                    count.with.resize(id + 1, 0);
                }
                count.with[id] = count.with[id].saturating_add_signed(one);
            }
        }
    }
}

impl Pairs {
    /// Counts an active organization: `one` is 1 to add it, -1 to take it out.
    pub fn count(&mut self, number: u32, facets: &[FacetColumn; Facet::ALL.len()], one: i32) {
        let lists = std::array::from_fn(|facet| facets[facet].list(number));
        Arc::make_mut(&mut self.all).add(&lists, one);
        for (rows, list) in self.rows.iter_mut().zip(&lists) {
            for &id in *list {
                let id = usize::from(id);
                if id >= rows.len() {
                    rows.resize(id + 1, Arc::default());
                }
                Arc::make_mut(&mut rows[id]).add(&lists, one);
            }
        }
    }

    /// Counts of all active organizations.
    pub fn all(&self) -> &Row {
        &self.all
    }

    /// Counts of those who have a value.
    pub fn having(&self, facet: Facet, id: u16) -> Option<&Row> {
        self.rows[facet as usize].get(usize::from(id)).map(|row| &**row)
    }
}
