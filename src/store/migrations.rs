//! Migrating a database to the schema of this binary.

use diesel::connection::SimpleConnection;
use diesel::migration::{Migration, MigrationSource};
use diesel::prelude::*;
use diesel::sql_types::Text;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use jiff::Timestamp;
use uuid::Uuid;

use super::StoreError;
use super::connection::DbConnection;
use super::existing::has_table;
use super::mentions;
use super::missing_checksums;
use super::schema::directory;
use super::word_checks::drop_word_checks;

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations");

/// The key of PostgreSQL's advisory lock for migrations: an arbitrary constant.
const LOCK: i64 = 0x616e_7469_736c_6176;

type Multi = <DbConnection as Connection>::Backend;

/// Applies the missing migrations in one transaction, and gives a new directory its id. Safe to run
/// in several processes at once.
///
/// # Errors
///
/// When the database has migrations that this binary does not know, or a migration fails.
pub fn migrate(connection: &mut DbConnection) -> Result<(), StoreError> {
    // The lock comes first, because two processes cannot even create Diesel's table of migrations
    // at the same time.
    if let DbConnection::Postgres(connection) = connection {
        // No timeouts: another node may be migrating for a long time.
        connection.batch_execute("SET lock_timeout = 0; SET statement_timeout = 0")?;
        connection.batch_execute(&format!("SELECT pg_advisory_lock({LOCK})"))?;
    }
    migrate_locked(connection)?;
    // After a failure, closing the connection releases the lock.
    if let DbConnection::Postgres(connection) = connection {
        connection.batch_execute(&format!("SELECT pg_advisory_unlock({LOCK})"))?;
    }
    Ok(())
}

fn migrate_locked(connection: &mut DbConnection) -> Result<(), StoreError> {
    refuse_newer(connection)?;
    if is_older(connection)? {
        // Creates Diesel's table, which the lock on SQLite needs.
        connection.applied_migrations().map_err(StoreError::migration)?;
        connection.transaction(|connection| {
            lock_sqlite_file(connection)?;
            connection.run_pending_migrations(MIGRATIONS).map_err(StoreError::migration)?;
            drop_word_checks(connection)?;
            keep_texts_out_of_statistics(connection)?;
            Ok::<_, StoreError>(())
        })?;
    }
    while missing_checksums::any_missing(connection)? {
        connection.transaction(|connection| {
            lock_sqlite_file(connection)?;
            missing_checksums::add_missing_checksums(connection)
        })?;
    }
    mentions::fill(connection)?;
    if is_new(connection)? {
        connection.transaction(|connection| {
            lock_sqlite_file(connection)?;
            // Checked again, because another process may have been faster.
            if is_new(connection)? { create_directory_row(connection) } else { Ok(()) }
        })?;
    }
    Ok(())
}

/// Whether the database lacks a migration of this binary. Only reads.
pub fn is_older(connection: &mut DbConnection) -> Result<bool, StoreError> {
    let applied = applied_versions(connection)?;
    Ok(known_versions()?.iter().any(|version| !applied.contains(version)))
}

fn is_new(connection: &mut DbConnection) -> Result<bool, StoreError> {
    Ok(directory::table.count().get_result::<i64>(connection)? == 0)
}

/// Gives a new directory its id.
fn create_directory_row(connection: &mut DbConnection) -> Result<(), StoreError> {
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

/// The versions of the migrations of this binary.
fn known_versions() -> Result<Vec<String>, StoreError> {
    let migrations: Vec<Box<dyn Migration<Multi>>> =
        MIGRATIONS.migrations().map_err(StoreError::migration)?;
    Ok(migrations.iter().map(|migration| migration.name().version().to_string()).collect())
}

#[derive(QueryableByName)]
struct Applied {
    #[diesel(sql_type = Text)]
    version: String,
}

/// The versions of the migrations that were applied; none in a new database.
///
/// Diesel's own function creates its table first, which a read-only database refuses.
fn applied_versions(connection: &mut DbConnection) -> Result<Vec<String>, StoreError> {
    if !has_table(connection, "__diesel_schema_migrations")? {
        return Ok(Vec::new());
    }
    let query = diesel::sql_query("SELECT version FROM __diesel_schema_migrations");
    let applied: Vec<Applied> = query.load(connection)?;
    Ok(applied.into_iter().map(|row| row.version).collect())
}

/// Checks that the database has only migrations that this binary knows. Only reads.
///
/// # Errors
///
/// With [`StoreError::Newer`] if it has others.
pub fn refuse_newer(connection: &mut DbConnection) -> Result<(), StoreError> {
    let known = known_versions()?;
    let applied = applied_versions(connection)?;
    match applied.into_iter().find(|version| !known.contains(version)) {
        Some(version) => Err(StoreError::Newer(version)),
        None => Ok(()),
    }
}

/// Forbids PostgreSQL to sample texts for the planner, because a redaction does not reach its
/// statistics.
fn keep_texts_out_of_statistics(connection: &mut DbConnection) -> QueryResult<()> {
    match connection {
        DbConnection::Sqlite(_) => Ok(()),
        DbConnection::Postgres(connection) => connection.batch_execute(
            "ALTER TABLE revisions ALTER COLUMN document SET STATISTICS 0;
             ALTER TABLE revisions ALTER COLUMN note SET STATISTICS 0;",
        ),
    }
}

/// Takes SQLite's write lock with a write that changes nothing. Other processes wait for it, and
/// then find nothing left to do.
fn lock_sqlite_file(connection: &mut DbConnection) -> QueryResult<()> {
    match connection {
        DbConnection::Sqlite(connection) => {
            connection.batch_execute("DELETE FROM __diesel_schema_migrations WHERE 0")
        }
        // PostgreSQL's advisory lock is already held.
        DbConnection::Postgres(_) => Ok(()),
    }
}
