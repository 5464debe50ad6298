//! Many readers and a few writers on one server.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use crate::keys;
use crate::kill::profile::stamped;
use crate::kill::wire::Connection;
use crate::program::Place;
use crate::support::case_count;

const READERS: usize = 64;
const WRITERS: usize = 4;

const READS: [&str; 6] = [
    "/api/v1/organizations/a21",
    "/api/v1/organizations/a21/revisions",
    "/api/v1/organizations?focus_area=forced-labour&facets=country",
    "/api/v1/organizations?q=children",
    "/api/v1/changes?since=0&limit=20",
    "/api/v1/statistics",
];

/// Duration of the test.
fn duration() -> Duration {
    Duration::from_secs(case_count("CROWD_SECONDS", 20, 600) as u64)
}

#[test]
fn every_request_of_64_readers_and_4_writers_succeeds() {
    let place = Place::seeded();
    let server = place.serve();
    let key = keys::create(&place, "crowd", "editor");
    let end = Instant::now() + duration();
    let counts: Mutex<BTreeMap<(&str, u16), usize>> = Mutex::default();
    let record = |what, status| *counts.lock().unwrap().entry((what, status)).or_default() += 1;
    thread::scope(|scope| {
        for number in 0..READERS {
            let mut connection = Connection::open(server.address, None).unwrap();
            scope.spawn(move || {
                for path in READS.iter().cycle().skip(number) {
                    if Instant::now() > end {
                        return;
                    }
                    record("read", connection.get(path).unwrap().status);
                }
            });
        }
        for number in 0..WRITERS {
            let mut connection = Connection::open(server.address, Some(&key)).unwrap();
            scope.spawn(move || {
                for stamp in (number..).step_by(WRITERS) {
                    if Instant::now() > end {
                        return;
                    }
                    let slug = format!("crowd-{stamp}");
                    let body = stamped(&slug, stamp, &slug).to_string();
                    let headers = [("Content-Type", "application/json")];
                    let path = "/api/v1/organizations";
                    let reply = connection.request("POST", path, &headers, &body).unwrap();
                    record("write", reply.status);
                }
            });
        }
    });
    let counts = counts.into_inner().unwrap();
    println!("{READERS} readers, {WRITERS} writers, {:?}: {counts:?}", duration());
    let statuses: Vec<&(&str, u16)> = counts.keys().collect();
    assert_eq!(statuses, [&("read", 200), &("write", 201)]);
    let said = server.stderr();
    assert!(!said.contains("ERROR") && !said.contains("panicked"), "{said}");
    server.stop();
}
