//! Turning the typed document into the JSON of a profile.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use super::fields::PROFILE;
use super::schema::{Field, Kind, LineKind};
use super::source_ids::final_source_ids;
use super::typed::{Typed, list, text, token};
use super::values;

/// The JSON of a profile that was typed. It may break rules.
#[derive(Debug)]
pub struct Converted {
    pub profile: Value,
    /// The elements that were left out, because nothing was typed into them: their JSON pointers in
    /// the typed document.
    pub dropped: Vec<String>,
    /// The pointers of elements in the profile, with those in the typed document, where they differ.
    moved: Vec<(String, String)>,
}

impl Converted {
    /// The pointer in the typed document for one in the profile.
    pub fn typed_pointer(&self, pointer: &str) -> String {
        let is_at = |moved: &str| {
            pointer.strip_prefix(moved).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        // Inner lists come before the lists around them.
        match self.moved.iter().find(|(moved, _)| is_at(moved)) {
            Some((moved, typed)) => format!("{typed}{}", &pointer[moved.len()..]),
            None => pointer.to_owned(),
        }
    }
}

impl Typed {
    /// The JSON of the profile: texts without outer white space, numbers where a year is meant,
    /// `null` for what is empty, without the elements in which nothing was typed.
    pub fn convert(&self) -> Converted {
        self.convert_avoiding(&[])
    }

    /// Like [`Typed::convert`], but gives no new source one of these ids.
    pub fn convert_avoiding(&self, ids: &[String]) -> Converted {
        let mut conversion =
            Conversion { ids: final_source_ids(self, ids), dropped: Vec::new(), moved: Vec::new() };
        let profile = conversion.object(PROFILE, self.value(), ("", ""));
        let mut profile = Value::Object(profile);
        let facts = facts(&conversion, self, &profile);
        profile["fact_sources"] = facts;
        Converted { profile, dropped: conversion.dropped, moved: conversion.moved }
    }
}

struct Conversion {
    /// The id of each source in the profile, by the one in the typed document. A source that is
    /// left out has none.
    ids: HashMap<String, Option<String>>,
    dropped: Vec<String>,
    moved: Vec<(String, String)>,
}

/// A pointer in the profile, and the same place in the typed document.
type At<'p> = (&'p str, &'p str);

impl Conversion {
    fn object(&mut self, fields: &[Field], typed: &Value, at: At<'_>) -> Map<String, Value> {
        let member = |field: &Field| {
            let key = field.key;
            let value = typed.get(key).unwrap_or(&Value::Null);
            let (to, from) = (format!("{}/{key}", at.0), format!("{}/{key}", at.1));
            (key.to_owned(), self.value(field, value, (&to, &from)))
        };
        fields.iter().map(member).collect()
    }

    fn value(&mut self, field: &Field, typed: &Value, at: At<'_>) -> Value {
        match &field.kind {
            Kind::Group(_) if !field.is_required && is_empty(&field.kind, typed) => Value::Null,
            Kind::Group(fields) => Value::Object(self.object(fields, typed, at)),
            Kind::List(of) => self.elements(of.fields, typed, at),
            Kind::Terms(_) => typed.clone(),
            Kind::Citations => self.citations(typed),
            // Made after the lists of terms.
            Kind::FactSources => Value::Object(Map::new()),
            Kind::Lines(kind) => lines(*kind, text(Some(typed))),
            Kind::Hidden if field.key == "id" => {
                let id = self.ids.get(text(Some(typed))).cloned().flatten();
                id.map_or_else(|| typed.clone(), Value::String)
            }
            kind => scalar(kind, text(Some(typed)).trim()),
        }
    }

    fn elements(&mut self, fields: &[Field], typed: &Value, at: At<'_>) -> Value {
        let mut elements = Vec::new();
        for (place, element) in list(Some(typed)).iter().enumerate() {
            let from = format!("{}/{place}", at.1);
            if is_empty_object(fields, element) {
                self.dropped.push(from);
                continue;
            }
            let to = format!("{}/{}", at.0, elements.len());
            let converted = self.object(fields, element, (&to, &from));
            elements.push(Value::Object(converted));
            if to != from {
                self.moved.push((to, from));
            }
        }
        Value::Array(elements)
    }

