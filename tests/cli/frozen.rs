//! Directories, exports, datasets and backups that version 0.1 wrote: every later version must read
//! them, and bring their profiles to its own shape. `tests/frozen/README.md` says what they contain.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::PathBuf;
use std::process::Command;

use flate2::read::GzDecoder;
use serde_json::{Value, json};

use crate::backup::success;
use crate::program::{Place, run};

/// The last change of the frozen directories.
const LAST_CHANGE: i64 = 98;

fn path(name: &str) -> PathBuf {
    PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/frozen/0.1")).join(name)
}

fn unpacked(name: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    GzDecoder::new(fs::File::open(path(name)).unwrap()).read_to_end(&mut bytes).unwrap();
    bytes
}

/// The directory on the engine of this test.
fn directory() -> Place {
    let place = Place::new();
    if place.database.is_postgres() {
        place.execute(&String::from_utf8(unpacked("directory.sql.gz")).unwrap());
    } else {
        let file = place.database.url().strip_prefix("sqlite:").unwrap();
        fs::write(file, unpacked("directory.db.gz")).unwrap();
    }
    place
}

fn export(place: &Place) -> String {
    success(run(&mut place.program(["export", "-"])))
}

fn frozen_export() -> String {
    String::from_utf8(unpacked("export.ndjson.gz")).unwrap()
}

/// The profiles of an export, by their slugs.
fn profiles(export: &str) -> BTreeMap<String, Value> {
    let lines = export.lines().map(|line| serde_json::from_str(line).unwrap());
    lines.map(|it: Value| (it["slug"].as_str().unwrap().to_owned(), it)).collect()
}

/// The profiles of the frozen export in the present shape, as the changelog says it.
fn expected_profiles() -> BTreeMap<String, Value> {
    let mut profiles = profiles(&frozen_export());
    for profile in profiles.values_mut() {
        for key in ["related", "kinds", "populations", "sectors"] {
            profile[key] = json!([]);
        }
        profile["scope"] = Value::Null;
        profile["framing"]["in_short"] = Value::Null;
        profile["framing"]["lens"] = json!([]);
        profile["method"]["in_short"] = Value::Null;
        for_each(&mut profile["method"]["steps"], &[("sources", json!([]))]);
        let role = json!("programmes");
        for_each(&mut profile["countries"], &[("role", role), ("as_of", Value::Null)]);
        for_each(
            &mut profile["outcomes"],
            &[
                ("reported_by", json!("Not stated")),
                ("kind", Value::Null),
                ("from", Value::Null),
                ("to", Value::Null),
                ("places", json!([])),
            ],
        );
        for_each(
            &mut profile["ways_to_help"],
            &[("as_of", Value::Null), ("helpline", Value::Null)],
        );
        for_each(&mut profile["caveats"], &[("kind", json!("data"))]);
    }
    profiles
}

/// Sets members of every object in a list.
fn for_each(list: &mut Value, members: &[(&str, Value)]) {
    for element in list.as_array_mut().unwrap() {
        for (key, value) in members {
            element[*key] = value.clone();
        }
    }
}

/// Expects the profiles of 0.1 in the present shape, each written as this version writes it.
fn check_export(place: &Place) {
    let export = export(place);
    let found = profiles(&export);
    let expected = expected_profiles();
    assert_eq!(found.keys().collect::<Vec<_>>(), expected.keys().collect::<Vec<_>>());
    for (slug, profile) in &found {
        assert_eq!(profile, &expected[slug], "{slug}");
    }
    // Keys that an old client read are still there, in the same order.
    for (line, old) in export.lines().zip(frozen_export().lines()) {
        let (line, old): (Value, Value) =
            (serde_json::from_str(line).unwrap(), serde_json::from_str(old).unwrap());
        assert_eq!(line["slug"], old["slug"]);
        for (key, value) in old.as_object().unwrap() {
            if !["framing", "method", "countries", "outcomes", "ways_to_help", "caveats"]
                .contains(&key.as_str())
            {
                assert_eq!(&line[key], value, "{key}");
            }
        }
    }
}

