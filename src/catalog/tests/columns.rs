//! Columns that are read from their file, and completions, which use them.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::json;

use super::{organization, position, term};
use crate::catalog::{Catalog, Choice, Facet, Filter, ListRequest, Snapshot, Sort, Start};
use crate::domain::{OrganizationState, Status};
use crate::text::WorkBudget;

/// The answers of a catalog from its columns: orders, facets, keys, identifiers and completions.
fn answers(catalog: &Catalog) -> Vec<String> {
    let snapshot = catalog.snapshot().unwrap();
    let mut answers = Vec::new();
    let mut chosen = Filter::default();
    chosen.set_choice(Facet::Country, Choice::of(vec!["GH".to_owned()]));
    for filter in [Filter::default(), chosen] {
        for sort in Sort::all() {
            let start = Start::Offset(0);
            let request =
                ListRequest { filter: &filter, query: None, sort, start: &start, size: 99 };
            let selection = snapshot.select(&request).unwrap();
            let slugs: Vec<&str> = selection.page.entries.iter().map(|it| it.slug()).collect();
            answers.push(format!("{} {slugs:?}", sort.to_word()));
            let mut facets = Vec::new();
            selection.write_facets(&Facet::ALL, &mut facets);
            answers.push(String::from_utf8(facets).unwrap());
        }
    }
    let columns = snapshot.columns();
    for key in ["one", "uno", "four-1", "four-2000", "XX-REG-7", "id-of-one"] {
        let found = columns.find(key).map(|it| (it.slug(), it.revision()));
        answers.push(format!("{key} {found:?} {:?}", snapshot.nearest_slug(key)));
    }
    for text in ["o", "four", "four 17", "foru", "hop", "7000"] {
        let query = crate::text::CompletionQuery::parse(text).unwrap();
        answers.push(format!("{text} {:?}", snapshot.suggest(&query)));
    }
    let sites = columns.on_host("example.org", 99);
    answers.push(format!("{:?}", sites.iter().map(|it| it.0.slug()).collect::<BTreeSet<_>>()));
    answers.push(format!("{:?}", columns.identifier_schemes().collect::<Vec<_>>()));
    answers.push(format!("{:?}", snapshot.organization_count()));
    answers
}

/// An organization with values in every column.
fn full_organization(number: i32, revision: i32) -> OrganizationState {
    let slug = format!("four-{number}");
    let mut state = organization(&slug, &format!("Four Hope-Lights {number}"), revision);
    let country = ["GH", "IN", "NP"][number as usize % 3];
    for (key, value) in [
        ("countries", json!([{"country": country, "role": "programmes"}])),
        ("identifiers", json!([{"scheme": "GB-CHC", "value": format!("7{number:04}")}])),
        ("website", json!(format!("https://www.example.org/{number}"))),
        ("founded", json!(1900 + number % 100)),
    ] {
        let mut document: serde_json::Value = serde_json::from_str(&state.document).unwrap();
        document[key] = value;
        let profile = crate::domain::read_stored::<crate::domain::Organization>;
        state.document = profile(&document.to_string()).unwrap().to_json();
    }
    state
}

/// Opens a catalog again: from its file of columns, and after `change` of the folder.
fn reopened_after(index: &Path, change: impl FnOnce(&Path)) -> (Vec<String>, Vec<String>) {
    let read = answers(&Catalog::open(index, 0).unwrap());
    change(index);
    (read, answers(&Catalog::open(index, 0).unwrap()))
}

