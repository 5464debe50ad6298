//! The mistakes in a form, each at its field.

use crate::domain::{Code, Violation};
use crate::site::display;

/// A mistake in a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormMistake {
    /// The id of its field.
    pub field: String,
    pub message: String,
}

impl FormMistake {
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), message: message.into() }
    }

    /// The mistakes of a document, each at the field that `field` names for its pointer.
    pub fn of_violations(violations: Vec<Violation>, field: impl Fn(&str) -> String) -> Vec<Self> {
        let mistake = |violation: Violation| {
            let message = match violation.code {
                Code::Empty => "Write a text here.".to_owned(),
                _ => sentence(&violation.message),
            };
            Self::new(field(&violation.pointer), message)
        };
        violations.into_iter().map(mistake).collect()
    }
}

/// Whether a field has a mistake.
pub fn has_mistake(mistakes: &[FormMistake], field: &str) -> bool {
    mistakes.iter().any(|mistake| mistake.field == field)
}

/// The message as a sentence for people: the API marks values with backticks.
pub fn sentence(message: &str) -> String {
    let text =
        if message.starts_with('`') { message.to_owned() } else { display::capitalized(message) };
    let parts = text.split('`').enumerate().map(|(place, part)| match place % 2 {
        0 => part.to_owned(),
        _ => format!("“{part}”"),
    });
    let text = parts.collect::<String>();
    match text.chars().next_back() {
        Some('.' | '?' | '!') => text,
        _ => format!("{text}."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_of_the_api_becomes_a_sentence() {
        for (message, expected) in [
            (
                "expected a URL such as `https://example.org/`",
                "Expected a URL such as “https://example.org/”.",
            ),
            (
                "`XX` is not a country; did you mean `XK`?",
                "“XX” is not a country; did you mean “XK”?",
            ),
            ("the text is too long.", "The text is too long."),
        ] {
            assert_eq!(sentence(message), expected);
        }
    }
}
