//! Validation of whole profiles: a valid one, and single changes that make it invalid.

use serde_json::{Value, json};

use crate::domain::characters::tests::FORBIDDEN;
use crate::domain::{Code, Node, Organization, Violation, parse, read_stored};

/// A valid profile with a value under every key.
pub fn valid_profile() -> Value {
    json!({
        "slug": "example",
        "name": "Example",
        "acronym": "EX",
        "other_names": [{"value": "Exemplo", "kind": "translation", "lang": "pt"}],
        "status": "active",
        "withdrawal": null,
        "founded": 2000,
        "founders": ["A Founder"],
        "headquarters": {"city": "Paris", "country": "FR"},
        "website": "https://example.org",
        "identifiers": [{"scheme": "US-EIN", "value": "123456789"}],
        "affiliation": {"kind": "faith-based", "tradition": "Anglican"},
        "parent": {"name": "Parent", "slug": "parent"},
        "related": [
            {"slug": "other", "name": null, "relation": "partner", "sources": ["page"]},
            {"slug": null, "name": "A Network", "relation": "member_of", "sources": ["page"]},
        ],
        "kinds": ["funder"],
        "summary": "It works against slavery.",
        "framing": {
            "in_short": "a crime that pays", "summary": "How it sees the problem.",
            "lens": ["impunity"], "sources": ["page"],
        },
        "method": {
            "in_short": "makes it a risk",
            "summary": "How it works.",
            "steps": [{"name": "First", "summary": "It begins.", "sources": ["page"]}],
            "sources": ["page"],
        },
        "focus_areas": ["bonded-labour"],
        "approaches": ["rescue"],
        "populations": ["children"],
        "sectors": ["fishing"],
        "scope": "national",
        "countries": [{"country": "IN", "role": "programmes", "as_of": 2020, "sources": ["page"]}],
        "outcomes": [{
            "claim": "It says so.", "reported_by": "Example", "kind": "output", "from": 2001,
            "to": 2003, "places": ["IN", "NP"], "place": "Along the border",
            "period": "each summer", "sources": ["page"],
        }],
        "research": [{
            "title": "A report", "kind": "report", "authors": ["An Author"], "year": 2001,
            "url": "https://example.org/report", "sources": ["page"],
        }],
        "ways_to_help": [{
            "kind": "give", "title": "Give", "summary": "By post.", "url": null, "free": false,
            "as_of": 2020,
            "helpline": {
                "number": "+44 1632 960000", "country": "GB", "languages": ["en"],
                "hours": "day and night", "checked_at": "2024-01-02",
            },
            "sources": ["page"],
        }],
        "media": [{"kind": "video", "title": "A film", "url": null, "sources": ["page"]}],
        "caveats": [{"about": "founded", "kind": "data", "note": "Sources differ.", "sources": ["page"]}],
        "fact_sources": {"founded": ["page"], "focus_areas/bonded-labour": ["page"]},
        "sources": [{
            "id": "page", "title": "A page", "publisher": "Example", "author": null,
            "published": "2001-05", "url": "https://example.org/page", "archived_url": null,
            "retrieved": "2024-01-02",
        }],
        "withheld": [{"key": "headquarters", "reason": "The street is left out."}],
        "verified_at": "2024-01-02",
    })
}

fn read(profile: &Value) -> Result<Organization, Vec<Violation>> {
    let text = profile.to_string();
    let node: Node<'_> = serde_json::from_str(&text).unwrap();
    parse(&node)
}

/// The code and pointer of every violation.
fn violations(profile: &Value) -> Vec<(Code, String)> {
    let found = read(profile).err().unwrap_or_default();
    found.into_iter().map(|violation| (violation.code, violation.pointer)).collect()
}

/// The valid profile with one value replaced or added.
fn with(pointer: &str, value: Value) -> Value {
    let mut profile = valid_profile();
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    match profile.pointer_mut(parent).unwrap() {
        Value::Array(items) => match key {
            "-" => items.push(value),
            key => items[key.parse::<usize>().unwrap()] = value,
        },
        parent => parent[key] = value,
    }
    profile
}

fn without(key: &str) -> Value {
    let mut profile = valid_profile();
    profile.as_object_mut().unwrap().remove(key);
    profile
}

#[test]
fn a_complete_profile_survives_a_round_trip() {
    let read = read(&valid_profile()).unwrap();
    let written: Value = serde_json::from_str(&read.to_json()).unwrap();
    assert_eq!(written, valid_profile());
    assert_eq!(crate::domain::Profile::KEYS.len(), valid_profile().as_object().unwrap().len());
}

