//! A database that the server's user may not write to: readiness says so, reads work, and writes
//! are refused with the reason.
//!
//! As root the server runs as another user, because root may write to every file.

use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::Command;

use rustix::process::geteuid;
use serde_json::json;

use crate::backup::Home;
use crate::keys::{A21, create, patch};
use crate::program::{BINARY, Place, Server, TIME_LIMIT, run};
use crate::support::profiles::seed_count;
use crate::support::wait::wait_for;

/// The user of the server, if the tests run as root.
const USER: u32 = 65534;

/// Lets the server's user enter the folder, and makes that user the owner of the data folder.
/// Returns the program, which that user can run.
fn prepare(home: &Home) -> PathBuf {
    if !geteuid().is_root() {
        return BINARY.into();
    }
    let data = home.path("data");
    fs::set_permissions(Path::new(&data).parent().unwrap(), Permissions::from_mode(0o755)).unwrap();
    give_all(Path::new(&data));
    let program = PathBuf::from(home.path("program"));
    fs::copy(BINARY, &program).unwrap();
    program
}

fn give_all(path: &Path) {
    chown(path, Some(USER), Some(USER)).unwrap();
    if path.is_dir() {
        fs::read_dir(path).unwrap().for_each(|entry| give_all(&entry.unwrap().path()));
    }
}

/// `serve` as the server's user.
fn serve(home: &Home, program: &Path) -> Command {
    as_user(home, program, &["serve"])
}

fn as_user(home: &Home, program: &Path, arguments: &[&str]) -> Command {
    let mut command = if geteuid().is_root() {
        let mut command = Command::new("setpriv");
        let user = USER.to_string();
        command.args(["--reuid", &user, "--regid", &user, "--clear-groups"]).arg(program);
        command
    } else {
        Command::new(program)
    };
    command.args(arguments).env_remove("DATABASE_URL");
    home.at(command)
}

/// Lets the server's user read a file, and write to it or not.
fn permit(file: &Path, is_writable: bool) {
    if geteuid().is_root() {
        chown(file, Some(if is_writable { USER } else { 0 }), None).unwrap();
        fs::set_permissions(file, Permissions::from_mode(0o644)).unwrap();
    } else {
        let mode = if is_writable { 0o644 } else { 0o444 };
        fs::set_permissions(file, Permissions::from_mode(mode)).unwrap();
    }
}

#[test]
fn a_read_only_database_is_reported_and_writes_get_503_until_it_is_writable() {
    // A new database is in WAL mode; a restored one is not until it is opened for writing.
    for is_restored in [false, true] {
        let home = Home::seeded();
        let made = home.run(&["keys", "create", "--name", "curators", "--role", "editor"]);
        let key = made.stdout.trim_end();
        if is_restored {
            home.succeed(&["backup", &home.path("backup.db")]);
            fs::remove_dir_all(home.path("data")).unwrap();
            home.succeed(&["restore", &home.path("backup.db")]);
        }
        let program = prepare(&home);
        permit(&home.database(), false);

        let server = Server::start(&mut serve(&home, &program));

        let readiness = server.get("/readyz");
        let body = readiness.json();
        assert_eq!((readiness.status, &body["status"]), (200, &json!("degraded")), "{body}");
        assert_eq!(body["store"], "read-only", "{body}");
        assert!(body["why"].as_str().unwrap().contains("the database is read-only"), "{body}");
        let refused = patch(&server, key, A21, "AA");
        assert_eq!((refused.status, refused.header("retry-after")), (503, Some("1")));
        let detail = refused.json()["detail"].as_str().unwrap().to_owned();
        assert!(detail.contains("read-only: the user of the server may not write"), "{detail}");
        assert_eq!(server.get(A21).status, 200);
        for (arguments, lines) in [(&["export", "-"][..], seed_count()), (&["keys", "list"], 2)] {
            let read = run(&mut as_user(&home, &program, arguments));
            assert_eq!((read.code, read.stdout.lines().count()), (Some(0), lines), "{read:?}");
        }
        let refused = run(&mut as_user(&home, &program, &["keys", "revoke", "curators"]));
        assert!(refused.sentence(3).contains("the database is read-only"), "{refused:?}");

        permit(&home.database(), true);

        wait_for(TIME_LIMIT, "the server to be ready", || {
            server.get("/readyz").json()["status"] == "ready"
        });
        assert_eq!(patch(&server, key, A21, "AA").status, 200, "restored: {is_restored}");
        let said = server.stderr();
        assert_eq!(said.matches("the database is read-only").count(), 1, "{said}");
        server.stop();
    }
}

