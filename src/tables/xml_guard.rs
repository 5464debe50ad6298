//! Checks the parts of a workbook before a library reads them.
//!
//! The library reserves memory for as many texts as a workbook declares, and computes positions from
//! references of any length. So a part must be UTF-8, declare no more than it can hold, and have
//! references that a spreadsheet can have.

/// Maximum number of letters of a column: `XFD` is the last.
const MAX_LETTERS: usize = 3;

/// Maximum number of digits of a row: 1,048,576 is the last.
const MAX_DIGITS: usize = 7;

/// The first reason for which a part must not be read.
pub fn fault(part: &[u8]) -> Option<String> {
    let Ok(text) = std::str::from_utf8(part) else {
        return Some("a part is not UTF-8".to_owned());
    };
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        rest = &rest[start + 1..];
        let skipped = [("!--", "-->"), ("![CDATA[", "]]>"), ("?", "?>")];
        let skipped = skipped.iter().find(|(open, _)| rest.starts_with(open));
        if let Some((_, close)) = skipped {
            let Some(end) = rest.find(close) else {
                return Some("a part is incomplete".to_owned());
            };
            rest = &rest[end + close.len()..];
            continue;
        }
        if rest.starts_with("!DOCTYPE") {
            return Some("a part declares a document type".to_owned());
        }
        let Some((reason, length)) = tag_fault(rest, part.len()) else {
            return Some("a part is incomplete".to_owned());
        };
        if reason.is_some() {
            return reason;
        }
        rest = &rest[length..];
    }
    None
}

/// The fault of a tag, and its length; `None` if it does not end.
fn tag_fault(tag: &str, part_length: usize) -> Option<(Option<String>, usize)> {
    let mut name_start = 0;
    let mut at = 0;
    let bytes = tag.as_bytes();
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'>' => return Some((None, at)),
            b'"' | b'\'' => {
                let length = bytes[at + 1..].iter().position(|&it| it == byte)?;
                let before = tag[name_start..at].trim_end().trim_end_matches('=').trim_end();
                let name = before.rsplit(|c: char| c.is_ascii_whitespace()).next();
                let name = name.unwrap_or_default();
                let fault = attribute_fault(name, &tag[at + 1..at + 1 + length], part_length);
                if fault.is_some() {
                    return Some((fault, at));
                }
                at += length + 2;
                name_start = at;
            }
            _ => at += 1,
        }
    }
    None
}

fn attribute_fault(name: &str, value: &str, part_length: usize) -> Option<String> {
    match name {
        "uniqueCount" | "count" => {
            let count: Option<usize> = value.trim().parse().ok();
            let is_number = !value.is_empty() && value.bytes().all(|it| it.is_ascii_digit());
            (is_number && count.is_none_or(|count| count > part_length))
                .then(|| "it declares more texts than it can have".to_owned())
        }
        "r" | "ref" => {
            (!value.split(':').all(is_reference)).then(|| "it has a cell at no place".to_owned())
        }
        _ => None,
    }
}

/// Whether a text is a column and a row, or a row only.
fn is_reference(text: &str) -> bool {
    let text = text.trim_start_matches('$');
    let digits = text.trim_start_matches(|c: char| c.is_ascii_alphabetic() || c == '$');
    let letters = text.len() - digits.len();
    letters <= MAX_LETTERS + 1
        && digits.len() <= MAX_DIGITS
        && digits.bytes().all(|it| it.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_as_spreadsheets_write_them_are_read() {
        for part in [
            "",
            "<?xml version=\"1.0\"?><sst count=\"2\" uniqueCount=\"1\"><si><t>a</t></si></sst>",
            "<dimension ref=\"A1:XFD1048576\"/><row r=\"1\"><c r='AB12' s=\"1\"/></row>",
            "<t>r=\"AAAAAAAA\" > 1</t><workbook xmlns:r=\"http://schemas.example/r\">",
            "<!-- <c r=\"AAAAAAAAAAA1\"> --><![CDATA[<c r=\"AAAAAAAAAAAAA1\">]]>",
        ] {
            assert_eq!(fault(part.as_bytes()), None, "{part}");
        }
    }

    #[test]
    fn parts_that_would_harm_the_reader_are_not_read() {
        for part in [
            &b"\xff\xfe<\0"[..],
            b"<sst uniqueCount=\"999999999999\"/>",
            b"<sst uniqueCount = '99999999999999999999999999'/>",
            b"<sst x=\">\" uniqueCount=\"999999999999\"/>",
            b"<c r=\"AAAAAAAAAAAAAAA1\"/>",
            b"<c s=\"1\"\n r\n=\n'A99999999999'/>",
            b"<dimension ref=\"A1:ZZZZZZZZ9\"/>",
            b"<!DOCTYPE x [<!ENTITY a \"b\">]>",
            b"<c r=\"A1",
            b"<!-- ",
        ] {
            assert!(fault(part).is_some(), "{}", String::from_utf8_lossy(part));
        }
    }
}
