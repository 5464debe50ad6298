//! Redactions that are refused: a clear message, and nothing changed.

use diesel::connection::SimpleConnection;
use diesel::{Connection, SqliteConnection};
use serde_json::json;

use super::scene::redact;
use crate::keys::{A21, create};
use crate::program::{Place, run};

#[test]
fn a_redaction_that_is_not_possible_says_why_and_changes_nothing() {
    let place = Place::seeded();
    let change = place.change();
    for (arguments, code, message) in [
        (&["a21", "--pointer", "/outcomes/99"][..], 1, "the profile has no such value"),
        (&["a21", "--pointer", "/nmae"], 1, "the profile has no such value"),
        (&["a21", "--pointer", "/slug"], 1, "the slug cannot be redacted"),
        (&["a21", "--pointer", "/status"], 1, "the status cannot be redacted"),
        (&["a21", "--pointer", "/name"], 1, "its name cannot go; give another in `replacement`"),
        (&["a21", "--pointer", "/focus_areas"], 1, "at least one term"),
        (&["a21", "--pointer", "/countries/0/country"], 1, "redact the whole object"),
        (&["a21", "--pointer", "/founded", "--replacement", "x"], 1, "only a text can be replaced"),
        (&["a21", "--pointer", "/acronym"], 1, "empty or redacted already"),
        (&["a21", "--pointer", "/summary", "--revisions", "7"], 1, "there is no revision 7"),
        (&["a21", "--notes"], 1, "have no notes"),
        (&["nowhere", "--pointer", "/summary"], 2, "no organization has the slug `nowhere`"),
        (&["a21", "--pointer", "summary"], 2, "a JSON pointer is empty or begins with `/`"),
        (&["a21", "--pointer", "/summary", "--revisions", "some"], 2, "write `all`, or numbers"),
        (&["a21"], 2, "--pointer"),
    ] {
        let mut command = place.program(["redact"]);
        let refused = run(command.args(arguments).args(["--reason", "They asked."]));
        assert_eq!(refused.code, Some(code), "{arguments:?}: {refused:?}");
        assert!(refused.stderr.contains(message), "{arguments:?}: {refused:?}");
    }
    let unexplained = run(&mut place.program(["redact", "a21", "--pointer", "/summary"]));
    assert_eq!(unexplained.code, Some(2), "{unexplained:?}");
    assert!(unexplained.stderr.contains("--reason"), "{unexplained:?}");
    let preview = run(&mut place.program([
        "redact",
        "a21",
        "--pointer",
        "/summary",
        "--reason",
        "x",
        "--dry-run",
    ]));
    assert_eq!(preview.code, Some(0), "{preview:?}");
    assert!(preview.stdout.starts_with("a21: would be redacted in revision 1\n"), "{preview:?}");
    assert_eq!(place.change(), change);
}

#[test]
fn a_redaction_is_made_once() {
    let place = Place::seeded();
    let arguments = ["a21", "--pointer", "/outcomes/0", "--reason", "They asked."];
    let done = redact(&place, &arguments);
    assert!(done.stdout.starts_with("a21: redacted in revision 1\n"), "{done:?}");
    assert!(done.stdout.contains("not reached:\n- backups"), "{done:?}");
    let change = place.change();
    let repeated = run(place.program(["redact"]).args(arguments));
    if repeated.code == Some(0) {
        assert!(repeated.stderr.contains("an earlier redaction is complete now"), "{repeated:?}");
    } else {
        assert_eq!(repeated.code, Some(1), "{repeated:?}");
        assert!(repeated.stderr.contains("was redacted before, on 20"), "{repeated:?}");
    }
    assert_eq!(place.change(), change);
    // The next outcome has moved up.
    redact(&place, &[&arguments[..], &["--again"]].concat());
}

#[test]
fn only_an_admin_redacts() {
    let place = Place::seeded();
    let server = place.serve();
    let key = create(&place, "curators", "editor");
    let bearer = format!("Bearer {key}");
    let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/json")];
    let body = json!({"pointer": "/summary", "reason": "They asked."});
    let path = format!("{A21}/redactions");
    let change = place.change();
    let refused = server.send("POST", &path, &headers, &body);
    assert_eq!(refused.status, 403, "{}", refused.body);
    assert_eq!(server.send("POST", &path, &headers[1..], &body).status, 401);
    let admin = format!("Bearer {}", create(&place, "admins", "admin"));
    let headers = [("Authorization", admin.as_str()), ("Content-Type", "application/json")];
    for (body, status, pointer) in [
        (json!({"pointer": "/summary"}), 422, ""),
        (json!({"reason": "They asked."}), 422, "/pointer"),
        (json!({"pointer": "/slug", "reason": "They asked."}), 422, "/pointer"),
        (json!({"pointer": "/outcomes/99", "reason": "They asked."}), 422, "/pointer"),
        (json!({"pointer": "/name", "reason": "They asked."}), 422, "/pointer"),
        (json!({"pointer": "/summary", "revisions": "9", "reason": "x"}), 422, "/revisions"),
        (json!({"pointer": "/summary", "revisions": [9], "reason": "x"}), 422, "/revisions"),
        (json!({"pointer": "/founded", "replacement": "x", "reason": "x"}), 422, "/replacement"),
        (json!([]), 422, ""),
    ] {
        let refused = server.send("POST", &path, &headers, &body);
        assert_eq!(refused.status, status, "{body}: {}", refused.body);
        assert_eq!(refused.json()["errors"][0]["pointer"], pointer, "{body}: {}", refused.body);
    }
    assert_eq!(place.change(), change);
}

#[test]
fn a_redaction_is_written_although_an_earlier_one_is_blocked() {
    let place = Place::seeded();
    // On PostgreSQL, other tests may block every purge: `redact` of the scene allows that.
    let Some(path) = place.database.url().strip_prefix("sqlite:") else { return };
    redact(&place, &["a21", "--pointer", "/outcomes/0", "--reason", "They asked."]);
    // As after a crash between the redaction and its purge.
    place.execute("UPDATE directory SET purged_change = 0");
    let mut reader = SqliteConnection::establish(path).unwrap();
    reader.batch_execute("BEGIN; SELECT count(*) FROM revisions").unwrap();

    let blocked = redact(&place, &["unseen", "--pointer", "/summary", "--reason", "They asked."]);

    assert_eq!(blocked.code, Some(3), "{blocked:?}");
    let served = place.serve().get("/api/v1/organizations/unseen").json();
    assert_eq!(served["summary"], "[redacted]");
}
