//! The meaning of cells.

use serde_json::{Value, json};

use super::{Desk, texts_of, write_texts};
use crate::keys::{A21, create, patch};
use crate::support::profiles::seed_count;

const IJM: &str = "international-justice-mission";

#[test]
fn each_kind_of_cell_changes_its_value_and_the_report_shows_old_and_new() {
    let desk = Desk::new();
    let header = "slug,acronym,founded,founders,headquarters,website,status,scope,verified_at";
    let report = desk.change(&[
        header,
        "a21,A21C,2007.0,Christine Caine; Nick Caine,\"Athens, Greece\",https://a21.example/,\
         Inactive,National,2026-01-31",
    ]);
    for line in [
        "row 2, acronym: (empty) → \"A21C\" (a21)",
        "row 2, founded: \"2008\" → \"2007\" (a21)",
        "row 2, headquarters: \"US\" → \"Athens, GR\" (a21)",
        "row 2, status: \"active\" → \"inactive\" (a21)",
    ] {
        assert!(report.contains(line), "{report}");
    }
    assert!(report.ends_with("changed in 1 profile; 0 profiles unchanged\n"), "{report}");
    let profile = desk.profile("a21");
    for (key, expected) in [
        ("acronym", json!("A21C")),
        ("founded", json!(2007)),
        ("founders", json!(["Christine Caine", "Nick Caine"])),
        ("headquarters", json!({"city": "Athens", "country": "GR"})),
        ("website", json!("https://a21.example/")),
        ("status", json!("inactive")),
        ("scope", json!("national")),
        ("verified_at", json!("2026-01-31")),
    ] {
        assert_eq!(profile[key], expected, "{key}");
    }
}

#[test]
fn texts_inside_framing_and_method_are_changed_and_their_details_stay() {
    let desk = Desk::new();
    let before = desk.profile(IJM);
    desk.change(&[
        "slug,framing_in_short,framing,lens,method_in_short,method",
        "international-justice-mission,a crime,Two\u{a0}words,impunity,works,\"First.\r\nSecond.\"",
    ]);
    let after = desk.profile(IJM);
    assert_eq!(after["framing"]["in_short"], "a crime");
    assert_eq!(after["framing"]["lens"], json!(["impunity"]));
    assert_eq!(after["method"]["summary"], "First.\nSecond.");
    assert_eq!(after["method"]["steps"], before["method"]["steps"]);
    assert_eq!(after["method"]["sources"], before["method"]["sources"]);
}

#[test]
fn an_empty_cell_leaves_a_value_and_an_equals_sign_clears_it() {
    let desk = Desk::new();
    let before = desk.profile(IJM);
    desk.change(&[
        "slug,name,acronym,founded,founders,populations,headquarters",
        "international-justice-mission,,=,=,'=,=,  ",
    ]);
    let after = desk.profile(IJM);
    assert_eq!(after["name"], before["name"]);
    assert_eq!(after["headquarters"], before["headquarters"]);
    for (key, cleared) in [
        ("acronym", Value::Null),
        ("founded", Value::Null),
        ("founders", json!([])),
        ("populations", json!([])),
    ] {
        assert_ne!(before[key], cleared, "{key} was empty before");
        assert_eq!(after[key], cleared, "{key}");
        assert!(after["fact_sources"].get(key).is_none(), "{key} still has sources");
    }
}

