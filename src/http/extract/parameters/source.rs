//! The names and values in a query string, a form or a JSON body.

use percent_encoding::percent_decode_str;

use crate::domain::Node;

/// Decodes a part of a query string (`application/x-www-form-urlencoded`); `None` if it is not
/// percent-encoded UTF-8, or has C0 control characters.
pub fn decode(text: &str) -> Option<String> {
    let text = text.replace('+', " ");
    let is_percent_encoded = text.bytes().enumerate().all(|(at, byte)| {
        byte != b'%'
            || text
                .as_bytes()
                .get(at + 1..at + 3)
                .is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit))
    });
    let decoded = percent_decode_str(&text).decode_utf8().ok()?;
    (is_percent_encoded && is_clean(&decoded)).then(|| decoded.into_owned())
}

/// Whether a text has no C0 control characters.
pub fn is_clean(text: &str) -> bool {
    !text.bytes().any(|byte| byte.is_ascii_control())
}

/// A plain JSON value as the text of a parameter.
pub fn json_text(value: Node<'_>) -> Option<String> {
    match value {
        Node::String(text) => Some(text.into_owned()),
        Node::Number(number) => Some(number.to_string()),
        Node::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_encoding_is_decoded_strictly() {
        for (text, decoded) in [
            ("a+b%20c", Some("a b c")),
            ("caf%C3%A9", Some("café")),
            ("%", None),
            ("%4", None),
            ("%zz", None),
            ("%00", None),
            ("%ff", None),
            ("%0a", None),
        ] {
            assert_eq!(decode(text).as_deref(), decoded, "{text}");
        }
    }
}
