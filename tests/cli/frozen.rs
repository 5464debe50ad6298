//! Directories, exports and datasets that version 0.1 wrote: every later version must read them.
//! `tests/frozen/README.md` says what they contain.

use std::fs;
use std::io::Read;
use std::path::PathBuf;

use flate2::read::GzDecoder;
use serde_json::json;

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

#[test]
fn a_directory_of_0_1_has_its_profiles_and_their_history() {
    let place = directory();

    // The first command that opens it upgrades it.
    assert!(export(&place) == frozen_export());
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
    server.stop();
    let imports = success(run(&mut place.program(["imports", "list"])));
    assert_eq!(imports.matches("reverted by").count(), 1, "{imports}");
}

#[test]
fn an_export_of_0_1_is_loaded_as_it_was() {
    let place = Place::new();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("export.ndjson");
    fs::write(&file, frozen_export()).unwrap();

    success(place.load(&file, &[]));

    assert!(export(&place) == frozen_export());
}

#[test]
fn a_dataset_of_0_1_is_restored_as_it_was() {
    let place = Place::new();

    success(run(place.program(["restore"]).arg(path("dataset.zip"))));

    assert_eq!(place.change(), LAST_CHANGE);
    assert!(export(&place) == frozen_export());
}
