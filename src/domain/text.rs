//! Plain text that is safe to show: no hidden characters, no markup, no API keys.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

use serde::Serialize;
use utoipa::openapi::{ObjectBuilder, RefOr, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

use super::characters::{forbidden_character, is_visible};
use super::read::string;
use super::{Code, KEY_PREFIX, Node, Pointer, Read, Violation};

/// Text of 1 to `MAX` characters (Unicode scalar values) on one line.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Line<const MAX: usize>(String);

/// Text of 1 to `MAX` characters (Unicode scalar values), on one or more lines.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Text<const MAX: usize>(String);

/// The rest of a sentence: up to 120 characters.
pub type InShort = Line<120>;
/// A name, place or period: up to 200 characters.
pub type Label = Line<200>;
/// The title of a source, a report or a way to help: up to 400 characters.
pub type Title = Line<400>;
/// A summary: up to 600 characters.
pub type Brief = Text<600>;
/// A longer text: up to 4,000 characters.
pub type Passage = Text<4000>;
/// The reason for a change, shown in the public history: up to 500 characters.
pub type Note = Line<500>;

macro_rules! text_type {
    ($type:ident, $newline:expr, $words:literal) => {
        impl<const MAX: usize> $type<MAX> {
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        /// Parses a text that is not part of a document. The error is the first violation.
        impl<const MAX: usize> FromStr for $type<MAX> {
            type Err = Violation;

            fn from_str(text: &str) -> Result<Self, Violation> {
                let text = &*with_line_breaks(text, $newline);
                let first = plain_text_violations(text, MAX, $newline, &Pointer::Root).next();
                first.map_or_else(|| Ok(Self(text.to_owned())), Err)
            }
        }

        impl<const MAX: usize> fmt::Display for $type<MAX> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl<const MAX: usize> Read for $type<MAX> {
            fn read(node: &Node<'_>, at: &Pointer<'_>, found: &mut Vec<Violation>) -> Option<Self> {
                let text = &*with_line_breaks(string(node, at, found)?, $newline);
                if !is_plain_ascii(text, MAX) {
                    found.extend(plain_text_violations(text, MAX, $newline, at));
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

/// The fast path: one pass over the bytes that accepts nearly all texts. A text that fails it may
/// still be valid.
fn is_plain_ascii(text: &str, max: usize) -> bool {
    // An API key contains `_`, which is rare in prose.
    let is_plain = |byte: u8| matches!(byte, b' '..=b'~') && byte != b'<' && byte != b'_';
    let bytes = text.as_bytes();
    bytes.len() <= max
        && bytes.first().is_some_and(|&first| first != b' ')
        && bytes.last() != Some(&b' ')
        && bytes.iter().fold(true, |all, &byte| all & is_plain(byte))
}

/// The text with `\n` for each line break, if it may have any: editors on Windows write `\r\n`.
fn with_line_breaks(text: &str, newline: bool) -> Cow<'_, str> {
    if newline && text.contains('\r') {
        Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"))
    } else {
        Cow::Borrowed(text)
    }
}

fn plain_text_violations(
    text: &str,
    max: usize,
    newline: bool,
    at: &Pointer<'_>,
) -> impl Iterator<Item = Violation> {
    let length = text.chars().count();
    let size = if text.is_empty() {
        Some((Code::Empty, "the text is empty; use `null` or leave the key out".to_owned()))
    } else if length > max {
        let message = format!("the text has {length} characters; at most {max} are allowed");
        Some((Code::TooLong, message))
    } else {
        None
    };
    let ends = (text.trim() != text).then(|| {
        let message = "the text starts or ends with white space; remove it";
        (Code::OuterWhitespace, message.to_owned())
    });
    let forbidden = forbidden_message(text, newline).map(|it| (Code::ForbiddenCharacter, it));
    let invisible = (forbidden.is_none() && size.is_none() && !is_visible(text))
        .then(|| (Code::Empty, "the text has no visible characters; write some".to_owned()));
    let markup = find_markup(text).map(|position| {
        let message = format!("character {position} starts a markup tag; use plain text");
        (Code::Markup, message)
    });
    let secret = text.contains(KEY_PREFIX).then(|| {
        let message = "the text contains an API key and would be public for ever; revoke the key \
                       and remove it from the text";
        (Code::SecretKey, message.to_owned())
    });
    let at = *at;
    [size, ends, forbidden, invisible, markup, secret]
        .into_iter()
        .flatten()
        .map(move |(code, message)| Violation::new(&at, code, message))
}

/// A sentence about the first forbidden character of a text, if it has one.
pub(super) fn forbidden_message(text: &str, newline: bool) -> Option<String> {
    forbidden_character(text, newline).map(|(position, character, fault)| {
        let code_point = u32::from(character);
        format!("character {position} is U+{code_point:04X}, {}", fault.message())
    })
}

/// The position of the first markup tag or comment, in characters from 1.
fn find_markup(text: &str) -> Option<usize> {
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
        assert!(codes.is_empty() || !is_plain, "the fast path accepted {text:?}");
        codes
    }

    fn all_codes(text: &str) -> Vec<Code> {
        plain_text_violations(text, 20, false, &Pointer::Root).map(|v| v.code).collect()
    }

    #[test]
    fn plain_text_is_accepted() {
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
    fn each_violation_has_its_code() {
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
            ("\u{3164}", Code::ForbiddenCharacter),
            ("\u{200D}", Code::ForbiddenCharacter),
            ("\u{301}", Code::Empty),
            ("e\u{301}\u{301}\u{301}\u{301}\u{301}", Code::ForbiddenCharacter),
        ] {
            assert_eq!(codes(text), [code], "{text:?}");
        }
    }

    #[test]
    fn line_breaks_of_other_systems_are_read_as_line_breaks() {
        for (text, expected) in
            [("a\r\nb", "a\nb"), ("a\rb", "a\nb"), ("a\r\n\r\nb", "a\n\nb"), ("a\nb", "a\nb")]
        {
            assert_eq!(text.parse::<Brief>().unwrap().as_str(), expected, "{text:?}");
        }
        assert!("a\r\nb".parse::<Label>().is_err());
        assert!("a\r\n".parse::<Brief>().is_err());
    }

    #[test]
    fn the_message_names_the_forbidden_character() {
        let mut found = plain_text_violations("ab\u{202E}c", 20, false, &Pointer::Root);
        assert!(found.next().unwrap().message.starts_with("character 3 is U+202E"));
    }
}
