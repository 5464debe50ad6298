//! Kills the command `redact`, and servers that redact.

use std::fs;
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;

use super::wire::Connection;
use super::writers::create_key;
use super::{Aim, Random, kills};
use crate::program::{Place, Server};
use crate::redact::canary::{Canary, files_with};
use crate::support::profiles::profile;
use crate::support::wait::wait_for;

const URL: &str = "/api/v1/organizations/endangered";

/// The time within which a redacted text must be gone.
const GONE_WITHIN: Duration = Duration::from_secs(60);

/// The number of revisions with the text.
const REVISIONS: usize = 3;

#[test]
fn a_redaction_that_is_killed_is_not_begun_or_complete_after_the_restart() {
    let place = Place::seeded();
    let key = create_key(&place, "admin");
    let mut random = Random::new();
    let kills = kills(8, 10);
    let mut aim = Aim(Duration::from_millis(60));
    let [mut old, mut new] = [0, 0];
    for number in 0..kills {
        let canary = plant(&place, number);
        let change = place.change();
        // The index has the text too.
        let server = place.serve();
        let moment = aim.moment(&mut random);
        if number % 2 == 0 {
            server.stop();
            kill_command(&place, moment);
        } else {
            kill_server(server, &key, moment);
        }
        let server = place.serve();
        let revisions = server.get(&format!("{URL}/revisions?per_page=100")).json();
        let is_applied = place.change() > change;
        let newest = revisions["data"].as_array().unwrap().iter();
        let newest: Vec<_> = newest.take(REVISIONS + usize::from(is_applied)).collect();
        assert!(newest.iter().all(|it| it["redacted"].is_array() == is_applied), "{newest:#?}");
        if is_applied {
            let is_gone = || files_with(&canary, &place.database).is_empty();
            wait_for(GONE_WITHIN, "the text to be gone from all files", is_gone);
            assert_eq!(server.get(URL).json()["summary"], "[redacted]");
            new += 1;
        } else {
            assert!(canary.is_in(server.get(URL).body.as_bytes()));
            old += 1;
        }
        aim.correct(is_applied);
    }
    println!("{kills} redactions killed: {new} applied and complete, {old} not begun");
}

/// Loads an organization three times, each time with the canary in its summary.
fn plant(place: &Place, number: usize) -> Canary {
    let canary = Canary::new();
    let file = place.database.folder().join("endangered.json");
    for revision in 0..REVISIONS {
        let summary = format!("They have house {} {revision}.{number}.", canary.word());
        fs::write(&file, profile("endangered", json!({"summary": summary})).to_string()).unwrap();
        let loaded = place.load(&file, &["--overwrite-edits"]);
        assert_eq!(loaded.code, Some(0), "{loaded:?}");
    }
    fs::remove_file(file).unwrap();
    canary
}

fn kill_command(place: &Place, moment: Duration) {
    let arguments = ["redact", "endangered", "--pointer", "/summary", "--reason", "They asked."];
    let mut process = place.program(arguments).stdout(Stdio::null()).spawn().unwrap();
    thread::sleep(moment);
    // It may have ended already.
    let _ = process.kill();
    process.wait().unwrap();
}

fn kill_server(server: Server, key: &str, moment: Duration) {
    let address = server.address;
    let begun = Instant::now();
    thread::scope(|scope| {
        scope.spawn(|| {
            let mut connection = Connection::open(address, Some(key)).unwrap();
            let body = json!({"pointer": "/summary", "reason": "They asked."}).to_string();
            let headers = [("Content-Type", "application/json")];
            // The server is killed meanwhile.
            let _ = connection.request("POST", &format!("{URL}/redactions"), &headers, &body);
        });
        thread::sleep(moment.saturating_sub(begun.elapsed()));
        drop(server);
    });
}
