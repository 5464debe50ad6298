//! Kills the command `load`.

use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::thread;
use std::time::{Duration, Instant};
use std::{collections::BTreeMap, fs};

use serde_json::Value;

use super::evidence::{Database, exported};
use super::set::{self, SIZE, stamp_of};
use super::wire::Connection;
use super::{Aim, Random, kills};
use crate::program::{Outcome, Place, Server, TIME_LIMIT, run};
use crate::support::wait::wait_for;

#[test]
fn a_killed_load_leaves_the_old_set_or_the_new_one() {
    let (place, folder) = (Place::new(), tempfile::tempdir().unwrap());
    let mut random = Random::new();
    let kills = kills(50, 50);
    let mut sets = Sets::new(&place, folder.path());
    let [mut killed, mut old, mut new] = [0, 0, 0];
    for kill in 1..=kills {
        let current = sets.stamp;
        let mut load = sets.start_next();
        thread::sleep(sets.aim.moment(&mut random));
        load.kill().unwrap();
        let has_ended = load.wait().unwrap().success();
        killed += usize::from(!has_ended);

        // The program must be the first to open the database, because it does the recovery.
        let stamp = stamp_of(&sets.exported());
        match stamp {
            _ if stamp == sets.stamp => new += usize::from(!has_ended),
            _ => {
                assert_eq!((stamp, has_ended), (current, false));
                old += 1;
            }
        }
        sets.aim.correct(stamp == sets.stamp);
        let mut database = Database::open(&place);
        let current = database.current_organizations();
        database.assert_intact(&current);
        drop(database);
        if kill % 5 == 0 || kill == kills {
            sets.complete(stamp);
        } else {
            sets.stamp = stamp;
        }
    }
    println!(
        "{killed} of {kills} loads killed before their end: {old} left the old set, {new} the new"
    );
    assert!(kills < 20 || old > 0, "no kill interrupted a load");
    sets.assert_settled();
}

#[test]
fn readers_never_see_part_of_a_killed_load() {
    let (place, folder) = (Place::new(), tempfile::tempdir().unwrap());
    let mut random = Random::new();
    let kills = kills(6, 6);
    let mut sets = Sets::new(&place, folder.path());
    let server = place.serve();
    let mut connection = Connection::open(server.address, None).unwrap();
    let mut responses = 0;
    for _ in 0..kills {
        let mut seen = stamp_of(exported(&mut connection).values());
        let mut load = sets.start_next();
        let (begun, moment) = (Instant::now(), sets.aim.moment(&mut random));
        let mut look = || {
            let stamp = stamp_of(exported(&mut connection).values());
            assert!(stamp >= seen, "set {stamp} after set {seen}");
            seen = stamp;
            responses += 1;
            stamp
        };
        while load.try_wait().unwrap().is_none() && begun.elapsed() < moment {
            look();
        }
        load.kill().unwrap();
        load.wait().unwrap();
        let stamp = stamp_of(&sets.exported());
        sets.aim.correct(stamp == sets.stamp);
        wait_for(TIME_LIMIT, "readers to see the state after the kill", || look() == stamp);
        sets.complete(stamp);
        wait_for(TIME_LIMIT, "readers to see the complete set", || look() == sets.stamp);
    }
    println!("{kills} loads killed while a server runs: {responses} exports, each of one set");
    assert_eq!(server.stderr().matches("ERROR").count(), 0, "{}", server.stderr());
}

/// Loads sets one after another into the same database.
struct Sets<'a> {
    place: &'a Place,
    file: PathBuf,
    /// Number of the last set.
    stamp: usize,
    aim: Aim,
}

impl<'a> Sets<'a> {
    /// Loads the first and the second set.
    fn new(place: &'a Place, folder: &Path) -> Self {
        let file = folder.join("set.ndjson");
        let mut sets = Self { place, file, stamp: 1, aim: Aim(Duration::ZERO) };
        fs::write(&sets.file, set::lines(1)).unwrap();
        let first = sets.load();
        assert_eq!(
            first.last_line(),
            format!("{SIZE} profiles: {SIZE} added, 0 updated, 0 unchanged")
        );
        sets.stamp = 2;
        fs::write(&sets.file, set::lines(2)).unwrap();
        let begun = Instant::now();
        assert_eq!(sets.load().code, Some(0));
        sets.aim = Aim(begun.elapsed() * 3 / 4);
        sets
    }

    fn load(&self) -> Outcome {
        self.place.load(&self.file, &["--prune"])
    }

    /// Starts to load the next set.
    fn start_next(&mut self) -> Child {
        self.stamp += 1;
        fs::write(&self.file, set::lines(self.stamp)).unwrap();
        let mut load = self.place.program(["load"]);
        load.arg(&self.file).arg("--prune").stdout(Stdio::null()).stderr(Stdio::null());
        load.spawn().unwrap()
    }

    /// The profiles that `export` prints.
    fn exported(&self) -> Vec<Value> {
        let outcome = run(&mut self.place.program(["export", "-"]));
        assert_eq!(outcome.code, Some(0), "{outcome:?}");
        outcome.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// Repeats a killed load, after which the database had set `stamp`.
    fn complete(&self, stamp: usize) {
        let loaded = self.load();
        assert_eq!(loaded.code, Some(0), "{loaded:?}");
        let expected = if stamp == self.stamp {
            format!("{SIZE} profiles: 0 added, 0 updated, {SIZE} unchanged")
        } else {
            format!("{SIZE} profiles: ")
        };
        assert!(loaded.last_line().starts_with(&expected), "{loaded:?}");
        assert_eq!(stamp_of(&self.exported()), self.stamp);
    }

    /// Asserts that loading the same set again changes nothing, not even ETags.
    fn assert_settled(&self) {
        let server = self.place.serve();
        let (before, change) = (etags(&server, self.stamp), self.place.change());
        let again = self.load();
        let nothing = format!("{SIZE} profiles: 0 added, 0 updated, {SIZE} unchanged");
        assert_eq!(again.last_line(), nothing);
        assert_eq!(self.place.change(), change);
        assert_eq!(etags(&server, self.stamp), before);
    }
}

/// The ETags of all profiles of a set, by slug.
pub fn etags(server: &Server, stamp: usize) -> BTreeMap<String, String> {
    let mut connection = Connection::open(server.address, None).unwrap();
    let etags = set::profiles(stamp).into_keys().map(|slug| {
        let reply = connection.get(&format!("/api/v1/organizations/{slug}")).unwrap();
        (slug, reply.header("etag").unwrap().to_owned())
    });
    etags.collect()
}
