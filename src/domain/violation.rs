//! A violation: one broken rule of a document, with its code, pointer and message.

use serde::Serialize;
use utoipa::ToSchema;

use super::Pointer;

/// The rule that a document breaks. Codes are permanent, because clients branch on them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// The text is not JSON.
    MalformedJson,
    /// Arrays and objects are nested too deeply.
    TooDeep,
    /// The value has the wrong JSON type.
    WrongType,
    /// A required key is missing.
    MissingKey,
    /// The key does not exist.
    UnknownKey,
    /// Only the server may write this key.
    ServerOwnedKey,
    /// The key appears twice in one object.
    DuplicateKey,
    /// A list contains the same element twice.
    Duplicate,
    /// The text is empty or has no visible characters.
    Empty,
    /// The text, list or object is too long.
    TooLong,
    /// The list has too few elements.
    TooFew,
    /// The number or date is out of range.
    OutOfRange,
    /// The text starts or ends with white space.
    OuterWhitespace,
    /// The text contains a control, bidirectional, invisible or private-use character, or too many
    /// combining marks in a row.
    ForbiddenCharacter,
    /// The text contains markup.
    Markup,
    /// The text contains an API key.
    SecretKey,
    /// The text does not have the required form.
    InvalidForm,
    /// The value is not one of the allowed ones.
    UnknownValue,
    /// A cited source is not in `sources`.
    DanglingSource,
    /// A source is never cited.
    UncitedSource,
    /// The term does not exist.
    UnknownTerm,
    /// The term is a group, which is only for browsing.
    GroupTerm,
    /// Organizations still use the term.
    TermInUse,
    /// The `broader` references form a cycle.
    CircularTerm,
    /// The organization does not exist.
    UnknownOrganization,
    /// The slug belongs or belonged to another organization.
    SlugTaken,
    /// The identifier belongs to another organization.
    IdentifierTaken,
    /// Parents or successors lead back to the organization itself.
    CircularReference,
    /// Two keys contradict each other.
    Contradiction,
    /// The operation has no such query parameter.
    UnknownParameter,
    /// A query parameter with one value was given several.
    RepeatedParameter,
    /// A query parameter or a list was given too many values.
    TooMany,
    /// No requested format is available.
    NotAcceptable,
    /// The document was edited after the import that is to be reverted.
    EditedSince,
    /// The value was redacted before, or is empty.
    AlreadyRedacted,
    /// The value cannot be redacted.
    NotRedactable,
}

impl Code {
    /// The code in `snake_case`, as JSON has it.
    pub fn name(self) -> String {
        match serde_json::to_value(self) {
            Ok(serde_json::Value::String(word)) => word,
            _ => format!("{self:?}"),
        }
    }
}

/// One broken rule of a document, as problem responses and `check` report it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Violation {
    /// The JSON pointer (RFC 6901) to the mistake.
    pub pointer: String,
    pub code: Code,
    /// For people: the mistake and how to correct it.
    pub message: String,
    /// The allowed values, if they can be listed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub allowed: Vec<String>,
    /// The nearest allowed value, if one is near enough.
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

    /// Adds the allowed values, and the one nearest to `given` as a suggestion.
    pub fn with_allowed<'a>(self, given: &str, allowed: impl IntoIterator<Item = &'a str>) -> Self {
        let allowed: Vec<String> = allowed.into_iter().map(str::to_owned).collect();
        let nearest = super::nearest(given, allowed.iter().map(String::as_str)).map(str::to_owned);
        Self { allowed, ..self }.with_suggestion(nearest)
    }

    /// Adds the value that was probably meant, also to the message.
    pub fn with_suggestion(mut self, meant: Option<String>) -> Self {
        if let Some(meant) = &meant {
            self.message = format!("{}; did you mean `{meant}`?", self.message);
        }
        self.did_you_mean = meant;
        self
    }
}
