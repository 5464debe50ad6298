//! Network faults between a server and its PostgreSQL: every request gets a correct response in
//! time, and the server recovers completely.

use std::collections::BTreeMap;
use std::thread;
use std::time::{Duration, Instant};

use self::proxy::Mode;
use self::scene::{Asked, Scene, Seen};
use crate::program::wait_for;

mod pipe;
mod proxy;
mod scene;
mod upstream;

/// Maximum response time, with a margin for a busy machine.
const ANSWERED_WITHIN: Duration = Duration::from_secs(3 + 1);
/// Maximum time until every response reports the outage.
const SAID_WITHIN: Duration = Duration::from_secs(4 + 1);
/// Duration of the fault.
const LASTS: Duration = Duration::from_secs(9);
/// Maximum time until the server has recovered, with a margin.
const HEALED_WITHIN: Duration = Duration::from_secs(5 + 5);
/// Number of connections in a server's pools.
const CONNECTIONS: i64 = 6;

#[test]
fn a_database_that_refuses_connections_for_a_while_is_no_more_than_that() {
    endure(Mode::Refuse);
}

#[test]
fn connections_that_are_reset_are_made_anew() {
    endure(Mode::Reset);
}

#[test]
fn a_black_hole_swallows_connections_and_not_the_server() {
    endure(Mode::BlackHole);
}

#[test]
fn two_seconds_each_way_are_too_many_and_nothing_breaks() {
    endure(Mode::Slow);
}

#[test]
fn a_link_of_a_kilobyte_a_second_holds_up_nobody_who_reads() {
    endure(Mode::Trickle);
}

#[test]
fn connections_of_which_only_this_end_is_open_are_given_up() {
    endure(Mode::HalfOpen);
}

#[expect(clippy::print_stdout, reason = "shows the measurements, or that the test was skipped")]
fn endure(mode: Mode) {
    let Some(scene) = Scene::set() else {
        println!("NOT TESTED: {mode:?} needs a PostgreSQL in TEST_DATABASE_URL");
        return;
    };
    let mut begun = Instant::now();
    let seen = scene.watch(|| {
        wait_for(HEALED_WITHIN, "a first write", || scene.write().answer.status == 201);
        begun = Instant::now();
        scene.proxy.switch(mode);
        // The fault has a fixed duration.
        thread::sleep(LASTS);
    });
    let took = scene.heal(HEALED_WITHIN);
    println!("{mode:?}: healed in {took:?}; {}", summary(&seen, begun));
    assert_answers(&seen);
    if mode.cuts_off() {
        assert_said(&seen, begun);
    }
    for _ in 0..20 {
        let written = scene.write();
        assert_eq!(written.answer.status, 201, "{written:?}");
    }
    wait_for(HEALED_WITHIN, "connections to be closed", || scene.connections() <= CONNECTIONS);
    let said = scene.server.stderr();
    assert!(!said.contains("panicked") && !said.contains("a request failed"), "{said}");
    scene.server.stop();
}

/// Asserts that every response came in time with an expected status.
fn assert_answers(seen: &[Seen]) {
    for one in seen {
        assert!(one.took < ANSWERED_WITHIN, "{one:?}");
        match (one.asked, one.answer.status) {
            (Asked::Read | Asked::History, 200) | (Asked::Write, 201) => {}
            (Asked::History | Asked::Write, 503) => {
                assert!(one.answer.header("retry-after").is_some(), "{one:?}");
            }
            _ => panic!("{one:?}"),
        }
    }
}

/// Asserts that reads report the outage, once it has lasted long enough.
fn assert_said(seen: &[Seen], begun: Instant) {
    let late: Vec<&Seen> = seen
        .iter()
        .filter(|one| one.at > begun + SAID_WITHIN && one.at < begun + LASTS)
        .filter(|one| one.asked == Asked::Read)
        .collect();
    assert!(!late.is_empty());
    for one in late {
        assert!(one.is_degraded(), "{:?} after the start: {one:?}", one.at - begun);
    }
}

/// Number of responses by kind and status since the start, and the longest response time.
fn summary(seen: &[Seen], begun: Instant) -> String {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for one in seen.iter().filter(|one| one.at > begun) {
        *counts.entry(format!("{:?} {}", one.asked, one.answer.status)).or_default() += 1;
    }
    let longest = seen.iter().map(|one| one.took).max().unwrap();
    format!("{counts:?}, longest {longest:?}")
}
