//! The facets beside a list: which values there are, with their names, and how
//! many of the matches have each.

use std::collections::BTreeMap;

use super::list_query::ListQuery;
use super::schemas::{Bucket, FacetAnswer};
use crate::directory::{Facet, FacetCounts, Selection, Snapshot};
use crate::domain::{Country, TermScheme};

/// Every facet that was asked for, complete.
pub fn facets(
    snapshot: &Snapshot,
    query: &ListQuery,
    selection: &Selection<'_>,
) -> BTreeMap<&'static str, FacetAnswer> {
    let answer = |facet: &Facet| {
        let FacetCounts { values, missing } = selection.count(*facet);
        let buckets = values.into_iter().map(|(id, count)| Bucket {
            id: id.to_owned(),
            label: label(snapshot, *facet, id),
            count,
        });
        (facet.as_str(), FacetAnswer { buckets: buckets.collect(), missing })
    };
    query.facets.iter().map(answer).collect()
}

/// The display name of a value.
fn label(snapshot: &Snapshot, facet: Facet, id: &str) -> String {
    let term = |scheme: TermScheme| {
        let term = snapshot.vocabulary().term(scheme, id);
        term.map_or_else(|| id.to_owned(), |term| term.label.as_str().to_owned())
    };
    match facet {
        Facet::FocusArea => term(TermScheme::FocusArea),
        Facet::Approach => term(TermScheme::Approach),
        Facet::Country => {
            id.parse().map_or_else(|_| id.to_owned(), |country: Country| country.name().to_owned())
        }
        Facet::WayToHelp | Facet::Affiliation | Facet::Status => capitalized(id),
    }
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
