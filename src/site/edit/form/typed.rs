//! The typed document: a profile as it was typed into the form, valid or not.
//!
//! It is a JSON tree with the keys of a profile. Every scalar is a string, a list of short texts is
//! one string with line breaks, and lists of terms and of sources are arrays of strings. So nothing
//! that was typed is lost before it is valid.

use serde_json::{Map, Value};

use super::fields::PROFILE;
use super::schema::{Field, Kind, field};
use crate::site::display::capitalized;

/// A profile as it was typed.
#[derive(Clone, Debug, PartialEq)]
pub struct Typed(Value);

/// The text is not a typed document.
#[derive(Debug, thiserror::Error)]
#[error("a draft cannot be read: {0}")]
pub struct InvalidTyped(String);

impl Typed {
    /// The form of a new profile, in which nothing was typed.
    pub fn empty() -> Self {
        Self(members(PROFILE, &Value::Null))
    }

    /// The typed document of a profile, given its canonical JSON or a tree of the same shape.
    pub fn of_profile(profile: &Value) -> Self {
        Self(members(PROFILE, profile))
    }

    /// Reads the text that [`Typed::to_text`] made.
    ///
    /// # Errors
    ///
    /// When it is not a JSON object.
    pub fn from_text(text: &str) -> Result<Self, InvalidTyped> {
        let value: Value =
            serde_json::from_str(text).map_err(|err| InvalidTyped(err.to_string()))?;
        if !value.is_object() {
            return Err(InvalidTyped("it is not an object".to_owned()));
        }
        // A later version of the form may have other keys.
        Ok(Self(members(PROFILE, &value)))
    }

    /// The document as JSON text, to be stored.
    pub fn to_text(&self) -> String {
        self.0.to_string()
    }

    /// The root object.
    pub fn value(&self) -> &Value {
        &self.0
    }

    /// The root object, to be edited.
    pub(super) fn value_mut(&mut self) -> &mut Value {
        &mut self.0
    }

    /// The value at a JSON pointer.
    pub fn at(&self, pointer: &str) -> Option<&Value> {
        self.0.pointer(pointer)
    }

    /// The text at a JSON pointer; empty if there is none.
    pub fn text(&self, pointer: &str) -> &str {
        self.at(pointer).and_then(Value::as_str).unwrap_or_default()
    }

    /// Types a text into the field at a JSON pointer, if there is one.
    pub fn set(&mut self, pointer: &str, text: &str) {
        if let Some(value) = self.0.pointer_mut(pointer).filter(|value| value.is_string()) {
            *value = text.into();
        }
    }

    /// The elements of the list at a JSON pointer.
    pub fn list(&self, pointer: &str) -> &[Value] {
        list(self.at(pointer))
    }

    /// The ids of the sources, in their order.
    pub fn source_ids(&self) -> impl Iterator<Item = &str> {
        self.list("/sources").iter().map(|source| text(source.get("id")))
    }
}

/// The elements of a list; none for another value.
pub fn list(value: Option<&Value>) -> &[Value] {
    value.and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The text of a string; empty for another value.
pub fn text(value: Option<&Value>) -> &str {
    value.and_then(Value::as_str).unwrap_or_default()
}

/// A token of a JSON pointer (RFC 6901) for a key.
pub fn token(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// The key that a token of a JSON pointer (RFC 6901) means.
pub fn key_of(token: &str) -> String {
    token.replace("~1", "/").replace("~0", "~")
}

/// A field that a JSON pointer names, and what it names of it.
pub struct Place<'p> {
    pub field: &'static Field,
    /// The tokens after those of the field: a place in a list, or nothing.
    pub rest: Vec<&'p str>,
}

/// The innermost field that a pointer names. Elements of lists are between the fields.
pub fn place(pointer: &str) -> Option<Place<'_>> {
    let mut tokens = pointer.strip_prefix('/')?.split('/');
    let mut fields = PROFILE;
    loop {
        let found = field(fields, tokens.next()?)?;
        let mut rest = tokens.clone();
        let inner = match &found.kind {
            Kind::Group(inner) => Some(*inner),
            Kind::List(list) => {
                rest.next().and_then(|at| at.parse::<usize>().ok()).map(|_| list.fields)
            }
            _ => None,
        };
        match inner {
            Some(inner) if rest.clone().next().is_some() => {
                fields = inner;
                tokens = rest;
            }
            _ => return Some(Place { field: found, rest: tokens.collect() }),
        }
    }
}

/// The name of an element of a list, as the form shows it: `/outcomes/2` is "Result 3".
pub fn element_name(pointer: &str) -> String {
    let number = pointer.rsplit('/').next().and_then(|at| at.parse::<usize>().ok()).unwrap_or(0);
    let one = match place(pointer).map(|place| &place.field.kind) {
        Some(Kind::List(list)) => list.one,
        _ => "part",
    };
    format!("{} {}", capitalized(one), number + 1)
}

