//! A redaction reaches the drafts of the organization, stored ones and those that are sent later.

use antislavery_directory::domain::Role;
use serde_json::json;

use super::Browser;
use super::sent_form::{SentForm, open};
use crate::harness::TestDirectory;

/// The documents and notes of all drafts in the database.
fn stored(directory: &TestDirectory, ids: &[&str]) -> String {
    let store = directory.store();
    let drafts = ids.iter().filter_map(|id| store.draft(id).unwrap());
    drafts.map(|draft| format!("{} {}\n", draft.document, draft.note)).collect()
}

async fn redact(directory: &TestDirectory, body: &serde_json::Value) {
    let admin = directory.create_key_named("redactor", Role::Admin);
    let to = "/api/v1/organizations/unseen/redactions";
    let answer = directory.write(&admin, "POST", to, &[], body).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
}

#[actix_web::test]
async fn a_redacted_text_goes_from_stored_drafts_and_from_forms_that_are_sent_later() {
    let directory = TestDirectory::seeded().await;
    let mut browser = Browser::signed_in(&directory, Role::Editor).await;
    let (path, html) = open(&mut browser, "/edit/organizations/unseen").await;
    let open_form = SentForm::of(&html);
    let city = open_form.get("/headquarters/city").to_owned();
    assert_eq!(city, "Bristol");
    // A draft repeats the text elsewhere, and has an edited form of it.
    let form = open_form
        .clone()
        .set("/headquarters/city", "Bristol (near the bridge)")
        .set("/acronym", "Unseen of Bristol")
        .set("/founded", "2006");
    let (_, html) = form.follow(&mut browser, "keep").await;
    let second = SentForm::of(&html);
    let id = path.rsplit('/').next().unwrap().to_owned();
    assert!(stored(&directory, &[&id]).contains("near the bridge"));

    let body = json!({"pointer": "/headquarters/city", "revisions": "all", "reason": "A shelter is there."});
    redact(&directory, &body).await;
    let left = stored(&directory, &[&id]);
    assert!(!left.contains("near the bridge") && !left.contains("Unseen of Bristol"), "{left}");
    assert!(left.contains("2006"), "other edits are kept");

    // Pages that were open meanwhile still have it.
    for form in [open_form, second] {
        let (path, html) = form.follow(&mut browser, "keep").await;
        let id = path.split(['/', '?']).rfind(|part| part.len() == 32).unwrap().to_owned();
        let left = stored(&directory, &[&id]);
        assert!(!left.contains("near the bridge"), "{left}");
        assert!(!SentForm::of(&html).get("/headquarters/city").contains("Bristol"), "{path}");
    }
}

#[actix_web::test]
async fn the_drafts_of_an_organization_go_with_its_whole_profile() {
    let directory = TestDirectory::seeded().await;
    let mut browser = Browser::signed_in(&directory, Role::Editor).await;
    let (path, html) = open(&mut browser, "/edit/organizations/unseen").await;
    SentForm::of(&html).set("/founded", "2006").follow(&mut browser, "keep").await;
    redact(&directory, &json!({"pointer": "", "revisions": "all", "reason": "They asked for it."}))
        .await;
    let id = path.rsplit('/').next().unwrap();
    assert_eq!(stored(&directory, &[id]), "");
    assert!(browser.page("/edit/drafts").await.contains("You have no drafts"));
}
