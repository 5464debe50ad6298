//! Drafts: nothing typed is lost, and nothing is overwritten.

use std::sync::mpsc::channel;

use antislavery_directory::domain::{Author, Role};
use antislavery_directory::store::StoreError;

use super::Browser;
use super::form::{done_path, profile};
use super::sent_form::{SentForm, open};
use crate::harness::TestDirectory;

/// Opens the form of an organization. Returns the path of the draft.
async fn begin(browser: &mut Browser<'_>, slug: &str) -> (String, SentForm) {
    let (path, html) = open(browser, &format!("/edit/organizations/{slug}")).await;
    (path, SentForm::of(&html))
}

#[actix_web::test]
async fn a_draft_is_kept_listed_continued_and_discarded() {
    let directory = TestDirectory::seeded().await;
    let mut browser = Browser::signed_in(&directory, Role::Editor).await;
    let (path, form) = begin(&mut browser, "unseen").await;
    assert!(browser.page("/edit/drafts").await.contains("You have no drafts"));

    let (kept, html) = form.set("/summary", "Half a sent").follow(&mut browser, "keep").await;
    assert_eq!(kept, format!("{path}?kept"));
    assert!(html.contains("Your draft is kept"), "{html}");
    // Another browser with the same key, as after a restart.
    let mut other = Browser::new(&directory);
    other.cookie = browser.cookie.clone();
    let drafts = other.page("/edit/drafts").await;
    assert!(
        drafts.contains(&format!("<a href=\"{path}\">")) && drafts.contains("Unseen"),
        "{drafts}"
    );
    let (_, html) = open(&mut other, &path).await;
    assert_eq!(SentForm::of(&html).get("/summary"), "Half a sent");

    // A new form of the same profile links to it.
    let (_, html) = open(&mut other, "/edit/organizations/unseen").await;
    assert!(html.contains(&format!("<a href=\"{path}\">Continue the draft")), "{html}");

    let id = path.rsplit('/').next().unwrap();
    let discard = format!("/edit/drafts/{id}/discard");
    assert!(other.page("/edit/drafts").await.contains(&format!("href=\"{discard}\"")));
    let question = SentForm::of(&other.page(&discard).await);
    let (_, html) = open(&mut other, &path).await;
    SentForm::of(&html).set("/summary", "A whole sentence").follow(&mut other, "keep").await;
    let (asked, html) = question.follow(&mut other, "discard").await;
    assert!(asked.ends_with("?other") && html.contains("changed in another tab"), "{html}");
    let answer = SentForm::of(&html).press(&mut other, "discard").await;
    assert_eq!((answer.status, answer.header("location")), (303, Some("/edit/drafts?discarded")));
    assert!(other.page("/edit/drafts?discarded").await.contains("The draft is discarded"));
    assert_eq!(profile(&directory, "unseen").await["revision"], 1);
}

#[actix_web::test]
async fn another_key_cannot_read_or_change_a_draft() {
    let directory = TestDirectory::seeded().await;
    let mut browser = Browser::signed_in(&directory, Role::Editor).await;
    let (path, form) = begin(&mut browser, "unseen").await;
    form.clone().set("/summary", "secret").follow(&mut browser, "keep").await;

    let mut admin = Browser::signed_in(&directory, Role::Admin).await;
    for path in [path.clone(), format!("{path}/check")] {
        let answer = admin.get(&path).await;
        assert_eq!(answer.status, 404, "{path}");
        assert!(!answer.text().contains("secret"));
    }
    // A form of the other key at this path is not lost, and does not reach the draft.
    let answer = admin
        .submit("/edit", &path, &[("do", "keep"), ("version", "1"), ("/summary", "mine")])
        .await;
    let copy = answer.header("location").unwrap().to_owned();
    assert!(copy.ends_with("?copy") && !copy.contains(&path), "{copy}");
    let (_, html) = open(&mut admin, copy.trim_end_matches("?copy")).await;
    assert_eq!(SentForm::of(&html).get("/summary"), "mine");
    let answer = admin.submit("/edit", &format!("{path}/check"), &[("do", "save")]).await;
    assert_eq!(answer.status, 404);
    let id = path.rsplit('/').next().unwrap();
    let discard = format!("/edit/drafts/{id}/discard");
    let answer = admin.submit("/edit/drafts", &discard, &[("updated", "")]).await;
    assert_eq!((answer.status, answer.header("location")), (303, Some("/edit/drafts?gone")));
    let (_, html) = open(&mut browser, &path).await;
    assert_eq!(SentForm::of(&html).get("/summary"), "secret");
    for id in ["x", "../../keys", "0123456789ABCDEF0123456789ABCDEF"] {
        assert_eq!(browser.get(&format!("/edit/new/{id}")).await.status, 404, "{id}");
    }
    // The draft of an organization is not that of a new one, nor of a path without organization.
    assert_eq!(browser.get(&format!("/edit/new/{id}")).await.status, 404);
    let answer =
        browser.get(&format!("/edit/organizations/no-such/drafts/{}", "0".repeat(32))).await;
    assert_eq!(answer.status, 404);
}