/// The name of a part of the form: `/outcomes/0/from` is "Result 1, From year". Empty if the
/// pointer names none.
pub fn part_name(pointer: &str) -> String {
    let mut names = Vec::new();
    let mut fields = PROFILE;
    let mut tokens = pointer.split('/').skip(1);
    while let Some(found) = tokens.next().and_then(|token| field(fields, token)) {
        // The part after a comma is a hint on the form of the value.
        let label = found.label.split(',').next().unwrap_or_default();
        let place = match &found.kind {
            Kind::List(_) => tokens.next().and_then(|at| at.parse::<usize>().ok()),
            _ => None,
        };
        match (&found.kind, place) {
            (Kind::List(list), Some(place)) => {
                names.push(format!("{} {}", capitalized(list.one), place + 1));
                fields = list.fields;
            }
            (Kind::Group(inner), _) => {
                names.push(label.to_owned());
                fields = inner;
            }
            _ => {
                names.push(label.to_owned());
                break;
            }
        }
    }
    names.join(", ")
}

fn members(fields: &[Field], of: &Value) -> Value {
    let members = fields.iter().map(|field| {
        let value = of.get(field.key).unwrap_or(&Value::Null);
        (field.key.to_owned(), typed(&field.kind, value))
    });
    Value::Object(members.collect())
}

fn typed(kind: &Kind, value: &Value) -> Value {
    match kind {
        Kind::Group(fields) => members(fields, value),
        Kind::List(of) => {
            list(Some(value)).iter().map(|element| members(of.fields, element)).collect()
        }
        Kind::Terms(_) | Kind::Citations => texts(value),
        Kind::FactSources => {
            let none = Map::new();
            let members = value.as_object().unwrap_or(&none).iter();
            Value::Object(members.map(|(key, ids)| (key.clone(), texts(ids))).collect())
        }
        Kind::Lines(_) => match value {
            Value::Array(lines) => {
                let lines: Vec<&str> = lines.iter().filter_map(Value::as_str).collect();
                lines.join("\n").into()
            }
            value => scalar(value),
        },
        _ => scalar(value),
    }
}

fn texts(value: &Value) -> Value {
    list(Some(value)).iter().filter(|it| it.is_string()).cloned().collect()
}

fn scalar(value: &Value) -> Value {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Bool(value) => value.to_string(),
        _ => String::new(),
    }
    .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pointer_names_the_innermost_field() {
        for (pointer, key, rest) in [
            ("/founded", Some("founded"), ""),
            ("/framing/summary", Some("summary"), ""),
            ("/framing/lens/2", Some("lens"), "2"),
            ("/outcomes", Some("outcomes"), ""),
            ("/outcomes/3", Some("outcomes"), "3"),
            ("/outcomes/3/claim", Some("claim"), ""),
            ("/outcomes/3/sources/1", Some("sources"), "1"),
            ("/method/steps/0/sources/-", Some("sources"), "-"),
            ("/ways_to_help/0/helpline/languages/1", Some("languages"), "1"),
            ("/fact_sources/focus_areas~1rescue", Some("fact_sources"), "focus_areas~1rescue"),
            ("/unknown", None, ""),
            ("/outcomes/x/claim", Some("outcomes"), "x claim"),
            ("", None, ""),
            ("founded", None, ""),
        ] {
            let found = place(pointer);
            assert_eq!(found.as_ref().map(|it| it.field.key), key, "{pointer}");
            assert_eq!(found.map_or_else(String::new, |it| it.rest.join(" ")), rest, "{pointer}");
        }
    }

    #[test]
    fn an_element_has_a_name() {
        for (pointer, name) in [
            ("/outcomes/2", "Result 3"),
            ("/method/steps/0", "Step 1"),
            ("/ways_to_help/9", "Way to help 10"),
            ("/name", "Part 1"),
        ] {
            assert_eq!(element_name(pointer), name);
        }
    }

    #[test]
    fn a_typed_document_survives_as_text() {
        let typed = Typed::of_profile(&serde_json::json!({
            "name": "Unseen", "founded": 2008, "founders": ["A", "B"],
            "fact_sources": {"focus_areas/rescue": ["a"]},
        }));
        assert_eq!(typed.text("/founded"), "2008");
        assert_eq!(typed.text("/founders"), "A\nB");
        assert_eq!(typed.list("/fact_sources/focus_areas~1rescue").len(), 1);
        assert_eq!(Typed::from_text(&typed.to_text()).unwrap(), typed);
        for text in ["", "[]", "3", "{"] {
            assert!(Typed::from_text(text).is_err(), "{text}");
        }
    }
}
