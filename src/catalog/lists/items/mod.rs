//! Lists of items: the links to research, or the ways to help, of all organizations.
//!
//! The columns know the kind, year and price of each item, and the index has one document for
//! each. The text of an item is only in the profile, so rendering a page reads the profiles of
//! its items and no others.

mod counts;
mod cursor;
mod order;
mod render;
mod select;

pub use counts::{ItemCounts, ItemTotals};
pub use cursor::ItemCursor;
pub use order::ItemOrder;
pub use render::{HelplineText, ItemDetails};
pub use select::{ItemPage, ItemRequest};

use crate::catalog::columns::Columns;
use crate::catalog::columns::arrays::Lists;
use crate::catalog::rows::entry::codes::{decode_research, decode_way_to_help};
use crate::catalog::{Choice, Filter, YearRange};
use crate::domain::{Keyword, ResearchKind, WayToHelpKind};

/// The kind of items in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemKind {
    Research,
    WayToHelp,
}

impl ItemKind {
    /// The key of a profile under which the items are.
    fn key(self) -> &'static str {
        match self {
            Self::Research => "research",
            Self::WayToHelp => "ways_to_help",
        }
    }

    /// For each organization, the codes of its items.
    pub(in crate::catalog) fn codes(self, columns: &Columns) -> &Lists {
        match self {
            Self::Research => columns.research_codes(),
            Self::WayToHelp => columns.way_to_help_codes(),
        }
    }
}

/// One item, by the number of its organization and its index in the profile's list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Item {
    pub(in crate::catalog) number: u32,
    pub(in crate::catalog) place: usize,
}

/// The conditions of a list of items. An item must meet all of them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ItemFilter {
    /// Conditions on the organizations.
    pub organizations: Filter,
    /// Slugs of the organizations.
    pub of: Choice,
    /// Words of [`ResearchKind`] or [`WayToHelpKind`].
    pub kinds: Choice,
    /// Of research: the year of publication. Research without a year does not match.
    pub years: Option<YearRange>,
    /// Of ways to help: whether it costs nothing.
    pub free: Option<bool>,
}

/// The part of a filter that the code of an item decides.
struct CodeFilter {
    kind: ItemKind,
    /// A bit for each kind that passes, by its index in the enum.
    kinds: u16,
    years: Option<YearRange>,
    free: Option<bool>,
}

impl CodeFilter {
    fn new(kind: ItemKind, filter: &ItemFilter) -> Self {
        let kinds = match kind {
            ItemKind::Research => bits::<ResearchKind>(&filter.kinds),
            ItemKind::WayToHelp => bits::<WayToHelpKind>(&filter.kinds),
        };
        Self { kind, kinds, years: filter.years, free: filter.free }
    }

    /// Whether an item with this code passes.
    fn passes(&self, code: u16) -> bool {
        let (index, passes) = match self.kind {
            ItemKind::Research => {
                let (kind, year) = decode_research(code);
                let is_within = |years: YearRange| year.is_some_and(|year| years.contains(year));
                (kind as u16, self.years.is_none_or(is_within))
            }
            ItemKind::WayToHelp => {
                let (kind, free) = decode_way_to_help(code);
                (kind as u16, self.free.is_none_or(|wanted| wanted == free))
            }
        };
        passes && self.kinds >> index & 1 == 1
    }
}

/// A bit for each keyword that passes a choice.
fn bits<K: Keyword>(choice: &Choice) -> u16 {
    let has = |values: &[String], word: &str| values.iter().any(|value| value == word);
    let words = (0_u16..).zip(K::ALL.iter().map(|keyword| keyword.as_str()));
    let passing = words.filter(|(_, word)| {
        (choice.any.is_empty() || has(&choice.any, word)) && !has(&choice.none, word)
    });
    passing.fold(0, |bits, (index, _)| bits | 1 << index)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::rows::entry::codes::{encode_research, encode_way_to_help};

    #[test]
    fn codes_pass_by_kind_year_and_price() {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        let kinds = Choice {
            any: words(&["book", "webpage"]),
            none: words(&["webpage"]),
            ..Choice::default()
        };
        let years = Some(YearRange { first: Some(2010), last: None });
        let filter = ItemFilter { kinds, years, ..ItemFilter::default() };
        let filter = CodeFilter::new(ItemKind::Research, &filter);
        for (kind, year, passes) in [
            (ResearchKind::Book, Some(2010), true),
            (ResearchKind::Book, Some(2009), false),
            (ResearchKind::Book, None, false),
            (ResearchKind::Report, Some(2010), false),
            (ResearchKind::Webpage, Some(2010), false),
        ] {
            assert_eq!(filter.passes(encode_research(kind, year)), passes, "{kind:?} {year:?}");
        }

        let filter = ItemFilter { free: Some(true), ..ItemFilter::default() };
        let filter = CodeFilter::new(ItemKind::WayToHelp, &filter);
        for kind in WayToHelpKind::ALL {
            assert!(filter.passes(encode_way_to_help(*kind, true)));
            assert!(!filter.passes(encode_way_to_help(*kind, false)));
        }
    }
}