#[actix_web::test]
async fn a_form_from_an_older_tab_becomes_a_separate_draft() {
    let directory = TestDirectory::seeded().await;
    let mut browser = Browser::signed_in(&directory, Role::Editor).await;
    let (path, form) = begin(&mut browser, "unseen").await;
    form.clone().set("/summary", "first tab").follow(&mut browser, "keep").await;
    // The second tab was opened before that.
    let (copy, html) =
        form.clone().set("/summary", "second tab").follow(&mut browser, "keep").await;
    assert!(copy.ends_with("?copy") && !copy.starts_with(&path), "{copy}");
    assert!(html.contains("Nothing was overwritten"), "{html}");
    assert_eq!(SentForm::of(&html).get("/summary"), "second tab");
    let (_, html) = open(&mut browser, &path).await;
    assert_eq!(SentForm::of(&html).get("/summary"), "first tab");

    // A form that is sent again after its draft was saved is not lost either.
    let (_, html) = SentForm::of(&html).follow(&mut browser, "check").await;
    SentForm::of(&html).follow(&mut browser, "save").await;
    let (late, html) = form.set("/summary", "late").follow(&mut browser, "keep").await;
    assert!(late.starts_with(&path), "{late}");
    assert_eq!(SentForm::of(&html).get("/summary"), "late");
}

#[actix_web::test]
async fn a_form_whose_session_has_ended_continues_after_signing_in() {
    let directory = TestDirectory::seeded().await;
    let key = directory.create_key_named("field team", Role::Editor);
    let mut browser = Browser::new(&directory);
    browser.sign_in(&key).await;
    let (path, form) = begin(&mut browser, "unseen").await;
    browser.cookie = None;
    let answer = form.set("/summary", "two\r\nlines \"quoted\"").press(&mut browser, "keep").await;
    assert_eq!(answer.status, 401);
    // Its page signs in with all the fields.
    let signing_in = SentForm::of(&answer.text()).check("key", &key);
    let answer = signing_in.press(&mut browser, "").await;
    assert_eq!(answer.status, 200);
    let (kept, html) = {
        let continued = SentForm::of(&answer.text());
        let answer = browser
            .post(
                &continued.action,
                &continued
                    .fields
                    .iter()
                    .map(|(name, value)| (name.as_str(), value.as_str()))
                    .collect::<Vec<_>>(),
            )
            .await;
        open(&mut browser, answer.header("location").unwrap()).await
    };
    assert_eq!(kept, format!("{path}?kept"));
    assert_eq!(SentForm::of(&html).get("/summary"), "two\r\nlines \"quoted\"");
}

#[actix_web::test]
async fn a_key_has_a_limited_number_of_drafts_and_is_asked_to_discard_some() {
    let directory = TestDirectory::seeded().await;
    let mut browser = Browser::signed_in(&directory, Role::Editor).await;
    let (_, form) = begin(&mut browser, "unseen").await;
    // Each sending of the first version is another draft.
    for _ in 0..100 {
        assert_eq!(form.press(&mut browser, "keep").await.status, 303);
    }
    let answer = form.set("/summary", "one too many").press(&mut browser, "keep").await;
    assert_eq!(answer.status, 422);
    let html = answer.text();
    assert!(html.contains("You have 100 drafts"), "{html}");
    assert_eq!(html.matches("/edit/organizations/unseen/drafts/").count(), 101);
    assert_eq!(SentForm::of(&html).get("/summary"), "one too many");
}

