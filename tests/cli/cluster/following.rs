//! A write on one node is readable on another one, also under load.

use std::time::Instant;

use serde_json::json;

use super::rig::Cluster;
use super::traffic::Traffic;
use crate::kill::wire::Connection;

const WRITES: usize = 100;

#[test]
#[ignore = "needs PostgreSQL's server programs: scripts/test runs it"]
fn a_write_under_load_is_readable_on_every_other_node() {
    let cluster = Cluster::start(&[]);
    let key = cluster.key();
    let open = |key| cluster.nodes.iter().map(move |node| Connection::open(*node, key).unwrap());
    let (mut writers, mut readers): (Vec<_>, Vec<_>) =
        (open(Some(key.as_str())).collect(), open(None).collect());
    let mut waits = Vec::new();
    let traffic = Traffic::default().during(&cluster, &key, |_| {
        for number in 0..WRITES {
            let (writer, reader) = (number % 3, (number + 1 + number / 3 % 2) % 3);
            let acronym = format!("N{number}");
            let headers = [("Content-Type", "application/merge-patch+json"), ("If-Match", "*")];
            let path = "/api/v1/organizations/a21";
            let body = json!({"acronym": acronym}).to_string();
            let written = writers[writer].request("PATCH", path, &headers, &body).unwrap();
            assert_eq!(written.status, 200, "{written:?}");
            let change = written.header("x-change").unwrap();

            let begun = Instant::now();
            let read = readers[reader].get(&format!("{path}?min_change={change}")).unwrap();

            assert_eq!(read.status, 200, "{read:?}");
            assert_eq!(read.json()["acronym"], acronym.as_str());
            waits.push(begun.elapsed());
        }
    });
    waits.sort_unstable();
    println!(
        "{WRITES} writes read on another node, with {} other writes: median {:?}, worst {:?}",
        traffic.acknowledged().len(),
        waits[WRITES / 2],
        waits[WRITES - 1]
    );
}
