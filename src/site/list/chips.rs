//! The active filters of a list, and how many organizations there would be without each.

use super::SearchRequest;
use crate::catalog::{Facet, Filter, ListRequest, Snapshot, Sort, Start};
use crate::site::{SiteError, display};

/// Maximum number of filters whose removal is counted.
const MAX_COUNTED: usize = 6;

/// An active filter.
pub struct Chip {
    pub label: String,
    /// The URL of the search without it.
    pub href: String,
    /// The filter without it.
    without: Filter,
}

/// A step out of a search that finds nothing: something to remove, and what that would find.
pub struct Removal {
    pub label: String,
    pub href: String,
    pub total: usize,
}

/// The active filters of a search.
pub fn chips(request: &SearchRequest<'_>, snapshot: &Snapshot) -> Vec<Chip> {
    let mut chips = Vec::new();
    for facet in Facet::ALL {
        let choice = request.filter.choice(facet);
        let chosen = choice.any.iter().map(|value| (value, "", value.clone()));
        let excluded = choice.none.iter().map(|value| (value, "Excluding ", format!("!{value}")));
        let all: Vec<_> = chosen.chain(excluded).collect();
        for (value, not, written) in &all {
            let label = format!("{not}{}", facet.label(value, snapshot.vocabulary()));
            let others = all.iter().map(|(_, _, other)| other.as_str());
            let others: Vec<&str> = others.filter(|other| other != written).collect();
            let href = if others.is_empty() {
                request.without(facet.as_str())
            } else {
                request.with(&[(facet.as_str(), others.join(","))])
            };
            let mut without = request.filter.clone();
            let mut choice = choice.clone();
            let list = if not.is_empty() { &mut choice.any } else { &mut choice.none };
            list.retain(|other| other != *value);
            without.set_choice(facet, choice);
            chips.push(Chip { label, href, without });
        }
    }
    let filter = request.filter;
    for (name, words, without) in [
        (
            "country_role",
            "Countries as",
            Filter { country_roles: Default::default(), ..filter.clone() },
        ),
        ("founded", "Founded", Filter { founded: None, ..filter.clone() }),
        ("updated_since", "Updated since", Filter { updated_since: None, ..filter.clone() }),
        ("verified_before", "Reviewed before", Filter { verified_before: None, ..filter.clone() }),
    ] {
        let value = request.value(name);
        if !value.is_empty() {
            let label = format!("{words} {value}");
            chips.push(Chip { label, href: request.without(name), without });
        }
    }
    chips
}

/// The filters that a visitor can remove from a search that finds nothing, with the totals.
///
/// # Errors
///
/// If the index cannot be read.
pub fn removals(
    request: &SearchRequest<'_>,
    snapshot: &Snapshot,
    chips: &[Chip],
) -> Result<Vec<Removal>, SiteError> {
    let total = |filter: &Filter, query| {
        let start = &Start::Offset(0);
        let list = ListRequest { filter, query, sort: Sort::NAME, start, size: 1 };
        snapshot.select(&list).map(|selection| selection.total)
    };
    let mut removals = Vec::new();
    for chip in chips.iter().take(MAX_COUNTED) {
        let (label, href) = (format!("Remove “{}”", chip.label), chip.href.clone());
        removals.push(Removal { label, href, total: total(&chip.without, request.query)? });
    }
    if request.query.is_some() && !chips.is_empty() {
        let (label, href) = ("Remove the words".to_owned(), request.without("q"));
        removals.push(Removal { label, href, total: total(request.filter, None)? });
    }
    Ok(removals)
}

impl Removal {
    pub fn counted(&self) -> String {
        display::counted(self.total, "organization", "organizations")
    }
}
