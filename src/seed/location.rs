//! Mistakes, and their locations in files.

use std::ops::Range;

use crate::domain::{Code, Violation};

use super::Origin;
use super::scanner::{self, Part};

/// Number of bytes read before and after a document, to show the whole line of a mistake.
const CONTEXT: usize = 256;

/// A violation in a document, with the origin of the document.
#[derive(Clone, Debug)]
pub struct Mistake {
    pub origin: Origin,
    /// The violation. Its pointer is relative to the document.
    pub violation: Violation,
    /// The byte range within the document, if the pointer does not give it.
    span: Option<Range<usize>>,
}

impl Mistake {
    /// A mistake at the violation's pointer.
    pub fn new(origin: Origin, violation: Violation) -> Self {
        Self { origin, violation, span: None }
    }

    /// A mistake at a byte range of a text that is not valid JSON.
    pub(super) fn with_span(origin: Origin, span: Range<usize>, violation: Violation) -> Self {
        Self { origin, violation, span: Some(span) }
    }

    /// Locates the mistake by reading the document again. If the file no longer exists, the
    /// location is the start of the document.
    pub fn location(&self) -> Location {
        let range = self.origin.range();
        let before = usize::try_from(range.start).unwrap_or(usize::MAX).min(CONTEXT);
        let from = range.start - before as u64;
        let around = from..range.end + CONTEXT as u64;
        let bytes = self.origin.file().bytes(around.clone()).unwrap_or_default();
        let end = bytes.len().min(before + (range.end - range.start) as usize);
        let document = bytes.get(before..end).unwrap_or_default();

        let span = self.span(document);
        let mut start = self.origin.start();
        start.advance(&document[..span.start]);
        let window = Window {
            bytes: &bytes,
            span: (before + span.start).min(bytes.len())..(before + span.end).min(bytes.len()),
            is_first: from == 0,
            is_last: from + (bytes.len() as u64) < around.end,
        };
        let (text, underline) = window.line();
        Location {
            path: self.origin.path().to_owned(),
            line: start.line,
            column: start.column,
            range: start.offset..start.offset + span.len() as u64,
            text,
            underline,
        }
    }

    fn span(&self, document: &[u8]) -> Range<usize> {
        let part = match self.violation.code {
            Code::DuplicateKey => Part::LastKey,
            Code::UnknownKey | Code::ServerOwnedKey => Part::Key,
            _ => Part::Value,
        };
        let found = match &self.span {
            Some(span) => span.clone(),
            None => scanner::find(document, &self.violation.pointer, part),
        };
        found.start.min(document.len())..found.end.min(document.len())
    }
}

/// The location of a mistake, as an editor shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// The file, as [`Origin::path`] names it.
    pub path: String,
    /// From 1.
    pub line: u64,
    /// In characters, from 1.
    pub column: u64,
    /// The byte range of the mistake in the file.
    pub range: Range<u64>,
    /// The line on which the mistake starts. `…` marks parts of a long line that are left out, and
    /// U+FFFD replaces invalid UTF-8.
    pub text: String,
    /// The byte range of the mistake in `text`; it ends at the end of the line at the latest.
    pub underline: Range<usize>,
}

/// A part of a file that contains a span.
struct Window<'b> {
    bytes: &'b [u8],
    span: Range<usize>,
    /// Whether the window starts at the start of the file.
    is_first: bool,
    /// Whether the window ends at the end of the file.
    is_last: bool,
}

impl Window<'_> {
    /// The line on which the span starts, and the span within that line.
    fn line(&self) -> (String, Range<usize>) {
        let (before, after) = self.bytes.split_at(self.span.start);
        let line_start = before.iter().rposition(|&byte| byte == b'\n').map(|end| end + 1);
        let line_length = after.iter().position(|&byte| byte == b'\n');

        let head = &before[line_start.unwrap_or(0)..];
        let head_cut = head.len() > CONTEXT || (line_start.is_none() && !self.is_first);
        let rest = &after[..line_length.unwrap_or(after.len())];
        let rest_cut = rest.len() > 2 * CONTEXT || (line_length.is_none() && !self.is_last);
        let rest = rest.strip_suffix(b"\r").unwrap_or(rest);
        let rest =
            if rest_cut { whole_characters(&rest[..rest.len().min(2 * CONTEXT)]) } else { rest };
        let (inside, tail) = rest.split_at(self.span.len().min(rest.len()));

        let mut text = String::new();
        if head_cut {
            text.push('…');
            text += &lossy(&head[character_start(head, head.len().saturating_sub(CONTEXT))..]);
        } else {
            text += &lossy(head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head));
        }
        let start = text.len();
        text += &lossy(inside);
        let underline = start..text.len();
        text += &lossy(tail);
        if rest_cut {
            text.push('…');
        }
        (text, underline)
    }
}

