//! Readers and writers that continue through outages and record every response.

use std::net::SocketAddr;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::json;

use super::rig::Cluster;
use crate::kill::profile::stamped;
use crate::kill::wire::{Connection, Reply};

/// Paths that readers request in turn.
const READ_PATHS: [&str; 4] = [
    "/api/v1/organizations/a21",
    "/api/v1/organizations?focus_area=bonded-labour&country=IN",
    "/api/v1/organizations?q=rescue&per_page=5",
    "/api/v1/suggest?q=anti",
];

/// Pause between two requests of a client. The nodes share two cores with the tests.
const PAUSE: Duration = Duration::from_millis(10);

/// A response.
#[derive(Clone, Debug)]
pub struct Observed {
    /// The node that sent it, counted from 0.
    pub node: usize,
    pub at: Instant,
    pub took: Duration,
    pub status: u16,
    pub is_degraded: bool,
    pub has_retry_after: bool,
}

/// An acknowledged write: its change and its content.
#[derive(Clone, Debug)]
pub struct Acknowledged {
    pub change: i64,
    pub slug: String,
    pub stamp: usize,
}

/// All responses to readers and writers.
#[derive(Default)]
pub struct Traffic {
    is_over: AtomicBool,
    reads: Mutex<Vec<Observed>>,
    writes: Mutex<Vec<Observed>>,
    acknowledged: Mutex<Vec<Acknowledged>>,
}

impl Traffic {
    /// Runs readers and writers on every node while `work` runs. A broken connection fails the
    /// test, and so does a response that is neither expected nor a 503.
    pub fn during(self, cluster: &Cluster, key: &str, work: impl FnOnce(&Self)) -> Self {
        thread::scope(|scope| {
            for (number, node) in cluster.nodes.iter().enumerate() {
                let traffic = &self;
                scope.spawn(move || traffic.read(number, *node));
                for writer in 0..2 {
                    let slug = format!("writer-{number}-{writer}");
                    scope.spawn(move || traffic.write(cluster, number, key, &slug));
                }
            }
            let over = SetOnDrop(&self.is_over);
            work(&self);
            drop(over);
        });
        self
    }

    fn read(&self, number: usize, node: SocketAddr) {
        let mut connection = Connection::open(node, None).unwrap();
        for path in READ_PATHS.iter().cycle() {
            if self.is_over.load(Ordering::SeqCst) {
                return;
            }
            let begun = Instant::now();
            let reply = connection.get(path).unwrap();
            self.reads.lock().unwrap().push(observed(number, begun, &reply));
            thread::sleep(PAUSE);
        }
    }

    /// Creates an organization, then patches it repeatedly.
    fn write(&self, cluster: &Cluster, number: usize, key: &str, slug: &str) {
        let mut connection = Connection::open(cluster.nodes[number], Some(key)).unwrap();
        let path = format!("/api/v1/organizations/{slug}");
        let headers = [("Content-Type", "application/json"), ("If-None-Match", "*")];
        let body = stamped(slug, 0, slug).to_string();
        let made = connection.request("PUT", &path, &headers, &body).unwrap();
        assert_eq!(made.status, 201, "{made:?}");
        let headers = [("Content-Type", "application/merge-patch+json"), ("If-Match", "*")];
        for stamp in 1.. {
            if self.is_over.load(Ordering::SeqCst) {
                return;
            }
            let body = json!({"acronym": format!("S{stamp}")}).to_string();
            let begun = Instant::now();
            let reply = connection.request("PATCH", &path, &headers, &body).unwrap();
            let is_expected = matches!(reply.status, 200 | 503);
            assert!(is_expected, "{reply:?}\n{}", cluster.log(number + 1));
            if reply.status == 200 {
                let change = reply.header("x-change").unwrap().parse().unwrap();
                let it = Acknowledged { change, slug: slug.to_owned(), stamp };
                self.acknowledged.lock().unwrap().push(it);
            }
            self.writes.lock().unwrap().push(observed(number, begun, &reply));
            thread::sleep(PAUSE);
        }
    }

    /// Responses to reads requested since `moment`.
    pub fn reads_since(&self, moment: Instant) -> Vec<Observed> {
        since(&self.reads, moment)
    }

    /// Responses to writes requested since `moment`.
    pub fn writes_since(&self, moment: Instant) -> Vec<Observed> {
        since(&self.writes, moment)
    }

    pub fn acknowledged(&self) -> Vec<Acknowledged> {
        self.acknowledged.lock().unwrap().clone()
    }
}

/// Sets the flag when dropped, so that clients end even if the work fails.
pub struct SetOnDrop<'a>(pub &'a AtomicBool);

impl Drop for SetOnDrop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

fn since(all: &Mutex<Vec<Observed>>, moment: Instant) -> Vec<Observed> {
    all.lock().unwrap().iter().filter(|it| it.at >= moment).cloned().collect()
}

fn observed(node: usize, at: Instant, reply: &Reply) -> Observed {
    Observed {
        node,
        at,
        took: at.elapsed(),
        status: reply.status,
        is_degraded: reply.header("x-degraded") == Some("store-away"),
        has_retry_after: reply.header("retry-after").is_some(),
    }
}
