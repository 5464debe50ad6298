//! Network faults between a server and its PostgreSQL: every request gets a correct response in
//! time, and the server recovers completely.

use std::collections::BTreeMap;
use std::thread;
use std::time::{Duration, Instant};

use self::proxy::Mode;
use self::scene::{Observed, RequestKind, Scene};
use crate::support::wait::wait_for;

mod pipe;
mod proxy;
mod scene;
mod upstream;

/// Maximum response time, with a margin for a busy machine.
const RESPONSE_LIMIT: Duration = Duration::from_secs(3 + 1);
/// Maximum time until every response reports the outage.
const REPORT_LIMIT: Duration = Duration::from_secs(4 + 1);
/// Duration of the fault.
const FAULT_DURATION: Duration = Duration::from_secs(9);
/// Maximum time until the server has recovered, with a margin.
const RECOVERY_LIMIT: Duration = Duration::from_secs(5 + 5);
/// Number of connections in a server's pools.
const CONNECTIONS: i64 = 6;

/// The kinds of faults. Their scenes mostly wait, so one test runs all of them at the same time; it
/// runs by itself, because it checks how fast a server recovers.
const FAULTS: [Mode; 6] =
    [Mode::Refuse, Mode::Reset, Mode::BlackHole, Mode::Slow, Mode::Trickle, Mode::HalfOpen];

#[test]
fn the_server_survives_network_faults_of_every_kind() {
    thread::scope(|scope| {
        for mode in FAULTS {
            let name = format!("{mode:?}");
            let started = thread::Builder::new().name(name).spawn_scoped(scope, move || {
                assert_survives(mode);
            });
            started.unwrap();
        }
    });
}

#[expect(clippy::print_stdout, reason = "shows the measurements, or that the test was skipped")]
fn assert_survives(mode: Mode) {
    let Some(scene) = Scene::new() else {
        println!("NOT TESTED: {mode:?} needs a PostgreSQL in TEST_DATABASE_URL");
        return;
    };
    let mut begun = Instant::now();
    let seen = scene.watch(|| {
        wait_for(RECOVERY_LIMIT, "a first write", || scene.write().response.status == 201);
        begun = Instant::now();
        scene.proxy.switch(mode);
        // The fault has a fixed duration.
        thread::sleep(FAULT_DURATION);
    });
    let took = scene.recover(RECOVERY_LIMIT);
    println!("{mode:?}: recovered in {took:?}; {}", summary(&seen, begun));
    assert_responses(&seen);
    if mode.cuts_off() {
        assert_outage_reported(&seen, begun);
    }
    for _ in 0..20 {
        let written = scene.write();
        assert_eq!(written.response.status, 201, "{written:?}");
    }
    wait_for(RECOVERY_LIMIT, "connections to be closed", || scene.connections() <= CONNECTIONS);
    let said = scene.server.stderr();
    assert!(!said.contains("panicked") && !said.contains("a request failed"), "{said}");
    scene.server.stop();
}

/// Asserts that every response came in time with an expected status.
fn assert_responses(seen: &[Observed]) {
    for one in seen {
        assert!(one.took < RESPONSE_LIMIT, "{one:?}");
        match (one.kind, one.response.status) {
            (RequestKind::Read | RequestKind::History, 200) | (RequestKind::Write, 201) => {}
            (RequestKind::History | RequestKind::Write, 503) => {
                assert!(one.response.header("retry-after").is_some(), "{one:?}");
            }
            _ => panic!("{one:?}"),
        }
    }
}

/// Asserts that reads report the outage, once it has lasted long enough.
fn assert_outage_reported(seen: &[Observed], begun: Instant) {
    let late: Vec<&Observed> = seen
        .iter()
        .filter(|one| one.at > begun + REPORT_LIMIT && one.at < begun + FAULT_DURATION)
        .filter(|one| one.kind == RequestKind::Read)
        .collect();
    assert!(!late.is_empty());
    for one in late {
        assert!(one.is_degraded(), "{:?} after the start: {one:?}", one.at - begun);
    }
}

/// Number of responses by kind and status since the start, and the longest response time.
fn summary(seen: &[Observed], begun: Instant) -> String {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for one in seen.iter().filter(|one| one.at > begun) {
        *counts.entry(format!("{:?} {}", one.kind, one.response.status)).or_default() += 1;
    }
    let longest = seen.iter().map(|one| one.took).max().unwrap();
    format!("{counts:?}, longest {longest:?}")
}
