//! The best of many.

use std::cmp::Ordering;

use super::super::columns::Columns;

/// Keeps the organizations with the highest scores; of equal ones those whose
/// slugs come first.
pub struct Best<'c> {
    columns: &'c Columns,
    limit: usize,
    kept: Vec<Ranked>,
    /// What comes behind this is not among the best.
    floor: Option<Ranked>,
}

#[derive(Clone, Copy)]
struct Ranked {
    score: f32,
    number: u32,
}

impl<'c> Best<'c> {
    pub fn new(columns: &'c Columns, limit: usize) -> Self {
        Self { columns, limit, kept: Vec::new(), floor: None }
    }

    pub fn add(&mut self, score: f32, number: u32) {
        let ranked = Ranked { score, number };
        let is_behind = |floor: &Ranked| {
            score < floor.score
                || (score == floor.score && compare(self.columns, &ranked, floor).is_gt())
        };
        if self.limit == 0 || self.floor.as_ref().is_some_and(is_behind) {
            return;
        }
        self.kept.push(ranked);
        // Sorted out now and then, so that it costs little each time.
        if self.kept.len() >= self.limit.saturating_mul(2).max(512) {
            self.sort_out();
        }
    }

    /// Leaves out what does not pass.
    pub fn retain(&mut self, passes: impl Fn(u32) -> bool) {
        self.kept.retain(|ranked| passes(ranked.number));
    }

    fn sort_out(&mut self) {
        if self.limit > 0 && self.kept.len() > self.limit {
            let columns = self.columns;
            self.kept.select_nth_unstable_by(self.limit - 1, |a, b| compare(columns, a, b));
            self.kept.truncate(self.limit);
            self.floor = self.kept.last().copied();
        }
    }

    /// The best, in their order.
    pub fn finish(mut self) -> Vec<(f32, u32)> {
        self.sort_out();
        let columns = self.columns;
        self.kept.sort_unstable_by(|a, b| compare(columns, a, b));
        self.kept.into_iter().map(|ranked| (ranked.score, ranked.number)).collect()
    }
}

fn compare(columns: &Columns, a: &Ranked, b: &Ranked) -> Ordering {
    let first_letters = |ranked: &Ranked| columns.slug_beginning(ranked.number);
    let slug = |ranked: &Ranked| columns.entry(ranked.number).slug();
    let by_score = b.score.total_cmp(&a.score);
    by_score
        .then_with(|| first_letters(a).cmp(&first_letters(b)))
        .then_with(|| slug(a).cmp(slug(b)))
}