#[test]
fn elements_are_added_and_removed_by_name_and_details_of_others_stay() {
    let desk = Desk::new();
    let before = desk.profile("a21");
    desk.change(&[
        "slug,focus_areas,countries",
        "a21,+Child labour; -sex-trafficking,+Ghana (office); -GR",
    ]);
    let after = desk.profile("a21");
    let without = |list: &Value, gone: &Value| -> Vec<Value> {
        list.as_array().unwrap().iter().filter(|it| *it != gone).cloned().collect()
    };
    let mut areas = without(&before["focus_areas"], &json!("sex-trafficking"));
    areas.push(json!("child-labour"));
    assert_eq!(after["focus_areas"], json!(areas));
    let greece = before["countries"].as_array().unwrap().iter().find(|it| it["country"] == "GR");
    let mut countries = without(&before["countries"], greece.unwrap());
    countries.push(json!({"country": "GH", "role": "office", "as_of": null, "sources": []}));
    assert_eq!(after["countries"], json!(countries));

    let before = after;
    let slugs: Vec<&str> = before["countries"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["country"].as_str().unwrap())
        .collect();
    assert!(slugs.contains(&"KH"));
    desk.change(&["slug,countries", "a21,KH; Ghana (office)"]);
    let after = desk.profile("a21");
    let kept = |code: &str| {
        before["countries"]
            .as_array()
            .unwrap()
            .iter()
            .find(|it| it["country"] == code)
            .unwrap()
            .clone()
    };
    assert_eq!(after["countries"], json!([kept("KH"), kept("GH")]));
}

#[test]
fn a_row_names_its_organization_by_any_identifier_or_former_slug() {
    let desk = Desk::new();
    let lines = |key: &str, acronym: &str| ["slug,acronym".to_owned(), format!("{key},{acronym}")];
    for (number, key) in
        ["US-EIN-54-1722887", "us-ein-541722887", "US-EIN-541722887"].iter().enumerate()
    {
        let [header, row] = lines(key, &format!("IJM{number}"));
        let report = desk.change(&[&header, &row]);
        assert!(report.contains("(international-justice-mission)"), "{report}");
    }
    let report = desk.change(&["US-EIN,acronym", "541722887,IJM"]);
    assert!(report.contains("acronym: \"IJM2\" → \"IJM\""), "{report}");
    let refused =
        desk.refuse(&["slug,acronym", "GB-CHC-999999,X", ",Y", "international-justice-misson,Z"]);
    assert!(refused.contains("the directory has no organization `GB-CHC-999999`"), "{refused}");
    assert!(refused.contains("a table cannot add one"), "{refused}");
    assert!(refused.contains("row 3, column A (slug)"), "{refused}");
    assert!(refused.contains("did you mean `international-justice-mission`?"), "{refused}");
}

#[test]
fn identifiers_keep_their_zeros_and_the_report_says_so() {
    let desk = Desk::new();
    let report = desk.change(&["slug,GB-COH,US-EIN", "a21,3079905,41234567"]);
    assert!(report.contains("note: row 2, GB-COH: `3079905` was read as `03079905`"), "{report}");
    assert!(report.contains("note: row 2, US-EIN: `41234567` was read as `041234567`"), "{report}");
    let identifiers = json!([
        {"scheme": "GB-COH", "value": "03079905"},
        {"scheme": "US-EIN", "value": "041234567"},
    ]);
    assert_eq!(desk.profile("a21")["identifiers"], identifiers);
    let refused = desk.refuse(&["slug,identifiers", "unseen,+gb-coh-03079905"]);
    assert!(refused.contains("`GB-COH-03079905` is an identifier of `a21`"), "{refused}");
    let refused = desk.refuse(&["slug,US-EIN", "unseen,5.41723E+08"]);
    assert!(refused.contains("digits are lost"), "{refused}");
    let both = desk.change(&["slug,identifiers", "a21,US-EIN-041234567", "unseen,GB-COH-3079905"]);
    assert!(both.contains("2 cells changed in 2 profiles"), "an identifier moves: {both}");
}

