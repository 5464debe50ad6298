//! Made-up profiles, and the profiles and terms in `seed_data/`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use antislavery_directory::domain::{Keyword, TermScheme};
use serde_json::{Value, json};

/// Every facet, in the order in which lists have them.
pub const FACETS: [&str; 10] = [
    "focus_area",
    "approach",
    "population",
    "sector",
    "kind",
    "lens",
    "country",
    "way_to_help",
    "affiliation",
    "status",
];

/// A short valid profile in which `changes` replace some of the keys.
pub fn profile(slug: &str, changes: Value) -> Value {
    let mut profile = json!({
        "slug": slug,
        "name": slug,
        "summary": "It exists for a test.",
        "framing": {"summary": "As a wrong.", "sources": ["page"]},
        "method": {"summary": "By tests.", "steps": [], "sources": ["page"]},
        "focus_areas": ["bonded-labour"],
        "approaches": ["rescue"],
        "sources": [{"id": "page", "title": "A page", "url": "https://example.org/"}],
    });
    for (key, value) in changes.as_object().unwrap() {
        profile[key] = value.clone();
    }
    profile
}

/// Profiles whose terms of every vocabulary differ: each has some of the seed terms that are not
/// groups, chosen by its number, and none of some vocabularies.
pub fn invented_with_terms() -> Vec<Value> {
    let terms: Vec<(TermScheme, Vec<Value>)> =
        TermScheme::ALL.iter().map(|&it| (it, assignable(it))).collect();
    let invented = (0..24).map(|number: usize| {
        let mut invented =
            profile(&format!("invented-{number:02}"), json!({"founded": 1980 + number}));
        for (scheme, slugs) in &terms {
            let least = *scheme.allowed_count().start();
            let count = (number % 4).max(least).min(slugs.len());
            let step = number % 5 + 1;
            let mut chosen: Vec<Value> = Vec::new();
            for place in 0..count {
                let slug = &slugs[(number * 7 + place * step) % slugs.len()];
                if !chosen.contains(slug) {
                    chosen.push(slug.clone());
                }
            }
            *list_mut(&mut invented, *scheme) = chosen.into();
        }
        invented
    });
    invented.collect()
}

fn assignable(scheme: TermScheme) -> Vec<Value> {
    let terms = seed_terms(scheme.plural());
    terms.iter().filter(|it| it["group"] != true).map(|it| it["slug"].clone()).collect()
}

fn list_mut(profile: &mut Value, scheme: TermScheme) -> &mut Value {
    scheme.keys().iter().fold(profile, |value, key| &mut value[*key])
}

/// The terms of a scheme that a profile lists.
pub fn terms_of(profile: &Value, scheme: TermScheme) -> Vec<&str> {
    let list = scheme.keys().iter().fold(profile, |value, key| &value[*key]);
    list.as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

/// Whether a profile lists one of some terms.
pub fn has_any(profile: &Value, scheme: TermScheme, wanted: &[String]) -> bool {
    terms_of(profile, scheme).iter().any(|slug| wanted.iter().any(|wanted| wanted == slug))
}

pub fn seed_data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("seed_data")
}

/// The line with which each seed profile names its JSON Schema, which the directory does not keep.
const SCHEMA_LINE: &str = "  \"$schema\": \"../../openapi/profile.schema.json\",\n";

/// The text of each seed profile without its schema, by slug.
pub fn seed_texts() -> BTreeMap<String, String> {
    let folder = std::fs::read_dir(seed_data().join("organizations")).unwrap();
    let texts: BTreeMap<String, String> = folder
        .map(|file| {
            let path = file.unwrap().path();
            let slug = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let text = std::fs::read_to_string(path).unwrap();
            assert_eq!(text.matches(SCHEMA_LINE).count(), 1, "{slug} names no schema");
            (slug, text.replace(SCHEMA_LINE, ""))
        })
        .collect();
    assert!(texts.len() >= 41, "only {} seed files", texts.len());
    texts
}

/// The seed profiles, by slug.
pub fn seed_profiles_by_slug() -> BTreeMap<String, Value> {
    let texts = seed_texts().into_iter();
    texts.map(|(slug, text)| (slug, serde_json::from_str(&text).unwrap())).collect()
}

/// The seed profiles in slug order.
pub fn seed_profiles() -> Vec<Value> {
    seed_profiles_by_slug().into_values().collect()
}

/// The seed profiles that lists show without a filter by status, in slug order.
pub fn active_seed_profiles() -> Vec<Value> {
    let mut profiles = seed_profiles();
    profiles.retain(|profile| profile["status"] == "active");
    profiles
}

/// The seed terms of a scheme, by its name in the plural, such as `focus_areas`.
pub fn seed_terms(scheme: &str) -> Vec<Value> {
    read_json(&seed_data().join(format!("{scheme}.json"))).as_array().unwrap().clone()
}

/// Number of profiles and terms in the seed data: the last change of a directory that was seeded.
pub fn seed_documents() -> usize {
    let terms = TermScheme::ALL.iter().map(|scheme| seed_terms(scheme.plural()).len());
    terms.sum::<usize>() + seed_texts().len()
}

pub fn read_json(file: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}

/// Number of seed profiles.
pub fn seed_count() -> usize {
    seed_texts().len()
}

/// The last line of a first load of the seed data.
pub fn seeds_added() -> String {
    let count = seed_count();
    format!("{count} profiles: {count} added, 0 updated, 0 unchanged")
}

/// The last line of a later load of the seed data that updates some profiles and keeps others as
/// they were edited.
pub fn seeds_loaded(updated: usize, kept: usize) -> String {
    let count = seed_count();
    let unchanged = count - updated - kept;
    let line = format!("{count} profiles: 0 added, {updated} updated, {unchanged} unchanged");
    if kept == 0 { line } else { format!("{line}, {kept} kept") }
}

/// The slug of a term, followed by those of all narrower terms.
pub fn term_and_narrower(terms: &[Value], slug: &str) -> Vec<String> {
    let mut slugs = vec![slug.to_owned()];
    let narrower = terms.iter().filter(|term| strings(&term["broader"]).contains(&slug));
    slugs
        .extend(narrower.flat_map(|term| term_and_narrower(terms, term["slug"].as_str().unwrap())));
    slugs
}

/// The slug of a term, followed by those of all broader terms, each once.
pub fn term_and_broader(terms: &[Value], slug: &str) -> Vec<String> {
    let mut slugs = vec![slug.to_owned()];
    let mut next = 0;
    while let Some(slug) = slugs.get(next) {
        let term = terms.iter().find(|term| term["slug"] == slug.as_str());
        let broader: Vec<&str> = term.map_or_else(Vec::new, |term| strings(&term["broader"]));
        for broader in broader {
            if !slugs.iter().any(|other| other == broader) {
                slugs.push(broader.to_owned());
            }
        }
        next += 1;
    }
    slugs
}

/// The codes of the countries that lists and counts mean without `country_role`: those of programmes
/// and partners, each once.
pub fn countries_of(profile: &Value) -> Vec<&str> {
    let mut codes = Vec::new();
    for work in profile["countries"].as_array().into_iter().flatten() {
        let is_counted = matches!(work["role"].as_str(), None | Some("programmes" | "partners"));
        let code = work["country"].as_str().unwrap();
        if is_counted && !codes.contains(&code) {
            codes.push(code);
        }
    }
    codes
}

/// The strings in a JSON array.
pub fn strings(array: &Value) -> Vec<&str> {
    array.as_array().unwrap().iter().map(|element| element.as_str().unwrap()).collect()
}
