//! Reading and editing with one damaged revision or term in the database.

use antislavery_directory::domain::Role;
use serde_json::{Value, json};

use crate::harness::TestDirectory;
use crate::support::profiles::profile;

const A: &str = "/api/v1/organizations/a";

/// A directory with `a` in three revisions, the second damaged, and `b` in one.
async fn damaged() -> TestDirectory {
    let directory = TestDirectory::with(&[profile("a", json!({})), profile("b", json!({}))]).await;
    for acronym in ["A2", "A3"] {
        directory.load(&[profile("a", json!({"acronym": acronym}))]).await;
    }
    damage(&directory, 2);
    directory
}

/// Changes one letter in a stored revision of `a`.
fn damage(directory: &TestDirectory, revision: i32) {
    directory.execute(&format!(
        "UPDATE revisions SET document = replace(document, 'exists', 'exjsts') WHERE revision = \
         {revision} AND subject_id = (SELECT id FROM organizations WHERE slug = 'a')"
    ));
}

fn numbers(list: &Value, key: &str) -> Vec<i64> {
    list["data"].as_array().unwrap().iter().map(|it| it[key].as_i64().unwrap()).collect()
}

#[actix_web::test]
async fn the_history_marks_a_damaged_revision_and_lists_the_others() {
    let directory = damaged().await;
    let last = directory.store().position().unwrap().change;

    let list = directory.get(&format!("{A}/revisions")).await.json();
    let second = directory.get(&format!("{A}/revisions/2")).await;
    let third = directory.get(&format!("{A}/revisions/3")).await;
    let difference = directory.get(&format!("{A}/revisions/3?diff=true")).await;
    let changes = directory.get(&format!("/api/v1/changes?since={}", last - 4)).await.json();
    let only = directory.get(&format!("/api/v1/changes?since={}&limit=1", last - 2)).await.json();
    let feed = directory.get("/api/v1/changes.atom").await;

    assert_eq!(numbers(&list, "revision"), [3, 1]);
    assert_eq!(list["meta"]["damaged"], json!([2]));
    assert_eq!((second.status, third.status), (500, 200));
    let problem = second.json();
    assert_eq!(problem["type"], "/problems/damaged");
    assert!(problem["detail"].as_str().unwrap().starts_with("revision 2 of the organization `a`"));
    assert_eq!(second.header("retry-after"), None);
    assert_eq!(third.json()["changed"], json!([]), "the changed keys are unknown");
    assert_eq!(difference.json()["type"], "/problems/damaged");
    assert_eq!(numbers(&changes, "change"), [last - 3, last - 2, last]);
    assert_eq!(changes["meta"]["damaged"], json!([last - 1]));
    assert_eq!((numbers(&only, "change"), &only["meta"]["next_since"]), (vec![], &json!(last - 1)));
    assert_eq!(feed.status, 200);
}

#[actix_web::test]
async fn the_history_pages_name_the_damaged_version() {
    let directory = damaged().await;

    let history = directory.get("/organizations/a/history").await;
    let third = directory.get("/organizations/a/history/3").await;
    let second = directory.get("/organizations/a/history/2").await;

    assert!(history.text().contains("Version 2 is damaged and cannot be shown."));
    assert!(history.text().contains("Version 3"));
    assert!(
        third.text().contains("Version 2 is damaged, so we cannot show what this version changed")
    );
    assert_eq!((history.status, third.status), (200, 200));
    assert_eq!(second.status, 500);
}

#[actix_web::test]
async fn a_new_node_serves_the_others_despite_a_damaged_profile() {
    let directory = damaged().await;
    damage(&directory, 3);

    let node = directory.another_node().await;

    let key = directory.create_key(Role::Editor);
    assert_eq!(node.get("/api/v1/organizations/b").await.status, 200);
    assert_eq!(node.get(A).await.status, 404, "the newest revision is damaged");
    assert_eq!(
        directory.get(A).await.json()["acronym"],
        "A3",
        "a node keeps the profile that it read before the damage"
    );
    let star = [("if-match", "*")];
    let edit = directory.write(&key, "PATCH", A, &star, &json!({"founded": 1990})).await;
    assert_eq!(edit.status, 500);
    assert_eq!(edit.json()["type"], "/problems/damaged");
    let b = "/api/v1/organizations/b";
    assert_eq!(
        directory.write(&key, "PATCH", b, &star, &json!({"founded": 1990})).await.status,
        200
    );
}

#[actix_web::test]
async fn as_of_never_trusts_a_damaged_timestamp() {
    let directory = TestDirectory::with(&[profile("a", json!({}))]).await;
    directory.load(&[profile("a", json!({"acronym": "A2"}))]).await;
    let list = directory.get(&format!("{A}/revisions")).await.json();
    let second = list["data"][0]["at"].as_str().unwrap();
    directory.execute("UPDATE revisions SET at = at + 1000000000 WHERE revision = 2");

    let answer = directory.get(&format!("{A}?as_of={second}")).await;

    assert_eq!(answer.json()["type"], "/problems/damaged", "{}", answer.json());
}

#[actix_web::test]
async fn a_new_node_serves_despite_a_damaged_term() {
    let directory = TestDirectory::with(&[profile("a", json!({}))]).await;
    directory
        .execute("UPDATE revisions SET author = 'key:other' WHERE subject_id = 'bonded-labour'");

    let node = directory.another_node().await;

    let found = node.get(A).await;
    assert_eq!(found.status, 200);
    assert_eq!(found.json()["focus_areas"], json!(["bonded-labour"]));
    assert_eq!(node.get("/api/v1/organizations?facets=focus_area").await.status, 200);
    assert_eq!(node.get("/organizations/a").await.status, 200);
    assert_eq!(node.get("/").await.status, 200);
}
