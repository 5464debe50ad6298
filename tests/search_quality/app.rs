//! The real app on its own database, called in-process.

use std::time::Duration;

use actix_web::test::{self, TestRequest};
use actix_web::web::Data;
use antislavery_directory::directory::Directory;
use antislavery_directory::http::{Service, Settings};
use antislavery_directory::seed;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use crate::support::TestDatabase;
use crate::support::app::{App, app};
use crate::support::load::load;
use crate::support::wait::wait_for_async;

pub const LIST: &str = "/api/v1/organizations";

/// The filter of these tests, so that they find every seed profile.
pub const LISTED: &str = "status=!withdrawn";

/// Maximum time for a directory to become ready.
pub const DEADLINE: Duration = Duration::from_secs(180);

/// A running app and its database.
pub struct Site {
    app: App,
    _database: TestDatabase,
}

pub struct Answer {
    pub status: u16,
    /// The body, or null if it is not JSON.
    pub json: Value,
}

/// The app with the embedded seed data.
pub async fn seeded() -> Site {
    open(&seed::embedded()).await
}

/// The app with a batch of profiles, ready to search.
pub async fn open(batch: &seed::Batch) -> Site {
    let (database, directory) = directory(batch);
    let service = Data::new(Service::new(directory, Settings::default()));
    let site = Site { app: app(service).await, _database: database };
    let is_ready = async || site.get("/readyz").await.status == 200;
    wait_for_async(DEADLINE, "the directory to be ready", is_ready).await;
    site
}

/// A directory with a batch of profiles, perhaps not ready yet.
pub fn directory(batch: &seed::Batch) -> (TestDatabase, Directory) {
    let database = TestDatabase::new();
    let store = database.open_store();
    load(&store, batch, false);
    let directory = Directory::open(store, database.folder(), 1 << 20).unwrap();
    (database, directory)
}

impl Site {
    pub async fn get(&self, path: &str) -> Answer {
        let peer = "192.0.2.1:4711".parse().unwrap();
        let response = (self.app)(TestRequest::with_uri(path).peer_addr(peer)).await;
        let status = response.status().as_u16();
        let body = test::read_body(response).await;
        Answer { status, json: serde_json::from_slice(&body).unwrap_or_default() }
    }

    /// The first 20 results of a query, and the total number of matches.
    pub async fn search(&self, query: &str) -> (Vec<String>, u64) {
        let answer = self.get(&format!("{LIST}?q={}&{LISTED}", encoded(query))).await;
        assert_eq!(answer.status, 200, "{query}: {:#}", answer.json);
        (answer.slugs(), answer.json["meta"]["total"].as_u64().unwrap())
    }
}

impl Answer {
    /// The slugs in a list, in order.
    pub fn slugs(&self) -> Vec<String> {
        let rows = self.json["data"].as_array().unwrap();
        rows.iter().map(|row| row["slug"].as_str().unwrap().to_owned()).collect()
    }
}

/// Percent-encodes a text for a query string.
pub fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}
