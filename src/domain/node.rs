//! A JSON tree that keeps the order of keys and duplicate keys.
//!
//! `serde_json::Value` loses both. They are needed because a duplicate key is a violation to report
//! at its pointer, and because messages and comparisons list keys in document order.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Number;

/// Maximum nesting depth of arrays and objects in a document.
pub const MAX_DEPTH: usize = 32;

/// Maximum number of members of one JSON object in a document or patch.
pub const MAX_MEMBERS: usize = 1000;

/// One JSON value. Strings without escapes borrow from the text that was parsed.
#[derive(Clone, Debug, PartialEq)]
pub enum Node<'t> {
    Null,
    Bool(bool),
    Number(Number),
    String(Cow<'t, str>),
    Array(Vec<Node<'t>>),
    /// The members in their written order, duplicates included. The parser drops members after
    /// the first `MAX_MEMBERS + 1`: an oversized object stays cheap, and
    /// [`parse`](super::parse) still detects it.
    Object(Vec<(Cow<'t, str>, Node<'t>)>),
}

impl<'t> Node<'t> {
    /// The JSON type with its article, for messages.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::String(_) => "a string",
            Self::Array(_) => "an array",
            Self::Object(_) => "an object",
        }
    }

    /// The first member with this key, if this is an object that has one.
    pub fn get(&self, key: &str) -> Option<&Node<'t>> {
        match self {
            Self::Object(members) => members.iter().find(|(name, _)| name == key).map(|(_, v)| v),
            _ => None,
        }
    }

    /// The nesting depth of arrays and objects; 0 for a scalar.
    pub fn depth(&self) -> usize {
        match self {
            Self::Array(items) => 1 + items.iter().map(Node::depth).max().unwrap_or(0),
            Self::Object(members) => 1 + members.iter().map(|(_, v)| v.depth()).max().unwrap_or(0),
            _ => 0,
        }
    }
}

impl<'de> Deserialize<'de> for Node<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NodeVisitor)
    }
}

struct NodeVisitor;

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = Node<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Node<'de>, E> {
        Ok(Node::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node<'de>, E> {
        Ok(Node::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node<'de>, E> {
        Ok(Node::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node<'de>, E> {
        Ok(Node::Number(value.into()))
    }

    /// JSON Schema, section 6.1.1: `2007.0` is an integer.
    fn visit_f64<E: Error>(self, value: f64) -> Result<Node<'de>, E> {
        if let Some(whole) = whole_number(value) {
            return Ok(Node::Number(whole.into()));
        }
        Number::from_f64(value).map(Node::Number).ok_or_else(|| E::custom("a number is not finite"))
    }

    fn visit_borrowed_str<E>(self, value: &'de str) -> Result<Node<'de>, E> {
        Ok(Node::String(Cow::Borrowed(value)))
    }

    fn visit_str<E>(self, value: &str) -> Result<Node<'de>, E> {
        Ok(Node::String(Cow::Owned(value.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Node<'de>, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = access.next_element()? {
            items.push(item);
        }
        Ok(Node::Array(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Node<'de>, A::Error> {
        let mut members = Vec::new();
        while members.len() <= MAX_MEMBERS {
            let Some((Key(key), value)) = access.next_entry()? else { break };
            members.push((key, value));
        }
        while access.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Node::Object(members))
    }
}

/// The integer that a number is, if its digits are exact.
fn whole_number(value: f64) -> Option<i64> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    (value.fract() == 0.0 && value.abs() <= EXACT).then_some(value as i64)
}

/// The key of a member. Deserializing a plain `Cow` would always copy it.
struct Key<'t>(Cow<'t, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(KeyVisitor)
    }
}

struct KeyVisitor;

impl<'de> Visitor<'de> for KeyVisitor {
    type Value = Key<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_borrowed_str<E>(self, key: &'de str) -> Result<Key<'de>, E> {
        Ok(Key(Cow::Borrowed(key)))
    }

    fn visit_str<E>(self, key: &str) -> Result<Key<'de>, E> {
        Ok(Key(Cow::Owned(key.to_owned())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_number_is_an_integer_however_it_is_written() {
        for (json, whole) in [
            ("2007.0", Some(2007)),
            ("2.007e3", Some(2007)),
            ("-0.0", Some(0)),
            ("9007199254740992.0", Some(1 << 53)),
            ("2007.5", None),
            ("1e99", None),
        ] {
            let node: Node<'_> = serde_json::from_str(json).unwrap();
            let Node::Number(number) = node else { panic!("{json} is not a number") };
            assert_eq!(number.as_i64(), whole, "{json}");
        }
    }

    #[test]
    fn keeps_order_and_duplicates() {
        let node: Node = serde_json::from_str(r#"{"b": 1, "a": null, "b": [true]}"#).unwrap();

        let Node::Object(members) = &node else { panic!("not an object") };
        let keys: Vec<&str> = members.iter().map(|(key, _)| &**key).collect();
        assert_eq!(keys, ["b", "a", "b"]);
        assert_eq!(node.get("b"), Some(&Node::Number(1.into())));
        assert_eq!(node.depth(), 2);
    }
}
