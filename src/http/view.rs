//! What an answer shows of profiles: which keys, and with which names.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::params::Params;
use crate::catalog::{Entry, SERVER_KEYS, Snapshot};
use crate::domain::{Country, Keyword, Organization, TermScheme};

/// What an answer shows of each profile.
#[derive(Default)]
pub struct View {
    /// Only these keys of the profile; `None` for the usual ones.
    pub fields: Option<Vec<String>>,
    /// Whether the display names of terms and countries are added.
    pub labels: bool,
}

impl View {
    /// Reads `fields` and `include`.
    pub fn read(params: &mut Params) -> Self {
        let known = || Organization::KEYS.iter().copied().chain(SERVER_KEYS);
        let mut fields = Vec::new();
        for field in params.many("fields") {
            if !known().any(|key| key == field) {
                let allowed = || known().map(str::to_owned).collect();
                params.unknown_value("fields", &field, "is not a key of a profile", allowed);
            } else if !fields.contains(&field) {
                fields.push(field);
            }
        }
        let mut labels = false;
        for word in params.many("include") {
            labels |= word == "labels";
            if word != "labels" {
                let allowed = || vec!["labels".to_owned()];
                params.unknown_value("include", &word, "cannot be included", allowed);
            }
        }
        Self { fields: params.has("fields").then_some(fields), labels }
    }
}

/// The display names of the terms and countries that the rows show.
pub fn labels<'s>(
    snapshot: &'s Snapshot,
    view: &View,
    entries: impl Iterator<Item = Entry<'s>>,
) -> BTreeMap<&'s str, &'s str> {
    let mut labels = Labels { snapshot, view, names: BTreeMap::new() };
    for entry in entries {
        labels.add_terms(TermScheme::FocusArea, entry.focus_areas());
        labels.add_terms(TermScheme::Approach, entry.approaches());
        labels.add_countries("countries", entry.countries());
        labels.add_countries("headquarters", entry.headquarters_country().into_iter());
    }
    labels.names
}

/// The same for a profile that may no longer stand as it is given.
pub fn labels_of<'s>(
    snapshot: &'s Snapshot,
    view: &View,
    profile: &'s Value,
) -> BTreeMap<&'s str, &'s str> {
    let elements = |key: &str| profile[key].as_array().into_iter().flatten();
    let mut labels = Labels { snapshot, view, names: BTreeMap::new() };
    for &scheme in TermScheme::ALL {
        labels.add_terms(scheme, elements(scheme.plural()).filter_map(Value::as_str));
    }
    let countries = elements("countries").filter_map(|element| element["country"].as_str());
    labels.add_countries("countries", countries);
    let seat = profile["headquarters"]["country"].as_str();
    labels.add_countries("headquarters", seat.into_iter());
    labels.names
}

/// Display names, as they are gathered for an answer.
struct Labels<'s, 'v> {
    snapshot: &'s Snapshot,
    view: &'v View,
    names: BTreeMap<&'s str, &'s str>,
}

impl<'s> Labels<'s, '_> {
    fn shows(&self, key: &str) -> bool {
        self.view.fields.as_ref().is_none_or(|fields| fields.iter().any(|field| field == key))
    }

    fn add_terms(&mut self, scheme: TermScheme, slugs: impl Iterator<Item = &'s str>) {
        if !self.shows(scheme.plural()) && !self.shows("fact_sources") {
            return;
        }
        for slug in slugs {
            if let Some(term) = self.snapshot.vocabulary().term(scheme, slug) {
                self.names.insert(slug, term.label.as_str());
            }
        }
    }

    fn add_countries(&mut self, key: &str, codes: impl Iterator<Item = &'s str>) {
        if !self.shows(key) {
            return;
        }
        for code in codes {
            if let Ok(country) = code.parse::<Country>() {
                self.names.insert(code, country.name());
            }
        }
    }
}

/// Adds a member to the end of an object that was written.
pub fn add_member(object: &mut Vec<u8>, key: &str, value: &impl Serialize) {
    add_raw_member(object, key, &to_json(value));
}

/// The same with a value that is JSON already.
pub fn add_raw_member(object: &mut Vec<u8>, key: &str, value: &[u8]) {
    if object.pop_if(|last| *last == b'}').is_some() {
        if object.last() != Some(&b'{') {
            object.push(b',');
        }
        object.push(b'"');
        object.extend_from_slice(key.as_bytes());
        object.extend_from_slice(b"\":");
        object.extend_from_slice(value);
        object.push(b'}');
    }
}

/// A value as JSON.
pub fn to_json(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).expect("these types have only string keys")
}
