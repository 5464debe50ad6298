//! One folder of migrations for both databases.

use antislavery_directory::directory::{Store, StoreError};
use diesel::connection::SimpleConnection;
use diesel::migration::MigrationSource;
use diesel::prelude::*;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use crate::support::TestDatabase;

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations");

/// Runs `work` on a connection of the engine under test.
macro_rules! on_connection {
    ($database:expr, |$connection:ident| $work:expr) => {
        if $database.is_postgres() {
            let $connection = &mut PgConnection::establish($database.url()).unwrap();
            $work
        } else {
            let path = $database.folder().join("directory.db");
            let $connection = &mut SqliteConnection::establish(path.to_str().unwrap()).unwrap();
            $work
        }
    };
}

fn open(database: &TestDatabase) -> Result<Store, StoreError> {
    Store::open(&database.parsed_url())
}

#[test]
fn they_go_up_down_and_up_again() {
    let database = TestDatabase::new();

    on_connection!(database, |connection| {
        connection.run_pending_migrations(MIGRATIONS).unwrap();
        connection.revert_all_migrations(MIGRATIONS).unwrap();
        let gone = connection.batch_execute("SELECT * FROM organizations");
        assert!(gone.is_err(), "a table was left behind");
        connection.run_pending_migrations(MIGRATIONS).unwrap();
        connection.batch_execute("SELECT * FROM organizations").unwrap();
    });
    assert_eq!(open(&database).unwrap().position().unwrap().change, 0);
}

#[test]
fn a_database_of_a_newer_version_is_refused() {
    let database = TestDatabase::new();
    open(&database).unwrap();
    on_connection!(database, |connection| {
        let insert = "INSERT INTO __diesel_schema_migrations (version) VALUES ('99990101000000')";
        connection.batch_execute(insert).unwrap();
    });

    let refused = open(&database).err().expect("it was opened");

    assert!(matches!(&refused, StoreError::Newer(version) if version == "99990101000000"));
    assert!(refused.to_string().contains("newer version"), "{refused}");
}

#[test]
fn several_processes_may_start_at_once() {
    let database = TestDatabase::new();

    let directories: Vec<String> = std::thread::scope(|scope| {
        let starts: Vec<_> = (0..5)
            .map(|_| scope.spawn(|| open(&database).unwrap().position().unwrap().directory))
            .collect();
        starts.into_iter().map(|start| start.join().unwrap()).collect()
    });

    assert!(directories.iter().all(|id| *id == directories[0]), "{directories:?}");
}

#[test]
fn every_migration_can_be_undone() {
    let migrations: Vec<_> =
        MigrationSource::<diesel::sqlite::Sqlite>::migrations(&MIGRATIONS).unwrap();
    assert!(!migrations.is_empty());
    for migration in migrations {
        let folder = format!("migrations/{}", migration.name());
        assert!(std::path::Path::new(&folder).join("down.sql").exists(), "{folder}");
    }
}
