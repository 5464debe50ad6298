//! The names and values in a query string, a form or a JSON body.

use percent_encoding::percent_decode_str;

use crate::domain::Node;

/// Decodes the name of a parameter (`application/x-www-form-urlencoded`); `None` if it is not
/// percent-encoded UTF-8, or has C0 control characters.
pub fn decode_name(text: &str) -> Option<String> {
    decode(text).filter(|name| is_clean(name))
}

/// Decodes a part of a query string; `None` if it is not percent-encoded UTF-8.
pub fn decode(text: &str) -> Option<String> {
    if !text.contains(['+', '%']) {
        return Some(text.to_owned());
    }
    let text = text.replace('+', " ");
    let is_percent_encoded = text.split('%').skip(1).all(|after| {
        after.as_bytes().get(..2).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit))
    });
    let decoded = percent_decode_str(&text).decode_utf8().ok()?;
    is_percent_encoded.then(|| decoded.into_owned())
}

/// The parameter with free text. Its tabs and line breaks, which come with pasted text, are spaces.
const FREE_TEXT: &str = "q";

/// The value of a parameter; `None` if it has C0 control characters.
pub fn clean_value(name: &str, value: String) -> Option<String> {
    let is_space = |c: char| name == FREE_TEXT && matches!(c, '\t' | '\n' | '\r');
    let value = if value.contains(is_space) { value.replace(is_space, " ") } else { value };
    is_clean(&value).then_some(value)
}

/// Whether a text has no C0 control characters.
fn is_clean(text: &str) -> bool {
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
            assert_eq!(decode_name(text).as_deref(), decoded, "{text}");
            let value = decode(text).and_then(|value| clean_value("sort", value));
            assert_eq!(value.as_deref(), decoded, "{text}");
        }
    }

    #[test]
    fn only_free_text_may_have_tabs_and_line_breaks() {
        for (name, value, clean) in [
            ("q", "a\tb\r\nc\n", Some("a b  c ")),
            ("q", "a\u{0}", None),
            ("q", "a\u{b}b", None),
            ("q", "a\u{7f}", None),
            ("sort", "name\n", None),
        ] {
            assert_eq!(clean_value(name, value.to_owned()).as_deref(), clean, "{value:?}");
        }
    }
}
