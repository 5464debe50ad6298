//! A lost or damaged index is rebuilt, and the responses stay the same.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::program::{Place, Server, copy_folder, copy_of_seed_data, edit};
use crate::support::wait::wait_for;

/// Paths whose responses must be the same before and after.
const PATHS: [&str; 4] = [
    "/api/v1",
    "/api/v1/organizations/international-justice-mission",
    "/api/v1/organizations?per_page=100&include=labels",
    "/api/v1/focus-areas",
];

fn responses(server: &Server) -> Vec<(String, String)> {
    PATHS.iter().map(|path| (server.etag(path), server.get(path).body)).collect()
}

#[test]
fn a_damaged_index_is_rebuilt_and_the_responses_are_the_same() {
    type Damage = fn(&Path);
    let damages: [(&str, Damage); 24] = [
        ("nothing", |_| {}),
        ("the folder is gone", |index| fs::remove_dir_all(index).unwrap()),
        ("the folder is empty", |index| each_file(index, |file| fs::remove_file(file).unwrap())),
        ("the folder is a file", |index| {
            fs::remove_dir_all(index).unwrap();
            fs::write(index, "not a folder").unwrap();
        }),
        ("every file is empty", |index| each_file(index, |file| write(file, b""))),
        ("every file is cut in half", |index| each_file(index, |file| cut(file, 2))),
        ("every file is garbage", |index| each_file(index, |file| write(file, b"\xff\x00{"))),
        ("meta.json is gone", |index| fs::remove_file(index.join("meta.json")).unwrap()),
        ("meta.json is empty", |index| write(&index.join("meta.json"), b"")),
        ("meta.json is garbage", |index| write(&index.join("meta.json"), b"\xff\xfe{]")),
        ("meta.json is another document", |index| write(&index.join("meta.json"), b"{}")),
        ("meta.json is cut in half", |index| cut(&index.join("meta.json"), 2)),
        ("meta.json is a folder", |index| {
            fs::remove_file(index.join("meta.json")).unwrap();
            fs::create_dir(index.join("meta.json")).unwrap();
        }),
        ("meta.json has no payload", |index| {
            let meta = index.join("meta.json");
            let mut json = crate::support::profiles::read_json(&meta);
            json.as_object_mut().unwrap().remove("payload").unwrap();
            fs::write(meta, json.to_string()).unwrap();
        }),
        ("the version is older", |index| {
            crate::program::edit(&index.join("meta.json"), r#"\"version\":"#, r#"\"version\":9"#);
        }),
        ("the list of files is gone", |index| {
            fs::remove_file(index.join(".managed.json")).unwrap()
        }),
        ("the list of files is garbage", |index| write(&index.join(".managed.json"), b"[{")),
        ("the profiles are gone", |index| {
            each_of(index, "store", |it| fs::remove_file(it).unwrap())
        }),
        ("the rows are gone", |index| fs::remove_dir_all(index.join("rows")).unwrap()),
        ("the rows are cut", |index| each_of(index, "rows", |file| cut(file, 2))),
        ("a bit of the rows is turned", |index| each_of(index, "rows", |it| flip(it, 3))),
        ("the profiles are cut", |index| each_of(index, "store", |file| cut(file, 3))),
        ("a bit of the profiles is turned", |index| each_of(index, "store", |it| flip(it, 3))),
        ("unknown files are in the folder", |index| {
            fs::write(index.join("notes.txt"), "mine").unwrap();
            fs::write(index.join("0123.store"), "not a store").unwrap();
        }),
    ];
    let place = Place::seeded();
    let index = place.data_dir().join("index");
    let server = place.serve();
    let before = responses(&server);
    server.stop();
    for (name, damage) in damages {
        damage(&index);
        let server = Server::start(&mut place.program(["serve"]));
        assert_eq!(responses(&server), before, "{name}");
        server.stop();
    }
}

#[test]
fn a_flipped_bit_in_any_index_file_does_not_change_responses() {
    let place = Place::seeded();
    let index = place.data_dir().join("index");
    let server = place.serve();
    let before = responses(&server);
    server.stop();
    let whole = place.database.folder().join("whole");
    copy_folder(&index, &whole);
    for file in files(&whole) {
        // One bit near the beginning, in the middle, and in the footer.
        for place_in_file in [50, 2, 1] {
            fs::remove_dir_all(&index).unwrap();
            copy_folder(&whole, &index);
            flip(&index.join(file.strip_prefix(&whole).unwrap()), place_in_file);
            let server = place.serve();
            assert_eq!(responses(&server), before, "{} at 1/{place_in_file}", file.display());
            server.stop();
        }
    }
}

#[test]
fn the_index_of_another_directory_is_rebuilt() {
    let (place, other) = (Place::seeded(), Place::seeded());
    let folder = tempfile::tempdir().unwrap();
    let profile = folder.path().join("a21.json");
    fs::copy(crate::support::profiles::seed_data().join("organizations/a21.json"), &profile)
        .unwrap();
    crate::program::edit(&profile, "\"name\": \"A21\"", "\"name\": \"Of the other\"");
    assert_eq!(other.load(&profile, &[]).code, Some(0));
    let before: Vec<_> = [&place, &other]
        .map(|place| {
            let server = place.serve();
            let responses = responses(&server);
            server.stop();
            responses
        })
        .into();
    assert_ne!(before[0], before[1]);

    let index = place.data_dir().join("index");
    fs::remove_dir_all(&index).unwrap();
    copy_folder(&other.data_dir().join("index"), &index);

    let server = place.serve();
    assert_eq!(responses(&server), before[0]);
}

#[test]
fn uncommitted_files_of_a_killed_server_do_not_prevent_a_start() {
    let place = Place::seeded();
    place.serve().stop();
    let (index, before) = (place.data_dir().join("index"), tempfile::tempdir().unwrap());
    copy_folder(&index, before.path());
    let seeds = copy_of_seed_data();
    edit(&seeds.path().join("organizations/a21.json"), "\"founded\": 2008", "\"founded\": 2007");
    let is_seen =
        |server: &Server| server.get("/api/v1/organizations/a21").json()["founded"] == 2007;
    let server = place.serve();
    assert_eq!(place.load(seeds.path(), &[]).code, Some(0));
    wait_for(Duration::from_secs(10), "the change to be seen", || is_seen(&server));
    server.stop();

    // The state before a commit: the new files are there, the old `meta.json` too.
    let managed = fs::read(index.join(".managed.json")).unwrap();
    copy_folder(before.path(), &index);
    fs::write(index.join(".managed.json"), managed).unwrap();

    let server = Server::start_unready(&mut place.program(["serve"]));
    let ready = || server.get("/readyz");
    wait_for(Duration::from_secs(10), &format!("{:?}", ready().body), || ready().status == 200);
    assert!(is_seen(&server));
    let said = server.stderr();
    assert!(!said.contains("index") && !said.contains("ERROR"), "{said}");
}

/// The non-empty files in a folder, including its subfolders.
fn files(folder: &Path) -> Vec<PathBuf> {
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> =
        paths.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect();
    files.retain(|file| file.metadata().unwrap().len() > 0);
    files.sort();
    assert!(!files.is_empty());
    files
}

fn each_file(folder: &Path, damage: impl FnMut(&PathBuf)) {
    files(folder).iter().for_each(damage);
}

fn each_of(folder: &Path, extension: &str, damage: impl FnMut(&PathBuf)) {
    let mut files = files(folder);
    files.retain(|file| file.extension().is_some_and(|it| it == extension));
    assert!(!files.is_empty(), "the index has no {extension}");
    files.iter().for_each(damage);
}

fn write(file: &Path, bytes: &[u8]) {
    fs::write(file, bytes).unwrap();
}

/// Truncates a file to its first `1 / parts`.
fn cut(file: &Path, parts: usize) {
    let bytes = fs::read(file).unwrap();
    fs::write(file, &bytes[..bytes.len() / parts]).unwrap();
}

/// Flips one bit at `1 / parts` of a file.
fn flip(file: &Path, parts: usize) {
    let mut bytes = fs::read(file).unwrap();
    let at = (bytes.len() / parts).saturating_sub(1);
    bytes[at] ^= 0x10;
    fs::write(file, bytes).unwrap();
}
