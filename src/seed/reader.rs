//! Parses the text of one document at a time, and passes the result to a sink.

use std::ops::{ControlFlow, Range};
use std::sync::Arc;

use crate::domain::{
    self, Code, Draft, MAX_DEPTH, Node, Organization, Pointer, TermScheme, Violation,
};

use super::batch::{Document, ReadItem};
use super::origin::{File, Origin, TextPosition};
use super::{Kind, MAX_DOCUMENT_BYTES, Mistake};

/// Maximum number of documents in one batch or source; each further one is a mistake.
pub const MAX_DOCUMENTS: usize = 10_000_000;

/// Parses documents, and passes them and their mistakes to a sink.
pub(super) struct Reader<'s> {
    sink: &'s mut dyn FnMut(ReadItem) -> ControlFlow<()>,
    documents: usize,
    is_stopped: bool,
}

impl<'s> Reader<'s> {
    /// `sink` stops the reading by returning [`ControlFlow::Break`].
    pub fn new(sink: &'s mut dyn FnMut(ReadItem) -> ControlFlow<()>) -> Self {
        Self { sink, documents: 0, is_stopped: false }
    }

    /// Whether the sink has stopped the reading.
    pub fn is_stopped(&self) -> bool {
        self.is_stopped
    }

    /// Passes an item to the sink, unless it has stopped the reading.
    pub fn emit(&mut self, item: ReadItem) {
        if !self.is_stopped {
            self.is_stopped = (self.sink)(item).is_break();
        }
    }

    /// Reads one document, whose text starts at `start` in `file`.
    pub fn read_document(
        &mut self,
        text: &[u8],
        start: TextPosition,
        file: &Arc<File>,
        kind: Kind,
    ) {
        let origin = Origin::new(file, start, text.len());
        let node = match self.check_size(text).and_then(|()| parse_json(text)) {
            Ok(node) => node,
            Err((violation, span)) => {
                return self.emit(ReadItem::Mistake(Mistake::with_span(origin, span, violation)));
            }
        };
        match kind {
            Kind::Organizations => self.emit_profile(&node, origin),
            Kind::Terms(scheme) => self.emit_term(&node, scheme, origin),
        }
    }

    fn emit_profile(&mut self, node: &Node<'_>, origin: Origin) {
        let Draft { document, references } = Draft::<Organization>::read(node);
        match document {
            Ok(value) => {
                self.documents += 1;
                self.emit(ReadItem::Organization(Box::new(Document { value, origin })));
            }
            Err(violations) => {
                let value = (violations, references);
                self.emit(ReadItem::Refused(Box::new(Document { value, origin })));
            }
        }
    }

    fn emit_term(&mut self, node: &Node<'_>, scheme: TermScheme, origin: Origin) {
        match domain::parse(node) {
            Ok(term) => {
                self.documents += 1;
                self.emit(ReadItem::Term(Document { value: (scheme, term), origin }));
            }
            Err(violations) => violations
                .into_iter()
                .for_each(|it| self.emit(ReadItem::Mistake(Mistake::new(origin.clone(), it)))),
        }
    }

    fn check_size(&self, text: &[u8]) -> Result<(), SpannedViolation> {
        let too_long =
            |message| Err((Violation::new(&Pointer::Root, Code::TooLong, message), 0..1));
        if self.documents >= MAX_DOCUMENTS {
            return too_long(format!("more than {MAX_DOCUMENTS} documents; load them in parts"));
        }
        if text.len() > MAX_DOCUMENT_BYTES {
            let limit = MAX_DOCUMENT_BYTES >> 20;
            return too_long(format!("the document is longer than {limit} MiB; shorten it"));
        }
        Ok(())
    }
}

/// A violation of a text that is not a document yet, with the byte range that it concerns.
pub(super) type SpannedViolation = (Violation, Range<usize>);

fn parse_json(text: &[u8]) -> Result<Node<'_>, SpannedViolation> {
    let text = decode(text)?;
    serde_json::from_str(text).map_err(|error| syntax_error(text, &error))
}

/// The text as UTF-8.
pub(super) fn decode(text: &[u8]) -> Result<&str, SpannedViolation> {
    std::str::from_utf8(text).map_err(|error| {
        let at = error.valid_up_to();
        let message = "the text is not UTF-8 from here on; save the file as UTF-8";
        let length = error.error_len().unwrap_or(text.len() - at);
        (Violation::new(&Pointer::Root, Code::MalformedJson, message), at..at + length)
    })
}

/// Converts an error of serde_json, which has a line and a byte column, to a violation with the
/// span of the character concerned.
pub(super) fn syntax_error(text: &str, error: &serde_json::Error) -> SpannedViolation {
    let location = format!(" at line {} column {}", error.line(), error.column());
    let full = error.to_string();
    let reason = full.strip_suffix(&location).unwrap_or(&full);
    let span = if error.is_eof() {
        let end = text.trim_end().len();
        end..end
    } else {
        character_at(text, error.line(), error.column())
    };
    // serde_json has its own limit, which is above the domain's, and no error category for it.
    let violation = if reason == "recursion limit exceeded" {
        let message = format!("arrays and objects must be nested at most {MAX_DEPTH} levels deep");
        Violation::new(&Pointer::Root, Code::TooDeep, message)
    } else {
        let message = format!("the text is not JSON: {reason}");
        Violation::new(&Pointer::Root, Code::MalformedJson, message)
    };
    (violation, span)
}

/// The byte range of the character at a line and a column (in bytes), both from 1.
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
    fn a_syntax_error_has_the_span_of_the_unexpected_character() {
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
            let (violation, span) = parse_json(text.as_bytes()).unwrap_err();
            assert_eq!(violation.code, Code::MalformedJson, "{text:?}");
            assert_eq!(&text[span.clone()], expected, "{text:?} {span:?}");
            assert!(!violation.message.contains("line"), "{}", violation.message);
        }
    }

    #[test]
    fn a_truncated_text_has_its_error_at_its_end() {
        for text in ["{\"a\": 1", "[", "\"ab", "{\"a\":\n"] {
            let (_, span) = parse_json(text.as_bytes()).unwrap_err();
            let end = text.trim_end().len();
            assert_eq!(span, end..end, "{text:?}");
        }
    }
}
