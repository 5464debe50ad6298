//! Kills servers while clients edit.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;
use std::thread;
use std::time::{Duration, Instant};

use super::client::{Client, Interrupted, Life};
use super::evidence::{CurrentOrganization, Database, exported};
use super::profile::has_all_of;
use super::wire::Connection;
use super::{READY_WITHIN, Random, kills, median_and_worst};
use crate::program::{Place, Server, TIME_LIMIT, run};
use crate::support::profiles::seed_count;
use crate::support::wait::wait_for;

const CLIENTS: usize = 4;

#[test]
fn acknowledged_writes_survive_every_kill_of_the_server() {
    let place = Place::new();
    let kills = kills(if place.database.is_postgres() { 50 } else { 100 }, 100);
    let mut random = Random::new();
    let mut server = place.serve();
    let key = create_key(&place, "editor");
    let mut clients: Vec<Client> =
        (0..CLIENTS).map(|number| Client::new(number, &key, random.part())).collect();
    let mut interrupted = [0, 0];
    let mut starts = Vec::new();
    let mut checked = Checked::default();
    for kill in 1..=kills {
        // Often soon after new writes, before they are in the catalog.
        let longest = Duration::from_millis([20, 200][random.below(2)]);
        let moment = random.between(Duration::ZERO, longest);
        write_and_kill(server, random.below(8), moment, &mut clients);

        let (started, took) = restart(&place);
        server = started;
        starts.push(took);
        let mut database = Database::open(&place);
        let current = database.current_organizations();
        for outcome in clients.iter_mut().filter_map(|client| client.compare(&current)) {
            interrupted[usize::from(outcome == Interrupted::Applied)] += 1;
        }
        assert_history(&mut database, &clients, &current, checked.change);
        database.assert_intact(&current);
        checked.assert_catalog(&server, &mut database, &current, &clients);
        if kill == kills {
            assert_history(&mut database, &clients, &current, 0);
        }
    }
    let [not_applied, applied] = interrupted;
    println!(
        "{kills} kills; {} writes acknowledged, 0 lost; under way: {applied} applied, \
         {not_applied} not applied; ready: {}",
        acknowledged(&clients),
        median_and_worst(&mut starts)
    );
    assert!(kills < 20 || (applied > 0 && not_applied > 0), "no kill hit a write in flight");
}

/// Creates a key with a role.
pub fn create_key(place: &Place, role: &str) -> String {
    let arguments = ["keys", "create", "--name", "kill", "--role", role];
    let made = run(&mut place.program(arguments));
    assert_eq!(made.code, Some(0), "{made:?}");
    made.last_line().to_owned()
}

/// Kills a server once it has acknowledged `writes` writes and `moment` has passed.
fn write_and_kill(server: Server, writes: usize, moment: Duration, clients: &mut [Client]) {
    let life = Life::default();
    let address = server.address;
    thread::scope(|scope| {
        for client in clients {
            scope.spawn(|| client.write_until_killed(address, &life));
        }
        wait_for(TIME_LIMIT, "some writes to be acknowledged", || {
            life.acknowledged.load(Ordering::SeqCst) >= writes
        });
        // A random moment.
        thread::sleep(moment);
        let said = server.stderr();
        assert!(!said.contains("ERROR") && !said.contains("panicked"), "{said}");
        life.is_over.store(true, Ordering::SeqCst);
        // Dropping the server kills it with SIGKILL.
        drop(server);
    });
}

/// Restarts the server; returns the time until readers saw the last change in the store.
pub fn restart(place: &Place) -> (Server, Duration) {
    let begun = Instant::now();
    let server = Server::start_unready(&mut place.program(["serve"]));
    let change = Database::open(place).last_change();
    let mut took = begun.elapsed();
    loop {
        let ready = server.get("/readyz");
        if ready.status == 200 && ready.json()["catalog"]["change"] == change {
            return (server, took);
        }
        took = begun.elapsed();
        let said = server.stderr();
        assert!(took < READY_WITHIN, "not at change {change} after {took:?}: {ready:?}\n{said}");
        thread::sleep(Duration::from_millis(5));
    }
}

