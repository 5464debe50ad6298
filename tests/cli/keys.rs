//! `keys` and `imports`: API keys, and reverting a load.

use antislavery_directory::directory;
use jiff::SignedDuration;
use regex::Regex;
use serde_json::json;

use crate::program::{Outcome, Place, Response, Server, copy_of_seed_data, edit, run};
use crate::secrecy::contains_part_of_secret;
use crate::support::profiles::{seed_data, seeds_loaded};

pub const SELF: &str = "/api/v1/keys/self";
pub const A21: &str = "/api/v1/organizations/a21";

pub fn keys(place: &Place, arguments: &[&str]) -> Outcome {
    run(place.program(["keys"]).args(arguments))
}

/// Creates a key and returns it.
pub fn create(place: &Place, name: &str, role: &str) -> String {
    let made = keys(place, &["create", "--name", name, "--role", role]);
    assert_eq!(made.code, Some(0), "{made:?}");
    made.stdout.trim_end().to_owned()
}

/// The public id in a key.
pub fn id(key: &str) -> &str {
    key.split('_').nth(2).unwrap()
}

pub fn read_self(server: &Server, key: &str) -> Response {
    server.request("GET", SELF, &[("Authorization", &format!("Bearer {key}"))])
}

fn kind(response: &Response) -> String {
    response.json()["type"].as_str().unwrap().to_owned()
}

/// Edits one key of a profile over HTTP.
pub fn patch(server: &Server, key: &str, path: &str, acronym: &str) -> Response {
    let headers = [
        ("Authorization", &*format!("Bearer {key}")),
        ("Content-Type", "application/merge-patch+json"),
        ("If-Match", &*server.etag(path)),
    ];
    server.send("PATCH", path, &headers, &json!({"acronym": acronym}))
}

#[test]
fn only_a_new_key_is_on_standard_output_and_it_is_valid_for_ninety_days() {
    let place = Place::empty();
    let made = keys(&place, &["create", "--name", "curators", "--role", "editor"]);
    let form = Regex::new("^asd_key_[0-9A-Za-z]{8}_[0-9A-Za-z]{27}_[0-9A-Za-z]{6}\n$").unwrap();
    assert_eq!(made.code, Some(0), "{made:?}");
    assert!(form.is_match(&made.stdout), "{made:?}");
    let message = format!("key {} (curators, editor) is valid until ", id(&made.stdout));
    assert!(made.stderr.starts_with(&message), "{made:?}");
    assert!(!contains_part_of_secret(made.stderr.as_bytes(), &made.stdout), "{made:?}");
    for (expiry, hours) in [("12h", Some(12)), ("2w", Some(336)), ("never", None)] {
        let name = format!("for {expiry}");
        let arguments = ["create", "--name", &name, "--role", "admin", "--expires", expiry];
        assert_eq!(keys(&place, &arguments).code, Some(0));
        assert_eq!(lifetime(&place, &name), hours.map(SignedDuration::from_hours));
    }
    assert_eq!(lifetime(&place, "curators"), Some(SignedDuration::from_hours(90 * 24)));
}

fn lifetime(place: &Place, name: &str) -> Option<SignedDuration> {
    let store = place.database.open_store();
    let keys = directory::list_keys(&store).unwrap();
    let key = keys.into_iter().find(|key| key.name.as_str() == name).unwrap();
    key.expires_at.map(|end| end.duration_since(key.created_at))
}

