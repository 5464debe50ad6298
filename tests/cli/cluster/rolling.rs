//! A rolling restart of all nodes behind nginx.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::repetitions;
use super::rig::Cluster;
use super::traffic::SetOnDrop;
use crate::kill::profile::stamped;
use crate::kill::wire::Connection;
use crate::program::TIME_LIMIT;
use crate::support::wait::wait_for;

/// Pause between two requests of a client, which leaves processor time for the restarts.
const PAUSE: Duration = Duration::from_millis(2);

/// The `fail_timeout` of `docs/nginx.conf`, and a margin.
const SKIPPED_FOR: Duration = Duration::from_millis(2300);

#[test]
#[ignore = "needs PostgreSQL's server programs and nginx: scripts/test runs it"]
fn a_rolling_restart_behind_nginx_fails_no_request() {
    let cluster = Cluster::start(&["--nginx"]);
    let key = cluster.key();
    let (is_over, reads, writes) =
        (AtomicBool::new(false), AtomicUsize::new(0), AtomicUsize::new(0));
    let mut took = Vec::new();
    thread::scope(|scope| {
        for client in 0..4 {
            let (cluster, key) = (&cluster, key.as_str());
            let (is_over, reads, writes) = (&is_over, &reads, &writes);
            scope.spawn(move || match client {
                0 => put(cluster, key, is_over, writes),
                _ => read(cluster, is_over, reads),
            });
        }
        let over = SetOnDrop(&is_over);
        let rounds = repetitions(7, 67);
        for number in (0..rounds).flat_map(|_| 1..=cluster.nodes.len()) {
            let had = (reads.load(Ordering::SeqCst), writes.load(Ordering::SeqCst));
            wait_for(TIME_LIMIT, "some requests between two restarts", || {
                reads.load(Ordering::SeqCst) > had.0 + 50
                    && writes.load(Ordering::SeqCst) > had.1 + 5
            });
            let begun = Instant::now();
            cluster.control(&["restart-node", &number.to_string()]);
            took.push(begun.elapsed());
            // Waits until nginx uses the node again: nginx skips a node that refused a
            // connection, and must not skip all of them at once.
            thread::sleep(SKIPPED_FOR);
        }
        drop(over);
    });
    println!(
        "{} restarts, the slowest within {:?}: {} reads and {} writes, 0 failed",
        took.len(),
        took.iter().max(),
        reads.into_inner(),
        writes.into_inner()
    );
    assert!(took.iter().all(|it| *it < Duration::from_secs(30)), "{took:?}");
}

fn read(cluster: &Cluster, is_over: &AtomicBool, count: &AtomicUsize) {
    let mut connection = Connection::open(cluster.nginx(), None).unwrap();
    let paths = ["/api/v1/organizations/a21", "/api/v1/organizations?q=rescue&per_page=5"];
    for path in paths.iter().cycle() {
        if is_over.load(Ordering::SeqCst) {
            return;
        }
        let reply = connection.get(path).unwrap();
        assert_eq!(reply.status, 200, "{reply:?}");
        reconnect_if_closed(cluster, &mut connection, None, reply.header("connection"));
        count.fetch_add(1, Ordering::SeqCst);
        thread::sleep(PAUSE);
    }
}

/// Replaces an organization repeatedly. PUT is idempotent, so nginx retries it on another node.
fn put(cluster: &Cluster, key: &str, is_over: &AtomicBool, count: &AtomicUsize) {
    let mut connection = Connection::open(cluster.nginx(), Some(key)).unwrap();
    for stamp in 0.. {
        if is_over.load(Ordering::SeqCst) {
            return;
        }
        let mut headers = vec![("Content-Type", "application/json")];
        headers.push(if stamp == 0 { ("If-None-Match", "*") } else { ("If-Match", "*") });
        let body = stamped("rolling", stamp, "rolling").to_string();
        let reply =
            connection.request("PUT", "/api/v1/organizations/rolling", &headers, &body).unwrap();
        assert!(matches!(reply.status, 200 | 201), "{reply:?}");
        assert_eq!(reply.json()["acronym"], format!("S{stamp}"));
        reconnect_if_closed(cluster, &mut connection, Some(key), reply.header("connection"));
        count.fetch_add(1, Ordering::SeqCst);
    }
}

/// Reconnects if nginx announced the end of the connection, as it does after 1000 requests.
fn reconnect_if_closed(
    cluster: &Cluster,
    connection: &mut Connection,
    key: Option<&str>,
    header: Option<&str>,
) {
    if header == Some("close") {
        *connection = Connection::open(cluster.nginx(), key).unwrap();
    }
}
