//! `backup`: a backup holds the directory at one change, and a modified backup is refused.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use antislavery_directory::store::Store;
use serde_json::Value;

use crate::keys::{create, patch};
use crate::program::{Outcome, Place, Server, TIME_LIMIT, program, program_with_file_limit, run};
use crate::support::generator::Generator;
use crate::support::profiles::{seed_count, seed_data, seed_documents};
use crate::support::wait::wait_for;

/// A directory on SQLite, also when the other tests use PostgreSQL.
pub struct Home(tempfile::TempDir);

impl Home {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// With an empty directory.
    pub fn empty() -> Self {
        let home = Self::new();
        fs::create_dir(home.path("data")).unwrap();
        let url = format!("sqlite:{}", home.database().display());
        drop(Store::open(&url.parse().unwrap()).unwrap());
        home
    }

    pub fn seeded() -> Self {
        let home = Self::new();
        home.succeed(&["load", seed_data().to_str().unwrap()]);
        home
    }

    pub fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_str().unwrap().to_owned()
    }

    pub fn database(&self) -> PathBuf {
        self.0.path().join("data/directory.db")
    }

    pub fn at(&self, mut command: Command) -> Command {
        command.env("DATA_DIR", self.path("data")).env("LISTEN", "127.0.0.1:0");
        command.env("RATE_LIMIT", "off");
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Outcome {
        run(&mut self.at(program(arguments)))
    }

    /// Runs a command that must succeed; returns its standard output.
    pub fn succeed(&self, arguments: &[&str]) -> String {
        success(self.run(arguments))
    }

    pub fn serve(&self) -> Server {
        Server::start(&mut self.at(program(["serve"])))
    }

    /// Number of entries in the folder, including hidden ones.
    fn entries(&self) -> usize {
        fs::read_dir(self.0.path()).unwrap().count()
    }
}

pub fn success(outcome: Outcome) -> String {
    assert_eq!((outcome.code, outcome.stderr.as_str()), (Some(0), ""), "{outcome:?}");
    outcome.stdout
}

/// The change in the message of `backup`.
fn change_in(line: &str) -> i64 {
    let (_, rest) = line.split_once(": change ").unwrap();
    rest.split_once(',').unwrap().0.parse().unwrap()
}

/// The profiles in an export, by slug.
fn profiles(export: &str) -> BTreeMap<String, Value> {
    let profiles = export.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    profiles.map(|profile| (profile["slug"].as_str().unwrap().to_owned(), profile)).collect()
}

const EDITED: [&str; 3] = ["a21", "thorn", "unseen"];

/// Sets the flag when dropped, so that the writers stop even if the test fails.
struct StopOnDrop<'s>(&'s AtomicBool);

impl Drop for StopOnDrop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Edits one organization until `stop` is set; returns the number of edits.
fn edit_until(server: &Server, key: &str, slug: &str, stop: &AtomicBool) -> usize {
    let path = format!("/api/v1/organizations/{slug}");
    let edits = (0..).take_while(|_| !stop.load(Ordering::Relaxed));
    edits
        .map(|number| {
            let response = patch(server, key, &path, &format!("Edit {number}"));
            assert_eq!(response.status, 200, "{}", response.body);
        })
        .count()
}

#[test]
fn a_backup_under_write_load_holds_the_directory_at_one_change() {
    let place = Place::seeded();
    let key = create(&place, "curators", "editor");
    let server = place.serve();
    let folder = tempfile::tempdir().unwrap();
    // On PostgreSQL the backup is a dataset. Both kinds are restored into SQLite.
    let path = |number: usize| folder.path().join(format!("{number}.zip"));
    let stop = AtomicBool::new(false);
    let mut changes = vec![0];
    thread::scope(|threads| {
        let writers = EDITED.map(|slug| {
            let (server, key, stop) = (&server, &key, &stop);
            threads.spawn(move || edit_until(server, key, slug, stop))
        });
        let stop_on_drop = StopOnDrop(&stop);
        for number in 0..5 {
            let last = *changes.last().unwrap();
            wait_for(TIME_LIMIT, "more writes", || {
                server.get("/api/v1").json()["data"]["change"].as_i64().unwrap()
                    > last.max(seed_documents() as i64)
            });
            let line = success(run(place.program(["backup"]).arg(path(number))));
            changes.push(change_in(&line));
        }
        drop(stop_on_drop);
        for writer in writers {
            assert!(writer.join().unwrap() > 0);
        }
    });
    changes.remove(0);
    assert!(changes.is_sorted_by(|one, next| one < next), "{changes:?}");
    let now = profiles(&success(run(&mut place.program(["export", "-"]))));
    for (number, change) in changes.into_iter().enumerate() {
        let home = Home::new();
        let said = home.succeed(&["restore", path(number).to_str().unwrap()]);
        let expected = format!("restored {} organizations at change {change} ", seed_count());
        assert!(said.starts_with(&expected), "{said}");
        let mut expected = now.clone();
        for slug in EDITED {
            expected.insert(slug.to_owned(), profile_as_of(&server, slug, change));
        }
        assert_eq!(profiles(&home.succeed(&["export", "-"])), expected, "at change {change}");
    }
}

