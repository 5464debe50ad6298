//! What was read.

use std::ops::Range;
use std::sync::Arc;

use crate::domain::{self, Code, MAX_DEPTH, Node, Organization, Pointer, Term, TermScheme};
use crate::domain::{Violation, Vocabulary};

use super::origin::{File, Origin, Position};
use super::{Kind, MAX_DOCUMENT, Mistake};

/// How many documents are read at once; each one more is a mistake.
pub const MAX_DOCUMENTS: usize = 10_000_000;

/// How many mistakes are kept; the others are counted.
pub const MAX_MISTAKES: usize = 1000;

/// Everything that was read from some files, in the order in which it stood.
#[derive(Debug, Default)]
pub struct Batch {
    pub terms: Vec<Document<(TermScheme, Term)>>,
    pub organizations: Vec<Document<Organization>>,
    /// What is wrong, at most [`MAX_MISTAKES`]; a document with a mistake is in
    /// neither list.
    pub mistakes: Vec<Mistake>,
    /// How many mistakes there are beside those in `mistakes`.
    pub more: usize,
}

/// Something that was read, and where.
#[derive(Clone, Debug)]
pub struct Document<T> {
    pub value: T,
    pub origin: Origin,
}

impl<T> Document<T> {
    /// Something that is wrong with this document beside others.
    pub fn mistake(&self, violation: Violation) -> Mistake {
        Mistake::new(self.origin.clone(), violation)
    }
}

impl Batch {
    /// Adds a mistake, or counts it where [`MAX_MISTAKES`] are kept already.
    pub fn add_mistake(&mut self, mistake: Mistake) {
        if self.mistakes.len() < MAX_MISTAKES {
            self.mistakes.push(mistake);
        } else {
            self.more += 1;
        }
    }

    /// How many mistakes there are in all.
    pub fn mistake_count(&self) -> usize {
        self.mistakes.len() + self.more
    }

    /// The terms that were read, of both schemes.
    pub fn vocabulary(&self) -> Vocabulary {
        let mut vocabulary = Vocabulary::default();
        for Document { value: (scheme, term), .. } in &self.terms {
            vocabulary.insert(*scheme, term.clone());
        }
        vocabulary
    }

    /// Reads one document, whose text begins at `start` of `file`.
    pub(super) fn read_document(
        &mut self,
        text: &[u8],
        start: Position,
        file: &Arc<File>,
        kind: Kind,
    ) {
        let origin = Origin::new(file, start, text.len());
        let node = match self.check_size(text).and_then(|()| parse_json(text)) {
            Ok(node) => node,
            Err((violation, spot)) => {
                return self.add_mistake(Mistake::at(origin, spot, violation));
            }
        };
        let violations = match kind {
            Kind::Organizations => domain::parse(&node).map(|value| {
                self.organizations.push(Document { value, origin: origin.clone() });
            }),
            Kind::Terms(scheme) => domain::parse(&node).map(|term| {
                self.terms.push(Document { value: (scheme, term), origin: origin.clone() });
            }),
        };
        for violation in violations.err().into_iter().flatten() {
            self.add_mistake(Mistake::new(origin.clone(), violation));
        }
    }

    fn check_size(&self, text: &[u8]) -> Result<(), Flaw> {
        let flaw = |message| Err((Violation::new(&Pointer::Root, Code::TooLong, message), 0..1));
        if self.organizations.len() + self.terms.len() >= MAX_DOCUMENTS {
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

fn parse_json(text: &[u8]) -> Result<Node, Flaw> {
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

    #[test]
    fn mistakes_beyond_the_limit_are_only_counted() {
        let mut batch = Batch::default();
        let file = File::in_memory("x", b"1".to_vec());
        for _ in 0..MAX_MISTAKES + 2 {
            batch.read_document(b"1", Position::start(0), &file, Kind::Organizations);
        }
        assert_eq!((batch.mistakes.len(), batch.more), (MAX_MISTAKES, 2));
        assert_eq!(batch.mistake_count(), MAX_MISTAKES + 2);
    }
}
