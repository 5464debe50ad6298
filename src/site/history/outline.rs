//! A JSON document as an outline: lines that people can read and compare.

use std::borrow::Cow;

use crate::domain::Node;
use crate::site::display;

/// The lines of a value: members as `key: value`, elements with a bullet, nested values indented,
/// dates in words. Empty values are omitted.
pub fn outline(value: &Node<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    write(value, 0, "", &mut lines);
    lines
}

fn write(value: &Node<'_>, depth: usize, before: &str, lines: &mut Vec<String>) {
    let mut line = |text: &str| lines.push(format!("{}{before}{text}", "  ".repeat(depth)));
    match value {
        Node::Null => {}
        Node::Bool(value) => line(if *value { "yes" } else { "no" }),
        Node::Number(number) => line(&number.to_string()),
        Node::String(text) => match display::date_in_words(text) {
            Some(date) => line(&date),
            None => text.lines().for_each(line),
        },
        Node::Array(elements) => {
            for element in elements {
                match element {
                    Node::Object(members) => object(members, depth, "• ", lines),
                    element => write(element, depth, "• ", lines),
                }
            }
        }
        Node::Object(members) => object(members, depth, before, lines),
    }
}

/// Writes members one below the other; only the first has the prefix `before`.
fn object(
    members: &[(Cow<'_, str>, Node<'_>)],
    depth: usize,
    before: &str,
    lines: &mut Vec<String>,
) {
    let mut before = before.to_owned();
    for (key, value) in members {
        let (key, from) = (display::key_name(key), lines.len());
        match value {
            Node::Array(_) | Node::Object(_) => {
                write(value, depth + 1, "", lines);
                if lines.len() > from {
                    lines.insert(from, format!("{}{before}{key}:", "  ".repeat(depth)));
                }
            }
            value => write(value, depth, &format!("{before}{key}: "), lines),
        }
        if lines.len() > from {
            before = " ".repeat(before.chars().count());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_becomes_indented_lines() {
        for (json, lines) in [
            ("null", &[][..]),
            (r#""one\ntwo""#, &["one", "two"]),
            (r#"{"published": "2008-07"}"#, &["published: July 2008"]),
            (r#"["a", "b"]"#, &["• a", "• b"]),
            (r#"{"kind": "report", "url": null, "free": true}"#, &["kind: report", "free: yes"]),
            (
                r#"[{"title": "T", "sources": ["x"]}, {"title": "U", "sources": []}]"#,
                &["• title: T", "  sources:", "  • x", "• title: U"],
            ),
        ] {
            let node: Node<'_> = serde_json::from_str(json).unwrap();
            assert_eq!(outline(&node), lines, "{json}");
        }
    }
}
