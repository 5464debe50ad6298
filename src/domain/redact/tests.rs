//! Redaction of a valid profile: every value of it, and values that cannot go.

use serde_json::{Value, json};

use super::*;
use crate::domain::rules::tests::valid_profile;
use crate::domain::{Label, Organization, Redacted, ValuePointer, parse};

fn organization(profile: &Value) -> Organization {
    let text = profile.to_string();
    parse(&serde_json::from_str(&text).unwrap()).unwrap()
}

fn redact(
    profile: &Value,
    pointer: &str,
    replacement: Option<&str>,
) -> Result<(Value, Vec<String>), NotRedacted> {
    let pointer: ValuePointer = pointer.parse().unwrap();
    let redacted = organization(profile).redacted(&pointer.tokens(), replacement);
    redacted.map(|Redacted { profile, removed }| {
        let profile: Value = serde_json::from_str(&profile.to_json()).unwrap();
        // It can be written again.
        organization(&profile);
        (profile, removed)
    })
}

#[test]
fn a_value_becomes_null_or_a_placeholder_or_leaves_its_list() {
    for (pointer, place, expected) in [
        ("/name", "/name", json!("[redacted]")),
        ("/acronym", "/acronym", Value::Null),
        ("/founded", "/founded", Value::Null),
        ("/summary", "/summary", json!("[redacted]")),
        ("/framing/summary", "/framing/summary", json!("[redacted]")),
        (
            "/framing",
            "/framing",
            json!({"in_short": null, "summary": "[redacted]", "lens": [], "sources": []}),
        ),
        ("/framing/in_short", "/framing/in_short", Value::Null),
        ("/framing/lens/0", "/framing/lens", json!([])),
        ("/outcomes/0/reported_by", "/outcomes/0/reported_by", json!("[redacted]")),
        ("/outcomes/0/places/0", "/outcomes/0/places", json!(["NP"])),
        ("/ways_to_help/0/helpline", "/ways_to_help/0/helpline", Value::Null),
        ("/affiliation/tradition", "/affiliation/tradition", Value::Null),
        ("/kinds/0", "/kinds", json!([])),
        ("/scope", "/scope", Value::Null),
        ("/method/steps", "/method/steps", json!([])),
        ("/method/steps/0/name", "/method/steps/0/name", json!("[redacted]")),
        ("/headquarters", "/headquarters", Value::Null),
        ("/headquarters/city", "/headquarters", json!({"city": null, "country": "FR"})),
        ("/parent", "/parent", Value::Null),
        ("/parent/name", "/parent/name", json!("[redacted]")),
        ("/parent/slug", "/parent/slug", Value::Null),
        ("/outcomes/0", "/outcomes", json!([])),
        ("/outcomes/0/claim", "/outcomes/0/claim", json!("[redacted]")),
        ("/outcomes/0/period", "/outcomes/0/period", Value::Null),
        ("/founders/0", "/founders", json!([])),
        ("/other_names", "/other_names", json!([])),
        ("/identifiers/0", "/identifiers", json!([])),
        ("/research/0/authors/0", "/research/0/authors", json!([])),
        ("/website", "/website", Value::Null),
        ("/withheld/0/reason", "/withheld/0/reason", json!("[redacted]")),
        ("/verified_at", "/verified_at", Value::Null),
    ] {
        let (redacted, _) = redact(&valid_profile(), pointer, None).unwrap();
        assert_eq!(redacted.pointer(place), Some(&expected), "{pointer}");
        let again = redact(&redacted, pointer, None);
        assert!(
            matches!(again, Err(NotRedacted::Empty | NotRedacted::Missing))
                || ["/framing", "/outcomes/0/places/0"].contains(&pointer),
            "{pointer}: {again:?}"
        );
    }
}

#[test]
fn a_value_that_is_needed_or_not_there_is_refused() {
    for (pointer, replacement, expected) in [
        ("/nmae", None, NotRedacted::Missing),
        ("/outcomes/1", None, NotRedacted::Missing),
        ("/outcomes/00", None, NotRedacted::Missing),
        ("/outcomes/0/claim/x", None, NotRedacted::Missing),
        ("/name/", None, NotRedacted::Missing),
        ("/", None, NotRedacted::Missing),
        ("/withdrawal/reason", None, NotRedacted::Missing),
        ("/withdrawal", None, NotRedacted::Empty),
        ("/media/0/url", None, NotRedacted::Empty),
        ("/slug", None, NotRedacted::Needed),
        ("/status", None, NotRedacted::Needed),
        ("/countries/0/country", None, NotRedacted::Needed),
        ("/identifiers/0/value", None, NotRedacted::Needed),
        ("/ways_to_help/0/helpline/number", None, NotRedacted::Needed),
        ("/ways_to_help/0/kind", None, NotRedacted::Needed),
        ("/sources/0/id", None, NotRedacted::Needed),
        ("/founded", Some("1999"), NotRedacted::NotAText),
        ("/outcomes/0", Some("A claim"), NotRedacted::NotAText),
        ("/related/0/name", Some("A name"), NotRedacted::Empty),
    ] {
        let refused = redact(&valid_profile(), pointer, replacement);
        assert_eq!(refused, Err(expected), "{pointer}");
    }
    for pointer in ["/focus_areas/0", "/related/1/name"] {
        let broken = redact(&valid_profile(), pointer, None);
        assert!(matches!(broken, Err(NotRedacted::BreaksRule(_))), "{broken:?}");
    }
    let marked_up = redact(&valid_profile(), "/name", Some("<b>Name</b>"));
    assert!(matches!(marked_up, Err(NotRedacted::Replacement(_))), "{marked_up:?}");
}

