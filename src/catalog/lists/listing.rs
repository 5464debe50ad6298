//! The order of lists, and their pages.

use std::cmp::Ordering;

use super::cursor::Cursor;
use crate::catalog::columns::arrays::Matches;
use crate::catalog::{Entry, Snapshot};

/// What a list is ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SortField {
    /// How well it answers a question, the best first.
    Relevance,
    Name,
    Founded,
    UpdatedAt,
    VerifiedAt,
}

/// The order of a list. Where values are equal the slug decides, from a to z;
/// what has no value comes last in both directions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort {
    pub field: SortField,
    pub descending: bool,
}

impl SortField {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Relevance => "relevance",
            Self::Name => "name",
            Self::Founded => "founded",
            Self::UpdatedAt => "updated_at",
            Self::VerifiedAt => "verified_at",
        }
    }
}

impl Sort {
    pub const RELEVANCE: Self = Self { field: SortField::Relevance, descending: false };
    pub const NAME: Self = Self { field: SortField::Name, descending: false };

    /// Every order that all organizations stand in: relevance is of a question.
    pub fn all() -> impl Iterator<Item = Self> {
        [SortField::Name, SortField::Founded, SortField::UpdatedAt, SortField::VerifiedAt]
            .into_iter()
            .flat_map(|field| [false, true].map(|descending| Self { field, descending }))
    }

    /// The value of the parameter, e.g. `-updated_at`.
    pub fn to_word(self) -> String {
        format!("{}{}", if self.descending { "-" } else { "" }, self.field.as_str())
    }
}

/// Where something stands in an order.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place<'p> {
    pub value: PlaceValue<'p>,
    pub slug: &'p str,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum PlaceValue<'p> {
    Text(&'p str),
    Number(Option<i64>),
    Score(f32),
}

/// Where an entry stands in an order of all organizations.
pub fn place<'r>(entry: &Entry<'r>, field: SortField) -> Place<'r> {
    let value = match field {
        SortField::Relevance => PlaceValue::Score(0.0),
        SortField::Name => PlaceValue::Text(entry.name_key()),
        SortField::Founded => PlaceValue::Number(entry.founded()),
        SortField::UpdatedAt => PlaceValue::Number(Some(entry.updated_micros())),
        SortField::VerifiedAt => PlaceValue::Number(entry.verified_at()),
    };
    Place { value, slug: entry.slug() }
}

/// Compares two places of one order.
pub fn compare(mine: &Place<'_>, other: &Place<'_>, sort: Sort) -> Ordering {
    let directed = |ordering: Ordering| if sort.descending { ordering.reverse() } else { ordering };
    let by_value = match (mine.value, other.value) {
        (PlaceValue::Text(mine), PlaceValue::Text(other)) => directed(mine.cmp(other)),
        (PlaceValue::Number(Some(mine)), PlaceValue::Number(Some(other))) => {
            directed(mine.cmp(&other))
        }
        (PlaceValue::Number(mine), PlaceValue::Number(other)) => {
            mine.is_none().cmp(&other.is_none())
        }
        (PlaceValue::Score(mine), PlaceValue::Score(other)) => other.total_cmp(&mine),
        _ => Ordering::Equal,
    };
    by_value.then_with(|| mine.slug.cmp(other.slug))
}

/// Where a page begins.
#[derive(Clone, Debug)]
pub enum Start<C = Cursor> {
    /// After so many matches.
    Offset(usize),
    /// After this place, or at the beginning, walking everything.
    Cursor(Option<C>),
}

impl<C> Start<C> {
    /// How many matches are passed by.
    pub(in crate::catalog) fn offset(&self) -> usize {
        if let Self::Offset(offset) = self { *offset } else { 0 }
    }
}

impl Start {
    /// The place behind which a walk by relevance goes on.
    pub(in crate::catalog) fn score(&self) -> Option<(f32, &str)> {
        let Self::Cursor(Some(cursor)) = self else { return None };
        let place = cursor.place();
        match place.value {
            PlaceValue::Score(score) => Some((score, place.slug)),
            _ => None,
        }
    }
}

