//! Facets as checkboxes: each value with its count, ticked if it is chosen.

use super::SearchRequest;
use crate::catalog::{Facet, FacetCount, Selection};
use crate::domain::{TermScheme, Vocabulary};
use crate::site::vocabularies::facet_title;

/// Maximum number of values shown at once, besides chosen ones; the others are behind "more".
const MAX_SHOWN: usize = 8;

/// A facet.
pub struct FacetBox<'s> {
    /// The name of its parameter.
    pub name: &'static str,
    pub title: &'static str,
    /// Whether its values are behind its title.
    is_folded: bool,
    /// The values shown at once: the most frequent ones, and all chosen ones.
    pub shown: Vec<ValueBox<'s>>,
    /// The other values.
    pub more: Vec<ValueBox<'s>>,
    /// Excluded values, as `!value`.
    pub excluded: Vec<String>,
}

/// A value of a facet.
pub struct ValueBox<'s> {
    pub bucket: FacetCount<'s>,
    pub is_chosen: bool,
}

/// The facets of a selection, without those that offer no choice.
pub fn facets<'s>(
    request: &SearchRequest<'s>,
    selection: &Selection<'s>,
    vocabulary: &'s Vocabulary,
) -> Vec<FacetBox<'s>> {
    let facets = Facet::ALL.into_iter().map(|facet| {
        let choice = request.filter.choice(facet);
        let mut values: Vec<ValueBox<'s>> = selection
            .facet_counts(facet)
            .into_iter()
            .map(|bucket| {
                let is_chosen = choice.any.iter().any(|value| value == bucket.id);
                ValueBox { bucket, is_chosen }
            })
            .collect();
        // A chosen value needs a checkbox even if no organization has it, to remove it.
        for id in &choice.any {
            if values.iter().all(|value| value.bucket.id != id) {
                let bucket = FacetCount { id, label: facet.label(id, vocabulary), count: 0 };
                values.push(ValueBox { bucket, is_chosen: true });
            }
        }
        let (mut shown, mut more) = (Vec::new(), Vec::new());
        for value in values {
            let is_shown = shown.len() < MAX_SHOWN || value.is_chosen;
            if is_shown { shown.push(value) } else { more.push(value) }
        }
        let excluded = choice.none.iter().map(|value| format!("!{value}")).collect();
        let title = facet_title(facet);
        FacetBox { name: facet.as_str(), title, is_folded: is_folded(facet), shown, more, excluded }
    });
    facets.filter(FacetBox::has_choice).collect()
}

/// Whether the values of a facet are behind its title, so that the page stays short.
fn is_folded(facet: Facet) -> bool {
    let is_open = [Facet::Term(TermScheme::FocusArea), Facet::Term(TermScheme::Approach)];
    matches!(facet, Facet::Term(_)) && !is_open.contains(&facet)
}

impl FacetBox<'_> {
    /// Whether the page shows only the title until a visitor opens it: none of its values is
    /// chosen.
    pub fn is_closed(&self) -> bool {
        self.is_folded && self.excluded.is_empty() && !self.shown.iter().any(|it| it.is_chosen)
    }

    /// Number of values.
    pub fn count(&self) -> usize {
        self.shown.len() + self.more.len()
    }

    /// Whether the values are behind the title.
    pub fn is_folded(&self) -> bool {
        self.is_folded
    }

    /// Whether the facet offers a choice: not if all organizations have the same status.
    fn has_choice(&self) -> bool {
        let count = self.count();
        let is_used = self.shown.iter().any(|value| value.is_chosen) || !self.excluded.is_empty();
        count > 1 || is_used || (count == 1 && self.name != Facet::Status.as_str())
    }
}
