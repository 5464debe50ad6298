//! All slugs in order, from which corrections of a mistyped slug come.

use std::cmp::Ordering;

use super::arrays::Sorted;
use super::prefix::{is_at_or_before_prefix, prefix_key};
use super::saved::{Input, Output, fixed};
use crate::catalog::Entry;

/// The organizations in the order of their slugs.
#[derive(Clone, Default)]
pub struct Slugs {
    sorted: Sorted<SlugAt>,
}

/// The slug of one organization.
#[derive(Clone, Copy, PartialEq, Eq)]
struct SlugAt {
    /// Decides most comparisons.
    prefix_key: u64,
    number: u32,
}

impl SlugAt {
    fn of(entry: &Entry<'_>) -> Self {
        Self { prefix_key: prefix_key(entry.slug()), number: entry.number() }
    }

    /// Whether it sorts before a slug that has this prefix key.
    fn is_before<'r>(&self, prefix_key: u64, slug: &str, slug_of: impl Fn(u32) -> &'r str) -> bool {
        match self.prefix_key.cmp(&prefix_key) {
            Ordering::Equal => slug_of(self.number) < slug,
            ordering => ordering.is_lt(),
        }
    }
}

impl Slugs {
    /// Builds the order of all entries.
    pub fn build(entries: &[Entry<'_>]) -> Self {
        let mut slugs: Vec<(u64, &str, SlugAt)> = entries
            .iter()
            .map(|entry| (prefix_key(entry.slug()), entry.slug(), SlugAt::of(entry)))
            .collect();
        slugs.sort_unstable_by_key(|(prefix_key, slug, _)| (*prefix_key, *slug));
        let slugs: Vec<SlugAt> = slugs.into_iter().map(|(.., at)| at).collect();
        Self { sorted: Sorted::from_sorted(&slugs) }
    }

    pub fn save(&self, output: &mut Output) {
        output.length(self.sorted.len());
        for at in self.sorted.iter() {
            output.u64(at.prefix_key);
            output.u32(at.number);
        }
    }

    pub fn load(input: &mut Input<'_>) -> Option<Self> {
        let slugs = input.elements(12)?.map(|at| SlugAt {
            prefix_key: u64::from_le_bytes(fixed(at)),
            number: u32::from_le_bytes(fixed(&at[8..])),
        });
        Some(Self { sorted: Sorted::from_sorted(&slugs.collect::<Vec<_>>()) })
    }

    /// Inserts an entry. `entry_of` finds the entries that are already in the order.
    pub fn insert<'r>(&mut self, entry: &Entry<'r>, entry_of: impl Fn(u32) -> Entry<'r>) {
        let new = SlugAt::of(entry);
        let slug_of = |number| entry_of(number).slug();
        self.sorted.insert(new, |at| at.is_before(new.prefix_key, entry.slug(), slug_of));
    }

    /// Removes an entry, given as it was inserted.
    pub fn remove<'r>(&mut self, entry: &Entry<'r>, entry_of: impl Fn(u32) -> Entry<'r>) {
        let old = SlugAt::of(entry);
        let slug_of = |number| entry_of(number).slug();
        let before = |at: &SlugAt| at.is_before(old.prefix_key, entry.slug(), slug_of);
        self.sorted.remove(before, |at| *at == old);
    }

    /// The numbers of organizations in the order of their slugs, without slugs before `from` and
    /// without slugs that begin with `after_prefix` or sort before those that do.
    pub fn from<'s, 'r>(
        &'s self,
        from: &str,
        after_prefix: Option<&str>,
        slug_of: &dyn Fn(u32) -> &'r str,
    ) -> impl Iterator<Item = u32> + use<'s> {
        let key = prefix_key(from);
        let is_skipped = |at: &SlugAt| {
            at.is_before(key, from, slug_of)
                || after_prefix.is_some_and(|prefix| {
                    is_at_or_before_prefix(at.prefix_key, prefix, || slug_of(at.number))
                })
        };
        self.sorted.iter_from(&is_skipped).map(|at| at.number)
    }
}
