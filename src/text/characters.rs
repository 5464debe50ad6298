//! Classes of characters for the tokenizer, and folding of single letters.

use unicode_normalization::char::{
    canonical_combining_class, decompose_compatible, is_combining_mark,
};

use super::letters::push_plain;

/// Role of a character when a text is split into words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CharClass {
    /// Part of a word: a letter or a digit of any script.
    Letter,
    /// An accent or similar mark: belongs to the letter before it, and folding drops it.
    Mark,
    /// Dropped inside a word.
    Apostrophe,
    /// Separates two words that may also be one: see `Token::joins_next`.
    Hyphen,
    /// The word `and`.
    Ampersand,
    /// An invisible control character: ignored.
    Invisible,
    /// Any other character: separates words.
    Separator,
}

/// Classes of the ASCII characters; `None` for the bytes of other characters.
pub const ASCII_CLASSES: [Option<CharClass>; 256] = ascii_classes();

const fn ascii_classes() -> [Option<CharClass>; 256] {
    let mut classes = [None; 256];
    let mut byte = 0;
    while byte < 128 {
        classes[byte] = Some(match byte as u8 {
            b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => CharClass::Letter,
            b'\'' | b'`' => CharClass::Apostrophe,
            b'-' => CharClass::Hyphen,
            b'&' => CharClass::Ampersand,
            _ => CharClass::Separator,
        });
        byte += 1;
    }
    classes
}

/// The class of a character.
pub fn char_class(c: char) -> CharClass {
    if let Some(class) = ASCII_CLASSES.get(c as usize).copied().flatten() {
        return class;
    }
    match c {
        '‘' | '’' | '‛' | '′' | '´' | 'ʹ'..='ʿ' | 'Ꞌ' | 'ꞌ' | '＇' | '｀' => {
            CharClass::Apostrophe
        }
        '‐' | '‑' | '﹣' | '－' => CharClass::Hyphen,
        '＆' | '﹠' => CharClass::Ampersand,
        _ if is_invisible(c) => CharClass::Invisible,
        _ if c.is_alphanumeric() && folds_to_letters(c) => CharClass::Letter,
        // Some marks and spacing accents are alphanumeric, but fold to nothing.
        _ if c.is_alphanumeric() || is_combining_mark(c) => CharClass::Mark,
        _ => CharClass::Separator,
    }
}

/// Whether a character is an invisible control: a soft hyphen, a zero-width space or joiner, or a
/// control of the writing direction.
pub fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206f}' | '\u{feff}')
}

/// Appends a letter without case, accents and compatibility forms: `É` as `e`, `ﬁ` as `fi`, `ß` as
/// `ss`. Letters of one sound are one letter (see `letters`). Appends only letters and digits.
pub fn push_folded(c: char, folded: &mut String) {
    if c.is_ascii() {
        folded.push(c.to_ascii_lowercase());
        return;
    }
    decompose_compatible(c, |part| {
        if survives_folding(part) {
            part.to_lowercase().for_each(|lower| push_plain(lower, folded));
        }
    });
}

fn folds_to_letters(c: char) -> bool {
    let mut any = false;
    decompose_compatible(c, |part| any |= survives_folding(part));
    any
}

/// Whether folding keeps a part of a decomposed character. Accents go; the vowel signs of Indic
/// scripts are marks too, but they carry meaning and stay. An Arabic tatweel only widens a word.
fn survives_folding(part: char) -> bool {
    const TATWEEL: char = '\u{640}';
    part.is_alphanumeric()
        && canonical_combining_class(part) == 0
        && !matches!(part, 'ʹ'..='ʿ' | 'Ꞌ' | 'ꞌ' | TATWEEL)
        && !is_invisible(part)
}

#[cfg(test)]
mod tests {
    use super::{CharClass, char_class, push_folded};

    #[test]
    fn every_character_has_a_class() {
        for (characters, expected) in [
            ("aZ0éßд子²मी", CharClass::Letter),
            ("\u{301}\u{fe0f}\u{20e3}ͺـ", CharClass::Mark),
            ("'’ʼ‘`´＇′ʿʾꞌ", CharClass::Apostrophe),
            ("-‐‑", CharClass::Hyphen),
            ("&＆", CharClass::Ampersand),
            ("\u{ad}\u{200b}\u{200f}\u{202e}\u{2060}\u{2069}\u{feff}\u{61c}", CharClass::Invisible),
            (" .,_–—/\"“”%*😀\u{a0}\n", CharClass::Separator),
        ] {
            for c in characters.chars() {
                assert_eq!(char_class(c), expected, "{c:?}");
            }
        }
    }

    #[test]
    fn folding_removes_case_and_accents() {
        for (letters, expected) in [
            ("ÉÇãñ", "ecan"),
            ("ßẞÆœØŁĐðÞıİ", "ssssaeoeolddthii"),
            ("ﬁＡ²ſK", "fia2sk"),
            ("ΣςΆ", "σσα"),
            ("Жй", "жи"),
        ] {
            let mut folded = String::new();
            letters.chars().for_each(|c| push_folded(c, &mut folded));
            assert_eq!(folded, expected, "{letters}");
        }
    }
}
