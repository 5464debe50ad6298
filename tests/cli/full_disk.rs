//! Servers whose disk is full at any point: writes are refused, reads go on, and
//! nothing is there by half.
//!
//! `FULL_DISKS` is at how many points, `KILL_SEED` repeats those of an earlier run.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use crate::keys;
use crate::kill::Chance;
use crate::kill::evidence::Database;
use crate::kill::profile::{says, stamped};
use crate::program::{Answer, PATIENCE, Place, Server, program_with_little_room, wait_for};

/// How many KiB a file may grow beyond the largest, or short of it, until it is full.
const SHORT: usize = 200;
const BEYOND: usize = 600;
/// How many writes there are at most at one point, and how many after the first that fails.
const WRITES: usize = 120;
const AFTER: usize = 3;

#[test]
#[expect(clippy::print_stdout, reason = "what was counted is worth reading")]
fn a_disk_that_is_full_at_any_point_refuses_writes_and_loses_nothing() {
    let points = std::env::var("FULL_DISKS").map_or(10, |text| text.parse().unwrap());
    let place = Place::seeded();
    let mut chance = Chance::new();
    let key = keys::create(&place, "full", "editor");
    // The index is made with room.
    place.serve().stop();
    let mut kept = BTreeMap::new();
    let mut statuses: BTreeMap<u16, usize> = BTreeMap::new();
    for point in 0..points {
        let kib = largest(place.database.folder()) / 1024 + chance.below(SHORT + BEYOND) - SHORT;
        let mut command = program_with_little_room(kib as u32, &["serve"]);
        command = place.at(command);
        let server = Server::start_unready(&mut command);
        write_until_full(&server, &key, point, &mut kept, &mut statuses);
        let said = server.stderr();
        assert!(!said.contains("panicked") && !said.contains("a request failed"), "{said}");
        server.stop();

        let server = place.serve();
        let mut database = Database::open(&place);
        let standing = database.standing();
        database.assert_whole(&standing);
        let change = database.last_change();
        wait_for(PATIENCE, "readers to see everything", || {
            server.get("/readyz").json()["catalog"]["change"] == change
        });
        for (slug, stamp) in &kept {
            let answer = server.get(&format!("/api/v1/organizations/{slug}"));
            assert_eq!(answer.status, 200, "{kib} KiB: {slug} is lost");
            assert!(says(&answer.json(), &stamped(slug, *stamp, slug)), "{answer:?}");
        }
        server.stop();
    }
    println!("{points} points, {} writes acknowledged, 0 lost: {statuses:?}", kept.len());
    // PostgreSQL has its disk elsewhere: there the index alone is short of room.
    assert!(place.database.is_postgres() || statuses.contains_key(&507), "no disk was full");
}

/// The size of the largest file in a folder and those below it.
fn largest(folder: &Path) -> usize {
    let entries = fs::read_dir(folder).unwrap().map(Result::unwrap);
    let sizes = entries.map(|entry| match entry.file_type().unwrap().is_dir() {
        true => largest(&entry.path()),
        false => entry.metadata().unwrap().len() as usize,
    });
    sizes.max().unwrap_or(0)
}

fn write_until_full(
    server: &Server,
    key: &str,
    point: usize,
    kept: &mut BTreeMap<String, usize>,
    statuses: &mut BTreeMap<u16, usize>,
) {
    let bearer = format!("Bearer {key}");
    let headers = [("Authorization", &*bearer), ("Content-Type", "application/json")];
    // Where there was no room even to begin, it answers all the same.
    let was_ready = server.get("/readyz").status == 200;
    let mut failed = 0;
    for number in 0..WRITES {
        let stamp = point * WRITES + number;
        let slug = format!("full-{stamp}");
        let begun = Instant::now();
        let profile = stamped(&slug, stamp, &slug);
        let answer = server.send("POST", "/api/v1/organizations", &headers, &profile);
        *statuses.entry(answer.status).or_default() += 1;
        assert!(is_promised(&answer), "{answer:?}");
        if answer.status == 201 {
            kept.insert(slug, stamp);
        }
        // What is written and cannot be shown is answered late.
        let is_shown = begun.elapsed() < Duration::from_secs(2);
        failed += usize::from(answer.status != 201 || !is_shown);
        let read = server.get("/api/v1/organizations/a21");
        assert!(read.status == 200 || (!was_ready && read.status == 503), "{read:?}");
        if failed > AFTER {
            return;
        }
    }
}

fn is_promised(answer: &Answer) -> bool {
    match answer.status {
        201 | 507 => true,
        503 => answer.header("retry-after").is_some(),
        _ => false,
    }
}
