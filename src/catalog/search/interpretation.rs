//! How a query was interpreted: what was searched instead of the text that the user typed.

use super::clause::Clause;
use crate::catalog::Entry;
use crate::text::{SearchQuery, stem};

/// Which words of a query the results have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum QueryMatch {
    /// All words are required.
    #[default]
    AllWords,
    /// Nothing has all words, so the results have any of them.
    AnyWord,
    /// The query has no letters and no digits, so there are no results.
    NoWords,
}

/// How a query was interpreted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Interpretation {
    /// The query with corrected words, if it was corrected. If a word has several corrections, all
    /// are searched, and this has the most frequent one.
    pub corrected_query: Option<String>,
    pub query_match: QueryMatch,
}

impl Interpretation {
    /// The interpretation of a query that matches nothing, because it has no words.
    pub fn no_words() -> Self {
        Self { corrected_query: None, query_match: QueryMatch::NoWords }
    }

    /// An interpretation in which some folded words were replaced by corrections.
    pub fn new(
        query: &SearchQuery,
        corrections: &[(String, String)],
        query_match: QueryMatch,
    ) -> Self {
        let correction = |folded: &str| {
            let found = corrections.iter().find(|(word, _)| word == folded);
            found.map(|(_, correction)| correction.clone())
        };
        let corrected_query = (!corrections.is_empty()).then(|| query.with_replaced(correction));
        Self { corrected_query, query_match }
    }
}

/// The correction of a word in the names of the best result; `None` if these have the word itself.
pub fn correction_in_names<'c>(
    entry: &Entry<'_>,
    clause: &Clause,
    corrections: &'c [String],
) -> Option<&'c String> {
    let names: Vec<&str> = entry.names().flat_map(|name| name.folded.split(' ')).collect();
    let has = |word: &str| names.iter().any(|other| *other == word || stem(other) == stem(word));
    let folded = clause.word.folded.as_str();
    let begins = |name: &&str| clause.is_prefix && name.starts_with(folded);
    if has(folded) || names.iter().any(begins) {
        return None;
    }
    corrections.iter().find(|word| has(word)).or_else(|| corrections.first())
}
