//! Writing terms of the vocabulary.

use antislavery_directory::domain::Role;
use serde_json::{Value, json};

use crate::harness::TestDirectory;
use crate::support::profiles::profile;

const AREAS: &str = "/api/v1/focus-areas";

fn term(slug: &str, changes: Value) -> Value {
    let mut term =
        json!({"slug": slug, "label": slug, "definition": "For a test.", "group": false});
    for (key, value) in changes.as_object().unwrap() {
        term[key] = value.clone();
    }
    term
}

#[actix_web::test]
async fn a_term_can_be_created_changed_used_and_deleted() {
    let directory = TestDirectory::with(&[]).await;
    let (admin, editor) = (directory.create_key(Role::Admin), directory.create_key(Role::Editor));
    let path = format!("{AREAS}/carpet-weaving");
    let new = [("if-none-match", "*")];

    let added =
        directory.write(&admin, "PUT", &path, &new, &term("carpet-weaving", json!({}))).await;
    assert_eq!(added.status, 201);
    assert!(added.header("location").unwrap().ends_with(&path));
    let there = directory
        .write(&admin, "PUT", &path, &new, &term("carpet-weaving", json!({"label": "x"})))
        .await;
    assert_eq!(there.status, 412);

    let user = profile("a", json!({"focus_areas": ["carpet-weaving"]}));
    let created = directory.write(&editor, "POST", "/api/v1/organizations", &[], &user).await;
    assert_eq!(created.status, 201);

    let labelled =
        term("carpet-weaving", json!({"label": "Rug making", "broader": "bonded-labour"}));
    for revision in ["made", "unchanged"] {
        let put = directory.write(&admin, "PUT", &path, &[], &labelled).await;
        assert_eq!((put.status, &put.json()["label"]), (200, &json!("Rug making")), "{revision}");
    }
    // Search, filters and counts use the new term.
    assert_eq!(directory.get("/api/v1/organizations?q=rug").await.slugs(), ["a"]);
    assert_eq!(
        directory.get("/api/v1/organizations?focus_area=bonded-labour").await.slugs(),
        ["a"]
    );
    assert_eq!(directory.get(&path).await.json()["count"], 1);

    let used = directory.write(&admin, "DELETE", &path, &[], &Value::Null).await;
    assert_eq!(used.status, 409);
    assert_eq!(used.json()["errors"][0]["message"], "`a`");
    let group = term("carpet-weaving", json!({"group": true}));
    let group = directory.write(&admin, "PUT", &path, &[], &group).await;
    assert_eq!((group.status, &group.json()["errors"][0]["code"]), (422, &json!("term_in_use")));

    let other = json!({"focus_areas": ["bonded-labour"]});
    directory
        .write(&editor, "PATCH", "/api/v1/organizations/a", &[("if-match", "*")], &other)
        .await;
    let removed = directory.write(&admin, "DELETE", &path, &[], &Value::Null).await;
    assert_eq!(removed.status, 204);
    assert_eq!(directory.get(&path).await.status, 404);
    assert_eq!(directory.get("/api/v1/organizations?focus_area=carpet-weaving").await.status, 400);

    // Creating the term again continues its history.
    let again = directory.write(&admin, "PUT", &path, &new, &labelled).await;
    assert_eq!(again.status, 201);
    assert_eq!(directory.get(&path).await.json()["label"], "Rug making");
}

#[actix_web::test]
async fn a_term_keeps_its_slug_and_cannot_form_a_cycle() {
    let directory = TestDirectory::with(&[]).await;
    let admin = directory.create_key(Role::Admin);
    let put = async |slug: &str, body: Value| {
        directory.write(&admin, "PUT", &format!("{AREAS}/{slug}"), &[], &body).await
    };
    assert_eq!(put("a", term("a", json!({}))).await.status, 201);
    assert_eq!(put("b", term("b", json!({"broader": "a"}))).await.status, 201);
    for (slug, body, code) in [
        ("a", term("a", json!({"broader": "b"})), "circular_term"),
        ("a", term("a", json!({"broader": "c"})), "unknown_term"),
        ("a", term("b", json!({})), "contradiction"),
        ("a", term("a", json!({"revision": 1})), "server_owned_key"),
        ("a", term("a", json!({"label": ""})), "empty"),
    ] {
        let answer = put(slug, body).await;
        assert_eq!((answer.status, &answer.json()["errors"][0]["code"]), (422, &json!(code)));
    }
    let wrong = term("b", json!({"label": "", "broader": "c", "definition": 1}));
    let answer = put("a", wrong).await.json();
    let pointers: Vec<&str> = answer["errors"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|it| it["pointer"].as_str())
        .collect();
    assert_eq!(pointers, ["/label", "/definition", "/broader", "/slug"]);
    let wider = directory.write(&admin, "DELETE", &format!("{AREAS}/a"), &[], &Value::Null).await;
    assert_eq!((wider.status, &wider.json()["errors"][0]["message"]), (409, &json!("`b`")));
    let unknown =
        directory.write(&admin, "DELETE", &format!("{AREAS}/zz"), &[], &Value::Null).await;
    assert_eq!(unknown.status, 404);
}

#[actix_web::test]
async fn the_route_and_not_the_slug_says_the_scheme() {
    let directory = TestDirectory::with(&[]).await;
    let admin = directory.create_key(Role::Admin);
    let path = "/api/v1/approaches/focus-areas";
    let new = [("if-none-match", "*")];

    let added = directory.write(&admin, "PUT", path, &new, &term("focus-areas", json!({}))).await;
    assert_eq!(added.status, 201);
    assert!(added.header("location").unwrap().ends_with(path));
    assert_eq!(directory.get(path).await.json()["slug"], "focus-areas");
    assert_eq!(directory.get("/approaches/focus-areas").await.status, 200);
    assert_eq!(directory.get(&format!("{AREAS}/focus-areas")).await.status, 404);
}
