//! Plain text that is safe to show: no control characters, nothing invisible,
//! no markup.

use std::borrow::Cow;
use std::fmt;

use serde::Serialize;
use utoipa::openapi::{ObjectBuilder, RefOr, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use super::read::string;
use super::{Code, KEY_PREFIX, Node, Pointer, Read, Violation};

/// Text of 1 to `MAX` characters (Unicode scalar values) on one line.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Line<const MAX: usize>(String);

/// Text of 1 to `MAX` characters (Unicode scalar values); may have several lines.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Text<const MAX: usize>(String);

/// A name, a place, a period: up to 200 characters.
pub type Label = Line<200>;
/// The title of a source, a report or a way to help: up to 400 characters.
pub type Title = Line<400>;
/// A summary: up to 600 characters.
pub type Brief = Text<600>;
/// A longer text: up to 4,000 characters.
pub type Passage = Text<4000>;

macro_rules! text_type {
    ($type:ident, $newline:expr, $words:literal) => {
        impl<const MAX: usize> $type<MAX> {
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl<const MAX: usize> fmt::Display for $type<MAX> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl<const MAX: usize> Read for $type<MAX> {
            fn read(node: &Node<'_>, at: &Pointer<'_>, found: &mut Vec<Violation>) -> Option<Self> {
                let text = string(node, at, found)?;
                if !is_plain_ascii(text, MAX) {
                    let before = found.len();
                    found.extend(plain_text_violations(text, MAX, $newline, at));
                    if found.len() > before {
                        return None;
                    }
                }
                Some(Self(text.to_owned()))
            }
        }

        impl<const MAX: usize> PartialSchema for $type<MAX> {
            fn schema() -> RefOr<Schema> {
                ObjectBuilder::new()
                    .schema_type(Type::String)
                    .description(Some(format!(concat!($words, " of 1 to {} characters."), MAX)))
                    .min_length(Some(1))
                    .max_length(Some(MAX))
                    .into()
            }
        }

        impl<const MAX: usize> ToSchema for $type<MAX> {
            fn name() -> Cow<'static, str> {
                Cow::Owned(format!("{}{MAX}", stringify!($type)))
            }
        }
    };
}

text_type!(Line, false, "Plain text on one line");
text_type!(Text, true, "Plain text");

/// Whether nothing can be wrong with a text: what nearly all of them are, seen
/// in one pass over their bytes.
fn is_plain_ascii(text: &str, max: usize) -> bool {
    // A key has underscores, which prose hardly ever has.
    let is_plain = |byte: u8| matches!(byte, b' '..=b'~') && byte != b'<' && byte != b'_';
    let bytes = text.as_bytes();
    bytes.len() <= max
        && bytes.first().is_some_and(|&first| first != b' ')
        && bytes.last() != Some(&b' ')
        && bytes.iter().fold(true, |all, &byte| all & is_plain(byte))
}

/// What is wrong with a text.
fn plain_text_violations(
    text: &str,
    max: usize,
    newline: bool,
    at: &Pointer<'_>,
) -> impl Iterator<Item = Violation> {
    let length = text.chars().count();
    let size = if text.is_empty() {
        Some((Code::Empty, "the text is empty; write null or leave the key out".to_owned()))
    } else if length > max {
        Some((Code::TooLong, format!("{length} characters; at most {max} are allowed")))
    } else {
        None
    };
    let ends = (text.trim() != text)
        .then(|| (Code::OuterWhitespace, "the text begins or ends with white space".to_owned()));
    let forbidden = forbidden_character(text, newline).map(|(position, character)| {
        let code_point = u32::from(character);
        let message = format!(
            "character {position} is U+{code_point:04X}, a control or invisible character; remove it"
        );
        (Code::ForbiddenCharacter, message)
    });
    let markup = markup(text).map(|position| {
        let message = format!("character {position} begins a markup tag; write plain text");
        (Code::Markup, message)
    });
    let secret = text.contains(KEY_PREFIX).then(|| {
        let message = "an API key stands in the text, which would be public for ever: revoke the \
                       key, and leave it out";
        (Code::SecretKey, message.to_owned())
    });
    let at = *at;
    [size, ends, forbidden, markup, secret]
        .into_iter()
        .flatten()
        .map(move |(code, message)| Violation::new(&at, code, message))
}

/// The first character that may not be shown, with its position from 1.
pub(super) fn forbidden_character(text: &str, newline: bool) -> Option<(usize, char)> {
    let is_forbidden = |c: char| match c {
        '\n' => !newline,
        // Directional overrides, embeddings and isolates can make text lie.
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => true,
        // Invisible: zero-width space, word joiner, byte-order mark, soft hyphen,
        // line and paragraph separators, tag characters. The zero-width joiners
        // U+200C and U+200D belong to the spelling of several languages.
        '\u{200B}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}' | '\u{00AD}' => true,
        '\u{2028}' | '\u{2029}' | '\u{E0000}'..='\u{E007F}' => true,
        c => c.is_control(),
    };
    text.chars().enumerate().find(|(_, c)| is_forbidden(*c)).map(|(index, c)| (index + 1, c))
}

/// Where a tag or comment begins, counted from 1.
fn markup(text: &str) -> Option<usize> {
    let mut characters = text.chars().enumerate().peekable();
    while let Some((index, character)) = characters.next() {
        let opens = |next: char| next.is_ascii_alphabetic() || matches!(next, '/' | '!' | '?');
        if character == '<' && characters.peek().is_some_and(|(_, next)| opens(*next)) {
            return Some(index + 1);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(text: &str) -> Vec<Code> {
        let is_plain = is_plain_ascii(text, 20);
        let codes = all_codes(text);
        assert!(codes.is_empty() || !is_plain, "{text:?} is not plain");
        codes
    }

    fn all_codes(text: &str) -> Vec<Code> {
        plain_text_violations(text, 20, false, &Pointer::Root).map(|v| v.code).collect()
    }

    #[test]
    fn plain_text_passes() {
        for text in [
            "Love146",
            "Reporter Brasil",
            "5 < 6",
            "مؤسسة",
            "می‌خواهم",
            "O'Brien & Co",
            "snake_case",
        ] {
            assert_eq!(codes(text), [], "{text:?}");
        }
    }

    #[test]
    fn everything_else_is_refused_with_its_reason() {
        for (text, code) in [
            ("", Code::Empty),
            ("one and twenty letters", Code::TooLong),
            (" a", Code::OuterWhitespace),
            ("a\0b", Code::ForbiddenCharacter),
            ("a\nb", Code::ForbiddenCharacter),
            ("a\u{202E}b", Code::ForbiddenCharacter),
            ("a\u{200B}b", Code::ForbiddenCharacter),
            ("a\u{85}b", Code::ForbiddenCharacter),
            ("<b>bold</b>", Code::Markup),
            ("a <!-- b", Code::Markup),
            ("asd_key_0123", Code::SecretKey),
        ] {
            assert_eq!(codes(text), [code], "{text:?}");
        }
    }

    #[test]
    fn a_message_says_which_character() {
        let mut found = plain_text_violations("ab\u{202E}c", 20, false, &Pointer::Root);
        assert!(found.next().unwrap().message.starts_with("character 3 is U+202E"));
    }
}
