//! Top-k collection: keeps the best of many scored organizations.

use std::cmp::Ordering;

use crate::catalog::columns::Columns;

/// Collects the `limit` organizations with the highest scores, ties broken by slug.
pub struct TopK<'c> {
    columns: &'c Columns,
    limit: usize,
    candidates: Vec<Candidate>,
    /// The last of the best so far, with its prefix key: lower candidates are dropped.
    threshold: Option<(Candidate, u64)>,
}

/// A scored organization.
#[derive(Clone, Copy)]
struct Candidate {
    score: f32,
    number: u32,
}

impl<'c> TopK<'c> {
    pub fn new(columns: &'c Columns, limit: usize) -> Self {
        Self { columns, limit, candidates: Vec::new(), threshold: None }
    }

    /// Raises the limit to `min`, unless it is 0.
    pub fn raise_limit(&mut self, min: usize) {
        if self.limit > 0 {
            self.limit = self.limit.max(min);
        }
    }

    /// Number of organizations to collect; `None` if none are to be ranked.
    pub fn limit(&self) -> Option<usize> {
        (self.limit > 0).then_some(self.limit)
    }

    /// The highest score that can no longer be among the best.
    pub fn threshold(&self) -> f32 {
        self.threshold.map_or(f32::MIN, |(last, _)| last.score.next_down())
    }

    pub fn add(&mut self, score: f32, number: u32) {
        if self.limit == 0 {
            return;
        }
        // Slugs are read only for ties, because they are far apart in memory.
        let is_last = self.threshold.is_some_and(|(last, slug)| {
            score < last.score || (score == last.score && self.columns.slug_prefix(number) > slug)
        });
        if is_last {
            return;
        }
        self.candidates.push(Candidate { score, number });
        // Pruning only at twice the limit makes its amortized cost small.
        if self.candidates.len() >= self.limit.saturating_mul(2).max(64) {
            self.prune();
        }
    }

    fn prune(&mut self) {
        if self.limit > 0 && self.candidates.len() > self.limit {
            let columns = self.columns;
            self.candidates.select_nth_unstable_by(self.limit - 1, |a, b| a.compare(b, columns));
            self.candidates.truncate(self.limit);
            let last = self.candidates.last();
            self.threshold = last.map(|last| (*last, columns.slug_prefix(last.number)));
        }
    }

    /// The scores and numbers of the best organizations, the best first.
    pub fn finish(mut self) -> Vec<(f32, u32)> {
        self.prune();
        let columns = self.columns;
        self.candidates.sort_unstable_by(|a, b| a.compare(b, columns));
        self.candidates.into_iter().map(|best| (best.score, best.number)).collect()
    }
}

impl Candidate {
    /// Orders by descending score, then by slug.
    fn compare(&self, other: &Self, columns: &Columns) -> Ordering {
        let prefix = |candidate: &Self| columns.slug_prefix(candidate.number);
        let slug = |candidate: &Self| columns.entry(candidate.number).slug();
        let by_score = other.score.total_cmp(&self.score);
        by_score
            .then_with(|| prefix(self).cmp(&prefix(other)))
            .then_with(|| slug(self).cmp(slug(other)))
    }
}

/// Sorts results again after their scores have changed.
pub fn sort_by_rank(results: &mut [(f32, u32)], columns: &Columns) {
    let candidate = |&(score, number): &(f32, u32)| Candidate { score, number };
    results.sort_unstable_by(|a, b| candidate(a).compare(&candidate(b), columns));
}
