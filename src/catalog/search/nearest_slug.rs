//! Corrections of mistyped slugs.

use crate::catalog::Snapshot;
use crate::domain::Slug;
use crate::text::{FuzzyMatcher, WorkBudget};

/// Minimum number of letters of a slug for each typo.
const LETTERS_PER_TYPO: usize = 3;

/// Maximum number of typos in a slug.
const MAX_TYPOS: usize = 5;

/// Maximum steps of work to find the nearest slug: about a millisecond.
const MAX_WORK: usize = 25_000;

impl Snapshot {
    /// The existing slug that is nearest to an unknown `key`: that of the only organization with this
    /// name or acronym; or else, if it is mistyped, the one with the fewest typos, then the first in
    /// order. At most a third of its letters may be wrong, and if there is more than one typo, the
    /// first letter must be right.
    ///
    /// In a large directory the work budget may end before slugs with several typos have been
    /// tried.
    pub fn nearest_slug(&self, key: &str) -> Option<&str> {
        let named = self.only_named(key).map(|entry| entry.slug());
        named.or_else(|| self.nearest_slug_within(key, &WorkBudget::new(MAX_WORK)))
    }

    fn nearest_slug_within(&self, key: &str, budget: &WorkBudget) -> Option<&str> {
        // No slug is near a key that is this much longer than any slug.
        if key.chars().nth(Slug::MAX_LEN + MAX_TYPOS).is_some() {
            return None;
        }
        let key = key.to_lowercase();
        let initial = key.chars().next()?.to_string();
        // Fewest typos first; for one typo, slugs with the same initial first, because they are
        // fewer.
        let attempts =
            [(0, true), (1, true), (1, false), (2, true), (3, true), (4, true), (5, true)];
        // A slug has at most as many letters as the key and the typos together.
        let is_possible = |typos: usize| LETTERS_PER_TYPO * typos <= key.chars().count() + typos;
        attempts.into_iter().filter(|(typos, _)| is_possible(*typos)).find_map(
            |(typos, same_initial)| {
                self.slug_near(&key, if same_initial { &initial } else { "" }, typos, budget)
            },
        )
    }

    /// The first slug with this initial and at most `max_typos` typos.
    fn slug_near(
        &self,
        key: &str,
        initial: &str,
        max_typos: usize,
        budget: &WorkBudget,
    ) -> Option<&str> {
        let mut nearest = None;
        let slugs_after = |prefix: Option<&str>| {
            let (slugs, initial) = (self.columns().slugs(initial, prefix), initial.to_owned());
            slugs.take_while(move |slug| slug.starts_with(&initial)).map(|slug| (slug, slug))
        };
        let mut matcher = FuzzyMatcher::new(key, max_typos, false)?;
        matcher.for_each_match(budget, slugs_after, |slug, typos| {
            let is_near = typos <= slug.len() / LETTERS_PER_TYPO;
            nearest = is_near.then_some(slug);
            nearest.is_none()
        });
        nearest
    }
}
