//! The terms of one field of a document: its texts are split into words once for all forms and
//! weights, and their tokens are grouped by term.
//!
//! Grouping costs little, because the tokens of one document fit into the processor's caches. An
//! index looks up each term in a table that does not, so it is faster if the tokens of a term come
//! together.

use std::hash::{BuildHasher, RandomState};
use std::iter::{repeat_n, successors};
use std::ops::Range;

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// Number of unused positions before each text, so that no phrase spans two texts.
pub const GAP: u32 = 32;

/// Collects the tokens of a field, text by text.
pub struct FieldTerms {
    /// The terms, each once, one after another.
    text: String,
    terms: Vec<Term>,
    /// Indexes of terms by their hashes. Terms with one hash are taken for one term; no writer of
    /// texts knows the seed.
    by_hash: HashTable<u32>,
    tokens: Vec<Token>,
    seed: u64,
    /// The position of the first word of the current text.
    start: u32,
    /// The position after the last token.
    end: u32,
}

/// A term of the document.
struct Term {
    hash: u64,
    /// Its range in the text of all terms.
    range: Range<usize>,
    /// Indexes of its tokens.
    first: u32,
    last: u32,
    /// Number of occurrences.
    count: u32,
}

/// An occurrence of a term, or several at one position.
struct Token {
    position: u32,
    weight: u32,
    /// Index of the next token of the term; 0 for none.
    next: u32,
}

/// A term of a document, with its tokens in the order of their positions.
pub struct TermTokens<'f> {
    pub term: &'f str,
    pub hash: u64,
    /// Number of occurrences.
    pub count: u32,
    first: u32,
    tokens: &'f [Token],
}

impl FieldTerms {
    /// `seed` is that of all fields whose hashes are compared.
    pub fn new(seed: u64) -> Self {
        let (text, terms, by_hash, tokens) = Default::default();
        Self { text, terms, by_hash, tokens, seed, start: 0, end: 0 }
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
        self.end = self.end.max(position + 1);
        let token = length(self.tokens.len());
        self.tokens.push(Token { position, weight, next: 0 });
        let hash = xxh3_64_with_seed(term.as_bytes(), self.seed);
        let terms = &self.terms;
        let (is_same, hash_of) =
            (|it: &u32| terms[*it as usize].hash == hash, |it: &u32| terms[*it as usize].hash);
        match self.by_hash.entry(hash, is_same, hash_of) {
            Entry::Occupied(known) => {
                let known = &mut self.terms[*known.get() as usize];
                self.tokens[known.last as usize].next = token;
                known.last = token;
                known.count += weight;
            }
            Entry::Vacant(new) => {
                new.insert(length(self.terms.len()));
                let start = self.text.len();
                self.text.push_str(term);
                let (range, first, last) = (start..self.text.len(), token, token);
                self.terms.push(Term { hash, range, first, last, count: weight });
            }
        }
    }

    /// Number of tokens, in which a token with a weight counts as often.
    pub fn count(&self) -> u32 {
        self.terms.iter().map(|term| term.count).sum()
    }

    /// Gives `visit` each term once, in the order of their first tokens, and begins the next
    /// document.
    pub fn take_each(&mut self, mut visit: impl FnMut(TermTokens<'_>)) {
        let tokens = &self.tokens;
        for Term { hash, range, first, count, .. } in self.terms.drain(..) {
            visit(TermTokens { term: &self.text[range], hash, count, first, tokens });
        }
        self.text.clear();
        self.by_hash.clear();
        self.tokens.clear();
        (self.start, self.end) = (0, 0);
    }
}

impl TermTokens<'_> {
    /// The position of each occurrence, as the difference from the one before.
    pub fn position_deltas(&self) -> impl Iterator<Item = u32> {
        let first = self.tokens.get(self.first as usize);
        let tokens = successors(first, |token| match token.next {
            0 => None,
            next => self.tokens.get(next as usize),
        });
        let positions = tokens.flat_map(|it| repeat_n(it.position, it.weight as usize));
        positions.scan(0, |last, position: u32| {
            let delta = position.saturating_sub(*last);
            *last += delta;
            Some(delta)
        })
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
            found.push((it.term.to_owned(), it.count, deltas));
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