#[test]
fn invalid_arguments_of_keys_are_refused_with_one_sentence() {
    let place = Place::empty();
    create(&place, "curators", "editor");
    let taken = keys(&place, &["create", "--name", "curators", "--role", "admin"]);
    assert!(taken.sentence(2).contains("a key named `curators` is in use"), "{taken:?}");
    for command in ["revoke", "rotate"] {
        let refused = keys(&place, &[command, "unknown"]);
        assert!(refused.sentence(2).contains("no key `unknown`"), "{refused:?}");
    }
    for expiry in ["soon", "0d", "90", "1.5d", "-1d", "90 days", "100000d", ""] {
        let expires = format!("--expires={expiry}");
        let refused = keys(&place, &["create", "--name", "a", "--role", "editor", &expires]);
        assert_eq!((refused.code, refused.stdout.as_str()), (Some(2), ""), "{refused:?}");
        assert!(refused.stderr.contains("90d"), "{expiry:?}: {refused:?}");
    }
    for (name, role) in [("Ann (team)", "editor"), ("", "editor"), ("a", "boss"), ("a", "Admin")] {
        let refused = keys(&place, &["create", "--name", name, "--role", role]);
        assert_eq!((refused.code, refused.stdout.as_str()), (Some(2), ""), "{refused:?}");
    }
    assert_eq!(keys(&place, &["list"]).stdout.lines().count(), 2);
}

#[test]
fn the_list_shows_the_state_of_each_key_and_no_secret() {
    let place = Place::empty();
    let (editor, admin) =
        (create(&place, "curators", "editor"), create(&place, "import desk", "admin"));
    keys(&place, &["revoke", "curators"]);

    let list = keys(&place, &["list"]);

    assert_eq!((list.code, list.stderr.as_str()), (Some(0), ""), "{list:?}");
    let lines: Vec<&str> = list.stdout.lines().skip(1).collect();
    for (line, key, name, end) in [
        (lines[0], &editor, "curators     editor ", "never             0  revoked  all"),
        (lines[1], &admin, "import desk  admin ", "never             0  valid    all"),
    ] {
        assert!(line.starts_with(&format!("{}  {name}", id(key))), "{line}");
        assert!(line.ends_with(end), "{line}");
        assert!(!contains_part_of_secret(list.stdout.as_bytes(), key), "{}", list.stdout);
    }
}

#[test]
fn a_running_server_refuses_a_revoked_key_at_the_next_request() {
    let place = Place::seeded();
    let server = place.serve();
    for by_name in [true, false] {
        // A new key may have the name of a revoked one.
        let key = create(&place, "curators", "editor");
        assert_eq!(read_self(&server, &key).status, 200);

        let revoked = keys(&place, &["revoke", if by_name { "curators" } else { id(&key) }]);

        assert_eq!(revoked.stdout, format!("revoked {} (curators)\n", id(&key)), "{revoked:?}");
        let refused = read_self(&server, &key);
        assert_eq!((refused.status, &*kind(&refused)), (401, "/problems/revoked-key"));
        assert_eq!(patch(&server, &key, A21, "A").status, 401);
    }
}

#[test]
fn a_rotated_key_stays_valid_for_the_overlap() {
    let place = Place::new();
    let server = place.serve();
    let first = create(&place, "curators", "editor");
    let second = keys(&place, &["rotate", "curators"]).stdout.trim_end().to_owned();
    assert_eq!((read_self(&server, &first).status, read_self(&server, &second).status), (200, 200));
    let self_ = read_self(&server, &second).json();
    assert_eq!((&self_["name"], &self_["role"]), (&json!("curators"), &json!("editor")));
    let third = keys(&place, &["rotate", "curators", "--overlap", "0h"]).stdout;
    let third = third.trim_end();
    let statuses = [&first, &second, third].map(|key| read_self(&server, key).status);
    assert_eq!(statuses, [401, 401, 200]);
    assert_eq!(kind(&read_self(&server, &second)), "/problems/expired-key");
}

/// The id that a load prints.
pub fn import_id(loaded: &Outcome) -> String {
    let line = Regex::new("(?m)^import ([0-9a-f-]{36}): `imports revert ([0-9a-f-]{36})`").unwrap();
    let ids = line.captures(&loaded.stdout).unwrap_or_else(|| panic!("{loaded:?}"));
    assert_eq!(ids[1], ids[2]);
    ids[1].to_owned()
}

