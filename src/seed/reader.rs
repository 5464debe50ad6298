//! From the text of a document to the document.

use std::ops::{ControlFlow, Range};
use std::sync::Arc;

use crate::domain::{self, Code, MAX_DEPTH, Node, Pointer, Violation};

use super::batch::{Document, Found};
use super::origin::{File, Origin, Position};
use super::{Kind, MAX_DOCUMENT, Mistake};

/// How many documents are read at once; each one more is a mistake.
pub const MAX_DOCUMENTS: usize = 10_000_000;

/// Reads documents one after another and hands on what it finds.
pub(super) struct Reader<'s> {
    take: &'s mut dyn FnMut(Found) -> ControlFlow<()>,
    documents: usize,
    is_stopped: bool,
}

impl<'s> Reader<'s> {
    /// `take` may put an end to the reading.
    pub fn new(take: &'s mut dyn FnMut(Found) -> ControlFlow<()>) -> Self {
        Self { take, documents: 0, is_stopped: false }
    }

    /// Whether nobody wants to know the rest.
    pub fn is_stopped(&self) -> bool {
        self.is_stopped
    }

    /// Hands on what was found, unless nobody wants to know.
    pub fn found(&mut self, found: Found) {
        if !self.is_stopped {
            self.is_stopped = (self.take)(found).is_break();
        }
    }

    /// Reads one document, whose text begins at `start` of `file`.
    pub fn document(&mut self, text: &[u8], start: Position, file: &Arc<File>, kind: Kind) {
        let origin = Origin::new(file, start, text.len());
        let node = match self.check_size(text).and_then(|()| parse_json(text)) {
            Ok(node) => node,
            Err((violation, spot)) => {
                return self.found(Found::Mistake(Mistake::at(origin, spot, violation)));
            }
        };
        let read = match kind {
            Kind::Organizations => domain::parse(&node).map(|value| {
                Found::Organization(Box::new(Document { value, origin: origin.clone() }))
            }),
            Kind::Terms(scheme) => domain::parse(&node).map(|term| {
                Found::Term(Document { value: (scheme, term), origin: origin.clone() })
            }),
        };
        match read {
            Ok(document) => {
                self.documents += 1;
                self.found(document);
            }
            Err(violations) => violations
                .into_iter()
                .for_each(|it| self.found(Found::Mistake(Mistake::new(origin.clone(), it)))),
        }
    }

    fn check_size(&self, text: &[u8]) -> Result<(), Flaw> {
        let flaw = |message| Err((Violation::new(&Pointer::Root, Code::TooLong, message), 0..1));
        if self.documents >= MAX_DOCUMENTS {
            return flaw(format!("more than {MAX_DOCUMENTS} documents; load them in parts"));
        }
        if text.len() > MAX_DOCUMENT {
            let limit = MAX_DOCUMENT >> 20;
            return flaw(format!("the document is longer than {limit} MiB; shorten it"));
        }
        Ok(())
    }
}

/// A violation that a text has before it is a document, and the bytes concerned.
pub(super) type Flaw = (Violation, Range<usize>);

fn parse_json(text: &[u8]) -> Result<Node<'_>, Flaw> {
    let text = decode(text)?;
    serde_json::from_str(text).map_err(|error| flaw(text, &error))
}

/// The text as UTF-8.
pub(super) fn decode(text: &[u8]) -> Result<&str, Flaw> {
    std::str::from_utf8(text).map_err(|error| {
        let at = error.valid_up_to();
        let message = "the text is not UTF-8 from here on; save the file as UTF-8";
        let length = error.error_len().unwrap_or(text.len() - at);
        (Violation::new(&Pointer::Root, Code::MalformedJson, message), at..at + length)
    })
}

/// Why serde_json could not read a text, and at which character.
pub(super) fn flaw(text: &str, error: &serde_json::Error) -> Flaw {
    let place = format!(" at line {} column {}", error.line(), error.column());
    let full = error.to_string();
    let reason = full.strip_suffix(&place).unwrap_or(&full);
    let spot = if error.is_eof() {
        let end = text.trim_end().len();
        end..end
    } else {
        character_at(text, error.line(), error.column())
    };
    // serde_json has a limit of its own, above the domain's, and no kind of
    // error for it.
    let violation = if reason == "recursion limit exceeded" {
        let message = format!("more than {MAX_DEPTH} arrays and objects stand inside one another");
        Violation::new(&Pointer::Root, Code::TooDeep, message)
    } else {
        let message = format!("the text is not JSON: {reason}");
        Violation::new(&Pointer::Root, Code::MalformedJson, message)
    };
    (violation, spot)
}

/// The character at a line and a column in bytes, both from 1, as serde_json
/// counts.
fn character_at(text: &str, line: usize, column: usize) -> Range<usize> {
    let line_start: usize =
        text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let at = text.floor_char_boundary((line_start + column.saturating_sub(1)).min(text.len()));
    let length = text[at..].chars().next().map_or(0, char::len_utf8);
    at..at + length
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn malformed_text_is_found_where_it_is() {
        for (text, expected) in [
            ("{\"a\": é}", "é"),
            ("{\"é\": 1,}", "}"),
            ("[1,\n 2,\n x]", "x"),
            ("{\"a\" 1}", "1"),
            ("[1 2]", "2"),
            ("{\"a\": \"\u{1}\"}", "\u{1}"),
            ("[tru]", "]"),
            ("{} {}", "{"),
        ] {
            let (violation, spot) = parse_json(text.as_bytes()).unwrap_err();
            assert_eq!(violation.code, Code::MalformedJson, "{text:?}");
            assert_eq!(&text[spot.clone()], expected, "{text:?} {spot:?}");
            assert!(!violation.message.contains("line"), "{}", violation.message);
        }
    }

    #[test]
    fn text_that_ends_too_early_is_wrong_at_its_end() {
        for text in ["{\"a\": 1", "[", "\"ab", "{\"a\":\n"] {
            let (_, spot) = parse_json(text.as_bytes()).unwrap_err();
            let end = text.trim_end().len();
            assert_eq!(spot, end..end, "{text:?}");
        }
    }
}