#[test]
fn a_replacement_takes_the_place_of_a_text() {
    for pointer in ["/name", "/summary", "/acronym", "/founders/0", "/outcomes/0/period"] {
        let (redacted, removed) = redact(&valid_profile(), pointer, Some("Another")).unwrap();
        assert_eq!(redacted.pointer(pointer), Some(&json!("Another")), "{pointer}");
        assert_eq!(removed.len(), 1, "{pointer}");
    }
}

#[test]
fn sources_and_citations_go_with_each_other() {
    let mut profile = valid_profile();
    let mut second = profile["sources"][0].clone();
    second["id"] = json!("second");
    second["title"] = json!("A second page");
    profile["sources"].as_array_mut().unwrap().push(second);
    profile["outcomes"][0]["sources"] = json!(["second"]);
    profile["fact_sources"]["founded"] = json!(["second"]);

    // Nothing else cites the second source.
    let (without_claim, _) = redact(&profile, "/outcomes/0", None).unwrap();
    assert_eq!(without_claim["sources"].as_array().unwrap().len(), 2);
    let (without_both, _) = redact(&without_claim, "/founded", None).unwrap();
    assert_eq!(without_both["sources"].as_array().unwrap().len(), 1);
    assert!(without_both["fact_sources"].get("founded").is_none(), "{without_both}");

    let (without_source, removed) = redact(&profile, "/sources/1", None).unwrap();
    assert_eq!(without_source["outcomes"][0]["sources"], json!([]));
    assert!(without_source["fact_sources"].get("founded").is_none(), "{without_source}");
    assert_eq!(removed, ["A second page", "Example", "https://example.org/page"]);

    let (without_citation, _) = redact(&profile, "/fact_sources/founded/0", None).unwrap();
    assert_eq!(without_citation["sources"].as_array().unwrap().len(), 2);
}

fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text == PLACEHOLDER,
        Value::Array(list) => list.is_empty(),
        Value::Object(members) => members.values().all(is_blank),
        _ => false,
    }
}

#[test]
fn a_blank_profile_has_only_its_slug_its_status_and_its_terms() {
    let Redacted { profile, removed } = organization(&valid_profile()).blanked().unwrap();
    let blank: Value = serde_json::from_str(&profile.to_json()).unwrap();
    let kept = ["slug", "status", "focus_areas", "approaches"];
    for (key, value) in blank.as_object().unwrap() {
        if kept.contains(&key.as_str()) {
            assert_eq!(value, &valid_profile()[key], "{key}");
            continue;
        }
        assert!(is_blank(value), "{key}: {value}");
    }
    assert!(removed.contains(&"It works against slavery.".to_owned()), "{removed:?}");
    assert!(removed.contains(&"https://example.org/page".to_owned()), "{removed:?}");
    assert_eq!(organization(&blank).blanked(), Err(NotRedacted::Empty));
}

#[test]
fn a_withdrawn_profile_keeps_a_withdrawal() {
    let mut profile = valid_profile();
    profile["status"] = json!("withdrawn");
    profile["withdrawal"] = json!({"reason": "It closed.", "successor": "other"});
    let expected = json!({"reason": "[redacted]", "successor": null});
    let (redacted, _) = redact(&profile, "/withdrawal", None).unwrap();
    assert_eq!(redacted["withdrawal"], expected);
    let Redacted { profile: blank, .. } = organization(&profile).blanked().unwrap();
    let blank: Value = serde_json::from_str(&blank.to_json()).unwrap();
    assert_eq!(blank["withdrawal"], expected);
}

#[test]
fn an_index_has_no_leading_zero_and_no_sign() {
    for (token, index) in [
        ("0", Some(0)),
        ("12", Some(12)),
        ("01", None),
        ("+1", None),
        ("-", None),
        ("", None),
        ("99999999999999999999999", None),
    ] {
        assert_eq!(list_index(token), index, "{token}");
    }
}

#[test]
fn the_placeholder_replaces_a_text_once() {
    let mut label: Label = "A name".parse().unwrap();
    assert_eq!(label.blank(), Remains::Blank);
    assert_eq!(label.as_str(), PLACEHOLDER);
    assert_eq!(label.blank(), Remains::Unchanged);
}
