//! Reads a JSON text: one document, or an array of documents.

use std::sync::Arc;

use serde::de::IgnoredAny;

use crate::domain::{Code, Pointer, Violation};

use super::batch::ReadItem;
use super::origin::{File, Origin, TextPosition};
use super::reader::{Reader, SpannedViolation, decode, syntax_error};
use super::{Kind, Mistake, scanner, skip_byte_order_mark};

/// Reads every document of a text. With `allow_many`, the text may contain several values in a row,
/// as in NDJSON but with any line breaks.
pub(super) fn read(
    text: &[u8],
    allow_many: bool,
    file: &Arc<File>,
    kind: Kind,
    reader: &mut Reader<'_>,
) {
    let (start, text) = split_byte_order_mark(text);
    let values = match values(text, allow_many) {
        Ok(values) => values,
        Err((violation, span)) => {
            let origin = Origin::new(file, start, text.len());
            return reader.emit(ReadItem::Mistake(Mistake::with_span(origin, span, violation)));
        }
    };
    let mut position = start;
    let mut offset = 0;
    let mut read_at = |range: std::ops::Range<usize>| {
        position.advance(&text[offset..range.start]);
        offset = range.start;
        reader.read_document(&text[range], position, file, kind);
    };
    for value in values {
        match scanner::elements(&text[value.clone()]) {
            Some(elements) => elements
                .for_each(|range| read_at(value.start + range.start..value.start + range.end)),
            None => read_at(value),
        }
    }
}

/// Whether a text without a file name is NDJSON rather than JSON.
///
/// It is NDJSON if its first line is a complete value, or if its second line starts an object and
/// the text as a whole is not JSON: then the first line is probably a document with a mistake. A
/// text that starts with `[` is always JSON.
pub(super) fn looks_like_ndjson(text: &[u8]) -> bool {
    let (_, text) = split_byte_order_mark(text);
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

/// Whether a text is one complete object, after an optional byte-order mark.
pub(super) fn is_object(text: &[u8]) -> bool {
    let text = split_byte_order_mark(text).1.trim_ascii();
    text.starts_with(b"{") && is_json(text)
}

fn is_json(text: &[u8]) -> bool {
    serde_json::from_slice::<IgnoredAny>(text).is_ok()
}

/// The text without its byte-order mark, and the position at which it starts.
fn split_byte_order_mark(mut text: &[u8]) -> (TextPosition, &[u8]) {
    let mark = skip_byte_order_mark(&mut text).unwrap_or(0);
    (TextPosition::start(mark), text)
}

/// The byte ranges of the top-level values of a text.
fn values(text: &[u8], allow_many: bool) -> Result<Vec<std::ops::Range<usize>>, SpannedViolation> {
    let text = decode(text)?;
    let mut stream = serde_json::Deserializer::from_str(text).into_iter::<IgnoredAny>();
    let mut values = Vec::new();
    loop {
        let from = stream.byte_offset();
        let start = text.len() - text[from..].trim_start().len();
        match stream.next() {
            None => break,
            Some(Ok(_)) => values.push(start..stream.byte_offset()),
            Some(Err(error)) => return Err(syntax_error(text, &error)),
        }
        if values.len() > 1 && !allow_many {
            let message = "a .json file must contain one document or one array; put several \
                           documents into an array, or into an .ndjson file with one per line";
            let violation = Violation::new(&Pointer::Root, Code::MalformedJson, message);
            return Err((violation, start..start + 1));
        }
    }
    if values.is_empty() && !allow_many {
        let message = "the file is empty; it must contain a document or an array of documents";
        return Err((Violation::new(&Pointer::Root, Code::MalformedJson, message), 0..0));
    }
    Ok(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ndjson_is_distinguished_from_json() {
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
            assert_eq!(looks_like_ndjson(text.as_bytes()), expected, "{text:?}");
        }
    }

    #[test]
    fn values_finds_the_top_level_values() {
        for (text, allow_many, expected) in [
            (" {} ", false, Some(vec!["{}"])),
            ("{}\n [1]\n2 ", true, Some(vec!["{}", "[1]", "2"])),
            (" ", true, Some(vec![])),
            ("{} {}", false, None),
            ("{}, {}", true, None),
            (" ", false, None),
        ] {
            let found = values(text.as_bytes(), allow_many).ok();
            let found: Option<Vec<&str>> =
                found.map(|ranges| ranges.into_iter().map(|range| &text[range]).collect());
            assert_eq!(found, expected, "{text:?}");
        }
    }
}
