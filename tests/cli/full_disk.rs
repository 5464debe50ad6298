//! Servers whose disk fills up at any point: writes are refused, reads continue, and no write is
//! applied partially.
//!
//! `FULL_DISKS` sets the number of points; `KILL_SEED` repeats those of an earlier run.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::keys;
use crate::kill::Random;
use crate::kill::evidence::Database;
use crate::kill::profile::{has_all_of, stamped};
use crate::program::{Place, Response, Server, TIME_LIMIT, program_with_file_limit};
use crate::support::case_count;
use crate::support::wait::wait_for;

/// Minimum file size limits with which a server starts, in KiB: with SQLite and with PostgreSQL.
const MIN_FOR_SQLITE: usize = 64;
const MIN_FOR_POSTGRES: usize = 8;
/// Range of the limit around the size of the largest file, in KiB: below and above it.
const BELOW: usize = 200;
const ABOVE: usize = 600;
/// Maximum number of writes at one point, and of failed writes before the test stops writing.
const MAX_WRITES: usize = 60;
const MAX_FAILED: usize = 2;

#[test]
fn a_disk_full_at_any_point_refuses_writes_and_loses_none() {
    let place = Place::seeded();
    let usual = if place.database.is_postgres() { 3 } else { 10 };
    let points = case_count("FULL_DISKS", usual, 200);
    let mut random = Random::new();
    let key = keys::create(&place, "full", "editor");
    // Builds the index without a limit.
    place.serve().stop();
    let mut acknowledged = BTreeMap::new();
    let mut statuses: BTreeMap<u16, usize> = BTreeMap::new();
    let mut invisible = 0;
    for point in 0..points {
        let kib = file_limit(&place, point, &mut random);
        let mut command = place.at(program_with_file_limit(kib as u32, &["serve"]));
        let server = Server::start_unready(&mut command);
        invisible += write_until_full(&server, &key, point, &mut acknowledged, &mut statuses);
        let said = server.stderr();
        assert!(!said.contains("panicked") && !said.contains("a request failed"), "{said}");
        server.stop();

        let server = place.serve();
        let mut database = Database::open(&place);
        let current = database.current_organizations();
        database.assert_intact(&current);
        let change = database.last_change();
        wait_for(TIME_LIMIT, "readers to see the last change", || {
            server.get("/readyz").json()["catalog"]["change"] == change
        });
        for (slug, stamp) in &acknowledged {
            let response = server.get(&format!("/api/v1/organizations/{slug}"));
            assert_eq!(response.status, 200, "{kib} KiB: {slug} is lost");
            assert!(has_all_of(&response.json(), &stamped(slug, *stamp, slug)), "{response:?}");
        }
        server.stop();
    }
    println!(
        "{points} points, {} writes acknowledged, 0 lost: {statuses:?}; {invisible} visible only after a start",
        acknowledged.len()
    );
    assert!(place.database.is_postgres() || statuses.contains_key(&507), "no disk was full");
}

/// Maximum size of each file in KiB.
fn file_limit(place: &Place, point: usize, random: &mut Random) -> usize {
    let largest = largest(place.database.folder()) / 1024;
    match (place.database.is_postgres(), point % 2) {
        // The limit does not apply to PostgreSQL's files, only to the index.
        (true, _) => MIN_FOR_POSTGRES + random.below(MIN_FOR_SQLITE),
        (false, 0) => largest + random.below(BELOW + ABOVE) - BELOW,
        (false, _) => MIN_FOR_SQLITE + random.below(largest),
    }
}

/// Size in bytes of the largest file in a folder, including its subfolders.
fn largest(folder: &Path) -> usize {
    let entries = fs::read_dir(folder).unwrap().map(Result::unwrap);
    let sizes = entries.map(|entry| {
        if entry.file_type().unwrap().is_dir() {
            largest(&entry.path())
        } else {
            entry.metadata().unwrap().len() as usize
        }
    });
    sizes.max().unwrap_or(0)
}

/// Writes until a few writes have failed or stayed invisible to readers. Returns the number of
/// acknowledged writes that stayed invisible.
fn write_until_full(
    server: &Server,
    key: &str,
    point: usize,
    acknowledged: &mut BTreeMap<String, usize>,
    statuses: &mut BTreeMap<u16, usize>,
) -> usize {
    let bearer = format!("Bearer {key}");
    let headers = [("Authorization", &*bearer), ("Content-Type", "application/json")];
    // The server responds even if it could not build an index.
    let mut was_ready = false;
    wait_for(TIME_LIMIT, "the server to be ready, or to say why not", || {
        was_ready = server.get("/readyz").status == 200;
        was_ready || server.stderr().contains("cannot follow")
    });
    let (mut failed, mut invisible) = (0, 0);
    for number in 0..MAX_WRITES {
        let stamp = point * MAX_WRITES + number;
        let slug = format!("full-{stamp}");
        let profile = stamped(&slug, stamp, &slug);
        let response = server.send("POST", "/api/v1/organizations", &headers, &profile);
        *statuses.entry(response.status).or_default() += 1;
        assert!(is_expected(&response), "{response:?}");
        if response.status == 201 {
            acknowledged.insert(slug, stamp);
        }
        let is_visible = server.get("/readyz").json()["lag"] == 0;
        failed += usize::from(response.status != 201);
        invisible += usize::from(response.status == 201 && !is_visible);
        let read = server.get("/api/v1/organizations/a21");
        assert!(read.status == 200 || (!was_ready && read.status == 503), "{read:?}");
        if failed + invisible > MAX_FAILED {
            break;
        }
    }
    invisible
}

fn is_expected(response: &Response) -> bool {
    match response.status {
        201 | 507 => true,
        503 => response.header("retry-after").is_some(),
        _ => false,
    }
}
