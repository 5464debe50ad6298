//! Bringing a database to the schema of this binary.

use diesel::connection::SimpleConnection;
use diesel::migration::{Migration, MigrationSource};
use diesel::prelude::*;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use jiff::Timestamp;
use uuid::Uuid;

use super::StoreError;
use super::checksum;
use super::connection::DbConnection;
use super::schema::directory;

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations");

/// PostgreSQL's advisory lock for migrations: any number that others do not use.
const LOCK: i64 = 0x616e_7469_736c_6176;

type Multi = <DbConnection as Connection>::Backend;

/// Applies the migrations that are missing, in one transaction, and gives a new
/// directory its id. Several processes may do so at once: one of them does it.
///
/// # Errors
///
/// When the database has migrations that this binary does not know, or one fails.
pub fn migrate(connection: &mut DbConnection) -> Result<(), StoreError> {
    // On PostgreSQL the lock comes before everything: already the table in which
    // migrations are noted cannot be made by two at once.
    if let DbConnection::Postgres(connection) = connection {
        // Another node may migrate for a while: this one waits, however long.
        connection.batch_execute("SET lock_timeout = 0; SET statement_timeout = 0")?;
        connection.batch_execute(&format!("SELECT pg_advisory_lock({LOCK})"))?;
    }
    migrate_alone(connection)?;
    // After a failure the lock goes with the connection.
    if let DbConnection::Postgres(connection) = connection {
        connection.batch_execute(&format!("SELECT pg_advisory_unlock({LOCK})"))?;
    }
    Ok(())
}

fn migrate_alone(connection: &mut DbConnection) -> Result<(), StoreError> {
    refuse_newer(connection)?;
    if connection.has_pending_migration(MIGRATIONS).map_err(StoreError::migration)? {
        connection.transaction(|connection| {
            lock_file(connection)?;
            connection.run_pending_migrations(MIGRATIONS).map_err(StoreError::migration)?;
            Ok::<_, StoreError>(())
        })?;
    }
    while checksum::is_any_missing(connection)? {
        connection.transaction(|connection| {
            lock_file(connection)?;
            checksum::add_missing(connection)
        })?;
    }
    if is_new(connection)? {
        connection.transaction(|connection| {
            lock_file(connection)?;
            // Another process may have been first.
            if is_new(connection)? { found_directory(connection) } else { Ok(()) }
        })?;
    }
    Ok(())
}

/// Whether the database lacks a migration of this binary.
pub fn is_older(connection: &mut DbConnection) -> Result<bool, StoreError> {
    connection.has_pending_migration(MIGRATIONS).map_err(StoreError::migration)
}

fn is_new(connection: &mut DbConnection) -> Result<bool, StoreError> {
    Ok(directory::table.count().get_result::<i64>(connection)? == 0)
}

/// Gives a new directory its id.
fn found_directory(connection: &mut DbConnection) -> Result<(), StoreError> {
    let id = Uuid::now_v7().to_string();
    diesel::insert_into(directory::table)
        .values((
            directory::id.eq(id),
            directory::last_change.eq(0),
            directory::updated_at.eq(Timestamp::now().as_microsecond()),
        ))
        .execute(connection)?;
    Ok(())
}

/// Refuses a database that has migrations which this binary does not know.
pub fn refuse_newer(connection: &mut DbConnection) -> Result<(), StoreError> {
    let migrations: Vec<Box<dyn Migration<Multi>>> =
        MIGRATIONS.migrations().map_err(StoreError::migration)?;
    let known: Vec<String> =
        migrations.iter().map(|migration| migration.name().version().to_string()).collect();
    let applied = connection.applied_migrations().map_err(StoreError::migration)?;
    match applied.iter().map(ToString::to_string).find(|version| !known.contains(version)) {
        Some(version) => Err(StoreError::Newer(version)),
        None => Ok(()),
    }
}

/// Takes SQLite's write lock, by a write that changes nothing; others then wait
/// and find nothing to do.
fn lock_file(connection: &mut DbConnection) -> QueryResult<()> {
    match connection {
        DbConnection::Sqlite(connection) => {
            connection.batch_execute("DELETE FROM __diesel_schema_migrations WHERE 0")
        }
        // The advisory lock is held.
        DbConnection::Postgres(_) => Ok(()),
    }
}
