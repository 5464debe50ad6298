//! The catalog through its public interface: staging, unstaging and publishing.

mod built_index;
mod columns;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde_json::json;

use super::{
    Catalog, Choice, ExportRequest, Facet, Filter, KeyResolution, ListRequest, Sort, Start,
};
use crate::domain::{OrganizationState, Position, Status, TermScheme, TermState};
use crate::text::SearchQuery;

pub(super) fn position(change: i64) -> Position {
    let (directory, updated_at) = ("tests".to_owned(), Timestamp::UNIX_EPOCH);
    Position { directory, change, updated_at, redacted_change: 0 }
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

pub(super) fn organization(slug: &str, name: &str, revision: i32) -> OrganizationState {
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

/// Number of organizations that have a focus area or one of its narrower terms.
fn count(catalog: &Catalog, slug: &str) -> usize {
    catalog.snapshot().unwrap().term_count(TermScheme::FocusArea, &slug.parse().unwrap())
}

/// The slugs of the organizations that match a query.
fn search(catalog: &Catalog, query: &str) -> Vec<String> {
    let snapshot = catalog.snapshot().unwrap();
    let query = SearchQuery::parse(query).unwrap();
    let request = ListRequest {
        filter: &Filter::default(),
        query: Some(&query),
        sort: Sort::RELEVANCE,
        start: &Start::Offset(0),
        size: 10,
    };
    let selection = snapshot.select(&request).unwrap();
    selection.page.entries.iter().map(|entry| entry.slug().to_owned()).collect()
}

#[test]
fn moving_and_renaming_a_term_updates_the_search_for_its_organizations() {
    let folder = tempfile::tempdir().unwrap();
    let catalog = Catalog::open(&folder.path().join("index"), 0).unwrap();
    catalog.stage_terms(&[term("wide", "Wide", None), term("narrow", "Narrow", None)]).unwrap();
    catalog.stage_organizations(&[organization("one", "One", 1)]).unwrap();
    catalog.publish(&position(1)).unwrap();
    assert_eq!((count(&catalog, "narrow"), count(&catalog, "wide")), (1, 0));
    assert_eq!(search(&catalog, "narrow"), ["one"]);

    // An unstaged change must not count as known when it is staged again.
    let moved = [term("narrow", "Slender", Some("wide"))];
    catalog.stage_terms(&moved).unwrap();
    catalog.unstage().unwrap();
    catalog.stage_terms(&moved).unwrap();
    catalog.publish(&position(2)).unwrap();

    assert_eq!((count(&catalog, "narrow"), count(&catalog, "wide")), (1, 1));
    assert_eq!(search(&catalog, "slender"), ["one"]);
    assert_eq!(search(&catalog, "\"narrow\""), Vec::<String>::new());
    let wide = Choice::of(vec!["wide".to_owned()]);
    let mut filter = Filter::default();
    filter.set_choice(Facet::Term(TermScheme::FocusArea), wide);
    let snapshot = catalog.snapshot().unwrap();
    let (sort, start) = (Sort::NAME, Start::Offset(0));
    let request = ListRequest { filter: &filter, query: None, sort, start: &start, size: 10 };
    assert_eq!(snapshot.select(&request).unwrap().total, 1);
}

#[test]
fn a_snapshot_does_not_change_and_a_reopened_catalog_has_the_last_publication() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path().join("index");
    let catalog = Catalog::open(&folder, 0).unwrap();
    catalog.stage_terms(&[term("narrow", "Narrow", None)]).unwrap();
    catalog
        .stage_organizations(&[organization("one", "One", 1), organization("two", "Two", 2)])
        .unwrap();
    catalog.publish(&position(2)).unwrap();
    let older = catalog.snapshot().unwrap();
    catalog.stage_organizations(&[organization("one", "Uno", 3)]).unwrap();
    catalog.publish(&position(3)).unwrap();

    let name = |snapshot: &super::Snapshot| match snapshot.resolve_key("one") {
        KeyResolution::Current(entry) => {
            (entry.name().to_owned(), bytes::Bytes::copy_from_slice(entry.document()))
        }
        _ => panic!("no organization has the slug"),
    };
    let (old, new) = (name(&older), name(&catalog.snapshot().unwrap()));
    assert_eq!((old.0.as_str(), new.0.as_str()), ("One", "Uno"));
    assert!(old.1.starts_with(br#"{"slug":"one","name":"One""#));
    assert!(new.1.starts_with(br#"{"slug":"one","name":"Uno""#));
    assert_eq!(search(&catalog, "uno"), ["one"]);
    assert!(search(&catalog, "\"one\"").is_empty());
    drop(catalog);

    let reopened = Catalog::open(&folder, 0).unwrap();
    assert_eq!(reopened.position(), Some(position(3)));
    assert_eq!(name(&reopened.snapshot().unwrap()), new);
}

#[test]
fn an_unknown_key_is_corrected_to_the_slug_with_the_fewest_typos() {
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
        // A wrong first letter is one typo; with a second typo it is one too many.
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
        for (key, nearest) in cases {
            assert_eq!(snapshot.nearest_slug(key), *nearest, "{key:?}");
        }
    };
    check(&catalog, &cases);

    // New slugs and slugs of a reopened catalog are found too.
    catalog.stage_organizations(&[organization("polarix", "Polarix", 8)]).unwrap();
    catalog.publish(&position(8)).unwrap();
    check(&catalog, &[("polarixx", Some("polarix")), ("polarsi", Some("polaris"))]);
    drop(catalog);
    let reopened = Catalog::open(&folder, 0).unwrap();
    check(&reopened, &cases);
    check(&reopened, &[("polarixx", Some("polarix"))]);
}

#[test]
fn facet_counts_equal_the_rendered_facets() {
    let folder = tempfile::tempdir().unwrap();
    let catalog = Catalog::open(&folder.path().join("index"), 0).unwrap();
    catalog.stage_terms(&[term("wide", "Wide", None)]).unwrap();
    catalog.stage_terms(&[term("narrow", "Narrow \"one\"", Some("wide"))]).unwrap();
    let names = ["One", "Two", "Three"];
    let states = (1..).zip(names).map(|(revision, name)| {
        let mut state = organization(&name.to_lowercase(), name, revision);
        let countries =
            ["GH", "IN"].map(|it| format!(r#"{{"country":"{it}","role":"programmes"}}"#));
        let countries = &countries[..usize::min(revision as usize, 2)].join(",");
        state.document =
            state.document.replace(r#""countries":[]"#, &format!(r#""countries":[{countries}]"#));
        state
    });
    catalog.stage_organizations(&states.collect::<Vec<_>>()).unwrap();
    catalog.publish(&position(3)).unwrap();
    let snapshot = catalog.snapshot().unwrap();
    let query = SearchQuery::parse("exists -two").unwrap();
    let chosen = Choice::of(vec!["IN".to_owned()]);
    let mut filter = Filter::default();
    filter.set_choice(Facet::Country, chosen);
    for (query, filter) in [
        (None, &Filter::default()),
        (None, &filter),
        (Some(&query), &Filter::default()),
        (Some(&query), &filter),
    ] {
        let (sort, start) = (Sort::NAME, Start::Offset(0));
        let request = ListRequest { filter, query, sort, start: &start, size: 0 };
        let selection = snapshot.select(&request).unwrap();
        let mut json = Vec::new();
        selection.write_facets(&Facet::ALL, &mut json);
        let json: serde_json::Value = serde_json::from_slice(&json).unwrap();
        for facet in Facet::ALL {
            let counts = selection.facet_counts(facet);
            let buckets =
                counts.iter().map(|it| json!({"id": it.id, "label": it.label, "count": it.count}));
            let buckets: Vec<_> = buckets.collect();
            assert_eq!(json[facet.as_str()]["buckets"], json!(buckets), "{facet:?}");
        }
        assert_eq!(selection.facet_counts(Facet::Country)[0].label, "Ghana");
        assert_eq!(
            selection.facet_counts(Facet::Term(TermScheme::FocusArea))[0].label,
            "Narrow \"one\""
        );
    }
}

/// The files in a folder and its folders.
fn files(folder: &Path) -> BTreeSet<PathBuf> {
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let below = |path: PathBuf| if path.is_dir() { files(&path) } else { BTreeSet::from([path]) };
    paths.flat_map(below).collect()
}

#[test]
fn a_purged_index_has_only_current_texts_in_its_files() {
    let folder = tempfile::tempdir().unwrap();
    let index = folder.path().join("index");
    let catalog = Catalog::open(&index, 0).unwrap();
    let terms = [term("wide", "Wide", None), term("narrow", "Narrow", None)];
    catalog.stage_terms(&terms).unwrap();
    let both = [organization("one", "One", 1), organization("two", "Two", 2)];
    catalog.stage_organizations(&both).unwrap();
    catalog.publish(&position(2)).unwrap();
    let set_aside = folder.path().join("index.kept-tests-1");
    fs::create_dir(&set_aside).unwrap();
    let reader = catalog.snapshot().unwrap();
    let request = ExportRequest {
        filter: &Filter::default(),
        query: None,
        sort: Sort::NAME,
        as_written: true,
    };
    let mut export = reader.export(&request).unwrap();
    assert!(export.next().is_some());

    // "Two" has another name now.
    catalog.stage_organizations(&[organization("two", "Other", 3)]).unwrap();
    catalog.publish(&position(3)).unwrap();
    assert!(texts_in(&index).contains("two"));
    catalog.purge(&Position { redacted_change: 3, ..position(3) }).unwrap();

    assert!(!texts_in(&index).contains("two"), "{:?}", texts_in(&index));
    assert!(texts_in(&index).contains("other"));
    assert_eq!((search(&catalog, "other").len(), search(&catalog, "one").len()), (1, 1));
    assert!(!set_aside.exists());
    assert!(export.next().is_none() && export.snapshot().is_taken());
    let rows = |files: BTreeSet<PathBuf>| files.iter().filter(|it| is_of_rows(it)).count();
    assert_eq!(rows(files(&index)), 1);
    let columns = fs::read(index.join("columns.bin")).unwrap();
    let has = |word: &[u8]| columns.windows(word.len()).any(|bytes| bytes == word);
    assert!(has(b"other") && !has(b"two"));
    // A short read keeps its snapshot.
    assert_eq!(reader.organization_count(), 2);
    catalog.sweep().unwrap();
    assert_eq!(catalog.snapshot().unwrap().organization_count(), 2);
    drop((reader, export, catalog));
    let reopened = Catalog::open(&index, 0).unwrap();
    assert_eq!(reopened.reached().map(|it| it.redacted_change), Some(3));
    assert_eq!(search(&reopened, "other"), ["two"]);
}

fn is_of_rows(file: &Path) -> bool {
    file.extension().is_some_and(|extension| extension == "rows")
}

/// All terms of all fields and segments of an index, and its stored texts.
fn texts_in(index: &Path) -> BTreeSet<String> {
    let opened = tantivy::Index::open_in_dir(index).unwrap();
    let reader = opened.reader().unwrap();
    let mut texts = BTreeSet::new();
    for segment in reader.searcher().segment_readers() {
        for (field, entry) in opened.schema().fields() {
            if !entry.is_indexed() {
                continue;
            }
            let inverted = segment.inverted_index(field).unwrap();
            let mut terms = inverted.terms().stream().unwrap();
            while let Some((term, _)) = terms.next() {
                texts.insert(String::from_utf8_lossy(term).into_owned());
            }
        }
    }
    texts
}
