//! Made-up profiles, and the profiles and terms in `seed_data/`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

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

pub fn seed_data() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("seed_data")
}

/// The text of each seed profile, by slug.
pub fn seed_texts() -> BTreeMap<String, String> {
    let folder = std::fs::read_dir(seed_data().join("organizations")).unwrap();
    let texts: BTreeMap<String, String> = folder
        .map(|file| {
            let path = file.unwrap().path();
            let slug = path.file_stem().unwrap().to_str().unwrap().to_owned();
            (slug, std::fs::read_to_string(path).unwrap())
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

/// The seed terms of a scheme: `focus_areas` or `approaches`.
pub fn seed_terms(scheme: &str) -> Vec<Value> {
    read_json(&seed_data().join(format!("{scheme}.json"))).as_array().unwrap().clone()
}

pub fn read_json(file: &Path) -> Value {
    serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}

/// The slug of a term, followed by those of all narrower terms.
pub fn term_and_narrower(terms: &[Value], slug: &str) -> Vec<String> {
    let mut slugs = vec![slug.to_owned()];
    let narrower = terms.iter().filter(|term| term["broader"] == slug);
    slugs
        .extend(narrower.flat_map(|term| term_and_narrower(terms, term["slug"].as_str().unwrap())));
    slugs
}

/// The strings in a JSON array.
pub fn strings(array: &Value) -> Vec<&str> {
    array.as_array().unwrap().iter().map(|element| element.as_str().unwrap()).collect()
}