/// Asserts that the revisions after a change are those that clients requested.
fn assert_history(
    database: &mut Database,
    clients: &[Client],
    current: &BTreeMap<String, CurrentOrganization>,
    after: i64,
) {
    let all = clients.iter().flat_map(|client| &client.organizations);
    let by_id: BTreeMap<&str, _> =
        all.filter_map(|kept| Some((current[kept.slug()?].id.as_str(), kept))).collect();
    for (id, number, document) in database.revisions_after(after) {
        let Some(kept) = by_id.get(id.as_str()) else {
            // A seed profile, which no client writes.
            assert_eq!((number, after), (1, 0), "{document:#}");
            continue;
        };
        let expected = kept.states.get(number - 1);
        let expected = expected.unwrap_or_else(|| panic!("no client wrote {document:#}"));
        assert!(has_all_of(&document, expected), "{document:#}\nis not\n{expected:#}");
    }
    assert_eq!(current.len(), seed_count() + by_id.len(), "organizations that no client wrote");
}

/// The last change that was read over HTTP.
#[derive(Default)]
struct Checked {
    change: i64,
}

impl Checked {
    /// Asserts that readers get exactly the stored organizations, with the ETags that the clients
    /// received.
    fn assert_catalog(
        &mut self,
        server: &Server,
        database: &mut Database,
        current: &BTreeMap<String, CurrentOrganization>,
        clients: &[Client],
    ) {
        let mut connection = Connection::open(server.address, None).unwrap();
        let kept = clients.iter().flat_map(|client| &client.organizations);
        let etags: BTreeMap<&str, &str> =
            kept.filter_map(|kept| Some((kept.slug()?, kept.etag.as_deref()?))).collect();
        for (slug, it) in current {
            let reply = connection.get(&path(slug)).unwrap();
            if it.status == "withdrawn" {
                assert_eq!(reply.status, 410, "{slug}");
                continue;
            }
            assert_eq!(reply.status, 200, "{slug}: {reply:?}");
            let read = reply.json();
            assert_eq!(read["revision"], it.revision, "{slug}");
            assert_eq!(read["id"], it.id.as_str(), "{slug}");
            assert!(has_all_of(&read, &it.document), "{read:#}\nis not\n{:#}", it.document);
            let etag = reply.header("etag").unwrap();
            assert_eq!(etag, *etags.get(slug.as_str()).unwrap_or(&etag), "{slug}");
        }
        let listed = exported(&mut connection);
        let active = current.iter().filter(|(_, it)| it.status != "withdrawn");
        assert!(listed.keys().eq(active.clone().map(|(slug, _)| slug)), "the export differs");
        for (slug, it) in active {
            assert_eq!(listed[slug], it.document, "{slug} differs in the export");
        }
        for (former, present) in database.former_slugs() {
            let reply = connection.get(&path(&former)).unwrap();
            assert_eq!(reply.status, 308, "{former}");
            assert!(reply.header("location").unwrap().ends_with(&path(&present)), "{former}");
        }
        self.follow(&mut connection, database.last_change());
    }

    /// Reads the changes up to the last, and asserts that none is missing.
    fn follow(&mut self, connection: &mut Connection, last: i64) {
        while self.change < last {
            let path = format!("/api/v1/changes?since={}&limit=1000", self.change);
            let response = connection.get(&path).unwrap().json();
            let changes = response["data"].as_array().unwrap();
            assert!(!changes.is_empty(), "{path} is empty");
            for change in changes {
                self.change += 1;
                assert_eq!(change["change"], self.change, "{path}");
            }
        }
        assert_eq!(self.change, last);
    }
}

fn path(slug: &str) -> String {
    format!("/api/v1/organizations/{slug}")
}

fn acknowledged(clients: &[Client]) -> String {
    let mut sums: BTreeMap<&str, usize> = BTreeMap::new();
    for (method, count) in clients.iter().flat_map(|client| &client.acknowledged) {
        *sums.entry(*method).or_default() += count;
    }
    let methods: Vec<String> = sums.iter().map(|(method, n)| format!("{n} {method}")).collect();
    format!("{} ({})", sums.values().sum::<usize>(), methods.join(", "))
}
