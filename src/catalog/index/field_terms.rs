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

/// The bits of an index of a token in a sort key. A profile has fewer tokens: it is at most some MB.
const INDEX: u64 = (1 << 24) - 1;

/// Collects the tokens of a field, text by text.
#[derive(Default)]
pub struct FieldTerms {
    /// The terms of all tokens, one after another.
    terms: String,
    tokens: Vec<Token>,
    /// For each token the upper bits of the hash of its term, then its index. Sorting numbers is
    /// several times as fast as sorting texts.
    order: Vec<u64>,
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

impl FieldTerms {
    /// Begins the next text.
    pub fn begin_text(&mut self) {
        self.start = self.end + GAP;
    }

    /// Adds a term of the current text. `position` counts the words of the text; a token with a
    /// weight counts as that many occurrences.
    pub fn push(&mut self, term: &str, position: u32, weight: u32) {
        let position = self.start + position;
        let index = u64::from(offset(self.tokens.len())) & INDEX;
        self.order.push(xxh3_64(term.as_bytes()) & !INDEX | index);
        let start = offset(self.terms.len());
        self.terms.push_str(term);
        self.end = self.end.max(position + 1);
        self.tokens.push(Token { position, weight, term: (start, offset(self.terms.len())) });
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
        // Tokens are added by position, so those of one term stay sorted. Terms that share the bits of
        // a hash may alternate, which Tantivy accepts.
        self.order.sort_unstable();
        let mut encoder = Encoder::default();
        let mut last = None;
        for key in &self.order {
            let token = &self.tokens[(key & INDEX) as usize];
            let term = &self.terms[token.term.0 as usize..token.term.1 as usize];
            if last != Some(term) {
                encoder.term(term);
                last = Some(term);
            }
            add(token, &mut encoder);
        }
        self.terms.clear();
        self.tokens.clear();
        self.order.clear();
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
        push_number(&mut self.positions, position.saturating_sub(self.last_position));
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
            number |= u32::from(byte & (MORE - 1)) << (NUMBER_BITS * index as u32).min(30);
            if byte & MORE == 0 {
                self.rest = &self.rest[index + 1..];
                return number;
            }
        }
        self.rest = "";
        number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The terms of a field with the positions of each, sorted.
    pub fn decoded(encoded: &str) -> Vec<(&str, Vec<u32>)> {
        let mut decoder = Decoder::new(encoded);
        let mut found = Vec::new();
        while let Some((term, count)) = decoder.term() {
            let mut position = 0;
            let mut next = |_| {
                position += decoder.number();
                position
            };
            found.push((term, (0..count).map(&mut next).collect()));
        }
        found.sort();
        found
    }

    #[test]
    fn tokens_are_grouped_by_term_and_repeated_by_weight() {
        let mut field = FieldTerms::default();
        for (weight, text) in [(2, ["free", "slave"]), (1, ["slave", "trade"])] {
            field.begin_text();
            for (position, term) in (0..).zip(text) {
                field.push(term, position, weight);
            }
        }
        let [first, second] = [GAP, 2 * GAP + 2];
        let expected = [
            ("free", vec![first, first]),
            ("slave", vec![first + 1, first + 1, second]),
            ("trade", vec![second + 1]),
        ];
        assert_eq!(decoded(&field.take()), expected);
        assert_eq!(field.take(), "");
    }

    #[test]
    fn a_field_without_positions_has_each_term_once() {
        let mut field = FieldTerms::default();
        field.begin_text();
        for (position, term) in (0..).zip(["a", "b", "a"]) {
            field.push(term, position, 3);
        }
        assert_eq!(decoded(&field.take_unique()), [("a", vec![0]), ("b", vec![0])]);
    }

    #[test]
    fn numbers_of_all_sizes_are_read_as_they_were_written() {
        for number in [0, 1, 63, 64, 65, 4095, 4096, 1 << 24, u32::MAX] {
            let mut encoded = String::new();
            push_number(&mut encoded, number);
            encoded.push('x');
            let mut decoder = Decoder::new(&encoded);
            assert_eq!((decoder.number(), decoder.rest), (number, "x"));
        }
    }

    #[test]
    fn a_damaged_text_ends_early() {
        for encoded in ["\u{5}ab", "\u{7f}", "\u{1}a"] {
            assert!(decoded(encoded).len() <= 1, "{encoded:?}");
        }
    }
}