#[test]
fn a_source_is_added_and_cited_for_the_changed_values() {
    let desk = Desk::new();
    desk.change(&[
        "slug,founded,focus_areas,countries,framing,source_url,source_title,source_retrieved",
        "a21,2007,+child-labour,+GH,As a wrong.,https://new.example/a,Annual report 2025,2026-01-31",
    ]);
    let after = desk.profile("a21");
    let id = "annual-report-2025";
    let source = after["sources"].as_array().unwrap().iter().find(|it| it["id"] == id).unwrap();
    assert_eq!(source["retrieved"], "2026-01-31");
    let has = |list: &Value| list.as_array().unwrap().iter().any(|it| it == id);
    assert!(has(&after["fact_sources"]["founded"]));
    assert_eq!(after["fact_sources"]["focus_areas/child-labour"], json!([id]));
    assert!(has(&after["framing"]["sources"]));
    assert_eq!(after["countries"].as_array().unwrap().last().unwrap()["sources"], json!([id]));

    let count = after["sources"].as_array().unwrap().len();
    desk.change(&["slug,acronym,source_url", "a21,A,https://NEW.example/a/"]);
    let after = desk.profile("a21");
    assert_eq!(after["sources"].as_array().unwrap().len(), count, "the source is there already");
    assert_eq!(after["fact_sources"]["acronym"], json!([id]));

    let refused = desk.refuse(&["slug,acronym,source_url", "a21,B,https://other.example/"]);
    assert!(refused.contains("give its title in `source_title`"), "{refused}");
    let unused = desk.change(&["slug,acronym,source_url", "a21,A,https://other.example/"]);
    assert!(unused.contains("names a source, but changes nothing"), "{unused}");
}

#[test]
fn every_mistake_is_shown_with_its_row_and_column_and_nothing_is_loaded() {
    let desk = Desk::new();
    let header = "slug,name,founded,status,focus_areas,countries,headquarters,website,summary,\
                  verified_at,outcomes,other_names";
    let refused = desk.refuse(&[
        header,
        "a21,=,19x7,withdrawn,+bonded-labor,Atlantis,\"Accra, Gana\",example.org,a  b,46156,x,New",
        "unseen,<b>x</b>,32874,,+a; b,,,,,14/05/2020,,",
        "polaris,,1.99E+03,,=,,,,,2999-01-01,,",
        "a21,,2001,,,,,,,,,",
    ]);
    for expected in [
        "`a21` is already in row 2; keep one row",
        "row 2, column B (name)",
        "a profile needs `name`, so it cannot be cleared",
        "`19x7` is not a year",
        "2 | a21 | founded: 19x7\n",
        "a table cannot withdraw an organization",
        "`bonded-labor` is not a focus area",
        "did you mean `bonded-labour`?",
        "`Atlantis` is not a country",
        "did you mean `Ghana`?",
        "row 2, column J (verified_at)",
        "`46156` is a number that a spreadsheet makes of a date (2026-05-14)",
        "a table cannot change `outcomes`; use the form or JSON",
        "`New` is a new name; write its kind",
        "makes of a date (1990-01-01); write the year",
        "either every element begins with `+`",
        "`14/05/2020` is not a day",
        "digits may be lost",
        "a profile needs `focus_areas`",
        "row 4, column E (focus_areas)",
        "in 4 rows; nothing was loaded\n",
    ] {
        assert!(refused.contains(expected), "{expected}:\n{refused}");
    }
}

#[test]
fn rules_of_the_whole_profile_are_shown_at_their_cells() {
    let desk = Desk::new();
    let refused = desk.refuse(&[
        "slug,name,website,framing_in_short,lens,summary,verified_at,source_url,source_title",
        "a21,<b>A</b>,ftp://a.example,ends.,impunity; childhood; gender; poverty,x\u{1}y,,,",
        "unseen,Unseen UK,,,,,2999-01-01,nonsense,A source",
    ]);
    for expected in [
        "row 2, column B (name)",
        "row 2, column C (website)",
        "row 2, column D (framing_in_short)",
        "row 2, column E (lens)",
        "row 2, column F (summary)",
        "row 3, column G (verified_at)",
        "row 3, column H (source_url)",
    ] {
        assert!(refused.contains(expected), "{expected}:\n{refused}");
    }
}

#[test]
fn a_cell_that_was_also_changed_in_the_directory_is_refused() {
    let desk = Desk::new();
    desk.change(&["slug,acronym,revision", "a21,A,1"]);
    let refused = desk.refuse(&["slug,acronym,revision", "a21,B,1"]);
    assert!(refused.contains("it was empty, and is now `A`"), "{refused}");
    let refused = desk.refuse(&["slug,acronym,revision", "a21,B,7"]);
    assert!(refused.contains("the profile is now at revision 2"), "{refused}");
    let same = desk.change(&["slug,acronym,revision", "a21,A,1"]);
    assert!(same.starts_with("0 cells changed"), "{same}");
}

