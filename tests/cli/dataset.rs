//! `export --format dataset`: all data with its description, reproducible byte for byte, and
//! restorable as a directory.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::backup::success;
use crate::program::{
    Place, Server, TIME_LIMIT, copy_folder, copy_of_seed_data, edit, program, run,
};
use crate::support::generator::Generator;
use crate::support::profiles::{
    read_json, seed_count, seed_data, seed_documents, seeds_added, seeds_loaded,
};
use crate::support::wait::wait_for;
use antislavery_directory::domain::{Keyword, TermScheme};

/// The files in a folder, by name.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    entries
        .map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap()))
        .collect()
}

fn export(place: &Place, path: &Path) -> String {
    success(run(place.program(["export", "--format", "dataset"]).arg(path)))
}

/// A directory with a history: one profile edited, one withdrawn.
fn edited() -> Place {
    let place = Place::seeded();
    let folder = copy_of_seed_data();
    let file = folder.path().join("organizations/a21.json");
    edit(&file, "\"founded\": 2008", "\"founded\": 2007");
    fs::remove_file(folder.path().join("organizations/thorn.json")).unwrap();
    success(place.load(folder.path(), &["--prune"]));
    place
}

#[test]
fn sqlite_to_postgresql_to_sqlite_keeps_every_byte() {
    let place = edited();
    let folder = tempfile::tempdir().unwrap();
    let lines: Vec<String> = Generator::new(7).take(300).collect();
    let made_up = folder.path().join("made-up.ndjson");
    fs::write(&made_up, lines.join("\n")).unwrap();
    success(place.load(&made_up, &[]));
    let path = |name: &str| folder.path().join(name);
    let said = export(&place, &path("first"));
    let change = seed_documents() + 302;
    let profiles = seed_count() + 300;
    assert_eq!(said, format!("{profiles} profiles exported at change {change}\n"));
    export(&place, &path("first.zip"));
    let (first, zip) = (files(&path("first")), fs::read(path("first.zip")).unwrap());
    assert_eq!(first.len(), 9 + TermScheme::ALL.len());

    // The zip is restored into SQLite, that dataset into this engine, and so on.
    let home = crate::backup::Home::new();
    home.succeed(&["restore", path("first.zip").to_str().unwrap()]);
    home.succeed(&["export", "--format", "dataset", path("second").to_str().unwrap()]);
    let other = Place::new();
    let said = success(run(other.program(["restore"]).arg(path("second"))));
    let expected = format!("restored 341 organizations at change {change} into ");
    assert!(said.starts_with(&expected), "{said}");
    export(&other, &path("third.zip"));
    let last = crate::backup::Home::new();
    last.succeed(&["restore", path("third.zip").to_str().unwrap()]);
    last.succeed(&["export", "--format", "dataset", path("last").to_str().unwrap()]);

    assert!(files(&path("second")) == first);
    assert!(fs::read(path("third.zip")).unwrap() == zip);
    assert!(files(&path("last")) == first);
    // A client that follows the changes continues at the same change.
    let server = other.serve();
    let changes = server.get("/api/v1/changes?since=0&limit=1").json();
    assert_eq!(changes["data"][0]["change"], 3, "{changes}");
    let changes = server.get("/api/v1/changes?since=0&limit=1000").json();
    assert_eq!(changes["data"].as_array().map(Vec::len), Some(change - 2), "{}", changes["detail"]);
    let after = format!("/api/v1/changes?since={change}");
    assert_eq!(server.get(&after).json()["data"], serde_json::json!([]));
    assert_eq!(server.get("/api/v1").json()["data"]["organizations"], seed_count() + 299);
    server.stop();
    success(place.load(&seed_data(), &[]));
    success(other.load(&seed_data(), &[]));
    assert_eq!((place.change(), other.change()), (change as i64 + 2, change as i64 + 2));
}

#[test]
fn an_empty_directory_can_be_exported_as_a_dataset() {
    let place = Place::empty();
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    assert_eq!(export(&place, &path("one")), "0 profiles exported at change 0\n");
    let other = Place::new();
    let said = success(run(other.program(["restore"]).arg(path("one"))));
    assert!(said.starts_with("restored 0 organizations at change 0 into "), "{said}");
    assert_eq!(other.change(), 0);
}

