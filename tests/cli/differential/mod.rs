//! Random requests to a server on SQLite and to one on PostgreSQL: both send the same responses.
//!
//! `OPERATIONS` sets the number of requests, `OPERATIONS_SEED` selects others.

use std::collections::BTreeMap;

use self::normalizer::Normalizer;
use self::operations::{Operation, Operations};
use crate::keys;
use crate::program::{Place, Response, Server, program, run};
use crate::support::case_count;
use crate::support::profiles::seed_data;

mod normalizer;
mod operations;

/// Headers to compare.
const HEADERS: [&str; 8] = [
    "allow",
    "content-type",
    "etag",
    "link",
    "location",
    "retry-after",
    "www-authenticate",
    "x-change",
];

/// One of the two servers.
struct Side {
    server: Server,
    key: String,
    /// The latest ETag of each path.
    etags: BTreeMap<String, String>,
    normalizer: Normalizer,
}

impl Side {
    fn new(server: Server, key: String) -> Self {
        let normalizer = Normalizer::new(server.address, keys::id(&key));
        Self { server, key, etags: BTreeMap::new(), normalizer }
    }

    /// Sends a request; returns the status, and the response as text that must be equal on both
    /// sides.
    fn request(&mut self, operation: &Operation) -> (u16, String) {
        let bearer = format!("Bearer {}", self.key);
        let mut headers = vec![("X-Request-Id", "the-same")];
        if operation.method != "GET" {
            headers.push(("Authorization", &*bearer));
        }
        if !operation.content_type.is_empty() {
            headers.push(("Content-Type", operation.content_type));
        }
        let etag = operation.if_match.as_ref().map(|path| self.etag(path));
        if let Some(etag) = &etag {
            headers.push(("If-Match", etag));
        }
        let response =
            self.server.send_text(operation.method, &operation.path, &headers, &operation.body);
        if let (200, Some(etag)) = (response.status, response.header("etag")) {
            self.etags.insert(operation.path.clone(), etag.to_owned());
        }
        (response.status, self.normalizer.text(&text(&response)))
    }

    /// The latest ETag that the client has seen, which may be stale.
    fn etag(&self, path: &str) -> String {
        if path == "*" {
            return path.to_owned();
        }
        self.etags.get(path).cloned().unwrap_or_else(|| "\"r1-0000000000000000\"".to_owned())
    }
}

fn text(response: &Response) -> String {
    let mut text = String::new();
    for name in HEADERS {
        text.push_str(&format!("{name}: {:?}\n", response.header(name)));
    }
    text.push_str(&response.body);
    text
}

#[test]
fn random_operations_get_the_same_responses_on_both_databases() {
    let place = Place::seeded();
    if !place.database.is_postgres() {
        println!("NOT TESTED: comparing needs a PostgreSQL in TEST_DATABASE_URL");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let on_sqlite = |arguments: &[&str]| {
        let mut command = program(arguments);
        command.env("DATA_DIR", folder.path()).env("RATE_LIMIT", "off");
        command.env("LISTEN", "127.0.0.1:0");
        command
    };
    let loaded = run(&mut on_sqlite(&["load", seed_data().to_str().unwrap()]));
    assert_eq!(loaded.code, Some(0), "{loaded:?}");
    let create = ["keys", "create", "--name", "two", "--role", "admin"];
    let key = run(&mut on_sqlite(&create)).stdout.trim_end().to_owned();
    let mut sqlite = Side::new(Server::start(&mut on_sqlite(&["serve"])), key);
    let mut postgres = Side::new(place.serve(), keys::create(&place, "two", "admin"));

    let wanted = case_count("OPERATIONS", 500, 50_000);
    let seed = case_count("OPERATIONS_SEED", 1, 1) as u64;
    let mut statuses: BTreeMap<(&str, u16), usize> = BTreeMap::new();
    let mut operations = Operations::new(seed);
    for step in 0..wanted {
        let operation = operations.next();
        let (on_sqlite, on_postgres) = (sqlite.request(&operation), postgres.request(&operation));
        assert_eq!(on_sqlite, on_postgres, "seed {seed}, operation {step}: {operation:?}");
        *statuses.entry((operation.method, on_sqlite.0)).or_default() += 1;
    }
    println!("{wanted} operations, 0 differences: {statuses:?}");
    assert!(statuses.keys().all(|(_, status)| *status < 500), "{statuses:?}");
    sqlite.server.stop();
    postgres.server.stop();
}
