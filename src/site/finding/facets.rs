//! Facets as boxes to tick: how many there are of each value, and which are chosen.

use super::Asked;
use crate::catalog::{Facet, FacetCount, Selection};
use crate::domain::Vocabulary;

/// So many values are shown at once; the others are behind a "more".
const SHOWN: usize = 8;

/// The facets of the page, with their titles.
const FACETS: [(Facet, &str); 6] = [
    (Facet::FocusArea, "What they work against"),
    (Facet::Approach, "How they work"),
    (Facet::Country, "Where they work"),
    (Facet::WayToHelp, "How you can help"),
    (Facet::Affiliation, "Affiliation"),
    (Facet::Status, "Status"),
];

/// One facet.
pub struct FacetBox<'s> {
    /// The name of its parameter.
    pub name: &'static str,
    pub title: &'static str,
    /// The values that are shown at once: the most frequent, and all that are chosen.
    pub shown: Vec<ValueBox<'s>>,
    /// The others.
    pub more: Vec<ValueBox<'s>>,
    /// Values that are left out, as `!value`.
    pub left_out: Vec<String>,
}

/// One value of a facet.
pub struct ValueBox<'s> {
    pub bucket: FacetCount<'s>,
    pub is_chosen: bool,
}

/// The facets of a selection. One that has nothing to choose is left out.
pub fn facets<'s>(
    asked: &Asked<'s>,
    selection: &Selection<'s>,
    vocabulary: &'s Vocabulary,
) -> Vec<FacetBox<'s>> {
    let facets = FACETS.iter().map(|(facet, title)| {
        let choice = asked.filter.choice(*facet);
        let mut values: Vec<ValueBox<'s>> = selection
            .facet_counts(*facet)
            .into_iter()
            .map(|bucket| {
                let is_chosen = choice.any.iter().any(|value| value == bucket.id);
                ValueBox { bucket, is_chosen }
            })
            .collect();
        // What is chosen can be taken back, also where nobody has it.
        for id in &choice.any {
            if values.iter().all(|value| value.bucket.id != id) {
                let bucket = FacetCount { id, label: facet.label(id, vocabulary), count: 0 };
                values.push(ValueBox { bucket, is_chosen: true });
            }
        }
        let (mut shown, mut more) = (Vec::new(), Vec::new());
        for value in values {
            let is_shown = shown.len() < SHOWN || value.is_chosen;
            if is_shown { shown.push(value) } else { more.push(value) }
        }
        let left_out = choice.none.iter().map(|value| format!("!{value}")).collect();
        FacetBox { name: facet.as_str(), title, shown, more, left_out }
    });
    facets.filter(FacetBox::has_choice).collect()
}

impl FacetBox<'_> {
    /// Whether anything can be chosen: everybody being of one status is nothing to choose from.
    fn has_choice(&self) -> bool {
        let count = self.shown.len() + self.more.len();
        let is_used = self.shown.iter().any(|value| value.is_chosen) || !self.left_out.is_empty();
        count > 1 || is_used || (count == 1 && self.name != Facet::Status.as_str())
    }
}
