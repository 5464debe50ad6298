//! `export`: all profiles, in a file that is either complete or absent.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use serde_json::Value;

use crate::program::{Place, program, program_with_file_limit, run};
use crate::support::profiles::{seed_count, seed_data, seed_profiles, seeds_added, seeds_loaded};

fn export(place: &Place, path: &str, options: &[&str]) -> String {
    let outcome = run(place.program(["export", path]).args(options));
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""), "{outcome:?}");
    outcome.stdout
}

#[test]
fn an_export_can_be_loaded_back_byte_for_byte() {
    let place = Place::seeded();
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();

    let said = export(&place, &path("all.ndjson"), &[]);

    assert_eq!(said, format!("{} profiles exported\n", seed_count()));
    let exported = fs::read_to_string(path("all.ndjson")).unwrap();
    let slugs: Vec<Value> = exported
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["slug"].clone())
        .collect();
    let seeds: Vec<Value> = seed_profiles().iter().map(|seed| seed["slug"].clone()).collect();
    assert_eq!(slugs, seeds, "not in slug order");

    // Loads it into this engine, and into SQLite.
    let other = Place::new();
    let loaded = other.load(path("all.ndjson").as_ref(), &[]);
    assert_eq!(loaded.last_line(), seeds_added());
    assert_eq!(export(&other, "-", &[]), exported);
    let data = path("sqlite");
    for arguments in [["load", &path("all.ndjson")], ["export", &path("again.ndjson")]] {
        let outcome = run(program(arguments).env("DATA_DIR", &data));
        assert_eq!(outcome.code, Some(0), "{outcome:?}");
    }
    assert_eq!(fs::read_to_string(path("again.ndjson")).unwrap(), exported);
    // The JSON array loads too, and changes nothing.
    export(&place, &path("all.json"), &[]);
    let again = place.load(path("all.json").as_ref(), &[]);
    assert_eq!(again.last_line(), seeds_loaded(0, 0));
}

#[test]
fn withdrawn_organizations_are_exported_too() {
    let place = Place::seeded();
    let pruned = place.load(&seed_data().join("organizations/a21.json"), &["--prune"]);
    assert_eq!(pruned.code, Some(0), "{pruned:?}");

    let exported = export(&place, "-", &[]);

    assert_eq!(exported.lines().count(), seed_count());
    assert_eq!(exported.matches("\"status\":\"withdrawn\"").count(), seed_count() - 1);
}

#[test]
fn the_file_name_extension_sets_the_format_unless_an_option_does() {
    let place = Place::seeded();
    let folder = tempfile::tempdir().unwrap();
    for (name, options, begins) in [
        ("a.csv", &[][..], "\u{feff}slug,name,acronym,"),
        ("a.JSON", &[], "[\n{\"slug\":"),
        ("a.ndjson", &[], "{\"slug\":"),
        ("a.jsonl", &[], "{\"slug\":"),
        ("a", &[], "{\"slug\":"),
        ("b.json", &["--format", "csv"], "\u{feff}slug,name,acronym,"),
        ("b.csv", &["--format", "ndjson"], "{\"slug\":"),
    ] {
        let path = folder.path().join(name);
        export(&place, path.to_str().unwrap(), options);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.starts_with(begins), "{name}: {}", &text[..40]);
        if begins.contains("slug,") {
            assert_eq!(csv::Reader::from_reader(text.as_bytes()).records().count(), seed_count());
        }
    }
}

#[test]
fn an_unknown_file_name_extension_is_refused() {
    let place = Place::seeded();
    let folder = tempfile::tempdir().unwrap();
    for name in ["x.xls", "x.ndjson.gz", "x.db", "x.txt", "x.", "x.2026-11-29", "x.\u{e9}"] {
        let refused = run(place.program(["export"]).arg(folder.path().join(name)));
        let sentence = refused.sentence(2);
        let extension = name.rsplit_once('.').unwrap().1;
        assert!(sentence.contains(&format!("`.{extension}`")), "{sentence}");
        assert!(sentence.contains(".ndjson") && sentence.contains("--format"), "{sentence}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "{name}");
    }
    let path = folder.path().join("x.txt");
    export(&place, path.to_str().unwrap(), &["--format", "csv"]);
    assert!(fs::read_to_string(&path).unwrap().starts_with("\u{feff}slug,name,"));
}

#[test]
fn an_export_keeps_the_mode_of_the_file_and_removes_leftovers() {
    let place = Place::seeded();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("all.ndjson");
    fs::write(&path, "").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    // The leftover of an export that was killed.
    fs::write(folder.path().join(".all.ndjson.a1B2c3.partial"), "half").unwrap();

    export(&place, path.to_str().unwrap(), &[]);

    assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o640);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_file_is_replaced_only_by_a_complete_one() {
    let place = Place::seeded();
    let folder = tempfile::tempdir().unwrap();
    let (file, link) = (folder.path().join("all.ndjson"), folder.path().join("link.ndjson"));
    fs::write(&file, "previous content").unwrap();
    std::os::unix::fs::symlink(&file, &link).unwrap();
    let path = file.to_str().unwrap();

    let failed = run(&mut place.at(program_with_file_limit(256, &["export", path])));

    assert!(failed.sentence(3).contains("all.ndjson"), "{failed:?}");
    assert_eq!(fs::read_to_string(&file).unwrap(), "previous content");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "a file was left behind");

    export(&place, link.to_str().unwrap(), &[]);
    assert!(link.is_symlink());
    assert_eq!(fs::read_to_string(&file).unwrap().lines().count(), seed_count());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
}

#[test]
fn a_path_that_cannot_be_written_is_named() {
    let place = Place::empty();
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("missing/all.csv");
    let failed = run(&mut place.program(["export", missing.to_str().unwrap()]));
    assert!(failed.sentence(3).contains("missing/all.csv"), "{failed:?}");
    let failed = run(&mut place.program(["export", folder.path().to_str().unwrap()]));
    assert!(failed.sentence(2).contains("is a folder"), "{failed:?}");
    assert_eq!(export(&place, "-", &["--format", "json"]), "[\n]\n");
    assert_eq!(export(&place, "/dev/null", &[]), "");
    assert_eq!(export(&place, "/dev/stdout", &["--format", "json"]), "[\n]\n");
    assert!(!fs::metadata("/dev/null").unwrap().is_file());
}

#[test]
fn an_export_of_a_directory_that_a_failed_load_left_empty_replaces_nothing() {
    let place = Place::new();
    let folder = tempfile::tempdir().unwrap();
    let mistake = folder.path().join("mistake.json");
    fs::write(&mistake, "{}").unwrap();
    assert_eq!(place.load(&mistake, &[]).code, Some(1));
    for name in ["good.ndjson", "good.csv", "good.zip"] {
        let good = folder.path().join(name);
        fs::write(&good, "good").unwrap();

        let refused = run(place.program(["export"]).arg(&good));

        assert!(refused.sentence(3).contains("has never had any content"), "{refused:?}");
        assert_eq!(fs::read_to_string(&good).unwrap(), "good", "{name}");
    }
}
