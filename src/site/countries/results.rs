//! Results of organizations in one country, and the parties that report them.

use std::cmp::Reverse;

use crate::domain::{Country, Organization};
use crate::site::outcome::{self, Reporter, by_reporter};
use crate::site::profile::Voices;

/// Maximum number of results on the page; the profiles have the others.
const MAX_SHOWN: usize = 6;

/// A result of an organization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalResult {
    pub claim: String,
    pub slug: String,
    pub organization: String,
    pub reporter: Reporter,
    /// The party that reports it, in words.
    pub reported: String,
    /// The years in words.
    pub years: Option<String>,
    /// The last known year, for the order.
    last_year: Option<i16>,
}

/// Whether a text contains these words, not as a part of longer ones.
pub fn contains_words(text: &str, words: &str) -> bool {
    let is_end = |letter: Option<char>| !letter.is_some_and(char::is_alphanumeric);
    text.match_indices(words).any(|(at, found)| {
        is_end(text[..at].chars().next_back()) && is_end(text[at + found.len()..].chars().next())
    })
}

/// The results in one country of organizations that work there: those of the most independent
/// reporters first, then the latest. Returns the first [`MAX_SHOWN`], and the number of all.
pub fn results_in(country: Country, organizations: &[Organization]) -> (Vec<LocalResult>, usize) {
    let mut results: Vec<LocalResult> =
        organizations.iter().flat_map(|organization| of_one(country, organization)).collect();
    let count = results.len();
    results.sort_by_key(|result| (result.reporter, Reverse(result.last_year)));
    results.truncate(MAX_SHOWN);
    (results, count)
}

/// The results of an organization in a country.
fn of_one(country: Country, organization: &Organization) -> Vec<LocalResult> {
    let voices = Voices::of(organization, &[]);
    let results = by_reporter(organization, &voices).into_iter();
    let here = results.filter(|(_, outcome)| outcome.places.contains(&country));
    let here = here.map(|(reporter, it)| LocalResult {
        claim: it.claim.to_string(),
        slug: organization.slug.to_string(),
        organization: organization.name.to_string(),
        reporter,
        reported: outcome::reporter(it),
        years: outcome::years(it),
        last_year: it.to.or(it.from).map(|year| year.get()),
    });
    here.collect()
}
