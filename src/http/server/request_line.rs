//! Percent-encodes what clients send raw in a URL: letters that are not ASCII, and quotes.
//!
//! `curl "…?q=Comissão"` sends UTF-8. actix-web would refuse such a URL before the application
//! sees it.

/// The part of a request line up to its end.
pub struct Part {
    /// The bytes to read in its place, and what follows them; `None` if it can stay.
    pub encoded: Option<Vec<u8>>,
    /// Number of bytes of the line among the bytes, once encoded.
    pub length: usize,
    /// Whether the end of the line was among the bytes.
    pub is_complete: bool,
}

/// Encodes the bytes of a request line at the beginning of `bytes`, which may have empty lines
/// before it.
pub fn encode(bytes: &[u8]) -> Part {
    let begin = bytes.iter().position(|byte| !b"\r\n".contains(byte)).unwrap_or(bytes.len());
    let line_break = bytes[begin..].iter().position(|byte| *byte == b'\n');
    let end = line_break.map_or(bytes.len(), |length| begin + length);
    let is_complete = line_break.is_some();
    let line = &bytes[begin..end];
    if line.iter().all(|byte| is_plain(*byte)) {
        return Part { encoded: None, length: line.len(), is_complete };
    }
    let mut encoded = Vec::with_capacity(bytes.len() * 2);
    encoded.extend_from_slice(&bytes[..begin]);
    for &byte in line {
        if is_plain(byte) {
            encoded.push(byte);
        } else {
            let digit = |value: u8| b"0123456789ABCDEF"[usize::from(value)];
            encoded.extend([b'%', digit(byte >> 4), digit(byte & 15)]);
        }
    }
    let length = encoded.len() - begin;
    encoded.extend_from_slice(&bytes[end..]);
    Part { encoded: Some(encoded), length, is_complete }
}

/// Whether the parser of URLs accepts a byte.
fn is_plain(byte: u8) -> bool {
    byte.is_ascii() && !b"\"<>`".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_request_line_is_encoded() {
        for (bytes, expected, is_complete) in [
            ("GET /?q=a HTTP/1.1\r\nX: é\r\n\r\né", None, true),
            ("GET /?q=é HTTP/1.1\r\nX: é\r\n", Some("GET /?q=%C3%A9 HTTP/1.1\r\nX: é\r\n"), true),
            ("\r\n\r\nGET /é HTTP/1.1\r\n", Some("\r\n\r\nGET /%C3%A9 HTTP/1.1\r\n"), true),
            ("GET /?q=\"a\"&x=<b>", Some("GET /?q=%22a%22&x=%3Cb%3E"), false),
            ("GET /?q=", None, false),
            ("\r\n", None, false),
            ("", None, false),
        ] {
            let part = encode(bytes.as_bytes());
            let encoded = part.encoded.map(|it| String::from_utf8(it).unwrap());
            assert_eq!(
                (encoded.as_deref(), part.is_complete),
                (expected, is_complete),
                "{bytes:?}"
            );
        }
    }
}
