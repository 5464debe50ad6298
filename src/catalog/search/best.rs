//! The best of many.

use std::cmp::Ordering;

use crate::catalog::columns::Columns;

/// Keeps the organizations with the highest scores; of equal ones those whose
/// slugs come first.
pub struct Best<'c> {
    columns: &'c Columns,
    limit: usize,
    kept: Vec<Ranked>,
    /// What comes behind this is not among the best.
    floor: Option<Ranked>,
}

/// One of the best.
#[derive(Clone, Copy)]
struct Ranked {
    score: f32,
    number: u32,
    /// The first letters of its slug: most ties end with them.
    slug: u64,
}

impl<'c> Best<'c> {
    pub fn new(columns: &'c Columns, limit: usize) -> Self {
        Self { columns, limit, kept: Vec::new(), floor: None }
    }

    /// Keeps so many, if any.
    pub fn keep_at_least(&mut self, least: usize) {
        if self.limit > 0 {
            self.limit = self.limit.max(least);
        }
    }

    /// How many are kept; `None` if none are wanted.
    pub fn limit(&self) -> Option<usize> {
        (self.limit > 0).then_some(self.limit)
    }

    /// The highest score that cannot be among the best any more.
    pub fn floor(&self) -> f32 {
        self.floor.map_or(f32::MIN, |floor| floor.score.next_down())
    }

    pub fn add(&mut self, score: f32, number: u32) {
        if self.limit == 0 {
            return;
        }
        let floor = self.floor.as_ref();
        if floor.is_some_and(|floor| score < floor.score) {
            return;
        }
        let slug = self.columns.slug_prefix(number);
        if floor.is_some_and(|floor| score == floor.score && slug > floor.slug) {
            return;
        }
        self.kept.push(Ranked { score, number, slug });
        // Sorted out now and then, so that it costs little each time.
        if self.kept.len() >= self.limit.saturating_mul(2).max(64) {
            self.sort_out();
        }
    }

    fn sort_out(&mut self) {
        if self.limit > 0 && self.kept.len() > self.limit {
            let columns = self.columns;
            self.kept.select_nth_unstable_by(self.limit - 1, |a, b| a.compare(b, columns));
            self.kept.truncate(self.limit);
            self.floor = self.kept.last().copied();
        }
    }

    /// The best, in their order, with their scores.
    pub fn finish(mut self) -> Vec<(f32, u32)> {
        self.sort_out();
        let columns = self.columns;
        self.kept.sort_unstable_by(|a, b| a.compare(b, columns));
        self.kept.into_iter().map(|ranked| (ranked.score, ranked.number)).collect()
    }
}

impl Ranked {
    /// The higher score first, then the slug that comes first.
    fn compare(&self, other: &Self, columns: &Columns) -> Ordering {
        let slug = |ranked: &Self| columns.entry(ranked.number).slug();
        let by_score = other.score.total_cmp(&self.score).then(self.slug.cmp(&other.slug));
        by_score.then_with(|| slug(self).cmp(slug(other)))
    }
}

/// Puts some again in their order, after their scores have changed.
pub fn put_in_order(best: &mut [(f32, u32)], columns: &Columns) {
    let ranked = |&(score, number): &(f32, u32)| {
        let slug = columns.slug_prefix(number);
        Ranked { score, number, slug }
    };
    best.sort_unstable_by(|a, b| ranked(a).compare(&ranked(b), columns));
}
