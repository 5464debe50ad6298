//! Many profiles at once over HTTP: all of them, or none.

use antislavery_directory::domain::Role;
use serde_json::{Value, json};

use crate::harness::{Answer, TestDirectory};
use crate::support::profiles::{profile, seed_profiles};

const IMPORTS: &str = "/api/v1/imports";
const NDJSON: &str = "application/x-ndjson";

/// A directory that an admin imports into.
struct Importing {
    directory: TestDirectory,
    bearer: String,
}

impl Importing {
    async fn into(profiles: &[Value]) -> Self {
        let directory = TestDirectory::with(profiles).await;
        let bearer = format!("Bearer {}", directory.create_key(Role::Admin));
        Self { directory, bearer }
    }

    async fn send(&self, query: &str, content_type: &str, body: String) -> Answer {
        let length = body.len().to_string();
        let headers = [
            ("authorization", self.bearer.as_str()),
            ("content-type", content_type),
            ("content-length", length.as_str()),
            ("x-change-note", "A test imports"),
        ];
        let path = format!("{IMPORTS}{query}");
        self.directory.exchange("192.0.2.1:4711", "POST", &path, &headers, body).await
    }

    async fn import(&self, query: &str, profiles: &[Value]) -> Answer {
        self.send(query, NDJSON, lines(profiles)).await
    }

    async fn revert(&self, id: &str) -> Answer {
        let path = format!("{IMPORTS}/{id}/revert");
        let headers = [("authorization", self.bearer.as_str())];
        self.directory.request("POST", &path, &headers).await
    }

    async fn edit(&self, slug: &str, patch: &Value) -> Answer {
        let key = self.bearer.trim_start_matches("Bearer ");
        let path = format!("/api/v1/organizations/{slug}");
        self.directory.write(key, "PATCH", &path, &[("if-match", "*")], patch).await
    }

    async fn export(&self) -> String {
        self.directory.get("/api/v1/export?status=active,inactive,withdrawn").await.text()
    }

    fn change(&self) -> i64 {
        self.directory.store().position().unwrap().change
    }
}

fn lines(profiles: &[Value]) -> String {
    profiles.iter().map(|profile| format!("{profile}\n")).collect()
}

#[actix_web::test]
async fn what_is_imported_is_reported_and_read_at_once() {
    let importing = Importing::into(&[profile("a", json!({})), profile("b", json!({}))]).await;
    let newer = [
        profile("a", json!({"acronym": "A", "founded": 1990})),
        profile("b", json!({})),
        profile("c", json!({})),
    ];
    for (query, dry_run) in [("?dry_run=true", true), ("", false), ("?prune=false", false)] {
        let before = importing.change();

        let answer = importing.import(query, &newer).await;

        assert_eq!(answer.status, 200, "{}", answer.text());
        let mut report = answer.json();
        let id = report["id"].take();
        let is_first = query != "?prune=false";
        let updated = json!([{"slug": "a", "changed": ["acronym", "founded"]}]);
        let expected = json!({
            "id": null, "dry_run": dry_run, "withdrawn": [], "errors": [],
            "added": if is_first { json!(["c"]) } else { json!([]) },
            "updated": if is_first { updated } else { json!([]) },
            "unchanged": if is_first { 1 } else { 3 },
        });
        assert_eq!(report, expected, "{query}");
        let is_written = is_first && !dry_run;
        assert_eq!(id.is_string(), is_written, "{query}");
        assert_eq!(importing.change() - before, if is_written { 2 } else { 0 }, "{query}");
    }
    let read = importing.directory.get("/api/v1/organizations/a").await.json();
    assert_eq!(read["acronym"], "A");
    let path = "/api/v1/organizations/a/revisions";
    let revision = &importing.directory.get(path).await.json()["data"][0];
    assert_eq!(
        (&revision["author"], &revision["note"]),
        (&json!("key:admin"), &json!("A test imports"))
    );
}

