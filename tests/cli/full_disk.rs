//! Servers whose disk fills up at any point: writes are refused, reads continue, and no write is
//! applied partially.
//!
//! `FULL_DISKS` sets the number of points; `KILL_SEED` repeats those of an earlier run.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::counts::count;
use crate::keys;
use crate::kill::Chance;
use crate::kill::evidence::Database;
use crate::kill::profile::{says, stamped};
use crate::program::{Answer, PATIENCE, Place, Server, program_with_little_room, wait_for};

/// Minimum file size limits with which a server starts, in KiB: with SQLite and with PostgreSQL.
const LEAST: usize = 64;
const SMALLEST: usize = 8;
/// Range of the limit around the size of the largest file, in KiB: below and above it.
const SHORT: usize = 200;
const BEYOND: usize = 600;
/// Maximum number of writes at one point, and of failed writes before the test stops writing.
const WRITES: usize = 60;
const AFTER: usize = 2;

#[test]
fn a_disk_that_is_full_at_any_point_refuses_writes_and_loses_nothing() {
    let place = Place::seeded();
    let usual = if place.database.is_postgres() { 3 } else { 10 };
    let points = count("FULL_DISKS", usual, 200);
    let mut chance = Chance::new();
    let key = keys::create(&place, "full", "editor");
    // Builds the index without a limit.
    place.serve().stop();
    let mut kept = BTreeMap::new();
    let mut statuses: BTreeMap<u16, usize> = BTreeMap::new();
    let mut late = 0;
    for point in 0..points {
        let kib = room(&place, point, &mut chance);
        let mut command = place.at(program_with_little_room(kib as u32, &["serve"]));
        let server = Server::start_unready(&mut command);
        late += write_until_full(&server, &key, point, &mut kept, &mut statuses);
        let said = server.stderr();
        assert!(!said.contains("panicked") && !said.contains("a request failed"), "{said}");
        server.stop();

        let server = place.serve();
        let mut database = Database::open(&place);
        let standing = database.standing();
        database.assert_whole(&standing);
        let change = database.last_change();
        wait_for(PATIENCE, "readers to see the last change", || {
            server.get("/readyz").json()["catalog"]["change"] == change
        });
        for (slug, stamp) in &kept {
            let answer = server.get(&format!("/api/v1/organizations/{slug}"));
            assert_eq!(answer.status, 200, "{kib} KiB: {slug} is lost");
            assert!(says(&answer.json(), &stamped(slug, *stamp, slug)), "{answer:?}");
        }
        server.stop();
    }
    println!(
        "{points} points, {} writes acknowledged, 0 lost: {statuses:?}; {late} visible only after a start",
        kept.len()
    );
    assert!(place.database.is_postgres() || statuses.contains_key(&507), "no disk was full");
}

/// Maximum size of each file in KiB.
fn room(place: &Place, point: usize, chance: &mut Chance) -> usize {
    let largest = largest(place.database.folder()) / 1024;
    match (place.database.is_postgres(), point % 2) {
        // The limit does not apply to PostgreSQL's files, only to the index.
        (true, _) => SMALLEST + chance.below(LEAST),
        (false, 0) => largest + chance.below(SHORT + BEYOND) - SHORT,
        (false, _) => LEAST + chance.below(largest),
    }
}

/// Size in bytes of the largest file in a folder, including its subfolders.
fn largest(folder: &Path) -> usize {
    let entries = fs::read_dir(folder).unwrap().map(Result::unwrap);
    let sizes = entries.map(|entry| match entry.file_type().unwrap().is_dir() {
        true => largest(&entry.path()),
        false => entry.metadata().unwrap().len() as usize,
    });
    sizes.max().unwrap_or(0)
}

/// Writes until a few writes have failed or stayed invisible to readers. Returns the number of
/// acknowledged writes that stayed invisible.
fn write_until_full(
    server: &Server,
    key: &str,
    point: usize,
    kept: &mut BTreeMap<String, usize>,
    statuses: &mut BTreeMap<u16, usize>,
) -> usize {
    let bearer = format!("Bearer {key}");
    let headers = [("Authorization", &*bearer), ("Content-Type", "application/json")];
    // The server responds even if it could not build an index.
    let mut was_ready = false;
    wait_for(PATIENCE, "the server to be ready, or to say why not", || {
        was_ready = server.get("/readyz").status == 200;
        was_ready || server.stderr().contains("cannot follow")
    });
    let (mut failed, mut late) = (0, 0);
    for number in 0..WRITES {
        let stamp = point * WRITES + number;
        let slug = format!("full-{stamp}");
        let profile = stamped(&slug, stamp, &slug);
        let answer = server.send("POST", "/api/v1/organizations", &headers, &profile);
        *statuses.entry(answer.status).or_default() += 1;
        assert!(is_promised(&answer), "{answer:?}");
        if answer.status == 201 {
            kept.insert(slug, stamp);
        }
        let is_shown = server.get("/readyz").json()["lag"] == 0;
        failed += usize::from(answer.status != 201);
        late += usize::from(answer.status == 201 && !is_shown);
        let read = server.get("/api/v1/organizations/a21");
        assert!(read.status == 200 || (!was_ready && read.status == 503), "{read:?}");
        if failed + late > AFTER {
            break;
        }
    }
    late
}

fn is_promised(answer: &Answer) -> bool {
    match answer.status {
        201 | 507 => true,
        503 => answer.header("retry-after").is_some(),
        _ => false,
    }
}
