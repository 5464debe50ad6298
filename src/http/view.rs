//! What an answer shows of profiles: which keys, and with which names.

use std::collections::BTreeMap;

use serde::Serialize;

use super::params::Params;
use crate::directory::{Entry, SERVER_KEYS, Snapshot};
use crate::domain::{Country, Organization, TermScheme};

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
                let allowed = known().map(str::to_owned).collect();
                params.unknown_value("fields", &field, "is not a key of a profile", allowed);
            } else if !fields.contains(&field) {
                fields.push(field);
            }
        }
        let mut labels = false;
        for word in params.many("include") {
            labels |= word == "labels";
            if word != "labels" {
                let allowed = vec!["labels".to_owned()];
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
    let shows = |keys: &[&str]| match &view.fields {
        Some(fields) => fields.iter().any(|field| keys.contains(&field.as_str())),
        None => true,
    };
    let mut labels = BTreeMap::new();
    let mut name_term = |scheme: TermScheme, slug: &'s str| {
        if let Some(term) = snapshot.vocabulary().term(scheme, slug) {
            labels.insert(slug, term.label.as_str());
        }
    };
    let mut countries = Vec::new();
    for entry in entries {
        if shows(&["focus_areas", "fact_sources"]) {
            entry.focus_areas().for_each(|slug| name_term(TermScheme::FocusArea, slug));
        }
        if shows(&["approaches", "fact_sources"]) {
            entry.approaches().for_each(|slug| name_term(TermScheme::Approach, slug));
        }
        if shows(&["countries"]) {
            countries.extend(entry.countries());
        }
        if shows(&["headquarters"]) {
            countries.extend(entry.seat());
        }
    }
    for code in countries {
        if let Ok(country) = code.parse::<Country>() {
            labels.insert(code, country.name());
        }
    }
    labels
}

/// Adds a member to the end of an object that was written.
pub fn add_member(object: &mut Vec<u8>, key: &str, value: &impl Serialize) {
    if object.pop_if(|last| *last == b'}').is_some() {
        if object.last() != Some(&b'{') {
            object.push(b',');
        }
        object.push(b'"');
        object.extend_from_slice(key.as_bytes());
        object.extend_from_slice(b"\":");
        object.extend(to_json(value));
        object.push(b'}');
    }
}

/// A value as JSON.
pub fn to_json(value: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(value).expect("these types have only string keys")
}
