//! Where the words of a text stand, found without folding or allocating.
//!
//! Most words are ASCII letters between separators, and are found a byte at a
//! time; a word with an apostrophe or another script is read by characters.

use std::ops::Range;

use super::letters::{Class, OF_BYTE, class, push_folded};

/// The longest folded word in characters; what is longer is cut.
const MAX_CHARS: usize = 64;

/// Whether a byte is an ASCII letter or digit, which most bytes are.
const IS_PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let mut byte = 0;
    while byte < 256 {
        plain[byte] = matches!(OF_BYTE[byte], Some(Class::Letter));
        byte += 1;
    }
    plain
};

/// One word of a text, as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Span {
    /// The bytes of the text that the word takes.
    pub range: Range<usize>,
    /// Whether only a hyphen stands between it and the next word.
    pub joins_next: bool,
    shape: Shape,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    /// ASCII letters and digits only.
    Plain,
    /// Anything, up to this byte of the text: a possessive `'s` is left out.
    Mixed(usize),
    Ampersand,
}

impl Span {
    /// Replaces `folded` by the word without case, accents and apostrophes.
    pub fn fold_into(&self, text: &str, folded: &mut String) {
        folded.clear();
        match self.shape {
            Shape::Plain => {
                let end = self.range.end.min(self.range.start + MAX_CHARS);
                folded.push_str(&text[self.range.start..end]);
                folded.make_ascii_lowercase();
            }
            Shape::Mixed(end) => {
                let letters = text[self.range.start..end].chars();
                letters
                    .filter(|c| class(*c) == Class::Letter)
                    .for_each(|letter| push_folded(letter, folded));
                if let Some((cut, _)) = folded.char_indices().nth(MAX_CHARS) {
                    folded.truncate(cut);
                }
            }
            Shape::Ampersand => folded.push_str("and"),
        }
    }

    /// Whether it is an `&`, which is no word that could be unfinished.
    pub fn is_ampersand(&self) -> bool {
        self.shape == Shape::Ampersand
    }
}

/// The words of a text in order.
#[derive(Clone, Debug)]
pub struct Spans<'t> {
    text: &'t str,
    /// How far the text has been read, in bytes.
    at: usize,
}

impl<'t> Spans<'t> {
    pub fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    /// How far the text has been read, in bytes: to the end of the last word.
    pub fn at(&self) -> usize {
        self.at
    }

    /// Goes on at this byte, between two words and not before [`Spans::at`].
    pub fn skip_to(&mut self, at: usize) {
        self.at = at;
    }

    fn word(&mut self) -> Span {
        let start = self.at;
        let rest = &self.text.as_bytes()[start..];
        let length = rest.iter().position(|byte| !IS_PLAIN[usize::from(*byte)]);
        match length.map(|length| (length, OF_BYTE[usize::from(rest[length])])) {
            None => self.finish(self.text.len(), Shape::Plain),
            Some((_, None | Some(Class::Apostrophe))) => {
                let (end, folded_end) = mixed_end(self.text, start);
                self.finish(end, Shape::Mixed(folded_end))
            }
            Some((length, _)) => self.finish(start + length, Shape::Plain),
        }
    }

    fn finish(&mut self, end: usize, shape: Shape) -> Span {
        let start = std::mem::replace(&mut self.at, end);
        Span { range: start..end, joins_next: self.joins_next(), shape }
    }

    fn joins_next(&self) -> bool {
        // Nearly every word is followed by a space: no need to look further.
        match self.text.as_bytes().get(self.at) {
            None => return false,
            Some(byte) if byte.is_ascii() && *byte != b'-' => return false,
            Some(_) => {}
        }
        let classes = self.text[self.at..].chars().map(class);
        let mut classes = classes.filter(|class| *class != Class::Invisible);
        classes.next() == Some(Class::Hyphen) && classes.next() == Some(Class::Letter)
    }
}

/// Where a word that is not plain ASCII ends, and where it ends without a
/// possessive `'s`.
fn mixed_end(text: &str, start: usize) -> (usize, usize) {
    let mut end = start;
    // The last apostrophe, whether a letter followed it, and how many did.
    let mut apostrophe: Option<usize> = None;
    let mut after = 0;
    let mut last = ' ';
    for (offset, c) in text[start..].char_indices() {
        let at = start + offset;
        match class(c) {
            Class::Letter => {
                after += 1;
                last = c;
                end = at + c.len_utf8();
            }
            Class::Mark if apostrophe.is_none() || after > 0 => end = at + c.len_utf8(),
            // Two apostrophes are a quotation mark.
            Class::Apostrophe if apostrophe.is_none() || after > 0 => {
                apostrophe = Some(at);
                after = 0;
            }
            Class::Invisible => {}
            _ => break,
        }
    }
    match apostrophe {
        Some(at) if after == 1 && matches!(last, 's' | 'S') => (end, at),
        _ => (end, end),
    }
}

impl Iterator for Spans<'_> {
    type Item = Span;

    fn next(&mut self) -> Option<Span> {
        loop {
            let byte = *self.text.as_bytes().get(self.at)?;
            let (class, length) = match OF_BYTE[usize::from(byte)] {
                Some(class) => (class, 1),
                None => {
                    let c = self.text[self.at..].chars().next()?;
                    (class(c), c.len_utf8())
                }
            };
            match class {
                Class::Letter => return Some(self.word()),
                Class::Ampersand => return Some(self.finish(self.at + length, Shape::Ampersand)),
                _ => self.at += length,
            }
        }
    }
}
