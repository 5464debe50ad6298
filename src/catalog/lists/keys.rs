//! Lists of organizations that the client names by their keys, in its order.

use super::cursor::{Cursor, Start};
use super::order::{Sort, SortField, SortKey, SortValue};
use super::page::Page;
use crate::catalog::columns::arrays::Matches;
use crate::catalog::{Filter, KeyResolution, Snapshot};

impl Snapshot {
    /// The organization with this slug, former slug or identifier.
    pub(in crate::catalog) fn number_of_key(&self, key: &str) -> Option<u32> {
        match self.resolve_key(key) {
            KeyResolution::Current(entry) | KeyResolution::Redirect(entry) => Some(entry.number()),
            KeyResolution::Unknown => None,
        }
    }

    /// The ids of the organizations that pass a filter.
    pub fn ids(&self, filter: &Filter) -> Vec<String> {
        let matches = self.matches_but(filter, None);
        matches.iter().map(|number| self.entry(number).id().to_owned()).collect()
    }

    /// The organizations with these keys.
    pub(super) fn numbers_of_keys(&self, keys: &[String]) -> Matches {
        let mut numbers = Matches::none(self.columns().len());
        keys.iter().filter_map(|key| self.number_of_key(key)).for_each(|it| numbers.insert(it));
        numbers
    }

    /// One page of `matches`, which are `total`, in an order that does not depend on a query.
    pub(super) fn page_in_order(
        &self,
        (matches, total): (&Matches, usize),
        filter: &Filter,
        sort: Sort,
        start: &Start,
        size: usize,
    ) -> Page<'_> {
        match &filter.keys {
            Some(keys) if sort.field == SortField::Key => {
                self.page_of_keys(matches, keys, start, size)
            }
            _ => self.page(matches, total, sort, start, size),
        }
    }

    /// One page in the order of the keys.
    fn page_of_keys(
        &self,
        matches: &Matches,
        keys: &[String],
        start: &Start,
        size: usize,
    ) -> Page<'_> {
        let after = match start {
            Start::Cursor(Some(cursor)) => match cursor.sort_key().value {
                SortValue::Number(place) => place,
                _ => None,
            },
            _ => None,
        };
        let found = (0_i64..).zip(keys).filter(|(place, _)| after.is_none_or(|it| *place > it));
        let found = found.filter_map(|(place, key)| Some((place, self.number_of_key(key)?)));
        let found = found.filter(|(_, number)| matches.contains(*number)).skip(start.offset());
        let mut found: Vec<(i64, u32)> = found.take(size.saturating_add(1)).collect();
        let has_next = found.len() > size;
        found.truncate(size);
        let next = match (start, found.last()) {
            (Start::Cursor(_), Some((place, number))) if has_next => {
                let slug = self.entry(*number).slug();
                let key = SortKey { value: SortValue::Number(Some(*place)), slug };
                Some(Cursor::after(Sort::KEY, &key))
            }
            _ => None,
        };
        Page { entries: found.iter().map(|(_, number)| self.entry(*number)).collect(), next }
    }
}
