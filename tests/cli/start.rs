//! Starting and stopping the server.

use std::collections::BTreeSet;
use std::fs::Permissions;
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

use serde_json::Value;

use crate::program::{Place, Server};
use crate::support::profiles::{
    active_seed_profiles, countries_of, seed_count, seed_data, seed_profiles, seed_terms,
    term_and_narrower,
};

const IJM: &str = "/api/v1/organizations/international-justice-mission";

#[test]
fn the_first_start_loads_the_embedded_profiles_and_prints_the_url() {
    let place = Place::new();
    let server = place.serve();

    let version = env!("CARGO_PKG_VERSION");
    let expected = format!(
        "Antislavery Directory {version}: {} profiles loaded. Look at http://{}/\n",
        seed_count(),
        server.address
    );
    assert_eq!(server.stdout(), expected);
    assert_eq!(server.get("/api/v1").json()["data"]["organizations"], seed_count());
    assert_eq!(server.get("/docs/").status, 200);

    // A second start finds the same directory.
    let etags = [server.etag(IJM), server.etag("/api/v1/organizations")];
    let change = place.change();
    server.stop();
    let server = place.serve();
    let expected = format!("Antislavery Directory {version}: Look at http://{}/\n", server.address);
    assert_eq!(server.stdout(), expected);
    assert_eq!([server.etag(IJM), server.etag("/api/v1/organizations")], etags);
    assert_eq!(place.change(), change);
}

