//! The rooms of the house and the wings of `http`, and which may import which: none imports
//! upwards.

#![expect(clippy::unwrap_used, reason = "a test panics if it cannot go on")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Each room, and the rooms that it may import.
const ROOMS: [(&str, &[&str]); 11] = [
    ("domain", &[]),
    ("text", &[]),
    ("store", &["domain"]),
    ("catalog", &["domain", "text"]),
    ("seed", &["domain"]),
    ("tables", &["domain"]),
    ("directory", &["domain", "store", "catalog", "tables"]),
    ("dataset", &["domain", "store", "directory"]),
    ("site", &["domain", "text", "catalog", "directory"]),
    (
        "http",
        &["domain", "text", "store", "catalog", "directory", "dataset", "seed", "site", "tables"],
    ),
    ("cli", &["domain", "store", "catalog", "directory", "dataset", "http", "seed", "tables"]),
];

/// The wings of `http`, from the bottom up: each may import those before it.
const WINGS: [&str; 10] = [
    "problem", "protocol", "service", "extract", "edge", "api", "pages", "openapi", "routes",
    "server",
];

/// Each library that only some rooms may use.
const LIBRARIES: [(&str, &[&str]); 30] = [
    ("aho_corasick", &["directory"]),
    ("actix_http", &["http", "cli"]),
    ("actix_service", &["http"]),
    ("actix_web", &["http", "cli"]),
    ("annotate_snippets", &["cli"]),
    ("arc_swap", &["catalog"]),
    ("askama", &["site"]),
    ("atom_syndication", &["http"]),
    ("calamine", &["tables"]),
    ("clap", &["cli"]),
    ("csv", &["directory"]),
    ("diesel", &["store"]),
    ("encoding_rs", &["tables"]),
    ("frostem", &["text"]),
    ("governor", &["http"]),
    ("icu_properties", &["domain", "text"]),
    ("indicatif", &["cli"]),
    ("ipnet", &["http", "cli"]),
    ("levenshtein_automata", &["catalog"]),
    ("oxrdf", &["site"]),
    ("oxttl", &["site"]),
    ("resvg", &["site"]),
    ("rust_embed", &["seed"]),
    ("rust_xlsxwriter", &["tables"]),
    ("rustix", &["cli", "dataset", "store"]),
    ("skrifa", &["site"]),
    ("subtle", &["directory"]),
    ("tantivy", &["catalog"]),
    // Anyone can make two texts with the same hash, so it must not identify what clients send.
    ("xxhash_rust", &["catalog", "text"]),
    ("zip", &["dataset", "tables"]),
];

#[test]
fn rooms_import_only_the_rooms_below() {
    for (room, allowed) in ROOMS {
        for (path, code) in sources(&Path::new("src").join(room)) {
            for other in imports(&path, &code, "crate::") {
                let is_room = ROOMS.iter().any(|(room, _)| *room == other);
                assert!(
                    !is_room || other == room || allowed.contains(&other.as_str()),
                    "{} imports `{other}`",
                    path.display()
                );
            }
        }
    }
}

#[test]
fn wings_of_http_import_only_the_wings_below() {
    let rank = |wing: &str| WINGS.iter().position(|known| *known == wing);
    for (path, code) in sources(Path::new("src/http")) {
        let inside = path.strip_prefix("src/http").unwrap();
        let first = Path::new(inside.iter().next().unwrap());
        let Some(wing) = rank(first.file_stem().unwrap().to_str().unwrap()) else {
            assert_eq!(inside, Path::new("mod.rs"), "{} is in no wing", path.display());
            continue;
        };
        // Tests of the edge need the routes.
        if path.file_name().is_some_and(|name| name == "tests.rs") {
            continue;
        }
        let mut imported = imports(&path, &code, "crate::http::");
        let is_top = inside.iter().count() == 1 || inside.ends_with("mod.rs");
        if is_top && inside.iter().count() <= 2 {
            imported.extend(imports(&path, &code, "super::"));
        }
        for other in imported {
            let is_below = rank(&other).is_none_or(|other| other <= wing);
            assert!(is_below, "{} imports `{other}` above it", path.display());
        }
    }
}

#[test]
fn no_path_climbs_two_modules() {
    for (room, _) in ROOMS {
        for (path, code) in sources(&Path::new("src").join(room)) {
            assert!(
                !code.contains("super::super"),
                "{}: write the path from `crate`, so that the other tests see it",
                path.display()
            );
        }
    }
}

#[test]
fn libraries_stay_in_their_rooms() {
    for (library, rooms) in LIBRARIES {
        for (room, _) in ROOMS.iter().filter(|(room, _)| !rooms.contains(room)) {
            for (path, code) in sources(&Path::new("src").join(room)) {
                let uses = code.contains(&format!("{library}::"));
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

/// The names that follow `prefix` in the code of a file.
fn imports(path: &Path, code: &str, prefix: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for part in code.split(prefix).skip(1) {
        if let Some(group) = part.strip_prefix('{') {
            // Only in a group of names of one wing or room: `crate::{a, b}` would hide imports.
            assert!(prefix == "super::", "{}: write one import per line", path.display());
            let group = group.split(['}', '{']).next().unwrap_or_default();
            names.extend(group.split(',').map(|name| first_name(name.trim())));
        } else {
            names.insert(first_name(part));
        }
    }
    names
}

fn first_name(path: &str) -> String {
    path.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default().to_owned()
}

/// The files of a folder, or one file, with their code without comments.
fn sources(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    collect(folder, &mut found);
    assert!(!found.is_empty(), "{} is empty", folder.display());
    found
}

fn collect(folder: &Path, found: &mut Vec<(PathBuf, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&path).unwrap();
            let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
            found.push((path, code.collect::<Vec<_>>().join("\n")));
        }
    }
}
