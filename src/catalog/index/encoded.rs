//! Terms as a text, in which they travel through Tantivy: the values of a document are texts, and
//! its tokenizer ([`super::tokenizer`]) reads the terms back.
//!
//! For each term there are its length in bytes, its bytes, the number of its positions, and each
//! position as the difference from the one before.

use super::field_terms::{FieldTerms, length};

/// Bits of a number in each character of it, the lowest first. The bit above says that more follow,
/// so all characters are ASCII.
const NUMBER_BITS: u32 = 6;
const MORE: u8 = 1 << NUMBER_BITS;

/// Encodes the terms of a field with their positions, and begins the next document.
pub fn take_encoded(field: &mut FieldTerms) -> String {
    let mut encoded = String::new();
    field.take_each(|it| {
        push_term(&mut encoded, it.term);
        push_number(&mut encoded, it.count);
        it.position_deltas().for_each(|delta| push_number(&mut encoded, delta));
    });
    encoded
}

/// Like [`take_encoded`], for a field in which it matters only which terms it has.
pub fn take_encoded_once(field: &mut FieldTerms) -> String {
    let mut encoded = String::new();
    field.take_each(|it| {
        push_term(&mut encoded, it.term);
        push_number(&mut encoded, 1);
        push_number(&mut encoded, 0);
    });
    encoded
}

fn push_term(encoded: &mut String, term: &str) {
    push_number(encoded, length(term.len()));
    encoded.push_str(term);
}

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
        let mut shift = 0;
        let mut rest = self.rest.bytes();
        for byte in rest.by_ref() {
            number |= u32::from(byte & (MORE - 1)) << shift;
            shift = (shift + NUMBER_BITS).min(u32::BITS - 1);
            if byte & MORE == 0 {
                break;
            }
        }
        self.rest = &self.rest[self.rest.len() - rest.len()..];
        number
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
    fn a_text_that_ends_early_has_no_more_terms() {
        for encoded in ["\u{5}ab", "\u{7f}", "\u{1}"] {
            assert!(Decoder::new(encoded).term().is_none(), "{encoded:?}");
        }
    }
}
