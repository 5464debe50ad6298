//! A JSON text: one document, or an array of them.

use std::sync::Arc;

use serde::de::IgnoredAny;

use crate::domain::{Code, Pointer, Violation};

use super::batch::Found;
use super::origin::{File, Origin, Position};
use super::reader::{Flaw, Reader, decode, flaw};
use super::{Kind, Mistake, scanner, skip_byte_order_mark};

/// Reads every document of a text. Where `several` are allowed, values may
/// follow one another as they do in NDJSON, whatever their line breaks.
pub(super) fn read(
    text: &[u8],
    several: bool,
    file: &Arc<File>,
    kind: Kind,
    reader: &mut Reader<'_>,
) {
    let (start, text) = after_mark(text);
    let values = match values(text, several) {
        Ok(values) => values,
        Err((violation, spot)) => {
            let origin = Origin::new(file, start, text.len());
            return reader.found(Found::Mistake(Mistake::at(origin, spot, violation)));
        }
    };
    let mut position = start;
    let mut passed = 0;
    let mut read_at = |range: std::ops::Range<usize>| {
        position.pass(&text[passed..range.start]);
        passed = range.start;
        reader.document(&text[range], position, file, kind);
    };
    for value in values {
        match scanner::elements(&text[value.clone()]) {
            Some(elements) => elements
                .for_each(|range| read_at(value.start + range.start..value.start + range.end)),
            None => read_at(value),
        }
    }
}

/// Whether a text without a name is rather NDJSON than JSON.
///
/// It is if its first line is a whole document, or if its second begins one
/// that the first should have been beside; an array is always JSON.
pub(super) fn looks_like_lines(text: &[u8]) -> bool {
    let (_, text) = after_mark(text);
    let mut lines =
        text.split(|&byte| byte == b'\n').map(<[u8]>::trim_ascii).filter(|line| !line.is_empty());
    match (lines.next(), lines.next()) {
        (Some(first), _) if first.starts_with(b"[") => false,
        (Some(first), _) if is_json(first) => true,
        (Some(_), Some(second)) => second.starts_with(b"{") && !is_json(text),
        (Some(_), None) => false,
        (None, _) => true,
    }
}

/// Whether a text is a whole object; its beginning may be a byte-order mark.
pub(super) fn is_object(text: &[u8]) -> bool {
    let text = after_mark(text).1.trim_ascii();
    text.starts_with(b"{") && is_json(text)
}

fn is_json(text: &[u8]) -> bool {
    serde_json::from_slice::<IgnoredAny>(text).is_ok()
}

/// The text after its byte-order mark, and where that begins.
fn after_mark(mut text: &[u8]) -> (Position, &[u8]) {
    let mark = skip_byte_order_mark(&mut text).unwrap_or(0);
    (Position::start(mark), text)
}

/// The bytes of the values at the top of a text.
fn values(text: &[u8], several: bool) -> Result<Vec<std::ops::Range<usize>>, Flaw> {
    let text = decode(text)?;
    let mut stream = serde_json::Deserializer::from_str(text).into_iter::<IgnoredAny>();
    let mut values = Vec::new();
    loop {
        let from = stream.byte_offset();
        let start = text.len() - text[from..].trim_start().len();
        match stream.next() {
            None => break,
            Some(Ok(_)) => values.push(start..stream.byte_offset()),
            Some(Err(error)) => return Err(flaw(text, &error)),
        }
        if values.len() > 1 && !several {
            let message = "a .json file holds one document or one array; put several into an \
                           array, or one a line into an .ndjson file";
            let violation = Violation::new(&Pointer::Root, Code::MalformedJson, message);
            return Err((violation, start..start + 1));
        }
    }
    if values.is_empty() && !several {
        let message = "the file is empty; write a document or an array of documents into it";
        return Err((Violation::new(&Pointer::Root, Code::MalformedJson, message), 0..0));
    }
    Ok(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_lines_from_json() {
        for (text, expected) in [
            ("", true),
            ("{\"a\": 1}", true),
            ("{\"a\": 1}\n{\"a\": 2}\n", true),
            ("\u{feff}{\"a\": 1}\n{", true),
            ("{\"a\": }\n{\"a\": 2}\n", true),
            ("oops\n\n{\"a\": 2}\n", true),
            ("{\n  \"a\": 1\n}\n", false),
            ("{\"a\":\n{\"b\": 1}}", false),
            ("{\n  \"a\": 1\n}\n{\n  \"a\": 2\n}", false),
            ("[{}]", false),
            ("[\n{},\n{}\n]", false),
            ("{\"a\": ", false),
        ] {
            assert_eq!(looks_like_lines(text.as_bytes()), expected, "{text:?}");
        }
    }

    #[test]
    fn finds_the_values_of_a_text() {
        for (text, several, expected) in [
            (" {} ", false, Some(vec!["{}"])),
            ("{}\n [1]\n2 ", true, Some(vec!["{}", "[1]", "2"])),
            (" ", true, Some(vec![])),
            ("{} {}", false, None),
            ("{}, {}", true, None),
            (" ", false, None),
        ] {
            let found = values(text.as_bytes(), several).ok();
            let found: Option<Vec<&str>> =
                found.map(|ranges| ranges.into_iter().map(|range| &text[range]).collect());
            assert_eq!(found, expected, "{text:?}");
        }
    }
}
