//! The terms of one field of a document: its texts are split into words here, once for all forms
//! and weights, and the terms are handed to the index grouped.
//!
//! Tantivy looks up each token in a table that is larger than the processor's caches. A profile
//! repeats its words, and a text with a higher weight counts several times, so tokens that come
//! grouped by term are three times as fast to index. It also lets all cores split texts, although
//! one thread writes a segment.
//!
//! The encoded terms travel through Tantivy as the text of the field, because the values of a
//! document are texts. Its tokenizer ([`super::tokenizer`]) reads them back.

use xxhash_rust::xxh3::xxh3_64;

/// Number of unused positions before each text, so that no phrase spans two texts.
pub const GAP: u32 = 32;

/// Collects the tokens of a field, text by text.
#[derive(Default)]
pub struct FieldTerms {
    /// The terms of all tokens, one after another.
    terms: String,
    tokens: Vec<Token>,
    /// The position of the first word of the current text.
    start: u32,
    /// The position after the last token.
    end: u32,
}

/// An occurrence of a term. Tokens of one term have one hash, so sorting compares no texts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Token {
    hash: u64,
    position: u32,
    weight: u32,
    /// The range of the term in `terms`.
    term: (u32, u32),
}

impl FieldTerms {
    /// Begins the next text.
    pub fn begin_text(&mut self) {
        self.start = self.end + GAP;
    }

    /// Adds a term of the current text. `position` counts the words of the text; a token with a
    /// weight counts as that many occurrences.
    pub fn push(&mut self, term: &str, position: u32, weight: u32) {
        let position = self.start + position;
        let hash = xxh3_64(term.as_bytes());
        let start = offset(self.terms.len());
        self.terms.push_str(term);
        self.end = self.end.max(position + 1);
        self.tokens.push(Token { hash, position, weight, term: (start, offset(self.terms.len())) });
    }

    /// Encodes the terms with their positions, and begins the next document.
    pub fn take(&mut self) -> String {
        self.encode(|token, encoded| {
            for _ in 0..token.weight {
                encoded.position(token.position);
            }
        })
    }

    /// Like [`FieldTerms::take`], for a field in which only matters which terms it has.
    pub fn take_unique(&mut self) -> String {
        self.encode(|_, encoded| {
            if encoded.count == 0 {
                encoded.position(0);
            }
        })
    }

    fn encode(&mut self, add: impl Fn(&Token, &mut Encoder)) -> String {
        self.tokens.sort_unstable();
        let mut encoder = Encoder::default();
        let mut last = None;
        for token in &self.tokens {
            let term = &self.terms[token.term.0 as usize..token.term.1 as usize];
            if last != Some(term) {
                encoder.term(term);
                last = Some(term);
            }
            add(token, &mut encoder);
        }
        self.terms.clear();
        self.tokens.clear();
        (self.start, self.end) = (0, 0);
        encoder.finish()
    }
}

fn offset(length: usize) -> u32 {
    u32::try_from(length).expect("the texts of a profile are limited")
}

/// Writes terms with their positions: for each term its length in bytes, its bytes, the number of
/// its positions, and each position as the difference from the one before.
#[derive(Default)]
struct Encoder {
    encoded: String,
    /// The positions of the current term.
    positions: String,
    count: u32,
    last_position: u32,
}

impl Encoder {
    fn term(&mut self, term: &str) {
        self.finish_term();
        push_number(&mut self.encoded, offset(term.len()));
        self.encoded.push_str(term);
    }

    fn position(&mut self, position: u32) {
        push_number(&mut self.positions, position - self.last_position);
        self.last_position = position;
        self.count += 1;
    }

    fn finish_term(&mut self) {
        if self.count > 0 {
            push_number(&mut self.encoded, self.count);
            self.encoded.push_str(&self.positions);
        }
        self.positions.clear();
        (self.count, self.last_position) = (0, 0);
    }

    fn finish(mut self) -> String {
        self.finish_term();
        self.encoded
    }
}

/// Bits of a number in each character of it, the lowest first. The bit above says that more follow,
/// so all characters are ASCII.
const NUMBER_BITS: u32 = 6;
const MORE: u8 = 1 << NUMBER_BITS;

fn push_number(encoded: &mut String, mut number: u32) {
    loop {
        let bits = (number & u32::from(MORE - 1)) as u8;
        number >>= NUMBER_BITS;
        if number == 0 {
            encoded.push(char::from(bits));
            return;
        }
        encoded.push(char::from(bits | MORE));
    }
}

/// Reads encoded terms.
pub struct Decoder<'e> {
    rest: &'e str,
}

impl<'e> Decoder<'e> {
    pub fn new(encoded: &'e str) -> Self {
        Self { rest: encoded }
    }

    /// The next term and the number of its positions, which the caller then reads.
    pub fn term(&mut self) -> Option<(&'e str, u32)> {
        if self.rest.is_empty() {
            return None;
        }
        let length = self.number() as usize;
        let (term, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some((term, self.number()))
    }

    /// The next number: the difference of a position from the one before.
    pub fn number(&mut self) -> u32 {
        let mut number = 0;
        let bytes = self.rest.as_bytes();
        for (index, byte) in bytes.iter().enumerate() {
            number |= u32::from(byte & (MORE - 1)) << (NUMBER_BITS * index as u32).min(31);
            if byte & MORE == 0 {
                self.rest = &self.rest[index + 1..];
                return number;
            }
        }
        self.rest = "";
        number
    }
}
