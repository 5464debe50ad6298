//! Counts of items for the filters of a list: for each kind, focus area and price, the number of
//! items that a list with only this value would have.

use super::{CodeFilter, Item, ItemFilter, ItemKind, ItemRequest};
use crate::catalog::columns::arrays::Matches;
use crate::catalog::rows::entry::codes::{decode_research, decode_way_to_help};
use crate::catalog::{CatalogError, Choice, Facet, Snapshot};
use crate::domain::{Keyword, ResearchKind, TermScheme, WayToHelpKind};

/// Numbers of items by the values of the filters. Each ignores the choice of the same filter.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct ItemCounts<'s> {
    /// Kinds in their documented order, each with its number.
    pub kinds: Vec<(&'static str, usize)>,
    /// Slugs of focus areas, the most frequent first; without those that no item has.
    pub focus_areas: Vec<(&'s str, usize)>,
    /// Numbers of ways to help that cost nothing, and of those that do.
    pub free: usize,
    pub not_free: usize,
}

/// Numbers of items of all active organizations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ItemTotals {
    pub research: usize,
    pub ways_to_help: usize,
}

impl Snapshot {
    /// The numbers of items of all active organizations. They are counted once for each state of the
    /// directory, because that takes as long as the rest of the first page.
    pub fn item_totals(&self) -> ItemTotals {
        *self.item_totals.get_or_init(|| {
            let active = self.active();
            let count = |kind: ItemKind| {
                let mut total = 0;
                kind.codes(&self.columns).each(&active, |list| total += list.len());
                total
            };
            ItemTotals {
                research: count(ItemKind::Research),
                ways_to_help: count(ItemKind::WayToHelp),
            }
        })
    }

    /// Counts the items of a list by the values of its filters.
    ///
    /// # Errors
    ///
    /// When the index cannot be read.
    pub fn count_items<'s>(
        &'s self,
        request: &ItemRequest<'_>,
    ) -> Result<ItemCounts<'s>, CatalogError> {
        let ItemRequest { kind, filter, query, .. } = *request;
        let focus_area = Facet::Term(TermScheme::FocusArea);
        let chosen = self.matches_but(&filter.organizations, None);
        let mut organizations = self.matches_but(&filter.organizations, Some(focus_area));
        self.retain_chosen(&mut organizations, filter);
        let found = match query {
            None => None,
            Some(query) => {
                let passes = |item: Item| organizations.contains(item.number);
                let (found, _) = self.search_items(query, kind, &passes, &organizations)?;
                Some(found.into_iter().map(|(_, item)| item).collect())
            }
        };
        let items = Items { snapshot: self, kind, organizations, found };
        Ok(items.count(filter, &chosen))
    }
}

/// The items of a list without its choice of kinds, focus areas and price.
struct Items<'s> {
    snapshot: &'s Snapshot,
    kind: ItemKind,
    organizations: Matches,
    /// The items that match the query; `None` without a query.
    found: Option<Vec<Item>>,
}

impl<'s> Items<'s> {
    /// `chosen` are the organizations that pass the filter with its focus areas.
    fn count(&self, filter: &ItemFilter, chosen: &Matches) -> ItemCounts<'s> {
        let of_kinds =
            CodeFilter::new(self.kind, &ItemFilter { kinds: Choice::default(), ..filter.clone() });
        let of_prices = CodeFilter::new(self.kind, &ItemFilter { free: None, ..filter.clone() });
        let of_all = CodeFilter::new(self.kind, filter);
        let column = self.snapshot.columns().facet(Facet::Term(TermScheme::FocusArea));
        let mut kinds = vec![0; self.kind.count_of_kinds()];
        let mut areas = vec![0_u32; column.values().count()];
        let (mut free, mut not_free) = (0, 0);
        self.each(|number, code| {
            if of_all.passes(code) {
                for &id in column.list(number) {
                    if let Some(count) = areas.get_mut(usize::from(id)) {
                        *count += 1;
                    }
                }
            }
            if !chosen.contains(number) {
                return;
            }
            let (kind, is_free) = self.kind.decode(code);
            if of_kinds.passes(code) {
                kinds[kind] += 1;
            }
            if of_prices.passes(code) {
                if is_free { free += 1 } else { not_free += 1 }
            }
        });
        let areas = column.by_frequency(&areas).into_iter();
        ItemCounts {
            kinds: self.kind.words().zip(kinds).collect(),
            focus_areas: areas
                .filter_map(|(id, count)| Some((column.name(id)?, count as usize)))
                .collect(),
            free,
            not_free,
        }
    }

    /// Calls `visit` with the number of the organization and the code of each item.
    fn each(&self, mut visit: impl FnMut(u32, u16)) {
        let lists = self.kind.codes(self.snapshot.columns());
        match &self.found {
            Some(found) => {
                for item in found {
                    if let Some(code) = self.snapshot.item_code(self.kind, *item) {
                        visit(item.number, code);
                    }
                }
            }
            None => {
                for number in self.organizations.iter() {
                    lists.get(number).iter().for_each(|code| visit(number, *code));
                }
            }
        }
    }
}

impl ItemKind {
    /// The words of the kinds of items, in their documented order.
    fn words(self) -> Box<dyn Iterator<Item = &'static str>> {
        match self {
            Self::Research => Box::new(ResearchKind::ALL.iter().map(|kind| kind.as_str())),
            Self::WayToHelp => Box::new(WayToHelpKind::ALL.iter().map(|kind| kind.as_str())),
        }
    }

    fn count_of_kinds(self) -> usize {
        self.words().count()
    }

    /// The position of the kind among its words, and whether it costs nothing.
    fn decode(self, code: u16) -> (usize, bool) {
        match self {
            Self::Research => (decode_research(code).0 as usize, true),
            Self::WayToHelp => {
                let (kind, is_free) = decode_way_to_help(code);
                (kind as usize, is_free)
            }
        }
    }
}
