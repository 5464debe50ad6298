//! JSON as bytes: finds the pieces of compact JSON without parsing the values, and joins pieces
//! into new objects and arrays.
//!
//! The readers trust their input: it is compact JSON that this program wrote (no white space
//! between tokens). They never panic on other bytes, but then the pieces mean nothing.

use std::ops::Range;

use serde::Serialize;

/// A value as JSON.
///
/// # Panics
///
/// When a map in the value has keys that are not strings.
pub fn to_vec(value: &impl Serialize) -> Vec<u8> {
    let mut json = Vec::with_capacity(128);
    write(&mut json, value);
    json
}

/// The members of an object in their order, each as its key (without quotes, escapes kept) and
/// its value.
pub fn members(object: &[u8]) -> Vec<(&str, &[u8])> {
    Pieces::of(object).filter_map(|piece| piece.member(object)).collect()
}

/// The value of one member.
pub fn member<'j>(object: &'j [u8], key: &str) -> Option<&'j [u8]> {
    let mut members = Pieces::of(object).filter_map(|piece| piece.member(object));
    members.find(|(name, _)| *name == key).map(|(_, value)| value)
}

/// Length of an object up to one member: without the comma before it and all that follows.
pub fn length_before(object: &[u8], key: &str) -> Option<usize> {
    let mut pieces = Pieces::of(object);
    let piece = pieces.find(|piece| piece.member(object).is_some_and(|(name, _)| name == key))?;
    Some(piece.range.start - 1)
}

/// The elements of an array in their order.
pub fn elements(array: &[u8]) -> Vec<&[u8]> {
    Pieces::of(array).map(|piece| &array[piece.range]).collect()
}

/// An object with only some members of another one, in the order of `keys`.
pub fn pick(object: &[u8], keys: &[String]) -> Vec<u8> {
    let members = members(object);
    let mut buffer = Vec::new();
    let mut picked = JsonObject::begin(&mut buffer);
    for key in keys {
        if let Some((_, value)) = members.iter().find(|(name, _)| name == key) {
            picked.raw_member(key, value);
        }
    }
    picked.finish();
    buffer
}

/// One member of an object or one element of an array.
struct Piece {
    range: Range<usize>,
    /// Position of the colon, in a member.
    colon: Option<usize>,
}

impl Piece {
    fn member<'j>(&self, object: &'j [u8]) -> Option<(&'j str, &'j [u8])> {
        let colon = self.colon?;
        let key = object.get(self.range.start + 1..colon.checked_sub(1)?)?;
        Some((str::from_utf8(key).ok()?, &object[colon + 1..self.range.end]))
    }
}

/// The pieces of one object or array, found on the way.
struct Pieces<'j> {
    json: &'j [u8],
    at: usize,
}

impl<'j> Pieces<'j> {
    fn of(json: &'j [u8]) -> Self {
        // Behind the opening bracket.
        Self { json, at: 1 }
    }
}

impl Iterator for Pieces<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        let start = self.at;
        let (mut depth, mut in_string, mut is_escaped) = (0_u32, false, false);
        let mut colon = None;
        for (at, &byte) in self.json.iter().enumerate().skip(start) {
            if in_string {
                in_string = is_escaped || byte != b'"';
                is_escaped = byte == b'\\' && !is_escaped;
                continue;
            }
            let is_end = match byte {
                b'"' => {
                    in_string = true;
                    false
                }
                b':' if depth == 0 && colon.is_none() => {
                    colon = Some(at);
                    false
                }
                b'{' | b'[' => {
                    depth += 1;
                    false
                }
                b'}' | b']' if depth > 0 => {
                    depth -= 1;
                    false
                }
                b'}' | b']' => true,
                b',' => depth == 0,
                _ => false,
            };
            if is_end {
                // Nothing follows the closing bracket.
                self.at = if byte == b',' { at + 1 } else { self.json.len() };
                return (start < at).then_some(Piece { range: start..at, colon });
            }
        }
        None
    }
}

