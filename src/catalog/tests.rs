//! The catalog through its own door: what is staged, dropped and published.

use jiff::Timestamp;
use serde_json::json;

use super::{Catalog, Facet, Filter, Found, Sort, Start};
use super::{Choice, ListRequest};
use crate::domain::{OrganizationState, Position, Status, TermScheme, TermState};
use crate::text::SearchQuery;

fn position(change: i64) -> Position {
    let (directory, updated_at) = ("tests".to_owned(), Timestamp::UNIX_EPOCH);
    Position { directory, change, updated_at }
}

fn term(slug: &str, label: &str, broader: Option<&str>) -> TermState {
    let document = json!({
        "slug": slug, "label": label, "alt_labels": [], "definition": "A term.",
        "broader": broader, "group": false, "same_as": [], "sources": [],
    });
    TermState {
        scheme: TermScheme::FocusArea,
        slug: slug.parse().unwrap(),
        position: 0,
        revision: 1,
        change: 1,
        document: document.to_string(),
    }
}

fn organization(slug: &str, name: &str, revision: i32) -> OrganizationState {
    let document = json!({
        "slug": slug, "name": name, "summary": "It exists for a test.",
        "framing": {"summary": "As a wrong.", "sources": ["page"]},
        "method": {"summary": "By tests.", "steps": [], "sources": ["page"]},
        "focus_areas": ["narrow"], "approaches": ["rescue"],
        "sources": [{"id": "page", "title": "A page", "url": "https://example.org/"}],
    });
    let node = serde_json::from_value::<serde_json::Value>(document).unwrap().to_string();
    let profile: crate::domain::Organization = crate::domain::read_stored(&node).unwrap();
    OrganizationState {
        id: format!("id-of-{slug}"),
        slug: slug.parse().unwrap(),
        former_slugs: Vec::new(),
        status: Status::Active,
        revision,
        change: i64::from(revision),
        created_at: Timestamp::UNIX_EPOCH,
        updated_at: Timestamp::UNIX_EPOCH,
        document: profile.to_json(),
    }
}

/// How many organizations stand below a focus area.
fn below(catalog: &Catalog, slug: &str) -> usize {
    catalog.snapshot().unwrap().term_count(TermScheme::FocusArea, &slug.parse().unwrap())
}

/// The slugs that a question finds.
fn find(catalog: &Catalog, question: &str) -> Vec<String> {
    let snapshot = catalog.snapshot().unwrap();
    let question = SearchQuery::parse(question).unwrap();
    let request = ListRequest {
        filter: &Filter::default(),
        question: Some(&question),
        sort: Sort::RELEVANCE,
        start: &Start::Offset(0),
        size: 10,
    };
    let selection = snapshot.select(&request).unwrap();
    selection.listing.entries.iter().map(|entry| entry.slug().to_owned()).collect()
}

#[test]
fn a_term_that_moves_or_is_called_otherwise_takes_its_organizations_along() {
    let folder = tempfile::tempdir().unwrap();
    let catalog = Catalog::open(&folder.path().join("index"), 0).unwrap();
    catalog.stage_terms(&[term("wide", "Wide", None), term("narrow", "Narrow", None)]).unwrap();
    catalog.stage_organizations(&[organization("one", "One", 1)]).unwrap();
    catalog.publish(&position(1)).unwrap();
    assert_eq!((below(&catalog, "narrow"), below(&catalog, "wide")), (1, 0));
    assert_eq!(find(&catalog, "narrow"), ["one"]);

    // What is dropped must not be taken for known when it comes again.
    let moved = [term("narrow", "Slender", Some("wide"))];
    catalog.stage_terms(&moved).unwrap();
    catalog.unstage().unwrap();
    catalog.stage_terms(&moved).unwrap();
    catalog.publish(&position(2)).unwrap();

    assert_eq!((below(&catalog, "narrow"), below(&catalog, "wide")), (1, 1));
    assert_eq!(find(&catalog, "slender"), ["one"]);
    assert_eq!(find(&catalog, "\"narrow\""), Vec::<String>::new());
    let wide = Choice { any: vec!["wide".to_owned()], none: Vec::new() };
    let mut filter = Filter::default();
    filter.set_choice(Facet::FocusArea, wide);
    let snapshot = catalog.snapshot().unwrap();
    let (sort, start) = (Sort::NAME, Start::Offset(0));
    let request = ListRequest { filter: &filter, question: None, sort, start: &start, size: 10 };
    assert_eq!(snapshot.select(&request).unwrap().total, 1);
}

