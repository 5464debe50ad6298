//! The secret of an API key is never stored, logged or sent.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use diesel::{Connection, PgConnection, QueryableByName, RunQueryDsl, sql_query, sql_types};
use serde_json::json;

use crate::keys::{A21, SELF, create, id, keys, patch, read_self};
use crate::program::{BINARY, Place, Server, TIME_LIMIT, run};
use crate::support::wait::wait_for;

/// Reports whether a text contains eight consecutive characters of a key's secret. The text must
/// not be compressed.
pub fn contains_part_of_secret(text: &[u8], key: &str) -> bool {
    let secret = key.trim_end().split('_').nth(3).unwrap();
    assert_eq!(secret.len(), 27);
    secret.as_bytes().windows(8).any(|part| text.windows(8).any(|it| it == part))
}

/// Appends the bytes of all files in a folder, including its subfolders.
fn bytes_below(folder: &Path, bytes: &mut Vec<u8>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            bytes_below(&path, bytes);
        } else {
            // The server may delete a file of its index in the meantime.
            bytes.extend(fs::read(&path).unwrap_or_default());
        }
    }
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = sql_types::Text)]
    row: String,
}

/// All stored bytes: the files, and on PostgreSQL the tables that could contain a key.
fn stored_bytes(place: &Place) -> Vec<u8> {
    let mut bytes = Vec::new();
    bytes_below(place.database.folder(), &mut bytes);
    if place.database.is_postgres() {
        let mut connection = PgConnection::establish(place.database.url()).unwrap();
        for table in ["api_keys", "organizations", "revisions", "directory"] {
            let all = format!("SELECT CAST(t AS text) AS row FROM {table} AS t");
            let rows: Vec<Row> = sql_query(all).load(&mut connection).unwrap();
            rows.iter().for_each(|it| bytes.extend(it.row.as_bytes()));
        }
    }
    bytes
}

#[test]
fn the_secret_of_a_key_is_never_logged_stored_or_sent() {
    let place = Place::seeded();
    let mut command = place.program(["serve"]);
    let mut server = Server::start(command.env("RUST_LOG", "trace"));
    let key = create(&place, "canary", "admin");
    let misspelled = format!("{}{}", &key[..50], if key.ends_with('a') { 'b' } else { 'a' });
    let mut responses = vec![read_self(&server, &key), patch(&server, &key, A21, "AAA")];
    responses.push(read_self(&server, &misspelled));
    for path in [
        format!("{SELF}?key={key}"),
        format!("{A21}?{key}"),
        format!("/api/v1/organizations/{key}"),
        format!("/{key}"),
    ] {
        responses.push(server.get(&path));
    }
    responses.push(server.request("GET", SELF, &[("Authorization", &format!("Basic {key}"))]));
    responses.push(server.request("GET", SELF, &[("Authorization", &key)]));
    responses.push(server.request("GET", SELF, &[("X-Request-Id", &key), ("Cookie", &key)]));
    let bearer = format!("Bearer {key}");
    let noted = [("Authorization", &*bearer), ("If-Match", "*"), ("X-Change-Note", &key)];
    responses.push(server.send("DELETE", A21, &noted, &json!({"reason": "Gone."})));
    keys(&place, &["revoke", "canary"]);
    responses.push(read_self(&server, &key));
    let statuses: Vec<u16> = responses.iter().map(|response| response.status).collect();
    assert_eq!(statuses, [200, 200, 401, 400, 400, 400, 400, 401, 401, 401, 400, 401]);

    let while_it_runs = stored_bytes(&place);
    assert_eq!(server.stop_by("TERM").0.code(), Some(0));
    wait_for(TIME_LIMIT, "the last line of the log", || server.stderr().contains("stopping"));

    let log = server.stderr();
    assert!(log.contains("GET /api/v1/keys/self 200 in "), "{log}");
    let holds = |text: &[u8], word: &str| text.windows(word.len()).any(|it| it == word.as_bytes());
    for stored in [while_it_runs, stored_bytes(&place)] {
        // Proves that the bytes searched include the key's row and its change.
        assert!(holds(&stored, id(&key)) && holds(&stored, "key:canary"));
        assert!(!contains_part_of_secret(&stored, &key), "the secret is stored");
    }
    assert!(!contains_part_of_secret(log.as_bytes(), &key), "the secret is in the log:\n{log}");
    for response in responses {
        assert!(!contains_part_of_secret(format!("{response:?}").as_bytes(), &key), "{response:?}");
    }
}

/// The first block of commands in a document that contains `text`.
fn block<'d>(document: &'d str, text: &str) -> &'d str {
    let blocks = document.split("```sh\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    blocks.into_iter().find(|block| block.contains(text)).unwrap()
}

#[test]
fn the_commands_of_the_documents_write_keys_into_private_files() {
    for (document, command) in [
        ("README.md", "> curators.secret"),
        ("README.md", "key=~/antislavery-editor.key"),
        ("docs/editing.md", "keys create"),
    ] {
        let text = fs::read_to_string(document).unwrap();
        let place = Place::seeded();
        let server = place.serve();
        let folder = tempfile::tempdir().unwrap();
        let (home, work) = (folder.path().join("home"), folder.path().join("work"));
        for folder in [&home, &work] {
            fs::create_dir(folder).unwrap();
        }
        let host = server.address.to_string();
        let commands = block(&text, command).replace("localhost:8080", &host);
        let mut command = Command::new("bash");
        let path = Path::new(BINARY).parent().unwrap().display().to_string();
        let path = format!("{path}:{}", std::env::var("PATH").unwrap());
        command.args(["-c", &format!("umask 022\n{commands}")]).current_dir(&work);
        command.env("HOME", &home).env("PATH", path).env("no_proxy", "*");

        let ran = run(&mut place.at(command));

        assert_eq!(ran.code, Some(0), "{document}: {ran:?}");
        let mut keys = 0;
        for entry in [&home, &work].into_iter().flat_map(|it| fs::read_dir(it).unwrap()) {
            let path = entry.unwrap().path();
            let mode = path.metadata().unwrap().permissions().mode() & 0o777;
            assert_eq!(mode, 0o600, "{document}: {}", path.display());
            keys += usize::from(fs::read_to_string(&path).unwrap().contains("asd_key_"));
        }
        assert!(keys > 0, "{document}: {ran:?}");
    }
}

#[test]
fn git_ignores_files_with_keys() {
    for name in ["editor.key", "admin.secret", "docs/editor.key", "data/directory.db"] {
        let mut git = Command::new("git");
        let root = env!("CARGO_MANIFEST_DIR");
        let ignored =
            git.args(["-C", root, "check-ignore", "--quiet", "--no-index", name]).status();
        assert!(ignored.unwrap().success(), "{name}");
    }
}
