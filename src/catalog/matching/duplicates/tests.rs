//! Similar organizations of a small catalog, as tables of cases.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{NameMatch, SimilarExisting};
use crate::catalog::Catalog;
use crate::domain::{
    Node, Organization, OrganizationState, Position, ProposedOrganization, Status, read_stored,
};

fn state(number: i64, keys: &Value) -> OrganizationState {
    let mut document = json!({
        "slug": "", "name": "", "summary": "It exists for a test.",
        "framing": {"summary": "As a wrong.", "sources": ["page"]},
        "method": {"summary": "By tests.", "steps": [], "sources": ["page"]},
        "focus_areas": ["narrow"], "approaches": ["rescue"],
        "sources": [{"id": "page", "title": "A page", "url": "https://example.org/"}],
    });
    let keys = keys.as_object().unwrap();
    document.as_object_mut().unwrap().extend(keys.clone());
    let profile: Organization = read_stored(&document.to_string()).unwrap();
    let is_withdrawn = keys.contains_key("withdrawal");
    OrganizationState {
        id: format!("id-{number}"),
        slug: profile.slug.clone(),
        former_slugs: Vec::new(),
        status: if is_withdrawn { Status::Withdrawn } else { Status::Active },
        revision: 1,
        change: number,
        created_at: Timestamp::UNIX_EPOCH,
        updated_at: Timestamp::UNIX_EPOCH,
        document: profile.to_json(),
    }
}

/// A catalog of these organizations, in its folder.
fn catalog(organizations: &[Value]) -> (tempfile::TempDir, Catalog) {
    let folder = tempfile::tempdir().unwrap();
    let catalog = Catalog::open(&folder.path().join("index"), 0).unwrap();
    let states: Vec<_> = (1..).zip(organizations).map(|(it, keys)| state(it, keys)).collect();
    catalog.stage_organizations(&states).unwrap();
    publish(&catalog, states.len() as i64);
    (folder, catalog)
}

fn publish(catalog: &Catalog, change: i64) {
    let (directory, updated_at) = ("tests".to_owned(), Timestamp::UNIX_EPOCH);
    catalog.publish(&Position { directory, change, updated_at, redacted_change: 0 }).unwrap();
}

/// Slugs with their reasons: `lantern-house: identifier, name`.
fn found(catalog: &Catalog, proposed: &Value, names: NameMatch) -> Vec<String> {
    let text = proposed.to_string();
    let node: Node<'_> = serde_json::from_str(&text).unwrap();
    let snapshot = catalog.snapshot().unwrap();
    let similar = snapshot.similar_existing(&ProposedOrganization::read(&node), names);
    assert!(similar.iter().all(|it| (0.0..=100.0).contains(&it.score) && !it.why.is_empty()));
    let line = |it: &SimilarExisting<'_>| {
        let why: Vec<&str> = it.why.iter().map(|shared| shared.as_str()).collect();
        format!("{}: {}", it.entry.slug(), why.join(", "))
    };
    similar.iter().map(line).collect()
}

fn sample() -> (tempfile::TempDir, Catalog) {
    catalog(&[
        json!({"slug": "lantern-house", "name": "Lantern House International", "acronym": "LHI",
               "other_names": [{"value": "Maison de la Lanterne", "kind": "translation"}],
               "website": "https://www.lantern.example/en/",
               "identifiers": [{"scheme": "US-EIN", "value": "54-1722887"},
                               {"scheme": "GB-COH", "value": "03079904"}]}),
        json!({"slug": "bright-path", "name": "Bright Path", "website": "https://facebook.com/BrightPath"}),
        json!({"slug": "gone", "name": "The Gone Trust", "status": "withdrawn",
               "withdrawal": {"reason": "It was a duplicate."}, "website": "https://gone.example"}),
        json!({"slug": "founded", "name": "Foundry", "founders": ["Ada Lamp"]}),
    ])
}

