//! Servers on SQLite and on PostgreSQL with the same data send the same responses, except for ids
//! and times.

use crate::program::{Place, Server, program, run};
use crate::support::profiles::{seed_data, seed_profiles};

#[test]
fn both_databases_give_the_same_responses() {
    let tested = Place::seeded();
    let tested_server = tested.serve();
    // The other server always uses SQLite.
    let folder = tempfile::tempdir().unwrap();
    let at = |arguments: &[&str]| {
        let mut command = program(arguments);
        command
            .env("DATA_DIR", folder.path())
            .env("LISTEN", "127.0.0.1:0")
            .env("RATE_LIMIT", "off");
        command
    };
    let loaded = run(&mut at(&["load", seed_data().to_str().unwrap()]));
    assert_eq!(loaded.code, Some(0), "{loaded:?}");
    let sqlite_server = Server::start(&mut at(&["serve"]));

    let mut paths: Vec<String> = seed_profiles()
        .iter()
        .map(|profile| format!("/api/v1/organizations/{}", profile["slug"].as_str().unwrap()))
        .collect();
    paths.extend(
        [
            "/api/v1",
            "/api/v1/organizations",
            "/api/v1/organizations?per_page=100&include=labels",
            "/api/v1/organizations?sort=-founded&per_page=7&page=2",
            "/api/v1/organizations?sort=name&per_page=100&fields=slug,name",
            "/api/v1/organizations?focus_area=forced-labour&country=!IN",
            "/api/v1/organizations?cursor=*&per_page=5",
            "/api/v1/organizations?page=1000",
            "/api/v1/organizations?country=nowhere",
            "/api/v1/organizations/US-EIN-541722887",
            "/api/v1/organizations/no-such-slug",
            "/api/v1/focus-areas",
            "/api/v1/focus-areas/bonded-labour",
            "/api/v1/approaches",
            "/api/v1/countries",
            "/api/v1/organizations/a21/similar",
            "/api/v1/organizations/a21/revisions",
            "/api/v1/organizations/a21/revisions/1?diff=true",
            "/api/v1/organizations/a21/revisions/2",
            "/api/v1/changes?limit=1000",
            "/api/v1/changes?since=80&wait=1",
            "/api/v1/export?sort=-founded",
            "/api/v1/export?format=csv&q=children",
            "/api/v1/statistics",
            "/api/v1/limits",
            "/readyz",
        ]
        .map(str::to_owned),
    );
    let id = [("X-Request-Id", "the-same")];
    for path in &paths {
        let (tested, sqlite) =
            (tested_server.request("GET", path, &id), sqlite_server.request("GET", path, &id));
        assert_eq!(tested.status, sqlite.status, "{path}");
        assert_eq!(tested.header("content-type"), sqlite.header("content-type"), "{path}");
        assert_eq!(normalized(&tested.body), normalized(&sqlite.body), "{path}");
    }
}

/// A body without the ids and times that the store assigns. Ids of sources stay, because they are
/// not UUIDs.
fn normalized(body: &str) -> String {
    let mut text = body.to_owned();
    for (key, form) in
        [("id", 36), ("at", 20), ("created_at", 20), ("updated_at", 20), ("next_cursor", 1)]
    {
        let opening = format!("\"{key}\":\"");
        let mut done = String::new();
        let mut rest = text.as_str();
        while let Some((before, after)) = rest.split_once(&opening) {
            let (value, behind) = after.split_once('"').unwrap();
            let is_replaced = match key {
                "id" => value.len() == form && value.matches('-').count() == 4,
                _ => value.len() >= form,
            };
            let value = if is_replaced { "…" } else { value };
            done.push_str(&format!("{before}{opening}{value}\""));
            rest = behind;
        }
        done.push_str(rest);
        text = done;
    }
    text
}

#[test]
fn only_ids_and_times_are_excluded_from_the_comparison() {
    for (body, expected) in [
        (r#"{"id":"0193f5a2-0000-7000-8000-000000000000"}"#, r#"{"id":"…"}"#),
        (r#"{"sources":[{"id":"prn-2022"}]}"#, r#"{"sources":[{"id":"prn-2022"}]}"#),
        (r#"{"a":1,"updated_at":"2026-11-25T00:00:00Z"}"#, r#"{"a":1,"updated_at":"…"}"#),
        (r#"{"verified_at":"2026-11-25"}"#, r#"{"verified_at":"2026-11-25"}"#),
    ] {
        assert_eq!(normalized(body), expected);
    }
}
