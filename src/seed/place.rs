//! Mistakes, and where they stand.

use std::ops::Range;

use crate::domain::{Code, Violation};

use super::Origin;
use super::scanner::{self, Part};

/// How many bytes around a document are read to show the lines it stands in.
const CONTEXT: usize = 256;

/// Something that is wrong with a document.
#[derive(Clone, Debug)]
pub struct Mistake {
    pub origin: Origin,
    /// What is wrong; its pointer is relative to the document.
    pub violation: Violation,
    /// The bytes of the document concerned, where no pointer leads to them.
    spot: Option<Range<usize>>,
}

impl Mistake {
    /// A mistake where the violation's pointer leads.
    pub fn new(origin: Origin, violation: Violation) -> Self {
        Self { origin, violation, spot: None }
    }

    /// A mistake at some bytes of a text that is not JSON.
    pub(super) fn at(origin: Origin, spot: Range<usize>, violation: Violation) -> Self {
        Self { origin, violation, spot: Some(spot) }
    }

    /// Works out where the mistake stands. This reads the document again; if its
    /// file has gone since, the beginning of the document is all there is to say.
    pub fn place(&self) -> Place {
        let range = self.origin.range();
        let before = usize::try_from(range.start).unwrap_or(usize::MAX).min(CONTEXT);
        let from = range.start - before as u64;
        let around = from..range.end + CONTEXT as u64;
        let bytes = self.origin.file().bytes(around.clone()).unwrap_or_default();
        let end = bytes.len().min(before + (range.end - range.start) as usize);
        let document = bytes.get(before..end).unwrap_or_default();

        let spot = self.spot(document);
        let mut start = self.origin.start();
        start.pass(&document[..spot.start]);
        let window = Window {
            bytes: &bytes,
            spot: (before + spot.start).min(bytes.len())..(before + spot.end).min(bytes.len()),
            is_first: from == 0,
            is_last: from + (bytes.len() as u64) < around.end,
        };
        let (text, underline) = window.line();
        Place {
            path: self.origin.path().to_owned(),
            line: start.line,
            column: start.column,
            range: start.offset..start.offset + spot.len() as u64,
            text,
            underline,
        }
    }

    fn spot(&self, document: &[u8]) -> Range<usize> {
        let part = match self.violation.code {
            Code::DuplicateKey => Part::LastKey,
            Code::UnknownKey | Code::ServerOwnedKey => Part::Key,
            _ => Part::Value,
        };
        let found = match &self.spot {
            Some(spot) => spot.clone(),
            None => scanner::find(document, &self.violation.pointer, part),
        };
        found.start.min(document.len())..found.end.min(document.len())
    }
}

/// Where a mistake stands, as a person finds it in an editor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file, as [`Origin::path`] names it.
    pub path: String,
    /// From 1.
    pub line: u64,
    /// In characters, from 1.
    pub column: u64,
    /// The bytes concerned, in the file.
    pub range: Range<u64>,
    /// The line on which they begin, or a good part of it; `…` stands for what
    /// was left out. What is not UTF-8 has become U+FFFD.
    pub text: String,
    /// The bytes of `text` concerned: they end with the line.
    pub underline: Range<usize>,
}

/// A part of a file with the bytes concerned in it.
struct Window<'b> {
    bytes: &'b [u8],
    spot: Range<usize>,
    /// Whether the file begins with it.
    is_first: bool,
    /// Whether the file ends with it.
    is_last: bool,
}

impl Window<'_> {
    /// The line on which the spot begins, and the spot in it.
    fn line(&self) -> (String, Range<usize>) {
        let (before, after) = self.bytes.split_at(self.spot.start);
        let line_start = before.iter().rposition(|&byte| byte == b'\n').map(|end| end + 1);
        let line_length = after.iter().position(|&byte| byte == b'\n');

        let head = &before[line_start.unwrap_or(0)..];
        let head_cut = head.len() > CONTEXT || (line_start.is_none() && !self.is_first);
        let rest = &after[..line_length.unwrap_or(after.len())];
        let rest_cut = rest.len() > 2 * CONTEXT || (line_length.is_none() && !self.is_last);
        let rest = rest.strip_suffix(b"\r").unwrap_or(rest);
        let rest =
            if rest_cut { whole_characters(&rest[..rest.len().min(2 * CONTEXT)]) } else { rest };
        let (inside, tail) = rest.split_at(self.spot.len().min(rest.len()));

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

/// Where the first character at or after `at` begins.
fn character_start(bytes: &[u8], at: usize) -> usize {
    let at = at.min(bytes.len());
    at + bytes[at..].iter().take_while(|&&byte| byte & 0xC0 == 0x80).count()
}

/// The bytes without a character at their end that was cut in two.
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
    use crate::seed::origin::{File, Position};

    /// The place of what `at` points to in a document that stands in a text
    /// between the last two `§` of it.
    fn place(text: &str, at: &Pointer<'_>, code: Code) -> Place {
        let (before, rest) = text.split_once('§').unwrap();
        let (document, after) = rest.split_once('§').unwrap();
        let file = File::in_memory("x.json", format!("{before}{document}{after}").into_bytes());
        let mut start = Position::start(0);
        start.pass(before.as_bytes());
        let origin = Origin::new(&file, start, document.len());
        Mistake::new(origin, Violation::new(at, code, "")).place()
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
            let place = place(text, &at, code);
            let underlined = &place.text[place.underline.clone()];
            let found = (place.line, place.column, place.text.as_str(), underlined);
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn a_long_text_is_cut_around_the_mistake() {
        let text = format!("§{{\"b\": \"{0}\", \"a\": \"{0}\"}}§", "x".repeat(5000));
        let place = place(&text, &Pointer::Root.key("a"), Code::TooLong);
        assert_eq!((place.line, place.column, place.range), (1, 5016, 5015..10017));
        assert!(place.text.starts_with("…x") && place.text.ends_with("x…"), "{}", place.text);
        assert!(place.text.len() < 4 * CONTEXT, "{}", place.text.len());
        assert!(place.text[place.underline].starts_with("\"xx"));
    }

    #[test]
    fn a_file_that_has_gone_leaves_the_beginning_of_the_document() {
        let file = File::on_disk(std::path::Path::new("/nowhere/gone.json"));
        let mut start = Position::start(0);
        start.pass(b"12\n345");
        let origin = Origin::new(&file, start, 10);
        let violation = Violation::new(&Pointer::Root.key("a"), Code::Empty, "");
        let place = Mistake::new(origin, violation).place();
        assert_eq!((place.line, place.column, place.text.as_str()), (2, 4, ""));
    }
}
