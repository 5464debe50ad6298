//! Commands that need an existing directory: a wrong path is an error, and nothing is created.

use std::fs;
use std::path::Path;

use crate::program::{Place, program, run};
use crate::support::profiles::seed_data;

/// Every command that uses a directory but must not create one. `{}` is the test's folder.
const COMMANDS: [&[&str]; 14] = [
    &["export", "{}/good.ndjson"],
    &["export", "-"],
    &["export", "--format", "dataset", "{}/dataset"],
    &["export", "{}/dataset.zip"],
    &["backup", "{}/backup.db"],
    &["backup", "{}/backup.zip"],
    &["verify"],
    &["keys", "list"],
    &["keys", "create", "--name", "curators", "--role", "editor"],
    &["keys", "revoke", "curators"],
    &["keys", "rotate", "curators"],
    &["imports", "list"],
    &["imports", "revert", "1"],
    &["load", "--dry-run", "seed_data"],
];

fn in_folder(arguments: &[&str], folder: &Path) -> Vec<String> {
    let folder = folder.display().to_string();
    let seeds = seed_data().display().to_string();
    arguments.iter().map(|it| it.replace("{}", &folder).replace("seed_data", &seeds)).collect()
}

/// The names in a folder and in the folders below it.
fn names(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        found.push(path.display().to_string());
        if path.is_dir() {
            found.extend(names(&path));
        }
    }
    found.sort();
    found
}

#[test]
fn a_wrong_data_folder_or_database_is_refused_and_nothing_is_created() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    fs::create_dir(path("empty")).unwrap();
    fs::write(path("good.ndjson"), "from yesterday").unwrap();
    fs::write(path("zero.db"), "").unwrap();
    let before = names(folder.path());
    let zero = format!("sqlite:{}", path("zero.db").display());
    let missing = format!("sqlite:{}", path("missing.db").display());
    for arguments in COMMANDS {
        for (variable, value, reason) in [
            ("DATA_DIR", path("typo").display().to_string(), "there is no such file"),
            ("DATA_DIR", path("empty").display().to_string(), "there is no such file"),
            ("DATABASE_URL", missing.clone(), "there is no such file"),
            ("DATABASE_URL", zero.clone(), "the file is an empty database"),
        ] {
            let mut command = program(in_folder(arguments, folder.path()));

            let refused = run(command.env(variable, &value));

            let sentence = refused.sentence(3);
            assert!(sentence.contains("there is no directory in sqlite:"), "{sentence}");
            assert!(sentence.contains(reason) && sentence.contains("--data-dir"), "{sentence}");
            assert_eq!(names(folder.path()), before, "{arguments:?} {value}");
        }
    }
    assert_eq!(fs::read_to_string(path("good.ndjson")).unwrap(), "from yesterday");
    assert_eq!(fs::read(path("zero.db")).unwrap(), b"");
}

#[test]
fn an_empty_postgresql_database_is_refused_and_stays_empty() {
    let place = Place::new();
    if !place.database.is_postgres() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    for arguments in COMMANDS {
        let refused = run(&mut place.program(in_folder(arguments, folder.path())));
        let sentence = refused.sentence(3);
        assert!(sentence.contains("there is no directory in postgres:"), "{sentence}");
        assert_eq!(names(folder.path()), [""; 0], "{arguments:?}");
        // Fails if a table was created.
        for table in ["__diesel_schema_migrations", "directory"] {
            place.execute(&format!("CREATE TABLE {table} (x INTEGER); DROP TABLE {table}"));
        }
    }
}

#[test]
fn a_key_for_an_empty_directory_names_the_directory() {
    for (place, is_empty) in [(Place::empty(), true), (Place::seeded(), false)] {
        let made =
            run(&mut place.program(["keys", "create", "--name", "desk", "--role", "editor"]));

        assert_eq!((made.code, made.stdout.lines().count()), (Some(0), 1), "{made:?}");
        let names_it =
            made.stderr.contains("of the directory in ") && made.stderr.contains("which is empty");
        assert_eq!(names_it, is_empty, "{made:?}");
    }
}
