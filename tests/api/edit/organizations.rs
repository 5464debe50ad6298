//! Withdrawing and restoring profiles.

use antislavery_directory::domain::Role;
use serde_json::json;

use super::Browser;
use super::browser::hidden_fields;
use crate::harness::TestDirectory;
use crate::support::profiles::profile;

const WITHDRAW: &str = "/edit/organizations/a/withdraw";
const PROFILE: &str = "/api/v1/organizations/a";

async fn scene() -> TestDirectory {
    let directory = TestDirectory::with(&[
        profile("a", json!({"name": "Alpha"})),
        profile("b", json!({"name": "Beta & Partners"})),
    ])
    .await;
    let key = directory.create_key_named("other", Role::Editor);
    let headers = [("if-match", "*")];
    let change = json!({"acronym": "AA"});
    assert_eq!(directory.write(&key, "PATCH", PROFILE, &headers, &change).await.status, 200);
    directory
}

#[actix_web::test]
async fn an_editor_withdraws_a_profile_after_confirming_it_and_takes_it_back() {
    let directory = scene().await;
    let mut browser = Browser::signed_in(&directory, Role::Editor).await;
    let typed =
        [("revision", "2"), ("reason", "Merged\r\nwith Beta."), ("successor", "Beta & Partner")];
    let answer = browser.submit(WITHDRAW, WITHDRAW, &typed).await;
    assert_eq!(answer.status, 422, "a name must be exact");
    assert!(answer.text().contains("Did you mean Beta &#38; Partners (b)?"), "{}", answer.text());

    let typed =
        [("revision", "2"), ("reason", "Merged\r\nwith Beta."), ("successor", "Beta & Partners")];
    let answer = browser.submit(WITHDRAW, WITHDRAW, &typed).await;
    assert_eq!(answer.status, 200);
    let page = answer.text();
    assert!(page.contains("Please check before you withdraw it."), "{page}");
    assert_eq!(directory.get(PROFILE).await.status, 200);

    let fields = hidden_fields(page.split_once(r#"<form class="edit-form""#).unwrap().1);
    let mut sent: Vec<(&str, &str)> =
        fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    sent.push(("back", "yes"));
    let again = browser.post(WITHDRAW, &sent).await.text();
    assert!(again.contains("\nMerged with Beta.</textarea>"), "{again}");
    assert!(again.contains(r#"value="Beta &#38; Partners""#), "{again}");

    sent.pop();
    sent.push(("confirmed", "yes"));
    let answer = browser.post(WITHDRAW, &sent).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    let done = answer.header("location").unwrap().to_owned();
    assert!(done.starts_with("/edit/organizations/a/done?min_change="), "{done}");
    let page = browser.page(&done).await;
    assert!(page.contains("Withdrawn by editor"), "{page}");
    assert!(page.contains("is withdrawn. Readers now see the reason"), "{page}");
    assert!(!page.contains("It is public now"), "{page}");
    let gone = directory.get(PROFILE).await;
    assert_eq!(gone.status, 410);
    assert_eq!(gone.json()["reason"], "Merged with Beta.");
    assert_eq!(gone.json()["successor"], "b");
    assert_eq!(browser.get(WITHDRAW).await.status, 410);

    let restore = "/edit/organizations/a/restore/2";
    assert!(page.contains(&format!(r#"href="{restore}""#)), "{page}");
    let page = browser.page(restore).await;
    assert!(page.contains("What would change"), "{page}");
    let answer =
        browser.submit(restore, restore, &[("revision", "3"), ("note", "A mistake.")]).await;
    assert_eq!(answer.status, 303, "{}", answer.text());
    let profile = directory.get(PROFILE).await;
    assert_eq!((profile.status, &profile.json()["acronym"]), (200, &json!("AA")));
    let history = directory.get(&format!("{PROFILE}/revisions")).await.json();
    assert_eq!(history["data"][0]["author"], "key:editor");
    assert_eq!(history["data"][0]["note"], "A mistake.");
}

#[actix_web::test]
async fn pages_of_an_organization_lead_to_its_versions_and_to_redaction() {
    let directory = scene().await;
    let key = directory.create_key_named("third", Role::Editor);
    let path = format!("{PROFILE}/verified");
    let answer = directory.write(&key, "POST", &path, &[("if-match", "*")], &json!({})).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let history = "/edit/organizations/a/history";
    for (role, may_redact) in [(Role::Editor, false), (Role::Admin, true)] {
        let mut browser = Browser::signed_in(&directory, role).await;
        let page = browser.page(history).await;
        for (number, can_be_restored) in [(1, true), (2, true), (3, false)] {
            let link = format!(r#"href="/edit/organizations/a/restore/{number}""#);
            assert_eq!(page.contains(&link), can_be_restored, "{page}");
        }
        for path in [history, "/edit/organizations/a/done", WITHDRAW] {
            let page = browser.page(path).await;
            assert_eq!(page.contains("/edit/organizations/a/redact"), may_redact, "{path}: {page}");
        }
        let begun = browser.get("/edit/organizations/a").await;
        let form = begun.header("location").unwrap();
        for path in [form, "/edit/organizations/a/done", WITHDRAW] {
            let page = browser.page(path).await;
            assert!(page.contains(&format!(r#"href="{history}""#)), "{path}: {page}");
        }
    }
}

#[actix_web::test]
async fn every_mistake_of_a_withdrawal_is_at_its_field_and_nothing_typed_is_lost() {
    let directory = scene().await;
    let mut browser = Browser::signed_in(&directory, Role::Editor).await;
    let long = "<b>".repeat(300);
    let typed = [("revision", "2"), ("reason", long.as_str()), ("successor", "Nothing <like> it")];
    let answer = browser.submit(WITHDRAW, WITHDRAW, &typed).await;
    assert_eq!(answer.status, 422);
    let page = answer.text();
    assert!(page.contains("<title>Error: Withdraw Alpha"), "{page}");
    for at in ["reason", "successor"] {
        assert!(page.contains(&format!(r##"<a href="#{at}">"##)), "{page}");
        assert!(page.contains(&format!(r#"id="{at}-mistake""#)), "{page}");
    }
    assert!(page.contains(&"&#60;b&#62;".repeat(300)) && !page.contains("<b><b>"), "{page}");
    assert!(page.contains("Nothing &#60;like&#62; it"), "{page}");
    // The organization itself cannot succeed it.
    let typed =
        [("revision", "2"), ("reason", "Closed."), ("successor", "a"), ("confirmed", "yes")];
    let answer = browser.submit(WITHDRAW, WITHDRAW, &typed).await;
    assert_eq!(answer.status, 422);
    assert!(answer.text().contains("cannot be its own successor"), "{}", answer.text());
    let answer = browser.submit(WITHDRAW, WITHDRAW, &[("reason", "  ")]).await;
    assert_eq!(answer.status, 422);
    assert_eq!(directory.get(PROFILE).await.status, 200);
}

#[actix_web::test]
async fn a_profile_that_was_changed_meanwhile_is_not_withdrawn_or_restored() {
    let directory = scene().await;
    let mut browser = Browser::signed_in(&directory, Role::Editor).await;
    let confirmed = [("revision", "1"), ("reason", "Closed."), ("confirmed", "yes")];
    let answer = browser.submit(WITHDRAW, WITHDRAW, &confirmed).await;
    assert_eq!(answer.status, 412);
    let page = answer.text();
    assert!(page.contains("The profile was changed while you were on this page"), "{page}");
    assert!(page.contains(r#"name="revision" value="2""#), "{page}");
    assert!(page.contains("\nClosed.</textarea>"), "{page}");
    let restore = "/edit/organizations/a/restore/1";
    for revision in ["1", "", "x"] {
        let answer =
            browser.submit(restore, restore, &[("revision", revision), ("note", "why")]).await;
        assert_eq!(answer.status, 412, "{revision}");
        let page = answer.text();
        assert!(page.contains(r#"name="revision" value="2""#), "{page}");
        assert!(page.contains(r#"value="why""#), "{page}");
    }
    assert_eq!(directory.get(PROFILE).await.json()["acronym"], "AA");
}

#[actix_web::test]
async fn unknown_organizations_and_versions_return_404_and_renamed_ones_redirect() {
    let directory = scene().await;
    let mut browser = Browser::signed_in(&directory, Role::Editor).await;
    for path in [
        "/edit/organizations/unknown/withdraw",
        "/edit/organizations/a/restore/3",
        "/edit/organizations/a/restore/0",
        "/edit/organizations/a/restore/x",
    ] {
        assert_eq!(browser.get(path).await.status, 404, "{path}");
    }
    directory.add_former_slug("a", "earlier");
    let key = directory.create_key_named("third", Role::Editor);
    let change = json!({"acronym": "AB"});
    directory.write(&key, "PATCH", PROFILE, &[("if-match", "*")], &change).await;
    let answer = browser.get("/edit/organizations/earlier/withdraw").await;
    assert_eq!(answer.status, 308);
    let location = "http://directory.example/edit/organizations/a/withdraw";
    assert_eq!(answer.header("location"), Some(location));
}

#[actix_web::test]
async fn a_limited_key_opens_only_pages_of_its_organizations() {
    let directory = scene().await;
    let mut browser = Browser::new(&directory);
    let key = directory.create_limited_key("b team", &["b"]);
    assert_eq!(browser.sign_in(&key).await.status, 303);
    let token = super::browser::csrf(&browser.page("/edit").await);
    for path in [WITHDRAW, "/edit/organizations/a/restore/1", "/edit/organizations/a/history"] {
        let answer = browser.get(path).await;
        assert_eq!(answer.status, 403, "{path}");
        assert!(answer.text().contains("This key may edit only “b”"), "{}", answer.text());
        if path.ends_with("/history") {
            continue;
        }
        let typed =
            [("csrf", token.as_str()), ("revision", "2"), ("reason", "x"), ("confirmed", "yes")];
        assert_eq!(browser.post(path, &typed).await.status, 403, "{path}");
    }
    let page = browser.page("/edit").await;
    assert!(
        page.contains("This key edits only: <a href=\"/edit/organizations/b\">b</a>"),
        "{page}"
    );
    assert!(!page.contains("/edit/new"), "{page}");
    let found = browser.submit("/edit", "/edit/search", &[("q", "alpha")]).await.text();
    assert!(found.contains("Your key may not edit it"), "{found}");
    assert!(!found.contains("/edit/organizations/a"), "{found}");
    assert!(!browser.page("/edit/changed").await.contains("/edit/organizations/a"));
    assert_eq!(browser.get("/edit/organizations/b/withdraw").await.status, 200);
    assert_eq!(directory.get(PROFILE).await.json()["acronym"], "AA");
}
