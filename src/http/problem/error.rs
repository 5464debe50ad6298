//! One mistake in a request, and the limits on the mistakes in one response.

use serde::Serialize;
use utoipa::ToSchema;

use crate::domain::{Code, Violation, truncate};

/// One mistake in a request: where it is, the rule, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ProblemError {
    /// The query parameter or header with the mistake.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub parameter: Option<String>,
    /// In an import: the line of the body with the mistake, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub line: Option<u64>,
    /// In an imported table: the row with the mistake, as a spreadsheet shows it, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = 12)]
    pub row: Option<usize>,
    /// In an imported table: the name of the column with the mistake, as in the header.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false, example = "founded")]
    pub column: Option<String>,
    /// The place in the body with the mistake, as a JSON pointer (RFC 6901).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub pointer: Option<String>,
    /// The rule that is broken. Codes are permanent.
    #[schema(value_type = String, example = "unknown_value")]
    pub code: Code,
    /// A description of the mistake, for a person.
    pub message: String,
    /// The allowed values, where they can be listed. Only the first of several errors with the same
    /// list has it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    pub allowed: Vec<String>,
    /// The nearest allowed value.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub did_you_mean: Option<String>,
}

/// Maximum number of errors in one response; an import names more.
pub const MAX_ERRORS: usize = 100;

/// Maximum number of bytes that all errors of one response take, as JSON or on a page. The other
/// parts of a problem take less than 24 KiB, so no problem is longer than 64 kB.
const ERRORS_BYTES: usize = 36 << 10;

/// Maximum number of bytes of a list of allowed values; a longer list is left out.
const ALLOWED_BYTES: usize = 16 << 10;

/// Maximum number of characters of one error's message and pointer, which may repeat what the
/// client sent.
const VIOLATION_CHARACTERS: usize = 400;

/// The first errors, at most `most`, that fit into one response. Each list of allowed values stays
/// only with the first error that has it.
pub fn bounded(errors: impl IntoIterator<Item = ProblemError>, most: usize) -> Vec<ProblemError> {
    let mut bounded: Vec<ProblemError> = Vec::new();
    let mut bytes_left = ERRORS_BYTES;
    for mut error in errors.into_iter().take(most) {
        let is_long = error.allowed.iter().map(String::len).sum::<usize>() > ALLOWED_BYTES;
        if is_long || bounded.iter().any(|other| other.allowed == error.allowed) {
            error.allowed.clear();
        }
        let Some(rest) = bytes_left.checked_sub(error.size()) else { break };
        bytes_left = rest;
        bounded.push(error);
    }
    bounded
}

impl ProblemError {
    pub fn new(code: Code, message: String) -> Self {
        Self {
            parameter: None,
            line: None,
            row: None,
            column: None,
            pointer: None,
            code,
            message,
            allowed: Vec::new(),
            did_you_mean: None,
        }
    }

    /// Adds the value that was probably meant.
    pub fn with_suggestion(mut self, nearest: Option<String>) -> Self {
        if let Some(nearest) = &nearest {
            self.message = format!("{}; did you mean `{nearest}`?", self.message);
        }
        self.did_you_mean = nearest;
        self
    }

    /// Maximum number of bytes that it takes, as JSON or on a page.
    fn size(&self) -> usize {
        let json = serde_json::to_vec(self).expect("an error has only string keys");
        json.len().max(html_size(&self.message)) + 1
    }
}

/// Number of bytes that a text takes in an element of a page.
fn html_size(text: &str) -> usize {
    const ELEMENT: usize = 16;
    let escaped = |byte: u8| if b"<>&\"'".contains(&byte) { 5 } else { 1 };
    ELEMENT + text.bytes().map(escaped).sum::<usize>()
}

impl From<Violation> for ProblemError {
    fn from(violation: Violation) -> Self {
        let short = |text: &str| truncate(text, VIOLATION_CHARACTERS).into_owned();
        Self {
            pointer: Some(short(&violation.pointer)),
            allowed: violation.allowed,
            did_you_mean: violation.did_you_mean.as_deref().map(short),
            ..Self::new(violation.code, short(&violation.message))
        }
    }
}
