//! Round trips: export, change one cell, load. Exactly this cell changes.

use std::fs;
use std::path::Path;

use antislavery_directory::directory::{self, TableOptions, TableReport};
use antislavery_directory::domain::Author;
use antislavery_directory::store::Store;
use antislavery_directory::tables::{self, TableFormat};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::{Desk, texts_of, write_texts};
use crate::support::case_count;

fn load(store: &Store, path: &Path) -> TableReport {
    let format = TableFormat::of_path(path).unwrap();
    let grid = tables::read(&fs::read(path).unwrap(), format).unwrap();
    let options = TableOptions {
        mapping: None,
        dry_run: false,
        expected: None,
        source: "test",
        before_commit: &mut || {},
    };
    directory::load_table(store, &grid, options, &Author::command("test")).unwrap()
}

/// A cell to change, the text to write, and the text that an export then has.
fn changes() -> impl Strategy<Value = (&'static str, String, String)> {
    let same = |text: String| (text.clone(), text);
    let plain = "[A-Za-zÀ-ž]{1,9}( [A-Za-z0-9,;\"=+-]{1,9}){0,3}";
    let name = |text: String| text.trim().trim_end_matches([';', ' ']).to_owned();
    prop_oneof![
        plain.prop_map(move |it| same(name(it))).prop_map(|(a, b)| ("name", a, b)),
        plain.prop_map(move |it| same(name(it))).prop_map(|(a, b)| ("summary", a, b)),
        "[A-Z]{1,5}\r?\n[a-z]{1,5} ?".prop_map(|it| {
            let expected = it.trim().replace("\r\n", "\n");
            ("method", it, expected)
        }),
        (1500_i32..2026).prop_map(|it| ("founded", it.to_string(), it.to_string())),
        Just(("headquarters", "Accra, Ghana".to_owned(), "Accra, GH".to_owned())),
        Just(("countries", "in; Nepal (office)".to_owned(), "IN; NP (office)".to_owned())),
        Just((
            "focus_areas",
            "Bonded labour;child-labour".to_owned(),
            "bonded-labour; child-labour".to_owned()
        )),
        Just(("acronym", "'=1+1".to_owned(), "=1+1".to_owned())),
        Just(("verified_at", "2020-02-29".to_owned(), "2020-02-29".to_owned())),
        Just(("website", "=".to_owned(), String::new())),
        Just((
            "identifiers",
            "xi-wikidata-q99999999".to_owned(),
            "XI-WIKIDATA-Q99999999".to_owned()
        )),
    ]
}

#[test]
fn changing_one_cell_of_an_export_changes_exactly_that_cell() {
    let desk = Desk::new();
    let store = desk.place.database.open_store();
    let original = fs::read(desk.export("original.ndjson")).unwrap();
    let cases = case_count("TABLE_CASES", 20, 300);
    let mut runner = TestRunner::new(Config {
        cases: cases as u32,
        failure_persistence: None,
        ..Config::default()
    });
    let names = prop_oneof![Just("t.csv"), Just("t.tsv"), Just("t.xlsx")];
    let exports = ["t.csv", "t.xlsx"].map(|name| texts_of(&desk.export(name)));
    assert_eq!(exports[0][0].last().unwrap(), "revision");
    let without_revisions = |texts: &[Vec<String>]| -> Vec<Vec<String>> {
        texts.iter().map(|row| row[..row.len() - 1].to_vec()).collect()
    };
    let strategy = (names, 1_usize..42, changes());
    let outcome = runner.run(&strategy, |(name, row, (column, written, expected))| {
        let before = &exports[1];
        let place = before[0].iter().position(|it| it == column).unwrap();
        let mut texts = exports[usize::from(name == "t.xlsx")].clone();
        texts[row][place] = written.clone();
        write_texts(&desk.path(name), &texts);

        let report = load(&store, &desk.path(name));

        let after = texts_of(&desk.export("after.xlsx"));
        let mut should_be = before.clone();
        should_be[row][place] = expected.clone();
        prop_assert_eq!(without_revisions(&after), without_revisions(&should_be));
        let is_changed = before[row][place] != expected;
        prop_assert_eq!(report.cell_count, usize::from(is_changed));
        prop_assert_eq!(report.load.updated.len(), usize::from(is_changed));
        if let Some(id) = &report.load.id {
            directory::revert(&store, id, &Author::command("test")).unwrap();
        }
        let restored = fs::read(desk.export("restored.ndjson")).unwrap();
        prop_assert!(restored == original, "the revert does not restore everything");
        Ok(())
    });
    outcome.unwrap();
}
