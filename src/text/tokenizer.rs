//! The tokenizer: finds the words of a text without folding or allocating.
//!
//! Most words consist of ASCII letters and are scanned byte by byte. A word with an apostrophe or
//! with letters beyond ASCII is scanned character by character. Letters of scripts without spaces
//! (see `unspaced`) and other letters are never in one word: NPO法人 has two.

use std::ops::Range;

use super::characters::{ASCII_CLASSES, CharClass, char_class, push_folded};
use super::letters::two_letters;
use super::unspaced::is_unspaced;

/// Maximum length of a folded word in characters; longer words are truncated. A run of a script
/// without spaces may be a whole paragraph, and is not truncated.
const MAX_CHARS: usize = 64;

/// Whether a byte is an ASCII letter or digit, as most bytes are.
const IS_PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        plain[byte] = matches!(ASCII_CLASSES[byte], Some(CharClass::Letter));
        byte += 1;
    }
    plain
};

/// One word of a text, as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Byte range of the word in the text.
    pub range: Range<usize>,
    /// Whether only a hyphen separates it from the next word.
    pub joins_next: bool,
    shape: Shape,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    /// ASCII letters and digits only.
    Plain,
    /// Any characters, up to this byte offset in the text, which excludes a possessive `'s`.
    Mixed(usize),
    /// A run of letters of scripts without spaces.
    Unspaced,
    Ampersand,
}

impl Token {
    /// Overwrites `folded` with the word without case, accents and apostrophes.
    pub fn fold_into(&self, text: &str, folded: &mut String) {
        folded.clear();
        match self.shape {
            Shape::Plain => {
                let end = self.range.end.min(self.range.start + MAX_CHARS);
                folded.push_str(&text[self.range.start..end]);
                folded.make_ascii_lowercase();
            }
            Shape::Unspaced => {
                letters(&text[self.range.clone()]).for_each(|it| push_folded(it, folded));
            }
            Shape::Mixed(end) => {
                letters(&text[self.range.start..end]).for_each(|it| push_folded(it, folded));
                if let Some((end, _)) = folded.char_indices().nth(MAX_CHARS) {
                    folded.truncate(end);
                }
            }
            Shape::Ampersand => folded.push_str("and"),
        }
    }

    /// If the word has letters such as `ä`, which are also spelled `ae`, overwrites `kept` with the
    /// folded word in which they are kept, and `spelled` with the one in which they are spelled
    /// with two letters. Returns whether it did.
    pub fn spell_into(&self, text: &str, kept: &mut String, spelled: &mut String) -> bool {
        let Shape::Mixed(end) = self.shape else { return false };
        let word = &text[self.range.start..end];
        kept.clear();
        spelled.clear();
        let mut has_any = false;
        let mut rest = word.chars();
        while let Some(c) = rest.next() {
            if char_class(c) != CharClass::Letter {
                continue;
            }
            if let Some((letter, two)) = two_letters(c, rest.clone().next()) {
                has_any = true;
                kept.push(letter);
                spelled.push_str(two);
            } else {
                push_folded(c, kept);
                push_folded(c, spelled);
            }
        }
        has_any && spelled.chars().count() <= MAX_CHARS
    }

    /// Whether it is a run of letters of scripts without spaces.
    pub fn is_unspaced(&self) -> bool {
        self.shape == Shape::Unspaced
    }

    /// Whether it is an `&`, which cannot be the beginning of a longer word.
    pub fn is_ampersand(&self) -> bool {
        self.shape == Shape::Ampersand
    }
}

/// The letters of a word, without its marks and apostrophes.
fn letters(word: &str) -> impl Iterator<Item = char> {
    word.chars().filter(|c| char_class(*c) == CharClass::Letter)
}

/// Iterates over the words of a text.
#[derive(Clone, Debug)]
pub struct Tokenizer<'t> {
    text: &'t str,
    /// Byte offset up to which the text has been read.
    at: usize,
}

impl<'t> Tokenizer<'t> {
    pub fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    /// Byte offset up to which the text has been read: the end of the last word.
    pub fn at(&self) -> usize {
        self.at
    }

