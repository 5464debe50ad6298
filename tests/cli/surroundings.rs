//! Environments in which the program cannot run: it prints one sentence, exits with a code, and
//! creates nothing.

use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::program::{
    Outcome, Place, Server, TIME_LIMIT, copy_of_seed_data, edit, program, program_with_file_limit,
    run,
};
use crate::support::profiles::{seed_count, seed_data, seeds_added, seeds_loaded};
use crate::support::wait::wait_for;

/// Runs `serve` or `load` in an empty folder, and asserts that it created nothing there.
fn run_in_empty_folder(command: &str, options: &[&str]) -> Outcome {
    let folder = tempfile::tempdir().unwrap();
    let mut program = program([command]);
    if command == "load" {
        program.arg(seed_data());
    } else {
        program.env("LISTEN", "127.0.0.1:0");
    }
    let outcome = run(program.args(options).current_dir(folder.path()));
    let made: Vec<_> = fs::read_dir(folder.path()).unwrap().map(Result::unwrap).collect();
    assert!(made.is_empty(), "{command} {options:?} made {made:?}");
    outcome
}

#[test]
fn an_invalid_database_url_is_refused_without_repeating_it() {
    for url in [
        "postgre://u:secret@h/d",
        "postgres:/u:secret@h/d",
        "postgres://u:secret@h",
        "mysql://u:secret@h/d",
        "host=h user=u password=secret dbname=d",
        "sqlite3:secret.db",
        "sqlite:",
        "secret.db",
        "./secret.db",
    ] {
        for command in ["serve", "load"] {
            let refused = run_in_empty_folder(command, &["--database-url", url]);
            let sentence = refused.sentence(2);
            assert!(sentence.contains("write `"), "{url}: {sentence}");
            assert!(!sentence.contains("secret"), "{url}: {sentence}");
        }
    }
}

#[test]
fn unreachable_postgresql_fails_quickly_without_a_fallback() {
    for command in ["serve", "load"] {
        let begun = Instant::now();
        let url = "postgres://u:secret@127.0.0.1:1/d";
        let failed = run_in_empty_folder(command, &["--database-url", url]);
        assert!(begun.elapsed() < Duration::from_secs(10), "{:?}", begun.elapsed());
        let sentence = failed.sentence(3);
        assert!(sentence.contains("postgres://127.0.0.1:1/d"), "{sentence}");
        assert!(sentence.contains("nothing else was tried"), "{sentence}");
        assert!(!sentence.contains("secret"), "{sentence}");
    }
}

#[test]
fn a_password_is_not_sent_over_the_network_in_clear() {
    // The tested binary lacks the feature `postgres-tls`, so `require` does not help.
    for url in
        ["postgres://u:secret@192.0.2.1/d", "postgres://u:secret@h.invalid/d?sslmode=require"]
    {
        for command in ["serve", "load"] {
            let sentence = run_in_empty_folder(command, &["--database-url", url]);
            let sentence = sentence.sentence(2);
            assert!(sentence.contains("--database-link-is-safe"), "{sentence}");
            assert!(!sentence.contains("secret"), "{sentence}");
        }
    }
}

#[test]
fn a_port_in_use_is_reported_before_anything_is_created() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let failed = run_in_empty_folder("serve", &["--listen", &address]);
    let sentence = failed.sentence(3);
    assert!(sentence.contains(&address) && sentence.contains("--listen"), "{sentence}");
}

