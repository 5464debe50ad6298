//! The texts of forms, as documents have them.

use crate::domain::{Node, Note, Violation};
use crate::site::edit::sentence;

/// A text of one line: line breaks and repeated spaces become one space.
pub fn one_line(typed: Option<&str>) -> String {
    typed.unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The note of a change; `None` for the empty text.
///
/// # Errors
///
/// The mistake in it, as a sentence.
pub fn note(typed: &str) -> Result<Option<String>, String> {
    match typed.trim() {
        "" => Ok(None),
        text => match text.parse::<Note>() {
            Ok(note) => Ok(Some(note.to_string())),
            Err(Violation { message, .. }) => Err(sentence(&message)),
        },
    }
}

/// The revision that a form was made for, as a list with one element; none for another text.
pub fn form_revision(typed: Option<&str>) -> Vec<i32> {
    typed.and_then(|text| text.parse().ok()).into_iter().collect()
}

/// A JSON object with these members.
pub fn object<'t, const N: usize>(members: [(&'static str, Node<'t>); N]) -> Node<'t> {
    Node::Object(members.into_iter().map(|(key, value)| (key.into(), value)).collect())
}

/// A JSON text.
pub fn text(text: &str) -> Node<'static> {
    Node::String(text.to_owned().into())
}

/// A JSON text; null for the empty one.
pub fn text_or_null(typed: &str) -> Node<'static> {
    if typed.is_empty() { Node::Null } else { text(typed) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_breaks_are_those_of_documents() {
        assert_eq!(one_line(Some(" a\r\n b  c ")), "a b c");
        assert_eq!(one_line(None), "");
        assert_eq!(form_revision(Some("12")), [12]);
        assert!(form_revision(Some("x")).is_empty() && form_revision(None).is_empty());
    }
}