/// The start of the first character at or after `at`.
fn character_start(bytes: &[u8], at: usize) -> usize {
    let at = at.min(bytes.len());
    at + bytes[at..].iter().take_while(|&&byte| byte & 0xC0 == 0x80).count()
}

/// The bytes without an incomplete character at their end.
fn whole_characters(bytes: &[u8]) -> &[u8] {
    match std::str::from_utf8(bytes) {
        Err(error) if error.error_len().is_none() => &bytes[..error.valid_up_to()],
        _ => bytes,
    }
}

fn lossy(bytes: &[u8]) -> std::borrow::Cow<'_, str> {
    String::from_utf8_lossy(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Pointer;
    use crate::seed::origin::{File, TextPosition};

    /// The location of a violation at the pointer `at`. The two `§` in the text mark the start and
    /// the end of the document.
    fn location_of(text: &str, at: &Pointer<'_>, code: Code) -> Location {
        let (before, rest) = text.split_once('§').unwrap();
        let (document, after) = rest.split_once('§').unwrap();
        let file = File::in_memory("x.json", format!("{before}{document}{after}").into_bytes());
        let mut start = TextPosition::start(0);
        start.advance(before.as_bytes());
        let origin = Origin::new(&file, start, document.len());
        Mistake::new(origin, Violation::new(at, code, "")).location()
    }

    #[test]
    fn says_line_column_and_text() {
        let (root, long) = (Pointer::Root, "é".repeat(1000));
        let (a, b) = (root.key("a"), root.key("b"));
        for (text, at, code, expected) in [
            ("§{\"a\": 1}§", a, Code::WrongType, (1, 7, "{\"a\": 1}", "1")),
            (
                "[0,\n  §{\"é\": 0, \"a\": 1}§]",
                a,
                Code::WrongType,
                (2, 17, "  {\"é\": 0, \"a\": 1}]", "1"),
            ),
            (
                "§{\r\n  \"a\": \"日\"\r\n}§\r\n",
                a,
                Code::Empty,
                (2, 8, "  \"a\": \"日\"", "\"日\""),
            ),
            ("§{\"a\": 1,\n \"a\": 2}§", a, Code::DuplicateKey, (2, 2, " \"a\": 2}", "\"a\"")),
            ("§{\"a\": 1}§", a, Code::UnknownKey, (1, 2, "{\"a\": 1}", "\"a\"")),
            (
                "§{\"id\": 1}§",
                root.key("id"),
                Code::ServerOwnedKey,
                (1, 2, "{\"id\": 1}", "\"id\""),
            ),
            ("[§{\"a\":\n1}§,\n2]", root, Code::MissingKey, (1, 2, "[{\"a\":", "{\"a\":")),
            ("x\n§{\"a\": 1}§", b, Code::Contradiction, (2, 1, "{\"a\": 1}", "{\"a\": 1}")),
            (
                &format!("[\"{long}\", §{{\"a\": 1}}§, \"{long}\"]"),
                a,
                Code::WrongType,
                (
                    1,
                    1012,
                    &format!("…{}\", {{\"a\": 1}}, \"{}…", "é".repeat(123), "é".repeat(126)),
                    "1",
                ),
            ),
        ] {
            let location = location_of(text, &at, code);
            let underlined = &location.text[location.underline.clone()];
            let found = (location.line, location.column, location.text.as_str(), underlined);
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn a_long_line_is_shortened_around_the_mistake() {
        let text = format!("§{{\"b\": \"{0}\", \"a\": \"{0}\"}}§", "x".repeat(5000));
        let location = location_of(&text, &Pointer::Root.key("a"), Code::TooLong);
        assert_eq!((location.line, location.column, location.range), (1, 5016, 5015..10017));
        assert!(
            location.text.starts_with("…x") && location.text.ends_with("x…"),
            "{}",
            location.text
        );
        assert!(location.text.len() < 4 * CONTEXT, "{}", location.text.len());
        assert!(location.text[location.underline].starts_with("\"xx"));
    }

    #[test]
    fn a_mistake_in_a_deleted_file_is_at_the_start_of_its_document() {
        let file = File::on_disk(std::path::Path::new("/nowhere/gone.json"));
        let mut start = TextPosition::start(0);
        start.advance(b"12\n345");
        let origin = Origin::new(&file, start, 10);
        let violation = Violation::new(&Pointer::Root.key("a"), Code::Empty, "");
        let location = Mistake::new(origin, violation).location();
        assert_eq!((location.line, location.column, location.text.as_str()), (2, 4, ""));
    }
}
