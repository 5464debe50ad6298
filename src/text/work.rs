//! How much one question may cost.

use std::cell::Cell;

/// The work that one question may do, counted in steps.
///
/// A step is about as much as comparing two letters; what costs more counts as
/// several steps. Steps depend on the text and the directory, never on time or
/// the machine, so the same question is cut at the same place each time. Each
/// loop whose length depends on a text or on the size of the directory asks
/// [`Work::spend`] and stops when it returns `false`: the answer is then shorter,
/// but right.
pub struct Work {
    limit: usize,
    spent: Cell<usize>,
    is_cut: Cell<bool>,
}

impl Work {
    /// Work of at most `limit` steps.
    pub fn limited_to(limit: usize) -> Self {
        Self { limit, spent: Cell::new(0), is_cut: Cell::new(false) }
    }

    /// Counts `steps` and returns whether they may be done. After the first
    /// refusal all others follow, so that a later, cheaper part of a question
    /// does not go on from a half-done one.
    pub fn spend(&self, steps: usize) -> bool {
        let spent = self.spent.get().saturating_add(steps);
        if self.is_cut.get() || spent > self.limit {
            self.is_cut.set(true);
            return false;
        }
        self.spent.set(spent);
        true
    }

    /// How many steps were done. Never more than the limit.
    pub fn spent(&self) -> usize {
        self.spent.get()
    }

    /// Whether something was refused.
    pub fn is_cut(&self) -> bool {
        self.is_cut.get()
    }
}

#[cfg(test)]
mod tests {
    use super::Work;

    #[test]
    fn work_beyond_the_limit_is_refused_and_so_is_all_that_follows() {
        let work = Work::limited_to(10);
        for (steps, is_allowed, spent) in
            [(4, true, 4), (6, true, 10), (0, true, 10), (1, false, 10), (0, false, 10)]
        {
            assert_eq!((work.spend(steps), work.spent()), (is_allowed, spent), "{steps}");
        }
        assert!(work.is_cut());
        assert!(!Work::limited_to(10).spend(usize::MAX));
    }
}
