//! A filter that skips the words of a text whose first letters do not match any pattern.
//!
//! Tokenizing and stemming every word only to find that it does not match would dominate the cost
//! of highlighting. So a branch-free *shift-and* automaton scans the bytes for up to eight prefixes
//! of three letters at once. The filter may pass a word that does not match, but never skips one
//! that does. It always passes words that are not plain ASCII.

use super::characters::{ASCII_CLASSES, CharClass};

/// A shift-and automaton over prefixes of up to three letters.
///
/// The state has a lane of eight bits for each step: the byte before a word, then its first, second
/// and third letter. Each byte shifts every lane to the next one and clears the bits that it does
/// not match. Each bit represents one pattern (the eighth pattern shares the bit of the first); the
/// last bit is for words joined by a hyphen.
#[derive(Clone, Debug)]
pub struct FirstLetterFilter {
    /// For each byte, the bits of the state that it matches.
    masks: Box<[u64; 256]>,
}

const BEFORE: u32 = 0;
const FIRST: u32 = 8;
const SECOND: u32 = 16;
const THIRD: u32 = 24;
/// The lane of bytes that pass the filter regardless of the byte before them.
const ALWAYS: u32 = 56;

const ALL: u64 = 0xff;
const BITS: u32 = 7;
const HYPHEN_BIT: u64 = 1 << BITS;

impl FirstLetterFilter {
    /// A filter that passes only words that are not plain ASCII.
    pub fn new() -> Self {
        let mut masks = Box::new([0; 256]);
        for (mask, class) in masks.iter_mut().zip(ASCII_CLASSES) {
            *mask = HYPHEN_BIT << THIRD
                | match class {
                    Some(CharClass::Letter) => 0,
                    // An apostrophe shifts the letters after it; `&` is a word in itself.
                    None | Some(CharClass::Apostrophe | CharClass::Ampersand) => {
                        ALL << ALWAYS | ALL << BEFORE
                    }
                    // The next word may be joined to this one: `e-mail` matches `email`.
                    Some(CharClass::Hyphen) => ALL << BEFORE | HYPHEN_BIT << SECOND | ALL << THIRD,
                    Some(_) => ALL << BEFORE,
                };
        }
        Self { masks }
    }

    /// Passes words that begin with the folded `prefix`, which belongs to pattern number `pattern`.
    pub fn add_prefix(&mut self, prefix: &str, pattern: u32) {
        let bit = 1 << (pattern % BITS);
        // Words with letters beyond ASCII always pass, so only the ASCII beginning matters.
        let letters: Vec<u8> = prefix.bytes().take_while(u8::is_ascii).take(3).collect();
        for (letter, lane) in letters.iter().zip([FIRST, SECOND, THIRD]) {
            let bits = if lane == FIRST { bit | HYPHEN_BIT } else { bit };
            for letter in [*letter, letter.to_ascii_uppercase()] {
                self.masks[usize::from(letter)] |= bits << lane;
            }
        }
        for lane in [SECOND, THIRD].into_iter().skip(letters.len().saturating_sub(1)) {
            self.masks.iter_mut().for_each(|mask| *mask |= bit << lane);
        }
    }

    /// Byte offset from which to continue tokenizing after `from` (the start of the text or the end
    /// of a word): at or before the next word that may match. `None` if no further word can match.
    pub fn next_candidate(&self, bytes: &[u8], from: usize) -> Option<usize> {
        let at = self.next_byte(bytes, from)?.max(from);
        let is_separator =
            |byte: &u8| ASCII_CLASSES[usize::from(*byte)] == Some(CharClass::Separator);
        // The byte may be inside a word; go back to the separator before it.
        let run = bytes[from..at].iter().rposition(is_separator);
        Some(run.map_or(from, |separator| from + separator + 1))
    }

    fn next_byte(&self, bytes: &[u8], from: usize) -> Option<usize> {
        const BEGIN: u64 = ALL << BEFORE | ALL << ALWAYS;
        const PASS: u64 = ALL << THIRD | ALL << ALWAYS;
        let mask = |byte: u8| self.masks[usize::from(byte)];
        let before = from.checked_sub(1).map_or(b' ', |at| bytes[at]);
        let mut state = mask(before) & (ALL << BEFORE);
        for (place, byte) in bytes[from..].iter().enumerate() {
            state = (state << 8 | BEGIN) & mask(*byte);
            if state & PASS != 0 {
                let at = from + place;
                // The third letter of a word, or a byte that always passes.
                return Some(if state & (ALL << THIRD) == 0 { at } else { at - 2 });
            }
        }
        // The last word may have fewer than three letters.
        let end = (state << 8) & mask(b' ');
        let later = (end << 8) & mask(b' ');
        match ((end | later) & (ALL << THIRD), bytes.len()) {
            (0, _) => None,
            (_, length) => Some(length.saturating_sub(2)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::FirstLetterFilter;

    #[test]
    fn only_words_with_a_matching_prefix_pass() {
        let mut filter = FirstLetterFilter::new();
        filter.add_prefix("sla", 0);
        filter.add_prefix("re", 1);
        filter.add_prefix("us", 2);
        for (text, expected) in [
            ("the slaves", Some(4)),
            ("Slaves", Some(0)),
            ("translation islands", None),
            ("a (SLAVES)", Some(3)),
            ("s-laves", Some(0)),
            ("sl-aves", Some(0)),
            ("x-laves", None),
            ("be re", Some(3)),
            ("for us", Some(4)),
            ("us:é", Some(0)),
            ("the chïld", Some(4)),
            ("the child's", Some(4)),
            ("this & that", Some(5)),
            ("the sl", None),
            ("to be us", Some(6)),
            ("s", None),
            ("", None),
        ] {
            assert_eq!(filter.next_candidate(text.as_bytes(), 0), expected, "{text}");
        }
        assert_eq!(filter.next_candidate(b"slaves slaves", 6), Some(7));
        assert_eq!(filter.next_candidate(b"slaves", 6), None);
    }
}
