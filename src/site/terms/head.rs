//! `/topics`: the head of all vocabularies and of the countries.

use askama::Template;

use super::some_by_name;
use crate::catalog::{Facet, Filter, Selection, Snapshot};
use crate::domain::{Keyword, TermScheme};
use crate::site::vocabularies::words;
use crate::site::{Frame, SiteError};

/// Number of values of each topic that the page shows.
const SHOWN: usize = 6;

#[derive(Template)]
#[template(path = "topics.html")]
struct TopicsPage<'s> {
    frame: Frame,
    topics: Vec<Topic<'s>>,
}

/// A vocabulary, or the countries.
struct Topic<'s> {
    title: &'static str,
    about: &'static str,
    path: &'static str,
    /// The most frequent values: the last part of the path, the label and the number.
    values: Vec<(&'s str, String, usize)>,
    /// Number of all values that the page of the topic has.
    total: usize,
}

/// The page of all topics, each with its most frequent values.
///
/// # Errors
///
/// If the index cannot be read.
pub fn topics(frame: Frame, snapshot: &Snapshot) -> Result<String, SiteError> {
    let all = Filter::default();
    let selection = snapshot.select(&some_by_name(&all, 0))?;
    let mut topics: Vec<Topic<'_>> =
        TermScheme::ALL.iter().map(|&scheme| vocabulary(snapshot, &selection, scheme)).collect();
    let countries = selection.facet_counts(Facet::Country);
    let total = countries.len();
    // Countries are the third topic: more visitors look for a country than for a group of people.
    topics.insert(
        2,
        Topic {
            title: "Countries",
            about: "Where these organizations work.",
            path: "/countries",
            total,
            values: first(countries),
        },
    );
    let frame = frame.titled("Topics").described(
        "Find organizations that fight slavery by problem, method, country, people, kind of work \
         and how they see slavery.",
    );
    Ok(TopicsPage { frame, topics }.render()?)
}

fn vocabulary<'s>(
    snapshot: &'s Snapshot,
    selection: &Selection<'s>,
    scheme: TermScheme,
) -> Topic<'s> {
    let vocabulary = snapshot.vocabulary();
    let is_group = |slug: &str| vocabulary.term(scheme, slug).is_some_and(|term| term.group);
    let mut counts = selection.facet_counts(Facet::Term(scheme));
    counts.retain(|value| !is_group(value.id));
    Topic {
        title: words(scheme).title,
        about: words(scheme).about,
        path: scheme.path(),
        values: first(counts),
        total: vocabulary.terms(scheme).len(),
    }
}

/// The first values with their labels and numbers.
fn first(counts: Vec<crate::catalog::FacetCount<'_>>) -> Vec<(&str, String, usize)> {
    let values = counts.into_iter().take(SHOWN);
    values.map(|it| (it.id, it.label.into_owned(), it.count as usize)).collect()
}
