//! Matching of names from other lists with organizations and terms: reconciliation.
//!
//! A name gives scored candidates, the best first. Exact look-ups come first, then a bounded search
//! by words, so that a name costs the same in a directory of any size. This module knows neither
//! JSON nor HTTP: values arrive as [`Known`] facts that the caller has read.
//!
//! - `exact` finds organizations by keys, identifiers and whole names; `similar` by some of their
//!   words, with a few typing errors. `likeness` compares two names.
//! - `known` compares what else the caller knows of an organization.
//! - `organizations` puts these together; `terms` does the same for the vocabulary.
//! - `duplicates` finds the organizations that a new one may be the same as; `comparable` has what is
//!   compared exactly.
//! - `prefix` completes names for a person who chooses a candidate by hand.

mod comparable;
mod duplicates;
mod exact;
mod known;
mod likeness;
mod organizations;
mod prefix;
mod similar;
mod terms;

pub use comparable::ComparableOrganization;
pub use duplicates::{NameMatch, SharedTrait, SimilarExisting};
pub use exact::identifier_key;
pub use known::{Known, host};
pub use organizations::{Candidate, NameQuery};
pub use terms::{TermCandidate, TermQuery, term_id};

/// Score of a candidate that is certainly the one that the query names.
pub const CERTAIN: f64 = 100.0;

/// Maximum score of any other candidate.
const UNCERTAIN: f64 = 99.0;

/// Score of a name in which all words are those of the query, but not the text.
const CLOSE: f64 = 94.0;

/// Minimum score of a close name, which has a [`CLOSE_SHARE`] of the words.
const LEAST_CLOSE: f64 = 80.0;

/// Likeness of a close name: at least this share of the words of both names is the same.
const CLOSE_SHARE: f64 = 0.8;

/// Minimum likeness of a candidate.
const LEAST_LIKENESS: f64 = 0.3;

/// How the text of a query names a candidate, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Basis {
    /// By its id or an identifier of a register.
    Identifier,
    /// By its name; of a term, by its label.
    Name,
    /// By another name; of a term, by another label.
    OtherName,
    /// By its former slug.
    FormerSlug,
    /// By its acronym; of a term, by a label that is not shown.
    Acronym,
    /// By a part of a name, or with typing errors.
    Similar,
    /// Not at all: only what else is known agrees.
    OnlyKnown,
}

impl Basis {
    /// The score of a candidate without typing errors.
    fn score(self) -> f64 {
        match self {
            Self::Identifier | Self::Name => CERTAIN,
            Self::OtherName => 98.0,
            Self::FormerSlug => 97.0,
            Self::Acronym => 96.0,
            Self::Similar => CLOSE,
            Self::OnlyKnown => 50.0,
        }
    }

    /// Whether only an id, an identifier or a whole name is enough to decide.
    pub fn is_certain(self) -> bool {
        matches!(self, Self::Identifier | Self::Name)
    }
}

/// The score of a name by its likeness to the query, from 0 to 1.
fn score_of_likeness(likeness: f64) -> f64 {
    match (likeness - CLOSE_SHARE) / (1.0 - CLOSE_SHARE) {
        share if share >= 0.0 => LEAST_CLOSE + share.min(1.0) * (CLOSE - LEAST_CLOSE),
        _ => likeness.max(0.0) * (LEAST_CLOSE / CLOSE_SHARE),
    }
}

/// A score with one decimal.
fn rounded(score: f64) -> f64 {
    (score * 10.0).round() / 10.0
}

/// The beginning of a text that is matched: at most [`MAX_CHARS`] characters, without control
/// characters.
fn bounded(text: &str) -> String {
    let visible = text.chars().take(MAX_CHARS);
    visible.map(|c| if c.is_control() { ' ' } else { c }).collect::<String>().trim().to_owned()
}

/// Maximum number of characters of a text that are matched.
const MAX_CHARS: usize = 256;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_rise_with_likeness_and_stay_in_their_bands() {
        let scores: Vec<f64> =
            (0..=100).map(|it| score_of_likeness(f64::from(it) / 100.0)).collect();
        assert!(scores.is_sorted());
        assert_eq!((scores[0], scores[80], scores[100]), (0.0, 80.0, 94.0));
        assert!(scores[79] < LEAST_CLOSE);
    }

    #[test]
    fn a_text_is_bounded_and_has_no_control_characters() {
        assert_eq!(bounded("  a\tb\u{0}\n"), "a b");
        assert_eq!(bounded(&"é".repeat(1000)).chars().count(), MAX_CHARS);
    }
}
