//! The rooms of the house, and who may import whom: nobody upwards.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on panics")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Each room, and the rooms it may use.
const ROOMS: [(&str, &[&str]); 9] = [
    ("domain", &[]),
    ("text", &[]),
    ("store", &["domain"]),
    ("catalog", &["domain", "text"]),
    ("seed", &["domain"]),
    ("directory", &["domain", "store", "catalog"]),
    ("site", &["domain", "text", "catalog", "directory"]),
    ("http", &["domain", "text", "store", "catalog", "directory", "seed", "site"]),
    ("cli", &["domain", "store", "catalog", "directory", "http", "seed"]),
];

/// Each library that one room alone knows.
const KNOWN_BY: [(&str, &[&str]); 12] = [
    ("askama", &["site"]),
    ("diesel", &["store"]),
    ("tantivy", &["catalog"]),
    ("actix_web", &["http", "cli"]),
    ("actix_http", &["http", "cli"]),
    ("clap", &["cli"]),
    ("csv", &["directory"]),
    ("resvg", &["site"]),
    ("rust_embed", &["seed"]),
    ("rustix", &["cli"]),
    ("zip", &["cli"]),
    // Anybody can make two texts with one hash: it identifies nothing that a stranger chose.
    ("xxhash_rust", &["catalog", "text"]),
];

#[test]
fn nobody_imports_upwards() {
    for (room, allowed) in ROOMS {
        let used = names_after(room, "crate::");
        let rooms = used.iter().filter(|name| ROOMS.iter().any(|(room, _)| room == name));
        for other in rooms.filter(|other| *other != room) {
            assert!(allowed.contains(&other.as_str()), "`{room}` imports `{other}`");
        }
    }
}

#[test]
fn libraries_stay_in_their_rooms() {
    for (library, rooms) in KNOWN_BY {
        for (room, _) in ROOMS.iter().filter(|(room, _)| !rooms.contains(room)) {
            for (path, text) in sources(room) {
                let uses = text.lines().any(|line| {
                    !line.trim_start().starts_with("//") && line.contains(&format!("{library}::"))
                });
                assert!(!uses, "{} uses {library}", path.display());
            }
        }
    }
}

#[test]
fn every_folder_is_a_room() {
    let found: BTreeSet<String> = fs::read_dir("src")
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    let rooms: BTreeSet<String> = ROOMS.iter().map(|(room, _)| (*room).to_owned()).collect();
    assert_eq!(found, rooms);
}

/// The names that follow `prefix` in the code of a room.
fn names_after(room: &str, prefix: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (_, text) in sources(room) {
        let code: Vec<&str> =
            text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        for part in code.join("\n").split(prefix).skip(1) {
            // `crate::{a, b}` would hide names from this test.
            assert!(!part.starts_with('{'), "write out the imports of `{room}`, one room a line");
            let name = part.split(|c: char| !c.is_alphanumeric() && c != '_').next();
            names.extend(name.map(str::to_owned));
        }
    }
    names
}

fn sources(room: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    collect(&Path::new("src").join(room), &mut found);
    assert!(!found.is_empty(), "the room `{room}` is empty");
    found
}

fn collect(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            found.push((path, text));
        }
    }
}
