//! Loads never replace an edit unseen: they name it and load nothing, unless an option says what to
//! do with it.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::keys::{A21, create, import_id, patch};
use crate::program::{Outcome, Place, Server, copy_of_seed_data, edit, run};
use crate::support::profiles::{
    profile, seed_count, seed_data, seed_documents, seed_terms, seeds_loaded,
};

/// Asserts that a load was refused because of these edits; returns its message.
fn assert_refused(place: &Place, path: &Path, options: &[&str], edits: &[&str]) -> String {
    let change = place.change();
    let refused = place.load(path, options);
    assert_eq!((refused.code, refused.stdout.as_str()), (Some(1), ""), "{refused:?}");
    let listed: Vec<&str> =
        refused.stderr.lines().filter_map(|line| line.strip_prefix("  ")).collect();
    assert_eq!(listed.len(), edits.len(), "{refused:?}");
    for (listed, edit) in listed.iter().zip(edits) {
        assert!(listed.starts_with(edit), "{listed}");
    }
    let last = refused.stderr.lines().last().unwrap();
    assert!(last.starts_with("nothing was loaded"), "{last}");
    assert!(last.contains("--keep-edits") && last.contains("--overwrite-edits"), "{last}");
    assert_eq!(place.change(), change, "something was written");
    refused.stderr
}

fn assert_loaded(loaded: &Outcome, last_line: &str) {
    assert_eq!((loaded.code, loaded.last_line()), (Some(0), last_line), "{loaded:?}");
}

fn acronym(server: &Server, place: &Place) -> Value {
    server.get(&format!("{A21}?min_change={}", place.change())).json()["acronym"].clone()
}

#[test]
fn a_load_replaces_an_edit_only_with_an_option() {
    let place = Place::seeded();
    let server = place.serve();
    let (key, other) =
        (create(&place, "curators", "editor"), create(&place, "night desk", "admin"));
    assert_eq!(patch(&server, &key, A21, "AA").status, 200);
    assert_eq!(patch(&server, &other, A21, "BB").status, 200);
    let edits = ["a21: acronym (key:night desk, 20"];

    let message = assert_refused(&place, &seed_data(), &[], &edits);
    assert!(message.contains("; key:curators, 20"), "{message}");
    assert_refused(&place, &seed_data(), &["--dry-run"], &edits);

    let change = place.change();
    let kept = place.load(&seed_data(), &["--keep-edits"]);
    assert_loaded(&kept, &seeds_loaded(0, 1));
    assert!(kept.stdout.contains("kept the edit of a21: acronym (key:night desk, "), "{kept:?}");
    assert_eq!(place.change(), change);

    let replaced = place.load(&seed_data(), &["--overwrite-edits"]);
    assert_loaded(&replaced, &seeds_loaded(1, 0));
    assert!(replaced.stdout.contains("updated a21: acronym\n"), "{replaced:?}");
    assert!(replaced.stdout.contains("replaced the edit of a21: acronym ("), "{replaced:?}");
    assert_eq!(acronym(&server, &place), Value::Null);
    assert_loaded(&place.load(&seed_data(), &[]), &seeds_loaded(0, 0));

    // The revert restores the edits, so they are protected again.
    let id = import_id(&replaced);
    let reverted = run(&mut place.program(["imports", "revert", &id]));
    assert_eq!(reverted.code, Some(0), "{reverted:?}");
    assert_eq!(acronym(&server, &place), "BB");
    assert_refused(&place, &seed_data(), &[], &edits);

    let both = place.load(&seed_data(), &["--keep-edits", "--overwrite-edits"]);
    assert_eq!(both.code, Some(2), "{both:?}");
}

#[test]
fn a_load_that_contains_the_edit_is_not_refused() {
    let place = Place::seeded();
    let server = place.serve();
    let key = create(&place, "curators", "editor");
    assert_eq!(patch(&server, &key, A21, "AA").status, 200);
    let folder = copy_of_seed_data();
    let file = folder.path().join("organizations/a21.json");
    edit(&file, "\"acronym\": null", "\"acronym\": \"AA\"");
    assert_loaded(&place.load(folder.path(), &[]), &seeds_loaded(0, 0));

    // Another key changes, and the edit stays.
    edit(&file, "\"founded\": 2008", "\"founded\": 2007");
    let loaded = place.load(folder.path(), &[]);
    assert_loaded(&loaded, &seeds_loaded(1, 0));
    assert!(loaded.stdout.contains("updated a21: founded\n"), "{loaded:?}");
    assert!(!loaded.stdout.contains("edit of"), "{loaded:?}");
    // No load has written the key of the edit, so it is still protected.
    assert_refused(&place, &seed_data(), &[], &["a21: acronym (key:curators, "]);
}