    /// Continues at byte offset `at`, which must be between two words and not before
    /// [`Tokenizer::at`].
    pub fn skip_to(&mut self, at: usize) {
        self.at = at;
    }

    fn read_word(&mut self) -> Token {
        let start = self.at;
        let rest = &self.text.as_bytes()[start..];
        let length = rest.iter().position(|byte| !IS_PLAIN[usize::from(*byte)]);
        match length.map(|length| (length, ASCII_CLASSES[usize::from(rest[length])])) {
            None => self.finish_token(self.text.len(), Shape::Plain),
            Some((0, None)) if self.text[start..].starts_with(is_unspaced) => {
                self.finish_token(unspaced_end(self.text, start), Shape::Unspaced)
            }
            Some((_, None | Some(CharClass::Apostrophe))) => {
                let (end, folded_end) = mixed_end(self.text, start);
                self.finish_token(end, Shape::Mixed(folded_end))
            }
            Some((length, _)) => self.finish_token(start + length, Shape::Plain),
        }
    }

    fn finish_token(&mut self, end: usize, shape: Shape) -> Token {
        let start = std::mem::replace(&mut self.at, end);
        Token { range: start..end, joins_next: self.joins_next(), shape }
    }

    fn joins_next(&self) -> bool {
        // Fast path: a space follows nearly every word.
        match self.text.as_bytes().get(self.at) {
            None => return false,
            Some(byte) if byte.is_ascii() && *byte != b'-' => return false,
            Some(_) => {}
        }
        let classes = self.text[self.at..].chars().map(char_class);
        let mut classes = classes.filter(|class| *class != CharClass::Invisible);
        classes.next() == Some(CharClass::Hyphen) && classes.next() == Some(CharClass::Letter)
    }
}

/// The end of a word that is not plain ASCII, and its end without a possessive `'s`.
fn mixed_end(text: &str, start: usize) -> (usize, usize) {
    let mut end = start;
    // The last apostrophe, the number of letters after it, and the last letter.
    let mut apostrophe: Option<usize> = None;
    let mut letters_after = 0;
    let mut last = ' ';
    for (offset, c) in text[start..].char_indices() {
        let at = start + offset;
        match char_class(c) {
            CharClass::Letter if is_unspaced(c) => break,
            CharClass::Letter => {
                letters_after += 1;
                last = c;
                end = at + c.len_utf8();
            }
            CharClass::Mark if apostrophe.is_none() || letters_after > 0 => end = at + c.len_utf8(),
            // Two apostrophes in a row are a quotation mark and end the word.
            CharClass::Apostrophe if apostrophe.is_none() || letters_after > 0 => {
                apostrophe = Some(at);
                letters_after = 0;
            }
            CharClass::Invisible => {}
            _ => break,
        }
    }
    match apostrophe {
        Some(at) if letters_after == 1 && matches!(last, 's' | 'S') => (end, at),
        _ => (end, end),
    }
}

/// The end of a run of letters of scripts without spaces.
fn unspaced_end(text: &str, start: usize) -> usize {
    let mut end = start;
    for (offset, c) in text[start..].char_indices() {
        match char_class(c) {
            CharClass::Letter if !is_unspaced(c) => break,
            CharClass::Letter | CharClass::Mark => end = start + offset + c.len_utf8(),
            CharClass::Invisible => {}
            _ => break,
        }
    }
    end
}

impl Iterator for Tokenizer<'_> {
    type Item = Token;

    fn next(&mut self) -> Option<Token> {
        loop {
            let byte = *self.text.as_bytes().get(self.at)?;
            let (class, length) = match ASCII_CLASSES[usize::from(byte)] {
                Some(class) => (class, 1),
                None => {
                    let c = self.text[self.at..].chars().next()?;
                    (char_class(c), c.len_utf8())
                }
            };
            match class {
                CharClass::Letter => return Some(self.read_word()),
                CharClass::Ampersand => {
                    return Some(self.finish_token(self.at + length, Shape::Ampersand));
                }
                _ => self.at += length,
            }
        }
    }
}