/// The profile of an organization as of a change, read from its revisions.
fn profile_as_of(server: &Server, slug: &str, change: i64) -> Value {
    let path = format!("/api/v1/organizations/{slug}/revisions");
    let mut revisions = Vec::new();
    let mut page = Some(format!("{path}?per_page=100"));
    while let Some(next) = page {
        let list = server.get(&next).json();
        revisions.extend(list["data"].as_array().unwrap().clone());
        page = list["links"]["next"].as_str().map(str::to_owned);
    }
    let until = revisions.iter().filter(|it| it["change"].as_i64().unwrap() <= change);
    let number = until.map(|it| it["revision"].as_i64().unwrap()).max().unwrap();
    server.get(&format!("{path}/{number}")).json()["profile"].clone()
}

#[test]
fn a_restored_directory_exports_the_same_bytes() {
    let place = Place::seeded();
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let exported = |place: &Place, name: &str| {
        success(run(place.program(["export"]).arg(path(name))));
        fs::read(path(name)).unwrap()
    };
    let before = exported(&place, "before.zip");
    // `restore` recognizes a backup by its content, not by its file name.
    let said = success(run(place.program(["backup"]).arg(path("backup.zip"))));

    let expected = format!(": change {}, {} organizations, ", seed_documents(), seed_count());
    assert!(said.contains(&expected), "{said}");
    assert_eq!(said.contains("portable dataset"), place.database.is_postgres(), "{said}");
    let mut sums = Command::new("sha256sum");
    let sums = sums.args(["-c", "backup.zip.sha256"]).current_dir(folder.path());
    assert!(sums.output().unwrap().status.success());
    let other = Place::new();
    success(run(other.program(["restore"]).arg(path("backup.zip"))));
    assert!(exported(&other, "after.zip") == before);
    for name in ["ndjson", "csv"] {
        let [one, two] = [&place, &other].map(|it| exported(it, &format!("all.{name}")));
        assert!(one == two, "{name}");
    }
}

#[test]
fn a_backup_with_a_flipped_bit_is_refused() {
    let place = Place::new();
    success(place.load(&seed_data().join("organizations/a21.json"), &[]));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("backup.zip");
    success(run(place.program(["backup"]).arg(&path)));
    let whole = fs::read(&path).unwrap();
    let other = Place::new();
    // Pseudo-random positions, the same in every run.
    let mut number = 7_u64;
    for round in 0..100 {
        number =
            number.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let at = match round {
            0 => 0,
            1 => whole.len() - 1,
            _ => (number >> 33) as usize % whole.len(),
        };
        let mut turned = whole.clone();
        turned[at] ^= 1 << (round % 8);
        fs::write(&path, turned).unwrap();
        let refused = run(other.program(["restore"]).arg(&path));
        assert!(refused.sentence(1).contains("nothing was restored"), "byte {at}: {refused:?}");
    }
    fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    let refused = run(other.program(["restore"]).arg(&path));
    assert!(refused.sentence(1).contains("damaged or changed"), "{refused:?}");
    fs::write(&path, whole).unwrap();
    success(run(other.program(["restore"]).arg(&path)));
}

