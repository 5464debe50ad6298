//! A database that was moved or replaced while the server runs, or is behind its index: no
//! acknowledged write is lost silently.

use std::fs;
use std::path::Path;
use std::time::Duration;

use serde_json::{Value, json};

use crate::backup::Home;
use crate::keys::{A21, create, patch};
use crate::program::{Place, Server, TIME_LIMIT, run};
use crate::support::profiles::seed_documents;
use crate::support::wait::wait_for;

/// Maximum time until the follower notices a moved database. It looks every 0.5 s.
const NOTICE_LIMIT: Duration = Duration::from_secs(10);

/// A directory on SQLite, with an editor's key.
fn home_with_key() -> (Home, String) {
    let home = Home::seeded();
    let made = home.run(&["keys", "create", "--name", "curators", "--role", "editor"]);
    (home, made.stdout.trim_end().to_owned())
}

/// The existing files of the SQLite database.
fn files(home: &Home) -> Vec<String> {
    let names = ["", "-wal", "-shm"].map(|ending| home.path(&format!("data/directory.db{ending}")));
    names.into_iter().filter(|name| Path::new(name).exists()).collect()
}

fn move_aside(home: &Home) {
    for file in files(home) {
        fs::rename(&file, format!("{file}.aside")).unwrap();
    }
}

fn put_back(home: &Home) {
    for ending in ["", "-wal", "-shm"] {
        let file = home.path(&format!("data/directory.db{ending}"));
        if Path::new(&format!("{file}.aside")).exists() {
            fs::rename(format!("{file}.aside"), &file).unwrap();
        }
    }
}

fn acronym(server: &Server) -> Value {
    server.get(A21).json()["acronym"].clone()
}

#[test]
fn a_moved_or_replaced_database_refuses_writes_and_loses_none() {
    let (home, key) = home_with_key();
    let backup = home.path("backup.db");
    home.succeed(&["backup", &backup]);
    type Damage = fn(&Home);
    let damages: [(&str, Damage); 4] = [
        ("moved", move_aside),
        ("only the database moved", |home| {
            let file = home.path("data/directory.db");
            fs::rename(&file, format!("{file}.aside")).unwrap();
        }),
        ("replaced by a backup", |home| {
            move_aside(home);
            fs::copy(home.path("backup.db"), home.path("data/directory.db")).unwrap();
        }),
        ("without its write-ahead log", |home| {
            let log = home.path("data/directory.db-wal");
            fs::rename(&log, format!("{log}.aside")).unwrap();
        }),
    ];
    let server = home.serve();
    for (name, damage) in damages {
        assert_eq!(patch(&server, &key, A21, name).status, 200, "{name}");
        damage(&home);

        let refused = patch(&server, &key, A21, "lost");

        assert_eq!(refused.status, 503, "{name}: {}", refused.body);
        let problem = refused.json();
        assert_eq!(problem["type"], "/problems/unavailable", "{name}: {problem}");
        assert!(problem["detail"].as_str().unwrap().contains("no longer where"), "{problem}");
        assert!(!refused.body.contains("directory.db"), "{name}: {problem}");
        assert_eq!(acronym(&server), name);
        wait_for(NOTICE_LIMIT, "the follower to notice", || {
            server.get("/readyz").json()["status"] == "degraded"
        });
        let readiness = server.get("/readyz");
        assert_eq!(readiness.status, 200, "{name}: {}", readiness.body);
        assert_eq!(readiness.json()["store"], "away", "{name}");
        assert!(readiness.json()["why"].as_str().unwrap().contains("was moved"), "{name}");
        let is_replaced = name.starts_with("replaced");
        assert_eq!(home.database().exists(), is_replaced || name.starts_with("without"), "{name}");

        put_back(&home);
        wait_for(NOTICE_LIMIT, "the node to be ready", || {
            server.get("/readyz").json()["status"] == "ready"
        });
    }
    assert_eq!(patch(&server, &key, A21, "last").status, 200);
    server.stop();
    assert_eq!(acronym(&home.serve()), "last");
}

#[test]
fn restore_refuses_while_a_server_runs() {
    let (home, _) = home_with_key();
    let (backup, dataset) = (home.path("backup.db"), home.path("dataset.zip"));
    home.succeed(&["backup", &backup]);
    home.succeed(&["export", "--format", "dataset", &dataset]);
    let server = home.serve();
    move_aside(&home);
    for path in [&backup, &dataset] {
        let refused = home.run(&["restore", path]);

        let sentence = refused.sentence(3);
        assert!(sentence.contains("a server runs"), "{sentence}");
        assert!(sentence.contains(&format!("(process {})", server.pid())), "{sentence}");
        assert!(!home.database().exists(), "{path}");
    }
    server.stop();
    home.succeed(&["restore", &backup]);
    // A stopped server holds no lock; a running one makes `restore` fail again.
    let server = home.serve();
    assert_eq!(home.run(&["restore", &backup]).code, Some(3));
    assert_eq!(server.get(A21).status, 200);
}

