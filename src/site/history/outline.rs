//! A JSON value as lines that a person can read and compare.

use serde_json::Value;

use crate::site::words;

/// The lines of a value: members as `key: value`, elements with a bullet, all of what is inside
/// further in. Nothing that is empty is said.
pub fn outline(value: &Value) -> Vec<String> {
    let mut lines = Vec::new();
    write(value, 0, "", &mut lines);
    lines
}

fn write(value: &Value, depth: usize, before: &str, lines: &mut Vec<String>) {
    let mut line = |text: &str| lines.push(format!("{}{before}{text}", "  ".repeat(depth)));
    match value {
        Value::Null => {}
        Value::Bool(is_so) => line(if *is_so { "yes" } else { "no" }),
        Value::Number(number) => line(&number.to_string()),
        Value::String(text) => text.lines().for_each(line),
        Value::Array(elements) => {
            for element in elements {
                match element {
                    Value::Object(members) => object(members, depth, "• ", lines),
                    element => write(element, depth, "• ", lines),
                }
            }
        }
        Value::Object(members) => object(members, depth, before, lines),
    }
}

/// Members one below the other; what stands before them stands before the first alone.
fn object(
    members: &serde_json::Map<String, Value>,
    depth: usize,
    before: &str,
    lines: &mut Vec<String>,
) {
    let mut before = before.to_owned();
    for (key, value) in members {
        let (key, from) = (words::key(key), lines.len());
        match value {
            Value::Array(_) | Value::Object(_) => {
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
    use serde_json::json;

    use super::*;

    #[test]
    fn values_are_read_line_by_line() {
        for (value, lines) in [
            (json!(null), vec![]),
            (json!("one\ntwo"), vec!["one", "two"]),
            (json!(["a", "b"]), vec!["• a", "• b"]),
            (
                json!({"kind": "report", "url": null, "free": true}),
                vec!["kind: report", "free: yes"],
            ),
            (
                json!([{"title": "T", "sources": ["x"]}, {"title": "U", "sources": []}]),
                vec!["• title: T", "  sources:", "  • x", "• title: U"],
            ),
        ] {
            assert_eq!(outline(&value), lines, "{value}");
        }
    }
}
