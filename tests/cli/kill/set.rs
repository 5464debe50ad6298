//! A set of profiles that is loaded as one: each set has another number, and
//! nearly everything in it differs from the set before.

use std::collections::BTreeMap;

use serde_json::Value;

use super::profile::{says, stamped};

/// How many profiles every set has.
const CORE: usize = 300;
/// How many profiles only sets of even numbers have, and as many those of odd ones.
const ALTERNATING: usize = 20;
/// How many profiles a set has.
pub const SIZE: usize = CORE + ALTERNATING;

/// The profiles of the set with this number, by slug.
pub fn profiles(stamp: usize) -> BTreeMap<String, Value> {
    let core = (0..CORE).map(|number| {
        // Identifiers pass from one profile to another.
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

/// The same, one a line.
pub fn lines(stamp: usize) -> String {
    profiles(stamp).values().map(|profile| format!("{profile}\n")).collect()
}

/// Which set these documents are; withdrawn ones do not count. Fails when they
/// are a mixture.
pub fn stamp_of<'a>(documents: impl IntoIterator<Item = &'a Value>) -> usize {
    let listed = documents.into_iter().filter(|it| it["status"] != "withdrawn");
    let listed: BTreeMap<&str, &Value> =
        listed.map(|it| (it["slug"].as_str().unwrap(), it)).collect();
    let stamp = listed["set-0"]["acronym"].as_str().unwrap()[1..].parse().unwrap();
    let expected = profiles(stamp);
    assert!(listed.keys().eq(expected.keys()), "it has not the slugs of set {stamp}");
    for (slug, profile) in &expected {
        assert!(says(listed[slug.as_str()], profile), "`{slug}` is not of set {stamp}");
    }
    stamp
}
