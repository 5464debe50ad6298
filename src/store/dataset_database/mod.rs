//! `organizations.sqlite` of a dataset: the profiles and terms as tables with foreign keys.
//!
//! The SQL files next to this one are the whole mapping: SQLite reads the JSON of the profiles itself.
//! The same documents in the same order give the same bytes.

use std::path::Path;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::StoreError;
use crate::domain::{Country, Keyword, TermScheme, TermState};

const SCHEMA: &str = include_str!("schema.sql");
const VOCABULARY: &str = include_str!("vocabulary.sql");
const ROWS: &str = include_str!("rows.sql");
const END: &str = include_str!("end.sql");

/// Number of profiles that are turned into rows at once. They are in memory together.
const BATCH: i64 = 100;

/// A file without a journal, because one that is not complete is removed. Freed space is overwritten,
/// so that the bytes depend only on the documents.
const SETTINGS: &str = "
    PRAGMA encoding = 'UTF-8';
    PRAGMA page_size = 4096;
    PRAGMA journal_mode = OFF;
    PRAGMA synchronous = OFF;
    PRAGMA locking_mode = EXCLUSIVE;
    PRAGMA temp_store = MEMORY;
    PRAGMA secure_delete = ON;
    PRAGMA foreign_keys = OFF;
    PRAGMA user_version = 1;
    BEGIN;
";

/// A database that is still being written.
pub struct DatasetDatabase {
    connection: SqliteConnection,
    /// Number of profiles that were added.
    added: i64,
}

impl DatasetDatabase {
    /// Creates the database at `path`, where there is no file. `facts` are the names and values of the
    /// table `about`.
    ///
    /// # Errors
    ///
    /// When the file cannot be written.
    pub fn create(path: &Path, facts: &[(&str, String)]) -> Result<Self, StoreError> {
        let path = path.to_str().ok_or_else(|| {
            let reason = format!("{} is not a path in UTF-8", path.display());
            StoreError::Full(
                std::io::Error::new(std::io::ErrorKind::InvalidFilename, reason).into(),
            )
        })?;
        let connection = SqliteConnection::establish(path);
        let mut connection = connection.map_err(|err| StoreError::Full(Box::new(err)))?;
        connection.batch_execute(SETTINGS)?;
        connection.batch_execute(SCHEMA)?;
        for (name, value) in facts {
            insert(&mut connection, "INSERT INTO about VALUES (?, ?)", &[name, value])?;
        }
        for scheme in TermScheme::ALL {
            let row = [scheme.as_str(), scheme.plural()];
            insert(&mut connection, "INSERT INTO schemes VALUES (?, ?)", &row)?;
        }
        insert(&mut connection, COUNTRIES, &[&countries()])?;
        Ok(Self { connection, added: 0 })
    }

    /// Adds the terms of all vocabularies.
    pub fn add_terms(&mut self, terms: &[TermState]) -> Result<(), StoreError> {
        let insert_term = "INSERT INTO temp.documents VALUES (?, ?)";
        for term in terms {
            insert(&mut self.connection, insert_term, &[term.scheme.as_str(), &term.document])?;
        }
        self.connection.batch_execute(VOCABULARY)?;
        Ok(())
    }

    /// Adds a profile, given as canonical JSON. The terms come first.
    pub fn add_profile(&mut self, document: &str) -> Result<(), StoreError> {
        diesel::sql_query(
            "INSERT INTO temp.profiles
             SELECT ?1, document ->> '$.slug', document FROM (SELECT jsonb(?2) AS document)",
        )
        .bind::<BigInt, _>(self.added)
        .bind::<Text, _>(document)
        .execute(&mut self.connection)?;
        self.added += 1;
        if self.added % BATCH == 0 {
            self.connection.batch_execute(ROWS)?;
        }
        Ok(())
    }

    /// Completes the file. It is not yet synced to the disk.
    ///
    /// # Errors
    ///
    /// When the file cannot be written.
    pub fn finish(mut self) -> Result<(), StoreError> {
        self.connection.batch_execute(ROWS)?;
        self.connection.batch_execute(END)?;
        self.connection.batch_execute("COMMIT")?;
        Ok(())
    }
}

/// Inserts all countries, given as a JSON array of rows.
const COUNTRIES: &str = "INSERT INTO countries
    SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each(?)";

/// Code, name, region and part of the region of every country, as JSON.
fn countries() -> String {
    let rows = crate::domain::countries().map(|country: Country| {
        let region = country.region().map(|region| region.name());
        let part = country.subregion().map(|part| part.name);
        (country.as_str(), country.name(), region, part)
    });
    serde_json::to_string(&rows.collect::<Vec<_>>()).expect("texts are JSON")
}

fn insert(
    connection: &mut SqliteConnection,
    statement: &str,
    row: &[&str],
) -> Result<(), StoreError> {
    let mut query = diesel::sql_query(statement).into_boxed::<diesel::sqlite::Sqlite>();
    for value in row {
        query = query.bind::<Text, _>(*value);
    }
    query.execute(connection)?;
    Ok(())
}
