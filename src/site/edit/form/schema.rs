//! The kinds of fields of which the form of a profile consists.

use crate::domain::TermScheme;

/// One key of a profile, or of a part of it, as the form shows it.
#[derive(Debug)]
pub struct Field {
    pub key: &'static str,
    pub label: &'static str,
    /// A sentence or two on what belongs there; empty if the label says enough.
    pub hint: &'static str,
    pub kind: Kind,
    /// Whether a profile without the value is refused.
    pub is_required: bool,
}

/// The kind of a field: what can be typed, and what becomes of it in the profile.
#[derive(Debug)]
pub enum Kind {
    /// Text on one line of at most so many characters.
    Line(usize),
    /// Text on several lines of at most so many characters.
    Text(usize),
    Year,
    /// A day, `2026-05-14`.
    Day,
    /// A year, month or day.
    PartialDay,
    Url,
    Slug,
    /// A country by its name or code.
    Country,
    /// A language by its name or tag.
    Language,
    /// One of some words; each has a name for people.
    Choice(&'static [Word]),
    /// Like `Choice`, where the first word is meant if none is chosen.
    ChoiceOrFirst(&'static [Word]),
    YesNo,
    /// A list of short texts, one on each line.
    Lines(LineKind),
    /// Keys that belong together.
    Group(&'static [Field]),
    /// A list of elements that can be added, removed and moved.
    List(&'static List),
    /// Terms of a vocabulary.
    Terms(TermScheme),
    /// Sources of the profile that are cited.
    Citations,
    /// The sources of the plain facts and of the terms, by key. They are shown at these.
    FactSources,
    /// A value that the form carries along without showing it.
    Hidden,
}

/// A word of a closed list, with its name for people.
pub type Word = (&'static str, &'static str);

/// The kind of the short texts in a list of lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineKind {
    /// Texts as they are typed, e.g. names of people.
    Plain,
    /// Countries by their names or codes.
    Countries,
    /// Languages by their names or tags.
    Languages,
}

/// A list of elements with the same fields.
#[derive(Debug)]
pub struct List {
    /// The noun for one element, in lower case: `outcome`.
    pub one: &'static str,
    pub fields: &'static [Field],
}

impl Field {
    /// A field whose value may be missing.
    pub const fn optional(key: &'static str, label: &'static str, kind: Kind) -> Self {
        Self { key, label, hint: "", kind, is_required: false }
    }

    /// A field that must have a value.
    pub const fn required(key: &'static str, label: &'static str, kind: Kind) -> Self {
        Self { key, label, hint: "", kind, is_required: true }
    }

    /// The same field with a hint.
    pub const fn hint(self, hint: &'static str) -> Self {
        Self { hint, ..self }
    }
}

/// The field of a list of fields that has a key.
pub fn field<'f>(fields: &'f [Field], key: &str) -> Option<&'f Field> {
    fields.iter().find(|field| field.key == key)
}
