//! Validates each export format, and its content for a profile in revision 1.

use std::collections::BTreeSet;

use serde_json::Value;

use super::BASE;

/// Checks a text against the syntax of its format and the content of the profile.
pub fn check(format: &str, text: &str, profile: &Value) {
    match format {
        "jsonld" => check_json_ld(text, profile),
        "md" => check_markdown(text, profile),
        "bibtex" => check_bibtex(text, profile),
        "csl" => check_csl(text, profile),
        "ris" => check_ris(text, profile),
        _ => panic!("{format} has no rules"),
    }
}

fn url(profile: &Value) -> String {
    format!("{BASE}/organizations/{}", profile["slug"].as_str().unwrap())
}

/// The URL of the first version.
fn version_url(profile: &Value) -> String {
    format!("{}/history/1", url(profile))
}

fn check_json_ld(text: &str, profile: &Value) {
    let document: Value = serde_json::from_str(text).unwrap();
    assert_eq!(document["@context"], "https://schema.org");
    let is_public = array(&profile["kinds"]).any(|kind| kind == "public-body");
    let expected = if is_public { "GovernmentOrganization" } else { "NGO" };
    assert_eq!(document["@type"], expected);
    assert_eq!(document["name"], profile["name"]);
    assert_eq!(document["description"], profile["summary"]);
    assert_eq!(document.get("url").unwrap_or(&Value::Null), &profile["website"]);
    assert_eq!(document["mainEntityOfPage"]["url"], url(profile));
    let count = |value: &Value| value.as_array().map_or(0, Vec::len);
    let works = |it: &&Value| it["role"] == "programmes" || it["role"] == "partners";
    let countries = array(&profile["countries"]).filter(works).count();
    assert_eq!(count(&document["areaServed"]), countries, "{document}");
    let founded_by = array(&profile["related"]).filter(|it| it["relation"] == "founded_by");
    let founders = count(&profile["founders"]) + founded_by.count();
    assert_eq!(count(&document["founder"]), founders, "{document}");
    for (key, of) in [("knowsAbout", "focus_areas"), ("identifier", "identifiers")] {
        assert_eq!(count(&document[key]), count(&profile[of]), "{key}: {document}");
    }
    assert!(!text.contains(":null") && !text.contains("[]"), "{text}");
}

fn check_csl(text: &str, profile: &Value) {
    let items: Value = serde_json::from_str(text).unwrap();
    let [item] = items.as_array().unwrap().as_slice() else { panic!("{items}") };
    assert_eq!(item["type"], "webpage");
    assert_eq!(item["title"], profile["name"]);
    assert_eq!(item["URL"], version_url(profile));
    assert!(item["note"].as_str().unwrap().ends_with(&url(profile)), "{item}");
    assert_eq!(item["version"], "1");
    let parts = item["issued"]["date-parts"][0].as_array().unwrap();
    assert_eq!(parts.len(), 3, "{item}");
}

/// Expects one entry with balanced braces and no active LaTeX characters in its values.
fn check_bibtex(text: &str, profile: &Value) {
    let slug = profile["slug"].as_str().unwrap();
    let fields = text.strip_prefix(&format!("@misc{{{slug}-r1,\n")).unwrap();
    let fields = fields.strip_suffix("}\n").unwrap();
    let mut names = BTreeSet::new();
    for line in fields.lines() {
        let (name, value) = line.strip_prefix("  ").unwrap().split_once(" = ").unwrap();
        let value = value.strip_suffix(',').unwrap();
        assert!(names.insert(name), "{name} appears twice: {text}");
        if name == "month" {
            assert!(value.len() == 3 && value.bytes().all(|b| b.is_ascii_lowercase()), "{text}");
            continue;
        }
        let mut depth = 0;
        for (at, c) in value.char_indices() {
            depth += match c {
                '{' => 1,
                '}' => -1,
                _ => 0,
            };
            assert!(depth > 0 || at + 1 == value.len(), "{value} closes too early");
        }
        assert_eq!(depth, 0, "{value}");
        if name != "url" {
            let bare = value.replace("\\%", "").replace("\\$", "").replace("\\#", "");
            let bare = bare.replace("\\&", "").replace("\\_", "").replace("\\text", "");
            assert!(!bare.contains(['\\', '%', '$', '#', '&', '_', '^', '~']), "{value}");
        }
    }
    for name in ["title", "howpublished", "version", "date", "year", "month", "url", "key"] {
        assert!(names.contains(name), "{text} has no {name}");
    }
    assert!(text.contains(&format!("url = {{{}}}", version_url(profile))), "{text}");
}

