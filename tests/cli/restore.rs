//! `restore`: only into an empty directory, and a server rebuilds its index afterwards.

use std::fs;
use std::process::Command;

use diesel::connection::SimpleConnection;
use diesel::{Connection, SqliteConnection};

use crate::backup::Home;
use crate::program::{copy_of_seed_data, edit, program_with_file_limit, run};
use crate::support::profiles::{active_seed_profiles, seed_count};

/// A directory, and the path of its backup.
fn backed_up() -> (Home, String) {
    let home = Home::seeded();
    let backup = home.path("backup.db");
    home.succeed(&["backup", &backup]);
    (home, backup)
}

#[test]
fn restore_refuses_to_overwrite_data() {
    let (home, backup) = backed_up();
    let before = home.succeed(&["export", "-"]);
    let refused = home.run(&["restore", &backup]);
    assert!(refused.sentence(2).contains("move"), "{refused:?}");
    assert_eq!(home.succeed(&["export", "-"]), before);

    // Nor over a file that is not a database, nor next to a leftover write-ahead log.
    let other = Home::new();
    fs::create_dir(other.path("data")).unwrap();
    fs::write(other.database(), "a diary").unwrap();
    let refused = other.run(&["restore", &backup]);
    assert!(refused.sentence(2).contains("aside"), "{refused:?}");
    assert_eq!(fs::read_to_string(other.database()).unwrap(), "a diary");
    fs::rename(other.database(), other.path("data/directory.db-wal")).unwrap();
    let refused = other.run(&["restore", &backup]);
    assert!(refused.sentence(2).contains("directory.db-wal"), "{refused:?}");
    assert!(!other.database().exists());
}

#[test]
fn restore_replaces_an_empty_directory_unless_it_is_in_use() {
    let (_home, backup) = backed_up();
    let other = Home::empty();
    let mut open = SqliteConnection::establish(other.database().to_str().unwrap()).unwrap();
    open.batch_execute("SELECT * FROM directory").unwrap();
    let refused = other.run(&["restore", &backup]);
    assert!(refused.sentence(3).contains("in use"), "{refused:?}");
    drop(open);
    other.succeed(&["restore", &backup]);
    assert_eq!(other.succeed(&["export", "-"]).lines().count(), seed_count());
}

#[test]
fn keys_are_restored_and_a_directory_with_keys_is_not_empty() {
    let home = Home::empty();
    let made = home.run(&["keys", "create", "--name", "curators", "--role", "editor"]);
    assert_eq!(made.code, Some(0), "{made:?}");
    let backup = home.path("backup.db");
    home.succeed(&["backup", &backup]);
    assert!(home.run(&["restore", &backup]).sentence(2).contains("aside"));
    let other = Home::new();
    other.succeed(&["restore", &backup]);
    assert!(other.succeed(&["keys", "list"]).contains("curators"));
}

#[test]
fn a_backup_without_its_hash_or_of_a_newer_version_is_refused() {
    let (home, backup) = backed_up();
    let sums = format!("{backup}.sha256");
    let other = Home::new();
    let hash = fs::read_to_string(&sums).unwrap();
    for (text, expected) in [(None, "put"), (Some("x"), "sha256sum"), (Some(""), "sha256sum")] {
        fs::remove_file(&sums).unwrap_or_default();
        if let Some(text) = text {
            fs::write(&sums, text).unwrap();
        }
        let refused = other.run(&["restore", &backup]);
        assert!(refused.sentence(1).contains(expected), "{refused:?}");
    }
    fs::write(&sums, hash).unwrap();
    // A matching hash of a damaged database.
    let whole = fs::read(&backup).unwrap();
    let mut spoilt = whole.clone();
    spoilt[8192..12288].fill(0xff);
    fs::write(&backup, spoilt).unwrap();
    write_sums(&backup);
    let refused = other.run(&["restore", &backup]);
    assert!(refused.sentence(1).contains("cannot be trusted"), "{refused:?}");

    fs::write(&backup, whole).unwrap();
    let newer = "INSERT INTO __diesel_schema_migrations (version) VALUES ('99991231000000')";
    execute(&backup, newer);
    write_sums(&backup);
    let refused = other.run(&["restore", &backup]);
    assert!(refused.sentence(3).contains("newer version"), "{refused:?}");
    assert!(!other.database().exists());
    execute(home.database().to_str().unwrap(), newer);
    let refused = home.run(&["backup", &home.path("another.db")]);
    assert!(refused.sentence(3).contains("newer version"), "{refused:?}");
}

fn execute(path: &str, statement: &str) {
    execute_in(path, statement).unwrap();
}

#[test]
fn a_backup_changes_nothing_and_restore_migrates_an_older_version() {
    let home = Home::seeded();
    let older = "DROP TABLE imports;
        DELETE FROM __diesel_schema_migrations WHERE version = '20261128000000'";
    execute(home.database().to_str().unwrap(), older);
    let backup = home.path("backup.db");
    home.succeed(&["backup", &backup]);
    let still = execute_in(home.database().to_str().unwrap(), "SELECT * FROM imports");
    assert!(still.is_err(), "the backup migrated the database");
    let other = Home::new();
    other.succeed(&["restore", &backup]);
    assert_eq!(other.succeed(&["imports", "list"]), home.succeed(&["imports", "list"]));
    assert_eq!(other.succeed(&["export", "-"]), home.succeed(&["export", "-"]));
}

fn execute_in(path: &str, statement: &str) -> diesel::QueryResult<()> {
    SqliteConnection::establish(path).unwrap().batch_execute(statement)
}

/// Writes the current hash of a backup.
fn write_sums(backup: &str) {
    let output = Command::new("sha256sum").arg(backup).output().unwrap();
    fs::write(format!("{backup}.sha256"), output.stdout).unwrap();
}

#[test]
fn a_restore_without_space_leaves_no_files() {
    let (_home, backup) = backed_up();
    let other = Home::new();
    let failed = run(&mut other.at(program_with_file_limit(256, &["restore", &backup])));
    assert!(failed.sentence(3).contains("directory.db"), "{failed:?}");
    assert_eq!(fs::read_dir(other.path("data")).unwrap().count(), 0);
    other.succeed(&["restore", &backup]);
}

#[test]
fn a_server_rebuilds_an_index_that_is_newer_than_the_backup() {
    let (home, backup) = backed_up();
    let a21 = "/api/v1/organizations/a21";
    // One change, which the restored directory does not have; another follows after the restore.
    let change_founded = |to: &str| {
        let folder = copy_of_seed_data();
        let file = folder.path().join("organizations/a21.json");
        edit(&file, "\"founded\": 2008", &format!("\"founded\": {to}"));
        home.succeed(&["load", file.to_str().unwrap()]);
    };
    change_founded("1999");
    let server = home.serve();
    assert_eq!(server.get(a21).json()["founded"], 1999);
    server.stop();
    fs::remove_file(home.database()).unwrap();
    for ending in ["wal", "shm"] {
        let _ = fs::remove_file(home.path(&format!("data/directory.db-{ending}")));
    }

    home.succeed(&["restore", &backup]);
    change_founded("2001");

    let server = home.serve();
    let now = server.get(a21);
    assert_eq!(now.json()["founded"], 2001, "{}", now.body);
    assert_eq!(
        server.get("/api/v1/organizations").json()["meta"]["total"],
        active_seed_profiles().len()
    );
}
