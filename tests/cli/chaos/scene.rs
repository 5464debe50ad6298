//! A server behind a proxy, and clients that read and write continuously.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use diesel::prelude::*;
use diesel::sql_types::{BigInt, Text};

use super::proxy::{Mode, Proxy};
use super::upstream::{Upstream, url_through};
use crate::keys;
use crate::kill::profile::stamped;
use crate::program::{Place, Response, Server};
use crate::support::wait::wait_for;

/// Paths that the catalog serves without the store.
const READS: [&str; 4] = [
    "/api/v1/organizations/a21",
    "/api/v1/organizations?focus_area=forced-labour",
    "/api/v1/organizations?q=children",
    "/api/v1/statistics",
];
/// A path that needs the store.
const HISTORY: &str = "/api/v1/organizations/a21/revisions";

/// The kind of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RequestKind {
    Read,
    History,
    Write,
}

/// A response, and when its request was sent.
#[derive(Debug)]
pub struct Observed {
    pub kind: RequestKind,
    pub at: Instant,
    pub took: Duration,
    pub response: Response,
}

impl Observed {
    pub fn is_degraded(&self) -> bool {
        self.response.header("x-degraded").is_some()
    }
}

/// A server that reaches PostgreSQL only through the proxy.
pub struct Scene {
    pub server: Server,
    pub proxy: Proxy,
    place: Place,
    name: String,
    key: String,
    stamp: AtomicUsize,
}

impl Scene {
    /// `None` if the tests run on SQLite.
    pub fn new() -> Option<Self> {
        let place = Place::new();
        if !place.database.is_postgres() {
            return None;
        }
        assert_eq!(place.load(&crate::support::profiles::seed_data(), &[]).code, Some(0));
        let key = keys::create(&place, "chaos", "editor");
        let url = place.database.url();
        let proxy = Proxy::start(Upstream::parse(url));
        let name = format!("chaos_{}", proxy.address.port());
        let through = url_through(url, proxy.address, &name);
        let server = Server::start(place.program(["serve"]).env("DATABASE_URL", through));
        Some(Self { server, proxy, place, name, key, stamp: AtomicUsize::new(0) })
    }

    /// Sends requests continuously while `during` runs; returns the responses.
    pub fn watch(&self, during: impl FnOnce()) -> Vec<Observed> {
        let (seen, is_over) = (Mutex::new(Vec::new()), AtomicBool::new(false));
        let until_over = |send: &dyn Fn() -> Observed| {
            while !is_over.load(Ordering::SeqCst) {
                let one = send();
                seen.lock().unwrap().push(one);
                // Real clients pause between requests too. Several scenes run at once.
                thread::sleep(Duration::from_millis(100));
            }
        };
        thread::scope(|scope| {
            for path in READS {
                scope.spawn(move || until_over(&|| self.read(RequestKind::Read, path)));
            }
            for _ in 0..2 {
                scope.spawn(|| until_over(&|| self.read(RequestKind::History, HISTORY)));
                scope.spawn(|| until_over(&|| self.write()));
            }
            // Ends the clients even if `during` panics.
            let _over = SetOnDrop(&is_over);
            during();
        });
        seen.into_inner().unwrap()
    }

    fn read(&self, kind: RequestKind, path: &str) -> Observed {
        timed(kind, || self.server.get(path))
    }

    /// Creates an organization with a new slug.
    pub fn write(&self) -> Observed {
        let stamp = self.stamp.fetch_add(1, Ordering::SeqCst);
        let slug = format!("chaos-{stamp}");
        let bearer = format!("Bearer {}", self.key);
        let headers = [("Authorization", &*bearer), ("Content-Type", "application/json")];
        let profile = stamped(&slug, stamp, &slug);
        timed(RequestKind::Write, || {
            self.server.send("POST", "/api/v1/organizations", &headers, &profile)
        })
    }

    /// Ends the fault and waits until the server has recovered; returns the time it took.
    pub fn recover(&self, limit: Duration) -> Duration {
        self.proxy.switch(Mode::Pass);
        let begun = Instant::now();
        wait_for(limit, "the server to recover", || {
            let (written, read) = (self.write(), self.read(RequestKind::History, HISTORY));
            let ready = self.server.get("/readyz");
            written.response.status == 201
                && read.response.status == 200
                && !read.is_degraded()
                && ready.status == 200
                && ready.json()["status"] == "ready"
        });
        begun.elapsed()
    }

    /// Number of connections from this server in PostgreSQL.
    pub fn connections(&self) -> i64 {
        #[derive(QueryableByName)]
        struct Count {
            #[diesel(sql_type = BigInt)]
            count: i64,
        }
        let mut connection = PgConnection::establish(self.place.database.url()).unwrap();
        let query = "SELECT count(*) AS count FROM pg_stat_activity WHERE application_name = $1";
        let counted = diesel::sql_query(query).bind::<Text, _>(&self.name);
        counted.get_result::<Count>(&mut connection).unwrap().count
    }
}

/// Sets the flag when dropped.
struct SetOnDrop<'a>(&'a AtomicBool);

impl Drop for SetOnDrop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

fn timed(kind: RequestKind, send: impl FnOnce() -> Response) -> Observed {
    let at = Instant::now();
    let response = send();
    Observed { kind, at, took: at.elapsed(), response }
}
