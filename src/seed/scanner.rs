//! Finds the byte range of a JSON pointer in the text of a document.
//!
//! serde_json has already parsed the text or reported its errors. The scanner therefore reports no
//! errors: in malformed text it finds less. It never recurses, so deep nesting is safe.

use std::ops::Range;

/// The part of an object member to find.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// The value of the first member with the name.
    Value,
    /// The key of the first member with the name.
    Key,
    /// The key of the last member with the name.
    LastKey,
}

/// The byte range in `text` of the value at a JSON pointer (RFC 6901).
///
/// If the text has no such value, the range is that of the innermost existing value on the path,
/// e.g. the object in which the key is missing.
pub(super) fn find(text: &[u8], pointer: &str, part: Part) -> Range<usize> {
    let mut scanner = Scanner::new(text);
    scanner.skip_whitespace();
    let mut found = scanner.at..scanner.clone().skip_value().map_or(text.len(), |v| v.end);
    let mut steps = pointer.split('/').skip(1).peekable();
    while let Some(step) = steps.next() {
        let step = step.replace("~1", "/").replace("~0", "~");
        let part = if steps.peek().is_some() { Part::Value } else { part };
        let mut inside = Scanner { text, at: found.start };
        let next = match inside.peek() {
            Some(b'{') => inside.member(&step, part),
            Some(b'[') => step.parse().ok().and_then(|index| inside.elements().nth(index)),
            _ => None,
        };
        match next {
            Some(range) => found = range,
            None => break,
        }
    }
    found
}

/// The byte ranges of the elements, if the text is an array.
pub(super) fn elements(text: &[u8]) -> Option<impl Iterator<Item = Range<usize>>> {
    let mut scanner = Scanner::new(text);
    scanner.skip_whitespace();
    (scanner.peek() == Some(b'[')).then(|| scanner.elements())
}

#[derive(Clone)]
struct Scanner<'t> {
    text: &'t [u8],
    at: usize,
}

impl<'t> Scanner<'t> {
    fn new(text: &'t [u8]) -> Self {
        Self { text, at: 0 }
    }

    fn peek(&self) -> Option<u8> {
        self.text.get(self.at).copied()
    }