#[actix_web::test]
async fn large_forms_are_stored_and_too_large_ones_are_refused_with_what_was_typed() {
    let directory = TestDirectory::seeded().await;
    let mut browser = Browser::signed_in(&directory, Role::Editor).await;
    let (_, form) = begin(&mut browser, "unseen").await;

    // 2,000 fields and nearly 1 MiB of text.
    let mut large = form.clone();
    for number in 0..190 {
        for key in ["claim", "reported_by", "kind", "from", "to", "places", "place", "period"] {
            let text = if key == "claim" { "word ".repeat(1050) } else { "1".to_owned() };
            let name = format!("/outcomes/{}/{key}", number + 5);
            large = large.check(&name, &text);
        }
        large = large.check(&format!("/outcomes/{}/sources", number + 5), "history");
        large = large.check(&format!("/outcomes/{}/sources", number + 5), "lottery");
    }
    assert!(large.fields.len() > 2000);
    let (path, html) = large.follow(&mut browser, "check").await;
    assert!(path.contains("mistakes") || path.contains("drafts"), "{path}");
    assert!(html.contains("at most 600 are allowed"), "the mistakes are shown");

    let mut larger = form.clone();
    for number in 0..20 {
        larger = larger.check(&format!("/caveats/{}/note", number + 4), &"x".repeat(55_000));
    }
    let answer = larger.press(&mut browser, "keep").await;
    assert_eq!(answer.status, 422);
    assert!(answer.text().contains("the maximum is 1048576"));
    assert_eq!(SentForm::of(&answer.text()).get("/caveats/5/note").len(), 55_000);

    let mut many = form;
    for number in 0..5000 {
        many = many.check("/focus_areas", &format!("a{number}"));
    }
    let answer = many.press(&mut browser, "keep").await;
    assert_eq!(answer.status, 413);
    assert!(answer.text().contains("the maximum is 4000"), "{}", answer.text());
}

#[actix_web::test]
async fn saving_a_new_profile_twice_says_that_it_was_saved() {
    let directory = TestDirectory::seeded().await;
    let mut browser = Browser::signed_in(&directory, Role::Editor).await;
    let (_, html) = open(&mut browser, "/edit/new").await;
    let mut form = SentForm::of(&html);
    for (name, text) in [
        ("/name", "Quarry Watch"),
        ("/summary", "It exists only in this test."),
        ("/framing/summary", "As a wrong."),
        ("/method/summary", "By example."),
    ] {
        form = form.set(name, text);
    }
    form = form.check("/focus_areas", "forced-labour").check("/approaches", "research");
    let (_, html) = form.follow(&mut browser, "cite /framing/sources").await;
    let form = SentForm::of(&html)
        .set("/sources/0/title", "About us")
        .set("/sources/0/url", "https://quarry-watch.example/about")
        .set("/method/sources/-", "1");
    let (_, html) = form.follow(&mut browser, "check").await;
    let check = SentForm::of(&html).set("note", "The first version.");

    let (first, html) = check.follow(&mut browser, "save").await;
    assert!(html.contains("Saved: version 1"), "{html}");
    let (second, html) = check.follow(&mut browser, "save").await;

    assert_eq!(first, done_path(&directory, "quarry-watch"));
    assert_eq!(second, "/edit/drafts?gone");
    assert!(html.contains("saved or discarded already") && html.contains("no drafts"), "{html}");
}

#[actix_web::test]
async fn a_button_with_an_unknown_name_keeps_the_draft() {
    let directory = TestDirectory::seeded().await;
    let mut browser = Browser::signed_in(&directory, Role::Editor).await;
    let (path, form) = begin(&mut browser, "unseen").await;
    for button in ["add /outcomes\r\nX: 1", "cite /\0", "remove /outcomes/0 \"><script>", "up /ä"]
    {
        let answer = form.press(&mut browser, button).await;
        assert_eq!(answer.status, 303, "{button:?} {}", answer.text());
        let location = answer.header("location").unwrap();
        let kept = location.strip_prefix("/edit/organizations/unseen/drafts/").unwrap();
        assert!(kept.ends_with("?kept") || kept.ends_with("?copy"), "{button:?} {path} {kept}");
    }
}

