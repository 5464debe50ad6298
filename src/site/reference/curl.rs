//! Requests as commands for curl.

use super::model::{Operation, Parameter, Place};

/// Maximum number of characters of a body in a command; a longer one is read from a file.
const MAX_BODY: usize = 400;

/// The command that sends the request of an operation with the examples of what it requires.
pub fn command(operation: &Operation, base: &str) -> String {
    let mut lines = Vec::new();
    let mut begin = "curl".to_owned();
    let is_implied =
        operation.is_reading() || operation.method == "POST" && operation.body.is_some();
    if !is_implied {
        begin = format!("curl -X {}", operation.method);
    }
    lines.push(format!("{begin} {}", quoted(&url(operation, base))));
    if operation.needs_key {
        lines.push("-H 'Authorization: Bearer YOUR_KEY'".to_owned());
    }
    let is_sent = |it: &&Parameter| it.place == Place::Header && it.is_required;
    for header in operation.parameters.iter().filter(is_sent) {
        let value = header.shape.example.as_deref().unwrap_or("…");
        lines.push(format!("-H {}", quoted(&format!("{}: {value}", header.name))));
    }
    if let Some(content) = operation.body.as_ref().and_then(|body| body.contents.first()) {
        lines.push(format!("-H {}", quoted(&format!("Content-Type: {}", content.media_type))));
        let short = content.example.as_ref().filter(|example| example.text.len() <= MAX_BODY);
        lines.push(match short {
            Some(example) => format!("--data-binary {}", quoted(&example.text)),
            None => "--data-binary @body.json".to_owned(),
        });
    }
    lines.join(" \\\n  ")
}

/// The URL of an operation, with the examples of the parameters that it requires.
pub fn url(operation: &Operation, base: &str) -> String {
    let mut path = operation.path.clone();
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for parameter in &operation.parameters {
        let value = parameter.first_value();
        match parameter.place {
            Place::Path => path = path.replace(&format!("{{{}}}", parameter.name), value),
            Place::Query if parameter.is_required => {
                query.append_pair(&parameter.name, value);
            }
            Place::Query | Place::Header => {}
        }
    }
    match query.finish().as_str() {
        "" => format!("{base}{path}"),
        query => format!("{base}{path}?{query}"),
    }
}

/// A text as one word of a shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quoted_text_is_one_word() {
        assert_eq!(quoted("it's $HOME"), r"'it'\''s $HOME'");
    }
}