#[test]
fn a_directory_of_0_1_has_its_profiles_and_their_history() {
    let place = directory();

    // The first command that opens it upgrades it.
    check_export(&place);
    let verified = success(run(&mut place.program(["verify"])));
    assert!(verified.ends_with("98 revisions: no damage\n"), "{verified}");
    assert_eq!(place.change(), LAST_CHANGE);
    let server = place.serve();
    let get = |path: &str| server.get(&format!("/api/v1/{path}"));
    assert_eq!(get("organizations/a21").json()["founded"], 2007);
    let first = get("organizations/a21/revisions/1").json();
    let created_at = first["at"].as_str().unwrap();
    let before = get(&format!("organizations/a21?as_of={created_at}")).json();
    assert_eq!((&before["founded"], &before["revision"]), (&json!(2008), &json!(1)));
    let revisions = get("organizations/a21/revisions").json();
    assert_eq!(revisions["data"][0]["note"], "Its own page says so");
    assert_eq!(revisions["data"][0]["changed"], json!(["founded"]));
    let renamed = get("organizations/polaris");
    let location = renamed.header("location").unwrap();
    assert!(location.ends_with("/api/v1/organizations/polaris-project"), "{location}");
    let withdrawn = get("organizations/thorn");
    assert_eq!((withdrawn.status, &withdrawn.json()["successor"]), (410, &json!("a21")));
    assert_eq!(get("organizations/unseen/revisions").json()["data"][0]["kind"], "restored");
    assert_eq!(get("organizations/invented-second").status, 410);
    assert_eq!(get("approaches/night-watch").json()["label"], "Night watch");
    let bonded = get("focus-areas/bonded-labour").json();
    assert_eq!(bonded["broader"], json!(["forced-labour"]));
    assert!(bonded["legal_basis"].is_array() && bonded.get("same_as").is_none(), "{bonded}");
    let past = get("organizations/a21/revisions/1").json();
    assert_eq!(past["profile"]["outcomes"][0]["reported_by"], "Not stated");
    // The vocabularies that 0.1 did not have are there, so that profiles can be edited.
    assert_eq!(get("kinds/public-body").status, 200);
    server.stop();
    let imports = success(run(&mut place.program(["imports", "list"])));
    assert_eq!(imports.matches("reverted by").count(), 1, "{imports}");
    // The stored texts did not change, so their checksums still hold.
    let verified = success(run(&mut place.program(["verify"])));
    assert!(verified.ends_with("revisions: no damage\n"), "{verified}");
    check_export(&place);
}

#[test]
fn a_backup_of_0_1_is_restored() {
    let place = Place::new();
    if place.database.is_postgres() {
        // Backups are copies of SQLite.
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let backup = folder.path().join("backup.db");
    fs::write(&backup, unpacked("directory.db.gz")).unwrap();
    let mut sums = Command::new("sha256sum");
    let sums = sums.arg("backup.db").current_dir(folder.path()).output().unwrap();
    fs::write(folder.path().join("backup.db.sha256"), sums.stdout).unwrap();

    success(run(place.program(["restore"]).arg(&backup)));

    check_export(&place);
}

#[test]
fn an_export_of_0_1_is_loaded_as_it_was() {
    let place = Place::new();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("export.ndjson");
    fs::write(&file, frozen_export()).unwrap();

    success(place.load(&file, &[]));

    check_export(&place);
    // The old file says the same, so nothing is written again.
    let change = place.change();
    success(place.load(&file, &[]));
    assert_eq!(place.change(), change);
}

#[test]
fn a_dataset_of_0_1_is_restored_as_it_was() {
    let place = Place::new();

    success(run(place.program(["restore"]).arg(path("dataset.zip"))));

    assert_eq!(place.change(), LAST_CHANGE);
    check_export(&place);
}
