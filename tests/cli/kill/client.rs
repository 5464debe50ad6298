//! A client that writes continuously and records which writes were acknowledged.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use serde_json::{Value, json};

use super::Random;
use super::evidence::CurrentOrganization;
use super::profile::{has_all_of, patch, stamped};
use super::wire::Connection;

const ORGANIZATIONS: &str = "/api/v1/organizations";

/// One of a client's organizations, as the responses described it.
#[derive(Default)]
pub struct KnownOrganization {
    /// The document of each revision, from the first.
    pub states: Vec<Value>,
    /// The ETag of the last revision, if its response arrived.
    pub etag: Option<String>,
}

impl KnownOrganization {
    pub fn last(&self) -> Option<&Value> {
        self.states.last()
    }

    pub fn slug(&self) -> Option<&str> {
        self.last().map(slug)
    }

    pub fn is_withdrawn(&self) -> bool {
        self.last().is_some_and(is_withdrawn)
    }

    /// The number and document of the last revision before the withdrawal, unless its parent has
    /// been renamed since.
    fn restorable(&self) -> Option<(usize, &Value)> {
        let number = self.states.iter().rposition(|state| !is_withdrawn(state))?;
        let earlier = &self.states[number];
        (earlier["parent"] == self.last()?["parent"]).then_some((number + 1, earlier))
    }

    /// An ETag for the last revision. The server compares only the revision number in it.
    fn precondition(&self) -> String {
        self.etag.clone().unwrap_or_else(|| format!("\"r{}-00\"", self.states.len()))
    }
}

fn slug(state: &Value) -> &str {
    state["slug"].as_str().unwrap()
}

fn is_withdrawn(state: &Value) -> bool {
    state["status"] == "withdrawn"
}

/// One write: the request, and the state after it.
struct Write {
    method: &'static str,
    path: String,
    body: Value,
    status: u16,
    /// The new states by organization: of the one written, and of a child that refers to its new
    /// slug.
    states: Vec<(usize, Value)>,
}

/// The outcome of a write that was in flight when the server was killed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Interrupted {
    Applied,
    NotApplied,
}

/// State that all clients share between two kills of a server.
#[derive(Default)]
pub struct Life {
    /// Number of acknowledged writes.
    pub acknowledged: AtomicUsize,
    pub is_over: AtomicBool,
}

/// A client and its organizations, which no other client writes.
pub struct Client {
    number: usize,
    key: String,
    random: Random,
    stamp: usize,
    pub organizations: Vec<KnownOrganization>,
    in_flight: Option<Write>,
    /// Number of acknowledged writes by method.
    pub acknowledged: BTreeMap<&'static str, usize>,
}

impl Client {
    pub fn new(number: usize, key: &str, random: Random) -> Self {
        Self {
            number,
            key: key.to_owned(),
            random,
            stamp: 0,
            organizations: Vec::new(),
            in_flight: None,
            acknowledged: BTreeMap::new(),
        }
    }

    /// Writes until the connection breaks, which only a kill may cause.
    pub fn write_until_killed(&mut self, address: SocketAddr, life: &Life) {
        let disconnected = |err| {
            assert!(
                life.is_over.load(Ordering::SeqCst),
                "the connection broke without a kill: {err}"
            )
        };
        let mut connection = match Connection::open(address, Some(&self.key)) {
            Ok(connection) => connection,
            Err(err) => return disconnected(err),
        };
        loop {
            let write = self.in_flight.insert(next(
                &mut self.organizations,
                self.number,
                &mut self.stamp,
                &mut self.random,
            ));
            let precondition = self.organizations[write.states[0].0].precondition();
            let content_type = match write.method {
                "PATCH" => "application/merge-patch+json",
                _ => "application/json",
            };
            let mut headers = vec![("Content-Type", content_type)];
            if !write.path.ends_with(ORGANIZATIONS) {
                headers.push(("If-Match", &precondition));
            }
            let body = if write.body.is_null() { String::new() } else { write.body.to_string() };
            match connection.request(write.method, &write.path, &headers, &body) {
                Err(err) => return disconnected(err),
                Ok(reply) => {
                    let what = format!("{} {} {}", write.method, write.path, write.body);
                    assert_eq!(reply.status, write.status, "{what}: {reply:?}");
                    let etag = reply.header("etag").unwrap_or_else(|| panic!("{what}: {reply:?}"));
                    self.acknowledge(etag);
                    life.acknowledged.fetch_add(1, Ordering::SeqCst);
                }
            }
        }
    }

