//! The active filters of a list, and how many organizations there would be without each.

use super::SearchRequest;
use crate::catalog::{
    Choice, DueCondition, Facet, Filter, ListRequest, Sample, Snapshot, Sort, Start,
};
use crate::domain::{DueReason, Keyword};
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
        let parts = parts(request.filter.choice(facet));
        for (number, (part, rest)) in parts.iter().enumerate() {
            let others = parts.iter().enumerate().filter(|(other, _)| *other != number);
            let others: Vec<String> = others.map(|(_, (part, _))| part.written()).collect();
            let href = if others.is_empty() {
                request.without(facet.as_str())
            } else {
                request.with(&[(facet.as_str(), others.join(","))])
            };
            let label = part.label(|value| facet.label(value, snapshot.vocabulary()).into_owned());
            let mut without = request.filter.clone();
            without.set_choice(facet, rest.clone());
            chips.push(Chip { label, href, without });
        }
    }
    let filter = request.filter;
    if let Some(keys) = &filter.keys {
        let label = display::counted(keys.len(), "named organization", "named organizations");
        let without = Filter { keys: None, ..filter.clone() };
        chips.push(Chip { label, href: request.without("key"), without });
    }
    if let Some(due) = &filter.due {
        let href = request.without_all(&["due", "due_months", "due_years"]);
        let without = Filter { due: None, ..filter.clone() };
        chips.push(Chip { label: due_label(due), href, without });
    }
    if let Some(Sample { size, .. }) = filter.sample {
        let label = format!("A random sample of {size}");
        let href = request.without_all(&["sample", "seed"]);
        chips.push(Chip { label, href, without: Filter { sample: None, ..filter.clone() } });
    }
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

/// A condition on reviews in words.
fn due_label(due: &DueCondition) -> String {
    let DueCondition { any, none, limits } = due;
    let words = |reasons: &[DueReason]| {
        let words: Vec<String> =
            reasons.iter().map(|it| display::due_reason(*it, limits)).collect();
        words.join(", ")
    };
    let is_all = |reasons: &[DueReason]| reasons.len() == DueReason::ALL.len();
    let wanted = match any.as_slice() {
        [] => "Review".to_owned(),
        any if is_all(any) => "Due for review".to_owned(),
        any => format!("Due for review: {}", words(any)),
    };
    match none.as_slice() {
        [] => wanted,
        none if is_all(none) => "Not due for review".to_owned(),
        none => format!("{wanted}, but not: {}", words(none)),
    }
}

/// A part of a choice that a visitor can remove.
enum Part<'c> {
    One(&'c str),
    Together(&'c [String]),
    Excluded(&'c str),
}

/// The parts of a choice, each with the choice without it.
fn parts(choice: &Choice) -> Vec<(Part<'_>, Choice)> {
    let without = |remove: &dyn Fn(&mut Choice)| {
        let mut rest = choice.clone();
        remove(&mut rest);
        rest
    };
    let one = choice
        .any
        .iter()
        .map(|value| (Part::One(value), without(&|rest| rest.any.retain(|other| other != value))));
    let together = choice.together.iter().map(|values| {
        (Part::Together(values), without(&|rest| rest.together.retain(|other| other != values)))
    });
    let excluded = choice.none.iter().map(|value| {
        (Part::Excluded(value), without(&|rest| rest.none.retain(|other| other != value)))
    });
    one.chain(together).chain(excluded).collect()
}

impl Part<'_> {
    /// The part as the parameter writes it.
    fn written(&self) -> String {
        match self {
            Self::One(value) => (*value).to_owned(),
            Self::Together(values) => values.join("+"),
            Self::Excluded(value) => format!("!{value}"),
        }
    }

    /// The part in words: `A`, `A and B`, `Excluding A`.
    fn label(&self, label: impl Fn(&str) -> String) -> String {
        match self {
            Self::One(value) => label(value),
            Self::Together(values) => {
                values.iter().map(|value| label(value)).collect::<Vec<_>>().join(" and ")
            }
            Self::Excluded(value) => format!("Excluding {}", label(value)),
        }
    }
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