fn imports(place: &Place, arguments: &[&str]) -> Outcome {
    run(place.program(["imports"]).args(arguments))
}

/// Loads a different year for A21 and a different name for Free the Slaves; returns the id of the
/// import.
fn load_two_edits(place: &Place) -> String {
    let folder = copy_of_seed_data();
    let file = |slug: &str| folder.path().join(format!("organizations/{slug}.json"));
    edit(&file("a21"), "\"founded\": 2008", "\"founded\": 2007");
    edit(&file("free-the-slaves"), "\"name\": \"Free the Slaves\"", "\"name\": \"Free Them\"");
    let loaded = place.load(folder.path(), &[]);
    assert_eq!(loaded.last_line(), seeds_loaded(2, 0));
    import_id(&loaded)
}

#[test]
fn a_load_prints_its_import_id_and_can_be_reverted() {
    let place = Place::seeded();
    let id = load_two_edits(&place);
    let change = place.change();
    let list = imports(&place, &["list"]).stdout;
    let lines: Vec<&str> = list.lines().collect();
    assert_eq!(lines.len(), 2, "{list}");
    assert!(
        lines[0].starts_with(&id) && lines[0].contains("  command:load  2 changes  "),
        "{list}"
    );

    let reverted = imports(&place, &["revert", &id]);

    assert_eq!(reverted.code, Some(0), "{reverted:?}");
    assert!(reverted.stdout.contains("updated a21: founded\n"), "{reverted:?}");
    assert_eq!(place.change(), change + 2);
    let of_revert = import_id(&reverted);
    let list = imports(&place, &["list", "--limit", "2"]).stdout;
    let lines: Vec<&str> = list.lines().collect();
    assert!(lines[0].starts_with(&of_revert), "{list}");
    assert!(lines[1].ends_with(&format!(", reverted by {of_revert}")), "{list}");
    let again = place.load(&seed_data(), &[]);
    assert_eq!(again.last_line(), seeds_loaded(0, 0));
    assert!(!again.stdout.contains("import "), "nothing changed, so no import: {again:?}");
    let twice = imports(&place, &["revert", &id]);
    assert!(twice.sentence(1).contains(&of_revert), "{twice:?}");
    let unknown = imports(&place, &["revert", "nonsense"]);
    assert!(unknown.sentence(2).contains("`nonsense`"), "{unknown:?}");
}

#[test]
fn a_load_is_not_reverted_over_a_later_edit() {
    let place = Place::seeded();
    let id = load_two_edits(&place);
    let server = place.serve();
    let key = create(&place, "curators", "editor");
    let edited = patch(&server, &key, A21, "AAA");
    assert_eq!(edited.status, 200, "{}", edited.body);
    let change = place.change();

    let refused = imports(&place, &["revert", &id]);

    let sentence = refused.sentence(1);
    let edited = "`a21` was edited since (key:curators, 20";
    assert!(sentence.contains(edited), "{sentence}");
    assert!(!sentence.contains("free-the-slaves"), "{sentence}");
    assert_eq!(place.change(), change);
}

#[test]
fn a_key_is_limited_to_a_list_with_spaces_and_unknown_slugs_are_wrong_usage() {
    let place = Place::seeded();
    let create = |role: &str, organizations: &str| {
        let name = format!("{role} team {}", organizations.len());
        let options = ["--name", &name, "--role", role, "--organizations", organizations];
        keys(&place, &[&["create"], &options[..]].concat())
    };
    let limited = create("editor", "unseen, a21");
    assert_eq!(limited.code, Some(0), "{limited:?}");
    assert!(limited.stderr.contains("it may edit only a21, unseen"), "{limited:?}");
    for (role, message) in
        [("editor", "did you mean `unseen`?"), ("admin", "only keys with the role editor")]
    {
        let refused = create(role, "unsen");
        assert_eq!((refused.code, refused.stdout.as_str()), (Some(2), ""), "{refused:?}");
        assert!(refused.stderr.contains(message), "{refused:?}");
    }
}