#[test]
fn a_reader_keeps_what_it_holds_and_a_start_finds_what_was_published() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("index");
    let catalog = Catalog::open(&folder, 0).unwrap();
    catalog.stage_terms(&[term("narrow", "Narrow", None)]).unwrap();
    catalog
        .stage_organizations(&[organization("one", "One", 1), organization("two", "Two", 2)])
        .unwrap();
    catalog.publish(&position(2)).unwrap();
    let held = catalog.snapshot().unwrap();
    catalog.stage_organizations(&[organization("one", "Uno", 3)]).unwrap();
    catalog.publish(&position(3)).unwrap();

    let name = |snapshot: &super::Snapshot| match snapshot.find("one") {
        Found::Organization(entry) => {
            (entry.name().to_owned(), bytes::Bytes::copy_from_slice(entry.document()))
        }
        _ => panic!("nobody has the slug"),
    };
    let (old, new) = (name(&held), name(&catalog.snapshot().unwrap()));
    assert_eq!((old.0.as_str(), new.0.as_str()), ("One", "Uno"));
    assert!(old.1.starts_with(br#"{"slug":"one","name":"One""#));
    assert!(new.1.starts_with(br#"{"slug":"one","name":"Uno""#));
    assert_eq!(find(&catalog, "uno"), ["one"]);
    assert!(find(&catalog, "\"one\"").is_empty());
    drop(catalog);

    let again = Catalog::open(&folder, 0).unwrap();
    assert_eq!(again.position(), Some(position(3)));
    assert_eq!(name(&again.snapshot().unwrap()), new);
}

#[test]
fn an_unknown_key_means_the_slug_with_the_fewest_typos() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("index");
    let catalog = Catalog::open(&folder, 0).unwrap();
    catalog.stage_terms(&[term("narrow", "Narrow", None)]).unwrap();
    let slugs =
        ["free-the-slaves", "freedom-fund", "ijm", "polaris", "polar", "walk-free", "zonta-one"];
    let states = (1..).zip(slugs).map(|(revision, slug)| organization(slug, slug, revision));
    catalog.stage_organizations(&states.collect::<Vec<_>>()).unwrap();
    catalog.publish(&position(7)).unwrap();
    let long = "s".repeat(4000);
    let cases = [
        ("free-the-slavs", Some("free-the-slaves")),
        ("free-slaves", Some("free-the-slaves")),
        ("Free_The_Slaves", Some("free-the-slaves")),
        ("IJM", Some("ijm")),
        ("ijn", Some("ijm")),
        ("xyz", None),
        ("polarsi", Some("polaris")),
        ("polari", Some("polar")),
        // A wrong first letter is one typo, and with a second one too many.
        ("valk-free", Some("walk-free")),
        ("valk-fre", None),
        ("zonta-onë", Some("zonta-one")),
        ("astronomy", None),
        ("", None),
        ("-", None),
        (long.as_str(), None),
    ];
    let check = |catalog: &Catalog, cases: &[(&str, Option<&str>)]| {
        let snapshot = catalog.snapshot().unwrap();
        for (key, meant) in cases {
            assert_eq!(snapshot.nearest_slug(key), *meant, "{key:?}");
        }
    };
    check(&catalog, &cases);

    // A slug that is taken back, or read again at a start, is found alike.
    catalog.stage_organizations(&[organization("polarix", "Polarix", 8)]).unwrap();
    catalog.publish(&position(8)).unwrap();
    check(&catalog, &[("polarixx", Some("polarix")), ("polarsi", Some("polaris"))]);
    drop(catalog);
    let again = Catalog::open(&folder, 0).unwrap();
    check(&again, &cases);
    check(&again, &[("polarixx", Some("polarix"))]);
}

#[test]
fn buckets_are_those_of_the_answered_facets() {
    let folder = tempfile::tempdir().unwrap();
    let catalog = Catalog::open(&folder.path().join("index"), 0).unwrap();
    catalog.stage_terms(&[term("wide", "Wide", None)]).unwrap();
    catalog.stage_terms(&[term("narrow", "Narrow \"one\"", Some("wide"))]).unwrap();
    let names = ["One", "Two", "Three"];
    let states = (1..).zip(names).map(|(revision, name)| {
        let mut state = organization(&name.to_lowercase(), name, revision);
        let countries = [r#"{"country":"GH"}"#, r#"{"country":"IN"}"#].map(str::to_owned);
        let countries = &countries[..usize::min(revision as usize, 2)].join(",");
        state.document =
            state.document.replace(r#""countries":[]"#, &format!(r#""countries":[{countries}]"#));
        state
    });
    catalog.stage_organizations(&states.collect::<Vec<_>>()).unwrap();
    catalog.publish(&position(3)).unwrap();
    let snapshot = catalog.snapshot().unwrap();
    let question = SearchQuery::parse("exists -two").unwrap();
    let chosen = Choice { any: vec!["IN".to_owned()], none: Vec::new() };
    let mut filter = Filter::default();
    filter.set_choice(Facet::Country, chosen);
    for (question, filter) in [
        (None, &Filter::default()),
        (None, &filter),
        (Some(&question), &Filter::default()),
        (Some(&question), &filter),
    ] {
        let (sort, start) = (Sort::NAME, Start::Offset(0));
        let request = ListRequest { filter, question, sort, start: &start, size: 0 };
        let selection = snapshot.select(&request).unwrap();
        let mut json = Vec::new();
        selection.write_facets(&Facet::ALL, &mut json);
        let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
        for facet in Facet::ALL {
            let buckets = selection.buckets(facet);
            let buckets = buckets.iter().map(
                |bucket| json!({"id": bucket.id, "label": bucket.label, "count": bucket.count}),
            );
            let buckets: Vec<_> = buckets.collect();
            assert_eq!(json[facet.as_str()]["buckets"], json!(buckets), "{facet:?}");
        }
        assert_eq!(selection.buckets(Facet::Country)[0].label, "Ghana");
        assert_eq!(selection.buckets(Facet::FocusArea)[0].label, "Narrow \"one\"");
    }
}
