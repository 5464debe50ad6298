//! Kills servers while they import.

use std::net::SocketAddr;
use std::thread;
use std::time::Instant;

use serde_json::Value;

use super::evidence::{Database, exported};
use super::loads::etags;
use super::set::{self, SIZE, stamp_of};
use super::wire::{Connection, Reply};
use super::writers::{create_key, restart};
use super::{Aim, Random, kills, median_and_worst};
use crate::program::{Place, Server};

#[test]
fn a_server_killed_during_an_import_has_imported_all_or_nothing() {
    let place = Place::new();
    let mut random = Random::new();
    let kills = kills(20, 20);
    let (mut server, key) = (place.serve(), create_key(&place, "admin"));
    let mut stamp = 2;
    report_of(import(server.address, &key, 1));
    let begun = Instant::now();
    report_of(import(server.address, &key, stamp));
    let mut aim = Aim(begun.elapsed() / 2);
    let [mut acknowledged, mut old, mut new] = [0, 0, 0];
    let mut starts = Vec::new();
    for _ in 0..kills {
        let (address, next) = (server.address, stamp + 1);
        let response = thread::scope(|scope| {
            let importing = scope.spawn(|| import(address, &key, next));
            // A random moment during the import.
            thread::sleep(aim.moment(&mut random));
            drop(server);
            importing.join().unwrap()
        });
        let is_acknowledged = response.is_some_and(|reply| reply.status == 200);
        let (started, ready) = restart(&place);
        server = started;
        starts.push(ready);
        let found = assert_one_set(&place, &server);
        match (is_acknowledged, found == next) {
            (true, is_new) => {
                assert!(is_new, "set {next} was acknowledged and is lost");
                acknowledged += 1;
            }
            (false, true) => new += 1,
            (false, false) => {
                assert_eq!(found, stamp);
                old += 1;
            }
        }
        aim.correct(found == next);
        stamp = found;
    }
    println!(
        "{kills} imports killed: {acknowledged} acknowledged before, 0 lost; under way: {new} \
         applied, {old} not applied; ready: {}",
        median_and_worst(&mut starts)
    );
    assert!(kills < 20 || old > 0, "no kill interrupted an import");
    assert_settled(&place, &server, &key, stamp + 1);
}

/// Imports a set and withdraws all other organizations; `None` if no response came.
fn import(address: SocketAddr, key: &str, stamp: usize) -> Option<Reply> {
    let mut connection = Connection::open(address, Some(key)).ok()?;
    let headers = [("Content-Type", "application/x-ndjson")];
    connection.request("POST", "/api/v1/imports?prune=true", &headers, &set::lines(stamp)).ok()
}

/// The report of a successful import.
fn report_of(response: Option<Reply>) -> Value {
    let reply = response.unwrap();
    assert_eq!(reply.status, 200, "{reply:?}");
    reply.json()
}

/// Asserts that the database and readers have the same complete set; returns its number.
fn assert_one_set(place: &Place, server: &Server) -> usize {
    let mut database = Database::open(place);
    let current = database.current_organizations();
    database.assert_intact(&current);
    let stored = stamp_of(current.values().map(|it| &it.document));
    let mut connection = Connection::open(server.address, None).unwrap();
    assert_eq!(stamp_of(exported(&mut connection).values()), stored);
    stored
}

/// Asserts that the next set can be imported, and that importing it again changes nothing.
fn assert_settled(place: &Place, server: &Server, key: &str, stamp: usize) {
    let report = report_of(import(server.address, key, stamp));
    assert_eq!(report["updated"].as_array().unwrap().len(), SIZE, "{report}");
    assert_eq!(assert_one_set(place, server), stamp);
    let (before, change) = (etags(server, stamp), place.change());
    let report = report_of(import(server.address, key, stamp));
    assert_eq!((&report["id"], &report["unchanged"]), (&Value::Null, &SIZE.into()), "{report}");
    assert_eq!((etags(server, stamp), place.change()), (before, change));
}
