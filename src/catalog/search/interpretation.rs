//! How a query was interpreted: what was searched instead of the text that the user typed.

use std::borrow::Cow;

use super::clause::Clause;
use crate::catalog::Entry;
use crate::text::{QueryWord, SearchQuery, Words, folded_words, stem};

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
    /// are searched, and this has the one of the best result, spelled as there.
    pub corrected_query: Option<String>,
    pub query_match: QueryMatch,
}

impl Interpretation {
    /// The interpretation of a query that matches nothing, because it has no words.
    pub fn no_words() -> Self {
        Self { corrected_query: None, query_match: QueryMatch::NoWords }
    }

    /// An interpretation in which some folded words were replaced.
    pub fn new(
        query: &SearchQuery,
        replaced: &[(String, String)],
        query_match: QueryMatch,
    ) -> Self {
        let replacement = |folded: &str| {
            let found = replaced.iter().find(|(word, _)| word == folded);
            found.map(|(_, other)| other.clone())
        };
        let corrected_query = (!replaced.is_empty()).then(|| query.with_replaced(replacement));
        Self { corrected_query, query_match }
    }
}

/// A folded word of a query that was corrected, and its corrections, the most frequent first.
pub type Corrected = (String, Vec<String>);

/// The word that replaces each corrected word: the most frequent correction that a text has,
/// spelled as there; without one, the most frequent of all. A word that was joined with a neighbour
/// is not replaced: `O'Brien` has both words of `o brien`.
pub fn replacements(
    query: &SearchQuery,
    corrected: Vec<Corrected>,
    texts: &[&str],
) -> Vec<(String, String)> {
    let pairs: Vec<String> = query.words.windows(2).map(|it| joined(&it[0], &it[1])).collect();
    let replaced = corrected.into_iter().filter_map(|(word, corrections)| {
        let is_joined = |other: &str| other.contains(&word) && pairs.iter().any(|it| it == other);
        let written = written(texts, |other| is_joined(other).then_some(0));
        let exactly = |other: &str| corrections.iter().position(|it| it == other);
        let written = written.or_else(|| self::written(texts, exactly));
        let stems: Vec<Cow<'_, str>> = corrections.iter().map(|it| stem(it)).collect();
        let of_stem = |other: &str| {
            let other = stem(other);
            stems.iter().position(|it| *it == other)
        };
        let written = written.or_else(|| self::written(texts, of_stem));
        let written = written.or_else(|| corrections.first().cloned())?;
        (!is_joined(&folded_words(&written))).then_some((word, written))
    });
    replaced.collect()
}

fn joined(first: &QueryWord, second: &QueryWord) -> String {
    [first.folded.as_str(), second.folded.as_str()].concat()
}

/// The word of texts whose folded form has the lowest rank, the first of several; in lower case but
/// with its accents. `rank` is `None` for words that are not wanted.
fn written(texts: &[&str], rank: impl Fn(&str) -> Option<usize>) -> Option<String> {
    let mut best: Option<(usize, &str)> = None;
    for text in texts {
        let mut words = Words::new(text);
        while let Some(word) = words.next_word() {
            let Some(rank) = rank(word.folded) else { continue };
            if best.is_none_or(|(lowest, _)| rank < lowest) {
                best = text.get(word.range.clone()).map(|written| (rank, written));
            }
        }
    }
    best.map(|(_, written)| written.to_lowercase())
}

/// Whether a name of an organization has the word of a clause, so that it was not corrected.
pub fn is_in_names(entry: &Entry<'_>, clause: &Clause) -> bool {
    let folded = clause.word.folded.as_str();
    let mut words = entry.names().flat_map(|name| name.folded.split(' '));
    words.any(|word| {
        word == folded
            || stem(word) == stem(folded)
            || (clause.is_prefix && word.starts_with(folded))
    })
}