#[test]
fn a_dataset_describes_itself_and_its_checksums_match() {
    let place = edited();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("dataset");
    // An existing empty folder is accepted.
    fs::create_dir(&path).unwrap();
    export(&place, &path);

    let mut sums = Command::new("sha256sum");
    assert!(
        sums.args(["-c", "--strict", "SHA256SUMS"])
            .current_dir(&path)
            .output()
            .unwrap()
            .status
            .success()
    );
    let sums = fs::read_to_string(path.join("SHA256SUMS")).unwrap();
    assert_eq!(sums.lines().count(), files(&path).len() - 1);
    let package = read_json(&path.join("datapackage.json"));
    let version = (seed_documents() + 2).to_string();
    assert_eq!(package["version"], version);
    assert_eq!(package["licenses"][0]["name"], "CC0-1.0");
    for resource in package["resources"].as_array().unwrap() {
        let name = resource["path"].as_str().unwrap();
        let hash = resource["hash"].as_str().unwrap().strip_prefix("sha256:").unwrap();
        assert!(sums.contains(&format!("{hash}  {name}\n")), "{name}");
        assert_eq!(resource["bytes"], fs::metadata(path.join(name)).unwrap().len(), "{name}");
    }
    for (place, count) in [(0, seed_count()), (1, seed_count())] {
        assert_eq!(package["resources"][place]["recordCount"], count, "{place}");
    }
    let standard = "https://datapackage.org/profiles/2.0";
    assert_eq!(package["$schema"], format!("{standard}/datapackage.json"));
    for resource in package["resources"].as_array().unwrap() {
        assert_eq!(resource["$schema"], format!("{standard}/dataresource.json"), "{resource}");
    }
    let table = &package["resources"][1];
    assert_eq!(table["schema"]["$schema"], format!("{standard}/tableschema.json"));
    let mut reader = csv::Reader::from_path(path.join("organizations.csv")).unwrap();
    let header: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let fields = table["schema"]["fields"].as_array().unwrap();
    assert_eq!(
        fields.iter().map(|field| field["name"].as_str().unwrap()).collect::<Vec<_>>(),
        header
    );
    assert!(fields.iter().all(|field| !field["description"].as_str().unwrap().is_empty()));
    assert_eq!(reader.records().count(), seed_count());
    for (key, kind) in [("founded", "integer"), ("parent", "object"), ("sources", "array")] {
        let fields = package["resources"][0]["schema"]["fields"].as_array().unwrap();
        let field = fields.iter().find(|field| field["name"] == key).unwrap();
        assert_eq!(field["type"], kind, "{key}");
    }
    let citation = fs::read_to_string(path.join("CITATION.cff")).unwrap();
    let day = &package["created"].as_str().unwrap()[..10];
    let version = format!("version: \"{version}\"");
    for line in ["cff-version: 1.2.0", &version, &format!("date-released: \"{day}\"")] {
        assert!(citation.lines().any(|it| it == line), "{line}");
    }
    let dictionary = fs::read_to_string(path.join("dictionary.md")).unwrap();
    let profiles = fs::read_to_string(path.join("organizations.jsonl")).unwrap();
    assert_eq!(profiles.matches("\"status\":\"withdrawn\"").count(), 1);
    let profile: serde_json::Value =
        serde_json::from_str(profiles.lines().next().unwrap()).unwrap();
    for key in profile.as_object().unwrap().keys() {
        assert!(dictionary.contains(&format!("| `{key}` | ")), "{key} is not in the dictionary");
    }
}

#[test]
fn load_accepts_a_dataset() {
    let place = edited();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("dataset");
    export(&place, &path);
    let again = place.load(&path, &["--prune"]);
    assert_eq!(again.last_line(), seeds_loaded(0, 0));

    let other = Place::new();
    success(other.load(&path, &[]));
    let loaded = folder.path().join("loaded");
    export(&other, &loaded);
    let (one, two) = (files(&path), files(&loaded));
    for name in ["organizations.jsonl", "organizations.csv", "approaches.json", "focus_areas.json"]
    {
        assert!(one[name] == two[name], "{name}");
    }
}

