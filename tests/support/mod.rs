//! A database that no other test sees, on either engine.

use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};
use tempfile::TempDir;

/// A new, empty database: a SQLite file, or a schema of the PostgreSQL database
/// that `TEST_DATABASE_URL` names. It is gone when this is dropped.
pub struct TestDatabase {
    url: String,
    /// On PostgreSQL: the server, and the schema there.
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
                execute(&server, &format!("CREATE SCHEMA {schema}"));
                let separator = if server.contains('?') { '&' } else { '?' };
                let url = format!("{server}{separator}options=--search_path%3D{schema}");
                Self { url, schema: Some((server, schema)), folder }
            }
        }
    }

    /// What `--database-url` takes.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// A folder of this test alone, for the index and other files.
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
            execute(server, &format!("DROP SCHEMA {schema} CASCADE"));
        }
    }
}

fn execute(server: &str, statement: &str) {
    let mut connection = PgConnection::establish(server).unwrap();
    connection.batch_execute("SET client_min_messages = 'warning'").unwrap();
    connection.batch_execute(statement).unwrap();
}
