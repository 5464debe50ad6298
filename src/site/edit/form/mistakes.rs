//! The mistakes of a typed profile: each at its field, in words for a person who fills in a form.

use std::collections::BTreeMap;

use super::convert::Converted;
use super::schema::{Field, Kind, LineKind};
use super::typed::{Place, Typed, place};
use crate::domain::{Code, Country, Violation, abbreviate, countries, nearest};
use crate::site::edit::mistakes::sentence;

/// The mistakes of a form, by the JSON pointer of the part that has them.
#[derive(Clone, Debug, Default)]
pub struct Mistakes {
    by_pointer: BTreeMap<String, Vec<String>>,
    /// In the order in which they were found: pointer and message.
    all: Vec<(String, String)>,
}

impl Mistakes {
    /// The mistakes that violations of the converted profile mean for the form.
    pub fn of(violations: &[Violation], converted: &Converted, typed: &Typed) -> Self {
        let mut mistakes = Self::default();
        for violation in violations {
            let pointer = shown_at(&converted.typed_pointer(&violation.pointer));
            let message = message(violation, &pointer, converted, typed);
            mistakes.add(pointer, message);
        }
        mistakes
    }

    /// Adds a mistake at a part of the form.
    pub fn add(&mut self, pointer: String, message: String) {
        if !self.at(&pointer).contains(&message) {
            self.all.push((pointer.clone(), message.clone()));
            self.by_pointer.entry(pointer).or_default().push(message);
        }
    }

    /// The mistakes of a part itself.
    pub fn at(&self, pointer: &str) -> &[String] {
        self.by_pointer.get(pointer).map_or(&[], Vec::as_slice)
    }

    /// Whether a part or anything in it has a mistake.
    pub fn has_within(&self, pointer: &str) -> bool {
        let below = format!("{pointer}/");
        !self.at(pointer).is_empty()
            || self
                .by_pointer
                .range(below.clone()..)
                .next()
                .is_some_and(|(at, _)| at.starts_with(&below))
    }

    /// All of them, each with its pointer.
    pub fn all(&self) -> &[(String, String)] {
        &self.all
    }

    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }
}

/// The part of the form that shows what is at a pointer: a field, or an element of a list.
fn shown_at(pointer: &str) -> String {
    let Some(Place { field, rest }) = place(pointer) else { return pointer.to_owned() };
    let kept = match field.kind {
        // An element of the list has its own part; so has each list of the sources of a fact.
        Kind::List(_) | Kind::FactSources => 1,
        _ => 0,
    };
    let mut shown = pointer;
    for _ in kept..rest.len() {
        shown = shown.rsplit_once('/').map_or("", |(list, _)| list);
    }
    shown.to_owned()
}

fn message(violation: &Violation, pointer: &str, converted: &Converted, typed: &Typed) -> String {
    let place = place(pointer);
    let field = place.as_ref().map(|place| place.field);
    let is_empty =
        typed.at(pointer).and_then(|it| it.as_str()).is_some_and(|it| it.trim().is_empty());
    match (violation.code, field) {
        (Code::WrongType | Code::Empty, Some(field)) if is_empty => missing(field),
        (Code::TooFew, Some(field)) => format!("Choose at least one of {}.", lower(field.label)),
        (Code::UnknownValue, Some(Field { kind, .. })) if is_country(kind) => {
            let given = converted.profile.pointer(&violation.pointer).and_then(|it| it.as_str());
            unknown_country(given.unwrap_or_default())
        }
        (Code::InvalidForm, Some(Field { kind: Kind::Url, .. }))
            if !typed.text(pointer).contains("://") =>
        {
            "Enter a complete URL, such as https://example.org/page.".to_owned()
        }
        (Code::WrongType, Some(Field { kind: Kind::Year, .. })) => {
            "Enter the year as four digits, such as 2016.".to_owned()
        }
        (Code::MissingKey, Some(Field { key: "related", .. })) => {
            "Enter the name of the other organization, or its name in URLs if the directory has it."
                .to_owned()
        }
        (Code::MissingKey, Some(Field { key: "summary", .. })) => {
            "Write how a reader can help, or give a URL or a helpline.".to_owned()
        }
        (Code::DanglingSource, Some(Field { kind: Kind::Citations, .. })) => {
            let given = converted.profile.pointer(&violation.pointer).and_then(|it| it.as_str());
            let given = given.unwrap_or_default();
            format!("There is no source with the number “{}”.", abbreviate(given))
        }
        (Code::UncitedSource, _) => "This source is never cited. Cite it, or remove it.".to_owned(),
        _ => sentence(&violation.message),
    }
}

fn is_country(kind: &Kind) -> bool {
    matches!(kind, Kind::Country | Kind::Lines(LineKind::Countries))
}

fn unknown_country(given: &str) -> String {
    let meant = match nearest(given, countries().map(Country::name)) {
        Some(name) => format!("did you mean “{name}”?"),
        None => "write its English name, or its code of two letters.".to_owned(),
    };
    format!("There is no country “{}”; {meant}", abbreviate(given))
}

/// A request for the value of a field.
fn missing(field: &Field) -> String {
    let label = lower(field.label.split(',').next().unwrap_or_default());
    match field.kind {
        _ if field.key == "reported_by" => "Enter who reports it.".to_owned(),
        Kind::Choice(_) => format!("Choose the {label}."),
        Kind::YesNo => "Choose yes or no.".to_owned(),
        Kind::Text(_) => format!("Write the text “{}”.", field.label),
        _ => format!("Enter the {label}."),
    }
}

fn lower(label: &str) -> String {
    let mut letters = label.chars();
    letters.next().map_or_else(String::new, |first| first.to_lowercase().chain(letters).collect())
}
