//! The terms of one field of a document: its texts are split into words once for all forms and
//! weights, and their tokens are grouped by term.
//!
//! Grouping costs little, because the tokens of one document fit into the processor's caches. An
//! index looks up each term in a table that does not: it is three times as fast if the tokens of a
//! term come together.

use std::hash::{BuildHasher, RandomState};
use std::iter::repeat_n;

use xxhash_rust::xxh3::xxh3_64_with_seed;

/// Number of unused positions before each text, so that no phrase spans two texts.
pub const GAP: u32 = 32;

/// Collects the tokens of a field, text by text.
pub struct FieldTerms {
    /// The terms of all tokens, one after another.
    terms: String,
    tokens: Vec<Token>,
    /// For each token the hash of its term, then its index. Terms with one hash are taken for one
    /// term; no writer of texts knows the seed.
    order: Vec<(u64, u32)>,
    seed: u64,
    /// The position of the first word of the current text.
    start: u32,
    /// The position after the last token.
    end: u32,
}

/// An occurrence of a term.
#[derive(Clone, Copy)]
struct Token {
    position: u32,
    weight: u32,
    /// The range of the term in `terms`.
    term: (u32, u32),
}

/// A term of a document, with its tokens in the order of their positions.
pub struct TermTokens<'f> {
    pub term: &'f str,
    pub hash: u64,
    order: &'f [(u64, u32)],
    tokens: &'f [Token],
}

impl FieldTerms {
    /// `seed` is that of all fields whose hashes are compared.
    pub fn new(seed: u64) -> Self {
        let (terms, tokens, order) = Default::default();
        Self { terms, tokens, order, seed, start: 0, end: 0 }
    }

    /// A seed that differs in each process.
    pub fn random_seed() -> u64 {
        RandomState::new().hash_one(0)
    }

    /// Begins the next text.
    pub fn begin_text(&mut self) {
        self.start = self.end + GAP;
    }

    /// Adds a term of the current text. `position` counts the words of the text; a token with a
    /// weight counts as that many occurrences.
    pub fn push(&mut self, term: &str, position: u32, weight: u32) {
        let position = self.start + position;
        let hash = xxh3_64_with_seed(term.as_bytes(), self.seed);
        self.order.push((hash, length(self.tokens.len())));
        let start = length(self.terms.len());
        self.terms.push_str(term);
        self.end = self.end.max(position + 1);
        self.tokens.push(Token { position, weight, term: (start, length(self.terms.len())) });
    }

    /// Number of tokens, in which a token with a weight counts as often.
    pub fn count(&self) -> u32 {
        self.tokens.iter().map(|token| token.weight).sum()
    }

    /// Gives `visit` each term once, in no particular order, and begins the next document.
    pub fn take_each(&mut self, mut visit: impl FnMut(TermTokens<'_>)) {
        // Tokens are added by position, so those of a term are sorted too.
        self.order.sort_unstable();
        for order in self.order.chunk_by(|(hash, _), (other, _)| hash == other) {
            let (hash, first) = order[0];
            let (start, end) = self.tokens[first as usize].term;
            let term = &self.terms[start as usize..end as usize];
            visit(TermTokens { term, hash, order, tokens: &self.tokens });
        }
        self.terms.clear();
        self.tokens.clear();
        self.order.clear();
        (self.start, self.end) = (0, 0);
    }
}

impl TermTokens<'_> {
    /// Number of occurrences.
    pub fn count(&self) -> u32 {
        self.tokens().map(|token| token.weight).sum()
    }

    /// The position of each occurrence, as the difference from the one before.
    pub fn position_deltas(&self) -> impl Iterator<Item = u32> {
        let positions = self.tokens().flat_map(|it| repeat_n(it.position, it.weight as usize));
        positions.scan(0, |last, position: u32| {
            let delta = position.saturating_sub(*last);
            *last += delta;
            Some(delta)
        })
    }

    fn tokens(&self) -> impl Iterator<Item = &Token> {
        self.order.iter().map(|(_, index)| &self.tokens[*index as usize])
    }
}

/// A length or an offset.
pub fn length(length: usize) -> u32 {
    u32::try_from(length).expect("the texts of a profile are limited")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_grouped_by_term_and_repeated_by_weight() {
        let mut field = FieldTerms::new(FieldTerms::random_seed());
        for (weight, text) in [(2, ["free", "slave"]), (1, ["slave", "trade"])] {
            field.begin_text();
            for (position, term) in (0..).zip(text) {
                field.push(term, position, weight);
            }
        }
        assert_eq!(field.count(), 6);
        let mut found = Vec::new();
        field.take_each(|it| {
            let deltas: Vec<u32> = it.position_deltas().collect();
            found.push((it.term.to_owned(), it.count(), deltas));
        });
        found.sort();
        let expected = [
            ("free", 2, vec![GAP, 0]),
            ("slave", 3, vec![GAP + 1, 0, GAP + 1]),
            ("trade", 1, vec![2 * GAP + 3]),
        ];
        assert_eq!(found, expected.map(|(term, count, at)| (term.to_owned(), count, at)));
        field.take_each(|_| panic!("the next document has no terms yet"));
        assert_eq!(field.count(), 0);
    }
}