/// Expects lines of a tag and a value, from `TY` to `ER`.
fn check_ris(text: &str, profile: &Value) {
    let lines: Vec<&str> = text.strip_suffix("\r\n").unwrap().split("\r\n").collect();
    for line in &lines {
        let (tag, value) = line.split_once("  - ").unwrap_or_else(|| panic!("{line:?}"));
        let [first, second] = tag.as_bytes() else { panic!("{line:?}") };
        assert!(first.is_ascii_uppercase(), "{line:?}");
        assert!(second.is_ascii_uppercase() || second.is_ascii_digit(), "{line:?}");
        assert!(!value.contains(['\r', '\n']), "{line:?}");
    }
    assert_eq!((lines[0], *lines.last().unwrap()), ("TY  - ELEC", "ER  - "));
    assert!(lines.contains(&format!("TI  - {}", profile["name"].as_str().unwrap()).as_str()));
    assert!(lines.contains(&format!("UR  - {}", version_url(profile)).as_str()));
    assert!(lines.contains(&"ET  - Version 1"), "{text}");
}

/// Expects that footnotes and sources match one to one, that every link comes from the profile,
/// and that every text of the profile appears.
pub fn check_markdown(text: &str, profile: &Value) {
    let ids: BTreeSet<&str> =
        array(&profile["sources"]).map(|it| it["id"].as_str().unwrap()).collect();
    let mut defined = BTreeSet::new();
    let mut cited = BTreeSet::new();
    for line in text.lines() {
        let definition = line.strip_prefix("[^").and_then(|rest| rest.split_once("]: "));
        let prose = match definition {
            Some((id, source)) => {
                assert!(defined.insert(id), "{id} is defined twice");
                source
            }
            None => line,
        };
        let marks: Vec<&str> =
            unescaped(prose, "[^").map(|rest| rest.split(']').next().unwrap()).collect();
        assert!(definition.is_none() || marks.is_empty(), "{line}");
        cited.extend(marks);
    }
    assert_eq!((&defined, &cited), (&ids, &ids), "{text}");

    let mut known: BTreeSet<String> = BTreeSet::from([url(profile)]);
    collect_urls(profile, &mut known);
    let related = array(&profile["related"]).filter_map(|it| it["slug"].as_str());
    known.extend(related.map(|slug| format!("{BASE}/organizations/{slug}")));
    for rest in unescaped(text, "](") {
        let end = if rest.starts_with('<') { ">)" } else { ")" };
        let target = rest.split(end).next().unwrap().trim_start_matches('<');
        assert!(known.contains(target), "{target} is not in the profile");
    }
    let read = text.replace('\\', "");
    let mut texts = Vec::new();
    for (key, value) in profile.as_object().unwrap() {
        if !["fact_sources", "sources", "slug", "status", "withheld", "caveats", "related"]
            .contains(&key.as_str())
        {
            collect_texts(value, &mut texts);
        }
    }
    for part in texts.into_iter().flat_map(str::lines) {
        assert!(read.contains(part.replace('\\', "").trim()), "{part:?} is missing");
    }
}

fn array(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// The rest of the text after each occurrence of `mark` that is not escaped by a backslash.
fn unescaped<'t>(text: &'t str, mark: &'t str) -> impl Iterator<Item = &'t str> {
    text.match_indices(mark)
        .filter(|(at, _)| {
            text[..*at].bytes().rev().take_while(|byte| *byte == b'\\').count() % 2 == 0
        })
        .map(move |(at, _)| &text[at + mark.len()..])
}

/// Collects every URL in a JSON value.
fn collect_urls(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::String(text) if text.starts_with("http") => {
            found.insert(text.clone());
        }
        Value::Array(elements) => elements.iter().for_each(|it| collect_urls(it, found)),
        Value::Object(members) => members.values().for_each(|it| collect_urls(it, found)),
        _ => {}
    }
}

/// Collects the sentences and names in a JSON value: every string with a space.
fn collect_texts<'v>(value: &'v Value, found: &mut Vec<&'v str>) {
    match value {
        Value::String(text) if text.contains(' ') => found.push(text),
        Value::Array(elements) => elements.iter().for_each(|it| collect_texts(it, found)),
        Value::Object(members) => members.values().for_each(|it| collect_texts(it, found)),
        _ => {}
    }
}

/// Expects only the headings, list items, paragraphs and sources that the formatter writes.
pub fn check_blocks(text: &str) {
    let headings = [
        "# ",
        "## How they frame the problem",
        "## How they fight it",
        "## What they work against",
        "## How they work",
        "## Results, and who reports them",
        "## How they contribute to global abolition",
        "## Caveats and criticism",
        "## What we left out, and why",
        "## Sources",
    ];
    let found: Vec<&str> = text.lines().filter(|line| line.starts_with('#')).collect();
    assert_eq!(found.len(), headings.len(), "{found:#?}");
    for (line, heading) in found.iter().zip(headings) {
        assert!(line.starts_with(heading), "{line}");
    }
    for line in text.lines() {
        let starts_with = |mark: &str| line.starts_with(mark);
        assert!(
            !starts_with(" ")
                && !starts_with(">")
                && !starts_with("---")
                && !starts_with("[^page]: false"),
            "{line}"
        );
        assert!(line == "- item" || !starts_with("- item") && !starts_with("1. item"), "{line}");
        let words = line.trim_start_matches('#').replace("**", "");
        let bare = ["*", "_", "`", "~", "$", "{", "@", "#"]
            .into_iter()
            .find(|mark| unescaped(&words, mark).next().is_some());
        assert_eq!(bare, None, "{line}");
    }
}