#[test]
fn an_edit_is_protected_until_a_load_writes_the_same_key() {
    let place = Place::seeded();
    let server = place.serve();
    let key = create(&place, "curators", "editor");
    assert_eq!(patch(&server, &key, A21, "AA").status, 200);
    let edits = ["a21: acronym (key:curators, "];
    let folder = copy_of_seed_data();
    let table = folder.path().join("table.csv");
    fs::write(&table, "slug,founded\na21,2001\n").unwrap();
    let change_founded = || {
        let loaded = place.load(&table, &[]);
        assert_eq!(loaded.code, Some(0), "{loaded:?}");
        import_id(&loaded)
    };
    let revert = |id: &str| {
        let reverted = run(&mut place.program(["imports", "revert", id]));
        assert_eq!(reverted.code, Some(0), "{reverted:?}");
    };

    // A table that wrote another key, and one that was reverted.
    revert(&change_founded());
    assert_refused(&place, &seed_data(), &[], &edits);
    change_founded();
    assert_refused(&place, &seed_data(), &[], &edits);

    // A load that replaced the edit, until it is reverted.
    let replaced = place.load(&seed_data(), &["--overwrite-edits"]);
    assert_eq!(replaced.code, Some(0), "{replaced:?}");
    assert_loaded(&place.load(&seed_data(), &[]), &seeds_loaded(0, 0));
    revert(&import_id(&replaced));
    assert_refused(&place, &seed_data(), &[], &edits);
}

#[test]
fn an_edit_that_was_taken_back_is_not_protected() {
    let place = Place::seeded();
    let server = place.serve();
    let key = create(&place, "curators", "editor");
    assert_eq!(patch(&server, &key, A21, "AA").status, 200);
    let path = format!("{A21}/revisions/1/restore");
    let bearer = format!("Bearer {key}");
    let headers = [("Authorization", bearer.as_str()), ("If-Match", "*")];
    assert_eq!(server.request("POST", &path, &headers).status, 200);
    let folder = copy_of_seed_data();
    let file = folder.path().join("organizations/a21.json");
    edit(&file, "\"acronym\": null", "\"acronym\": \"BB\"");
    let loaded = place.load(folder.path(), &[]);
    assert_loaded(&loaded, &seeds_loaded(1, 0));
}

#[test]
fn prune_withdraws_an_edited_organization_only_with_an_option() {
    let place = Place::seeded();
    let server = place.serve();
    let key = create(&place, "curators", "editor");
    let bearer = format!("Bearer {key}");
    let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/json")];
    let created =
        server.send("POST", "/api/v1/organizations", &headers, &profile("new", json!({})));
    assert_eq!(created.status, 201, "{}", created.body);

    assert_loaded(&place.load(&seed_data(), &[]), &seeds_loaded(0, 0));
    assert_refused(
        &place,
        &seed_data(),
        &["--prune"],
        &["new: status, withdrawal (key:curators, "],
    );
    let kept = place.load(&seed_data(), &["--prune", "--keep-edits"]);
    let seeds = seed_count();
    let all = seeds + 1;
    let expected = format!("{all} profiles: 0 added, 0 updated, {seeds} unchanged, 1 kept");
    assert_loaded(&kept, &expected);
    let pruned = place.load(&seed_data(), &["--prune", "--overwrite-edits"]);
    assert_loaded(&pruned, &format!("{}, 1 withdrawn", seeds_loaded(0, 0)));
}

#[test]
fn a_kept_organization_keeps_its_identifier() {
    let identifier = json!([{"scheme": "US-EIN", "value": "12-3456789"}]);
    let place = Place::new();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("profiles.ndjson");
    let write = |profiles: &[&Value]| {
        let lines: Vec<String> = profiles.iter().map(|profile| format!("{profile}\n")).collect();
        fs::write(&file, lines.concat()).unwrap();
    };
    let (old_a, old_b) =
        (profile("a", json!({"identifiers": identifier})), profile("b", json!({})));
    write(&[&old_a, &old_b]);
    assert_eq!(place.load(&file, &[]).code, Some(0));
    let server = place.serve();
    let key = create(&place, "curators", "editor");
    assert_eq!(patch(&server, &key, "/api/v1/organizations/a", "AA").status, 200);
    let (new_a, new_b) =
        (profile("a", json!({})), profile("b", json!({"identifiers": identifier})));
    for order in [[&new_a, &new_b], [&new_b, &new_a]] {
        write(&order);
        let refused = place.load(&file, &["--keep-edits"]);
        assert_eq!(refused.code, Some(1), "{refused:?}");
        assert!(refused.stderr.contains("is an identifier of `a`"), "{refused:?}");
    }
    assert_eq!(place.load(&file, &["--overwrite-edits"]).code, Some(0));
}

