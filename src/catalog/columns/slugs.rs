//! All slugs in order, to find the one that a mistyped slug may be.

use std::cmp::Ordering;

use super::arrays::Sorted;
use super::names::{beginning, is_up_to};
use crate::catalog::Entry;

/// The organizations in the order of their slugs.
#[derive(Clone, Default)]
pub struct Slugs {
    sorted: Sorted<SlugAt>,
}

/// The slug of one organization.
#[derive(Clone, Copy, PartialEq, Eq)]
struct SlugAt {
    /// The first letters of the slug: most comparisons end with them.
    beginning: u64,
    number: u32,
}

impl SlugAt {
    fn of(entry: &Entry<'_>) -> Self {
        Self { beginning: beginning(entry.slug()), number: entry.number() }
    }

    /// Whether it comes before a slug that has this `beginning`.
    fn is_before<'r>(&self, beginning: u64, slug: &str, slug_of: impl Fn(u32) -> &'r str) -> bool {
        match self.beginning.cmp(&beginning) {
            Ordering::Equal => slug_of(self.number) < slug,
            ordering => ordering.is_lt(),
        }
    }
}

impl Slugs {
    /// The slugs of all entries.
    pub fn build(entries: &[Entry<'_>]) -> Self {
        let mut slugs: Vec<(u64, &str, SlugAt)> = entries
            .iter()
            .map(|entry| (beginning(entry.slug()), entry.slug(), SlugAt::of(entry)))
            .collect();
        slugs.sort_unstable_by_key(|(beginning, slug, _)| (*beginning, *slug));
        let slugs: Vec<SlugAt> = slugs.into_iter().map(|(.., at)| at).collect();
        Self { sorted: Sorted::from_sorted(&slugs) }
    }

    /// Puts an entry in. `entry_of` knows all that are in.
    pub fn insert<'r>(&mut self, entry: &Entry<'r>, entry_of: impl Fn(u32) -> Entry<'r>) {
        let new = SlugAt::of(entry);
        let slug_of = |number| entry_of(number).slug();
        self.sorted.insert(new, |at| at.is_before(new.beginning, entry.slug(), slug_of));
    }

    /// Takes an entry out, as it was put in.
    pub fn remove<'r>(&mut self, entry: &Entry<'r>, entry_of: impl Fn(u32) -> Entry<'r>) {
        let old = SlugAt::of(entry);
        let slug_of = |number| entry_of(number).slug();
        let before = |at: &SlugAt| at.is_before(old.beginning, entry.slug(), slug_of);
        self.sorted.remove(before, |at| *at == old);
    }

    /// The numbers in the order of the slugs: those whose slugs are not before
    /// `from` and are behind all that begin with `behind`.
    pub fn from<'s, 'r>(
        &'s self,
        from: &str,
        behind: Option<&str>,
        slug_of: &dyn Fn(u32) -> &'r str,
    ) -> impl Iterator<Item = u32> + use<'s> {
        let first = beginning(from);
        let is_passed = |at: &SlugAt| {
            at.is_before(first, from, slug_of)
                || behind.is_some_and(|text| is_up_to(at.beginning, text, || slug_of(at.number)))
        };
        self.sorted.iter_from(&is_passed).map(|at| at.number)
    }
}