#[test]
fn a_lost_database_is_not_replaced_by_the_embedded_profiles() {
    let place = Place::seeded();
    place.serve().stop();
    empty_database(&place);

    let refused = run(&mut place.program(["serve"]));

    let index = place.data_dir().join("index");
    let sentence = refused.sentence(3);
    assert!(sentence.contains(index.to_str().unwrap()), "{sentence}");
    let change = format!("at change {}", seed_documents());
    assert!(sentence.contains(&change) && sentence.contains("restore"), "{sentence}");
    if !place.database.is_postgres() {
        assert!(!place.database.folder().join("directory.db").exists(), "a database was created");
    }
    // Nor if the index has another version or is damaged.
    for text in ["{", r#"{"payload": "0123456789abcdef{\"version\": 1, \"change\": 7}"}"#] {
        fs::write(index.join("meta.json"), text).unwrap();
        assert_eq!(run(&mut place.program(["serve"])).code, Some(3), "{text}");
    }

    // Moves the index away, as the error message says.
    fs::rename(&index, index.with_extension("old")).unwrap();
    assert_eq!(place.serve().get(A21).status, 200);
}

/// Empties the database.
fn empty_database(place: &Place) {
    if place.database.is_postgres() {
        let schema = place.database.url().split_once("search_path%3D").unwrap().1;
        place.execute(&format!("DROP SCHEMA {schema} CASCADE; CREATE SCHEMA {schema}"));
        return;
    }
    for ending in ["", "-wal", "-shm"] {
        let file = place.database.folder().join(format!("directory.db{ending}"));
        if file.exists() {
            fs::remove_file(file).unwrap();
        }
    }
}

/// The `index.kept-*` folders in a data folder.
fn set_aside_indexes(data_dir: &Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(data_dir).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.to_str().unwrap().contains("/index.kept-")).collect()
}

#[test]
fn an_index_ahead_of_its_database_is_preserved_and_reported() {
    let place = Place::seeded();
    let key = create(&place, "curators", "editor");
    let server = place.serve();
    assert_eq!(patch(&server, &key, A21, "first").status, 200);
    assert_eq!(patch(&server, &key, A21, "lost").status, 200);
    server.stop();
    let (seeded, edited) = (seed_documents(), seed_documents() + 2);
    // Removes the last two commits, as if the write-ahead log had been truncated.
    place.execute(&format!(
        "UPDATE organizations SET revision = 1, change =
             (SELECT min(change) FROM revisions WHERE subject_id = organizations.id)
             WHERE change > {seeded};
         DELETE FROM revisions WHERE change > {seeded};
         UPDATE directory SET last_change = {seeded}",
    ));

    let server = place.serve();

    wait_for(TIME_LIMIT, "the loss to be reported", || server.stderr().contains("ERROR"));
    let said = server.stderr();
    let named = [seeded, edited].iter().all(|it| said.contains(&format!("at change {it}")));
    assert!(named, "{said}");
    let found = set_aside_indexes(&place.data_dir());
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0].to_str().unwrap().ends_with(&format!("-{edited}"))
            && found[0].join("meta.json").exists()
    );
    let check = |server: &Server| {
        let readiness = server.get("/readyz");
        assert_eq!((readiness.status, &readiness.json()["status"]), (200, &json!("degraded")));
        let why = readiness.json()["why"].as_str().unwrap().to_owned();
        let named = why.contains(&format!("at change {edited}"));
        assert!(named && why.contains("index.kept-"), "{why}");
    };
    check(&server);
    // The remaining data is served, and the directory accepts writes.
    assert_eq!(server.get("/api/v1").json()["data"]["change"], seeded);
    server.stop();
    let server = place.serve();
    check(&server);

    // The operator moves the kept index away.
    fs::rename(&found[0], place.database.folder().join("elsewhere")).unwrap();

    wait_for(TIME_LIMIT, "the node to be ready", || {
        server.get("/readyz").json()["status"] == "ready"
    });
}

#[test]
fn a_restored_directory_with_an_old_index_starts_and_preserves_that_index() {
    let (home, key) = home_with_key();
    let backup = home.path("backup.db");
    home.succeed(&["backup", &backup]);
    let server = home.serve();
    assert_eq!(patch(&server, &key, A21, "later").status, 200);
    server.stop();
    move_aside(&home);
    home.succeed(&["restore", &backup]);

    let server = home.serve();

    assert_eq!(acronym(&server), Value::Null);
    wait_for(TIME_LIMIT, "the index to be reported", || {
        server.stderr().contains("another directory")
    });
    let found = set_aside_indexes(Path::new(&home.path("data")));
    assert_eq!(found.len(), 1, "{found:?}");
    let why = server.get("/readyz").json()["why"].as_str().unwrap().to_owned();
    let seeded = seed_documents();
    let named = [seeded, seeded + 1].iter().all(|it| why.contains(&format!("at change {it}")));
    assert!(named, "{why}");
}
