//! The orders of items other than the usual one: newest first, and mixed.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::{CodeFilter, Item, ItemPage};
use crate::catalog::Snapshot;
use crate::catalog::columns::arrays::Matches;
use crate::catalog::rows::entry::codes::decode_research;

/// The order of a list of items.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ItemOrder {
    /// With a query the best come first. Without one, items are ordered by the names of the
    /// organizations, then as in the profiles.
    #[default]
    Usual,
    /// Of research: by year, the newest first, then by organization. Without a year comes last.
    Newest,
    /// The first item of each organization, by name, then the second of each, and so on. With a
    /// query, like [`ItemOrder::Usual`].
    Mixed,
}

impl Snapshot {
    /// All items of organizations that pass a filter, in no particular order.
    pub(super) fn passing_items<'f>(
        &'f self,
        organizations: &'f Matches,
        codes: &'f CodeFilter,
    ) -> impl Iterator<Item = Item> + 'f {
        organizations.iter().flat_map(move |number| self.passing_items_of(number, codes))
    }

    /// The items of one organization that pass a filter, in the order of the profile.
    fn passing_items_of<'f>(
        &'f self,
        number: u32,
        codes: &'f CodeFilter,
    ) -> impl Iterator<Item = Item> + 'f {
        let list = codes.kind.codes(&self.columns).get(number).iter().enumerate();
        let passing = list.filter(|(_, code)| codes.passes(**code));
        passing.map(move |(place, _)| Item { number, place })
    }

    /// A page of research, the newest first.
    pub(super) fn newest_items(
        &self,
        mut items: Vec<Item>,
        offset: usize,
        size: usize,
    ) -> ItemPage {
        let total = items.len();
        let year = |item: &Item| {
            self.item_code(super::ItemKind::Research, *item)
                .and_then(|code| decode_research(code).1)
        };
        let key = |item: &Item| (Reverse(year(item)), self.entry(item.number).slug(), item.place);
        let wanted = offset.saturating_add(size);
        if items.len() > wanted {
            // Comparing slugs takes long, so items of years that are on later pages leave first.
            let mut counts = BTreeMap::new();
            for item in &items {
                *counts.entry(year(item)).or_insert(0_usize) += 1;
            }
            let mut newer = 0;
            let last = counts.iter().rev().find(|(_, count)| {
                newer += **count;
                newer > wanted
            });
            let last = last.and_then(|(year, _)| *year);
            items.retain(|item| year(item) >= last);
            items.select_nth_unstable_by(wanted, |one, other| key(one).cmp(&key(other)));
            items.truncate(wanted);
        }
        items.sort_unstable_by(|one, other| key(one).cmp(&key(other)));
        let items = items.split_off(offset.min(items.len()));
        ItemPage { total, items, next: None, interpretation: None }
    }

    /// A page of items, one per organization before the second of any.
    pub(super) fn mixed_items(
        &self,
        organizations: &Matches,
        codes: &CodeFilter,
        offset: usize,
        size: usize,
    ) -> ItemPage {
        // Number of organizations that have an item for each round.
        let mut rounds: Vec<usize> = Vec::new();
        codes.kind.codes(&self.columns).each(organizations, |list| {
            let count = list.iter().filter(|code| codes.passes(**code)).count();
            if rounds.len() < count {
                rounds.resize(count, 0);
            }
            rounds[..count].iter_mut().for_each(|organizations| *organizations += 1);
        });
        let total = rounds.iter().sum();
        let (mut items, mut skipped) = (Vec::new(), 0);
        for (round, count) in rounds.into_iter().enumerate() {
            let to_skip = (offset - skipped).min(count);
            skipped += to_skip;
            if to_skip < count && items.len() < size {
                let of_round = self.by_name(organizations, None);
                let of_round = of_round
                    .filter_map(|entry| self.passing_items_of(entry.number(), codes).nth(round));
                items.extend(of_round.skip(to_skip).take(size - items.len()));
            }
        }
        ItemPage { total, items, next: None, interpretation: None }
    }
}