#[test]
fn a_table_does_not_replace_an_edit_of_another_value() {
    let desk = Desk::new();
    desk.change(&["slug,acronym,founded", "a21,EDITED,2001"]);
    desk.change(&["slug,acronym", "a21,TABLE"]);
    let profile = desk.profile("a21");
    assert_eq!((&profile["acronym"], &profile["founded"]), (&json!("TABLE"), &json!(2001)));
}

#[test]
fn an_older_export_does_not_undo_what_was_changed_since() {
    let desk = Desk::new();
    for name in ["older.csv", "older.xlsx"] {
        let mut texts = texts_of(&desk.export(name));
        let column = |name: &str| texts[0].iter().position(|it| it == name).unwrap();
        let (acronym, founded) = (column("acronym"), column("founded"));
        let row = texts.iter().position(|row| row[0] == "a21").unwrap();
        desk.change(&["slug,founded,focus_areas", "a21,1990,+child-labour"]);
        texts[row][acronym] = name.to_owned();
        write_texts(&desk.path(name), &texts);

        let loaded = desk.place.load(&desk.path(name), &[]);
        let said = format!("1 cell changed in 1 profile; {} profiles", seed_count() - 1);
        assert!(loaded.stdout.contains(&said), "{loaded:?}");
        let profile = desk.profile("a21");
        assert_eq!((&profile["acronym"], &profile["founded"]), (&json!(name), &json!(1990)));

        texts[row][founded] = "1991".to_owned();
        write_texts(&desk.path(name), &texts);
        let refused = desk.place.load(&desk.path(name), &[]);
        assert_eq!(refused.code, Some(1), "{refused:?}");
        let message = "the value was also changed in the directory after this table was made";
        assert!(refused.stderr.contains(message), "{refused:?}");
        assert!(refused.stderr.contains("is now `1990`"), "{refused:?}");
        desk.change(&["slug,founded,focus_areas", "a21,2008,-child-labour"]);
    }
}

#[test]
fn elements_are_added_to_a_list_that_was_changed_since() {
    let desk = Desk::new();
    desk.change(&["slug,focus_areas", "a21,-sex-trafficking"]);
    desk.change(&["slug,focus_areas,revision", "a21,+child-labour,1"]);
    let areas = desk.profile("a21")["focus_areas"].to_string();
    assert!(areas.contains("child-labour") && !areas.contains("sex-trafficking"), "{areas}");
}

#[test]
fn a_table_without_revisions_says_which_edits_it_replaces() {
    let desk = Desk::new();
    let server = desk.place.serve();
    let key = create(&desk.place, "curators", "editor");
    assert_eq!(patch(&server, &key, A21, "EDITED").status, 200);
    let table = ["slug,acronym,founded", "a21,TABLE,2001"].join("\n");
    let report = desk.load("table.csv", table, &["--dry-run"]);
    let stdout = &report.stdout;
    let note = "note: row 2, acronym: replaces an edit of `acronym` (key:curators, 20";
    assert!(stdout.contains(note), "{report:?}");
    assert_eq!(stdout.matches("replaces an edit").count(), 1, "{report:?}");
    assert!(stdout.contains("note: the table has no column `revision`"), "{report:?}");
}

#[test]
fn a_withdrawn_profile_is_not_changed() {
    let desk = Desk::new();
    let server = desk.place.serve();
    let bearer = format!("Bearer {}", create(&desk.place, "curators", "editor"));
    let headers = [
        ("Authorization", bearer.as_str()),
        ("Content-Type", "application/json"),
        ("If-Match", "*"),
    ];
    let withdrawn = server.send("DELETE", A21, &headers, &json!({"reason": "It ended."}));
    assert_eq!(withdrawn.status, 204, "{}", withdrawn.body);
    let refused = desk.refuse(&["slug,acronym,founded", "a21,X,19x7"]);
    assert!(refused.contains("`a21` is withdrawn; restore it before you change it"), "{refused}");
    assert!(refused.contains("1 mistake in 1 row"), "{refused}");
}
