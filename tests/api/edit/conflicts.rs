//! Conflicts: an editor saves a profile that another has changed meanwhile.

use antislavery_directory::domain::Role;
use futures_util::future::join_all;
use serde_json::{Value, json};

use super::Browser;
use super::form::{done_path, profile};
use super::sent_form::{SentForm, open};
use crate::harness::TestDirectory;

/// Changes keys of a profile, as another editor does through the API.
async fn patch(directory: &TestDirectory, key: &str, slug: &str, patch: &Value) {
    let path = format!("/api/v1/organizations/{slug}");
    let answer = directory.write(key, "PATCH", &path, &[("if-match", "*")], patch).await;
    assert_eq!(answer.status, 200, "{}", answer.text());
}

#[actix_web::test]
async fn parts_that_do_not_overlap_are_merged_and_overlapping_ones_are_chosen() {
    let directory = TestDirectory::seeded().await;
    let other = directory.create_key_named("other team", Role::Editor);
    let mut browser = Browser::signed_in(&directory, Role::Editor).await;
    let (_, html) = open(&mut browser, "/edit/organizations/unseen").await;
    let form = SentForm::of(&html)
        .set("/founded", "2006")
        .set("/headquarters/city", "Bath")
        .set("/outcomes/0/claim", "Mine.");
    let theirs = json!({"founded": 2007, "acronym": "UN", "headquarters": {"city": "Bath"}});
    patch(&directory, &other, "unseen", &theirs).await;

    let (path, html) = form.follow(&mut browser, "check").await;
    assert!(path.ends_with("/check"), "{path}");
    assert!(html.contains("other team saved this profile after you began"), "{html}");
    for part in ["You began from", "<p>2008</p>", "<p>2007</p>", "<p>2006</p>"] {
        assert!(html.contains(part), "{part}: {html}");
    }
    assert_eq!(html.matches("class=\"overlap\"").count(), 1, "{html}");
    let merged = &html[html.find("Merged for you").unwrap()..];
    assert!(merged.contains(">UN<") || merged.contains("UN"), "{merged}");

    // Their year is kept; the rest of the draft is merged and shown again before saving.
    let choice = SentForm::of(&html);
    let (path, html) = choice.follow(&mut browser, "merge").await;
    assert!(path.ends_with("/check?choose"), "nothing is chosen yet: {path}");
    assert!(html.contains("role=\"status\">Choose for each part"), "{html}");
    let (_, html) = choice.check("choice.0", "now").follow(&mut browser, "merge").await;
    assert!(html.contains("Mine.") && !html.contains("2006"), "{html}");
    let (path, html) = SentForm::of(&html).follow(&mut browser, "save").await;
    assert_eq!(path, done_path(&directory, "unseen"));
    assert!(html.contains("Saved: version 3"), "{html}");
    let written = profile(&directory, "unseen").await;
    assert_eq!(written["founded"], 2007);
    assert_eq!(written["acronym"], "UN");
    assert_eq!(written["headquarters"]["city"], "Bath");
    assert_eq!(written["outcomes"][0]["claim"], "Mine.");
}

#[actix_web::test]
async fn a_change_after_the_check_is_a_conflict_too_and_the_note_is_kept() {
    let directory = TestDirectory::seeded().await;
    let other = directory.create_key_named("other team", Role::Editor);
    let mut browser = Browser::signed_in(&directory, Role::Editor).await;
    let (_, html) = open(&mut browser, "/edit/organizations/unseen").await;
    let (_, html) = SentForm::of(&html).set("/founded", "2006").follow(&mut browser, "check").await;
    patch(&directory, &other, "unseen", &json!({"acronym": "UN"})).await;
    let check = SentForm::of(&html).set("note", "my reason");
    let (path, html) = check.follow(&mut browser, "save").await;
    assert!(path.ends_with("/check") && html.contains("Changed meanwhile"), "{path}");
    let (path, html) = SentForm::of(&html).follow(&mut browser, "merge-form").await;
    assert!(path.ends_with("?merged"), "{path}");
    let form = SentForm::of(&html);
    assert_eq!((form.get("/founded"), form.get("/acronym")), ("2006", "UN"));
    let (_, html) = form.follow(&mut browser, "check").await;
    let check = SentForm::of(&html);
    assert_eq!(check.get("note"), "my reason");
    check.follow(&mut browser, "save").await;
    assert_eq!(profile(&directory, "unseen").await["revision"], 3);
}