    /// The ids as the profile has them. Those of sources that are left out go.
    fn citations(&self, typed: &Value) -> Value {
        let ids = list(Some(typed)).iter().filter_map(Value::as_str);
        let known = ids.filter_map(|id| match self.ids.get(id) {
            Some(id) => id.clone(),
            None => Some(id.to_owned()),
        });
        known.map(Value::String).collect()
    }
}

/// The sources of facts, without empty lists and without terms that the profile no longer lists.
fn facts(conversion: &Conversion, typed: &Typed, profile: &Value) -> Value {
    let none = Map::new();
    let facts = typed.at("/fact_sources").and_then(Value::as_object).unwrap_or(&none);
    let is_listed = |key: &str| match key.split_once('/') {
        Some((list_key, slug)) => list(profile.get(list_key)).iter().any(|term| term == slug),
        None => true,
    };
    let kept = facts.iter().filter(|(key, _)| is_listed(key));
    let converted = kept.map(|(key, ids)| (key.clone(), conversion.citations(ids)));
    Value::Object(converted.filter(|(_, ids)| !list(Some(ids)).is_empty()).collect())
}

fn lines(kind: LineKind, typed: &str) -> Value {
    let lines = typed.lines().map(str::trim).filter(|line| !line.is_empty());
    let values = lines.map(|line| match kind {
        LineKind::Plain => line.to_owned(),
        LineKind::Countries => values::country_code(line),
        LineKind::Languages => values::language_tag(line),
    });
    values.map(Value::String).collect()
}

fn scalar(kind: &Kind, typed: &str) -> Value {
    match kind {
        Kind::ChoiceOrFirst(words) if typed.is_empty() => words[0].0.into(),
        _ if typed.is_empty() => Value::Null,
        Kind::Year => match typed.parse::<u32>() {
            Ok(year) => year.into(),
            Err(_) => typed.into(),
        },
        Kind::YesNo => match typed {
            "true" => true.into(),
            "false" => false.into(),
            other => other.into(),
        },
        Kind::Country => values::country_code(typed).into(),
        Kind::Language => values::language_tag(typed).into(),
        _ => typed.into(),
    }
}

/// Whether nothing was typed into an element.
pub fn is_empty_object(fields: &[Field], element: &Value) -> bool {
    fields.iter().all(|field| is_empty(&field.kind, element.get(field.key).unwrap_or(&Value::Null)))
}

/// Whether nothing was typed into a field. The first word of a list does not count where it is
/// preselected.
fn is_empty(kind: &Kind, typed: &Value) -> bool {
    match kind {
        Kind::Hidden => true,
        Kind::Group(fields) => is_empty_object(fields, typed),
        Kind::List(of) => list(Some(typed)).iter().all(|it| is_empty_object(of.fields, it)),
        Kind::Terms(_) | Kind::Citations => list(Some(typed)).is_empty(),
        Kind::FactSources => typed.as_object().is_none_or(Map::is_empty),
        Kind::ChoiceOrFirst(words) => {
            let word = text(Some(typed)).trim();
            word.is_empty() || word == words[0].0
        }
        _ => text(Some(typed)).trim().is_empty(),
    }
}

/// The pointers of all lists of citations in a typed document, with the ids that they have, in the
/// order of the profile.
pub fn citations(typed: &Typed) -> Vec<(String, Vec<&str>)> {
    let mut found = Vec::new();
    collect(PROFILE, typed.value(), "", &mut found);
    found
}

fn collect<'t>(
    fields: &[Field],
    typed: &'t Value,
    at: &str,
    found: &mut Vec<(String, Vec<&'t str>)>,
) {
    let ids = |value: &'t Value| list(Some(value)).iter().filter_map(Value::as_str).collect();
    for field in fields {
        let Some(value) = typed.get(field.key) else { continue };
        let at = format!("{at}/{}", field.key);
        match &field.kind {
            Kind::Group(inner) => collect(inner, value, &at, found),
            Kind::List(of) => {
                for (place, element) in list(Some(value)).iter().enumerate() {
                    collect(of.fields, element, &format!("{at}/{place}"), found);
                }
            }
            Kind::Citations => found.push((at, ids(value))),
            Kind::FactSources => {
                for (key, value) in value.as_object().into_iter().flatten() {
                    found.push((format!("{at}/{}", token(key)), ids(value)));
                }
            }
            _ => {}
        }
    }
}

/// The ids of the sources into which nothing was typed.
pub fn empty_sources(typed: &Typed) -> HashSet<&str> {
    let Some(Field { kind: Kind::List(of), .. }) = super::schema::field(PROFILE, "sources") else {
        return HashSet::new();
    };
    let sources = typed.list("/sources").iter();
    let empty = sources.filter(|source| is_empty_object(of.fields, source));
    empty.map(|source| text(source.get("id"))).collect()
}
