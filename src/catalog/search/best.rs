//! The best of many.

/// Keeps the `limit` highest scores; equal ones are all kept until
/// [`Best::finish`] lets `is_before` decide.
pub struct Best<T> {
    limit: usize,
    kept: Vec<(f32, T)>,
    /// What is lower is not among the best.
    floor: f32,
}

impl<T: Copy> Best<T> {
    pub fn new(limit: usize) -> Self {
        Self { limit, kept: Vec::new(), floor: f32::NEG_INFINITY }
    }

    pub fn add(&mut self, score: f32, value: T) {
        if score < self.floor {
            return;
        }
        self.kept.push((score, value));
        // Sorted out now and then, so that it costs little each time.
        if self.limit > 0 && self.kept.len() >= self.limit.saturating_mul(2).max(512) {
            self.sort_out();
        }
    }

    /// Leaves out what does not pass.
    pub fn retain(&mut self, passes: impl Fn(&T) -> bool) {
        self.kept.retain(|(_, value)| passes(value));
    }

    fn sort_out(&mut self) {
        if self.kept.len() <= self.limit {
            return;
        }
        self.kept.select_nth_unstable_by(self.limit - 1, |(a, _), (b, _)| b.total_cmp(a));
        self.floor = self.kept[self.limit - 1].0;
        let floor = self.floor;
        self.kept.retain(|(score, _)| *score >= floor);
    }

    /// The best, in their order.
    pub fn finish(mut self, mut is_before: impl FnMut(&T, &T) -> bool) -> Vec<(f32, T)> {
        if self.limit == 0 {
            return Vec::new();
        }
        self.sort_out();
        self.kept.sort_unstable_by(|(a_score, a), (b_score, b)| {
            b_score.total_cmp(a_score).then_with(|| {
                if is_before(a, b) { std::cmp::Ordering::Less } else { std::cmp::Ordering::Greater }
            })
        });
        self.kept.truncate(self.limit);
        self.kept
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_are_kept_and_ties_are_decided() {
        let mut best = Best::new(3);
        for number in 0..2000_u32 {
            best.add((number % 7) as f32, number);
        }
        let found: Vec<u32> = best.finish(|a, b| a < b).into_iter().map(|(_, it)| it).collect();
        assert_eq!(found, [6, 13, 20]);
    }
}
