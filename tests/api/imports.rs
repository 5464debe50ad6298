//! Imports over HTTP: all profiles or none, dry runs, pruning, reverting.

use antislavery_directory::domain::Role;
use serde_json::{Value, json};

use crate::harness::{Answer, TestDirectory};
use crate::support::case_count;
use crate::support::profiles::{profile, seed_profiles};

const IMPORTS: &str = "/api/v1/imports";
const NDJSON: &str = "application/x-ndjson";

/// A directory and an admin's key.
struct Importer {
    directory: TestDirectory,
    key: String,
}

impl Importer {
    async fn with(profiles: &[Value]) -> Self {
        let directory = TestDirectory::with(profiles).await;
        let key = directory.create_key(Role::Admin);
        Self { directory, key }
    }

    async fn send(&self, query: &str, content_type: &str, body: String) -> Answer {
        let (path, note) = (format!("{IMPORTS}{query}"), [("x-change-note", "A test imports")]);
        self.directory.write_text(&self.key, "POST", &path, &note, content_type, body).await
    }

    async fn import(&self, query: &str, profiles: &[Value]) -> Answer {
        self.send(query, NDJSON, lines(profiles)).await
    }

    async fn revert(&self, id: &str) -> Answer {
        let path = format!("{IMPORTS}/{id}/revert");
        self.directory.write(&self.key, "POST", &path, &[], &Value::Null).await
    }

