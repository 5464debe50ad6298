//! Which organizations resemble one.
//!
//! Two organizations resemble each other by the focus areas, approaches,
//! countries and affiliation that they share; what few have counts more. All is
//! counted in whole numbers, so that every node gives the same answer.

use crate::catalog::columns::arrays::Matches;
use crate::catalog::{Entry, Facet, Snapshot};

/// The properties that are compared, and what they count beside each other: what
/// an organization is for says more than where it works.
const COMPARED: [(Facet, u32); 4] =
    [(Facet::FocusArea, 3), (Facet::Approach, 2), (Facet::Country, 1), (Facet::Affiliation, 1)];

/// So many candidates are compared first; the others only if they could be better.
const FIRST: usize = 200;

/// What values weigh, for each property by the id of the value.
struct Weights {
    by_facet: Vec<(Facet, Vec<u32>)>,
}

/// One that resembles, and how much: `shared` of `all`.
struct Candidate<'s> {
    entry: Entry<'s>,
    /// What the values weigh that both have.
    shared: u32,
    /// What the values weigh that one of them has.
    all: u32,
}

impl Candidate<'_> {
    /// Whether it stands before another: it resembles more, or as much and its
    /// slug is first.
    fn is_before(&self, other: &Self) -> bool {
        let mine = u64::from(self.shared) * u64::from(other.all);
        let its = u64::from(other.shared) * u64::from(self.all);
        mine > its || (mine == its && self.entry.slug() < other.entry.slug())
    }
}

impl Snapshot {
    /// The active organizations that most resemble one, the most similar first,
    /// at most `limit`. What shares nothing does not resemble.
    ///
    /// How much two resemble is what their common values weigh, as a part of
    /// what all the values of both weigh (a weighted Jaccard index).
    pub fn similar(&self, entry: &Entry<'_>, limit: usize) -> Vec<Entry<'_>> {
        let weights = Weights::of(self);
        let own = weights.sum(self, entry.number());
        let mut shared = self.shared_with(entry, &weights);
        // Not itself.
        if let Some(place) = shared.get_mut(entry.number() as usize) {
            *place = 0;
        }
        let first = floor_of_first(&shared, own);
        let best = Vec::with_capacity(limit + 1);
        let mut comparing = Comparing { snapshot: self, weights, own, shared, limit, best };
        comparing.compare(first, u32::MAX);
        comparing.compare(comparing.least(), first);
        comparing.best.into_iter().map(|candidate| candidate.entry).collect()
    }

    /// For each organization, what the values weigh that it shares with one;
    /// nothing for those that are not active.
    fn shared_with(&self, entry: &Entry<'_>, weights: &Weights) -> Vec<u32> {
        let active = self.active();
        let mut shared = vec![0_u32; self.columns().len()];
        for (facet, weights) in &weights.by_facet {
            let column = self.columns().facet(*facet);
            for &id in column.list(entry.number()) {
                let Some(having) = column.having_id(id) else { continue };
                let mut having_it: Matches = active.clone();
                having_it.and_bits(having);
                let weight = weights[usize::from(id)];
                for number in having_it.iter() {
                    shared[number as usize] += weight;
                }
            }
        }
        shared
    }
}

/// One organization beside all the others.
struct Comparing<'s> {
    snapshot: &'s Snapshot,
    weights: Weights,
    /// What all its values weigh.
    own: u32,
    /// For each other one, what the common values weigh.
    shared: Vec<u32>,
    limit: usize,
    best: Vec<Candidate<'s>>,
}

impl Comparing<'_> {
    /// Compares with those that share at least `from` and less than `below`.
    fn compare(&mut self, from: u32, below: u32) {
        for (number, &shared) in (0..).zip(&self.shared) {
            if shared >= from && shared < below {
                let all = self.own + self.weights.sum(self.snapshot, number) - shared;
                let entry = self.snapshot.entry(number);
                keep(&mut self.best, Candidate { entry, shared, all }, self.limit);
            }
        }
    }

    /// The least that somebody shares who can be among the best: no union is
    /// lighter than its one side, so whoever shares less resembles less than the
    /// last that is kept.
    fn least(&self) -> u32 {
        let Some(last) = self.best.last().filter(|_| self.best.len() == self.limit) else {
            return 1;
        };
        let least = u64::from(last.shared) * u64::from(self.own) / u64::from(last.all.max(1));
        u32::try_from(least).unwrap_or(u32::MAX).max(1)
    }
}

/// Puts a candidate in its place among the best.
fn keep<'s>(best: &mut Vec<Candidate<'s>>, candidate: Candidate<'s>, limit: usize) {
    if best.len() == limit && best.last().is_none_or(|last| !candidate.is_before(last)) {
        return;
    }
    let place = best.partition_point(|other| other.is_before(&candidate));
    best.insert(place, candidate);
    best.truncate(limit);
}

/// The least that those share who are compared first.
fn floor_of_first(shared: &[u32], own: u32) -> u32 {
    let mut counts = vec![0_usize; own as usize + 1];
    for &shared in shared {
        counts[shared as usize] += 1;
    }
    let mut met = 0;
    for (shared, count) in counts.iter().enumerate().skip(1).rev() {
        met += count;
        if met >= FIRST {
            return u32::try_from(shared).unwrap_or(u32::MAX);
        }
    }
    1
}

impl Weights {
    fn of(snapshot: &Snapshot) -> Self {
        let all = snapshot.columns().len();
        let by_facet = COMPARED.map(|(facet, counts)| {
            let having = snapshot.columns().facet(facet).values();
            (facet, having.map(|(_, having)| counts * rarity(having.count(), all)).collect())
        });
        Self { by_facet: by_facet.into() }
    }

    /// What all the values of an organization weigh.
    fn sum(&self, snapshot: &Snapshot, number: u32) -> u32 {
        let of_facet = |(facet, weights): &(Facet, Vec<u32>)| {
            let list = snapshot.columns().facet(*facet).list(number);
            list.iter().map(|&id| weights[usize::from(id)]).sum::<u32>()
        };
        self.by_facet.iter().map(of_facet).sum()
    }
}

/// How much it says that somebody has a value which `having` of `all` have: the
/// logarithm of how rarely that is, in sixteenths of a bit (inverse document
/// frequency). Never 0, so that what everybody has still counts a little.
fn rarity(having: usize, all: usize) -> u32 {
    let rarity = 1.0 + all as f64 / having.max(1) as f64;
    (rarity.log2() * 16.0).round() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_few_have_weighs_more() {
        assert_eq!(rarity(100, 100), 16);
        let weights: Vec<u32> = [1, 2, 10, 50, 100].map(|having| rarity(having, 100)).into();
        assert!(weights.is_sorted_by(|a, b| a > b), "{weights:?}");
    }
}
