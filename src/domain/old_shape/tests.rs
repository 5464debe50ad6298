use serde_json::{Value, json};

use super::*;
use crate::domain::{Draft, TermScheme, Vocabulary, parse};

/// A profile as version 0.1 wrote it.
fn old_profile() -> Value {
    json!({
        "slug": "example", "name": "Example", "acronym": null, "other_names": [],
        "status": "active", "withdrawal": null, "founded": 2000, "founders": [],
        "headquarters": null, "website": null, "identifiers": [],
        "affiliation": {"kind": "governmental", "tradition": null}, "parent": null,
        "summary": "It works against slavery.",
        "framing": {"summary": "As a wrong.", "sources": ["page"]},
        "method": {
            "summary": "By tests.", "steps": [{"name": "First", "summary": "It begins."}],
            "sources": ["page"],
        },
        "focus_areas": ["bonded-labour"], "approaches": ["rescue"],
        "countries": [{"country": "IN", "sources": ["page"]}],
        "outcomes": [{"claim": "It says so.", "place": "IN", "period": "2001", "sources": ["page"]}],
        "research": [],
        "ways_to_help": [
            {"kind": "give", "title": "Give", "summary": null, "url": null, "free": false, "sources": ["page"]},
            {"kind": "learn", "title": "Read", "summary": null, "url": "https://a.example/", "free": true, "sources": ["page"]},
        ],
        "media": [],
        "caveats": [
            {"about": "founded", "note": "Sources differ.", "sources": ["page"]},
            {"about": "verified_at", "note": "Not yet.", "sources": []},
        ],
        "fact_sources": {"founded": ["page"], "affiliation": ["page"]},
        "sources": [{"id": "page", "title": "A page"}],
        "withheld": [], "verified_at": null,
    })
}

fn read(profile: &Value) -> Result<Value, Vec<Violation>> {
    let text = profile.to_string();
    let node: Node<'_> = serde_json::from_str(&text).unwrap();
    let profile = parse::<Organization>(&node)?;
    Ok(serde_json::from_str(&profile.to_json()).unwrap())
}

fn with(pointer: &str, value: Value) -> Value {
    let mut profile = old_profile();
    *profile.pointer_mut(pointer).unwrap() = value;
    profile
}

#[test]
fn a_profile_of_the_old_shape_is_read_in_the_present_one() {
    let read = read(&old_profile()).unwrap();

    assert_eq!(read["affiliation"], json!(null));
    assert_eq!(read["kinds"], json!(["public-body"]));
    assert_eq!((&read["related"], &read["scope"]), (&json!([]), &json!(null)));
    assert_eq!(read["framing"]["in_short"], json!(null));
    assert_eq!(read["method"]["steps"][0]["sources"], json!([]));
    assert_eq!(
        read["countries"][0],
        json!({"country": "IN", "role": "programmes", "as_of": null, "sources": ["page"]})
    );
    assert_eq!(
        read["outcomes"][0],
        json!({
            "claim": "It says so.", "reported_by": "Not stated", "kind": null, "from": null,
            "to": null, "places": [], "place": "IN", "period": "2001", "sources": ["page"],
        })
    );
    assert_eq!(read["ways_to_help"][0]["summary"], "How to do this is not stated.");
    assert_eq!(read["ways_to_help"][1]["summary"], json!(null));
    let caveats: Vec<(&Value, &Value)> =
        read["caveats"].as_array().unwrap().iter().map(|it| (&it["about"], &it["kind"])).collect();
    let (data, founded, summary) = (json!("data"), json!("founded"), json!("summary"));
    assert_eq!(caveats, [(&founded, &data), (&summary, &data)]);
}

#[test]
fn each_old_affiliation_has_its_meaning() {
    let kind = |kind: &str| json!({"kind": kind, "tradition": null});
    for (affiliation, expected, kinds) in [
        (kind("academic"), json!(null), json!(["research-institute"])),
        (kind("secular"), kind("secular"), json!([])),
        (json!({"kind": "secular", "tradition": "None"}), kind("secular"), json!([])),
        (
            json!({"kind": "faith-based", "tradition": "Anglican"}),
            json!({"kind": "faith-based", "tradition": "Anglican"}),
            json!([]),
        ),
        (json!(null), json!(null), json!([])),
    ] {
        let read = read(&with("/affiliation", affiliation.clone())).unwrap();
        assert_eq!((&read["affiliation"], &read["kinds"]), (&expected, &kinds), "{affiliation}");
    }
}

#[test]
fn what_was_read_has_the_present_shape() {
    let once = read(&old_profile()).unwrap();
    assert_eq!(read(&once).unwrap(), once);
    let node: Node<'_> = serde_json::from_str("[]").unwrap();
    assert_eq!(upgraded_profile(&node), None);
}

#[test]
fn a_profile_with_one_new_key_has_the_present_shape() {
    for key in NEW_KEYS {
        let mut profile = old_profile();
        profile["affiliation"] = json!(null);
        profile[key] = if key == "scope" { json!(null) } else { json!([]) };
        let found = read(&profile).unwrap_err();
        let pointers: Vec<&str> = found.iter().map(|it| it.pointer.as_str()).collect();
        for missing in ["/outcomes/0", "/ways_to_help/0/summary", "/caveats/0"] {
            assert!(pointers.contains(&missing), "{key}: {pointers:?}");
        }
    }
}

