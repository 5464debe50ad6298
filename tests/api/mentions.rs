//! Which profiles name which organizations: a rename finds them, however they were written.
//!
//! `verify` compares the table of mentions with every document.

use antislavery_directory::domain::Role;
use serde_json::{Value, json};

use crate::harness::TestDirectory;
use crate::support::profiles::profile;

const ANY: [(&str, &str); 1] = [("if-match", "*")];

fn path(slug: &str) -> String {
    format!("/api/v1/organizations/{slug}")
}

fn with_parent(slug: &str, parent: &str) -> Value {
    profile(slug, json!({"parent": {"name": "The parent", "slug": parent}}))
}

fn with_related(slug: &str, other: &str) -> Value {
    let related = json!([{"slug": other, "relation": "partner", "sources": ["page"]}]);
    profile(slug, json!({"related": related}))
}

fn with_successor(slug: &str, successor: &str) -> Value {
    let withdrawal = json!({"reason": "It merged.", "successor": successor});
    profile(slug, json!({"status": "withdrawn", "withdrawal": withdrawal}))
}

struct Editor {
    directory: TestDirectory,
    key: String,
}

impl Editor {
    async fn with(profiles: &[Value]) -> Self {
        let directory = TestDirectory::with(profiles).await;
        let key = directory.create_key(Role::Admin);
        Self { directory, key }
    }

    /// Sends a write request, which must succeed.
    async fn write(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: Value,
    ) -> Value {
        let answer = self.directory.write(&self.key, method, path, headers, &body).await;
        assert!(answer.status < 300, "{method} {path}: {}", answer.text());
        if answer.status == 204 { Value::Null } else { answer.json() }
    }

    async fn patch(&self, slug: &str, patch: Value) {
        self.write("PATCH", &path(slug), &ANY, patch).await;
    }

    /// Renames an organization. Returns the slugs of the profiles that were updated with it.
    async fn rename(&self, from: &str, to: &str) -> Vec<String> {
        let before = self.change();
        self.patch(from, json!({"slug": to})).await;
        self.assert_intact();
        let changes = format!("/api/v1/changes?since={}", before + 1);
        let changes = self.directory.get(&changes).await.json();
        let slugs = changes["data"].as_array().unwrap().iter();
        let mut slugs: Vec<String> =
            slugs.map(|it| it["slug"].as_str().unwrap().to_owned()).collect();
        slugs.sort();
        slugs
    }

    fn change(&self) -> i64 {
        self.directory.store().position().unwrap().change
    }

    fn assert_intact(&self) {
        let verified = self.directory.verified();
        assert!(verified.is_intact(), "{verified:?}");
    }
}

#[actix_web::test]
async fn a_rename_updates_exactly_the_profiles_that_name_the_organization() {
    let editor = Editor::with(&[
        profile("a", json!({})),
        with_parent("child", "a"),
        with_related("partner", "a"),
        with_successor("gone", "a"),
        with_related("other", "partner"),
        profile("text", json!({"summary": "It says \"slug\":\"a\"} and \"successor\":\"a\"}."})),
    ])
    .await;

    assert_eq!(editor.rename("a", "aa").await, ["child", "gone", "partner"]);
    assert_eq!(editor.rename("aa", "ab").await, ["child", "gone", "partner"]);
    assert_eq!(editor.rename("ab", "a").await, ["child", "gone", "partner"]);
    assert_eq!(editor.rename("partner", "friend").await, ["other"]);
    assert_eq!(editor.rename("child", "kid").await, [""; 0]);

    let named = async |slug: &str, pointer: &str| {
        let profile = editor.directory.get(&path(slug)).await.json();
        profile.pointer(pointer).cloned()
    };
    assert_eq!(named("kid", "/parent/slug").await, Some(json!("a")));
    assert_eq!(named("friend", "/related/0/slug").await, Some(json!("a")));
    assert_eq!(named("other", "/related/0/slug").await, Some(json!("friend")));
}

#[actix_web::test]
async fn mentions_follow_edits_restores_and_withdrawals() {
    let editor = Editor::with(&[profile("a", json!({})), with_parent("b", "a")]).await;

    editor.patch("b", json!({"parent": null})).await;
    assert_eq!(editor.rename("a", "a2").await, [""; 0]);
    editor.write("POST", &format!("{}/revisions/1/restore", path("b")), &ANY, Value::Null).await;
    assert_eq!(editor.rename("a2", "a3").await, ["b"]);
    let withdrawal = json!({"reason": "It merged.", "successor": "a3"});
    editor.write("DELETE", &path("b"), &ANY, withdrawal).await;
    editor.patch("b", json!({"parent": null})).await;
    assert_eq!(editor.rename("a3", "a4").await, ["b"]);
}

#[actix_web::test]
async fn mentions_follow_imports_and_their_reverts() {
    let editor = Editor::with(&[profile("a", json!({})), with_parent("b", "a")]).await;
    let lines = format!("{}\n{}\n", profile("b", json!({})), with_related("c", "a"));
    let imported = editor
        .directory
        .write_text(&editor.key, "POST", "/api/v1/imports", &[], "application/x-ndjson", lines)
        .await;
    assert_eq!(imported.status, 200, "{}", imported.text());
    let id = imported.json()["id"].as_str().unwrap().to_owned();
    editor.assert_intact();

    editor.write("POST", &format!("/api/v1/imports/{id}/revert"), &[], Value::Null).await;

    editor.assert_intact();
    // The import added `c`, so the revert withdrew it; it names `a` as before.
    assert_eq!(editor.rename("a", "a2").await, ["b", "c"]);
}

#[actix_web::test]
async fn a_redacted_mention_is_gone() {
    let editor = Editor::with(&[profile("a", json!({})), with_parent("b", "a")]).await;
    let redaction = json!({"pointer": "/parent", "reason": "They asked."});

    editor.write("POST", &format!("{}/redactions", path("b")), &[], redaction).await;

    assert_eq!(editor.rename("a", "a2").await, [""; 0]);
}

#[actix_web::test]
async fn an_organization_that_an_older_node_wrote_is_found_too() {
    let editor = Editor::with(&[
        profile("a", json!({})),
        profile("old", json!({})),
        with_parent("b", "a"),
        with_parent("c", "a"),
    ])
    .await;
    let before = editor.change();
    editor.patch("b", json!({"parent": null})).await;
    editor.patch("c", json!({"founded": 1990})).await;
    // An older node neither writes mentions nor their position.
    editor.directory.execute(&format!(
        "DELETE FROM mentions WHERE slug = 'a';
         INSERT INTO mentions SELECT 'a', id FROM organizations WHERE slug = 'b';
         UPDATE directory SET mentions_change = {before};"
    ));
    editor.assert_intact();

    editor.patch("old", json!({"founded": 1991})).await;
    assert_eq!(editor.rename("a", "a2").await, ["c"]);
}
