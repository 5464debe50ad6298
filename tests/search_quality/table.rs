//! Tables of queries, written by hand.
//!
//! A line is `kind | query | expected`: slugs of which any one may come first, `@term` for every
//! organization with the term or a narrower one, `!slug` for one that must not be found at all.
//! Lines that begin with `#` are comments. The expected results follow from the profiles, never
//! from what the search returns: if it falls short, the floor is low and the line stays.

use std::collections::BTreeMap;

use antislavery_directory::domain::{Keyword, TermScheme};
use serde_json::Value;

use crate::support::profiles::{seed_profiles_by_slug, seed_terms, term_and_broader, terms_of};

/// A query with its expected results.
pub struct Case {
    pub kind: String,
    pub query: String,
    /// Any of these may come first. If empty, nothing needs to be found.
    pub expected: Vec<String>,
    /// None of these may be found.
    pub unwanted: Vec<String>,
}

impl Case {
    /// The rank of the first expected result, from 1; `None` if `found` has no expected result or
    /// an unwanted one.
    pub fn rank(&self, found: &[String]) -> Option<usize> {
        if found.iter().any(|slug| self.unwanted.contains(slug)) {
            return None;
        }
        if self.expected.is_empty() {
            return Some(1);
        }
        found.iter().position(|slug| self.expected.contains(slug)).map(|index| index + 1)
    }
}

/// The strings in a JSON array; none if it is missing.
pub fn strings(array: &Value) -> impl Iterator<Item = &str> {
    array.as_array().into_iter().flatten().filter_map(Value::as_str)
}

/// The organizations with each term or a narrower one, by the slug of the term.
pub fn organizations_by_term(profiles: &BTreeMap<String, Value>) -> BTreeMap<String, Vec<String>> {
    let mut by_term: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for &scheme in TermScheme::ALL {
        let terms = seed_terms(scheme.plural());
        for (organization, profile) in profiles {
            for term in terms_of(profile, scheme) {
                for slug in term_and_broader(&terms, term) {
                    let organizations = by_term.entry(slug).or_default();
                    if organizations.last() != Some(organization) {
                        organizations.push(organization.clone());
                    }
                }
            }
        }
    }
    by_term
}

/// Reads a table. Panics if it names an unknown organization or term.
pub fn read(table: &str) -> Vec<Case> {
    let profiles = seed_profiles_by_slug();
    let by_term = organizations_by_term(&profiles);
    let known = |slug: &str| {
        assert!(profiles.contains_key(slug), "there is no organization `{slug}`");
        slug.to_owned()
    };
    let lines = table.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let case = |line: &str| {
        let [kind, query, results] = line.split(" | ").collect::<Vec<_>>()[..] else {
            panic!("`{line}` does not have three parts");
        };
        let (kind, query) = (kind.to_owned(), query.to_owned());
        let (mut expected, mut unwanted) = (Vec::new(), Vec::new());
        for result in results.split_whitespace() {
            match (result.strip_prefix('@'), result.strip_prefix('!')) {
                (Some(term), _) => expected.extend(by_term[term].iter().cloned()),
                (_, Some(slug)) => unwanted.push(known(slug)),
                _ => expected.push(known(result)),
            }
        }
        expected.retain(|slug| !unwanted.contains(slug));
        Case { kind, query, expected, unwanted }
    };
    lines.map(case).collect()
}
