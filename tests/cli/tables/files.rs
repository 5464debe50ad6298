//! Files as spreadsheets write them, files of attackers, and the rows that failed.

use std::fs;

use super::{Desk, texts_of, write_texts};
use crate::program::run;
use crate::support::profiles::seed_count;

#[test]
fn files_of_every_spreadsheet_change_the_same_cell() {
    let wide = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    let windows = b"slug;acronym;founders\r\na21;\xC9;Zo\xEB \x96 x\r\n".to_vec();
    let utf8 = "slug;acronym;founders\r\na21;É;Zoë – x\r\n";
    for (name, content) in [
        ("utf8.csv", utf8.as_bytes().to_vec()),
        ("mark.csv", format!("\u{feff}{utf8}").into_bytes()),
        ("sep.csv", format!("sep=;\r\n{utf8}").into_bytes()),
        ("comma.csv", utf8.replace(';', ",").into_bytes()),
        ("unicode.csv", wide(&format!("\u{feff}{}", utf8.replace(';', "\t")))),
        ("tabs.tsv", utf8.replace(';', "\t").into_bytes()),
        ("tabs.csv", utf8.replace(';', "\t").replace("\r\n", "\r").into_bytes()),
        (
            "trailing.csv",
            format!("{};;;\r\n;;;\r\n\r\n", utf8.trim_end().replace("\r\n", ";;;\r\n"))
                .into_bytes(),
        ),
        ("windows.csv", windows),
    ] {
        let desk = Desk::new();
        let loaded = desk.load(name, content, &[]);
        assert_eq!(loaded.code, Some(0), "{name}: {loaded:?}");
        let expected = "row 2, acronym: (empty) → \"É\" (a21)\n\
                        row 2, founders: \"Christine Caine; Nick Caine\" → \"Zoë – x\" (a21)\n";
        assert!(loaded.stdout.starts_with(expected), "{name}: {loaded:?}");
        let is_guessed = loaded.stdout.contains("note: the file is not UTF-8");
        assert_eq!(is_guessed, name == "windows.csv", "{name}");
    }
}

#[test]
fn a_dry_run_reports_the_same_and_one_revert_takes_everything_back() {
    let desk = Desk::new();
    let before = fs::read(desk.export("before.ndjson")).unwrap();
    let table = "slug,acronym\na21,ONE\nunseen,TWO\npolaris,\n";
    let change = desk.place.change();

    let dry = desk.load("t.csv", table, &["--dry-run"]);
    assert_eq!(desk.place.change(), change);
    let wet = desk.load("t.csv", table, &[]);

    let report = dry.stdout.strip_prefix("a dry run: nothing was changed\n").unwrap();
    let (imports, rest): (Vec<&str>, Vec<&str>) =
        wet.stdout.split_inclusive('\n').partition(|line| line.starts_with("import "));
    assert_eq!(rest.concat(), report);
    assert!(report.ends_with("2 cells changed in 2 profiles; 1 profile unchanged\n"), "{report}");
    assert_eq!(desk.place.change(), change + 2);
    let listed = run(&mut desk.place.program(["imports", "list"]));
    assert!(listed.stdout.contains("t.csv"), "{listed:?}");
    let id = imports[0].strip_prefix("import ").unwrap().split(':').next().unwrap();
    let reverted = run(&mut desk.place.program(["imports", "revert", id]));
    assert_eq!(reverted.code, Some(0), "{reverted:?}");
    assert!(fs::read(desk.export("after.ndjson")).unwrap() == before);
}

