//! Selects the items that pass a filter and match a query, and one page of them.

use std::cmp::Ordering;

use super::{CodeFilter, Item, ItemCursor, ItemFilter, ItemKind, ItemOrder};
use crate::catalog::columns::arrays::Matches;
use crate::catalog::lists::order::{SortField, SortKey, SortValue, compare, sort_key};
use crate::catalog::{CatalogError, Entry, Interpretation, KeyResolution, Snapshot, Sort, Start};
use crate::text::SearchQuery;

/// A request for one page of items.
pub struct ItemRequest<'r> {
    pub kind: ItemKind,
    pub filter: &'r ItemFilter,
    pub query: Option<&'r SearchQuery>,
    /// Only [`ItemOrder::Usual`] has cursors.
    pub order: ItemOrder,
    pub start: &'r Start<ItemCursor>,
    /// Maximum number of items on the page.
    pub size: usize,
}

/// One page of items.
pub struct ItemPage {
    /// Number of items on all pages.
    pub total: usize,
    pub items: Vec<Item>,
    /// Cursor of the next page; `None` on the last page, and in pagination by offset.
    pub next: Option<ItemCursor>,
    /// How the query was interpreted; `None` without a query.
    pub interpretation: Option<Interpretation>,
}

impl Snapshot {
    /// Selects the items that pass a filter and match a query.
    ///
    /// # Errors
    ///
    /// When the index cannot be read.
    pub fn select_items(&self, request: &ItemRequest<'_>) -> Result<ItemPage, CatalogError> {
        let ItemRequest { kind, filter, query, order, start, size } = *request;
        let mut organizations = self.matches_but(&filter.organizations, None);
        self.retain_chosen(&mut organizations, filter);
        let codes = CodeFilter::new(kind, filter);
        let Some(query) = query else {
            return Ok(match order {
                ItemOrder::Usual => self.items_by_name(&organizations, &codes, start, size),
                ItemOrder::Newest => {
                    let items = self.passing_items(&organizations, &codes).collect();
                    self.newest_items(items, start.offset(), size)
                }
                ItemOrder::Mixed => self.mixed_items(&organizations, &codes, start.offset(), size),
            });
        };
        let passes = |item: Item| {
            organizations.contains(item.number)
                && self.item_code(kind, item).is_some_and(|code| codes.passes(code))
        };
        let (found, interpretation) = self.search_items(query, kind, &passes, &organizations)?;
        let page = match order {
            ItemOrder::Newest => {
                let items = found.into_iter().map(|(_, item)| item).collect();
                self.newest_items(items, start.offset(), size)
            }
            ItemOrder::Usual | ItemOrder::Mixed => self.items_by_relevance(found, start, size),
        };
        Ok(ItemPage { interpretation: Some(interpretation), ..page })
    }

    /// The code of an item.
    pub(super) fn item_code(&self, kind: ItemKind, item: Item) -> Option<u16> {
        kind.codes(&self.columns).get(item.number).get(item.place).copied()
    }

    /// Retains the organizations whose slugs pass the filter.
    pub(super) fn retain_chosen(&self, organizations: &mut Matches, filter: &ItemFilter) {
        let numbers = |slugs: &[String]| {
            let mut numbers = Matches::none(self.columns.len());
            for slug in slugs {
                if let KeyResolution::Current(entry) | KeyResolution::Redirect(entry) =
                    self.resolve_key(slug)
                {
                    numbers.insert(entry.number());
                }
            }
            numbers
        };
        if !filter.of.any.is_empty() {
            organizations.and(&numbers(&filter.of.any));
        }
        if !filter.of.none.is_empty() {
            organizations.and_not(&numbers(&filter.of.none));
        }
    }

    fn items_by_name(
        &self,
        organizations: &Matches,
        codes: &CodeFilter,
        start: &Start<ItemCursor>,
        size: usize,
    ) -> ItemPage {
        let lists = codes.kind.codes(&self.columns);
        let mut total = 0;
        lists.each(organizations, |list| {
            total += list.iter().filter(|code| codes.passes(**code)).count();
        });
        let after = match start {
            Start::Cursor(Some(cursor)) => Some(cursor.parts()),
            _ => None,
        };
        let is_on_earlier_page = |item: &Item| {
            let listed = after.as_ref().filter(|(_, index)| item.place <= *index);
            listed.is_some_and(|(key, _)| key.slug == self.entry(item.number).slug())
        };
        let entries = self.by_name(organizations, after.map(|(key, _)| key));
        let items = entries.flat_map(|entry| {
            let number = entry.number();
            let passing = lists.get(number).iter().enumerate().filter(|(_, it)| codes.passes(**it));
            passing.map(move |(place, _)| Item { number, place })
        });
        let items = items.filter(|item| !is_on_earlier_page(item)).skip(start.offset());
        let items: Vec<Item> = items.take(size + 1).collect();
        let cursor = |item: &Item| {
            let organization = sort_key(&self.entry(item.number), SortField::Name);
            ItemCursor::after(Sort::NAME, &organization, item.place)
        };
        page(total, items, start, size, cursor)
    }