#[actix_web::test]
async fn a_saved_profile_is_shown_by_a_node_that_has_not_read_it_yet() {
    let directory = TestDirectory::seeded().await;
    let other_node = directory.another_node().await;
    let mut browser = Browser::signed_in(&directory, Role::Editor).await;
    let (_, form) = begin(&mut browser, "unseen").await;
    let (_, html) = form.set("/slug", "unseen-uk").follow(&mut browser, "check").await;

    let answer = SentForm::of(&html).press(&mut browser, "save").await;

    let mut at_other = Browser::new(&other_node);
    at_other.cookie = browser.cookie.clone();
    let page = at_other.page(answer.header("location").unwrap()).await;
    assert!(page.contains("Saved: version 2"), "{page}");
}

#[actix_web::test]
async fn an_older_tab_cannot_discard_what_was_typed_in_another() {
    let directory = TestDirectory::seeded().await;
    let mut browser = Browser::signed_in(&directory, Role::Editor).await;
    let (path, form) = begin(&mut browser, "unseen").await;
    let (_, old) = form.set("/summary", "First").follow(&mut browser, "keep").await;
    let (_, new) = SentForm::of(&old).set("/summary", "Second").follow(&mut browser, "keep").await;
    let (check, _) = SentForm::of(&new).follow(&mut browser, "check").await;

    let refused = SentForm::of(&old).press(&mut browser, "discard").await;
    assert_eq!(refused.header("location"), Some(format!("{path}?other").as_str()));
    let page = browser.page(&check).await;
    let refused = SentForm::of(&page).set("version", "1").press(&mut browser, "discard").await;
    assert_eq!(refused.header("location"), Some(format!("{check}?other").as_str()));

    let (_, html) = open(&mut browser, &path).await;
    assert_eq!(SentForm::of(&html).get("/summary"), "Second");
    let (asked, question) = SentForm::of(&html).follow(&mut browser, "discard").await;
    assert!(asked.ends_with("/discard") && question.contains("Keep the draft"), "{question}");
    let discarded = SentForm::of(&question).press(&mut browser, "discard").await;
    assert_eq!(discarded.header("location"), Some("/edit/drafts?discarded"));
    let again = SentForm::of(&question).press(&mut browser, "discard").await;
    assert_eq!(again.header("location"), Some("/edit/drafts?gone"));
}

#[actix_web::test]
async fn a_long_note_counts_as_a_part_of_the_draft() {
    let directory = TestDirectory::seeded().await;
    let mut browser = Browser::signed_in(&directory, Role::Editor).await;
    let (_, form) = begin(&mut browser, "unseen").await;
    let (_, html) = form.set("/founded", "2007").follow(&mut browser, "check").await;
    let long = "a".repeat(501);
    let (_, html) = SentForm::of(&html).set("note", &long).follow(&mut browser, "save").await;
    assert!(html.contains(&long), "a note that breaks a rule is kept");

    let longest = "a".repeat(1_900_000);
    let (_, html) = SentForm::of(&html).set("note", &longest).follow(&mut browser, "keep").await;

    assert_eq!(SentForm::of(&html).get("note"), long, "the draft would be too large");
    assert!(browser.page("/edit/drafts").await.contains(" kB"));
}

#[actix_web::test]
async fn a_form_comes_back_with_its_text_while_a_long_write_runs() {
    let directory = TestDirectory::seeded().await;
    let mut browser = Browser::signed_in(&directory, Role::Editor).await;
    let (path, form) = begin(&mut browser, "unseen").await;
    let form = form.set("/summary", "Half a sent");
    let (begin_write, begun) = channel();
    let (end_write, end) = channel::<()>();
    let store = directory.store();
    let write = std::thread::spawn(move || {
        store.write(&Author::command("test"), |_| {
            begin_write.send(()).unwrap();
            end.recv().unwrap();
            Ok::<_, StoreError>(())
        })
    });
    begun.recv().unwrap();

    let busy = form.press(&mut browser, "keep").await;
    end_write.send(()).unwrap();
    write.join().unwrap().unwrap();

    assert_eq!(busy.status, 503, "{}", busy.text());
    assert!(busy.text().contains("your draft is not stored"), "{}", busy.text());
    let again = SentForm::of(&busy.text());
    assert_eq!(again.get("/summary"), "Half a sent");
    let (kept, _) = again.follow(&mut browser, "keep").await;
    assert_eq!(kept, format!("{path}?kept"));
}