    /// Records that the write in flight was acknowledged with this ETag.
    fn acknowledge(&mut self, etag: &str) {
        let write = self.in_flight.take().unwrap();
        *self.acknowledged.entry(write.method).or_default() += 1;
        let first = write.states[0].0;
        self.keep(write);
        let kept = &mut self.organizations[first];
        assert!(etag.starts_with(&format!("\"r{}-", kept.states.len())), "{etag}");
        kept.etag = Some(etag.to_owned());
    }

    fn keep(&mut self, write: Write) {
        for (number, state) in write.states {
            let kept = &mut self.organizations[number];
            kept.states.push(state);
            kept.etag = None;
        }
    }

    /// Compares the database with the acknowledged writes: it must contain exactly these, with or
    /// without the write in flight as a whole.
    pub fn compare(
        &mut self,
        current: &BTreeMap<String, CurrentOrganization>,
    ) -> Option<Interrupted> {
        let interrupted = self.in_flight.take().map(|write| {
            let (number, state) = &write.states[0];
            let revision = self.organizations[*number].states.len() + 1;
            let is_applied = current.get(slug(state)).is_some_and(|it| it.revision == revision);
            if is_applied {
                self.keep(write);
                return Interrupted::Applied;
            }
            Interrupted::NotApplied
        });
        for kept in &self.organizations {
            let Some(expected) = kept.last() else { continue };
            let slug = slug(expected);
            let it = current.get(slug).unwrap_or_else(|| panic!("`{slug}` is lost"));
            assert_eq!(it.revision, kept.states.len(), "`{slug}` has another revision");
            assert!(has_all_of(&it.document, expected), "{:#}\nis not\n{expected:#}", it.document);
        }
        interrupted
    }
}

/// Chooses the next write.
fn next(
    organizations: &mut Vec<KnownOrganization>,
    client: usize,
    stamp: &mut usize,
    random: &mut Random,
) -> Write {
    *stamp += 1;
    // The number of organizations grows, more and more slowly.
    let number = match random.below(2 * organizations.len() + 1) {
        0 => organizations.len(),
        _ => random.below(organizations.len()),
    };
    if number == organizations.len() {
        organizations.push(KnownOrganization::default());
    }
    let kept = &organizations[number];
    let plain = format!("client-{client}-{number}");
    let named = |slug: &str| state(organizations, client, number, slug, *stamp);
    let write = |method, path, body, status, state| Write {
        method,
        path,
        body,
        status,
        states: vec![(number, state)],
    };
    let (Some(last), Some(slug)) = (kept.last(), kept.slug()) else {
        let state = named(&plain);
        return write("POST", ORGANIZATIONS.to_owned(), state.clone(), 201, state);
    };
    let path = format!("{ORGANIZATIONS}/{slug}");
    if kept.is_withdrawn() {
        if let Some((revision, earlier)) = kept.restorable() {
            let path = format!("{path}/revisions/{revision}/restore");
            return write("POST", path, Value::Null, 200, earlier.clone());
        }
        let state = named(slug);
        return write("PUT", path, state.clone(), 200, state);
    }
    match random.below(10) {
        0 | 1 => {
            let endings = ["", "-b", "-c", "-d"].map(|ending| format!("{plain}{ending}"));
            let state = named(&endings[random.below(4)]);
            let mut write = write("PUT", path, state.clone(), 200, state);
            write.states.extend(renamed_child(organizations, number, slug, &write.states[0].1));
            write
        }
        2 => {
            let mut state = last.clone();
            let body = json!({"reason": format!("It ended at {stamp}.")});
            state["status"] = "withdrawn".into();
            state["withdrawal"] = body.clone();
            write("DELETE", path, body, 204, state)
        }
        _ => {
            let state = named(slug);
            write("PATCH", path, patch(last, &state), 200, state)
        }
    }
}

/// A complete new state of an organization. The parent of every second one is the one before it.
fn state(
    organizations: &[KnownOrganization],
    client: usize,
    number: usize,
    slug: &str,
    stamp: usize,
) -> Value {
    let mut state = stamped(slug, stamp, &format!("{client}-{number}-{}", stamp % 3));
    let parent = organizations[number - number % 2].slug().filter(|_| number % 2 == 1);
    if let Some(parent) = parent {
        state["parent"] = json!({"name": "The one before", "slug": parent});
    }
    state
}

/// The child of a renamed organization, and its state with the new slug of its parent.
fn renamed_child(
    organizations: &[KnownOrganization],
    renamed: usize,
    from: &str,
    to: &Value,
) -> Option<(usize, Value)> {
    let child = organizations.get(renamed + 1).and_then(KnownOrganization::last)?;
    if slug(to) == from || child["parent"]["slug"] != from {
        return None;
    }
    let mut child = child.clone();
    child["parent"]["slug"] = to["slug"].clone();
    Some((renamed + 1, child))
}
