//! Redactions: the request of an administrator, and the records of it in revisions.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use serde::{Deserialize, Serialize, Serializer};
use utoipa::ToSchema;

use super::document::document;
use super::read::string;
use super::{Code, Node, Note, Passage, Pointer, Read, Refers, Violation};

document! {
    /// A value to redact in the revisions of an organization, and the reason.
    pub struct Redaction {
        /// A JSON pointer (RFC 6901) to a value of the profile; the empty pointer is the whole
        /// profile. `null` redacts only notes.
        pub pointer: Option<ValuePointer>,
        /// The revisions in which to redact it.
        pub revisions: RevisionSet,
        /// Whether to redact the notes of these revisions too. A whole profile goes with its notes.
        /// With `all`, the reasons of earlier redactions stay.
        pub notes: Option<bool>,
        /// A text to put in the place of the value, which must be a text. By default a required
        /// text becomes `[redacted]`, and everything else is removed.
        pub replacement: Option<Passage>,
        /// Whether to redact the value that is at the pointer now, even where one was redacted
        /// before: the elements of a list move up when one is removed.
        pub again: Option<bool>,
        /// The reason. It is public, so it must not repeat what is redacted.
        pub reason: Note,
    }
}

impl Redaction {
    /// Whether it redacts the notes of the revisions.
    pub fn has_notes(&self) -> bool {
        self.notes == Some(true) || self.pointer.as_ref().is_some_and(ValuePointer::is_whole)
    }

    /// The rules that involve several keys, and that are broken.
    pub fn violations(&self) -> Vec<Violation> {
        let at =
            |key, message| Violation::new(&Pointer::Root.key(key), Code::Contradiction, message);
        let is_whole = self.pointer.as_ref().is_some_and(ValuePointer::is_whole);
        let mut found = Vec::new();
        if self.pointer.is_none() && self.notes != Some(true) {
            found.push(at("pointer", "name a value, or set `notes` to true to redact only notes"));
        }
        if self.replacement.is_some() && (self.pointer.is_none() || is_whole) {
            found.push(at("replacement", "only one text can be replaced; name it in `pointer`"));
        }
        found
    }
}

impl Refers for Redaction {
    type References = ();

    fn references(_: &Node<'_>) {}
}

/// A JSON pointer (RFC 6901) to a value of a profile.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, ToSchema)]
#[schema(value_type = String, max_length = 400, example = "/outcomes/3")]
pub struct ValuePointer(String);

/// The text is not a [`ValuePointer`].
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("a JSON pointer is empty or begins with `/`, such as `/outcomes/3`")]
pub struct InvalidPointer;

impl ValuePointer {
    const MAX_LEN: usize = 400;

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is the whole profile.
    pub fn is_whole(&self) -> bool {
        self.0.is_empty()
    }

    /// Its reference tokens, unescaped.
    pub fn tokens(&self) -> Vec<String> {
        self.0.split('/').skip(1).map(|token| token.replace("~1", "/").replace("~0", "~")).collect()
    }
}

impl FromStr for ValuePointer {
    type Err = InvalidPointer;

    fn from_str(text: &str) -> Result<Self, InvalidPointer> {
        let has_form = text.is_empty() || text.starts_with('/');
        if has_form && text.len() <= Self::MAX_LEN && !text.contains(char::is_control) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidPointer)
        }
    }
}

impl Read for ValuePointer {
    fn read(node: &Node<'_>, at: &Pointer<'_>, found: &mut Vec<Violation>) -> Option<Self> {
        parsed(node, at, found)
    }
}

impl fmt::Display for ValuePointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Numbers of revisions: `all`, or numbers and ranges such as `3,5-9`.
#[derive(Clone, Debug, PartialEq, Eq, ToSchema)]
#[schema(
    value_type = String,
    pattern = "^(all|[0-9]+(-[0-9]+)?(,[0-9]+(-[0-9]+)?)*)$",
    max_length = 400,
    example = "all"
)]
pub struct RevisionSet(Option<Ranges>);

/// The first and the last number of each range.
type Ranges = Vec<(i32, i32)>;

/// The text is not a [`RevisionSet`].
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("write `all`, or numbers and ranges such as `3,5-9`")]
pub struct InvalidRevisionSet;

impl RevisionSet {
    /// All revisions.
    pub const ALL: Self = Self(None);

    const MAX_LEN: usize = 400;

    pub fn contains(&self, number: i32) -> bool {
        let is_in = |(from, to): &(i32, i32)| (*from..=*to).contains(&number);
        self.0.as_ref().is_none_or(|ranges| ranges.iter().any(is_in))
    }

    pub fn is_all(&self) -> bool {
        self.0.is_none()
    }

    /// The highest number that is named; `None` for all.
    pub fn last(&self) -> Option<i32> {
        self.0.as_ref()?.iter().map(|(_, to)| *to).max()
    }
}

impl FromStr for RevisionSet {
    type Err = InvalidRevisionSet;

    fn from_str(text: &str) -> Result<Self, InvalidRevisionSet> {
        if text == "all" {
            return Ok(Self::ALL);
        }
        if text.len() > Self::MAX_LEN {
            return Err(InvalidRevisionSet);
        }
        let number = |digits: &str| {
            let is_number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
            digits.parse::<i32>().ok().filter(|number| is_number && *number > 0)
        };
        let range = |part: &str| {
            let (from, to) = part.split_once('-').unwrap_or((part, part));
            let (from, to) = (number(from)?, number(to)?);
            (from <= to).then_some((from, to))
        };
        let ranges: Option<Vec<_>> = text.split(',').map(range).collect();
        Ok(Self(Some(ranges.ok_or(InvalidRevisionSet)?)))
    }
}