fn write(json: &mut Vec<u8>, value: &impl Serialize) {
    serde_json::to_writer(json, value).expect("the maps of our types have string keys");
}

/// Writes one object at the end of a buffer. Without [`JsonObject::finish`] it stays open.
///
/// Keys are written as they are: they need no escapes.
#[must_use = "call `finish`, which closes the object"]
pub struct JsonObject<'b> {
    buffer: &'b mut Vec<u8>,
}

impl<'b> JsonObject<'b> {
    pub fn begin(buffer: &'b mut Vec<u8>) -> Self {
        buffer.push(b'{');
        Self { buffer }
    }

    /// Continues the object at the end of the buffer. Begins one if there is none.
    pub fn reopen(buffer: &'b mut Vec<u8>) -> Self {
        match buffer.pop_if(|last| *last == b'}') {
            Some(_) => Self { buffer },
            None => Self::begin(buffer),
        }
    }

    /// Adds a member.
    ///
    /// # Panics
    ///
    /// When a map in the value has keys that are not strings.
    pub fn member(&mut self, key: &str, value: &impl Serialize) {
        write(self.begin_member(key), value);
    }

    /// Adds a member whose value is JSON already.
    pub fn raw_member(&mut self, key: &str, value: &[u8]) {
        self.begin_member(key).extend_from_slice(value);
    }

    /// Adds a member whose value is an object.
    pub fn object(&mut self, key: &str) -> JsonObject<'_> {
        JsonObject::begin(self.begin_member(key))
    }

    /// Adds a member whose value is an array.
    pub fn array(&mut self, key: &str) -> JsonArray<'_> {
        JsonArray::begin(self.begin_member(key))
    }

    /// Writes a key and the colon. The caller writes exactly one value behind them.
    pub fn begin_member(&mut self, key: &str) -> &mut Vec<u8> {
        debug_assert!(!key.contains(['"', '\\']), "{key:?} would need escapes");
        if self.buffer.last() != Some(&b'{') {
            self.buffer.push(b',');
        }
        self.buffer.push(b'"');
        self.buffer.extend_from_slice(key.as_bytes());
        self.buffer.extend_from_slice(b"\":");
        self.buffer
    }

    pub fn finish(self) {
        self.buffer.push(b'}');
    }
}

/// Writes one array at the end of a buffer. Without [`JsonArray::finish`] it stays open.
#[must_use = "call `finish`, which closes the array"]
pub struct JsonArray<'b> {
    buffer: &'b mut Vec<u8>,
}

impl<'b> JsonArray<'b> {
    pub fn begin(buffer: &'b mut Vec<u8>) -> Self {
        buffer.push(b'[');
        Self { buffer }
    }

    /// Adds an element.
    ///
    /// # Panics
    ///
    /// When a map in the value has keys that are not strings.
    pub fn element(&mut self, value: &impl Serialize) {
        write(self.begin_element(), value);
    }

    /// Adds an element that is JSON already.
    pub fn raw_element(&mut self, value: &[u8]) {
        self.begin_element().extend_from_slice(value);
    }

