//! A server behind a proxy, while clients read and write without pause.

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
use crate::program::{Answer, Place, Server, wait_for};

/// What the catalog answers, whatever the store does.
const READS: [&str; 4] = [
    "/api/v1/organizations/a21",
    "/api/v1/organizations?focus_area=forced-labour",
    "/api/v1/organizations?q=children",
    "/api/v1/statistics",
];
/// What only the store knows.
const HISTORY: &str = "/api/v1/organizations/a21/revisions";

/// What was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    Read,
    History,
    Write,
}

/// One answer, and when it was asked for.
#[derive(Debug)]
pub struct Seen {
    pub asked: Asked,
    pub at: Instant,
    pub took: Duration,
    pub answer: Answer,
}

impl Seen {
    pub fn is_degraded(&self) -> bool {
        self.answer.header("x-degraded").is_some()
    }
}

/// A server that reaches PostgreSQL through a proxy alone.
pub struct Scene {
    pub server: Server,
    pub proxy: Proxy,
    place: Place,
    name: String,
    key: String,
    stamp: AtomicUsize,
}

impl Scene {
    /// `None` where the tests have no PostgreSQL.
    pub fn set() -> Option<Self> {
        let place = Place::new();
        if !place.database.is_postgres() {
            return None;
        }
        assert_eq!(place.load(&crate::program::seed_data(), &[]).code, Some(0));
        let key = keys::create(&place, "chaos", "editor");
        let url = place.database.url();
        let proxy = Proxy::start(Upstream::of(url));
        let name = format!("chaos_{}", proxy.address.port());
        let through = url_through(url, proxy.address, &name);
        let server = Server::start(place.program(["serve"]).env("DATABASE_URL", through));
        Some(Self { server, proxy, place, name, key, stamp: AtomicUsize::new(0) })
    }

    /// Asks without pause while `during` runs: what was answered.
    pub fn watch(&self, during: impl FnOnce()) -> Vec<Seen> {
        let (seen, is_over) = (Mutex::new(Vec::new()), AtomicBool::new(false));
        let until_over = |ask: &dyn Fn() -> Seen| {
            while !is_over.load(Ordering::SeqCst) {
                let one = ask();
                seen.lock().unwrap().push(one);
                // As clients do, who have something else to do as well.
                thread::sleep(Duration::from_millis(20));
            }
        };
        thread::scope(|scope| {
            for path in READS {
                scope.spawn(move || until_over(&|| self.read(Asked::Read, path)));
            }
            for _ in 0..2 {
                scope.spawn(|| until_over(&|| self.read(Asked::History, HISTORY)));
                scope.spawn(|| until_over(&|| self.write()));
            }
            // Also when it fails, they must end.
            let _over = Over(&is_over);
            during();
        });
        seen.into_inner().unwrap()
    }

    fn read(&self, asked: Asked, path: &str) -> Seen {
        timed(asked, || self.server.get(path))
    }

    /// Adds an organization that is not there yet.
    pub fn write(&self) -> Seen {
        let stamp = self.stamp.fetch_add(1, Ordering::SeqCst);
        let slug = format!("chaos-{stamp}");
        let bearer = format!("Bearer {}", self.key);
        let headers = [("Authorization", &*bearer), ("Content-Type", "application/json")];
        let profile = stamped(&slug, stamp, &slug);
        timed(Asked::Write, || {
            self.server.send("POST", "/api/v1/organizations", &headers, &profile)
        })
    }

    /// Waits until all is as if nothing had been: how long that took.
    pub fn heal(&self, limit: Duration) -> Duration {
        self.proxy.switch(Mode::Pass);
        let begun = Instant::now();
        wait_for(limit, "the server to heal", || {
            let (written, read) = (self.write(), self.read(Asked::History, HISTORY));
            let ready = self.server.get("/readyz");
            written.answer.status == 201
                && read.answer.status == 200
                && !read.is_degraded()
                && ready.status == 200
                && ready.json()["status"] == "ready"
        });
        begun.elapsed()
    }

    /// How many connections PostgreSQL has of this server.
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

/// Says that it is over, at its end.
struct Over<'a>(&'a AtomicBool);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

fn timed(asked: Asked, ask: impl FnOnce() -> Answer) -> Seen {
    let at = Instant::now();
    let answer = ask();
    Seen { asked, at, took: at.elapsed(), answer }
}
