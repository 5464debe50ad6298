//! Sort orders of organizations.

use std::cmp::Ordering;

use super::due::urgency;
use crate::catalog::Entry;

/// The value that a list is sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SortField {
    /// How well an organization matches the query, the best first.
    Relevance,
    Name,
    Founded,
    UpdatedAt,
    VerifiedAt,
    /// How urgently the profile should be reviewed, the most urgent first; see `due`.
    Due,
    /// The place among the keys by which the client asked for organizations.
    Key,
}

/// A sort order. Organizations of equal values are sorted by slug, ascending; those without a
/// value come last in both directions.
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
            Self::Due => "due",
            Self::Key => "key",
        }
    }
}

impl Sort {
    pub const RELEVANCE: Self = Self { field: SortField::Relevance, descending: false };
    pub const NAME: Self = Self { field: SortField::Name, descending: false };

    pub const DUE: Self = Self { field: SortField::Due, descending: false };
    pub const KEY: Self = Self { field: SortField::Key, descending: false };

    /// Every order that depends neither on a query nor on keys.
    pub fn all() -> impl Iterator<Item = Self> {
        use SortField::{Due, Founded, Name, UpdatedAt, VerifiedAt};
        [Name, Founded, UpdatedAt, VerifiedAt, Due]
            .into_iter()
            .flat_map(|field| [false, true].map(|descending| Self { field, descending }))
    }

    /// The value of the parameter `sort`, e.g. `-updated_at`.
    pub fn to_word(self) -> String {
        format!("{}{}", if self.descending { "-" } else { "" }, self.field.as_str())
    }
}

/// The key by which a sort order compares an organization.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SortKey<'k> {
    pub value: SortValue<'k>,
    pub slug: &'k str,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum SortValue<'k> {
    Text(&'k str),
    Number(Option<i64>),
    Score(f32),
}

/// The sort key of an organization. Its score depends on a query and is 0 here; its place among keys
/// depends on them, and is none.
pub fn sort_key<'r>(entry: &Entry<'r>, field: SortField) -> SortKey<'r> {
    let value = match field {
        SortField::Relevance => SortValue::Score(0.0),
        SortField::Name => SortValue::Text(entry.name_key()),
        SortField::Founded => SortValue::Number(entry.founded().map(i64::from)),
        SortField::UpdatedAt => SortValue::Number(Some(entry.updated_micros())),
        SortField::VerifiedAt => SortValue::Number(entry.verified_at().map(i64::from)),
        SortField::Due => {
            let undated = u16::try_from(entry.undated_source_count()).unwrap_or(u16::MAX);
            SortValue::Number(Some(urgency(entry.at_risk(), entry.verified_at(), undated)))
        }
        SortField::Key => SortValue::Number(None),
    };
    SortKey { value, slug: entry.slug() }
}

/// Compares two keys of one sort order.
pub fn compare(mine: &SortKey<'_>, other: &SortKey<'_>, sort: Sort) -> Ordering {
    let directed = |ordering: Ordering| if sort.descending { ordering.reverse() } else { ordering };
    let by_value = match (mine.value, other.value) {
        (SortValue::Text(mine), SortValue::Text(other)) => directed(mine.cmp(other)),
        (SortValue::Number(Some(mine)), SortValue::Number(Some(other))) => {
            directed(mine.cmp(&other))
        }
        (SortValue::Number(mine), SortValue::Number(other)) => mine.is_none().cmp(&other.is_none()),
        (SortValue::Score(mine), SortValue::Score(other)) => other.total_cmp(&mine),
        _ => Ordering::Equal,
    };
    by_value.then_with(|| mine.slug.cmp(other.slug))
}
