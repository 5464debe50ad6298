//! The names and values in a query string, a form or a JSON body.

use percent_encoding::percent_decode_str;
use serde_json::Value;

use crate::domain::whole_number;

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

/// A query string without its empty values.
pub fn without_empty(form: &str) -> String {
    let is_filled = |pair: &&str| pair.split_once('=').is_none_or(|(_, value)| !value.is_empty());
    form.split('&').filter(is_filled).collect::<Vec<_>>().join("&")
}

/// A plain JSON value as the text of a parameter.
pub fn json_text(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        Value::Number(number) => {
            let whole = number.as_f64().filter(|_| number.is_f64()).and_then(whole_number);
            Some(whole.map_or_else(|| number.to_string(), |whole| whole.to_string()))
        }
        Value::Bool(flag) => Some(flag.to_string()),
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