#[test]
fn the_rows_that_failed_can_be_mended_and_loaded() {
    let desk = Desk::new();
    let failed = desk.path("failed.csv");
    let table = "slug,acronym,founded,focus_areas\n\
                 a21,A,2001,\nunseen,'=x,20o2,\n\npolaris,B,2003,+nonsense; +child-labour\n";
    let refused = desk.load("t.csv", table, &["--failed-rows", failed.to_str().unwrap()]);
    assert_eq!(refused.code, Some(1), "{refused:?}");
    assert!(refused.stderr.contains("the rows with mistakes are in "), "{refused:?}");

    let text = fs::read_to_string(&failed).unwrap();
    assert!(
        text.starts_with(
            "\u{feff}\"slug\",\"acronym\",\"founded\",\"focus_areas\",\"problem\"\r\n"
        ),
        "{text}"
    );
    assert!(
        text.contains("\"unseen\",\"'=x\",\"20o2\",\"\",\"founded: `20o2` is not a year"),
        "{text}"
    );
    assert!(
        text.contains("\"'+nonsense; '+child-labour\"")
            || text.contains("\"'+nonsense;' +child-labour\""),
        "{text}"
    );
    assert!(!text.contains("a21"), "{text}");

    let mended = text.replace("20o2", "2002").replace("'+nonsense;", "");
    let loaded = desk.load("failed.csv", mended, &[]);
    assert_eq!(loaded.code, Some(0), "{loaded:?}");
    assert!(
        loaded.stdout.contains("row 2, acronym: \"")
            || loaded.stdout.contains("row 2, acronym: (empty) → \"=x\""),
        "{loaded:?}"
    );
    assert_eq!(desk.profile("unseen")["acronym"], "=x");
}

#[test]
fn hostile_files_are_refused_with_a_clear_sentence() {
    let desk = Desk::new();
    let long = "x".repeat(1 << 20);
    let wide: String = (0..16_384).map(|column| format!("c{column},")).collect();
    let many = "slug\n".to_owned() + &"a21\n".repeat(20_001);
    let heavy = " ".repeat((16 << 20) + 1);
    let workbook = desk.export("book.xlsx");
    let mut broken = fs::read(&workbook).unwrap();
    broken.truncate(broken.len() / 2);
    for (name, content, expected) in [
        (
            "long.csv",
            format!("slug,summary\na21,{long}\n").into_bytes(),
            "cell B2 has 1048576 characters",
        ),
        ("wide.csv", wide.into_bytes(), "cell CW1 is to the right of column 100"),
        ("many.csv", many.into_bytes(), "more than 20000 rows"),
        ("heavy.csv", heavy.into_bytes(), "more than 16 MiB"),
        ("nul.csv", b"slug,name\na21,a\0b\n".to_vec(), "NUL characters"),
        ("zip.csv", fs::read(&workbook).unwrap(), "is a workbook or another zip"),
        ("text.xlsx", b"slug,name\n".to_vec(), "not a workbook of Excel"),
        ("old.xlsx", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec(), "old Excel"),
        ("broken.xlsx", broken, "the workbook is damaged"),
        ("quote.csv", b"slug,name\na21,\"x\n".to_vec(), "cell B2 is never closed"),
    ] {
        let refused = desk.load(name, content, &[]);
        assert!(refused.sentence(1).contains(expected), "{name}: {refused:?}");
    }
}

#[test]
fn a_workbook_is_read_as_it_was_exported_and_dates_are_refused_by_cell() {
    let desk = Desk::new();
    let book = desk.export("book.xlsx");
    let same = desk.place.load(&book, &[]);
    let unchanged = format!("0 cells changed in 0 profiles; {} profiles unchanged", seed_count());
    assert!(same.stdout.starts_with(&unchanged), "{same:?}");

    let mut texts = texts_of(&book);
    let csv = texts_of(&desk.export("list.csv"));
    let unescaped = |text: &str| text.replace("\n'-", "\n-").replace("'=", "=");
    for (row, (own, other)) in texts.iter().zip(&csv).enumerate() {
        for (one, two) in own.iter().zip(other) {
            assert_eq!(*one, unescaped(two), "row {row}");
        }
    }
    let founded = texts[0].iter().position(|name| name == "founded").unwrap();
    texts[1][founded] = "32874".to_owned();
    write_texts(&book, &texts);
    let refused = desk.place.load(&book, &[]);
    assert!(refused.stderr.contains("row 2, column E (founded)"), "{refused:?}");
    assert!(refused.stderr.contains("makes of a date (1990-01-01)"), "{refused:?}");
}
