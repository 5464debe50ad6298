//! `/edit/terms`: the list, the form, adding and removing a term.

use antislavery_directory::domain::Role;
use serde_json::json;

use super::Browser;
use super::browser::{csrf, hidden_fields};
use crate::harness::TestDirectory;

const NEW: &str = "/edit/terms/focus-areas/new";
const BONDED: &str = "/edit/terms/focus-areas/bonded-labour";

#[actix_web::test]
async fn an_admin_adds_edits_and_removes_a_term() {
    let directory = TestDirectory::seeded().await;
    let mut browser = Browser::signed_in(&directory, Role::Admin).await;
    let list = browser.page("/edit/terms").await;
    assert!(list.contains(BONDED) && list.contains(NEW), "{list}");

    let typed = [
        ("slug", "invented-harm"),
        ("label", "Organ trade"),
        ("definition", "The sale\r\nof organs."),
        ("alt_labels", "Organ trafficking\r\n\r\nTrade in organs"),
        ("legal_basis-0-label", "A treaty"),
        ("legal_basis-0-url", "https://example.org/treaty"),
        ("legal_basis-1-label", ""),
        ("legal_basis-1-url", ""),
        ("sources-0-title", "A source"),
    ];
    let answer = browser.submit(NEW, NEW, &typed).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    let page = answer.header("location").unwrap().to_owned();
    assert!(
        page.starts_with("/edit/terms/focus-areas/invented-harm?saved=yes&min_change="),
        "{page}"
    );
    let html = browser.page(&page).await;
    assert!(html.contains(r#"role="status">Saved."#), "{html}");
    assert!(html.contains("\nOrgan trafficking\nTrade in organs</textarea>"), "{html}");
    let term = directory.get("/api/v1/focus-areas/invented-harm").await.json();
    assert_eq!(
        term["legal_basis"],
        json!([{"label": "A treaty", "url": "https://example.org/treaty"}])
    );
    assert_eq!(term["definition"], "The sale\nof organs.");

    // The form of a term has its revision, and sends all of its fields.
    let path = "/edit/terms/focus-areas/invented-harm";
    let fields = hidden_fields(html.split_once(r#"<form class="edit-form""#).unwrap().1);
    assert_eq!(fields[1], ("revision".to_owned(), "1".to_owned()));
    let typed = [
        ("revision", "1"),
        ("label", "Organ trafficking"),
        ("definition", "The sale of organs."),
        ("replaced_by", "bonded-labour"),
        ("sources-0-title", "A source"),
    ];
    assert_eq!(browser.submit(path, path, &typed).await.status, 303);
    let term = directory.get("/api/v1/focus-areas/invented-harm").await.json();
    assert_eq!((&term["label"], &term["alt_labels"]), (&json!("Organ trafficking"), &json!([])));
    assert_eq!(term["replaced_by"], "bonded-labour");

    let remove = format!("{path}/remove");
    assert!(browser.page(&remove).await.contains("No listed profile uses it."));
    let answer = browser.submit(&remove, &remove, &[]).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    let list = answer.header("location").unwrap().to_owned();
    let html = browser.page(&list).await;
    assert!(html.contains("The term <strong>invented-harm</strong> is removed."), "{html}");
    assert_eq!(directory.get("/api/v1/focus-areas/invented-harm").await.status, 404);
    assert_eq!(browser.get(path).await.status, 404);
}

#[actix_web::test]
async fn every_mistake_of_a_term_is_at_its_field_and_what_was_typed_is_kept() {
    let directory = TestDirectory::seeded().await;
    let mut browser = Browser::signed_in(&directory, Role::Admin).await;
    let typed = [
        ("slug", "Not <a> slug"),
        ("label", ""),
        ("definition", ""),
        ("broader", "unknown"),
        ("exact_match", "no url"),
        ("legal_basis-0-label", ""),
        ("legal_basis-0-url", "https://example.org/"),
        ("sources-0-title", "A \"title\""),
        ("sources-0-url", "javascript:alert(1)"),
    ];
    let answer = browser.submit(NEW, NEW, &typed).await;
    assert_eq!(answer.status, 422);
    let page = answer.text();
    for field in
        ["slug", "label", "definition", "exact_match", "legal_basis-0-label", "sources-0-url"]
    {
        assert!(page.contains(&format!(r##"<a href="#{field}">"##)), "{field}: {page}");
        assert!(page.contains(&format!(r#"id="{field}-mistake""#)), "{field}: {page}");
    }
    assert!(page.contains("Not &#60;a&#62; slug"), "{page}");
    assert!(page.contains("A &#34;title&#34;"), "{page}");
    // With a valid slug, also the mistakes that only the directory knows.
    let typed: Vec<_> = typed[1..].iter().copied().chain([("slug", "some-term")]).collect();
    let page = browser.submit(NEW, NEW, &typed).await.text();
    for field in ["label", "definition", "broader", "sources-0-url"] {
        assert!(page.contains(&format!(r##"<a href="#{field}">"##)), "{field}: {page}");
    }
    let taken = [("slug", "bonded-labour"), ("label", "A"), ("definition", "B")];
    let answer = browser.submit(NEW, NEW, &taken).await;
    assert_eq!(answer.status, 422);
    assert!(answer.text().contains("A term with the slug bonded-labour exists already."));
}

#[actix_web::test]
async fn a_term_that_was_changed_meanwhile_is_shown_and_then_replaced_on_purpose() {
    let directory = TestDirectory::seeded().await;
    let mut browser = Browser::signed_in(&directory, Role::Admin).await;
    let page = browser.page(BONDED).await;
    let token = csrf(&page);
    let key = directory.create_key_named("another", Role::Admin);
    let path = "/api/v1/focus-areas/bonded-labour";
    let mut term = directory.get(path).await.json();
    let keys = [
        "slug",
        "label",
        "alt_labels",
        "hidden_labels",
        "definition",
        "scope_note",
        "broader",
        "group",
        "legal_basis",
        "exact_match",
        "close_match",
        "replaced_by",
        "sources",
    ];
    term.as_object_mut().unwrap().retain(|key, _| keys.contains(&key.as_str()));
    term["label"] = json!("Their label");
    assert_eq!(directory.write(&key, "PUT", path, &[], &term).await.status, 200);

    let mut typed = vec![
        ("csrf", token.as_str()),
        ("revision", "1"),
        ("label", "My label"),
        ("definition", "My definition."),
        ("sources-0-title", "A source"),
    ];
    let answer = browser.post(BONDED, &typed).await;
    assert_eq!(answer.status, 412);
    let page = answer.text();
    assert!(page.contains("The term was changed while you edited it"), "{page}");
    assert!(page.contains("Their") && page.contains("My definition."), "{page}");
    assert!(page.contains(r#"name="revision" value="2""#), "{page}");
    assert_eq!(directory.get(path).await.json()["label"], "Their label");
    typed[1] = ("revision", "2");
    assert_eq!(browser.post(BONDED, &typed).await.status, 303);
    assert_eq!(directory.get(path).await.json()["label"], "My label");
}

#[actix_web::test]
async fn a_term_in_use_is_not_removed_and_its_users_are_named() {
    let directory = TestDirectory::seeded().await;
    let mut browser = Browser::signed_in(&directory, Role::Admin).await;
    let remove = format!("{BONDED}/remove");
    let answer = browser.submit(&remove, &remove, &[]).await;
    assert_eq!(answer.status, 409);
    let page = answer.text();
    assert!(page.contains("profiles use this term."), "{page}");
    assert!(page.contains(r#"<li><a href="/organizations/"#), "{page}");
    for path in
        ["/edit/terms/unknown/a", "/edit/terms/focus-areas/unknown", "/edit/terms/unknown/new"]
    {
        assert_eq!(browser.get(path).await.status, 404, "{path}");
    }
}
