//! Results of organizations in one country, and the parties that report them.

use std::cmp::Reverse;

use crate::domain::{Country, NOT_STATED, Organization, Outcome};
use crate::site::outcome::years;

/// Maximum number of results on the page; the profiles have the others.
const MAX_SHOWN: usize = 6;

/// A result of an organization.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalResult {
    pub claim: String,
    pub slug: String,
    pub organization: String,
    pub reporter: Reporter,
    /// The years in words.
    pub years: Option<String>,
    /// The last known year, for the order.
    last_year: Option<i16>,
}

/// The party that reports a result, from the most to the least independent.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reporter {
    /// A party whose name does not contain a name of the organization.
    Other(String),
    NotStated,
    Itself,
}

impl Reporter {
    fn of(outcome: &Outcome, organization: &Organization) -> Self {
        let party = outcome.reported_by.as_str();
        if party == NOT_STATED {
            return Self::NotStated;
        }
        let acronym = organization.acronym.iter().map(|acronym| acronym.as_str());
        let others = organization.other_names.iter().map(|other| other.value.as_str());
        let mut names = [organization.name.as_str()].into_iter().chain(acronym).chain(others);
        if names.any(|name| contains_words(party, name)) {
            Self::Itself
        } else {
            Self::Other(party.to_owned())
        }
    }

    /// "Reported by BBC News", "Self-reported".
    pub fn words(&self) -> String {
        match self {
            Self::Other(party) => format!("Reported by {party}"),
            Self::NotStated => "The profile does not say who reports it".to_owned(),
            Self::Itself => "Self-reported".to_owned(),
        }
    }
}

/// Whether a text contains these words, not as a part of longer ones.
pub fn contains_words(text: &str, words: &str) -> bool {
    let is_end = |letter: Option<char>| !letter.is_some_and(char::is_alphanumeric);
    text.match_indices(words).any(|(at, found)| {
        is_end(text[..at].chars().next_back()) && is_end(text[at + found.len()..].chars().next())
    })
}

/// The results in one country of organizations that work there: those that others report first,
/// then the latest. Returns the first [`MAX_SHOWN`], and the number of all.
pub fn results_in(country: Country, organizations: &[Organization]) -> (Vec<LocalResult>, usize) {
    let mut results: Vec<LocalResult> = organizations
        .iter()
        .flat_map(|organization| {
            let outcomes = organization.outcomes.iter();
            let here = outcomes.filter(|outcome| outcome.places.contains(&country));
            here.map(|outcome| LocalResult {
                claim: outcome.claim.to_string(),
                slug: organization.slug.to_string(),
                organization: organization.name.to_string(),
                reporter: Reporter::of(outcome, organization),
                years: years(outcome),
                last_year: outcome.to.or(outcome.from).map(|year| year.get()),
            })
        })
        .collect();
    let count = results.len();
    results.sort_by_key(|result| {
        let rank = match result.reporter {
            Reporter::Other(_) => 0,
            Reporter::NotStated => 1,
            Reporter::Itself => 2,
        };
        (rank, Reverse(result.last_year))
    });
    results.truncate(MAX_SHOWN);
    (results, count)
}
