//! What each character means for the words of a text, and what it folds to.

use unicode_normalization::char::{
    canonical_combining_class, decompose_compatible, is_combining_mark,
};

/// What a character does where words are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// Belongs to a word: a letter or a digit of any script.
    Letter,
    /// An accent or the like: belongs to the letter before it and is dropped.
    Mark,
    /// Vanishes inside a word.
    Apostrophe,
    /// Separates words, but leaves them close: see `Span::joins_next`.
    Hyphen,
    /// The word `and`.
    Ampersand,
    /// A control character that shows nothing: as if it were not there.
    Invisible,
    /// Anything else: separates words.
    Separator,
}

/// The classes of ASCII, and `None` for bytes that begin or continue another
/// character.
pub const OF_BYTE: [Option<Class>; 256] = of_bytes();

const fn of_bytes() -> [Option<Class>; 256] {
    let mut classes = [None; 256];
    let mut byte = 0;
    while byte < 128 {
        classes[byte] = Some(match byte as u8 {
            b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => Class::Letter,
            b'\'' | b'`' => Class::Apostrophe,
            b'-' => Class::Hyphen,
            b'&' => Class::Ampersand,
            _ => Class::Separator,
        });
        byte += 1;
    }
    classes
}

/// The class of any character.
pub fn class(c: char) -> Class {
    if let Some(class) = OF_BYTE.get(c as usize).copied().flatten() {
        return class;
    }
    match c {
        '‘' | '’' | '‛' | '′' | '´' | 'ʻ' | 'ʼ' | '＇' | '｀' => Class::Apostrophe,
        '‐' | '‑' | '﹣' | '－' => Class::Hyphen,
        '＆' | '﹠' => Class::Ampersand,
        _ if is_invisible(c) => Class::Invisible,
        _ if c.is_alphanumeric() && folds_to_something(c) => Class::Letter,
        // Some marks and spacing accents count as alphanumeric, but leave nothing.
        _ if c.is_alphanumeric() || is_combining_mark(c) => Class::Mark,
        _ => Class::Separator,
    }
}

/// Whether a character is one of the controls that show nothing: soft hyphens,
/// zero-width spaces and joiners, and those that turn the direction of writing.
pub fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206f}' | '\u{feff}')
}

/// Adds what a letter is without case, accents and compatibility forms: `É`
/// adds `e`, `ﬁ` adds `fi`, `ß` adds `ss`. Only letters and digits are added.
pub fn push_folded(c: char, folded: &mut String) {
    if c.is_ascii() {
        folded.push(c.to_ascii_lowercase());
        return;
    }
    decompose_compatible(c, |part| {
        if is_kept(part) {
            part.to_lowercase().for_each(|lower| push_plain(lower, folded));
        }
    });
}

/// Letters that Unicode does not take apart, as people without them write them.
fn push_plain(lower: char, folded: &mut String) {
    match lower {
        'ß' => folded.push_str("ss"),
        'æ' => folded.push_str("ae"),
        'œ' => folded.push_str("oe"),
        'þ' => folded.push_str("th"),
        'ø' => folded.push('o'),
        'ł' => folded.push('l'),
        'đ' | 'ð' => folded.push('d'),
        'ħ' => folded.push('h'),
        'ŧ' => folded.push('t'),
        'ı' => folded.push('i'),
        'ς' => folded.push('σ'),
        _ => folded.push(lower),
    }
}

fn folds_to_something(c: char) -> bool {
    let mut something = false;
    decompose_compatible(c, |part| something |= is_kept(part));
    something
}

/// Accents go; the vowel signs of Indic scripts, which are marks as well, are
/// half of their words and stay.
fn is_kept(part: char) -> bool {
    part.is_alphanumeric()
        && canonical_combining_class(part) == 0
        && !matches!(part, 'ʻ' | 'ʼ')
        && !is_invisible(part)
}

#[cfg(test)]
mod tests {
    use super::{Class, class, push_folded};

    #[test]
    fn every_character_has_a_class() {
        for (characters, expected) in [
            ("aZ0éßд子²मी", Class::Letter),
            ("\u{301}\u{fe0f}\u{20e3}ͺ", Class::Mark),
            ("'’ʼ‘`´＇′", Class::Apostrophe),
            ("-‐‑", Class::Hyphen),
            ("&＆", Class::Ampersand),
            ("\u{ad}\u{200b}\u{200f}\u{202e}\u{2060}\u{2069}\u{feff}\u{61c}", Class::Invisible),
            (" .,_–—/\"“”%*😀\u{a0}\n", Class::Separator),
        ] {
            for c in characters.chars() {
                assert_eq!(class(c), expected, "{c:?}");
            }
        }
    }

    #[test]
    fn letters_lose_case_and_accents() {
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