#[test]
fn a_backup_is_complete_or_absent_and_overwrites_nothing() {
    let home = Home::seeded();
    let path = home.path("backup.db");
    let entries = home.entries();

    let failed = run(&mut home.at(program_with_file_limit(256, &["backup", &path])));
    assert!(failed.sentence(3).contains("backup.db"), "{failed:?}");
    assert_eq!(home.entries(), entries, "a file was left behind");

    for taken in [&path, &format!("{path}.sha256")] {
        fs::write(taken, "mine").unwrap();
        let refused = home.run(&["backup", &path]);
        assert!(refused.sentence(2).contains("already exists"), "{refused:?}");
        assert_eq!(fs::read_to_string(taken).unwrap(), "mine");
        fs::remove_file(taken).unwrap();
    }

    let missing = Home::new();
    let refused = missing.run(&["backup", &path]);
    assert!(refused.sentence(3).contains("no such file"), "{refused:?}");
    assert_eq!(missing.entries(), 0, "a database was created");
    assert_eq!(home.entries(), entries, "a file was left behind");
}

#[test]
fn a_failed_backup_of_a_large_directory_leaves_no_journal() {
    let home = Home::seeded();
    // SQLite has a journal once it cannot keep all pages in memory.
    let lines: Vec<String> = Generator::new(7).take(500).collect();
    fs::write(home.path("more.ndjson"), lines.join("\n")).unwrap();
    home.succeed(&["load", &home.path("more.ndjson")]);
    assert!(fs::metadata(home.database()).unwrap().len() > 3 << 20);
    let (path, entries) = (home.path("backup.db"), home.entries());

    for limit in [256, 2048] {
        let failed = run(&mut home.at(program_with_file_limit(limit, &["backup", &path])));
        assert!(failed.sentence(3).contains("backup.db"), "{failed:?}");
        assert_eq!(home.entries(), entries, "a file was left behind");
    }
}

#[test]
fn a_backup_removes_only_the_leftovers_of_killed_backups() {
    let home = Home::seeded();
    let path = home.path("backup.db");
    // Leftovers of each kind, not locked by any process.
    let leftovers = [".backup.db.a1B2c3.partial", ".backup.db.sha256.Zz09aa.partial"];
    fs::write(home.path(leftovers[0]), "half a backup").unwrap();
    fs::write(home.path(".backup.db.a1B2c3.partial-journal"), "").unwrap();
    fs::write(home.path(leftovers[1]), "").unwrap();
    // The file of a running backup, and unrelated files.
    let at_work = fs::File::create(home.path(".backup.db.atwork.partial")).unwrap();
    at_work.try_lock().unwrap();
    let others = [
        ".backup.db.notes",
        ".backup.db.longer1.partial",
        ".other.db.a1B2c3.partial",
        "backup.db.a1B2c3.partial",
    ];
    for name in others {
        fs::write(home.path(name), "mine").unwrap();
    }

    home.succeed(&["backup", &path]);

    for name in leftovers.iter().chain(&[".backup.db.a1B2c3.partial-journal"]) {
        assert!(!fs::exists(home.path(name)).unwrap(), "{name} is still there");
    }
    for name in others.iter().chain(&[".backup.db.atwork.partial"]) {
        assert!(fs::exists(home.path(name)).unwrap(), "{name} is gone");
    }
    drop(at_work);
    // The running backup has ended, so its file is a leftover now.
    fs::remove_file(&path).unwrap();
    fs::remove_file(format!("{path}.sha256")).unwrap();
    home.succeed(&["backup", &path]);
    assert!(!fs::exists(home.path(".backup.db.atwork.partial")).unwrap());
}

#[test]
fn killed_backups_leave_nothing_once_one_has_succeeded() {
    let home = Home::seeded();
    let path = home.path("backup.db");
    let entries = home.entries();
    for _ in 0..3 {
        let mut command = home.at(program(["backup", &path]));
        let mut child = command.spawn().unwrap();
        // Kills it while it works, which sometimes leaves a file.
        wait_for(TIME_LIMIT, "the backup to begin or to end", || {
            home.entries() > entries || child.try_wait().unwrap().is_some()
        });
        child.kill().unwrap();
        child.wait().unwrap();
        let _ = (fs::remove_file(&path), fs::remove_file(format!("{path}.sha256")));
    }

    home.succeed(&["backup", &path]);

    assert_eq!(home.entries(), entries + 2, "a file was left behind");
}