#[test]
fn without_a_database_url_everything_is_in_the_data_folder() {
    let folder = tempfile::tempdir().unwrap();
    let data_dir = folder.path().join("made/on/the/way");
    let arguments = ["--listen", "127.0.0.1:0", "--data-dir", data_dir.to_str().unwrap()];
    // Without a command, the program serves.
    let server = Server::start(crate::program::program(arguments).current_dir(folder.path()));
    assert_eq!(server.get(IJM).status, 200);
    server.stop();
    let mut names: Vec<_> = std::fs::read_dir(&data_dir)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names.retain(|name| !name.starts_with("directory.db-"));
    assert_eq!(names, ["directory.db", "index"]);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_profile_is_served_in_full() {
    let place = Place::seeded();
    let server = place.serve();

    let response = server.get(IJM);
    assert_eq!((response.status, response.header("content-type")), (200, Some("application/json")));
    let profile = response.json();
    assert!(profile["framing"]["summary"].as_str().unwrap().len() > 50);
    for list in ["research", "ways_to_help", "sources"] {
        assert!(!profile[list].as_array().unwrap().is_empty(), "{list} is empty");
    }
    let steps = profile["method"]["steps"].as_array().unwrap();
    assert!(!steps.is_empty() && steps.iter().all(|step| step["name"].is_string()));

    let by_identifier = server.get("/api/v1/organizations/US-EIN-541722887");
    assert_eq!(by_identifier.status, 308);
    assert!(by_identifier.header("location").unwrap().ends_with(IJM));

    let etag = response.header("etag").unwrap();
    let again = server.request("GET", IJM, &[("If-None-Match", etag)]);
    assert_eq!((again.status, again.body.as_str(), again.header("etag")), (304, "", Some(etag)));
    assert_eq!(server.request("GET", IJM, &[("If-None-Match", "\"r0-x\"")]).status, 200);

    let head = server.request("HEAD", IJM, &[]);
    assert_eq!((head.status, head.body.as_str(), head.header("etag")), (200, "", Some(etag)));
    assert_eq!(head.header("content-length"), response.header("content-length"));
}

#[test]
fn every_profile_is_served_as_written() {
    let place = Place::new();
    let server = place.serve();
    let profiles = seed_profiles();
    for written in &profiles {
        let slug = written["slug"].as_str().unwrap();
        let served = server.get(&format!("/api/v1/organizations/{slug}")).json();
        for (key, value) in written.as_object().unwrap() {
            assert_eq!(&served[key], value, "{slug}: {key}");
        }
    }
}

#[test]
fn a_filtered_list_has_exactly_the_matching_organizations() {
    let place = Place::seeded();
    let server = place.serve();
    let list = server.get("/api/v1/organizations?focus_area=bonded-labour&country=IN&per_page=100");
    let rows = list.json();
    let rows = rows["data"].as_array().unwrap();
    let listed: BTreeSet<&str> = rows.iter().map(|row| row["slug"].as_str().unwrap()).collect();

    // An organization with a narrower term matches too.
    let wanted = term_and_narrower(&seed_terms("focus_areas"), "bonded-labour");
    let profiles = active_seed_profiles();
    let fits = |profile: &&Value| {
        let areas = profile["focus_areas"].as_array().unwrap();
        profile["status"] == "active"
            && areas.iter().any(|area| wanted.iter().any(|slug| area == slug.as_str()))
            && countries_of(profile).contains(&"IN")
    };
    let expected: BTreeSet<&str> =
        profiles.iter().filter(fits).map(|profile| profile["slug"].as_str().unwrap()).collect();
    assert!(expected.contains("international-justice-mission") && expected.len() < profiles.len());
    assert_eq!(listed, expected);
}

#[test]
fn a_signal_stops_the_server_cleanly_and_quickly() {
    for signal in ["TERM", "INT", "HUP"] {
        let place = Place::new();
        let mut server = place.serve();
        // An idle connection must not keep the server running.
        let _idle = TcpStream::connect(server.address).unwrap();
        let (status, took) = server.stop_by(signal);
        assert_eq!(status.code(), Some(0), "{signal}: {}", server.stderr());
        assert!(took < Duration::from_secs(10), "{signal}: it took {took:?}");
        assert!(TcpStream::connect(server.address).is_err(), "{signal}: it still listens");
    }
}

#[test]
fn a_server_that_was_started_to_ignore_sighup_continues() {
    let place = Place::new();
    // As `nohup` does.
    let mut command = std::process::Command::new("bash");
    command.args(["-c", "trap '' HUP; exec \"$0\" serve", crate::program::BINARY]);
    let server = Server::start(&mut place.at(command));
    server.send_signal("HUP");
    assert_eq!(server.get("/readyz").status, 200);
    server.stop();
}

#[test]
fn only_the_owner_can_read_the_data_folder_and_the_file_limit_is_raised() {
    let folder = tempfile::tempdir().unwrap();
    let data_dir = folder.path().join("data");
    // A mask that allows all permissions, and a soft limit below the hard one.
    let script = "umask 000; ulimit -Sn 200; ulimit -Hn 700; exec \"$0\" serve";
    let mut command = std::process::Command::new("bash");
    command.args(["-c", script, crate::program::BINARY]);
    command.env("DATA_DIR", &data_dir).env("LISTEN", "127.0.0.1:0").env_remove("DATABASE_URL");
    let server = Server::start(&mut command);

    let said = server.stderr();
    assert!(said.contains("at most 700 files may be open at once"), "{said}");
    let is_root = rustix::process::geteuid().is_root();
    assert_eq!(said.matches("runs as root").count(), usize::from(is_root), "{said}");
    assert!(!said.contains("chmod"), "{said}");
    let mut found = vec![data_dir.clone()];
    let mut place = 0;
    while let Some(path) = found.get(place).cloned() {
        let metadata = path.metadata().unwrap();
        let expected = if metadata.is_dir() { 0o700 } else { 0o600 };
        assert_eq!(metadata.permissions().mode() & 0o777, expected, "{}", path.display());
        if metadata.is_dir() {
            found.extend(path.read_dir().unwrap().map(|entry| entry.unwrap().path()));
        }
        place += 1;
    }
    for name in ["directory.db", "directory.db-wal", "directory.db-shm", "index"] {
        assert!(found.contains(&data_dir.join(name)), "{name} is not there");
    }
    server.stop();

    // The server warns about a file that other users can read, and does not change it.
    std::fs::set_permissions(data_dir.join("directory.db"), Permissions::from_mode(0o644)).unwrap();
    let server = Server::start(&mut command);
    let said = server.stderr();
    assert!(said.contains("directory.db (mode 644); `chmod 600` it"), "{said}");
}

#[test]
fn only_the_owner_can_read_a_database_that_a_command_creates() {
    let folder = tempfile::tempdir().unwrap();
    let script = "umask 000; exec \"$0\" load \"$1\"";
    let mut command = std::process::Command::new("bash");
    command.args(["-c", script, crate::program::BINARY]).arg(seed_data());
    command.env_remove("DATABASE_URL").env("DATA_DIR", folder.path().join("data"));
    let loaded = crate::program::run(&mut command);
    assert_eq!(loaded.code, Some(0), "{loaded:?}");
    for (name, expected) in [("data", 0o700), ("data/directory.db", 0o600)] {
        let mode = folder.path().join(name).metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, expected, "{name}");
    }
}
