//! The display names of the terms and countries in a response: `include=labels`.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::catalog::{Entry, Snapshot};
use crate::domain::{Country, Keyword, TermScheme};
use crate::http::extract::parameters::view::View;

/// The labels of a whole profile, or of the keys that a view shows of it.
pub fn profile_labels<'s>(
    snapshot: &'s Snapshot,
    view: &View,
    entry: Entry<'s>,
) -> BTreeMap<&'s str, &'s str> {
    let mut all = labels(snapshot, view, std::iter::once(entry));
    if view.shows("countries") {
        let codes = entry.countries_with_roles().map(|(country, _)| country);
        all.extend(codes.filter_map(|code| Some((code, code.parse::<Country>().ok()?.name()))));
    }
    all
}

/// The countries of a row: a summary has those where the organization works; the key `countries` of
/// the profile has all.
fn countries<'s>(entry: &Entry<'s>, view: &View) -> Vec<&'s str> {
    match view.fields() {
        Some(_) => entry.countries_with_roles().map(|(country, _)| country).collect(),
        None => entry.countries().collect(),
    }
}

/// The labels of everything that a view shows of these organizations in a list.
pub fn labels<'s>(
    snapshot: &'s Snapshot,
    view: &View,
    entries: impl Iterator<Item = Entry<'s>>,
) -> BTreeMap<&'s str, &'s str> {
    let mut labels = Labels { snapshot, view, names: BTreeMap::new() };
    for entry in entries {
        for &scheme in TermScheme::ALL {
            labels.add_terms(scheme, entry.terms(scheme));
        }
        labels.add_countries("countries", countries(&entry, view).into_iter());
        labels.add_countries("headquarters", entry.headquarters_country().into_iter());
    }
    labels.names
}

/// Like [`labels`], for a profile that may have changed since.
pub fn past_labels<'s>(
    snapshot: &'s Snapshot,
    view: &View,
    profile: &'s Value,
) -> BTreeMap<&'s str, &'s str> {
    let elements = |key: &str| profile[key].as_array().into_iter().flatten();
    let mut labels = Labels { snapshot, view, names: BTreeMap::new() };
    for &scheme in TermScheme::ALL {
        let list = scheme.keys().iter().fold(profile, |value, key| &value[key]).as_array();
        labels.add_terms(scheme, list.into_iter().flatten().filter_map(Value::as_str));
    }
    let countries = elements("countries").filter_map(|element| element["country"].as_str());
    labels.add_countries("countries", countries);
    let seat = profile["headquarters"]["country"].as_str();
    labels.add_countries("headquarters", seat.into_iter());
    labels.names
}

/// The labels collected so far.
struct Labels<'s, 'v> {
    snapshot: &'s Snapshot,
    view: &'v View,
    names: BTreeMap<&'s str, &'s str>,
}

impl<'s> Labels<'s, '_> {
    fn add_terms(&mut self, scheme: TermScheme, slugs: impl Iterator<Item = &'s str>) {
        if !self.view.shows(scheme.keys()[0]) && !self.view.shows("fact_sources") {
            return;
        }
        for slug in slugs {
            if let Some(term) = self.snapshot.vocabulary().term(scheme, slug) {
                self.names.insert(slug, term.label.as_str());
            }
        }
    }

    fn add_countries(&mut self, key: &str, codes: impl Iterator<Item = &'s str>) {
        if !self.view.shows(key) {
            return;
        }
        for code in codes {
            if let Ok(country) = code.parse::<Country>() {
                self.names.insert(code, country.name());
            }
        }
    }
}