#[test]
fn columns_from_their_file_answer_as_columns_that_are_built() {
    let folder = tempfile::tempdir().unwrap();
    let index = folder.path().join("index");
    let file = index.join("columns.bin");
    let catalog = Catalog::open(&index, 0).unwrap();
    catalog.stage_terms(&[term("wide", "Wide", None)]).unwrap();
    catalog.stage_terms(&[term("narrow", "Narrow", Some("wide"))]).unwrap();
    let many: Vec<_> = (0..60).map(|number| full_organization(number, number + 1)).collect();
    catalog.stage_organizations(&many).unwrap();
    catalog.stage_organizations(&[organization("one", "One", 90)]).unwrap();
    catalog.publish(&position(90)).unwrap();
    let written = fs::read(&file).unwrap();

    // These rows come after the file: a rename, a new organization, one twice, a withdrawal.
    let mut renamed = organization("uno", "Uno", 91);
    (renamed.id, renamed.former_slugs) = ("id-of-one".to_owned(), vec!["one".parse().unwrap()]);
    let mut withdrawn = full_organization(5, 93);
    withdrawn.status = Status::Withdrawn;
    withdrawn.document =
        withdrawn.document.replace(r#""status":"active""#, r#""status":"withdrawn""#);
    let edits = [renamed, full_organization(2000, 92), withdrawn, full_organization(7, 94)];
    for (change, state) in (91..).zip(edits) {
        catalog.stage_organizations(&[state]).unwrap();
        catalog.publish(&position(change)).unwrap();
    }
    catalog.stage_organizations(&[full_organization(7, 95)]).unwrap();
    catalog.publish(&position(95)).unwrap();
    let expected = answers(&catalog);
    drop(catalog);
    assert_eq!(fs::read(&file).unwrap(), written, "few edits do not write it again");

    let (read, built) = reopened_after(&index, |_| fs::remove_file(&file).unwrap());
    assert_eq!(read, expected);
    assert_eq!(built, expected);
    let rewritten = fs::read(&file).unwrap();
    assert_ne!(rewritten, written);

    // A file of earlier rows counts, and so does one that is damaged or cut: both give the same.
    type Damage<'d> = Box<dyn Fn() + 'd>;
    let damages: [Damage<'_>; 4] = [
        Box::new(|| fs::write(&file, &written).unwrap()),
        Box::new(|| fs::write(&file, &rewritten[..rewritten.len() - 1]).unwrap()),
        Box::new(|| {
            let mut flipped = rewritten.clone();
            flipped[rewritten.len() / 2] ^= 1;
            fs::write(&file, flipped).unwrap();
        }),
        Box::new(|| {
            fs::remove_file(&file).unwrap();
            fs::create_dir(&file).unwrap();
        }),
    ];
    for damage in damages {
        let (before, after) = reopened_after(&index, |_| damage());
        assert_eq!((before, after), (expected.clone(), expected.clone()));
    }
}

#[test]
fn completions_do_not_depend_on_earlier_ones() {
    let folder = tempfile::tempdir().unwrap();
    let catalog = Catalog::open(&folder.path().join("index"), 0).unwrap();
    catalog.stage_terms(&[term("narrow", "Narrow", None)]).unwrap();
    let many: Vec<_> = (0..300).map(|number| full_organization(number, number + 1)).collect();
    catalog.stage_organizations(&many).unwrap();
    catalog.publish(&position(300)).unwrap();
    let warm = catalog.snapshot().unwrap();
    for text in ["f", "hope", "li", "light", "lights 1", "1", "12", "n", "xyz"] {
        let query = crate::text::CompletionQuery::parse(text).unwrap();
        let expected = warm.suggest(&query);
        assert_eq!(warm.suggest(&query), expected, "{text}");
        for steps in [1, 50, 100, 200, 400, 800, 1600, 1 << 20] {
            let budget = || WorkBudget::new(steps);
            let mut cold = Snapshot::clone(&warm);
            cold.first_names = std::sync::Arc::default();
            let first = cold.suggest_within(&query, &budget());
            assert_eq!(warm.suggest_within(&query, &budget()), first, "{text} in {steps} steps");
        }
    }
}

#[test]
fn columns_of_other_rows_or_terms_are_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let (index, other) = (folder.path().join("index"), folder.path().join("other"));
    for (index, name) in [(&index, "One"), (&other, "Two")] {
        let catalog = Catalog::open(index, 0).unwrap();
        catalog.stage_terms(&[term("wide", "Wide", None), term("narrow", "Narrow", None)]).unwrap();
        catalog.stage_organizations(&[organization("one", name, 1)]).unwrap();
        catalog.publish(&position(1)).unwrap();
    }
    let expected = answers(&Catalog::open(&index, 0).unwrap());
    fs::copy(other.join("columns.bin"), index.join("columns.bin")).unwrap();
    assert_eq!(answers(&Catalog::open(&index, 0).unwrap()), expected);

    let before = fs::read(index.join("columns.bin")).unwrap();
    let catalog = Catalog::open(&index, 0).unwrap();
    catalog.stage_terms(&[term("narrow", "Narrow", Some("wide"))]).unwrap();
    catalog.publish(&position(2)).unwrap();
    let expected = answers(&catalog);
    drop(catalog);
    let (read, stale) =
        reopened_after(&index, |index| fs::write(index.join("columns.bin"), before).unwrap());
    assert_eq!((&read, &stale), (&expected, &expected));
}