impl fmt::Display for RevisionSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(ranges) = &self.0 else { return f.write_str("all") };
        for (place, (from, to)) in ranges.iter().enumerate() {
            let comma = if place == 0 { "" } else { "," };
            write!(f, "{comma}{from}")?;
            if from != to {
                write!(f, "-{to}")?;
            }
        }
        Ok(())
    }
}

impl Serialize for RevisionSet {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Read for RevisionSet {
    fn read(node: &Node<'_>, at: &Pointer<'_>, found: &mut Vec<Violation>) -> Option<Self> {
        parsed(node, at, found)
    }

    fn absent() -> Option<Self> {
        Some(Self::ALL)
    }
}

fn parsed<T: FromStr<Err: fmt::Display>>(
    node: &Node<'_>,
    at: &Pointer<'_>,
    found: &mut Vec<Violation>,
) -> Option<T> {
    match string(node, at, found)?.parse() {
        Ok(value) => Some(value),
        Err(err) => {
            found.push(Violation::new(at, Code::InvalidForm, err.to_string()));
            None
        }
    }
}

/// One redaction of a revision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = RedactionRecord)]
pub struct RedactionRecord {
    /// A JSON pointer to the value of the profile; empty for the whole profile, `/note` for the
    /// note of the revision.
    #[schema(example = "/outcomes/3")]
    pub pointer: String,
    /// When it was redacted.
    #[schema(value_type = String, format = DateTime)]
    pub at: Timestamp,
    pub reason: String,
}

impl RedactionRecord {
    /// The pointer of the note of a revision.
    pub const NOTE: &'static str = "/note";
}

/// The redactions of all revisions of one organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganizationRedactions {
    pub slug: String,
    /// The oldest first, each once.
    pub redacted: Vec<RedactionRecord>,
}

/// The record of a revision about redactions of it, or of the revision before it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevisionRedactions {
    /// The root keys that the revision changed. They are kept here because the texts that they
    /// were compared in are gone.
    pub changed: Option<Vec<String>>,
    /// The oldest first.
    pub redacted: Vec<RedactionRecord>,
    /// Whether the revision announces a redaction. Its note is the reason.
    #[serde(default)]
    pub announces: bool,
    /// When a redaction last altered the revision, or the one that it is compared with.
    #[serde(default)]
    pub rewritten_at: Option<Timestamp>,
}

impl RevisionRedactions {
    /// The root keys of the profile in which something was redacted; the empty text stands for the
    /// whole profile.
    pub fn root_keys(&self) -> impl Iterator<Item = &str> {
        let of_profile = self.redacted.iter().filter(|it| it.pointer != RedactionRecord::NOTE);
        of_profile.map(|it| it.pointer.split('/').nth(1).unwrap_or(""))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::parse;

    fn read(json: &str) -> Result<Redaction, Vec<Violation>> {
        parse(&serde_json::from_str(json).unwrap())
    }

    #[test]
    fn revisions_are_all_or_numbers_and_ranges() {
        for (text, numbers) in [
            ("all", Some(vec![1, 2, 3, 4, 5, 6])),
            ("2", Some(vec![2])),
            ("1,3-5", Some(vec![1, 3, 4, 5])),
            ("5-3", None),
            ("0", None),
            ("", None),
            ("1,", None),
            ("+1", None),
            ("99999999999", None),
        ] {
            let set = text.parse::<RevisionSet>();
            let found = set
                .as_ref()
                .ok()
                .map(|set| (1..=6).filter(|number| set.contains(*number)).collect::<Vec<i32>>());
            assert_eq!(found, numbers, "{text}");
            assert!(set.is_err() || set.unwrap().to_string() == text, "{text}");
        }
    }

    #[test]
    fn a_pointer_has_unescaped_tokens() {
        let pointer: ValuePointer = "/fact_sources/focus_areas~1a~0b/0".parse().unwrap();
        assert_eq!(pointer.tokens(), ["fact_sources", "focus_areas/a~b", "0"]);
        assert!("".parse::<ValuePointer>().unwrap().tokens().is_empty());
        assert_eq!("outcomes".parse::<ValuePointer>(), Err(InvalidPointer));
    }

    #[test]
    fn a_redaction_needs_a_reason_and_something_to_redact() {
        let usual = read(r#"{"pointer": "/summary", "reason": "asked"}"#).unwrap();
        assert_eq!((usual.revisions.clone(), usual.has_notes()), (RevisionSet::ALL, false));
        assert!(usual.violations().is_empty());
        assert!(read(r#"{"pointer": "", "reason": "asked"}"#).unwrap().has_notes());
        let missing = read(r#"{"pointer": "/summary"}"#).unwrap_err();
        assert_eq!(missing[0].message, "the key `reason` is missing");
        let nothing = read(r#"{"reason": "asked"}"#).unwrap().violations();
        assert_eq!(nothing[0].pointer, "/pointer");
        let both = read(r#"{"pointer": "", "replacement": "x", "reason": "asked"}"#).unwrap();
        assert_eq!(both.violations()[0].pointer, "/replacement");
    }
}
