//! Similar organizations.
//!
//! Similarity is a weighted Jaccard index: the weight of the focus areas, approaches, countries
//! and affiliation that two organizations share, divided by the weight of all that at least one
//! of them has. Rare values weigh more. All weights are whole numbers, so that every node ranks
//! alike.

use crate::catalog::columns::arrays::Matches;
use crate::catalog::{Entry, Facet, Snapshot};
use crate::domain::TermScheme;

/// The compared properties with their weights: the aim of an organization says more than where
/// it works.
const COMPARED: [(Facet, u32); 4] = [
    (Facet::Term(TermScheme::FocusArea), 3),
    (Facet::Term(TermScheme::Approach), 2),
    (Facet::Country, 1),
    (Facet::Affiliation, 1),
];

/// Number of candidates that are compared first; the others only if they could be better.
const FIRST: usize = 200;

/// The weight of every value: by property, then by the id of the value.
struct Weights {
    by_facet: Vec<(Facet, Vec<u32>)>,
}

/// An organization with its similarity, which is `shared` / `all`.
struct Candidate<'s> {
    entry: Entry<'s>,
    /// Weight of the values that both have.
    shared: u32,
    /// Weight of the values that at least one of them has.
    all: u32,
}

impl Candidate<'_> {
    /// Whether it ranks before another: it is more similar, or its slug decides.
    fn is_before(&self, other: &Self) -> bool {
        let mine = u64::from(self.shared) * u64::from(other.all);
        let its = u64::from(other.shared) * u64::from(self.all);
        mine > its || (mine == its && self.entry.slug() < other.entry.slug())
    }
}

impl Snapshot {
    /// The active organizations that are most similar to one, at most `limit`, the most similar
    /// first. Organizations that share no value with it are left out.
    pub fn similar(&self, entry: &Entry<'_>, limit: usize) -> Vec<Entry<'_>> {
        let weights = Weights::new(self);
        let own = weights.sum(self, entry.number());
        let mut shared = self.shared_with(entry, &weights);
        // An organization is not similar to itself.
        if let Some(weight) = shared.get_mut(entry.number() as usize) {
            *weight = 0;
        }
        let first = threshold_of_first(&shared, own);
        let best = Vec::with_capacity(limit + 1);
        let mut ranking = Ranking { snapshot: self, weights, own, shared, limit, best };
        ranking.compare(first, u32::MAX);
        ranking.compare(ranking.threshold(), first);
        ranking.best.into_iter().map(|candidate| candidate.entry).collect()
    }

    /// For each organization, the weight of the values that it shares with `entry`; 0 for those
    /// that are not active.
    fn shared_with(&self, entry: &Entry<'_>, weights: &Weights) -> Vec<u32> {
        let active = self.active();
        let mut shared = vec![0_u32; self.columns().len()];
        for (facet, weights) in &weights.by_facet {
            let column = self.columns().facet(*facet);
            for &id in column.list(entry.number()) {
                let Some(postings) = column.postings_of(id) else { continue };
                let mut sharing: Matches = active.clone();
                sharing.and_bits(postings);
                let weight = weights[usize::from(id)];
                for number in sharing.iter() {
                    shared[number as usize] += weight;
                }
            }
        }
        shared
    }
}

/// The ranking of all organizations by their similarity to one.
struct Ranking<'s> {
    snapshot: &'s Snapshot,
    weights: Weights,
    /// Weight of all values of the one organization.
    own: u32,
    /// For each organization, the weight of the shared values.
    shared: Vec<u32>,
    limit: usize,
    best: Vec<Candidate<'s>>,
}

impl Ranking<'_> {
    /// Ranks the organizations whose shared weight is at least `from` and less than `below`.
    fn compare(&mut self, from: u32, below: u32) {
        for (number, &shared) in (0..).zip(&self.shared) {
            if shared >= from && shared < below {
                let all = self.own + self.weights.sum(self.snapshot, number) - shared;
                let entry = self.snapshot.entry(number);
                insert_ranked(&mut self.best, Candidate { entry, shared, all }, self.limit);
            }
        }
    }

    /// Minimum shared weight of an organization that can still be among the best. The union weighs
    /// at least as much as the one organization, so less sharing means less similarity than that
    /// of the last candidate.
    fn threshold(&self) -> u32 {
        let Some(last) = self.best.last().filter(|_| self.best.len() == self.limit) else {
            return 1;
        };
        let least = u64::from(last.shared) * u64::from(self.own) / u64::from(last.all.max(1));
        u32::try_from(least).expect("a part of a `u32` weight fits in `u32`").max(1)
    }
}

/// Inserts a candidate among the best, if it is one of them.
fn insert_ranked<'s>(best: &mut Vec<Candidate<'s>>, candidate: Candidate<'s>, limit: usize) {
    if best.len() == limit && best.last().is_none_or(|last| !candidate.is_before(last)) {
        return;
    }
    let index = best.partition_point(|other| other.is_before(&candidate));
    best.insert(index, candidate);
    best.truncate(limit);
}

/// Minimum shared weight of the candidates that are compared first.
fn threshold_of_first(shared: &[u32], own: u32) -> u32 {
    let mut counts = vec![0_usize; own as usize + 1];
    for &shared in shared {
        counts[shared as usize] += 1;
    }
    let mut candidates = 0;
    for (shared, count) in counts.iter().enumerate().skip(1).rev() {
        candidates += count;
        if candidates >= FIRST {
            return u32::try_from(shared).expect("weights are `u32`");
        }
    }
    1
}

impl Weights {
    fn new(snapshot: &Snapshot) -> Self {
        let all = snapshot.columns().len();
        let by_facet = COMPARED.map(|(facet, weight)| {
            let values = snapshot.columns().facet(facet).values();
            (facet, values.map(|(_, postings)| weight * rarity(postings.count(), all)).collect())
        });
        Self { by_facet: by_facet.into() }
    }

    /// Weight of all values of an organization.
    fn sum(&self, snapshot: &Snapshot, number: u32) -> u32 {
        let of_facet = |(facet, weights): &(Facet, Vec<u32>)| {
            let list = snapshot.columns().facet(*facet).list(number);
            list.iter().map(|&id| weights[usize::from(id)]).sum::<u32>()
        };
        self.by_facet.iter().map(of_facet).sum()
    }
}

/// Inverse document frequency of a value that `count` of `all` organizations have, in sixteenths
/// of a bit. It is never 0: a value that all have still counts a little.
fn rarity(count: usize, all: usize) -> u32 {
    let rarity = 1.0 + all as f64 / count.max(1) as f64;
    (rarity.log2() * 16.0).round() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rare_values_weigh_more() {
        assert_eq!(rarity(100, 100), 16);
        let weights: Vec<u32> = [1, 2, 10, 50, 100].map(|count| rarity(count, 100)).into();
        assert!(weights.is_sorted_by(|a, b| a > b), "{weights:?}");
    }
}
