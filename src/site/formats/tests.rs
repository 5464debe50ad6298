//! Small profiles in every format.

use serde_json::{Value, json};

use super::*;
use crate::domain::{Node, Organization, Term, parse};

fn profile(changes: Value) -> Organization {
    let mut profile = json!({
        "slug": "a-b", "name": "A & B", "summary": "It exists for a test.",
        "framing": {"summary": "As a wrong.\nAnd a crime.", "sources": ["page"]},
        "method": {
            "summary": "By tests.",
            "steps": [{"name": "First", "summary": "Look."}],
            "sources": ["page"],
        },
        "focus_areas": ["bonded-labour"], "approaches": ["rescue"],
        "sources": [{"id": "page", "title": "A page", "url": "https://example.org/"}],
    });
    for (key, value) in changes.as_object().unwrap() {
        profile[key] = value.clone();
    }
    parse(&serde_json::from_str::<Node>(&profile.to_string()).unwrap()).unwrap()
}

/// The third revision of a profile, in a vocabulary of one term.
fn published<T>(changes: Value, make: impl FnOnce(&PublishedProfile<'_>) -> T) -> T {
    let term = r#"{"slug": "bonded-labour", "label": "Bonded labour", "definition": "A term.", "group": false}"#;
    let term: Term = parse(&serde_json::from_str::<Node>(term).unwrap()).unwrap();
    let mut vocabulary = Vocabulary::default();
    vocabulary.insert(TermScheme::FocusArea, term);
    let profile = profile(changes);
    make(&PublishedProfile {
        profile: &profile,
        revision: 3,
        updated_at: "2026-01-31T23:59:59Z".parse().unwrap(),
        vocabulary: &vocabulary,
        urls: BaseUrls {
            server: "https://directory.example",
            permalinks: "https://w3id.example/directory",
        },
    })
}

#[test]
fn every_citation_format_names_version_and_date() {
    let citation = published(json!({}), Citation::of);

    let profile_url = "https://w3id.example/directory/organizations/a-b";
    let url = format!("{profile_url}/history/3");
    let note = format!("CC0 1.0. Newest version: {profile_url}");
    assert_eq!(
        citation.text(),
        format!("“A & B”, Antislavery Directory, version 3, 31 January 2026. {url}")
    );
    assert_eq!(
        citation.bibtex(),
        format!(
            "@misc{{a-b-r3,\n  title = {{{{A \\& B}}}},\n  howpublished = {{Antislavery Directory}},\n  \
             version = {{3}},\n  date = {{2026-01-31}},\n  year = {{2026}},\n  month = jan,\n  \
             url = {{{url}}},\n  note = {{Version 3 of 2026-01-31. {note}}},\n  \
             key = {{A \\& B}},\n}}\n"
        )
    );
    assert_eq!(
        serde_json::from_str::<Value>(&citation.csl()).unwrap(),
        json!([{
            "id": "a-b-r3", "type": "webpage", "title": "A & B",
            "container-title": "Antislavery Directory", "version": "3",
            "issued": {"date-parts": [[2026, 1, 31]]}, "URL": url, "note": note, "language": "en",
        }])
    );
    assert_eq!(
        citation.ris(),
        format!(
            "TY  - ELEC\r\nID  - a-b-r3\r\nTI  - A & B\r\nT2  - Antislavery Directory\r\n\
             ET  - Version 3\r\nPY  - 2026\r\nDA  - 2026/01/31\r\nUR  - {url}\r\nLA  - en\r\n\
             N1  - {note}\r\nER  - \r\n"
        )
    );
}

#[test]
fn json_ld_describes_the_organization_with_schema_org() {
    let known = json!({
        "acronym": "AB", "founded": 1999, "founders": ["A Person"],
        "other_names": [
            {"value": "Old", "kind": "former"}, {"value": "A B Ltd", "kind": "legal"},
            {"value": "Project", "kind": "programme"},
        ],
        "headquarters": {"city": "Accra", "country": "GH"},
        "website": "https://example.org/",
        "identifiers": [
            {"scheme": "XI-WIKIDATA", "value": "Q42"}, {"scheme": "GB-CHC", "value": "1049160"},
        ],
        "parent": {"name": "P", "slug": "p"},
        "countries": [{"country": "IN", "sources": ["page"]}],
    });

    let document: Value = serde_json::from_str(&published(known, json_ld)).unwrap();

    let page = "https://directory.example/organizations/a-b";
    let id = "https://w3id.example/directory/organizations/a-b";
    let mut expected = json!({
        "@context": "https://schema.org", "@type": "NGO", "@id": format!("{id}#organization"),
        "name": "A & B", "alternateName": ["AB", "Old"], "legalName": ["A B Ltd"],
        "description": "It exists for a test.",
        "url": "https://example.org/",
        "sameAs": ["https://example.org/", "https://www.wikidata.org/entity/Q42"],
        "identifier": [
            {"@type": "PropertyValue", "propertyID": "XI-WIKIDATA", "value": "Q42"},
            {"@type": "PropertyValue", "propertyID": "GB-CHC", "value": "1049160"},
        ],
        "foundingDate": "1999", "founder": [{"@type": "Thing", "name": "A Person"}],
        "address":
            {"@type": "PostalAddress", "addressLocality": "Accra", "addressCountry": "GH"},
        "areaServed": [{"@type": "Country", "name": "India", "identifier": "IN"}],
        "knowsAbout": ["Bonded labour"],
    });
    expected["parentOrganization"] = json!({
        "@type": "Organization", "name": "P",
        "@id": "https://w3id.example/directory/organizations/p#organization",
    });
    expected["mainEntityOfPage"] = json!({
        "@type": "ProfilePage", "@id": id, "url": page, "name": "A & B", "version": "3",
        "dateModified": "2026-01-31T23:59:59Z", "inLanguage": "en",
        "license": "https://creativecommons.org/publicdomain/zero/1.0/",
        "mainEntity": {"@id": format!("{id}#organization")},
        "isPartOf": {
            "@type": "WebSite", "name": "Antislavery Directory", "url": "https://directory.example/",
        },
    });
    assert_eq!(document, expected);
}

#[test]
fn json_ld_omits_unknown_values() {
    let document: Value = serde_json::from_str(&published(json!({}), json_ld)).unwrap();

    let keys: Vec<&str> = document.as_object().unwrap().keys().map(String::as_str).collect();
    let known =
        ["@context", "@id", "@type", "description", "knowsAbout", "mainEntityOfPage", "name"];
    assert_eq!(keys, known);
}

#[test]
fn an_authority_is_a_government_organization() {
    let authority = json!({"affiliation": {"kind": "governmental"}});

    let document: Value = serde_json::from_str(&published(authority, json_ld)).unwrap();

    assert_eq!(document["@type"], "GovernmentOrganization");
}

#[test]
fn markdown_has_a_footnote_mark_for_every_source() {
    let sourced = json!({
        "fact_sources": {"name": ["page"], "acronym": ["page", "none"]},
        "outcomes": [{"claim": "It says so.", "place": "GH", "period": "2003", "sources": ["page"]}],
        "withheld": [{"key": "ways_to_help", "reason": "To protect people."}],
        "sources": [
            {"id": "page", "title": "A [page]", "url": "https://example.org/(a)", "author": "X",
             "published": "2016-05", "retrieved": "2026-01-01"},
            {"id": "none", "title": "Another"},
        ],
    });

    let text = published(sourced, markdown);

    let expected = r"# A & B[^page][^none]

It exists for a test.

- **This text:** version 3 of 2026-01-31 in the Antislavery Directory, <https://w3id.example/directory/organizations/a-b/history/3>, CC0 1.0

## How they frame the problem

As a wrong.

And a crime.[^page]

## How they fight it

By tests.[^page]

1. **First:** Look.

## What they work against

- Bonded labour

## How they work

- rescue

## Results, and who reports them

- It says so. (Ghana; 2003; the profile does not say who reports it)[^page]

## What we left out, and why

- On ways to help: To protect people.

## Sources

[^page]: [A \[page\]](<https://example.org/(a)>), X, 2016-05, read on 2026-01-01
[^none]: Another
";
    assert_eq!(text, expected);
}

#[test]
fn a_source_of_an_empty_key_is_listed_as_consulted() {
    let sourced = json!({"fact_sources": {"founded": ["other"]}, "sources": [
        {"id": "page", "title": "A page"}, {"id": "other", "title": "Another"},
    ]});

    let text = published(sourced, markdown);

    assert!(text.contains("## Sources\n\nAlso consulted:[^other]\n\n[^page]: A page\n"), "{text}");
}
