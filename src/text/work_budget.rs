//! A limit for the work of one query.

use std::cell::Cell;

/// Maximum work of one query, in steps.
///
/// A step is about as much work as comparing two letters; more expensive operations count as
/// several steps. Steps depend on the query and the directory, never on time or the machine, so
/// the same query always stops at the same point. Each loop whose length depends on a text or on
/// the size of the directory calls [`WorkBudget::spend`] and stops when it returns `false`: the
/// results are then fewer, but correct.
pub struct WorkBudget {
    limit: usize,
    spent: Cell<usize>,
    is_exhausted: Cell<bool>,
}

impl WorkBudget {
    /// A budget of `limit` steps.
    pub fn new(limit: usize) -> Self {
        Self { limit, spent: Cell::new(0), is_exhausted: Cell::new(false) }
    }

    /// Spends `steps` if the budget allows it, and returns whether it did. After the first refusal
    /// it refuses everything, so that a later, cheaper part of a query does not continue from
    /// incomplete results.
    pub fn spend(&self, steps: usize) -> bool {
        let spent = self.spent.get().saturating_add(steps);
        if !self.can_spend(steps) {
            self.is_exhausted.set(true);
            return false;
        }
        self.spent.set(spent);
        true
    }

    /// Whether [`WorkBudget::spend`] would return `true`.
    pub fn can_spend(&self, steps: usize) -> bool {
        !self.is_exhausted.get() && self.spent.get().saturating_add(steps) <= self.limit
    }

    /// Number of steps spent so far, at most the limit.
    pub fn spent(&self) -> usize {
        self.spent.get()
    }

    /// Whether the budget has refused a step.
    pub fn is_exhausted(&self) -> bool {
        self.is_exhausted.get()
    }
}

#[cfg(test)]
mod tests {
    use super::WorkBudget;

    #[test]
    fn an_exhausted_budget_refuses_every_further_step() {
        let budget = WorkBudget::new(10);
        for (steps, is_allowed, spent) in
            [(4, true, 4), (6, true, 10), (0, true, 10), (1, false, 10), (0, false, 10)]
        {
            assert_eq!((budget.spend(steps), budget.spent()), (is_allowed, spent), "{steps}");
        }
        assert!(budget.is_exhausted() && !budget.can_spend(0));
        let budget = WorkBudget::new(10);
        assert!(budget.can_spend(10) && !budget.can_spend(11) && budget.spend(10));
        assert!(!WorkBudget::new(10).spend(usize::MAX));
    }
}
