//! One page of a list of organizations.

use super::cursor::{Cursor, Start};
use super::order::{Sort, SortKey, SortValue, compare, sort_key};
use crate::catalog::columns::arrays::Matches;
use crate::catalog::{Entry, Snapshot};

/// One page of a list.
pub struct Page<'s> {
    pub entries: Vec<Entry<'s>>,
    /// Cursor of the next page; `None` on the last page, and in pagination by offset.
    pub next: Option<Cursor>,
}

impl Snapshot {
    /// One page of `total` matches, in an order that does not depend on a query.
    pub(in crate::catalog) fn page(
        &self,
        matches: &Matches,
        total: usize,
        sort: Sort,
        start: &Start,
        size: usize,
    ) -> Page<'_> {
        let skip = start.offset();
        // One more than the page holds shows whether there is a next page.
        let wanted = skip + size + 1;
        let after = match start {
            Start::Cursor(Some(cursor)) => Some(cursor.sort_key()),
            _ => None,
        };
        let is_after_cursor = |number: u32| {
            let key = || sort_key(&self.entry(number), sort.field);
            after.as_ref().is_none_or(|after| compare(&key(), after, sort).is_gt())
        };
        let mut entries: Vec<Entry<'_>> = if self.is_sorting_cheaper(total, wanted) {
            let found = matches.iter().filter(|&number| is_after_cursor(number));
            let found = self.first_in_order(found, sort, wanted).into_iter().skip(skip);
            found.map(|number| self.entry(number)).collect()
        } else {
            let order = self.columns().order(sort);
            let walk = order.into_iter().flat_map(|order| {
                order.iter_from(&|&number| after.is_some() && !is_after_cursor(number))
            });
            let found = walk.filter(|&&number| matches.contains(number)).skip(skip);
            found.take(size + 1).map(|&number| self.entry(number)).collect()
        };
        let has_next = entries.len() > size;
        entries.truncate(size);
        let next = match (start, entries.last()) {
            (Start::Cursor(_), Some(last)) if has_next => {
                Some(Cursor::after(sort, &sort_key(last, sort.field)))
            }
            _ => None,
        };
        Page { entries, next }
    }

    /// The first `max` of some organizations, sorted.
    pub(in crate::catalog) fn first_in_order(
        &self,
        numbers: impl Iterator<Item = u32>,
        sort: Sort,
        max: usize,
    ) -> Vec<u32> {
        let rough = |number| (self.columns().rough_sort_key(number, sort), number);
        let mut found: Vec<(u64, u32)> = numbers.map(rough).collect();
        let key = |number: u32| sort_key(&self.entry(number), sort.field);
        let order = |a: &(u64, u32), b: &(u64, u32)| {
            a.0.cmp(&b.0).then_with(|| compare(&key(a.1), &key(b.1), sort))
        };
        if found.len() > max {
            found.select_nth_unstable_by(max, order);
            found.truncate(max);
        }
        found.sort_unstable_by(order);
        found.into_iter().map(|(_, number)| number).collect()
    }

    /// One page of the organizations that match a query best.
    pub(in crate::catalog) fn ranked_page(
        &self,
        best: &[(f32, u32)],
        start: &Start,
        size: usize,
    ) -> Page<'_> {
        let page = best.get(start.offset()..).unwrap_or_default();
        let has_next = page.len() > size;
        let page = &page[..size.min(page.len())];
        let entries: Vec<Entry<'_>> = page.iter().map(|(_, number)| self.entry(*number)).collect();
        let next = match (start, page.last(), entries.last()) {
            (Start::Cursor(_), Some((score, _)), Some(last)) if has_next => {
                let key = SortKey { value: SortValue::Score(*score), slug: last.slug() };
                Some(Cursor::after(Sort::RELEVANCE, &key))
            }
            _ => None,
        };
        Page { entries, next }
    }

    /// Whether sorting the matches is less work than walking through all organizations in order
    /// until enough matches are found.
    fn is_sorting_cheaper(&self, total: usize, wanted: usize) -> bool {
        // Sorting in one match costs as much as passing by this many organizations.
        const SORTING_COST: usize = 12;
        let walked = self.columns().len() / (total + 1) * wanted.min(total);
        total.saturating_mul(SORTING_COST) < walked
    }
}
