//! Headers: names of columns, mappings, and proposals for the others.

use std::fs;

use super::Desk;

const TABLE: &str = "Key;Organisation;Web site;Year founded;Zodiac\n\
                     a21;A21;https://a21.example/;2007;Leo\n";

#[test]
fn unknown_headers_are_refused_with_proposals_and_can_be_mapped_once() {
    let desk = Desk::new();
    let refused = desk.load("list.csv", TABLE, &[]);
    assert_eq!(refused.code, Some(1), "{refused:?}");
    for line in [
        "has 5 columns with an unknown name:",
        "  column A: `Key`, perhaps `slug`\n",
        "  column B: `Organisation`, perhaps `name`\n",
        "  column C: `Web site`, perhaps `website`\n",
        "  column D: `Year founded`, perhaps `founded`\n",
        "  column E: `Zodiac`\n",
        "use --save-columns columns.json",
    ] {
        assert!(refused.stderr.contains(line), "{}", refused.stderr);
    }

    let mapping = desk.path("columns.json");
    let mapping = mapping.to_str().unwrap();
    let change = desk.place.change();
    let saved = desk.load("list.csv", TABLE, &["--save-columns", mapping]);
    assert_eq!(saved.code, Some(0), "{saved:?}");
    assert!(saved.stdout.contains(&format!("load the table with --columns {mapping}")));
    assert_eq!(desk.place.change(), change);
    let expected = "{\n  \"Key\": \"slug\",\n  \"Organisation\": \"name\",\n  \
                    \"Web site\": \"website\",\n  \"Year founded\": \"founded\",\n  \
                    \"Zodiac\": null\n}\n";
    assert_eq!(fs::read_to_string(mapping).unwrap(), expected);

    let loaded = desk.load("list.csv", TABLE, &["--columns", mapping]);
    assert_eq!(loaded.code, Some(0), "{loaded:?}");
    assert!(loaded.stdout.contains("row 2, Year founded: \"2008\" → \"2007\" (a21)"));
    assert_eq!(desk.profile("a21")["website"], "https://a21.example/");
}

#[test]
fn wrong_mappings_and_options_are_refused_by_name() {
    let desk = Desk::new();
    for (mapping, expected) in [
        ("{\"Key\": \"slgu\"}", "`slgu`, to which `Key` is mapped, is not a column"),
        ("nonsense", "the mapping is not JSON"),
        ("[]", "the mapping must be an object"),
    ] {
        let file = desk.path("columns.json");
        fs::write(&file, mapping).unwrap();
        let refused = desk.load("list.csv", TABLE, &["--columns", file.to_str().unwrap()]);
        assert!(refused.sentence(2).contains(expected), "{refused:?}");
    }
    for (options, expected) in [
        (&["--prune"][..], "--prune is not for tables"),
        (&["--keep-edits"], "--keep-edits is not for tables"),
        (&["--overwrite-edits"], "--overwrite-edits is not for tables"),
        (&["--columns", "missing.json"], "cannot read missing.json"),
    ] {
        let refused = desk.load("list.csv", TABLE, options);
        assert!(refused.stderr.contains(expected), "{refused:?}");
    }
    let refused = desk.load("x.json", "{}", &["--failed-rows", "f.csv"]);
    assert!(refused.sentence(2).contains("--failed-rows is only for tables"), "{refused:?}");
    for (table, expected) in [
        ("name,founded\nA,2001\n", "no column names the organization"),
        ("slug,name,Name\na21,A,B\n", "the columns B and C are both named `Name`"),
        ("slug,US-EIN,us-ein \na21,1,2\n", "are both named `us-ein`"),
        ("", "the table is empty"),
    ] {
        let refused = desk.load("list.csv", table, &[]);
        assert!(refused.sentence(1).contains(expected), "{refused:?}");
        assert!(refused.sentence(1).ends_with("; nothing was loaded"), "{refused:?}");
    }
}

#[test]
fn check_says_what_it_can_check_of_a_table() {
    let desk = Desk::new();
    for (name, table, code, expected) in [
        (
            "a.csv",
            "slug,founded\na21,19x7\n",
            0,
            "1 row and 2 columns can be read; `load --dry-run`",
        ),
        ("b.csv", TABLE, 1, "column C: `Web site`, perhaps `website`"),
        ("c.csv", "slug,founded\na21,\"19\n", 1, "the quotation mark at the beginning of cell B2"),
    ] {
        let path = desk.path(name);
        fs::write(&path, table).unwrap();
        let checked = crate::program::run(crate::program::program(["check"]).arg(&path));
        assert_eq!(checked.code, Some(code), "{checked:?}");
        let output = checked.stdout.clone() + &checked.stderr;
        assert!(output.contains(expected), "{output}");
    }
}
