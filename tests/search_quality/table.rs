//! Tables of questions, written by hand.
//!
//! A line is `kind | question | who is expected`: slugs of which any one may
//! come first, `@term` for everybody who has the term or one below it, `!slug`
//! for who must not be found at all. Lines that begin with `#` are remarks.
//! What is expected follows from the profiles, never from what the search
//! answers: where it answers worse, the floor is low and the line stays.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::support::profiles::{seed_profiles_by_slug, seed_terms};

/// Who is expected as the answer to a question.
pub struct Case {
    pub kind: String,
    pub question: String,
    /// Any of these may come first. Without any, nobody need be found.
    pub expected: Vec<String>,
    /// None of these may be found.
    pub unwanted: Vec<String>,
}

impl Case {
    /// The place of the first who is expected, from 1; `None` when it is not
    /// among `found`, or when somebody is who must not be.
    pub fn rank(&self, found: &[String]) -> Option<usize> {
        if found.iter().any(|slug| self.unwanted.contains(slug)) {
            return None;
        }
        if self.expected.is_empty() {
            return Some(1);
        }
        found.iter().position(|slug| self.expected.contains(slug)).map(|place| place + 1)
    }
}

/// The texts of a JSON array.
pub fn texts(array: &Value) -> impl Iterator<Item = &str> {
    array.as_array().into_iter().flatten().filter_map(Value::as_str)
}

/// Who has each term or one below it, by the slug of the term.
pub fn having_terms(profiles: &BTreeMap<String, Value>) -> BTreeMap<String, Vec<String>> {
    let mut having: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for scheme in ["focus_areas", "approaches"] {
        let terms = seed_terms(scheme);
        let broader = |slug: &str| {
            let term = terms.iter().find(|term| term["slug"] == slug);
            term.and_then(|term| term["broader"].as_str())
        };
        for (organization, profile) in profiles {
            for term in texts(&profile[scheme]) {
                for slug in std::iter::successors(Some(term), |slug| broader(slug)) {
                    let having = having.entry(slug.to_owned()).or_default();
                    if having.last() != Some(organization) {
                        having.push(organization.clone());
                    }
                }
            }
        }
    }
    having
}

/// Reads the lines of a table; whoever and whatever it names must exist.
pub fn read(table: &str) -> Vec<Case> {
    let profiles = seed_profiles_by_slug();
    let having = having_terms(&profiles);
    let known = |slug: &str| {
        assert!(profiles.contains_key(slug), "nobody is called {slug}");
        slug.to_owned()
    };
    let lines = table.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let case = |line: &str| {
        let [kind, question, answers] = line.split(" | ").collect::<Vec<_>>()[..] else {
            panic!("`{line}` has not three parts");
        };
        let (kind, question) = (kind.to_owned(), question.to_owned());
        let (mut expected, mut unwanted) = (Vec::new(), Vec::new());
        for answer in answers.split_whitespace() {
            match (answer.strip_prefix('@'), answer.strip_prefix('!')) {
                (Some(term), _) => expected.extend(having[term].iter().cloned()),
                (_, Some(slug)) => unwanted.push(known(slug)),
                _ => expected.push(known(answer)),
            }
        }
        expected.retain(|slug| !unwanted.contains(slug));
        Case { kind, question, expected, unwanted }
    };
    lines.map(case).collect()
}