#[actix_web::test]
async fn of_32_parallel_saves_one_is_written_and_31_are_conflicts_that_can_be_merged() {
    let directory = TestDirectory::seeded().await;
    let browser = Browser::signed_in(&directory, Role::Editor).await;
    let mut tabs = Vec::new();
    for number in 0..32 {
        let mut tab = Browser::new(&directory);
        tab.cookie = browser.cookie.clone();
        let (_, html) = open(&mut tab, "/edit/organizations/unseen").await;
        let (_, html) = SentForm::of(&html)
            .set("/founders", &format!("Founder {number}"))
            .follow(&mut tab, "check")
            .await;
        tabs.push((tab, SentForm::of(&html)));
    }
    let saves = tabs.iter_mut().map(|(tab, check)| check.press(tab, "save"));
    let answers = join_all(saves).await;
    let locations: Vec<String> =
        answers.iter().map(|it| it.header("location").unwrap_or("none").to_owned()).collect();
    let saved = locations.iter().filter(|path| path.contains("/done")).count();
    let conflicts = locations.iter().filter(|path| path.ends_with("/check")).count();
    assert_eq!((saved, conflicts), (1, 31), "{locations:?}");
    assert_eq!(profile(&directory, "unseen").await["revision"], 2);

    // Nothing that the others typed is lost.
    for (number, ((tab, _), path)) in tabs.iter_mut().zip(&locations).enumerate() {
        if path.ends_with("/check") {
            let (_, html) = open(tab, path).await;
            assert!(html.contains(&format!("Founder {number}")), "{html}");
            assert!(html.contains("Changed meanwhile"), "{html}");
        }
    }
}

#[actix_web::test]
async fn a_draft_survives_that_its_organization_is_renamed_or_withdrawn() {
    let directory = TestDirectory::seeded().await;
    let other = directory.create_key_named("other team", Role::Editor);
    let mut browser = Browser::signed_in(&directory, Role::Editor).await;
    let (path, html) = open(&mut browser, "/edit/organizations/unseen").await;
    let form = SentForm::of(&html).set("/founded", "2006");
    form.follow(&mut browser, "keep").await;
    patch(&directory, &other, "unseen", &json!({"slug": "unseen-uk"})).await;
    let (moved, html) = open(&mut browser, &path).await;
    assert!(moved.contains("/edit/organizations/unseen-uk/drafts/"), "{moved}");
    assert!(html.contains("Another editor has saved this profile"), "{html}");

    let body = json!({"reason": "It was a duplicate.", "successor": null});
    let to = "/api/v1/organizations/unseen-uk";
    let answer = directory.write(&other, "DELETE", to, &[("if-match", "*")], &body).await;
    assert_eq!(answer.status, 204, "{}", answer.text());
    let (_, html) = open(&mut browser, &moved).await;
    assert!(html.contains("The organization is withdrawn"), "{html}");
    let form = SentForm::of(&html);
    assert_eq!(form.get("/founded"), "2006");
    assert!(!html.contains("value=\"check\""), "{html}");
    let (path, _) = form.follow(&mut browser, "check").await;
    assert!(!path.ends_with("/check"), "{path}");
    let (path, _) =
        open(&mut browser, &format!("{}/check", moved.split('?').next().unwrap())).await;
    assert!(!path.ends_with("/check"), "{path}");
}
