//! An index that fails while the server runs: the follower keeps trying, reports the error, and
//! recovers without a restart.

use std::fs;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Resource, Rlimit, prlimit};
use serde_json::{Value, json};

use crate::keys::{A21, create};
use crate::kill::wire::Connection;
use crate::program::{Place, Server, TIME_LIMIT};
use crate::support::case_count;
use crate::support::wait::wait_for;

/// Maximum duration of a write that cannot become visible now. It must not wait 5 seconds for that.
const MAX_WRITE_TIME: Duration = Duration::from_secs(2);

/// Maximum time from the end of a fault until readers see the last write: six attempts and the
/// waits between them (0.5 to 5 s).
const RECOVERY_LIMIT: Duration = Duration::from_secs(30);

/// Maximum number of open files while there is no fault.
const MAX_OPEN_FILES: u64 = 512;

/// Sets the maximum number of open files of the server, including those already open.
fn limit_files(server: &Server, files: u64) {
    let pid = Pid::from_raw(i32::try_from(server.pid()).unwrap());
    let limit = Rlimit { current: Some(files), maximum: Some(MAX_OPEN_FILES) };
    prlimit(pid, Resource::Nofile, limit).unwrap();
}

/// Makes the server open all of its database connections for reading.
fn open_all_connections(server: &Server) {
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                let mut connection = Connection::open(server.address, None).unwrap();
                for number in 0..25 {
                    // Each time is different, so that no response comes from a cache.
                    let path = format!("{A21}?as_of=2001-01-01T00:00:{number:02}Z");
                    connection.get(&path).unwrap();
                }
            });
        }
    });
}

/// An editor with one open connection that writes a new acronym each time.
struct Editor {
    connection: Connection,
    acronym: usize,
}

impl Editor {
    fn new(place: &Place, server: &Server) -> Self {
        let key = create(place, "curators", "editor");
        let connection = Connection::open(server.address, Some(&key)).unwrap();
        Self { connection, acronym: 0 }
    }

    /// Writes; returns the response time.
    fn write(&mut self) -> Duration {
        self.acronym += 1;
        let headers = [("Content-Type", "application/merge-patch+json"), ("If-Match", "*")];
        let body = json!({"acronym": self.text()}).to_string();
        let begun = Instant::now();
        let reply = self.connection.request("PATCH", A21, &headers, &body).unwrap();
        assert_eq!(reply.status, 200, "{reply:?}");
        begun.elapsed()
    }

    fn text(&self) -> String {
        format!("Edit {}", self.acronym)
    }

    fn readiness(&mut self) -> Value {
        self.connection.get("/readyz").unwrap().json()
    }

    fn visible_acronym(&mut self) -> Value {
        self.connection.get(A21).unwrap().json()["acronym"].clone()
    }

    /// Waits until readers see the last write and the node is ready.
    fn wait_until_recovered(&mut self, server: &Server) {
        wait_for(RECOVERY_LIMIT, "readers to see the last write", || {
            self.visible_acronym() == self.text().as_str()
        });
        let mut readiness = Value::Null;
        wait_for(RECOVERY_LIMIT, "the node to be ready", || {
            readiness = self.readiness();
            readiness["status"] == "ready"
        });
        assert_eq!((&readiness["lag"], &readiness["why"]), (&json!(0), &Value::Null));
        // The follower continues to follow.
        self.write();
        assert_eq!(self.visible_acronym(), self.text().as_str());
        assert!(server.stderr().contains("follows the store again"), "{}", server.stderr());
    }
}

#[test]
fn a_server_without_file_descriptors_recovers_when_it_has_some() {
    let place = Place::seeded();
    let server = place.serve();
    let mut editor = Editor::new(&place, &server);
    // Opens everything that a write needs, including enough database connections for the follower.
    open_all_connections(&server);
    for _ in 0..5 {
        editor.write();
    }
    let before = editor.text();

    limit_files(&server, 3);
    let slowest = (0..4).map(|_| editor.write()).max().unwrap();

    assert!(slowest < MAX_WRITE_TIME, "a write took {slowest:?}");
    let mut readiness = Value::Null;
    wait_for(TIME_LIMIT, "the lag to count all writes", || {
        readiness = editor.readiness();
        readiness["lag"] == 4
    });
    assert!(matches!(readiness["status"].as_str(), Some("degraded" | "behind")), "{readiness}");
    assert!(readiness["why"].as_str().unwrap().contains("the index f"), "{readiness}");
    assert_eq!(editor.visible_acronym(), before.as_str(), "readers lost what they saw");
    wait_for(TIME_LIMIT, "the node to be not ready", || {
        editor.connection.get("/readyz").unwrap().status == 503
    });
    let readiness = editor.readiness();
    assert_eq!(readiness["status"], "behind", "{readiness}");
    assert!(readiness["why"].as_str().unwrap().contains("more than 10 seconds"), "{readiness}");
    limit_files(&server, MAX_OPEN_FILES);

    editor.wait_until_recovered(&server);
    let said = server.stderr();
    assert_eq!(said.matches("cannot follow").count(), 1, "{said}");
}

#[test]
fn an_index_folder_lost_while_the_server_runs_is_rebuilt() {
    let place = Place::seeded();
    let index = place.data_dir().join("index");
    let server = place.serve();
    let mut editor = Editor::new(&place, &server);
    type Damage = fn(&Path);
    let damages: [(&str, Damage); 4] = [
        ("removed", |index| fs::remove_dir_all(index).unwrap()),
        ("a file", |index| {
            fs::remove_dir_all(index).unwrap();
            fs::write(index, "not a folder").unwrap();
        }),
        ("moved", |index| fs::rename(index, index.with_extension("away")).unwrap()),
        // The server tries to open this one a few times before it discards it.
        ("unusable", |index| {
            fs::remove_dir_all(index).unwrap();
            fs::create_dir_all(index.join("meta.json")).unwrap();
        }),
    ];
    for (name, damage) in damages.into_iter().take(case_count("LOST_INDEXES", 3, 4)) {
        editor.write();
        damage(&index);

        let slowest = (0..3).map(|_| editor.write()).max().unwrap();

        assert!(slowest < MAX_WRITE_TIME, "{name}: a write took {slowest:?}");
        editor.wait_until_recovered(&server);
    }
    // The index is on disk too, not only in memory.
    let last = editor.text();
    server.stop();
    let server = place.serve();
    assert_eq!(server.get(A21).json()["acronym"], last.as_str());
}