#[test]
fn a_folder_that_cannot_be_created_is_reported() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("file"), "not a folder").unwrap();
    let below = folder.path().join("file/data");
    let sqlite = format!("sqlite:{}", below.join("x.db").display());
    for (command, options) in [
        ("serve", ["--data-dir", below.to_str().unwrap()]),
        ("load", ["--data-dir", below.to_str().unwrap()]),
        ("serve", ["--database-url", &sqlite]),
        ("load", ["--database-url", &sqlite]),
    ] {
        let failed = run_in_empty_folder(command, &options);
        let sentence = failed.sentence(3);
        assert!(sentence.contains(below.to_str().unwrap()), "{sentence}");
        assert!(sentence.contains("--data-dir"), "{sentence}");
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_database_of_a_newer_version_is_refused_and_unchanged() {
    let place = Place::seeded();
    let change = place.change();
    let newer = "20991231000000";
    place.execute(&format!("INSERT INTO __diesel_schema_migrations (version) VALUES ('{newer}')"));

    for arguments in [vec!["serve"], vec!["load", seed_data().to_str().unwrap()]] {
        let refused = run(&mut place.program(arguments));
        let sentence = refused.sentence(3);
        assert!(sentence.contains(newer) && sentence.contains("newer version"), "{sentence}");
    }

    place.execute(&format!("DELETE FROM __diesel_schema_migrations WHERE version = '{newer}'"));
    assert_eq!(place.change(), change);
}

#[test]
fn two_servers_cannot_share_a_data_folder() {
    let place = Place::seeded();
    let first = place.serve();

    let refused = run(&mut place.program(["serve"]));

    let sentence = refused.sentence(3);
    assert!(sentence.contains(place.data_dir().to_str().unwrap()), "{sentence}");
    assert_eq!(first.get("/api/v1/organizations/a21").status, 200);
}

/// The binary with a SQLite database in the data folder, and a file size limit.
fn with_file_limit(kib: u32, data_dir: &Path, arguments: &[&str]) -> Command {
    let mut command = program_with_file_limit(kib, arguments);
    command.env("DATA_DIR", data_dir).env("LISTEN", "127.0.0.1:0");
    command
}

#[test]
fn a_full_disk_at_the_first_start_is_reported_and_a_later_load_succeeds() {
    for kib in [0, 8, 64, 256] {
        let folder = tempfile::tempdir().unwrap();
        let data_dir = folder.path().join("data");

        let failed = run(&mut with_file_limit(kib, &data_dir, &["serve"]));
        assert!(failed.sentence(3).contains("room"), "{kib}: {failed:?}");

        let arguments = ["load", seed_data().to_str().unwrap()].map(str::to_owned);
        let loaded = run(program(arguments).env("DATA_DIR", &data_dir));
        assert_eq!(loaded.last_line(), seeds_added(), "{kib}");
    }
}

#[test]
fn a_load_onto_a_full_disk_leaves_the_database_unchanged() {
    let folder = tempfile::tempdir().unwrap();
    let load = |path: &Path| run(program(["load"]).arg(path).env("DATA_DIR", folder.path()));
    assert_eq!(load(&seed_data()).code, Some(0));
    let edited = copy_of_seed_data();
    for entry in fs::read_dir(edited.path().join("organizations")).unwrap() {
        edit(&entry.unwrap().path(), "\"summary\": \"", "\"summary\": \"New. ");
    }
    let arguments = ["load", edited.path().to_str().unwrap()];

    for kib in [0, 8, 64, 256] {
        let failed = run(&mut with_file_limit(kib, folder.path(), &arguments));
        assert!(failed.sentence(3).contains("room"), "{kib}: {failed:?}");
        let again = load(&seed_data());
        assert_eq!(again.last_line(), seeds_loaded(0, 0), "{kib}");
    }
    let loaded = load(edited.path());
    assert_eq!(loaded.last_line(), seeds_loaded(seed_count(), 0));
}

#[test]
fn a_server_without_space_for_its_index_returns_503_and_reports_the_reason() {
    let folder = tempfile::tempdir().unwrap();
    let loaded = run(program(["load"]).arg(seed_data()).env("DATA_DIR", folder.path()));
    assert_eq!(loaded.code, Some(0), "{loaded:?}");

    // Enough for SQLite to read, but not for the index.
    let server = Server::start_unready(&mut with_file_limit(40, folder.path(), &["serve"]));

    wait_for(TIME_LIMIT, "the index to fail", || server.stderr().contains("cannot follow"));
    let health = server.get("/readyz");
    assert_eq!((health.status, health.header("retry-after")), (503, Some("1")), "{health:?}");
    let health = health.json();
    assert_eq!((&health["status"], &health["store"]), (&"building".into(), &"up".into()));
    // Either a file of rows or one of Tantivy's reaches the limit first.
    assert!(health["why"].as_str().unwrap().contains("the index f"), "{health}");
    let response = server.get("/api/v1/organizations");
    assert_eq!(response.header("content-type"), Some("application/problem+json"));
    assert_eq!(response.status, 503);
    assert_eq!(server.get("/livez").status, 200);
    server.stop();
}