#[test]
fn load_and_check_accept_a_dataset_as_a_zip() {
    let place = edited();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("dataset.ZIP");
    export(&place, &path);

    let checked = run(program(["check"]).arg(&path));
    let again = place.load(&path, &["--prune"]);
    let other = Place::new();
    let loaded = other.load(&path, &[]);

    let terms = seed_documents() - seed_count();
    let expected = format!("{terms} terms and {} profiles: no mistakes", seed_count());
    assert_eq!(checked.last_line(), expected, "{checked:?}");
    assert_eq!(again.last_line(), seeds_loaded(0, 0), "{again:?}");
    assert_eq!(loaded.last_line(), seeds_added(), "{loaded:?}");
    let list = success(run(&mut other.program(["imports", "list"])));
    assert!(list.contains("dataset.ZIP"), "{list}");
}

#[test]
fn a_modified_dataset_is_not_loaded() {
    let place = Place::seeded();
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    export(&place, &path("whole"));
    export(&place, &path("whole.zip"));
    let change = place.change();
    let refuse = |path: &Path, reason: &str| {
        for command in ["load", "check"] {
            let refused = run(place.program([command]).arg(path));
            let sentence = refused.sentence(1);
            assert!(sentence.contains(reason), "{command}: {sentence}");
            assert_eq!(sentence.contains("nothing was loaded"), command == "load", "{sentence}");
            assert_eq!(place.change(), change);
        }
    };
    let altered = |name: &str, change: &dyn Fn(&Path)| {
        copy_folder(&path("whole"), &path(name));
        change(&path(name));
        path(name)
    };

    let one = altered("one", &|folder| {
        edit(&folder.join("organizations.jsonl"), "\"founded\":2008", "\"founded\":2009");
    });
    refuse(&one, "the hash of organizations.jsonl does not match SHA256SUMS");
    let two = altered("two", &|folder| fs::write(folder.join("more.ndjson"), "{}").unwrap());
    refuse(&two, "more.ndjson is not in SHA256SUMS");
    let three = altered("three", &|folder| fs::remove_file(folder.join("SHA256SUMS")).unwrap());
    refuse(&three, "it has no SHA256SUMS");
    let zip = fs::read(path("whole.zip")).unwrap();
    fs::write(path("cut.zip"), &zip[..zip.len() / 2]).unwrap();
    refuse(&path("cut.zip"), "cannot be unpacked");
    fs::write(path("whole.zip.sha256"), format!("{}  whole.zip\n", "0".repeat(64))).unwrap();
    refuse(&path("whole.zip"), "damaged or changed");

    // Its files can still be loaded one by one.
    let loaded = place.load(&one.join("organizations.jsonl"), &[]);
    assert_eq!(loaded.last_line(), seeds_loaded(1, 0), "{loaded:?}");
}

#[test]
fn a_modified_dataset_is_not_restored() {
    let place = Place::new();
    success(place.load(&seed_data().join("organizations/a21.json"), &[]));
    let folder = tempfile::tempdir().unwrap();
    let (whole, path) = (folder.path().join("whole"), folder.path().join("dataset"));
    export(&place, &whole);
    let other = Place::new();
    let restore = || run(other.program(["restore"]).arg(&path));
    for name in files(&whole).keys() {
        for damage in ["turned", "gone", "cut"] {
            copy_folder(&whole, &path);
            let file = path.join(name);
            let mut bytes = fs::read(&file).unwrap();
            let middle = bytes.len() / 2;
            bytes[middle] ^= 1;
            match damage {
                "turned" => fs::write(&file, bytes).unwrap(),
                "gone" => fs::remove_file(&file).unwrap(),
                _ => fs::write(&file, &bytes[..middle]).unwrap(),
            }
            let refused = restore();
            assert!(refused.sentence(1).contains("nothing was restored"), "{name} {damage}");
            fs::remove_dir_all(&path).unwrap();
        }
    }
    copy_folder(&whole, &path);
    fs::write(path.join("more.json"), "[]").unwrap();
    assert!(restore().sentence(1).contains("more.json is not in SHA256SUMS"));
    fs::remove_file(path.join("more.json")).unwrap();
    success(restore());
    let change = other.change();
    assert!(restore().sentence(2).contains("empty one"));
    assert_eq!(other.change(), change);
}

