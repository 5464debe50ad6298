//! One thing that is wrong with a document.

use serde::Serialize;
use utoipa::ToSchema;

use super::Pointer;

/// Which rule a document breaks. Codes are permanent: clients branch on them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// The text is not JSON.
    MalformedJson,
    /// Arrays and objects are nested too deeply.
    TooDeep,
    /// The value is of another JSON type.
    WrongType,
    /// A key that must be there is missing.
    MissingKey,
    /// A key that does not exist.
    UnknownKey,
    /// A key that only the server writes.
    ServerOwnedKey,
    /// A key that stands twice in one object.
    DuplicateKey,
    /// Something that may stand once in a list stands twice.
    Duplicate,
    /// The text is empty, or shows nothing.
    Empty,
    /// The text, list or object is too long.
    TooLong,
    /// The list has too few elements.
    TooFew,
    /// The number or date is out of its range.
    OutOfRange,
    /// The text begins or ends with white space.
    OuterWhitespace,
    /// The text contains a control, bidirectional, invisible or private-use character, or too many
    /// combining marks in a row.
    ForbiddenCharacter,
    /// The text holds markup.
    Markup,
    /// The text holds an API key.
    SecretKey,
    /// The text does not have the form that the key asks for.
    InvalidForm,
    /// The value is not one of those allowed.
    UnknownValue,
    /// A cited source is not in `sources`.
    DanglingSource,
    /// A source is cited nowhere.
    UncitedSource,
    /// The term does not exist.
    UnknownTerm,
    /// The term is a group: it is for browsing alone.
    GroupTerm,
    /// Organizations name the term.
    TermInUse,
    /// The terms form a circle by `broader`.
    CircularTerm,
    /// The organization does not exist.
    UnknownOrganization,
    /// The slug belongs, or belonged, to another organization.
    SlugTaken,
    /// The identifier belongs to another organization.
    IdentifierTaken,
    /// Two keys contradict each other.
    Contradiction,
    /// The operation has no such query parameter.
    UnknownParameter,
    /// A query parameter with one value was given several.
    RepeatedParameter,
    /// A query parameter was given too many values.
    TooMany,
    /// No requested format is available.
    NotAcceptable,
    /// The document was edited after the import that is to be reverted.
    EditedSince,
}

impl Code {
    /// The code as it is written.
    pub fn word(self) -> String {
        match serde_json::to_value(self) {
            Ok(serde_json::Value::String(word)) => word,
            _ => format!("{self:?}"),
        }
    }
}

/// One violation of a document's rules, as problems and `check` report it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Violation {
    /// Where, as a JSON pointer (RFC 6901).
    pub pointer: String,
    pub code: Code,
    /// What is wrong and what to do, for a person.
    pub message: String,
    /// The values that are allowed, where they can be listed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub allowed: Vec<String>,
    /// The allowed value that comes nearest.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub did_you_mean: Option<String>,
}

impl Violation {
    pub fn new(at: &Pointer<'_>, code: Code, message: impl Into<String>) -> Self {
        Self {
            pointer: at.to_string(),
            code,
            message: message.into(),
            allowed: Vec::new(),
            did_you_mean: None,
        }
    }

    /// The same violation with the allowed values and the nearest to `given`.
    pub fn among<'a>(self, given: &str, allowed: impl IntoIterator<Item = &'a str>) -> Self {
        let allowed: Vec<String> = allowed.into_iter().map(str::to_owned).collect();
        let nearest = super::nearest(given, allowed.iter().map(String::as_str)).map(str::to_owned);
        Self { allowed, ..self }.suggesting(nearest)
    }

    /// The same violation with the value that was probably meant.
    pub fn suggesting(mut self, meant: Option<String>) -> Self {
        if let Some(meant) = &meant {
            self.message = format!("{}; did you mean `{meant}`?", self.message);
        }
        self.did_you_mean = meant;
        self
    }
}
