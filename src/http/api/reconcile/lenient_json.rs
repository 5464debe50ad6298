//! Reads the JSON in a parameter, and leaves out what cannot be read: one odd part of a batch must not
//! fail the others.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::domain::{Code, Node};
use crate::http::problem::{INVALID_PARAMETER, Problem};

/// Maximum number of levels at which a part that cannot be read is left out by itself: a property of
/// a query has a value in an object in a list, below its batch.
const MAX_LEVELS: usize = 6;

/// Replaces halves of surrogate pairs in the escapes of a JSON text, which JavaScript writes and
/// which are not characters.
pub fn with_whole_characters(text: &str) -> Cow<'_, str> {
    if !text.contains("\\ud") && !text.contains("\\uD") {
        return text.into();
    }
    let unit = |escape: &str| {
        let digits = escape.strip_prefix("\\u")?.get(..4)?;
        u16::from_str_radix(digits, 16).ok()
    };
    let (mut whole, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(at) = rest.find('\\') {
        let escape = &rest[at..];
        let second = escape.get(6..).and_then(unit);
        let length = match (unit(escape), second) {
            (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => 12,
            (Some(_), _) => 6,
            (None, _) => escape.chars().take(2).map(char::len_utf8).sum(),
        };
        let is_half = length == 6 && matches!(unit(escape), Some(0xd800..=0xdfff));
        whole.push_str(&rest[..at]);
        whole.push_str(if is_half { "\\ufffd" } else { &escape[..length] });
        rest = &escape[length..];
    }
    whole.push_str(rest);
    whole.into()
}

/// Parses the JSON in a parameter. Values that cannot be kept, because a number is too large or the
/// nesting too deep, are null.
///
/// # Errors
///
/// 400 for a text that is not JSON.
pub fn parsed<'t>(parameter: &str, text: &'t str) -> Result<Node<'t>, Problem> {
    match serde_json::from_str::<&RawValue>(text) {
        Ok(raw) => Ok(readable(raw.get(), MAX_LEVELS)),
        Err(err) => {
            let detail = format!("`{parameter}` is not JSON: {err}");
            Err(Problem::of_parameter(&INVALID_PARAMETER, parameter, Code::MalformedJson, detail))
        }
    }
}

/// A JSON value, with null for every part of it that cannot be read, down to a number of levels.
fn readable(json: &str, levels: usize) -> Node<'_> {
    if let Ok(node) = serde_json::from_str(json) {
        return node;
    }
    let Some(levels) = levels.checked_sub(1) else { return Node::Null };
    if let Ok(Members(members)) = serde_json::from_str(json) {
        let members = members.into_iter();
        return Node::Object(
            members.map(|(key, raw)| (key, readable(raw.get(), levels))).collect(),
        );
    }
    match serde_json::from_str::<Vec<&RawValue>>(json) {
        Ok(elements) => {
            Node::Array(elements.into_iter().map(|raw| readable(raw.get(), levels)).collect())
        }
        Err(_) => Node::Null,
    }
}

/// The members of a JSON object, in the order in which they were written.
struct Members<'t>(Vec<(Cow<'t, str>, &'t RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(MembersVisitor)
    }
}

struct MembersVisitor;

impl<'de> Visitor<'de> for MembersVisitor {
    type Value = Members<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
        let mut members = Vec::new();
        while let Some((key, value)) = map.next_entry::<String, &RawValue>()? {
            members.push((key.into(), value));
        }
        Ok(Members(members))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_of_surrogate_pairs_are_replaced() {
        for (text, expected) in [
            (r#"{"a\ud83d\ude00b": 1}"#, r#"{"a\ud83d\ude00b": 1}"#),
            (r#"{"\uD83Da": "\ude00"}"#, r#"{"\ufffda": "\ufffd"}"#),
            (r#""\\ud800 \" \ud800\ud800""#, r#""\\ud800 \" \ufffd\ufffd""#),
            ("\\", "\\"),
            ("\\é\\ud", "\\é\\ud"),
            ("{}", "{}"),
        ] {
            assert_eq!(with_whole_characters(text), expected, "{text}");
        }
    }
}
