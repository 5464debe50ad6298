//! Terms with several broader terms, hidden labels and replacements.

use antislavery_directory::domain::Role;
use serde_json::{Value, json};

use crate::harness::TestDirectory;
use crate::support::profiles::profile;

const AREAS: &str = "/api/v1/focus-areas";

fn term(slug: &str, changes: Value) -> Value {
    let mut term = json!({"slug": slug, "label": slug, "definition": "A test.", "group": false});
    for (key, value) in changes.as_object().unwrap() {
        term[key] = value.clone();
    }
    term
}

/// A directory in which `peonage` is below two terms, which are both below `bonded-labour`.
async fn directory() -> (TestDirectory, String) {
    let directory = TestDirectory::with(&[profile("a", json!({}))]).await;
    let key = directory.create_key(Role::Admin);
    for (slug, changes) in [
        ("left", json!({"broader": ["bonded-labour"]})),
        ("right", json!({"broader": ["bonded-labour"]})),
        (
            "peonage",
            json!({"broader": ["left", "right"], "hidden_labels": ["company store credit"],
                   "alt_labels": ["debt peonage"]}),
        ),
        ("old-peonage", json!({"replaced_by": "peonage"})),
    ] {
        let path = format!("{AREAS}/{slug}");
        let written = directory.write(&key, "PUT", &path, &[], &term(slug, changes)).await;
        assert_eq!(written.status, 201, "{}", written.text());
    }
    directory
        .load(&[profile("b", json!({"focus_areas": ["peonage"]})), profile("a", json!({}))])
        .await;
    (directory, key)
}

#[actix_web::test]
async fn an_organization_counts_once_for_each_term_above_it() {
    let (directory, _) = directory().await;
    for (slug, count) in [("peonage", 1), ("left", 1), ("right", 1), ("bonded-labour", 2)] {
        let term = directory.get(&format!("{AREAS}/{slug}")).await.json();
        assert_eq!(term["count"], count, "{slug}");
        let list = format!("/api/v1/organizations?focus_area={slug}");
        assert_eq!(directory.get(&list).await.json()["meta"]["total"], count, "{slug}");
    }
    let both = directory.get("/api/v1/organizations?focus_area=left,right").await;
    assert_eq!(both.slugs(), ["b"]);
    for above in ["left", "right"] {
        let term = directory.get(&format!("{AREAS}/{above}")).await.json();
        assert_eq!(term["narrower"], json!(["peonage"]));
    }
}

#[actix_web::test]
async fn pages_show_a_term_below_each_broader_term_and_its_details_once() {
    let (directory, _) = directory().await;
    let html = |path: &'static str| {
        let directory = &directory;
        async move { directory.get_with(path, &[("accept", "text/html")]).await.text() }
    };
    let tree = html("/focus-areas").await;
    assert_eq!(tree.matches("<li id=\"peonage\">").count(), 1);
    assert_eq!(tree.matches("href=\"/focus-areas/peonage\"").count(), 2);
    let page = html("/focus-areas/peonage").await;
    for way in ["left", "right"] {
        assert!(page.contains(&format!("› <a href=\"/focus-areas/{way}\">{way}</a>")), "{page}");
    }
    assert!(page.contains("debt peonage") && !page.contains("company store credit"), "{page}");
    let old = html("/focus-areas/old-peonage").await;
    assert!(old.contains("See <a href=\"/focus-areas/peonage\">peonage</a> instead"), "{old}");
}

#[actix_web::test]
async fn hidden_labels_are_found_and_not_shown() {
    let (directory, _) = directory().await;
    let suggested = directory.get("/api/v1/suggest?q=company+store").await.json();
    let first = &suggested["data"][0];
    assert_eq!((&first["slug"], &first["matched"]), (&json!("peonage"), &json!("peonage")));
    let found = directory.get("/api/v1/organizations?q=company+store+credit").await;
    assert_eq!(found.slugs(), ["b"]);
    assert!(!found.text().contains("company store credit\""), "{}", found.text());
    let meant = directory.get("/api/v1/organizations?focus_area=Company+Store+Credit").await;
    assert_eq!(meant.json()["errors"][0]["did_you_mean"], "peonage");
}

#[actix_web::test]
async fn a_term_that_others_name_cannot_be_removed_and_circles_are_refused() {
    let (directory, key) = directory().await;
    let path = format!("{AREAS}/peonage");
    let refused = directory.write(&key, "DELETE", &path, &[], &Value::Null).await;
    assert_eq!(refused.status, 409, "{}", refused.text());
    let body = term("left", json!({"broader": ["bonded-labour", "peonage"]}));
    let circle = directory.write(&key, "PUT", &format!("{AREAS}/left"), &[], &body).await;
    let error = &circle.json()["errors"][0];
    assert_eq!(
        (&error["code"], &error["pointer"]),
        (&json!("circular_term"), &json!("/broader/1"))
    );
}