#[test]
fn an_edited_or_removed_term_is_replaced_only_with_an_option() {
    let place = Place::new();
    let folder = copy_of_seed_data();
    let file = folder.path().join("approaches.json");
    let mut terms = seed_terms("approaches");
    let watch = json!({
        "slug": "night-watch", "label": "Night watch", "alt_labels": [], "definition": "A test.",
        "group": false, "sources": [{"title": "A page", "url": "https://example.org/"}],
    });
    terms.push(watch);
    fs::write(&file, Value::from(terms.clone()).to_string()).unwrap();
    assert_eq!(place.load(folder.path(), &[]).code, Some(0));
    let server = place.serve();
    let bearer = format!("Bearer {}", create(&place, "word desk", "admin"));
    let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/json")];
    let mut rescue = terms.iter().find(|term| term["slug"] == "rescue").unwrap().clone();
    rescue["definition"] = "Another definition.".into();
    let put = server.send("PUT", "/api/v1/approaches/rescue", &headers, &rescue);
    assert_eq!(put.status, 200, "{}", put.body);
    let removed = server.request("DELETE", "/api/v1/approaches/night-watch", &headers[..1]);
    assert_eq!(removed.status, 204, "{}", removed.body);

    let message = assert_refused(&place, folder.path(), &[], &["approach ", "approach "]);
    for edit in ["rescue: definition (key:word desk, ", "night-watch: removed (key:word desk, "] {
        assert!(message.contains(&format!("  approach {edit}")), "{message}");
    }
    let change = place.change();
    let kept = place.load(folder.path(), &["--keep-edits"]);
    assert_loaded(&kept, &seeds_loaded(0, 0));
    let terms = seed_documents() - seed_count();
    let said =
        format!("{} terms: 0 added, 0 updated, {} unchanged, 2 kept\n", terms + 1, terms - 1);
    assert!(kept.stdout.contains(&said), "{kept:?}");
    assert_eq!(place.change(), change);
    let replaced = place.load(folder.path(), &["--overwrite-edits"]);
    let counts = format!("{} terms: 1 added, 1 updated, {} unchanged\n", terms + 1, terms - 1);
    assert!(replaced.stdout.contains(&counts), "{replaced:?}");
    assert_loaded(&place.load(folder.path(), &[]), &seeds_loaded(0, 0));
}

#[test]
fn a_renamed_organization_is_kept_under_its_new_slug() {
    // No other profile names this organization.
    const GOODWEAVE: &str = "/api/v1/organizations/goodweave-international";
    let place = Place::seeded();
    let server = place.serve();
    let bearer = format!("Bearer {}", create(&place, "curators", "editor"));
    let headers = [
        ("Authorization", bearer.as_str()),
        ("Content-Type", "application/merge-patch+json"),
        ("If-Match", "*"),
    ];
    let renamed = server.send("PATCH", GOODWEAVE, &headers, &json!({"slug": "goodweave-renamed"}));
    assert_eq!(renamed.status, 200, "{}", renamed.body);
    let change = place.change();

    let refused = place.load(&seed_data(), &[]);
    assert_eq!(refused.code, Some(1), "{refused:?}");
    assert!(refused.stderr.contains("is a former slug of `goodweave-renamed`"), "{refused:?}");
    for options in [&["--keep-edits"][..], &["--keep-edits", "--prune"]] {
        let kept = place.load(&seed_data(), options);
        assert_loaded(&kept, &seeds_loaded(0, 1));
        assert!(kept.stdout.contains("kept the edit of goodweave-renamed: slug (key:curators, "));
        assert_eq!(place.change(), change);
    }

    // A reference to the former slug is still a mistake.
    let folder = copy_of_seed_data();
    let file = folder.path().join("organizations/polaris.json");
    let mut polaris: Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
    polaris["parent"] = json!({"name": "GoodWeave", "slug": "goodweave-international"});
    fs::write(&file, polaris.to_string()).unwrap();
    let refused = place.load(folder.path(), &["--keep-edits"]);
    assert_eq!(refused.code, Some(1), "{refused:?}");
    assert!(
        refused.stderr.contains("the directory has no organization `goodweave-international`"),
        "{refused:?}"
    );
}
