//! `load`: its report is what it did.

use std::fs;
use std::time::Duration;

use crate::program::{Place, copy_of_seed_data, edit, run, run_with_input};
use crate::support::profiles::{
    active_seed_profiles, seed_count, seed_data, seeds_added, seeds_loaded,
};
use crate::support::wait::wait_for;

#[test]
fn a_second_load_changes_nothing_and_reports_it() {
    let place = Place::new();

    let first = place.load(&seed_data(), &[]);
    assert_eq!((first.code, first.last_line()), (Some(0), &*seeds_added()), "{first:?}");
    assert!(first.stdout.contains("added international-justice-mission\n"), "{}", first.stdout);
    let change = place.change();
    assert!(change > seed_count() as i64, "terms count as changes too: {change}");

    let second = place.load(&seed_data(), &[]);
    assert_eq!((second.code, second.last_line()), (Some(0), &*seeds_loaded(0, 0)), "{second:?}");
    assert_eq!(second.stdout.lines().count(), 2, "{}", second.stdout);
    assert_eq!(place.change(), change);
}

#[test]
fn loading_only_profiles_also_loads_the_embedded_vocabulary() {
    let place = Place::new();
    let loaded = place.load(&seed_data().join("organizations"), &[]);
    assert_eq!((loaded.code, loaded.last_line()), (Some(0), &*seeds_added()), "{loaded:?}");
    let again = place.load(&seed_data(), &[]);
    assert_eq!((again.code, again.last_line()), (Some(0), &*seeds_loaded(0, 0)), "{again:?}");
}

#[test]
fn load_reads_ndjson_from_standard_input() {
    let place = Place::new();
    // Each file on one line, with its keys in order.
    let lines: String = fs::read_dir(seed_data().join("organizations"))
        .unwrap()
        .map(|entry| fs::read_to_string(entry.unwrap().path()).unwrap().replace('\n', " ") + "\n")
        .collect();
    let loaded = run_with_input(&mut place.program(["load", "-"]), &lines);
    assert_eq!((loaded.code, loaded.last_line()), (Some(0), &*seeds_added()), "{loaded:?}");
    let again = place.load(&seed_data(), &[]);
    assert_eq!((again.code, again.last_line()), (Some(0), &*seeds_loaded(0, 0)), "{again:?}");
}

#[test]
fn a_dry_run_reports_what_would_happen_and_changes_nothing() {
    let place = Place::empty();
    let folder = copy_of_seed_data();
    for step in ["new", "edited", "pruned"] {
        let profile = folder.path().join("organizations/a21.json");
        let options: &[&str] = match step {
            "new" => &[],
            "edited" => {
                edit(&profile, "\"founded\": 2008", "\"founded\": 2007");
                &[]
            }
            _ => {
                fs::remove_file(&profile).unwrap();
                &["--prune"]
            }
        };
        let change = place.change();
        let dry = place.load(folder.path(), &[options, &["--dry-run"]].concat());
        assert_eq!(place.change(), change, "{step}");
        let wet = place.load(folder.path(), options);
        assert!(place.change() > change, "{step}");
        let report = dry.stdout.strip_prefix("a dry run: nothing was changed\n");
        // Only the real load has an import id.
        let (with_id, rest): (Vec<&str>, Vec<&str>) =
            wet.stdout.split_inclusive('\n').partition(|line| line.starts_with("import "));
        assert_eq!(with_id.len(), 1, "{step}");
        assert_eq!((dry.code, report), (wet.code, Some(rest.concat().as_str())), "{step}");
    }
}

#[test]
fn an_edited_profile_is_updated_with_the_keys_that_changed() {
    let place = Place::seeded();
    let change = place.change();
    let folder = copy_of_seed_data();
    let profile = folder.path().join("organizations/a21.json");
    edit(&profile, "\"founded\": 2008", "\"founded\": 2007");
    edit(&profile, "\"name\": \"A21\"", "\"name\": \"A21!\"");

    let loaded = place.load(folder.path(), &[]);

    assert_eq!(loaded.last_line(), seeds_loaded(1, 0));
    assert!(loaded.stdout.contains("updated a21: name, founded\n"), "{}", loaded.stdout);
    assert_eq!(place.change(), change + 1);
}

#[test]
fn prune_withdraws_missing_organizations_and_a_load_restores_them() {
    let place = Place::seeded();
    let server = place.serve();
    let a21 = "/api/v1/organizations/a21";
    let folder = copy_of_seed_data();
    fs::remove_file(folder.path().join("organizations/a21.json")).unwrap();

    let kept = place.load(folder.path(), &[]);
    let rest = seed_count() - 1;
    let unchanged = format!("{rest} profiles: 0 added, 0 updated, {rest} unchanged");
    assert_eq!(kept.last_line(), unchanged);

    let pruned = place.load(folder.path(), &["--prune"]);
    assert_eq!(pruned.code, Some(0), "{pruned:?}");
    assert_eq!(pruned.last_line(), format!("{unchanged}, 1 withdrawn"));
    assert!(pruned.stdout.contains("withdrawn a21\n"), "{}", pruned.stdout);
    wait_for(Duration::from_secs(2), "the server to see the withdrawal", || {
        server.get(a21).status == 410
    });
    let gone = server.get(a21);
    assert_eq!(gone.header("content-type"), Some("application/problem+json"));
    assert!(gone.body.contains("no longer among the profiles"), "{}", gone.body);
    let active = active_seed_profiles().len();
    assert_eq!(server.get("/api/v1/organizations").json()["meta"]["total"], active - 1);
    let again = place.load(folder.path(), &["--prune"]);
    assert_eq!(again.last_line(), unchanged);

    let restored = place.load(&seed_data(), &[]);
    assert_eq!(restored.last_line(), seeds_loaded(1, 0));
    wait_for(Duration::from_secs(2), "the server to see the restored profile", || {
        server.get(a21).status == 200
    });
}