#[test]
fn a_restored_directory_has_no_versions_before_that_of_the_dataset() {
    let place = Place::new();
    success(place.load(&seed_data().join("organizations/a21.json"), &[]));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("dataset");
    export(&place, &path);
    // As if it were of a directory with a long history.
    let version = format!("\"version\": \"{}\"", place.change());
    edit(&path.join("datapackage.json"), &version, "\"version\": \"5000\"");
    let mut sums = Command::new("sh");
    let sums =
        sums.args(["-c", "rm SHA256SUMS && sha256sum -- * > ../sums && mv ../sums SHA256SUMS"]);
    assert!(sums.current_dir(&path).status().unwrap().success());
    let other = Place::new();
    success(run(other.program(["restore"]).arg(&path)));
    let server = other.serve();

    let summary = server.get("/api/v1/changes/summary").json();

    assert_eq!((&summary["from"], &summary["to"]), (&5000.into(), &5000.into()), "{summary}");
    for gone in ["/api/v1/changes/summary?from=3000", "/data/3000/dataset.zip"] {
        let answer = server.get(gone);
        assert_eq!(answer.status, 410, "{gone}: {}", answer.body);
        assert!(answer.body.contains("5000"), "{gone}: {}", answer.body);
    }
}

#[test]
fn a_dataset_overwrites_nothing() {
    let place = Place::seeded();
    let folder = tempfile::tempdir().unwrap();
    let (full, file) = (folder.path().join("full"), folder.path().join("file.zip"));
    fs::create_dir(&full).unwrap();
    fs::write(full.join("notes.txt"), "mine").unwrap();
    fs::write(&file, "mine").unwrap();
    for path in [&full, &file] {
        let refused = run(place.program(["export", "--format", "dataset"]).arg(path));
        assert!(refused.sentence(2).contains("already exists"), "{refused:?}");
    }
    let refused = run(&mut place.program(["export", "--format", "dataset", "-"]));
    assert!(refused.sentence(2).contains("folder or a zip"), "{refused:?}");
    let little = crate::program::program_with_file_limit(64, &["export", "--format", "dataset"]);
    let failed = run(place.at(little).arg(folder.path().join("new")));
    assert!(failed.sentence(3).contains("new"), "{failed:?}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2, "a file was left behind");
    assert_eq!(fs::read_to_string(full.join("notes.txt")).unwrap(), "mine");
}

#[test]
fn a_server_with_a_full_disk_has_no_dataset_but_answers() {
    let place = Place::seeded();
    // Builds the index without a limit.
    place.serve().stop();
    // Enough for the server, but not for the database in the dataset.
    let limited = crate::program::program_with_file_limit(700, &["serve"]);
    let server = Server::start(&mut place.at(limited));

    let refused = server.get("/data/latest/dataset.zip");
    let path = refused.header("location").unwrap();
    let path = path[path.find("/data").unwrap()..].to_owned();
    // On a busy machine, the server may still be trying to make it.
    let mut refused = server.get(&path);
    wait_for(TIME_LIMIT, "the disk to be full", || {
        refused = server.get(&path);
        refused.status != 503
    });

    assert_eq!(refused.status, 507, "{refused:?}");
    assert_eq!(refused.json()["type"], "/problems/insufficient-storage");
    assert_eq!(server.get("/data").status, 200);
    let said = server.stderr();
    assert!(!said.contains("panicked") && !said.contains("a request failed"), "{said}");
    server.stop();
    let server = place.serve();
    let readme = path.replace("dataset.zip", "README.md");
    wait_for(TIME_LIMIT, "the dataset to be made", || server.get(&readme).status == 200);
}

#[test]
fn a_kept_dataset_has_the_permanent_urls_of_the_present_server() {
    let place = Place::seeded();
    let change = place.change();
    let path = format!("/data/{change}/CITATION.cff");
    for base in ["https://one.example/directory", "https://two.example"] {
        let mut serve = place.program(["serve", "--permalink-base", base]);
        let server = Server::start(&mut serve);
        let mut citation = String::new();
        wait_for(TIME_LIMIT, "the dataset", || {
            let answer = server.get(&path);
            citation = answer.body.clone();
            answer.status == 200
        });
        server.stop();
        let url = format!("url: \"{base}/data/{change}\"\n");
        assert!(citation.contains(&url), "{citation}");
    }
}