#[test]
fn mistakes_in_the_old_shape_are_reported_where_they_were_written() {
    for (pointer, value, code) in [
        ("/affiliation/kind", json!("govermental"), Code::UnknownValue),
        ("/outcomes/0/claim", json!(7), Code::WrongType),
        ("/outcomes/0/sources", json!(["gone"]), Code::DanglingSource),
        ("/ways_to_help/0/kind", json!("gift"), Code::UnknownValue),
        ("/ways_to_help/0/summary", json!(7), Code::WrongType),
        ("/countries/0/country", json!("India"), Code::UnknownValue),
        ("/caveats/1/about", json!("verified"), Code::UnknownValue),
        ("/method/steps/0/name", json!(""), Code::Empty),
        ("/withdrawal", json!({"reason": "Gone."}), Code::Contradiction),
    ] {
        let found = read(&with(pointer, value)).unwrap_err();
        let found: Vec<(&str, Code)> =
            found.iter().map(|it| (it.pointer.as_str(), it.code)).collect();
        let is_there = found.iter().any(|(at, it)| at.starts_with(pointer) && *it == code);
        assert!(is_there && found.len() == 1, "{pointer}: {found:?}");
    }
    let found = read(&with("/affiliation/kind", json!("govermental"))).unwrap_err();
    assert_eq!(found[0].did_you_mean.as_deref(), Some("governmental"));
    assert_eq!(found[0].allowed, ["faith-based", "secular", "governmental", "academic"]);
    assert_eq!(found[0].message.matches("did you mean").count(), 1);
}

#[test]
fn references_of_the_old_shape_include_the_kinds_that_its_affiliation_means() {
    let text = old_profile().to_string();
    let node: Node<'_> = serde_json::from_str(&text).unwrap();
    let draft = Draft::<Organization>::read(&node);
    let kinds: Vec<&str> = draft
        .references
        .terms
        .iter()
        .filter(|(scheme, ..)| *scheme == TermScheme::Kind)
        .map(|(.., slug)| slug.as_str())
        .collect();
    assert_eq!(kinds, ["public-body"]);
}

fn old_term(broader: Value) -> Value {
    json!({
        "slug": "bonded", "label": "Bonded labour", "alt_labels": ["debt bondage"],
        "definition": "A term.", "broader": broader, "group": false,
        "same_as": ["SDG 8.7"], "sources": [],
    })
}

fn read_term(term: &Value) -> Result<Term, Vec<Violation>> {
    let text = term.to_string();
    parse(&serde_json::from_str::<Node<'_>>(&text).unwrap())
}

#[test]
fn a_term_of_the_old_shape_is_read_in_the_present_one() {
    let term = read_term(&old_term(json!("forced"))).unwrap();
    let written: Value = serde_json::from_str(&term.to_json()).unwrap();
    assert_eq!(
        written,
        json!({
            "slug": "bonded", "label": "Bonded labour", "alt_labels": ["debt bondage"],
            "hidden_labels": [], "definition": "A term.", "scope_note": null,
            "broader": ["forced"], "group": false,
            "legal_basis": [{"label": "SDG 8.7", "url": null}],
            "exact_match": [], "close_match": [], "replaced_by": null, "sources": [],
        })
    );
    assert_eq!(read_term(&written).unwrap(), term);
    assert!(read_term(&old_term(json!(null))).unwrap().broader.is_empty());
}

#[test]
fn mistakes_in_a_term_of_the_old_shape_are_reported_where_they_were_written() {
    let mut term = old_term(json!("No Slug"));
    term["same_as"] = json!(["SDG 8.7", "", 7]);
    term["labl"] = json!("x");
    let found = read_term(&term).unwrap_err();
    let mut pointers: Vec<&str> = found.iter().map(|it| it.pointer.as_str()).collect();
    pointers.sort_unstable();
    assert_eq!(pointers, ["/broader", "/labl", "/same_as/1", "/same_as/2"]);

    let text = old_term(json!("forcd")).to_string();
    let draft = Draft::<Term>::read(&serde_json::from_str(&text).unwrap());
    let found = Vocabulary::default().term_violations(TermScheme::FocusArea, &draft.references);
    assert_eq!(found[0].pointer, "/broader");

    let mut both = old_term(json!(["forced"]));
    both["legal_basis"] = json!([]);
    let found = read_term(&both).unwrap_err();
    assert_eq!((found[0].pointer.as_str(), found[0].code), ("/same_as", Code::UnknownKey));
}

#[test]
fn stored_documents_are_brought_to_the_present_shape_once() {
    let old = old_profile().to_string();
    let present = in_present_shape(SubjectKind::Organization, old.clone());
    assert!(present.contains("\"related\":[]"), "{present}");
    assert_eq!(in_present_shape(SubjectKind::Organization, present.clone()), present);
    // A text that looks like a key does not count.
    let mut tricky = old_profile();
    tricky["summary"] = json!("It says \"related\": nothing.");
    let present = in_present_shape(SubjectKind::Organization, tricky.to_string());
    assert!(present.contains("\"scope\":null"), "{present}");

    let scheme = SubjectKind::Term(TermScheme::FocusArea);
    let term = in_present_shape(scheme, old_term(json!("forced")).to_string());
    assert!(term.contains("\"broader\":[\"forced\"]"), "{term}");
    assert_eq!(in_present_shape(scheme, "not JSON".to_owned()), "not JSON");
}