#[test]
fn an_omitted_optional_key_gets_its_default() {
    for (key, empty) in [
        ("acronym", json!(null)),
        ("other_names", json!([])),
        ("status", json!("active")),
        ("founded", json!(null)),
        ("headquarters", json!(null)),
        ("parent", json!(null)),
        ("related", json!([])),
        ("scope", json!(null)),
        ("countries", json!([])),
        ("withheld", json!([])),
        ("verified_at", json!(null)),
    ] {
        let written = read(&without(key)).unwrap().to_json();
        assert_eq!(serde_json::from_str::<Value>(&written).unwrap()[key], empty, "{key}");
    }
}

#[test]
fn an_omitted_required_key_is_reported() {
    for (key, code) in [
        ("slug", Code::MissingKey),
        ("name", Code::MissingKey),
        ("summary", Code::MissingKey),
        ("framing", Code::MissingKey),
        ("method", Code::MissingKey),
        ("focus_areas", Code::TooFew),
        ("approaches", Code::TooFew),
    ] {
        let found = violations(&without(key));
        assert!(found.iter().any(|(found, _)| *found == code), "{key}: {found:?}");
    }
}

#[test]
fn each_violation_has_its_code_and_pointer() {
    let long = "x".repeat(601);
    let many: Vec<Value> = (0..201).map(|number| json!(format!("Founder {number}"))).collect();
    for (pointer, value, code, expected) in [
        ("/slug", json!("Example"), Code::InvalidForm, "/slug"),
        ("/slug", json!(7), Code::WrongType, "/slug"),
        ("/name", json!(""), Code::Empty, "/name"),
        ("/name", json!("a\u{202E}b"), Code::ForbiddenCharacter, "/name"),
        ("/summary", json!(long), Code::TooLong, "/summary"),
        ("/summary", json!("<script>"), Code::Markup, "/summary"),
        ("/status", json!("activ"), Code::UnknownValue, "/status"),
        ("/status", json!("withdrawn"), Code::Contradiction, "/withdrawal"),
        ("/withdrawal", json!({"reason": "Gone."}), Code::Contradiction, "/withdrawal"),
        ("/founded", json!(1499), Code::OutOfRange, "/founded"),
        ("/founders", json!(many), Code::TooLong, "/founders"),
        ("/founders/-", json!("A Founder"), Code::Duplicate, "/founders/1"),
        ("/headquarters/country", json!("UK"), Code::UnknownValue, "/headquarters/country"),
        ("/headquarters/street", json!("1"), Code::UnknownKey, "/headquarters/street"),
        ("/website", json!("javascript:alert(1)"), Code::InvalidForm, "/website"),
        ("/identifiers/0/value", json!("12"), Code::InvalidForm, "/identifiers/0/value"),
        ("/identifiers/0/scheme", json!("EIN"), Code::InvalidForm, "/identifiers/0/scheme"),
        (
            "/other_names/0/lang",
            json!("english language"),
            Code::InvalidForm,
            "/other_names/0/lang",
        ),
        ("/parent/slug", json!("example"), Code::Contradiction, "/parent/slug"),
        ("/framing/sources/-", json!("paeg"), Code::DanglingSource, "/framing/sources/1"),
        ("/framing/sources/-", json!("page"), Code::Duplicate, "/framing/sources/1"),
        ("/focus_areas/-", json!("bonded-labour"), Code::Duplicate, "/focus_areas/1"),
        ("/focus_areas", json!([]), Code::TooFew, "/focus_areas"),
        ("/countries/-", json!({"country": "IN", "sources": []}), Code::Duplicate, "/countries/1"),
        ("/countries/0/role", json!("offices"), Code::UnknownValue, "/countries/0/role"),
        ("/countries/0/as_of", json!(1400), Code::OutOfRange, "/countries/0/as_of"),
        (
            "/affiliation",
            json!({"kind": "secular", "tradition": "Anglican"}),
            Code::Contradiction,
            "/affiliation/tradition",
        ),
        ("/affiliation/kind", json!("academic"), Code::UnknownValue, "/affiliation/kind"),
        ("/scope", json!("global"), Code::UnknownValue, "/scope"),
        ("/related/0/relation", json!("friend"), Code::UnknownValue, "/related/0/relation"),
        ("/related/0/name", json!("Other"), Code::Contradiction, "/related/0"),
        ("/related/0/slug", json!(null), Code::MissingKey, "/related/0"),
        ("/related/0/slug", json!("example"), Code::Contradiction, "/related/0/slug"),
        (
            "/related/-",
            json!({"slug": "other", "relation": "partner", "sources": ["page"]}),
            Code::Duplicate,
            "/related/2",
        ),
        ("/framing/in_short", json!("a crime."), Code::InvalidForm, "/framing/in_short"),
        ("/framing/in_short", json!("x".repeat(121)), Code::TooLong, "/framing/in_short"),
        ("/method/in_short", json!("helps."), Code::InvalidForm, "/method/in_short"),
        (
            "/method/steps/0/sources/-",
            json!("gone"),
            Code::DanglingSource,
            "/method/steps/0/sources/1",
        ),
        ("/outcomes/0/reported_by", json!(null), Code::WrongType, "/outcomes/0/reported_by"),
        ("/outcomes/0/kind", json!("result"), Code::UnknownValue, "/outcomes/0/kind"),
        ("/outcomes/0/from", json!(2004), Code::Contradiction, "/outcomes/0/from"),
        ("/outcomes/0/places/-", json!("NP"), Code::Duplicate, "/outcomes/0/places/2"),
        ("/outcomes/0/places/-", json!("Nepal"), Code::UnknownValue, "/outcomes/0/places/2"),
        (
            "/ways_to_help/-",
            json!({"kind": "give", "title": "Give", "free": true}),
            Code::MissingKey,
            "/ways_to_help/1/summary",
        ),
        (
            "/ways_to_help/0/helpline",
            json!({"number": "116 000", "country": "GB"}),
            Code::MissingKey,
            "/ways_to_help/0/helpline",
        ),
        (
            "/ways_to_help/0/helpline/number",
            json!("call us"),
            Code::InvalidForm,
            "/ways_to_help/0/helpline/number",
        ),
        ("/caveats/0/kind", json!("dispute"), Code::UnknownValue, "/caveats/0/kind"),
        ("/caveats/0/about", json!("slug"), Code::UnknownValue, "/caveats/0/about"),
        ("/ways_to_help/0/free", json!("no"), Code::WrongType, "/ways_to_help/0/free"),
        ("/caveats/0/about", json!("foundde"), Code::UnknownValue, "/caveats/0/about"),
        ("/withheld/0/key", json!("street"), Code::UnknownValue, "/withheld/0/key"),
        ("/fact_sources/fuonded", json!(["page"]), Code::UnknownKey, "/fact_sources/fuonded"),
        (
            "/fact_sources/approaches~1x",
            json!([]),
            Code::UnknownKey,
            "/fact_sources/approaches~01x",
        ),
        ("/fact_sources/founded", json!(["gone"]), Code::DanglingSource, "/fact_sources/founded/0"),
        ("/sources/-", json!({"id": "extra", "title": "T"}), Code::UncitedSource, "/sources/1"),
        ("/sources/-", json!({"id": "page", "title": "T"}), Code::Duplicate, "/sources/1"),
        ("/sources/0/published", json!("9999"), Code::OutOfRange, "/sources/0/published"),
        ("/sources/0/id", json!("a page"), Code::InvalidForm, "/sources/0/id"),
        ("/verified_at", json!("9999-01-01"), Code::OutOfRange, "/verified_at"),
        ("/verified_at", json!("yesterday"), Code::InvalidForm, "/verified_at"),
        ("/revision", json!(3), Code::ServerOwnedKey, "/revision"),
        ("/nmae", json!("x"), Code::UnknownKey, "/nmae"),
    ] {
        let found = violations(&with(pointer, value));
        assert!(found.contains(&(code, expected.to_owned())), "{pointer}: {found:?}");
    }
}