    fn skip_whitespace(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\r' | b'\n')) {
            self.at += 1;
        }
    }

    /// Skips one expected character, with the white space before and after it.
    fn skip(&mut self, expected: u8) -> Option<()> {
        self.skip_whitespace();
        (self.peek()? == expected).then_some(())?;
        self.at += 1;
        self.skip_whitespace();
        Some(())
    }

    /// Skips the string that starts here.
    fn skip_string(&mut self) -> Option<Range<usize>> {
        let start = self.at;
        (self.peek()? == b'"').then_some(())?;
        self.at += 1;
        loop {
            match self.peek()? {
                b'"' => {
                    self.at += 1;
                    return Some(start..self.at);
                }
                b'\\' => self.at += 2,
                _ => self.at += 1,
            }
        }
    }

    /// Skips the value that starts here.
    fn skip_value(&mut self) -> Option<Range<usize>> {
        let start = self.at;
        let mut depth = 0_usize;
        loop {
            match self.peek()? {
                b'"' => {
                    self.skip_string()?;
                }
                b'{' | b'[' => {
                    depth += 1;
                    self.at += 1;
                }
                b'}' | b']' => {
                    depth = depth.checked_sub(1)?;
                    self.at += 1;
                }
                b',' | b':' | b' ' | b'\t' | b'\r' | b'\n' if depth > 0 => self.at += 1,
                _ => self.skip_word()?,
            }
            if depth == 0 {
                return Some(start..self.at);
            }
        }
    }

    /// Skips a number, `true`, `false` or `null`.
    fn skip_word(&mut self) -> Option<()> {
        let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || b"+-.".contains(byte);
        let length = self.text[self.at..].iter().take_while(|byte| is_word(byte)).count();
        self.at += length;
        (length > 0).then_some(())
    }

    /// A part of the member `name` of the object that starts here.
    fn member(&mut self, name: &str, part: Part) -> Option<Range<usize>> {
        let mut found = None;
        self.skip(b'{')?;
        while let Some((key, value)) = self.next_member() {
            let is_named = serde_json::from_slice::<String>(&self.text[key.clone()])
                .is_ok_and(|key| key == name);
            match part {
                Part::Value if is_named => return Some(value),
                Part::Key if is_named => return Some(key),
                Part::LastKey if is_named => found = Some(key),
                _ => {}
            }
        }
        found
    }

    fn next_member(&mut self) -> Option<(Range<usize>, Range<usize>)> {
        let key = self.skip_string()?;
        self.skip(b':')?;
        let value = self.skip_value()?;
        // After the last member there is no comma, and the next call finds no key.
        let _ = self.skip(b',');
        Some((key, value))
    }

    /// The elements of the array that starts here.
    fn elements(mut self) -> impl Iterator<Item = Range<usize>> + use<'t> {
        let mut more = self.skip(b'[').is_some();
        std::iter::from_fn(move || {
            let element = if more { self.skip_value() } else { None };
            more = self.skip(b',').is_some();
            element
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_value_at_a_pointer() {
        let text =
            r#" {"a": 1, "b": [true, {"c/d~e": "x\"]"}, []], "é": "ü", "q\u0041\"": -1.5e+3} "#;
        for (pointer, expected) in [
            ("", text.trim()),
            ("/a", "1"),
            ("/b", r#"[true, {"c/d~e": "x\"]"}, []]"#),
            ("/b/0", "true"),
            ("/b/1/c~1d~0e", r#""x\"]""#),
            ("/b/2", "[]"),
            ("/é", "\"ü\""),
            ("/qA\"", "-1.5e+3"),
            // A missing value gives the innermost existing value on its path.
            ("/z", text.trim()),
            ("/b/3", r#"[true, {"c/d~e": "x\"]"}, []]"#),
            ("/b/x", r#"[true, {"c/d~e": "x\"]"}, []]"#),
            ("/a/b", "1"),
            ("/b/2/0", "[]"),
        ] {
            assert_eq!(&text[find(text.as_bytes(), pointer, Part::Value)], expected, "{pointer}");
        }
    }

    #[test]
    fn distinguishes_members_with_the_same_name() {
        let text = r#"{"a": {"b": 1, "c": 2, "b": 3}, "a": 4}"#;
        for (pointer, part, expected) in [
            ("/a", Part::Key, 1..4),
            ("/a", Part::LastKey, 32..35),
            ("/a/b", Part::Key, 7..10),
            ("/a/b", Part::LastKey, 23..26),
            ("/a/b", Part::Value, 12..13),
        ] {
            assert_eq!(find(text.as_bytes(), pointer, part), expected, "{pointer} {part:?}");
        }
    }

    #[test]
    fn malformed_text_never_causes_a_panic_or_a_range_out_of_bounds() {
        let text = r#"[{"a\"": [1, "\u00e9", {"b": null}]}, -2.5, true]"#.as_bytes();
        let mut texts: Vec<Vec<u8>> = (0..text.len()).map(|end| text[..end].to_vec()).collect();
        for at in 0..text.len() {
            for byte in *b"\"\\{}[],: x\xFF" {
                let mut changed = text.to_vec();
                changed[at] = byte;
                texts.push(changed);
            }
        }
        texts.push(vec![b'['; 1_000_000]);
        for text in texts {
            for pointer in ["", "/", "/0", "/0/a\"/2/b", "/1", "/999999999999999999999999"] {
                for part in [Part::Value, Part::Key, Part::LastKey] {
                    let range = find(&text, pointer, part);
                    assert!(range.start <= range.end && range.end <= text.len());
                }
            }
        }
    }

    #[test]
    fn lists_elements() {
        for (text, expected) in [
            (" [1, [2, 3] ,{\"a\": 4}]", vec!["1", "[2, 3]", "{\"a\": 4}"]),
            ("[]", vec![]),
            ("[ \n ]", vec![]),
            ("[\"a]\"]", vec!["\"a]\""]),
        ] {
            let found: Vec<&str> =
                elements(text.as_bytes()).unwrap().map(|range| &text[range]).collect();
            assert_eq!(found, expected);
        }
        assert!(elements(b"{}").is_none());
        assert!(elements(b"").is_none());
    }
}
