//! Links to research and ways to help, listed across organizations.
//!
//! The columns know of what kind each is; a question is put to the index, where
//! each is a document of its own; what it says stands in the profile alone. So
//! only the profiles of the rows of a page are read.

mod cursor;
mod rows;
mod select;

pub use cursor::ItemCursor;
pub use select::{ItemPage, ItemRequest};

use crate::catalog::columns::Columns;
use crate::catalog::columns::arrays::Lists;
use crate::catalog::rows::entry::codes::{help_of, research_of};
use crate::catalog::{Choice, Filter, YearRange};
use crate::domain::{Keyword, ResearchKind, WayToHelpKind};

/// What is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ItemKind {
    Research,
    WayToHelp,
}

impl ItemKind {
    /// The key of the profile that has them.
    fn key(self) -> &'static str {
        match self {
            Self::Research => "research",
            Self::WayToHelp => "ways_to_help",
        }
    }

    /// For each organization the code of each.
    pub(in crate::catalog) fn codes(self, columns: &Columns) -> &Lists {
        match self {
            Self::Research => columns.research(),
            Self::WayToHelp => columns.help(),
        }
    }
}

/// One of them: its organization, and its place among those of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Item {
    pub(in crate::catalog) number: u32,
    pub(in crate::catalog) place: usize,
}

/// Everything that such a list can be narrowed by: all of it must hold.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ItemFilter {
    /// What holds for their organizations.
    pub organizations: Filter,
    /// Their organizations, by slug.
    pub of: Choice,
    /// Words of [`ResearchKind`] or [`WayToHelpKind`].
    pub kinds: Choice,
    /// Of research: when it came out. What has no year is left out.
    pub years: Option<YearRange>,
    /// Of ways to help: whether they cost nothing.
    pub free: Option<bool>,
}

/// Which codes pass a filter.
struct Codes {
    kind: ItemKind,
    /// A bit for each kind that passes, by its place in the enum.
    kinds: u16,
    years: Option<YearRange>,
    free: Option<bool>,
}

impl Codes {
    fn passing(kind: ItemKind, filter: &ItemFilter) -> Self {
        let kinds = match kind {
            ItemKind::Research => bits::<ResearchKind>(&filter.kinds),
            ItemKind::WayToHelp => bits::<WayToHelpKind>(&filter.kinds),
        };
        Self { kind, kinds, years: filter.years, free: filter.free }
    }

    fn pass(&self, code: u16) -> bool {
        let (place, passes) = match self.kind {
            ItemKind::Research => {
                let (kind, year) = research_of(code);
                let is_within =
                    |years: YearRange| year.is_some_and(|year| years.contains(year.into()));
                (kind as u16, self.years.is_none_or(is_within))
            }
            ItemKind::WayToHelp => {
                let (kind, free) = help_of(code);
                (kind as u16, self.free.is_none_or(|wanted| wanted == free))
            }
        };
        passes && self.kinds >> place & 1 == 1
    }
}

/// A bit for each keyword that a choice lets pass.
fn bits<K: Keyword>(choice: &Choice) -> u16 {
    let has = |values: &[String], word: &str| values.iter().any(|value| value == word);
    let words = (0_u16..).zip(K::ALL.iter().map(|keyword| keyword.as_str()));
    let passing = words.filter(|(_, word)| {
        (choice.any.is_empty() || has(&choice.any, word)) && !has(&choice.none, word)
    });
    passing.fold(0, |bits, (place, _)| bits | 1 << place)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::rows::entry::codes::{help_code, research_code};

    #[test]
    fn codes_pass_by_kind_year_and_cost() {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        let kinds = Choice { any: words(&["book", "webpage"]), none: words(&["webpage"]) };
        let years = Some(YearRange { first: Some(2010), last: None });
        let filter = ItemFilter { kinds, years, ..ItemFilter::default() };
        let codes = Codes::passing(ItemKind::Research, &filter);
        for (kind, year, passes) in [
            (ResearchKind::Book, Some(2010), true),
            (ResearchKind::Book, Some(2009), false),
            (ResearchKind::Book, None, false),
            (ResearchKind::Report, Some(2010), false),
            (ResearchKind::Webpage, Some(2010), false),
        ] {
            assert_eq!(codes.pass(research_code(kind, year)), passes, "{kind:?} {year:?}");
        }

        let filter = ItemFilter { free: Some(true), ..ItemFilter::default() };
        let codes = Codes::passing(ItemKind::WayToHelp, &filter);
        for kind in WayToHelpKind::ALL {
            assert!(codes.pass(help_code(*kind, true)));
            assert!(!codes.pass(help_code(*kind, false)));
        }
    }
}
