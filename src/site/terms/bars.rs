//! The most frequent values of a facet among the organizations of a topic, as bars.

use crate::catalog::{Facet, Selection, Snapshot};
use crate::site::query_string;

/// Maximum number of bars of one picture.
const MAX_BARS: usize = 8;

/// A value, its number of organizations, and the list of them.
pub struct Bar {
    pub label: String,
    pub href: String,
    pub count: usize,
    /// Length in percent of the longest bar.
    pub percent: usize,
}

/// The bars of one facet.
pub struct Bars {
    pub shown: Vec<Bar>,
    /// Number of further values.
    pub others: usize,
}

impl Bars {
    /// The most frequent values of `facet` in a selection that is filtered by `chosen`. Groups of
    /// terms are left out, because they only repeat the terms below them.
    pub fn new(
        snapshot: &Snapshot,
        selection: &Selection<'_>,
        facet: Facet,
        chosen: (&str, &str),
    ) -> Self {
        let is_group = |id: &str| match facet {
            Facet::Term(scheme) => {
                snapshot.vocabulary().term(scheme, id).is_some_and(|term| term.group)
            }
            _ => false,
        };
        let mut counts = selection.facet_counts(facet);
        counts.retain(|value| !is_group(value.id));
        let others = counts.len().saturating_sub(MAX_BARS);
        let highest = counts.first().map_or(1, |value| value.count.max(1)) as usize;
        let bar = |value: crate::catalog::FacetCount<'_>| {
            let (name, slug) = chosen;
            let pairs = [(name, slug.to_owned()), (facet.as_str(), value.id.to_owned())];
            let count = value.count as usize;
            Bar {
                label: value.label.into_owned(),
                href: format!("/organizations?{}", query_string(&pairs)),
                count,
                percent: (count * 100).div_ceil(highest).max(2),
            }
        };
        Self { shown: counts.into_iter().take(MAX_BARS).map(bar).collect(), others }
    }
}
