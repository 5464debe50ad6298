//! Sets of profiles, each loaded as a whole. Each set has a number, and nearly every value differs
//! from the set before.

use std::collections::BTreeMap;

use serde_json::Value;

use super::profile::{has_all_of, stamped};

/// Number of profiles that every set has.
const CORE: usize = 300;
/// Number of profiles that only even sets have; odd sets have as many others.
const ALTERNATING: usize = 20;
/// Number of profiles in a set.
pub const SIZE: usize = CORE + ALTERNATING;

/// The profiles of the set with this number, by slug.
pub fn profiles(stamp: usize) -> BTreeMap<String, Value> {
    let core = (0..CORE).map(|number| {
        // Identifiers move from one profile to another.
        (format!("set-{number}"), format!("core-{}", (number + stamp) % CORE))
    });
    let alternating = (0..ALTERNATING).map(|number| {
        let name = format!("{}-{number}", if stamp.is_multiple_of(2) { "even" } else { "odd" });
        (name.clone(), name)
    });
    let all = core.chain(alternating).map(|(slug, identifier)| {
        let profile = stamped(&slug, stamp, &identifier);
        (slug, profile)
    });
    all.collect()
}

/// The profiles of a set as lines of JSON.
pub fn lines(stamp: usize) -> String {
    profiles(stamp).values().map(|profile| format!("{profile}\n")).collect()
}

/// The number of the set that these documents are, without withdrawn ones. Panics if they are a
/// mixture of sets.
pub fn stamp_of<'a>(documents: impl IntoIterator<Item = &'a Value>) -> usize {
    let listed = documents.into_iter().filter(|it| it["status"] != "withdrawn");
    let listed: BTreeMap<&str, &Value> =
        listed.map(|it| (it["slug"].as_str().unwrap(), it)).collect();
    let stamp = listed["set-0"]["acronym"].as_str().unwrap()[1..].parse().unwrap();
    let expected = profiles(stamp);
    assert!(listed.keys().eq(expected.keys()), "the slugs differ from set {stamp}");
    for (slug, profile) in &expected {
        assert!(has_all_of(listed[slug.as_str()], profile), "`{slug}` is not of set {stamp}");
    }
    stamp
}
