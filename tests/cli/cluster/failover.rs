//! The primary stops as in a power cut, then the standby takes over or the primary returns.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use super::rig::Cluster;
use super::traffic::{Observed, Traffic};
use super::{RECOVERY_LIMIT, RESPONSE_LIMIT, repetitions};
use crate::program::TIME_LIMIT;
use crate::support::wait::wait_for;

/// Minimum number of acknowledged writes before each outage.
const WRITES: usize = 50;

#[test]
#[ignore = "needs PostgreSQL's server programs: scripts/test runs it"]
fn a_failover_loses_no_write_and_does_not_interrupt_reads() {
    println!("{}", outages("failover", repetitions(3, 50), "promote", Some("rejoin")));
}

#[test]
#[ignore = "needs PostgreSQL's server programs: scripts/test runs it"]
fn nodes_reconnect_to_a_primary_that_returns() {
    println!("{}", outages("the primary comes back", repetitions(10, 200), "start-primary", None));
}

/// Causes a number of outages: the primary stops, the command `remedy` restores a primary, and the
/// command `afterwards` restores the standby. Returns a summary.
fn outages(what: &str, times: usize, remedy: &str, afterwards: Option<&str>) -> String {
    let cluster = Cluster::start(&[]);
    let key = cluster.key();
    let mut recovered = Vec::new();
    let begun = Instant::now();
    let traffic = Traffic::default().during(&cluster, &key, |traffic| {
        for time in 1..=times {
            wait_for(TIME_LIMIT, "some writes", || traffic.acknowledged().len() >= time * WRITES);
            wait_until_written(&cluster, traffic, Instant::now());
            recovered.push(outage(&cluster, traffic, remedy));
            if let Some(afterwards) = afterwards.filter(|_| time < times) {
                cluster.control(&[afterwards]);
            }
        }
    });
    let reads = traffic.reads_since(begun);
    let writes = traffic.writes_since(begun);
    let answered = reads.iter().filter(|it| it.status == 200).count();
    let refused = writes.iter().filter(|it| it.status == 503).count();
    let slowest = |all: &[Observed]| all.iter().map(|it| it.took).max().unwrap();
    let acknowledged = assert_nothing_lost(&cluster, &traffic);
    assert!(answered * 100 >= reads.len() * 99, "{answered} of {}", reads.len());
    assert!(slowest(&reads) < RESPONSE_LIMIT && slowest(&writes) < RESPONSE_LIMIT);
    assert!(writes.iter().all(|it| it.status == 200 || it.has_retry_after));
    assert!(recovered.iter().all(|it| *it < RECOVERY_LIMIT), "{recovered:?}");
    format!(
        "{what}, {times} times: {acknowledged} writes acknowledged, 0 lost; {refused} refused by \
         503; {answered} of {} reads answered; slowest read {:?}, write {:?}; every node writes \
         again after {recovered:?}",
        reads.len(),
        slowest(&reads),
        slowest(&writes),
    )
}

/// Causes one outage. Returns the time from the remedy until all nodes accepted writes.
fn outage(cluster: &Cluster, traffic: &Traffic, remedy: &str) -> Duration {
    let gone = Instant::now();
    cluster.control(&["kill-primary"]);
    wait_for(TIME_LIMIT, "every node to refuse writes", || {
        nodes_where(&traffic.writes_since(gone), |it| it.status == 503) == cluster.nodes.len()
    });
    cluster.wait_until_all("degraded");
    let known = Instant::now();
    wait_for(TIME_LIMIT, "reads from every node to report it", || {
        nodes_where(&traffic.reads_since(known), |it| it.status == 200 && it.is_degraded)
            == cluster.nodes.len()
    });
    cluster.control(&[remedy]);
    let there = Instant::now();
    wait_until_written(cluster, traffic, there);
    let recovered = there.elapsed();
    cluster.wait_until_all("ready");
    recovered
}

/// Waits until each node has done a write requested after `since`.
fn wait_until_written(cluster: &Cluster, traffic: &Traffic, since: Instant) {
    wait_for(TIME_LIMIT, "every node to write", || {
        nodes_where(&traffic.writes_since(since), |it| it.status == 200) == cluster.nodes.len()
    });
}

/// Number of nodes with a matching response.
fn nodes_where(all: &[Observed], matches: impl Fn(&Observed) -> bool) -> usize {
    all.iter().filter(|it| matches(it)).map(|it| it.node).collect::<BTreeSet<_>>().len()
}

/// Asserts that every acknowledged write is recorded with its change; returns their number.
fn assert_nothing_lost(cluster: &Cluster, traffic: &Traffic) -> usize {
    let current: BTreeSet<String> = cluster
        .lines(
            "SELECT change || ' ' || (document::json->>'slug') || ' ' || \
             coalesce(document::json->>'acronym', '') AS line \
             FROM revisions WHERE subject = 'organization'",
        )
        .into_iter()
        .collect();
    let acknowledged = traffic.acknowledged();
    for it in &acknowledged {
        let line = format!("{} {} S{}", it.change, it.slug, it.stamp);
        assert!(current.contains(&line), "{line} is lost");
    }
    acknowledged.len()
}