#[test]
fn names_websites_and_identifiers_find_the_organizations_that_have_them() {
    let (_folder, catalog) = sample();
    let lantern = |why: &str| vec![format!("lantern-house: {why}")];
    for (proposed, expected) in [
        (json!({}), vec![]),
        (json!({"name": "lantern house international"}), lantern("name")),
        (json!({"name": "Lantern House Internatonal"}), lantern("name")),
        (json!({"name": "LanternHouse International Inc."}), lantern("name")),
        (json!({"name": "LHI"}), lantern("other_name")),
        (json!({"name": "maison de la lanterne"}), lantern("other_name")),
        (json!({"name": "X", "acronym": "lhi"}), lantern("other_name")),
        (json!({"other_names": [{"value": "Lantern House International"}]}), lantern("other_name")),
        (json!({"website": "http://lantern.example"}), lantern("website")),
        (json!({"website": "LANTERN.EXAMPLE/about"}), lantern("website")),
        (json!({"website": "https://otherlantern.example"}), vec![]),
        (
            json!({"identifiers": [{"scheme": "US-EIN", "value": "541722887"}]}),
            lantern("identifier"),
        ),
        (
            json!({"identifiers": [{"scheme": "us-ein", "value": "54 1722 887"}]}),
            lantern("identifier"),
        ),
        (json!({"identifiers": [{"value": "54.1722887"}]}), lantern("identifier")),
        (json!({"identifiers": [{"scheme": "GB-COH", "value": "3079904"}]}), lantern("identifier")),
        (json!({"identifiers": [{"scheme": "GB-CHC", "value": "3079904"}]}), vec![]),
        (
            json!({"name": "Lantern House International", "website": "lantern.example",
                   "identifiers": [{"scheme": "US-EIN", "value": "541722887"}]}),
            lantern("identifier, name, website"),
        ),
        (json!({"slug": "lantern-house", "name": "Lantern House International"}), lantern("name")),
        (json!({"name": "Ada Lamp"}), vec![]),
        (
            json!({"website": "https://www.facebook.com/brightpath/"}),
            vec!["bright-path: website".to_owned()],
        ),
        (json!({"website": "https://www.facebook.com/another"}), vec![]),
        (json!({"website": "https://www.facebook.com/"}), vec![]),
        (json!({"name": "The Gone Trust"}), vec!["gone: name".to_owned()]),
        (json!({"website": "gone.example"}), vec!["gone: website".to_owned()]),
    ] {
        assert_eq!(found(&catalog, &proposed, NameMatch::Similar), expected, "{proposed}");
    }
}

#[test]
fn whole_names_do_not_find_similar_ones() {
    let (_folder, catalog) = sample();
    for (name, count) in
        [("Lantern-House International", 1), ("Lantern House Internatonal", 0), ("Bright", 0)]
    {
        let found = found(&catalog, &json!({"name": name}), NameMatch::Whole);
        assert_eq!(found.len(), count, "{name}");
    }
}

#[test]
fn a_host_that_many_organizations_share_matches_only_the_same_page() {
    let on_host = |number: usize| {
        json!({"slug": format!("hosted-{number}"), "name": format!("Hosted {number}"),
               "website": format!("https://union.example/members/{number}")})
    };
    let (_folder, catalog) = catalog(&(0..7).map(on_host).collect::<Vec<_>>());
    for (website, expected) in [
        ("https://union.example/members/3/", vec!["hosted-3: website"]),
        ("https://union.example/members/9", vec![]),
        ("https://union.example/", vec![]),
    ] {
        let found = found(&catalog, &json!({"website": website}), NameMatch::Similar);
        assert_eq!(found, expected, "{website}");
    }
}

#[test]
fn a_website_that_moves_is_found_only_at_its_new_host() {
    let (_folder, catalog) = sample();
    let mut moved = state(
        5,
        &json!({"slug": "bright-path", "name": "Bright Path", "website": "https://bright.example"}),
    );
    (moved.id, moved.revision) = ("id-2".to_owned(), 2);
    catalog.stage_organizations(&[moved]).unwrap();
    publish(&catalog, 5);

    let found = |website: &str| found(&catalog, &json!({"website": website}), NameMatch::Similar);
    assert_eq!(found("bright.example"), ["bright-path: website"]);
    assert!(found("facebook.com/brightpath").is_empty());
}

#[test]
fn an_organization_that_is_edited_is_not_similar_to_itself() {
    let (_folder, catalog) = sample();
    let snapshot = catalog.snapshot().unwrap();
    let mut proposed = ProposedOrganization {
        name: "Lantern House International".to_owned(),
        ..ProposedOrganization::default()
    };
    assert_eq!(snapshot.similar_existing(&proposed, NameMatch::Similar).len(), 1);
    proposed.edited = Some("lantern-house".to_owned());
    assert!(snapshot.similar_existing(&proposed, NameMatch::Similar).is_empty());
}
