//! Encodings of text files: UTF-8, and those in which spreadsheets also save.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::TableError;

/// The text of a file, and the name of its encoding if that had to be guessed.
///
/// A byte order mark decides; without one, a text that is not UTF-8 is read as UTF-16 if every
/// second of its first bytes is zero, and otherwise as Windows-1252, which Excel writes as "CSV".
pub fn decode(bytes: &[u8]) -> Result<(Cow<'_, str>, Option<&'static str>), TableError> {
    let (encoding, mark) = match Encoding::for_bom(bytes) {
        Some((encoding, length)) => (Some(encoding), length),
        None => (wide_encoding(bytes), 0),
    };
    let bytes = &bytes[mark..];
    let (text, guessed) = match encoding {
        Some(encoding) if encoding != UTF_8 => {
            (encoding.decode_without_bom_handling(bytes).0, (mark == 0).then(|| encoding.name()))
        }
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => (text.into(), None),
            Err(_) => {
                let text = WINDOWS_1252.decode_without_bom_handling(bytes).0;
                (text, Some(WINDOWS_1252.name()))
            }
        },
    };
    if text.contains('\0') { Err(TableError::NotText) } else { Ok((text, guessed)) }
}

/// UTF-16 without a byte order mark, if the first characters are ASCII in it.
fn wide_encoding(bytes: &[u8]) -> Option<&'static Encoding> {
    let first = bytes.get(..8)?;
    let zeros = |parity: usize| first.iter().skip(parity).step_by(2).all(|&byte| byte == 0);
    match (zeros(0), zeros(1)) {
        (false, true) => Some(UTF_16LE),
        (true, false) => Some(UTF_16BE),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wide(text: &str, unit: impl Fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(unit).collect()
    }

    #[test]
    fn every_encoding_that_a_spreadsheet_writes_is_read() {
        let text = "naïve – “œ”";
        let windows = WINDOWS_1252.encode(text).0.into_owned();
        let marked = |text: &str| format!("\u{feff}{text}");
        for (bytes, guessed) in [
            (text.as_bytes().to_vec(), None),
            (marked(text).into_bytes(), None),
            (windows, Some("windows-1252")),
            (wide(&marked(text), u16::to_le_bytes), None),
            (wide(&marked(text), u16::to_be_bytes), None),
        ] {
            assert_eq!(decode(&bytes), Ok((text.into(), guessed)), "{bytes:?}");
        }
        let ascii = "slug,name é";
        assert_eq!(decode(&wide(ascii, u16::to_le_bytes)), Ok((ascii.into(), Some("UTF-16LE"))));
        assert_eq!(decode(&wide(ascii, u16::to_be_bytes)), Ok((ascii.into(), Some("UTF-16BE"))));
        assert_eq!(decode(b""), Ok(("".into(), None)));
        assert_eq!(decode(b"a,b\0c"), Err(TableError::NotText));
    }
}
