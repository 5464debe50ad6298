//! The mistakes in a form, each at its field.

use crate::domain::Violation;
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
            let message = format!("{}.", display::capitalized(&violation.message));
            Self::new(field(&violation.pointer), message)
        };
        violations.into_iter().map(mistake).collect()
    }
}

/// Whether a field has a mistake.
pub fn has_mistake(mistakes: &[FormMistake], field: &str) -> bool {
    mistakes.iter().any(|mistake| mistake.field == field)
}
