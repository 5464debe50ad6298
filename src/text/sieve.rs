//! Passes over the words of a text that cannot be wanted, by their first letters.
//!
//! Reading every word only to find that it is none of three takes longer than
//! all else together. So the bytes run through an automaton without branches
//! (*shift-and*) that follows up to eight beginnings of three letters at once.
//! What comes through may be wanted; nothing that is wanted is held back. Words
//! that are not plain ASCII always come through.

use super::letters::{Class, OF_BYTE};

/// What comes through.
///
/// The state has a lane of eight bits for each step: what may stand before a
/// word, its first, second and third letter. A byte moves every lane on to the
/// next and keeps the bits that it fits. A bit is a wanted word, of which the
/// eighth shares the first one's; the last bit is for those parted by a hyphen.
#[derive(Clone, Debug)]
pub struct Sieve {
    fits: Box<[u64; 256]>,
}

const BEFORE: u32 = 0;
const FIRST: u32 = 8;
const SECOND: u32 = 16;
const THIRD: u32 = 24;
/// The lane of bytes that come through whatever stands before them.
const ALWAYS: u32 = 56;

const ALL: u64 = 0xff;
const BITS: u32 = 7;
const HYPHEN_BIT: u64 = 1 << BITS;

impl Sieve {
    /// Lets nothing through but what is not plain ASCII.
    pub fn new() -> Self {
        let mut fits = Box::new([0; 256]);
        for (fit, class) in fits.iter_mut().zip(OF_BYTE) {
            *fit = HYPHEN_BIT << THIRD
                | match class {
                    Some(Class::Letter) => 0,
                    // An apostrophe shifts the letters after it; `&` is a word by itself.
                    None | Some(Class::Apostrophe | Class::Ampersand) => {
                        ALL << ALWAYS | ALL << BEFORE
                    }
                    // The next word may belong to this one: `e-mail` to `email`.
                    Some(Class::Hyphen) => ALL << BEFORE | HYPHEN_BIT << SECOND | ALL << THIRD,
                    Some(_) => ALL << BEFORE,
                };
        }
        Self { fits }
    }

    /// Lets words through that begin with this, folded.
    pub fn let_through(&mut self, beginning: &str, number: u32) {
        let bit = 1 << (number % BITS);
        // What begins with another letter comes through by itself.
        let letters: Vec<u8> = beginning.bytes().take_while(u8::is_ascii).take(3).collect();
        for (letter, lane) in letters.iter().zip([FIRST, SECOND, THIRD]) {
            let bits = if lane == FIRST { bit | HYPHEN_BIT } else { bit };
            for letter in [*letter, letter.to_ascii_uppercase()] {
                self.fits[usize::from(letter)] |= bits << lane;
            }
        }
        for lane in [SECOND, THIRD].into_iter().skip(letters.len().saturating_sub(1)) {
            self.fits.iter_mut().for_each(|fit| *fit |= bit << lane);
        }
    }

    /// Where to read on from `from`, the end of a word or the beginning: at or
    /// before the next word that may be wanted. `None` when there is none.
    pub fn next(&self, bytes: &[u8], from: usize) -> Option<usize> {
        let at = self.next_byte(bytes, from)?.max(from);
        let is_separator = |byte: &u8| OF_BYTE[usize::from(*byte)] == Some(Class::Separator);
        // Within a word of which this is the first byte that is not plain.
        let run = bytes[from..at].iter().rposition(is_separator);
        Some(run.map_or(from, |separator| from + separator + 1))
    }

    fn next_byte(&self, bytes: &[u8], from: usize) -> Option<usize> {
        const BEGIN: u64 = ALL << BEFORE | ALL << ALWAYS;
        const THROUGH: u64 = ALL << THIRD | ALL << ALWAYS;
        let fit = |byte: u8| self.fits[usize::from(byte)];
        let before = from.checked_sub(1).map_or(b' ', |at| bytes[at]);
        let mut state = fit(before) & (ALL << BEFORE);
        for (place, byte) in bytes[from..].iter().enumerate() {
            state = (state << 8 | BEGIN) & fit(*byte);
            if state & THROUGH != 0 {
                let at = from + place;
                // The third letter of a word, or a byte that comes through by itself.
                return Some(if state & (ALL << THIRD) == 0 { at } else { at - 2 });
            }
        }
        // The last word may be shorter.
        let end = (state << 8) & fit(b' ');
        let later = (end << 8) & fit(b' ');
        match ((end | later) & (ALL << THIRD), bytes.len()) {
            (0, _) => None,
            (_, length) => Some(length.saturating_sub(2)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Sieve;

    #[test]
    fn only_what_may_be_wanted_comes_through() {
        let mut sieve = Sieve::new();
        sieve.let_through("sla", 0);
        sieve.let_through("re", 1);
        sieve.let_through("us", 2);
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
            assert_eq!(sieve.next(text.as_bytes(), 0), expected, "{text}");
        }
        assert_eq!(sieve.next(b"slaves slaves", 6), Some(7));
        assert_eq!(sieve.next(b"slaves", 6), None);
    }
}