    /// Organizations by name, from a sort key on.
    pub(super) fn by_name<'s>(
        &'s self,
        organizations: &'s Matches,
        from: Option<SortKey<'s>>,
    ) -> impl Iterator<Item = Entry<'s>> {
        // Sorting in one organization costs as much as passing by this many.
        const SORTING_COST: usize = 60;
        let key = |entry: &Entry<'s>| sort_key(entry, SortField::Name);
        let is_before = move |entry: &Entry<'s>| {
            from.as_ref().is_some_and(|from| compare(&key(entry), from, Sort::NAME).is_lt())
        };
        let is_sorting_cheaper = organizations.count() * SORTING_COST < self.columns.len();
        let sorted = is_sorting_cheaper.then(|| {
            let entries = organizations.iter().map(|number| self.entry(number));
            let mut entries: Vec<Entry<'_>> = entries.filter(|entry| !is_before(entry)).collect();
            entries.sort_unstable_by(|a, b| compare(&key(a), &key(b), Sort::NAME));
            entries
        });
        let order = self.columns.order(Sort::NAME).filter(|_| !is_sorting_cheaper);
        let walk = order.map(|order| order.iter_from(&|number| is_before(&self.entry(*number))));
        let walked = walk.into_iter().flatten().filter(|number| organizations.contains(**number));
        sorted.into_iter().flatten().chain(walked.map(|number| self.entry(*number)))
    }

    fn items_by_relevance(
        &self,
        mut found: Vec<(f32, Item)>,
        start: &Start<ItemCursor>,
        size: usize,
    ) -> ItemPage {
        let total = found.len();
        let slug = |item: &Item| self.entry(item.number).slug();
        let by_rank = |(score, item): &(f32, Item), (other_score, other): &(f32, Item)| {
            let by_slug = || slug(item).cmp(slug(other)).then(item.place.cmp(&other.place));
            other_score.total_cmp(score).then_with(by_slug)
        };
        if let Start::Cursor(Some(cursor)) = start {
            let (key, index) = cursor.parts();
            let SortValue::Score(last_score) = key.value else { return ItemPage::empty(total) };
            found.retain(|(score, item)| {
                let by_slug = || key.slug.cmp(slug(item)).then(index.cmp(&item.place));
                score.total_cmp(&last_score).then_with(by_slug) == Ordering::Less
            });
        }
        let wanted = start.offset().saturating_add(size + 1);
        if found.len() > wanted {
            found.select_nth_unstable_by(wanted, by_rank);
            found.truncate(wanted);
        }
        found.sort_unstable_by(by_rank);
        let ranked = found.split_off(start.offset().min(found.len()));
        let items = ranked.iter().map(|(_, item)| *item).collect();
        let cursor = |item: &Item| {
            let score = ranked.iter().find(|(_, other)| other == item).map_or(0.0, |it| it.0);
            let organization = SortKey { value: SortValue::Score(score), slug: slug(item) };
            ItemCursor::after(Sort::RELEVANCE, &organization, item.place)
        };
        page(total, items, start, size, cursor)
    }
}

impl ItemPage {
    fn empty(total: usize) -> Self {
        Self { total, items: Vec::new(), next: None, interpretation: None }
    }
}

/// A page of items. One item more than it holds means that there is a next page.
fn page(
    total: usize,
    mut items: Vec<Item>,
    start: &Start<ItemCursor>,
    size: usize,
    cursor: impl Fn(&Item) -> ItemCursor,
) -> ItemPage {
    let has_next = items.len() > size;
    items.truncate(size);
    let next = match (start, items.last()) {
        (Start::Cursor(_), Some(last)) if has_next => Some(cursor(last)),
        _ => None,
    };
    ItemPage { total, items, next, interpretation: None }
}