    async fn edit(&self, slug: &str, patch: &Value) -> Answer {
        let path = format!("/api/v1/organizations/{slug}");
        self.directory.write(&self.key, "PATCH", &path, &[("if-match", "*")], patch).await
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
async fn an_import_is_reported_and_readable_at_once() {
    let importer = Importer::with(&[profile("a", json!({})), profile("b", json!({}))]).await;
    let newer = [
        profile("a", json!({"acronym": "A", "founded": 1990})),
        profile("b", json!({})),
        profile("c", json!({})),
    ];
    let queries =
        [("?dry_run=true", true), ("?dry_run=", true), ("", false), ("?prune=false", false)];
    for (query, dry_run) in queries {
        let before = importer.change();

        let answer = importer.import(query, &newer).await;

        assert_eq!(answer.status, 200, "{}", answer.text());
        let mut report = answer.json();
        let id = report["id"].take();
        let is_first = query != "?prune=false";
        let updated = json!([{"slug": "a", "changed": ["acronym", "founded"]}]);
        let expected = json!({
            "id": null, "dry_run": dry_run, "withdrawn": [], "kept": [], "errors": [],
            "similar": [], "similar_left_out": 0,
            "added": if is_first { json!(["c"]) } else { json!([]) },
            "updated": if is_first { updated } else { json!([]) },
            "unchanged": if is_first { 1 } else { 3 },
        });
        assert_eq!(report, expected, "{query}");
        let is_written = is_first && !dry_run;
        assert_eq!(id.is_string(), is_written, "{query}");
        assert_eq!(importer.change() - before, if is_written { 2 } else { 0 }, "{query}");
    }
    let read = importer.directory.get("/api/v1/organizations/a").await.json();
    assert_eq!(read["acronym"], "A");
    let path = "/api/v1/organizations/a/revisions";
    let revision = &importer.directory.get(path).await.json()["data"][0];
    assert_eq!(
        (&revision["author"], &revision["note"]),
        (&json!("key:admin"), &json!("A test imports"))
    );
}

#[actix_web::test]
async fn a_json_array_is_imported_like_ndjson() {
    let seeds = seed_profiles();
    let (first, second) = (Importer::with(&[]).await, Importer::with(&[]).await);

    let array = first.send("", "application/json", Value::from(seeds.clone()).to_string()).await;
    let from_lines = second.import("", &seeds).await;

    let slugs = |answer: &Answer| answer.json()["added"].clone();
    assert_eq!((array.status, from_lines.status), (200, 200));
    assert_eq!(slugs(&array), slugs(&from_lines));
    assert_eq!(slugs(&array).as_array().unwrap().len(), seeds.len());
    assert_eq!(first.export().await, second.export().await);
}

#[actix_web::test]
async fn import_errors_name_their_line_and_nothing_is_written() {
    let importer = Importer::with(&[profile("taken", json!({}))]).await;
    let body = [
        profile("a", json!({})).to_string(),
        r#"{"slug": "#.to_owned(),
        profile("b", json!({"focus_areas": ["bonded-labor"]})).to_string(),
        String::new(),
        profile("c", json!({"nmae": 1, "revision": 7})).to_string(),
        profile("a", json!({})).to_string(),
        profile("d", json!({"parent": {"name": "X", "slug": "unknown"}})).to_string(),
    ]
    .join("\n");
    let before = (importer.change(), importer.export().await);
    for query in ["", "?dry_run=true", "?prune=true"] {
        let answer = importer.send(query, NDJSON, body.clone()).await;

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
        assert_eq!((importer.change(), importer.export().await), before, "{query}");
    }
}

#[actix_web::test]
async fn one_invalid_line_rolls_back_a_long_import() {
    let importer = Importer::with(&[profile("a", json!({}))]).await;
    let count = case_count("IMPORTED_PROFILES", 1200, 3000);
    let invalid = count - 282;
    let mut many: Vec<Value> =
        (0..count).map(|number| profile(&format!("n{number}"), json!({}))).collect();
    many[invalid]["approaches"] = json!([]);
    let before = importer.change();

    let answer = importer.import("", &many).await;

    assert_eq!(answer.status, 422);
    let errors = answer.json()["errors"].clone();
    assert_eq!(errors.as_array().unwrap().len(), 1);
    assert_eq!(
        (&errors[0]["line"], &errors[0]["pointer"]),
        (&json!(invalid + 1), &json!("/approaches"))
    );
    assert_eq!(importer.change(), before);
    many[invalid]["approaches"] = json!(["rescue"]);
    let answer = importer.import("", &many).await;
    assert_eq!(answer.json()["added"].as_array().unwrap().len(), count);
    assert_eq!(importer.directory.get("/api/v1").await.json()["data"]["organizations"], count + 1);
}

#[actix_web::test]
async fn an_import_with_prune_withdraws_missing_organizations() {
    let importer = Importer::with(&[profile("a", json!({})), profile("b", json!({}))]).await;

    let nothing = importer.send("?prune=true", NDJSON, "\n".to_owned()).await;
    let answer = importer.import("?prune=true", &[profile("b", json!({}))]).await;

    assert_eq!(
        (nothing.status, &nothing.json()["type"]),
        (422, &json!("/problems/invalid-import"))
    );
    assert_eq!(answer.json()["withdrawn"], json!(["a"]));
    assert_eq!(importer.directory.get("/api/v1/organizations/a").await.status, 410);
}

#[actix_web::test]
async fn an_import_with_a_wrong_content_type_or_parameter_is_refused() {
    let importer = Importer::with(&[]).await;
    for (query, content_type, body, status) in [
        ("", "text/html", "slug\na", 415),
        ("", "", "{}", 415),
        ("?dry_run=yes", NDJSON, "", 400),
        ("?dry=true", NDJSON, "", 400),
        ("?prune=true&prune=true", NDJSON, "", 400),
        ("", "application/json", "[", 422),
        ("", "application/json", "1", 422),
        ("", NDJSON, "[1]", 422),
    ] {
        let answer = importer.send(query, content_type, body.to_owned()).await;
        assert_eq!(answer.status, status, "{query} {content_type} {body}: {}", answer.text());
    }
}

#[actix_web::test]
async fn reverting_an_import_can_itself_be_reverted() {
    let identifier = json!([{"scheme": "US-EIN", "value": "12-3456789"}]);
    let old = [
        profile("a", json!({"identifiers": identifier})),
        profile("b", json!({})),
        profile("c", json!({})),
    ];
    let importer = Importer::with(&old).await;
    let before = importer.export().await;
    // An identifier moves, `d` is new, `c` is withdrawn.
    let new = [
        profile("a", json!({"founded": 1990})),
        profile("b", json!({"identifiers": identifier})),
        profile("d", json!({})),
    ];
    let id = importer.import("?prune=true", &new).await.json()["id"].as_str().unwrap().to_owned();
    let after = importer.export().await;

    let reverted = importer.revert(&id).await;

    assert_eq!(reverted.status, 200, "{}", reverted.text());
    let report = reverted.json();
    assert_eq!(report["withdrawn"], json!(["d"]));
    let updated: Vec<&Value> =
        report["updated"].as_array().unwrap().iter().map(|it| &it["slug"]).collect();
    assert_eq!(updated, ["a", "b", "c"]);
    let without_d = |export: &str| -> Vec<String> {
        export.lines().filter(|line| !line.contains(r#""slug":"d""#)).map(str::to_owned).collect()
    };
    assert_eq!(without_d(&importer.export().await), without_d(&before));
    assert_eq!(importer.directory.get("/api/v1/organizations/d").await.status, 410);
    let key = "/api/v1/organizations/US-EIN-123456789";
    assert!(importer.directory.get(key).await.header("location").unwrap().ends_with("/a"));

    let again = importer.revert(&id).await;
    assert_eq!((again.status, &again.json()["type"]), (409, &json!("/problems/import-overtaken")));
    let back = importer.revert(report["id"].as_str().unwrap()).await;
    assert_eq!(back.status, 200, "{}", back.text());
    assert_eq!(importer.export().await, after);
    assert_eq!(importer.revert("nothing").await.status, 404);
}

#[actix_web::test]
async fn an_import_edited_since_cannot_be_reverted() {
    let importer = Importer::with(&[profile("a", json!({})), profile("b", json!({}))]).await;
    let new = [profile("a", json!({"founded": 1990})), profile("b", json!({"founded": 1991}))];
    let id = importer.import("", &new).await.json()["id"].as_str().unwrap().to_owned();
    importer.edit("b", &json!({"acronym": "B"})).await;
    let before = importer.export().await;

    let refused = importer.revert(&id).await;

    assert_eq!(
        (refused.status, &refused.json()["type"]),
        (409, &json!("/problems/import-overtaken"))
    );
    assert_eq!(refused.json()["errors"].as_array().unwrap().len(), 1);
    assert!(refused.json()["detail"].as_str().unwrap().contains("`b` was edited since"));
    assert_eq!(importer.export().await, before);
}

#[actix_web::test]
async fn an_import_replaces_an_edit_only_with_a_parameter() {
    let importer = Importer::with(&[profile("a", json!({})), profile("b", json!({}))]).await;
    // An import is not an edit, although a key ran it.
    let newer = [profile("a", json!({})), profile("b", json!({"founded": 1990}))];
    assert_eq!(importer.import("", &newer).await.status, 200);
    let newer = [profile("a", json!({"founded": 1991})), profile("b", json!({"founded": 1992}))];
    importer.edit("a", &json!({"founded": 1900, "acronym": "A"})).await;
    let before = (importer.change(), importer.export().await);
    for query in ["", "?dry_run=true", "?keep_edits=false&prune=true"] {
        let refused = importer.import(query, &newer).await;

        assert_eq!(refused.status, 409, "{query}: {}", refused.text());
        let problem = refused.json();
        assert_eq!(problem["type"], "/problems/would-replace-edits");
        let errors = problem["errors"].as_array().unwrap();
        assert_eq!((errors.len(), &errors[0]["code"]), (1, &json!("edited_since")));
        for text in [&errors[0]["message"], &problem["detail"]] {
            let text = text.as_str().unwrap();
            assert!(text.contains("a: acronym, founded (key:admin, 20"), "{text}");
        }
        assert_eq!((importer.change(), importer.export().await), before, "{query}");
    }

    let both = importer.import("?keep_edits=true&overwrite_edits=true", &newer).await;
    assert_eq!((both.status, &both.json()["errors"][0]["parameter"]), (400, &json!("keep_edits")));
    let kept = importer.import("?keep_edits=true", &newer).await.json();
    assert_eq!(kept["kept"], json!([{"slug": "a", "changed": ["acronym", "founded"]}]));
    assert_eq!(kept["updated"], json!([{"slug": "b", "changed": ["founded"]}]));
    let replaced = importer.import("?overwrite_edits=true", &newer).await.json();
    assert_eq!(replaced["updated"], json!([{"slug": "a", "changed": ["acronym", "founded"]}]));
    assert_eq!(replaced["kept"], json!([]));
    assert_eq!(importer.import("", &newer).await.json()["unchanged"], 2);
}

#[actix_web::test]
async fn a_kept_edit_cannot_complete_a_circle_of_an_import() {
    let importer = Importer::with(&[profile("k1", json!({})), profile("k2", json!({}))]).await;
    let child = |slug: &str, parent: &str| {
        profile(slug, json!({"parent": {"name": parent, "slug": parent}}))
    };
    let edited = importer.edit("k2", &json!({"parent": {"name": "k1", "slug": "k1"}})).await;
    assert_eq!(edited.status, 200);

    let profiles = [child("k1", "k2"), profile("k2", json!({}))];
    let refused = importer.import("?keep_edits=true", &profiles).await;

    assert_eq!(refused.status, 422, "{}", refused.text());
    assert_eq!(refused.json()["errors"][0]["code"], "circular_reference");
    let overwritten = importer.import("?overwrite_edits=true", &profiles).await;
    assert_eq!(overwritten.status, 200, "{}", overwritten.text());
}
