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
    floor: Option<Floor>,
}

/// A score and whose it is.
type Ranked = (f32, u32);

struct Floor {
    score: f32,
    /// The first letters of its slug.
    slug: u64,
}

impl<'c> Best<'c> {
    pub fn new(columns: &'c Columns, limit: usize) -> Self {
        Self { columns, limit, kept: Vec::new(), floor: None }
    }

    pub fn add(&mut self, score: f32, number: u32) {
        if self.limit == 0 {
            return;
        }
        if let Some(floor) = &self.floor {
            let is_behind = || self.columns.slug_beginning(number) > floor.slug;
            if score < floor.score || (score == floor.score && is_behind()) {
                return;
            }
        }
        self.kept.push((score, number));
        // Sorted out now and then, so that it costs little each time.
        if self.kept.len() >= self.limit.saturating_mul(2).max(512) {
            self.sort_out();
        }
    }

    /// Leaves out what does not pass.
    pub fn retain(&mut self, passes: impl Fn(u32) -> bool) {
        self.kept.retain(|(_, number)| passes(*number));
    }

    fn sort_out(&mut self) {
        if self.limit > 0 && self.kept.len() > self.limit {
            let columns = self.columns;
            self.kept.select_nth_unstable_by(self.limit - 1, |a, b| compare(columns, *a, *b));
            self.kept.truncate(self.limit);
            let last = self.kept.last();
            self.floor = last.map(|&(score, number)| {
                let slug = columns.slug_beginning(number);
                Floor { score, slug }
            });
        }
    }

    /// The best, in their order.
    pub fn finish(mut self) -> Vec<Ranked> {
        self.sort_out();
        let columns = self.columns;
        self.kept.sort_unstable_by(|a, b| compare(columns, *a, *b));
        self.kept
    }
}

/// The higher score first, then the slug that comes first.
pub fn compare(columns: &Columns, a: Ranked, b: Ranked) -> Ordering {
    let first_letters = |(_, number): Ranked| columns.slug_beginning(number);
    let slug = |(_, number): Ranked| columns.entry(number).slug();
    let by_score = b.0.total_cmp(&a.0);
    by_score
        .then_with(|| first_letters(a).cmp(&first_letters(b)))
        .then_with(|| slug(a).cmp(slug(b)))
}
