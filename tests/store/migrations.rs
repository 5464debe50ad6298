//! Migrations, which both engines share.

use antislavery_directory::store::{Store, StoreError};
use diesel::connection::SimpleConnection;
use diesel::migration::MigrationSource;
use diesel::prelude::*;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use crate::support::TestDatabase;

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations");

/// Evaluates `work` with a connection to the engine under test.
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
fn migrations_run_up_down_and_up_again() {
    let database = TestDatabase::new();

    on_connection!(database, |connection| {
        connection.run_pending_migrations(MIGRATIONS).unwrap();
        connection.revert_all_migrations(MIGRATIONS).unwrap();
        let gone = connection.batch_execute("SELECT * FROM organizations");
        assert!(gone.is_err(), "reverting left a table behind");
        connection.run_pending_migrations(MIGRATIONS).unwrap();
        connection.batch_execute("SELECT * FROM organizations").unwrap();
    });
    assert_eq!(open(&database).unwrap().position().unwrap().change, 0);
}

#[test]
fn subjects_schemes_and_statuses_may_have_words_that_the_first_release_did_not_know() {
    let database = TestDatabase::new();
    open(&database).unwrap();
    on_connection!(database, |connection| {
        connection
            .batch_execute(
                "INSERT INTO revisions (change, subject, subject_id, revision, kind, document, \
                 author, at) VALUES (1, 'sector', 'a', 1, 'created', '{}', 'x', 0);
                 INSERT INTO terms (scheme, slug, position, is_group, revision, change)
                 VALUES ('sector', 'a', 0, FALSE, 1, 1);
                 INSERT INTO organizations (id, slug, status, revision, change, created_at, \
                 updated_at) VALUES ('a', 'a', 'unknown', 1, 1, 0, 0);",
            )
            .unwrap();
        let negative = connection.batch_execute("UPDATE revisions SET revision = 0");
        assert!(negative.is_err(), "another check was dropped too");
    });
}

#[test]
fn a_database_of_a_newer_version_is_refused() {
    let database = TestDatabase::new();
    open(&database).unwrap();
    on_connection!(database, |connection| {
        let insert = "INSERT INTO __diesel_schema_migrations (version) VALUES ('99990101000000')";
        connection.batch_execute(insert).unwrap();
    });

    let refused = open(&database).err().expect("the database was opened");

    assert!(matches!(&refused, StoreError::Newer(version) if version == "99990101000000"));
    assert!(refused.to_string().contains("newer version"), "{refused}");
}

#[test]
fn several_processes_can_migrate_concurrently() {
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
fn every_migration_can_be_reverted() {
    let migrations: Vec<_> =
        MigrationSource::<diesel::sqlite::Sqlite>::migrations(&MIGRATIONS).unwrap();
    assert!(!migrations.is_empty());
    for migration in migrations {
        let folder = format!("migrations/{}", migration.name());
        assert!(std::path::Path::new(&folder).join("down.sql").exists(), "{folder}");
    }
}

/// The version of the migration that gives identifiers one form.
const COMPARE_IDENTIFIERS: &str = "20261129100000";

#[test]
fn identifiers_that_were_written_in_several_ways_get_one_form() {
    let database = TestDatabase::new();
    open(&database).unwrap();
    on_connection!(database, |connection| {
        let mut revert = || connection.revert_last_migration(MIGRATIONS).unwrap().to_string();
        while revert() != COMPARE_IDENTIFIERS {}
        let organizations = [("a", 1), ("b", 2), ("c", 3)].map(|(id, change)| {
            format!(
                "INSERT INTO revisions (change, subject, subject_id, revision, kind, document, \
                 author, at) VALUES ({change}, 'organization', '{id}', 1, 'created', '{{}}', 'x', 0);
                 INSERT INTO organizations (id, slug, status, revision, change, created_at, \
                 updated_at) VALUES ('{id}', '{id}', 'active', 1, {change}, 0, 0);"
            )
        });
        let identifiers = [
            ("XI-LEI", "5493001kjtiigc8y1r12", "b"),
            ("XI-LEI", "5493001KJTIIGC8Y1R12", "a"),
            ("GB-SC", "012345", "a"),
            ("GB-CHC", "0212223", "c"),
            ("BR-CNPJ", "12.345.678/0001-90", "c"),
            ("KE-NCB", "op.218/051", "c"),
        ]
        .map(|(scheme, value, id)| {
            format!("INSERT INTO identifiers VALUES ('{scheme}', '{value}', '{id}');")
        });
        connection.batch_execute(&(organizations.concat() + &identifiers.concat())).unwrap();
        connection.run_pending_migrations(MIGRATIONS).unwrap();
        let rows = "SELECT scheme || '-' || value || ' ' || organization_id AS line \
                    FROM identifiers ORDER BY 1";
        let lines: Vec<Line> = diesel::sql_query(rows).load(connection).unwrap();
        let lines: Vec<String> = lines.into_iter().map(|row| row.line).collect();
        assert_eq!(
            lines,
            [
                "BR-CNPJ-12345678000190 c",
                "GB-CHC-212223 c",
                "GB-SC-SC012345 a",
                "KE-NCB-OP218/051 c",
                "XI-LEI-5493001KJTIIGC8Y1R12 a",
            ]
        );
    });
}

#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = diesel::sql_types::Text)]
    line: String,
}
