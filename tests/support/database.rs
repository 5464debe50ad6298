//! A separate database for each test, on either engine.

use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};

use antislavery_directory::directory::{DatabaseUrl, Store};
use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection, SqliteConnection};
use tempfile::TempDir;

/// A new, empty database: a SQLite file, or a schema in the PostgreSQL database that
/// `TEST_DATABASE_URL` names. Dropping the value deletes it.
pub struct TestDatabase {
    url: String,
    /// On PostgreSQL: the server's URL and the schema.
    schema: Option<(String, String)>,
    folder: TempDir,
}

impl TestDatabase {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        match std::env::var("TEST_DATABASE_URL") {
            Err(_) => {
                let url = format!("sqlite:{}", folder.path().join("directory.db").display());
                Self { url, schema: None, folder }
            }
            Ok(server) => {
                static NEXT: AtomicU32 = AtomicU32::new(0);
                let number = NEXT.fetch_add(1, Ordering::Relaxed);
                let schema = format!("test_{}_{number}", std::process::id());
                execute_on_postgres(&server, &format!("CREATE SCHEMA {schema}"));
                let separator = if server.contains('?') { '&' } else { '?' };
                let url = format!("{server}{separator}options=--search_path%3D{schema}");
                Self { url, schema: Some((server, schema)), folder }
            }
        }
    }

    /// The value for `--database-url`.
    pub fn url(&self) -> &str {
        &self.url
    }

    pub fn parsed_url(&self) -> DatabaseUrl {
        self.url.parse().unwrap()
    }

    /// Opens the store, as a separate process would.
    pub fn open_store(&self) -> Store {
        Store::open(&self.parsed_url()).unwrap()
    }

    /// Executes SQL that both engines understand, on a separate connection.
    pub fn execute(&self, sql: &str) {
        match self.url.strip_prefix("sqlite:") {
            Some(path) => SqliteConnection::establish(path).unwrap().batch_execute(sql).unwrap(),
            None => execute_on_postgres(&self.url, sql),
        }
    }

    /// This test's folder for the search index and other files.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn is_postgres(&self) -> bool {
        self.schema.is_some()
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if let Some((server, schema)) = &self.schema {
            execute_on_postgres(server, &format!("DROP SCHEMA {schema} CASCADE"));
        }
    }
}

fn execute_on_postgres(url: &str, sql: &str) {
    let mut connection = PgConnection::establish(url).unwrap();
    connection.batch_execute("SET client_min_messages = 'warning'").unwrap();
    connection.batch_execute(sql).unwrap();
}
