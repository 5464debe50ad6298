//! The canary is nowhere after a redaction, whatever comes after.

use serde_json::{Value, json};

use super::scene::{SLUG, Scene, URL, redact};
use crate::program::{Place, Server, TIME_LIMIT, run};
use crate::support::profiles::seed_data;
use crate::support::wait::wait_for;

#[test]
fn a_redacted_text_is_gone_from_every_response_and_every_file() {
    let scene = Scene::new();
    let before = scene.servers[0].get(&format!("{URL}/revisions?per_page=100")).json();

    scene.redact_all();

    scene.assert_gone();
    let after = scene.servers[0].get(&format!("{URL}/revisions?per_page=100")).json();
    let kept = ["revision", "change", "kind", "at", "author", "changed"];
    for (before, after) in before["data"]
        .as_array()
        .unwrap()
        .iter()
        .rev()
        .zip(after["data"].as_array().unwrap().iter().rev())
    {
        for key in kept {
            assert_eq!(before[key], after[key], "{key}: {before} {after}");
        }
        assert_eq!(after["redacted"][0]["reason"], "A safe house.", "{after}");
    }
    let newest = &after["data"][0];
    assert_eq!(
        (&newest["author"], &newest["note"], &newest["kind"]),
        (&json!("command:redact"), &json!("A safe house."), &json!("updated"))
    );
    let verified = run(&mut scene.place.program(["verify"]));
    assert_eq!(verified.code, Some(0), "{verified:?}");

    // Restoring a revision and reverting the import write former profiles.
    for number in 1..=5 {
        let path = format!("{URL}/revisions/{number}/restore");
        let restored = scene.write("POST", &path, "application/json", None, "");
        assert_eq!(restored.status, 200, "{}", restored.body);
    }
    let reverted = run(&mut scene.place.program(["imports", "revert", &scene.import]));
    assert_eq!(reverted.code, Some(1), "{reverted:?}");
    scene.assert_gone();
}

#[test]
fn a_redaction_over_http_is_complete_without_a_command() {
    let scene = Scene::new();
    let body = json!({"pointer": "", "reason": "They asked for it."}).to_string();
    let path = format!("{URL}/redactions");
    let preview =
        scene.write("POST", &format!("{path}?dry_run=true"), "application/json", None, &body);
    assert_eq!(preview.status, 200, "{}", preview.body);
    assert_eq!(preview.json()["redacted"], json!([1, 2, 3, 4, 5]));
    assert_eq!(scene.place.change(), preview.json()["change"].as_i64().unwrap());

    let done = scene.write("POST", &path, "application/json", None, &body);

    assert_eq!(done.status, 200, "{}", done.body);
    assert_eq!(done.json()["remaining"], json!([]));
    scene.assert_gone();
    let gone = scene.servers[0].get(URL);
    assert_eq!((gone.status, &gone.json()["reason"]), (410, &json!("They asked for it.")));
    let first = scene.servers[0].get(&format!("{URL}/revisions/1")).json();
    assert_eq!(
        (&first["profile"]["slug"], &first["profile"]["name"], &first["profile"]["sources"]),
        (&json!(SLUG), &json!("[redacted]"), &json!([]))
    );
    assert_eq!(first["redacted"][0]["pointer"], "");
}