#[test]
fn all_violations_are_reported_at_once() {
    let mut profile = with("/status", json!("activ"));
    profile["founded"] = json!("2000");
    profile["framing"]["sources"] = json!(["gone"]);
    profile["extra"] = json!(1);
    profile["sources"][0]["url"] = json!("ftp://example.org");

    let mut codes: Vec<String> =
        violations(&profile).iter().map(|(code, _)| format!("{code:?}")).collect();
    codes.sort_unstable();
    assert_eq!(codes, ["DanglingSource", "InvalidForm", "UnknownKey", "UnknownValue", "WrongType"]);
}

#[test]
fn violations_suggest_the_nearest_allowed_value() {
    let found = read(&with("/nmae", json!("x"))).unwrap_err();
    assert_eq!(found[0].did_you_mean.as_deref(), Some("name"));
    let found = read(&with("/headquarters/country", json!("india"))).unwrap_err();
    assert_eq!(found[0].did_you_mean.as_deref(), Some("IN"));
    let found = read(&with("/status", json!("activ"))).unwrap_err();
    assert_eq!(found[0].allowed, ["active", "inactive", "unknown", "withdrawn"]);
}

#[test]
fn duplicate_keys_and_deep_nesting_are_rejected() {
    let twice = valid_profile().to_string().replacen("{", r#"{"slug":"example","#, 1);
    let node: Node<'_> = serde_json::from_str(&twice).unwrap();
    let found = parse::<Organization>(&node).unwrap_err();
    assert_eq!((found[0].code, found[0].pointer.as_str()), (Code::DuplicateKey, "/slug"));

    let deep = format!("{}1{}", "[".repeat(40), "]".repeat(40));
    let node: Node<'_> = serde_json::from_str(&deep).unwrap();
    assert_eq!(parse::<Organization>(&node).unwrap_err()[0].code, Code::TooDeep);

    let node: Node<'_> = serde_json::from_str("[]").unwrap();
    assert_eq!(parse::<Organization>(&node).unwrap_err()[0].code, Code::WrongType);
}

#[test]
fn the_order_of_fact_sources_has_no_meaning() {
    let with = |facts: &str| {
        let given = r#""fact_sources":{"focus_areas/bonded-labour":["page"],"founded":["page"]}"#;
        let text =
            valid_profile().to_string().replace(given, &format!(r#""fact_sources":{facts}"#));
        assert!(text.contains(facts));
        let node: Node = serde_json::from_str(&text).unwrap();
        parse::<Organization>(&node).unwrap().to_json()
    };

    let one = with(r#"{"name":["page"],"founded":["page"]}"#);
    let other = with(r#"{"founded":["page"],"name":["page"]}"#);

    assert_eq!(one, other);
}

/// The pointers of all texts below a value.
fn texts(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::String(_) => found.push(at.to_owned()),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(n, it)| texts(it, &format!("{at}/{n}"), found));
        }
        Value::Object(members) => {
            for (key, it) in members {
                texts(it, &format!("{at}/{}", key.replace('/', "~1")), found);
            }
        }
        _ => {}
    }
}

#[test]
fn no_text_of_a_profile_may_contain_a_forbidden_character() {
    let mut pointers = Vec::new();
    texts(&valid_profile(), "", &mut pointers);
    assert!(pointers.len() > 40, "{pointers:?}");
    // The value of an identifier is checked only if its scheme is valid.
    pointers.retain(|pointer| pointer != "/identifiers/0/scheme");
    // A carriage return is read as a line break; `domain::text` tests that.
    let never_read = FORBIDDEN.into_iter().filter(|(character, _)| *character != '\r');
    for (character, _) in never_read {
        let mut profile = valid_profile();
        for pointer in &pointers {
            let text = profile.pointer_mut(pointer).unwrap();
            // After the first character, so that no rule about prefixes or outer white space
            // applies instead.
            let mut changed = text.as_str().unwrap().to_owned();
            let second = changed.chars().next().map_or(0, char::len_utf8);
            changed.insert(second, character);
            *text = changed.into();
        }

        let found = violations(&profile);

        let is_accepted = |pointer: &&String| !found.iter().any(|(_, at)| at == *pointer);
        let accepted = pointers.iter().filter(is_accepted);
        let code_point = u32::from(character);
        assert_eq!(accepted.collect::<Vec<_>>(), Vec::<&String>::new(), "U+{code_point:04X}");
    }
}

#[test]
fn a_stored_profile_that_breaks_only_a_newer_rule_is_still_read() {
    for (pointer, value) in [
        ("/name", json!("a\u{200E}b")),
        ("/name", json!("\u{3164}")),
        ("/summary", json!("e\u{301}\u{301}\u{301}\u{301}\u{301}")),
        ("/website", json!("http:///x")),
        ("/website", json!("https://localhost/%zz")),
        ("/other_names/0/lang", json!("english")),
        ("/sources/0/published", json!("0000")),
    ] {
        let profile = with(pointer, value);
        assert!(read(&profile).is_err(), "{pointer}");
        let stored: Organization = read_stored(&profile.to_string()).unwrap();
        let written: Value = serde_json::from_str(&stored.to_json()).unwrap();
        assert_eq!(written.pointer(pointer), profile.pointer(pointer));
    }
    for (pointer, value) in [
        ("/founded", json!(1499)),
        ("/slug", json!("No Slug")),
        ("/framing/sources/-", json!("gone")),
    ] {
        let profile = with(pointer, value);
        assert!(read_stored::<Organization>(&profile.to_string()).is_err(), "{pointer}");
    }
}

#[test]
fn what_a_key_may_be_depends_on_others() {
    for (pointer, value) in [
        ("/status", json!("unknown")),
        ("/affiliation", json!({"kind": "secular"})),
        ("/countries/-", json!({"country": "IN", "role": "office"})),
        ("/related/-", json!({"slug": "other", "relation": "member_of", "sources": ["page"]})),
        ("/outcomes/0/to", json!(2001)),
        ("/outcomes/0/to", json!(null)),
        ("/outcomes/0/from", json!(null)),
        ("/ways_to_help/0/summary", json!(null)),
        ("/ways_to_help/0/helpline", json!(null)),
        (
            "/ways_to_help/-",
            json!({"kind": "give", "title": "G", "free": true, "url": "https://a.example"}),
        ),
        ("/caveats/0/about", json!("governance")),
        ("/caveats/0/kind", json!("disputed")),
        ("/fact_sources/scope", json!(["page"])),
    ] {
        let found = violations(&with(pointer, value.clone()));
        assert_eq!(found, [], "{pointer} {value}");
    }
}