/// One page of matches.
pub struct Listing<'s> {
    pub entries: Vec<Entry<'s>>,
    /// Where the walk goes on; `None` at its end, or when pages are counted.
    pub next: Option<Cursor>,
}

impl Snapshot {
    /// One page of `total` matches, in an order of all organizations.
    pub(in crate::catalog) fn page(
        &self,
        matches: &Matches,
        total: usize,
        sort: Sort,
        start: &Start,
        size: usize,
    ) -> Listing<'_> {
        let skip = start.offset();
        // One more than asked for tells whether the walk goes on.
        let wanted = skip + size + 1;
        let after = match start {
            Start::Cursor(Some(cursor)) => Some(cursor.place()),
            _ => None,
        };
        let is_behind = |number: u32| {
            let place = || place(&self.entry(number), sort.field);
            after.as_ref().is_none_or(|after| compare(&place(), after, sort).is_gt())
        };
        let mut entries: Vec<Entry<'_>> = if self.is_few(total, wanted) {
            let found = matches.iter().filter(|&number| is_behind(number));
            let found = self.first_in_order(found, sort, wanted).into_iter().skip(skip);
            found.map(|number| self.entry(number)).collect()
        } else {
            let order = self.columns().order(sort);
            let walk = order.into_iter().flat_map(|order| {
                order.iter_from(&|&number| after.is_some() && !is_behind(number))
            });
            let found = walk.filter(|&&number| matches.contains(number)).skip(skip);
            found.take(size + 1).map(|&number| self.entry(number)).collect()
        };
        let goes_on = entries.len() > size;
        entries.truncate(size);
        let next = match (start, entries.last()) {
            (Start::Cursor(_), Some(last)) if goes_on => {
                Some(Cursor::at(sort, &place(last, sort.field)))
            }
            _ => None,
        };
        Listing { entries, next }
    }

    /// The first of some organizations in an order of all.
    pub(in crate::catalog) fn first_in_order(
        &self,
        numbers: impl Iterator<Item = u32>,
        sort: Sort,
        most: usize,
    ) -> Vec<u32> {
        let rough = |number| (self.columns().rough_place(number, sort), number);
        let mut found: Vec<(u64, u32)> = numbers.map(rough).collect();
        let place = |number: u32| place(&self.entry(number), sort.field);
        let order = |a: &(u64, u32), b: &(u64, u32)| {
            a.0.cmp(&b.0).then_with(|| compare(&place(a.1), &place(b.1), sort))
        };
        if found.len() > most {
            found.select_nth_unstable_by(most, order);
            found.truncate(most);
        }
        found.sort_unstable_by(order);
        found.into_iter().map(|(_, number)| number).collect()
    }

    /// One page of those that answer a question best.
    pub(in crate::catalog) fn ranked_page(
        &self,
        best: &[(f32, u32)],
        start: &Start,
        size: usize,
    ) -> Listing<'_> {
        let page = best.get(start.offset()..).unwrap_or_default();
        let goes_on = page.len() > size;
        let page = &page[..size.min(page.len())];
        let entries: Vec<Entry<'_>> = page.iter().map(|(_, number)| self.entry(*number)).collect();
        let next = match (start, page.last(), entries.last()) {
            (Start::Cursor(_), Some((score, _)), Some(last)) if goes_on => {
                let place = Place { value: PlaceValue::Score(*score), slug: last.slug() };
                Some(Cursor::at(Sort::RELEVANCE, &place))
            }
            _ => None,
        };
        Listing { entries, next }
    }

    /// Whether sorting the matches is less work than walking the order of all
    /// until enough of them were met.
    fn is_few(&self, total: usize, wanted: usize) -> bool {
        // To compare one is as much as to pass by this many.
        const ONE: usize = 12;
        let walked = self.columns().len() / (total + 1) * wanted.min(total);
        total.saturating_mul(ONE) < walked
    }
}