#[test]
fn a_load_does_not_bring_a_redacted_text_back_unseen() {
    let scene = Scene::new();
    scene.redact_all();
    let export = run(&mut scene.place.program(["export", "-"]));
    assert!(export.stdout.contains(r#""summary":"[redacted]""#), "{export:?}");
    assert!(!scene.canary.is_in(export.stdout.as_bytes()));
    let file = scene.place.database.folder().join("again.json");
    let text = crate::support::profiles::profile(SLUG, json!({"summary": "Written again."}));
    std::fs::write(&file, text.to_string()).unwrap();
    let loaded = scene.place.load(&file, &[]);
    assert_eq!(loaded.code, Some(1), "{loaded:?}");
    assert!(loaded.stderr.contains("command:redact"), "{loaded:?}");
    std::fs::remove_file(file).unwrap();
    scene.assert_gone();
}

#[test]
fn a_server_that_starts_later_completes_a_redaction() {
    let mut scene = Scene::new();
    let nodes = scene.servers.len();
    scene.servers.drain(..).for_each(Server::stop);
    // As a process that was killed after the transaction leaves it.
    scene.redact_all();
    scene.place.execute("UPDATE directory SET purged_change = 0");

    scene.servers = (0..nodes).map(|number| scene.node(number)).collect();

    scene.assert_gone();
}

#[test]
fn a_backup_that_was_made_before_can_be_redacted_again() {
    let mut scene = Scene::new();
    if scene.place.database.is_postgres() {
        // PostgreSQL is backed up with its own tools.
        return;
    }
    let backup = scene.place.database.folder().join("backup.db");
    let made = run(scene.place.program(["backup"]).arg(&backup));
    assert_eq!(made.code, Some(0), "{made:?}");
    scene.redact_all();
    wait_for(TIME_LIMIT, "only the backup to have the text", || {
        scene.found().iter().all(|place| place.ends_with("backup.db"))
    });

    scene.servers.drain(..).for_each(Server::stop);
    for ending in ["", "-wal", "-shm"] {
        let path = scene.place.database.folder().join(format!("directory.db{ending}"));
        let _ = std::fs::remove_file(path);
    }
    let restored = run(scene.place.program(["restore"]).arg(&backup));
    assert_eq!(restored.code, Some(0), "{restored:?}");
    std::fs::remove_file(&backup).unwrap();
    scene.servers.push(scene.node(0));
    assert!(scene.canary.is_in(scene.servers[0].get(URL).body.as_bytes()));
    scene.redact_all();

    scene.assert_gone();
}

#[test]
fn no_later_load_makes_the_old_text_acceptable() {
    let place = Place::seeded();
    redact(&place, &["a21", "--pointer", "/summary", "--reason", "They asked."]);
    let export = run(&mut place.program(["export", "-"]));
    let line = export.stdout.lines().find(|line| line.contains("\"slug\":\"a21\""));
    let mut present: Value = serde_json::from_str(line.unwrap()).unwrap();
    present["founded"] = json!(2009);
    let file = place.database.folder().join("present.json");
    std::fs::write(&file, present.to_string()).unwrap();
    let loaded = place.load(&file, &[]);
    assert_eq!(loaded.code, Some(0), "{loaded:?}");
    let dataset = place.database.folder().join("dataset");
    let made = run(place.program(["export", "--format", "dataset"]).arg(&dataset));
    assert_eq!(made.code, Some(0), "{made:?}");
    let other = Place::new();
    let restored = run(other.program(["restore"]).arg(&dataset));
    assert_eq!(restored.code, Some(0), "{restored:?}");

    for place in [&place, &other] {
        let old = place.load(&seed_data().join("organizations/a21.json"), &[]);
        assert_eq!(old.code, Some(1), "{old:?}");
        assert!(old.stderr.contains("a21: ") && old.stderr.contains("summary"), "{old:?}");
        assert!(old.stderr.contains("a redaction"), "{old:?}");
        let again = place.load(&file, &[]);
        assert_eq!(again.code, Some(0), "{again:?}");
        // A withdrawal brings nothing back.
        let pruned = place.load(&seed_data().join("organizations/unseen.json"), &["--prune"]);
        assert_eq!(pruned.code, Some(0), "{pruned:?}");
    }
}

#[test]
fn a_dataset_says_what_was_redacted_and_a_restored_directory_too() {
    let place = Place::seeded();
    redact(&place, &["a21", "--pointer", "/outcomes/0", "--reason", "They asked."]);
    let dataset = place.database.folder().join("dataset.zip");
    let made = run(place.program(["export", "--format", "dataset"]).arg(&dataset));
    assert_eq!(made.code, Some(0), "{made:?}");

    let other = Place::new();
    let restored = run(other.program(["restore"]).arg(&dataset));

    assert_eq!(restored.code, Some(0), "{restored:?}");
    let revision = other.serve().get("/api/v1/organizations/a21/revisions/1").json();
    let record = &revision["redacted"][0];
    assert_eq!(
        (&record["pointer"], &record["reason"], revision["redacted"].as_array().unwrap().len()),
        (&json!("/outcomes/0"), &json!("They asked."), 1)
    );
}
