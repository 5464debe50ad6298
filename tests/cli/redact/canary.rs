//! A word that is nowhere else, and the search for it in bytes of any form.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use diesel::sql_types::Text;
use diesel::{Connection, PgConnection, QueryableByName, RunQueryDsl, sql_query};

use crate::support::TestDatabase;

/// A made-up word in lower case, different in each test.
pub struct Canary(String);

impl Canary {
    pub fn new() -> Self {
        let now = SystemTime::UNIX_EPOCH.elapsed().unwrap().as_nanos();
        Self(format!("zyxquon{}", now % 1_000_000_000_000))
    }

    pub fn word(&self) -> &str {
        &self.0
    }

    /// Whether bytes contain the word, in capital letters or not.
    pub fn is_in(&self, bytes: &[u8]) -> bool {
        String::from_utf8_lossy(bytes).to_ascii_lowercase().contains(&self.0)
    }
}

/// The files of the nodes and of the database that have the canary.
pub fn files_with(canary: &Canary, database: &TestDatabase) -> Vec<PathBuf> {
    let mut files = files_below(database.folder());
    files.extend(tables_folder(database).iter().flat_map(|folder| files_below(folder)));
    // A file may be removed meanwhile.
    files.retain(|file| {
        fs::read(file).is_ok_and(|bytes| canary.is_in(&bytes))
            // The terms of an index are compressed.
            || file.ends_with("meta.json") && !file.parent().is_some_and(|it| lacks(it, canary))
    });
    files
}

/// Whether an index can be read, and none of its terms has the canary.
fn lacks(index: &Path, canary: &Canary) -> bool {
    let terms = || -> tantivy::Result<bool> {
        let opened = tantivy::Index::open_in_dir(index)?;
        for segment in opened.reader()?.searcher().segment_readers() {
            for (field, entry) in opened.schema().fields() {
                if !entry.is_indexed() {
                    continue;
                }
                let inverted = segment.inverted_index(field)?;
                let mut terms = inverted.terms().stream()?;
                while let Some((term, _)) = terms.next() {
                    if canary.is_in(term) {
                        return Ok(false);
                    }
                }
            }
        }
        Ok(true)
    };
    terms().unwrap_or(false)
}

pub fn files_below(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.flatten().map(|entry| entry.path());
    paths.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}

/// On PostgreSQL, the folder of the tables of its database, once they are written to it. It can be
/// read only if the server is on this machine and of the same user, or this user is root.
pub fn tables_folder(database: &TestDatabase) -> Option<PathBuf> {
    #[derive(QueryableByName)]
    struct Folder {
        #[diesel(sql_type = Text)]
        folder: String,
    }
    if !database.is_postgres() {
        return None;
    }
    let mut connection = PgConnection::establish(database.url()).unwrap();
    sql_query("CHECKPOINT").execute(&mut connection).unwrap();
    let query = "SELECT current_setting('data_directory') || '/base/' || oid AS folder \
                 FROM pg_database WHERE datname = current_database()";
    let folder: Folder = sql_query(query).get_result(&mut connection).unwrap();
    let folder = PathBuf::from(folder.folder);
    fs::read_dir(&folder).is_ok().then_some(folder)
}

/// A body without its content coding.
pub fn decoded(coding: Option<&str>, body: &[u8]) -> Vec<u8> {
    let mut decoded = Vec::new();
    match coding {
        None => decoded.extend_from_slice(body),
        Some("gzip") => {
            flate2::read::GzDecoder::new(body).read_to_end(&mut decoded).map(drop).unwrap();
        }
        Some("br") => {
            brotli::Decompressor::new(body, 4096).read_to_end(&mut decoded).map(drop).unwrap();
        }
        Some(other) => panic!("the content coding {other}"),
    }
    decoded
}