    /// Adds an object.
    pub fn object(&mut self) -> JsonObject<'_> {
        JsonObject::begin(self.begin_element())
    }

    /// Adds a copy of an object, which can get more members.
    pub fn object_from(&mut self, object: &[u8]) -> JsonObject<'_> {
        let buffer = self.begin_element();
        buffer.extend_from_slice(object);
        JsonObject::reopen(buffer)
    }

    /// Adds an object of which `open` lacks only the value of its last member.
    pub fn completed(&mut self, open: &[u8], last: &impl Serialize) {
        let buffer = self.begin_element();
        buffer.extend_from_slice(open);
        write(buffer, last);
        buffer.push(b'}');
    }

    /// Writes the comma. The caller writes exactly one value behind it.
    pub fn begin_element(&mut self) -> &mut Vec<u8> {
        if self.buffer.last() != Some(&b'[') {
            self.buffer.push(b',');
        }
        self.buffer
    }

    pub fn finish(self) {
        self.buffer.push(b']');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(json: &[u8]) -> &str {
        std::str::from_utf8(json).unwrap()
    }

    #[test]
    fn members_are_found_without_parsing_their_values() {
        let object = br#"{"slug":"a","note":"\"x\",{","list":[{"slug":"b"},[1,2]],"n":null}"#;
        let found = members(object);
        let found: Vec<_> = found.iter().map(|(key, value)| (*key, text(value))).collect();
        assert_eq!(
            found,
            [
                ("slug", r#""a""#),
                ("note", r#""\"x\",{""#),
                ("list", r#"[{"slug":"b"},[1,2]]"#),
                ("n", "null"),
            ]
        );
        assert_eq!(member(object, "n"), Some(&b"null"[..]));
        assert_eq!(member(object, "b"), None);
        assert!(members(b"{}").is_empty());
        assert_eq!(length_before(object, "note"), Some(br#"{"slug":"a""#.len()));
        assert_eq!(length_before(object, "b"), None);
    }

    #[test]
    fn elements_are_found_without_parsing_them() {
        for (array, parts) in [
            ("[]", vec![]),
            (r#"["a"]"#, vec![r#""a""#]),
            (r#"["a,\"]","b"]"#, vec![r#""a,\"]""#, r#""b""#]),
            (r#"[{"a":[1,2]},[],3]"#, vec![r#"{"a":[1,2]}"#, "[]", "3"]),
        ] {
            let found: Vec<&str> = elements(array.as_bytes()).into_iter().map(text).collect();
            assert_eq!(found, parts, "{array}");
        }
    }

    #[test]
    fn bytes_that_are_not_json_cause_no_panic() {
        for bytes in ["", "{", "[", "}", ":", "{:", "{:}", "{,}", "\"", "{\"a\":", "{\"a\":{", "]]"]
        {
            let _ = (members(bytes.as_bytes()), elements(bytes.as_bytes()));
        }
    }

    #[test]
    fn pick_takes_members_in_the_order_of_the_keys() {
        let object = br#"{"slug":"a","note":"\"x\",{","list":[{"slug":"b"},[1,2]],"n":null}"#;
        for (keys, picked) in [
            (vec!["slug"], r#"{"slug":"a"}"#),
            (vec!["n", "list"], r#"{"n":null,"list":[{"slug":"b"},[1,2]]}"#),
            (vec!["note", "absent"], r#"{"note":"\"x\",{"}"#),
            (vec![], "{}"),
        ] {
            let keys: Vec<String> = keys.into_iter().map(str::to_owned).collect();
            assert_eq!(text(&pick(object, &keys)), picked);
        }
    }

    #[test]
    fn writers_nest_and_separate() {
        let mut buffer = Vec::new();
        let mut object = JsonObject::begin(&mut buffer);
        let mut data = object.array("data");
        data.element(&1);
        data.raw_element(br#"{"raw":true}"#);
        let mut more = data.object_from(b"{}");
        more.member("added", &"\"");
        more.finish();
        data.object_from(br#"{"a":1}"#).finish();
        data.completed(br#"{"b":1,"c":"#, &2);
        data.finish();
        object.object("empty").finish();
        object.array("none").finish();
        object.raw_member("raw", b"null");
        object.finish();
        let mut reopened = JsonObject::reopen(&mut buffer);
        reopened.member("last", &[1, 2]);
        reopened.finish();
        assert_eq!(
            text(&buffer),
            r#"{"data":[1,{"raw":true},{"added":"\""},{"a":1},{"b":1,"c":2}],"empty":{},"none":[],"raw":null,"last":[1,2]}"#
        );
    }
}