#[test]
fn prune_never_withdraws_everything() {
    let place = Place::seeded();
    let change = place.change();
    let folder = tempfile::tempdir().unwrap();
    let (empty, terms) = (folder.path().join("empty"), folder.path().join("terms"));
    for folder in [&empty, &terms] {
        fs::create_dir(folder).unwrap();
    }
    fs::copy(seed_data().join("approaches.json"), terms.join("approaches.json")).unwrap();
    for path in [&empty, &terms, &terms.join("approaches.json")] {
        let refused = place.load(path, &["--prune"]);
        assert!(refused.sentence(2).contains("folder that holds"), "{refused:?}");
    }
    let refused = run_with_input(&mut place.program(["load", "-", "--prune"]), "");
    assert!(refused.code.is_some_and(|code| code != 0), "{refused:?}");
    assert_eq!(place.change(), change);
}

/// A valid profile as one line.
fn line(slug: &str) -> String {
    let profile = serde_json::json!({
        "slug": slug,
        "name": slug,
        "summary": "It exists for a test.",
        "framing": {"summary": "As a wrong.", "sources": ["page"]},
        "method": {"summary": "By tests.", "steps": [], "sources": ["page"]},
        "focus_areas": ["bonded-labour"],
        "approaches": ["rescue"],
        "sources": [{"id": "page", "title": "A page", "url": "https://example.org/"}],
    });
    format!("{profile}\n")
}

#[test]
fn a_mistake_near_the_end_of_a_long_file_prevents_all_writes() {
    let place = Place::new();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("long.ndjson");
    let mut lines: String = (0..1200).map(|number| line(&format!("n-{number}"))).collect();
    lines.push_str(&"\n".repeat(48_800));
    let sound = lines.clone();
    lines.push_str(&line("last").replace("\"name\"", "\"nmae\""));
    fs::write(&file, &lines).unwrap();

    for _ in 0..2 {
        let refused = place.load(&file, &[]);
        assert_eq!((refused.code, refused.stdout.as_str()), (Some(1), ""), "{refused:?}");
        let place_shown = format!("{}:50001:", file.display());
        assert!(refused.stderr.contains(&place_shown), "{}", refused.stderr);
        assert!(refused.stderr.ends_with("2 mistakes in 1 file; nothing was loaded\n"));
        assert_eq!(place.change(), 0);
    }

    // The same lines on standard input, then without the mistake.
    let refused = run_with_input(&mut place.program(["load", "-"]), &lines);
    assert!(refused.stderr.contains("<stdin>:50001:"), "{}", refused.stderr);
    assert_eq!(place.change(), 0);
    let loaded = run_with_input(&mut place.program(["load", "-"]), &sound);
    assert_eq!(loaded.last_line(), "1200 profiles: 1200 added, 0 updated, 0 unchanged");
    assert!(loaded.stdout.contains("added n-49\n… and 1150 more\n"), "{}", loaded.stdout);
}

#[test]
fn only_the_first_1000_mistakes_are_shown() {
    let place = Place::new();
    // Lines that are not profiles, then the same profile many times.
    let lines = "7\n".repeat(900) + &line("a").repeat(301);
    let refused = run_with_input(&mut place.program(["load", "-"]), &lines);
    assert_eq!(refused.code, Some(1), "{refused:?}");
    let end = "\n1200 mistakes, the first 1000 of them above; nothing was loaded\n";
    assert!(refused.stderr.ends_with(end), "{}", refused.stderr);
    assert_eq!(refused.stderr.matches("error: ").count(), 1000);
}

#[test]
fn a_running_server_shows_profiles_that_another_process_loads() {
    let place = Place::seeded();
    let server = place.serve();
    let before = server.etag("/api/v1/organizations/a21");
    let folder = copy_of_seed_data();
    let file = folder.path().join("organizations/a21.json");
    edit(&file, "\"founded\": 2008", "\"founded\": 1999");

    let loaded = run(place.program(["load"]).arg(&file));

    assert_eq!(loaded.last_line(), "1 profile: 0 added, 1 updated, 0 unchanged");
    wait_for(Duration::from_secs(2), "the server to see the change", || {
        server.get("/api/v1/organizations/a21").json()["founded"] == 1999
    });
    assert_ne!(server.etag("/api/v1/organizations/a21"), before);
}

#[test]
fn a_file_that_holds_no_profiles_is_refused_with_a_description() {
    let place = Place::seeded();
    let folder = tempfile::tempdir().unwrap();
    for (name, content, expected) in [
        ("profiles.ods", "PK\u{3}\u{4}", "save it as .xlsx"),
        ("profiles.xls", "", "is a spreadsheet"),
        ("backup.db", "SQLite format 3\0", "use `restore`"),
        ("profiles.ndjson.gz", "", "unpack it"),
        ("notes.txt", "{}", "ends in `.txt`"),
        ("notes", "{}", "has no extension"),
    ] {
        let path = folder.path().join(name);
        fs::write(&path, content).unwrap();
        for command in ["load", "check"] {
            let refused = run(place.program([command]).arg(&path));
            let sentence = refused.sentence(2);
            assert!(sentence.contains(name) && sentence.contains(expected), "{sentence}");
        }
    }
    for (input, expected) in [("PK\u{3}\u{4}", "is a zip"), ("SQLite format 3\0", "`restore`")] {
        let refused = run_with_input(&mut place.program(["load", "-"]), input);
        let sentence = refused.sentence(2);
        assert!(sentence.contains("<stdin>") && sentence.contains(expected), "{sentence}");
    }
}
