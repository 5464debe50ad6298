//! The order of lists, and their pages.

use std::cmp::Ordering;

use fixedbitset::FixedBitSet;

use super::cursor::Cursor;
use super::{Entry, Snapshot};

/// What a list is ordered by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SortField {
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
    pub const ALL: [Self; 4] = [Self::Name, Self::Founded, Self::UpdatedAt, Self::VerifiedAt];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Founded => "founded",
            Self::UpdatedAt => "updated_at",
            Self::VerifiedAt => "verified_at",
        }
    }
}

impl Sort {
    /// Every order there is.
    pub fn all() -> impl Iterator<Item = Self> {
        SortField::ALL
            .into_iter()
            .flat_map(|field| [false, true].map(|descending| Self { field, descending }))
    }

    /// The value of the parameter, e.g. `-updated_at`.
    pub fn to_word(self) -> String {
        format!("{}{}", if self.descending { "-" } else { "" }, self.field.as_str())
    }
}

/// Where something stands in an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    pub value: PlaceValue,
    pub slug: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PlaceValue {
    Text(String),
    Number(Option<i64>),
}

/// Where an entry stands in an order.
pub fn place(entry: &Entry, field: SortField) -> Place {
    let value = match field {
        SortField::Name => PlaceValue::Text(entry.name_key.clone()),
        SortField::Founded => PlaceValue::Number(entry.founded),
        SortField::UpdatedAt => PlaceValue::Number(Some(entry.updated_at)),
        SortField::VerifiedAt => PlaceValue::Number(entry.verified_at),
    };
    Place { value, slug: entry.slug.clone() }
}

/// Compares an entry with a place in an order.
pub fn compare(entry: &Entry, other: &Place, sort: Sort) -> Ordering {
    let directed = |ordering: Ordering| if sort.descending { ordering.reverse() } else { ordering };
    let number = match sort.field {
        SortField::Name => None,
        SortField::Founded => entry.founded,
        SortField::UpdatedAt => Some(entry.updated_at),
        SortField::VerifiedAt => entry.verified_at,
    };
    let by_value = match &other.value {
        PlaceValue::Text(text) => directed(entry.name_key.as_str().cmp(text)),
        PlaceValue::Number(value) => match (number, value) {
            (Some(mine), Some(other)) => directed(mine.cmp(other)),
            (mine, other) => mine.is_none().cmp(&other.is_none()),
        },
    };
    by_value.then_with(|| entry.slug.cmp(&other.slug))
}

/// Where a page begins.
#[derive(Clone, Debug)]
pub enum Start {
    /// After so many matches.
    Offset(usize),
    /// After this place, or at the beginning, walking everything.
    Cursor(Option<Cursor>),
}

/// One page of matches.
pub struct Listing<'s> {
    /// How many match in all.
    pub total: usize,
    pub entries: Vec<&'s Entry>,
    /// Where the walk goes on; `None` at its end, or when pages are counted.
    pub next: Option<Cursor>,
}

impl Snapshot {
    /// One page of what matches.
    pub fn page(
        &self,
        matches: &FixedBitSet,
        sort: Sort,
        start: &Start,
        size: usize,
    ) -> Listing<'_> {
        let order = self.order(sort);
        let (from, skip) = match start {
            Start::Offset(offset) => (0, *offset),
            Start::Cursor(None) => (0, 0),
            Start::Cursor(Some(cursor)) => {
                let is_passed = |&ordinal: &u32| {
                    compare(self.entry(ordinal), &cursor.after, sort) != Ordering::Greater
                };
                (order.partition_point(is_passed), 0)
            }
        };
        let mut entries: Vec<&Entry> = order[from..]
            .iter()
            .filter(|&&ordinal| matches.contains(ordinal as usize))
            .skip(skip)
            // One more than asked for tells whether the walk goes on.
            .take(size + 1)
            .map(|&ordinal| self.entry(ordinal))
            .collect();
        let goes_on = entries.len() > size;
        entries.truncate(size);
        let next = match (start, entries.last()) {
            (Start::Cursor(_), Some(last)) if goes_on => {
                Some(Cursor { sort, after: place(last, sort.field) })
            }
            _ => None,
        };
        Listing { total: matches.count_ones(..), entries, next }
    }
}