#[actix_web::test]
async fn an_array_is_imported_as_lines_are() {
    let seeds = seed_profiles();
    let (first, second) = (Importing::into(&[]).await, Importing::into(&[]).await);

    let array = first.send("", "application/json", Value::from(seeds.clone()).to_string()).await;
    let from_lines = second.import("", &seeds).await;

    let slugs = |answer: &Answer| answer.json()["added"].clone();
    assert_eq!((array.status, from_lines.status), (200, 200));
    assert_eq!(slugs(&array), slugs(&from_lines));
    assert_eq!(slugs(&array).as_array().unwrap().len(), seeds.len());
    assert_eq!(first.export().await, second.export().await);
}

#[actix_web::test]
async fn every_mistake_is_named_with_its_line_and_nothing_is_imported() {
    let importing = Importing::into(&[profile("taken", json!({}))]).await;
    let body = [
        profile("a", json!({})).to_string(),
        r#"{"slug": "#.to_owned(),
        profile("b", json!({"focus_areas": ["bonded-labor"]})).to_string(),
        String::new(),
        profile("c", json!({"nmae": 1, "revision": 7})).to_string(),
        profile("a", json!({})).to_string(),
        profile("d", json!({"parent": {"name": "X", "slug": "nobody"}})).to_string(),
    ]
    .join("\n");
    let before = (importing.change(), importing.export().await);
    for query in ["", "?dry_run=true", "?prune=true"] {
        let answer = importing.send(query, NDJSON, body.clone()).await;

        assert_eq!(answer.status, 422, "{query}");
        let problem = answer.json();
        assert_eq!(problem["type"], "/problems/invalid-import");
        let errors: Vec<_> = problem["errors"].as_array().unwrap().iter().collect();
        let found: Vec<(i64, &str, &str)> = errors
            .iter()
            .map(|error| {
                let text = |key: &str| error[key].as_str().unwrap_or_default();
                (error["line"].as_i64().unwrap(), text("code"), text("pointer"))
            })
            .collect();
        let expected = [
            (2, "malformed_json", ""),
            (3, "unknown_term", "/focus_areas/0"),
            (5, "unknown_key", "/nmae"),
            (5, "server_owned_key", "/revision"),
            (6, "duplicate", "/slug"),
        ];
        for mistake in expected {
            assert!(found.contains(&mistake), "{mistake:?} is not in {found:#?}");
        }
        let meant = errors.iter().find(|error| error["line"] == 3).unwrap();
        assert_eq!(meant["did_you_mean"], "bonded-labour");
        assert_eq!((importing.change(), importing.export().await), before, "{query}");
    }
}

#[actix_web::test]
async fn one_wrong_line_among_many_undoes_all_of_them() {
    let importing = Importing::into(&[profile("a", json!({}))]).await;
    let mut many: Vec<Value> =
        (0..3000).map(|number| profile(&format!("n{number}"), json!({}))).collect();
    many[2718]["approaches"] = json!([]);
    let before = importing.change();

    let answer = importing.import("", &many).await;

    assert_eq!(answer.status, 422);
    let errors = answer.json()["errors"].clone();
    assert_eq!(errors.as_array().unwrap().len(), 1);
    assert_eq!((&errors[0]["line"], &errors[0]["pointer"]), (&json!(2719), &json!("/approaches")));
    assert_eq!(importing.change(), before);
    many[2718]["approaches"] = json!(["rescue"]);
    let answer = importing.import("", &many).await;
    assert_eq!(answer.json()["added"].as_array().unwrap().len(), 3000);
    assert_eq!(importing.directory.get("/api/v1").await.json()["data"]["organizations"], 3001);
}

#[actix_web::test]
async fn a_pruning_import_withdraws_what_is_missing() {
    let importing = Importing::into(&[profile("a", json!({})), profile("b", json!({}))]).await;

    let nothing = importing.send("?prune=true", NDJSON, "\n".to_owned()).await;
    let answer = importing.import("?prune=true", &[profile("b", json!({}))]).await;

    assert_eq!(
        (nothing.status, &nothing.json()["type"]),
        (422, &json!("/problems/invalid-import"))
    );
    assert_eq!(answer.json()["withdrawn"], json!(["a"]));
    assert_eq!(importing.directory.get("/api/v1/organizations/a").await.status, 410);
}

