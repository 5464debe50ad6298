//! Purging: removing redacted texts from the files of the database, where old versions of rows
//! remain after an update.
//!
//! A purge that was interrupted or blocked is still due (`directory.purged_change`), and every node
//! tries again.

use std::thread::sleep;
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Bool, Integer};

use super::connection::DbConnection;
use super::schema::directory;
use super::{Store, StoreError};

/// Maximum time that a purge waits for readers of older versions.
const PATIENCE: Duration = Duration::from_secs(20);

/// Time between two attempts.
const RETRY: Duration = Duration::from_millis(200);

/// The key of PostgreSQL's advisory lock for purges: an arbitrary constant.
const LOCK: i64 = 0x616e_7469_7075_7267;

/// The tables that hold texts of profiles.
const TABLES: [&str; 6] =
    ["revisions", "identifiers", "organizations", "former_slugs", "mentions", "drafts"];

impl Store {
    /// Whether redacted texts may still be in the files of the database.
    ///
    /// # Errors
    ///
    /// When the database fails.
    pub fn purge_is_due(&self) -> Result<bool, StoreError> {
        let (redacted, purged) = marks(&mut *self.reader()?)?;
        Ok(redacted > purged)
    }

    /// Removes redacted texts from the files of the database, if they may still be there. Writers
    /// wait meanwhile, and on PostgreSQL readers of the database too.
    ///
    /// # Errors
    ///
    /// With [`StoreError::PurgeBlocked`] if a reader of an older version does not end in time, and
    /// when the database fails. The purge is still due then.
    pub fn purge(&self) -> Result<(), StoreError> {
        self.check_file()?;
        // Not from a pool, because a purge takes longer than the limits of the pools.
        let opened = self.maintenance.open().map_err(|err| StoreError::open(&self.url, err));
        let (mut connection, _) = opened?;
        if let DbConnection::Postgres(connection) = &mut connection {
            lock(connection)?;
        }
        let (redacted, purged) = marks(&mut connection)?;
        if redacted <= purged {
            return Ok(());
        }
        match &mut connection {
            DbConnection::Sqlite(connection) => purge_sqlite(connection)?,
            DbConnection::Postgres(connection) => purge_postgres(connection)?,
        }
        let mut record = || {
            diesel::update(directory::table)
                .set(directory::purged_change.eq(redacted))
                .execute(&mut connection)
                .map(|_| true)
        };
        patiently(&mut record, "another writer")
    }
}

/// The change of the last redaction, and of the last one that was purged.
fn marks(connection: &mut DbConnection) -> Result<(i64, i64), StoreError> {
    let marks = directory::table
        .select((directory::redacted_change, directory::purged_change))
        .first(connection)?;
    Ok(marks)
}

/// Calls `attempt` until it succeeds. `Ok(false)` and locks mean that a reader is in the way.
fn patiently(
    mut attempt: impl FnMut() -> QueryResult<bool>,
    blocked: &'static str,
) -> Result<(), StoreError> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        match attempt().map_err(StoreError::from) {
            Ok(true) => return Ok(()),
            Ok(false) | Err(StoreError::Busy(_)) if Instant::now() < deadline => sleep(RETRY),
            Ok(false) | Err(StoreError::Busy(_)) => return Err(StoreError::PurgeBlocked(blocked)),
            Err(err) => return Err(err),
        }
    }
}

#[derive(QueryableByName)]
struct Checkpoint {
    #[diesel(sql_type = Integer)]
    busy: i32,
}

/// `secure_delete` overwrites what was deleted. `VACUUM` also removes what earlier releases left in
/// unused parts of pages, and the checkpoint empties the write-ahead log.
fn purge_sqlite(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    // It makes a copy of the database, which may not fit in memory.
    connection.batch_execute("PRAGMA temp_store = FILE")?;
    patiently(|| connection.batch_execute("VACUUM").map(|()| true), "another writer")?;
    let checkpoint = || {
        let found: Vec<Checkpoint> =
            diesel::sql_query("PRAGMA wal_checkpoint(TRUNCATE)").load(connection)?;
        Ok(found.iter().all(|it| it.busy == 0))
    };
    patiently(checkpoint, "a reader of the write-ahead log")
}

#[derive(QueryableByName)]
struct Answer {
    #[diesel(sql_type = Bool)]
    holds: bool,
}

#[derive(QueryableByName)]
struct Transaction {
    #[diesel(sql_type = BigInt)]
    id: i64,
}

/// Waits until no other node purges. Closing the connection releases the lock.
fn lock(connection: &mut PgConnection) -> Result<(), StoreError> {
    connection.batch_execute("SET statement_timeout = 0; SET lock_timeout = '2s'")?;
    // Another schema of the same database may hold another directory.
    let lock = format!("SELECT pg_try_advisory_lock({LOCK} + hashtext(current_schema())) AS holds");
    patiently(
        || Ok(diesel::sql_query(&lock).get_result::<Answer>(connection)?.holds),
        "the purge of another node",
    )
}

/// `VACUUM FULL` writes the tables to new files, without old versions of rows that no transaction
/// can still see.
fn purge_postgres(connection: &mut PgConnection) -> Result<(), StoreError> {
    // `VACUUM` only warns about a table of another owner.
    let owns = TABLES.map(|table| {
        format!(
            "(SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = '{table}'::regclass)"
        )
    });
    let owns = format!("SELECT {} AS holds", owns.join(" AND "));
    if !diesel::sql_query(owns).get_result::<Answer>(connection)?.holds {
        return Err(StoreError::PurgeBlocked("the owner of the tables, who is another user,"));
    }
    let Transaction { id } =
        diesel::sql_query("SELECT txid_current() AS id").get_result(connection)?;
    // Old versions stay as long as a transaction began before the redaction was committed.
    let no_older = "SELECT NOT EXISTS (SELECT FROM pg_stat_activity \
        WHERE datname = current_database() AND pid <> pg_backend_pid() \
        AND age(backend_xmin) > age($1::text::xid)) AS holds";
    let low = (id & 0xffff_ffff).to_string();
    patiently(
        || {
            let query = diesel::sql_query(no_older).bind::<diesel::sql_types::Text, _>(&low);
            Ok(query.get_result::<Answer>(connection)?.holds)
        },
        "an older transaction",
    )?;
    for table in TABLES {
        let statement = format!("VACUUM (FULL, ANALYZE) {table}");
        patiently(
            || connection.batch_execute(&statement).map(|()| true),
            "a reader of the tables",
        )?;
    }
    // The write-ahead log is beyond the reach of most users. PostgreSQL removes it sooner if this
    // user may ask for it.
    for statement in ["SELECT pg_switch_wal()", "CHECKPOINT"] {
        let _ = connection.batch_execute(statement);
    }
    Ok(())
}
