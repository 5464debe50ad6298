//! Redacting a text in the browser.

use antislavery_directory::domain::Role;
use serde_json::json;

use super::Browser;
use super::browser::hidden_fields;
use crate::harness::TestDirectory;
use crate::support::profiles::profile;

const REDACT: &str = "/edit/organizations/a/redact";
const PROFILE: &str = "/api/v1/organizations/a";

async fn scene() -> TestDirectory {
    let first = profile("a", json!({"name": "Alpha", "summary": "A canary sang."}));
    let directory = TestDirectory::with(&[first]).await;
    let key = directory.create_key_named("other", Role::Editor);
    let change = json!({"summary": "Nothing secret.", "acronym": "AA"});
    let headers = [("if-match", "*")];
    assert_eq!(directory.write(&key, "PATCH", PROFILE, &headers, &change).await.status, 200);
    directory
}

#[actix_web::test]
async fn an_admin_redacts_a_text_that_only_an_earlier_version_has() {
    let directory = scene().await;
    let mut browser = Browser::signed_in(&directory, Role::Admin).await;
    let page = browser.page(REDACT).await;
    assert!(page.contains("Nothing secret.") && !page.contains("canary"), "{page}");
    let page = browser.page(&format!("{REDACT}?version=1")).await;
    assert!(page.contains("A canary sang."), "{page}");

    let typed = [
        ("shown", "1"),
        ("pointer", "/summary"),
        ("revisions", "1"),
        ("replacement", "A bird sang."),
        ("reason", "It named a bird."),
    ];
    let answer = browser.submit(REDACT, REDACT, &typed).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let page = answer.text();
    assert!(page.contains("Please check: this cannot be undone"), "{page}");
    assert!(page.contains("<dt>Versions</dt><dd>1</dd>"), "{page}");
    assert!(page.contains("backups of the database"), "{page}");
    let first = format!("{PROFILE}/revisions/1");
    assert!(directory.get(&first).await.text().contains("canary"));

    let fields = hidden_fields(page.split_once(r#"<form class="edit-form""#).unwrap().1);
    let mut sent: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    sent.push(("back", "yes"));
    let form = browser.post(REDACT, &sent).await.text();
    assert!(form.contains("\nA bird sang.</textarea>"), "{form}");
    assert!(form.contains(r#"value="/summary" checked"#), "{form}");
    sent.pop();
    sent.push(("confirmed", "yes"));
    let answer = browser.post(REDACT, &sent).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    let done = answer.header("location").unwrap().to_owned();
    assert_eq!(browser.get(&done).await.status, 200);
    let first = directory.get(&first).await.text();
    assert!(!first.contains("canary") && first.contains("A bird sang."), "{first}");
    assert_eq!(directory.get(PROFILE).await.json()["summary"], "Nothing secret.");
}

#[actix_web::test]
async fn every_mistake_of_a_redaction_is_at_its_field_and_nothing_is_redacted() {
    let directory = scene().await;
    let mut browser = Browser::signed_in(&directory, Role::Admin).await;
    let etag = directory.etag(PROFILE).await;
    for (typed, fields) in [
        (vec![("revisions", "some"), ("reason", "")], vec!["pointer", "revisions", "reason"]),
        (vec![("pointer", "/nothing"), ("revisions", "all"), ("reason", "x")], vec!["pointer"]),
        (vec![("pointer", "/summary"), ("revisions", "9"), ("reason", "x")], vec!["revisions"]),
        (vec![("pointer", "/slug"), ("revisions", "all"), ("reason", "x")], vec!["pointer"]),
    ] {
        let answer = browser.submit(REDACT, REDACT, &typed).await;
        assert_eq!(answer.status, 422, "{typed:?}");
        let page = answer.text();
        for field in fields {
            assert!(
                page.contains(&format!(r##"<a href="#{field}">"##)),
                "{typed:?} {field}: {page}"
            );
            assert!(
                page.contains(&format!(r#"id="{field}-mistake""#)),
                "{typed:?} {field}: {page}"
            );
        }
    }
    assert_eq!(directory.etag(PROFILE).await, etag);
    let mut editor = Browser::new(&directory);
    let key = directory.create_key_named("an editor", Role::Editor);
    editor.sign_in(&key).await;
    assert_eq!(editor.get(REDACT).await.status, 403);
}