#[actix_web::test]
async fn a_body_of_another_kind_or_a_wrong_parameter_is_refused() {
    let importing = Importing::into(&[]).await;
    for (query, content_type, body, status) in [
        ("", "text/csv", "slug\na", 415),
        ("", "", "{}", 415),
        ("?dry_run=yes", NDJSON, "", 400),
        ("?dry=true", NDJSON, "", 400),
        ("?prune=true&prune=true", NDJSON, "", 400),
        ("", "application/json", "[", 422),
        ("", "application/json", "1", 422),
        ("", NDJSON, "[]", 422),
    ] {
        let answer = importing.send(query, content_type, body.to_owned()).await;
        assert_eq!(answer.status, status, "{query} {content_type} {body}: {}", answer.text());
    }
}

#[actix_web::test]
async fn an_import_is_taken_back_as_one_and_so_is_that() {
    let identifier = json!([{"scheme": "US-EIN", "value": "12-3456789"}]);
    let old = [
        profile("a", json!({"identifiers": identifier})),
        profile("b", json!({})),
        profile("c", json!({})),
    ];
    let importing = Importing::into(&old).await;
    let before = importing.export().await;
    // An identifier passes, one is new, one is withdrawn.
    let new = [
        profile("a", json!({"founded": 1990})),
        profile("b", json!({"identifiers": identifier})),
        profile("d", json!({})),
    ];
    let id = importing.import("?prune=true", &new).await.json()["id"].as_str().unwrap().to_owned();
    let after = importing.export().await;

    let reverted = importing.revert(&id).await;

    assert_eq!(reverted.status, 200, "{}", reverted.text());
    let report = reverted.json();
    assert_eq!(report["withdrawn"], json!(["d"]));
    let updated: Vec<&Value> =
        report["updated"].as_array().unwrap().iter().map(|it| &it["slug"]).collect();
    assert_eq!(updated, ["a", "b", "c"]);
    let without_d = |export: &str| -> Vec<String> {
        export.lines().filter(|line| !line.contains(r#""slug":"d""#)).map(str::to_owned).collect()
    };
    assert_eq!(without_d(&importing.export().await), without_d(&before));
    assert_eq!(importing.directory.get("/api/v1/organizations/d").await.status, 410);
    let key = "/api/v1/organizations/US-EIN-123456789";
    assert!(importing.directory.get(key).await.header("location").unwrap().ends_with("/a"));

    let again = importing.revert(&id).await;
    assert_eq!((again.status, &again.json()["type"]), (409, &json!("/problems/import-overtaken")));
    let back = importing.revert(report["id"].as_str().unwrap()).await;
    assert_eq!(back.status, 200, "{}", back.text());
    assert_eq!(importing.export().await, after);
    assert_eq!(importing.revert("nothing").await.status, 404);
}

#[actix_web::test]
async fn an_import_that_was_edited_since_stays_and_says_why() {
    let importing = Importing::into(&[profile("a", json!({})), profile("b", json!({}))]).await;
    let new = [profile("a", json!({"founded": 1990})), profile("b", json!({"founded": 1991}))];
    let id = importing.import("", &new).await.json()["id"].as_str().unwrap().to_owned();
    importing.edit("b", &json!({"acronym": "B"})).await;
    let before = importing.export().await;

    let refused = importing.revert(&id).await;

    assert_eq!(
        (refused.status, &refused.json()["type"]),
        (409, &json!("/problems/import-overtaken"))
    );
    assert_eq!(refused.json()["errors"].as_array().unwrap().len(), 1);
    assert!(refused.json()["detail"].as_str().unwrap().contains("`b` was edited since"));
    assert_eq!(importing.export().await, before);
}
