//! The dependencies in `Cargo.toml`: each is used, and the licence of every crate in the tree is
//! one that the directory may be distributed under.
//!
//! Security advisories are not checked here: that needs the RustSec database, which a machine
//! without access to it cannot read. Run `cargo deny check advisories` or `cargo audit` where it
//! is.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use regex::Regex;
use serde_json::Value;

/// Dependencies that no source file names: each only sets features of a library below others.
const ONLY_FOR_FEATURES: [&str; 3] = ["libsqlite3-sys", "openssl-sys", "pq-sys"];

/// SPDX identifiers of licences that ask for no more than a notice.
const ALLOWED_LICENCES: [&str; 13] = [
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "PostgreSQL",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

#[test]
fn every_dependency_is_used() {
    let metadata = cargo(&["metadata", "--format-version", "1", "--no-deps", "--offline"]);
    let metadata: Value = serde_json::from_str(&metadata).unwrap();
    let dependencies = metadata["packages"][0]["dependencies"].as_array().unwrap();
    let shipped = crates_named_in(&["src", "benches"]);
    let tested = crates_named_in(&["src", "benches", "tests"]);
    let mut wrong = Vec::new();
    for dependency in dependencies {
        let name = dependency["name"].as_str().unwrap();
        let names = if dependency["kind"] == "dev" { &tested } else { &shipped };
        let is_used = names.contains(&name.replace('-', "_"));
        if is_used == ONLY_FOR_FEATURES.contains(&name) {
            wrong.push(name);
        }
    }
    assert!(
        wrong.is_empty(),
        "in Cargo.toml, but not in the code: {wrong:?}; remove them, move those that only tests \
         use to [dev-dependencies], or correct ONLY_FOR_FEATURES"
    );
}

#[test]
fn every_licence_in_the_tree_is_allowed() {
    let tree = cargo(&[
        "tree",
        "--locked",
        "--all-features",
        "--prefix=none",
        "--no-dedupe",
        "--format={p}\t{l}",
    ]);
    let crates: BTreeSet<(&str, &str)> =
        tree.lines().map(|line| line.split_once('\t').unwrap()).collect();
    assert!(crates.len() > 100, "cargo tree lists only {} crates", crates.len());
    let refused: Vec<String> = crates
        .iter()
        .filter(|(_, licence)| !is_allowed(licence))
        .map(|(name, licence)| format!("{name}: `{licence}`"))
        .collect();
    assert!(refused.is_empty(), "not on the list of allowed licences:\n{}", refused.join("\n"));
}

#[test]
fn a_licence_expression_is_allowed_if_one_choice_is() {
    for (expression, expected) in [
        ("MIT", true),
        ("GPL-3.0-only", false),
        ("GPL-3.0-only OR MIT", true),
        ("GPL-3.0-only AND MIT", false),
        ("MIT OR GPL-3.0-only AND ISC", true),
        ("(MIT OR GPL-3.0-only) AND ISC", true),
        ("(MIT OR ISC) AND GPL-3.0-only", false),
        ("Apache-2.0 WITH LLVM-exception", true),
        ("GPL-3.0-only WITH Classpath-exception-2.0", false),
        ("Apache-2.0 / MIT / MPL-2.0", true),
        ("GPL-3.0-only/MIT", true),
        ("", false),
        ("MIT ISC", false),
        ("(MIT", false),
    ] {
        assert_eq!(is_allowed(expression), expected, "{expression}");
    }
}

/// Reports whether an SPDX expression (or the older form with `/` for OR) permits a choice of
/// allowed licences only.
fn is_allowed(expression: &str) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    let mut rest = words.as_slice();
    any(&mut rest) == Some(true) && rest.is_empty()
}

/// `a OR b`; `None` if the expression is malformed.
fn any(words: &mut &[&str]) -> Option<bool> {
    let mut allowed = all(words)?;
    while take(words, "OR") {
        allowed |= all(words)?;
    }
    Some(allowed)
}

/// `a AND b`, which binds more tightly than OR.
fn all(words: &mut &[&str]) -> Option<bool> {
    let mut allowed = one(words)?;
    while take(words, "AND") {
        allowed &= one(words)?;
    }
    Some(allowed)
}

/// A licence, with an exception or without, or an expression in parentheses.
fn one(words: &mut &[&str]) -> Option<bool> {
    if take(words, "(") {
        let allowed = any(words)?;
        return take(words, ")").then_some(allowed);
    }
    let (licence, rest) = words.split_first()?;
    *words = rest;
    // An exception only adds permissions.
    if take(words, "WITH") {
        *words = words.get(1..)?;
    }
    Some(ALLOWED_LICENCES.contains(licence))
}

fn take(words: &mut &[&str], word: &str) -> bool {
    let is_next = words.first() == Some(&word);
    if is_next {
        *words = &words[1..];
    }
    is_next
}

/// The standard output of a Cargo command.
fn cargo(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO")).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The first part of every path (`serde` of `serde::Serialize`) in the code of some folders.
fn crates_named_in(folders: &[&str]) -> BTreeSet<String> {
    let path = Regex::new(r"(?:^|[^:\w])([a-z0-9_]+)::").unwrap();
    let mut names = BTreeSet::new();
    for folder in folders {
        collect(Path::new(folder), &path, &mut names);
    }
    names
}

fn collect(folder: &Path, path: &Regex, names: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let file = entry.unwrap().path();
        if file.is_dir() {
            collect(&file, path, names);
        } else if file.extension().is_some_and(|extension| extension == "rs") {
            let text = fs::read_to_string(&file).unwrap();
            let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
            names.extend(
                code.flat_map(|line| path.captures_iter(line)).map(|found| found[1].to_owned()),
            );
        }
    }
}