#[test]
fn a_database_that_the_user_may_not_read_is_named_with_the_way_out() {
    let home = Home::seeded();
    let program = prepare(&home);
    let mode = if geteuid().is_root() {
        chown(home.database(), Some(0), None).unwrap();
        0o600
    } else {
        0o000
    };
    fs::set_permissions(home.database(), Permissions::from_mode(mode)).unwrap();

    let refused = run(&mut serve(&home, &program));

    assert!(refused.sentence(3).contains("belongs to another user"), "{refused:?}");
}

#[test]
fn root_creates_a_database_for_the_owner_of_its_folder() {
    if !geteuid().is_root() {
        return;
    }
    let source = Home::seeded();
    let (backup, dataset) = (source.path("backup.db"), source.path("dataset.zip"));
    source.succeed(&["backup", &backup]);
    source.succeed(&["export", &dataset]);
    let seeds = crate::support::profiles::seed_data().display().to_string();
    for (arguments, has_folder) in [
        (["restore", &backup], true),
        (["restore", &dataset], true),
        (["load", &seeds], true),
        (["load", &seeds], false),
        (["restore", &backup], false),
    ] {
        let home = Home::new();
        fs::create_dir(home.path("data")).unwrap();
        let program = prepare(&home);
        if !has_folder {
            // The folder above belongs to the server's user.
            fs::remove_dir(home.path("data")).unwrap();
            chown(Path::new(&home.path("data")).parent().unwrap(), Some(USER), None).unwrap();
        }

        home.succeed(&arguments);

        let metadata = home.database().metadata().unwrap();
        assert_eq!((metadata.uid(), metadata.mode() & 0o777), (USER, 0o600), "{arguments:?}");
        let server = Server::start(&mut serve(&home, &program));
        assert_eq!(server.get("/readyz").json()["status"], "ready", "{arguments:?}");
        server.stop();
    }
}

#[test]
fn a_read_only_postgresql_is_reported_and_writes_get_503() {
    let place = Place::seeded();
    if !place.database.is_postgres() {
        return;
    }
    let key = create(&place, "curators", "editor");
    // Every transaction of this server is read-only, as on a standby.
    let url = format!("{}%20-c%20default_transaction_read_only%3Don", place.database.url());
    let verified = run(place.program(["verify"]).env("DATABASE_URL", &url));
    assert_eq!(verified.code, Some(0), "{verified:?}");
    let server = Server::start(place.program(["serve"]).env("DATABASE_URL", url));

    let refused = patch(&server, &key, A21, "AA");

    assert_eq!((refused.status, refused.header("retry-after")), (503, Some("1")));
    assert!(refused.body.contains("accepts no writes"), "{}", refused.body);
    let readiness = server.get("/readyz").json();
    assert_eq!(
        (&readiness["status"], &readiness["store"]),
        (&json!("degraded"), &json!("read-only"))
    );
    assert!(readiness["why"].as_str().unwrap().contains("standby or read-only"), "{readiness}");
}

#[test]
fn a_postgresql_user_without_the_right_to_write_is_reported() {
    let place = Place::seeded();
    if !place.database.is_postgres() {
        return;
    }
    let key = create(&place, "curators", "editor");
    let schema = place.database.url().split_once("search_path%3D").unwrap().1;
    let role = format!("{schema}_reader");
    place.execute(&format!(
        "CREATE ROLE {role} LOGIN; GRANT USAGE ON SCHEMA {schema} TO {role};
         GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {role}"
    ));
    let (_, host) = place.database.url().split_once('@').unwrap();
    let url = format!("postgres://{role}@{host}");
    let server = Server::start(place.program(["serve"]).env("DATABASE_URL", url));

    let refused = patch(&server, &key, A21, "AA");

    let readiness = server.get("/readyz").json();
    server.stop();
    place.execute(&format!("DROP OWNED BY {role}; DROP ROLE {role}"));
    assert_eq!((refused.status, refused.header("retry-after")), (503, Some("1")), "{refused:?}");
    assert!(refused.body.contains("may not write to the tables"), "{}", refused.body);
    assert_eq!(readiness["store"], "read-only", "{readiness}");
    assert!(readiness["why"].as_str().unwrap().contains("may not write"), "{readiness}");
}
