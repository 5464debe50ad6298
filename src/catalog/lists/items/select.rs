//! Which links or ways pass a filter and answer a question, and one page of them.

use std::cmp::Ordering;

use super::{Codes, Item, ItemCursor, ItemFilter, ItemKind};
use crate::catalog::columns::arrays::Matches;
use crate::catalog::lists::listing::{Place, PlaceValue, SortField, compare, place};
use crate::catalog::{CatalogError, Entry, Found, Snapshot, Sort, Start};
use crate::text::SearchQuery;

/// A list that is asked for: with a question the best first, else by the names
/// of the organizations and as their profiles have them.
pub struct ItemRequest<'r> {
    pub kind: ItemKind,
    pub filter: &'r ItemFilter,
    pub question: Option<&'r SearchQuery>,
    pub start: &'r Start<ItemCursor>,
    /// How many a page.
    pub size: usize,
}

/// One page.
pub struct ItemPage {
    /// How many there are in all.
    pub total: usize,
    pub items: Vec<Item>,
    /// Where the walk goes on; `None` at its end, or when pages are counted.
    pub next: Option<ItemCursor>,
}

impl Snapshot {
    /// Which links or ways of active organizations pass a filter and answer a
    /// question.
    ///
    /// # Errors
    ///
    /// When the index cannot be read.
    pub fn select_items(&self, request: &ItemRequest<'_>) -> Result<ItemPage, CatalogError> {
        let ItemRequest { kind, filter, question, start, size } = *request;
        let mut among = self.matches_but(&filter.organizations, None);
        self.narrow_to(&mut among, filter);
        let codes = Codes::passing(kind, filter);
        match question {
            None => Ok(self.items_by_name(&among, &codes, start, size)),
            Some(question) => {
                let passes = |item: Item| {
                    let code = kind.codes(&self.columns).get(item.number).get(item.place);
                    among.contains(item.number) && code.is_some_and(|code| codes.pass(*code))
                };
                let found = self.search_items(question, kind, &passes, &among)?;
                Ok(self.items_by_relevance(found, start, size))
            }
        }
    }

    /// Leaves only the organizations that are chosen by their slugs.
    fn narrow_to(&self, among: &mut Matches, filter: &ItemFilter) {
        let numbers = |slugs: &[String]| {
            let mut numbers = Matches::none(self.columns.len());
            for slug in slugs {
                if let Found::Organization(entry) | Found::Moved(entry) = self.find(slug) {
                    numbers.insert(entry.number());
                }
            }
            numbers
        };
        if !filter.of.any.is_empty() {
            among.and(&numbers(&filter.of.any));
        }
        if !filter.of.none.is_empty() {
            among.and_not(&numbers(&filter.of.none));
        }
    }

    fn items_by_name(
        &self,
        among: &Matches,
        codes: &Codes,
        start: &Start<ItemCursor>,
        size: usize,
    ) -> ItemPage {
        let lists = codes.kind.codes(&self.columns);
        let mut total = 0;
        lists.each(among, |list| total += list.iter().filter(|code| codes.pass(**code)).count());
        let after = match start {
            Start::Cursor(Some(cursor)) => Some(cursor.parts()),
            _ => None,
        };
        let is_met = |item: &Item| {
            let behind = after.as_ref().filter(|(_, place)| item.place <= *place);
            behind.is_some_and(|(at, _)| at.slug == self.entry(item.number).slug())
        };
        let entries = self.by_name(among, after.map(|(at, _)| at));
        let items = entries.flat_map(|entry| {
            let number = entry.number();
            let passing = lists.get(number).iter().enumerate().filter(|(_, it)| codes.pass(**it));
            passing.map(move |(place, _)| Item { number, place })
        });
        let items = items.filter(|item| !is_met(item)).skip(start.offset());
        let items: Vec<Item> = items.take(size + 1).collect();
        let cursor = |item: &Item| {
            let organization = place(&self.entry(item.number), SortField::Name);
            ItemCursor::behind(Sort::NAME, &organization, item.place)
        };
        page(total, items, start, size, cursor)
    }

    /// Some organizations by name, from a place on.
    fn by_name<'s>(
        &'s self,
        among: &'s Matches,
        from: Option<Place<'s>>,
    ) -> impl Iterator<Item = Entry<'s>> {
        // To read and compare one is as much as to pass by this many.
        const ONE: usize = 60;
        let at = |entry: &Entry<'s>| place(entry, SortField::Name);
        let is_before = move |entry: &Entry<'s>| {
            from.as_ref().is_some_and(|from| compare(&at(entry), from, Sort::NAME).is_lt())
        };
        let is_few = among.count() * ONE < self.columns.len();
        let few = is_few.then(|| {
            let mut few: Vec<Entry<'_>> = among.iter().map(|number| self.entry(number)).collect();
            few.retain(|entry| !is_before(entry));
            few.sort_unstable_by(|a, b| compare(&at(a), &at(b), Sort::NAME));
            few
        });
        let order = self.columns.order(Sort::NAME).filter(|_| !is_few);
        let walk = order.map(|order| order.iter_from(&|number| is_before(&self.entry(*number))));
        let walked = walk.into_iter().flatten().filter(|number| among.contains(**number));
        few.into_iter().flatten().chain(walked.map(|number| self.entry(*number)))
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
            let by_place = || slug(item).cmp(slug(other)).then(item.place.cmp(&other.place));
            other_score.total_cmp(score).then_with(by_place)
        };
        if let Start::Cursor(Some(cursor)) = start {
            let (at, place) = cursor.parts();
            let PlaceValue::Score(met) = at.value else { return ItemPage::empty(total) };
            found.retain(|(score, item)| {
                let by_place = || at.slug.cmp(slug(item)).then(place.cmp(&item.place));
                score.total_cmp(&met).then_with(by_place) == Ordering::Less
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
            let organization = Place { value: PlaceValue::Score(score), slug: slug(item) };
            ItemCursor::behind(Sort::RELEVANCE, &organization, item.place)
        };
        page(total, items, start, size, cursor)
    }
}

impl ItemPage {
    fn empty(total: usize) -> Self {
        Self { total, items: Vec::new(), next: None }
    }
}

/// A page of items of which there is one more if the walk goes on.
fn page(
    total: usize,
    mut items: Vec<Item>,
    start: &Start<ItemCursor>,
    size: usize,
    cursor: impl Fn(&Item) -> ItemCursor,
) -> ItemPage {
    let goes_on = items.len() > size;
    items.truncate(size);
    let next = match (start, items.last()) {
        (Start::Cursor(_), Some(last)) if goes_on => Some(cursor(last)),
        _ => None,
    };
    ItemPage { total, items, next }
}
