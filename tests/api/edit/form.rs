//! A profile as a form: correcting, adding, and every mistake at its field.

use antislavery_directory::domain::Role;
use serde_json::{Value, json};

use super::Browser;
use super::sent_form::{SentForm, open};
use crate::harness::TestDirectory;

/// The profile as the API serves it.
pub async fn profile(directory: &TestDirectory, slug: &str) -> Value {
    directory.get(&format!("/api/v1/organizations/{slug}")).await.json()
}

/// The page after the newest change, which saved this organization. It names the change, so that other
/// nodes wait for it.
pub fn done_path(directory: &TestDirectory, slug: &str) -> String {
    let change = directory.store().position().unwrap().change;
    format!("/edit/organizations/{slug}/done?min_change={change}")
}

#[actix_web::test]
async fn an_editor_corrects_a_year_and_the_history_says_why() {
    let directory = TestDirectory::seeded().await;
    let mut browser = Browser::signed_in(&directory, Role::Editor).await;
    let before = profile(&directory, "unseen").await;

    let (path, html) = open(&mut browser, "/edit/organizations/unseen").await;
    assert!(path.starts_with("/edit/organizations/unseen/drafts/"), "{path}");
    let form = SentForm::of(&html).set("/founded", " 2007 ");
    // Parts in which nothing is typed are named and left out.
    let (_, html) = form.follow(&mut browser, "add /countries").await;
    let (_, html) = SentForm::of(&html).follow(&mut browser, "check").await;
    assert!(html.contains("left out: Country 2."), "{html}");
    assert!(
        html.contains("<strong>2008</strong>") && html.contains("<strong>2007</strong>"),
        "{html}"
    );
    let check = SentForm::of(&html).set("note", "The register says 2007.");
    let (path, html) = check.follow(&mut browser, "save").await;
    assert_eq!(path, done_path(&directory, "unseen"));
    assert!(html.contains("Saved: version 2"), "{html}");
    assert!(html.contains("/organizations/unseen/history/2"), "{html}");

    let after = profile(&directory, "unseen").await;
    assert_eq!(after["founded"], 2007);
    let mut expected = before.clone();
    for key in ["founded", "revision", "updated_at", "change"] {
        expected[key] = after[key].clone();
    }
    assert_eq!(after, expected, "nothing else changed");
    let revision = directory.get("/api/v1/organizations/unseen/revisions/2").await.json();
    assert_eq!(revision["author"], "key:editor", "{revision}");
    assert_eq!(revision["note"], "The register says 2007.");
    let drafts = browser.page("/edit/drafts").await;
    assert!(drafts.contains("You have no drafts"), "{drafts}");
}

#[actix_web::test]
async fn an_outcome_is_added_with_a_new_source_in_place() {
    let directory = TestDirectory::seeded().await;
    let mut browser = Browser::signed_in(&directory, Role::Editor).await;
    let before = profile(&directory, "unseen").await;
    let count = before["outcomes"].as_array().unwrap().len();
    let sources = before["sources"].as_array().unwrap().len();

    let (_, html) = open(&mut browser, "/edit/organizations/unseen").await;
    let (path, html) = SentForm::of(&html).follow(&mut browser, "add /outcomes").await;
    assert!(path.ends_with(&format!("#/outcomes/{count}")), "{path}");
    let at = format!("/outcomes/{count}");
    let form = SentForm::of(&html)
        .set(&format!("{at}/claim"), "It trained 40 inspectors.")
        .set(&format!("{at}/places"), "United Kingdom\nIndia")
        .set(&format!("{at}/sources/-"), "2")
        .set(&format!("{at}/reported_by"), "Unseen");
    let (path, html) = form.follow(&mut browser, &format!("cite {at}/sources")).await;
    assert!(path.ends_with(&format!("#/sources/{sources}")), "{path}");
    // The fields of the source are where it is cited.
    let place = html.find(&format!("id=\"{at}\"")).unwrap();
    let field = html.find(&format!("name=\"/sources/{sources}/title\"")).unwrap();
    let section = html.find("id=\"all-sources\"").unwrap();
    assert!(place < field && field < section, "{place} {field} {section}");

    let source = format!("/sources/{sources}");
    let form = SentForm::of(&html)
        .set(&format!("{source}/title"), "Annual Report 2025")
        .set(&format!("{source}/url"), "https://www.unseenuk.org/2025")
        .set(&format!("{source}/published"), "2026-02");
    let (_, html) = form.follow(&mut browser, "check").await;
    assert!(html.contains("Annual Report 2025"), "{html}");
    SentForm::of(&html).follow(&mut browser, "save").await;

    let after = profile(&directory, "unseen").await;
    let added = &after["outcomes"][count];
    assert_eq!(added["places"], json!(["GB", "IN"]));
    assert_eq!(added["sources"], json!([before["sources"][1]["id"], "annual-report-2025"]));
    assert_eq!(after["sources"][sources]["published"], "2026-02");
}

#[actix_web::test]
async fn all_mistakes_are_shown_at_once_at_their_fields_and_what_was_typed_is_kept() {
    let directory = TestDirectory::seeded().await;
    let mut browser = Browser::signed_in(&directory, Role::Editor).await;
    let (_, html) = open(&mut browser, "/edit/organizations/unseen").await;
    let (_, html) = SentForm::of(&html).follow(&mut browser, "add /countries").await;
    let form = SentForm::of(&html)
        .set("/name", "")
        .set("/founded", "about 2007")
        .set("/website", "unseen dot org")
        .set("/headquarters/country", "Indai")
        .set("/identifiers/0/value", "x")
        .set("/parent/slug", "no-such-parent")
        .set("/outcomes/0/places", "India\nNowhere")
        .set("/outcomes/1/sources/-", "99")
        .set("/countries/1/as_of", "1066")
        .set("/sources/0/retrieved", "yesterday");
    let (path, html) = form.follow(&mut browser, "check").await;
    assert!(path.contains("?mistakes#mistakes"), "{path}");
    let before_form = &html[..html.find("<form class=\"edit-form").unwrap()];
    for (pointer, words) in [
        ("/name", "Enter the name."),
        ("/founded", "four digits"),
        ("/website", "URL"),
        ("/headquarters/country", "did you mean “India”?"),
        ("/identifiers/0/value", "five to seven digits"),
        ("/parent/name", "Enter the name."),
        ("/parent/slug", "no organization “no-such-parent”"),
        ("/outcomes/0/places", "Result 1, Countries: There is no country “Nowhere”"),
        ("/outcomes/1/sources", "Result 2, Sources: There is no source with the number “99”."),
        ("/countries/1/country", "Enter the country."),
        ("/countries/1/as_of", "from 1500"),
        ("/sources/0/retrieved", "YYYY-MM-DD"),
    ] {
        let link = format!("<a href=\"#{pointer}\">");
        let at = before_form.find(&link).unwrap_or_else(|| panic!("{pointer}: {before_form}"));
        let message = &before_form[at..at + before_form[at..].find("</a>").unwrap()];
        assert!(message.contains(words), "{pointer}: {message}");
        assert!(html.contains(&format!("id=\"{pointer}\"")), "{pointer} has no field");
    }
    let kept = SentForm::of(&html);
    assert_eq!(kept.get("/founded"), "about 2007");
    assert_eq!(kept.get("/outcomes/0/places"), "India\r\nNowhere");
    assert_eq!(kept.get("/outcomes/1/sources/-"), "99");
    assert_eq!(profile(&directory, "unseen").await["revision"], 1);
}

#[actix_web::test]
async fn a_new_profile_is_written_in_the_form() {
    let directory = TestDirectory::seeded().await;
    let mut browser = Browser::signed_in(&directory, Role::Editor).await;
    let (path, html) = open(&mut browser, "/edit/new").await;
    assert!(path.starts_with("/edit/new/"), "{path}");
    let (_, html) = SentForm::of(&html).follow(&mut browser, "cite /framing/sources").await;
    let (_, html) = SentForm::of(&html)
        .set("/name", "Freedom Éverywhere <b>")
        .follow(&mut browser, "keep")
        .await;
    assert_eq!(SentForm::of(&html).get("/slug"), "freedom-everywhere-b");
    let form = SentForm::of(&html)
        .set("/name", "Freedom Éverywhere")
        .set("/slug", "freedom-everywhere")
        .set("/summary", "It frees people.\r\nEverywhere.")
        .set("/framing/summary", "It sees a crime.")
        .set("/method/summary", "It goes to court.")
        .set("/sources/0/title", "Freedom Everywhere")
        .set("/sources/0/url", "https://freedom.example/")
        .check("/focus_areas", "forced-labour")
        .check("/approaches", "legal-support");
    let (path, html) = form.follow(&mut browser, "check").await;
    assert!(path.ends_with("/check"), "{path}: {html}");
    let (path, html) = SentForm::of(&html).follow(&mut browser, "save").await;
    assert_eq!(path, done_path(&directory, "freedom-everywhere"));
    assert!(html.contains("Saved: version 1"), "{html}");
    let written = profile(&directory, "freedom-everywhere").await;
    assert_eq!(written["summary"], "It frees people.\nEverywhere.");
    assert_eq!(written["framing"]["sources"], json!(["freedom-everywhere"]));
    assert_eq!(written["status"], "active");
}

#[actix_web::test]
async fn similar_organizations_are_shown_and_must_be_confirmed_to_be_others() {
    let directory = TestDirectory::seeded().await;
    let mut browser = Browser::signed_in(&directory, Role::Editor).await;
    let (_, html) = open(&mut browser, "/edit/new").await;
    assert!(!html.contains("Is it one of these?"));
    let (_, html) = SentForm::of(&html).set("/name", "Unseen").follow(&mut browser, "keep").await;
    assert!(html.contains("Is it one of these?"), "{html}");
    assert!(html.contains("<a href=\"/organizations/unseen\">"), "{html}");
    let (_, html) = SentForm::of(&html)
        .set("/slug", "unseen-too")
        .follow(&mut browser, "cite /framing/sources")
        .await;
    let form = SentForm::of(&html)
        .set("/summary", "Another organization.")
        .set("/framing/summary", "It sees a crime.")
        .set("/method/summary", "It goes to court.")
        .set("/sources/0/title", "Unseen too")
        .check("/focus_areas", "forced-labour")
        .check("/approaches", "legal-support");
    let (_, html) = form.follow(&mut browser, "check").await;
    let (path, html) = SentForm::of(&html).follow(&mut browser, "save").await;
    assert!(path.ends_with("/check?confirm"), "{path}");
    assert!(html.contains("<a href=\"#confirmed\">"), "{html}");
    let (path, _) =
        SentForm::of(&html).check("confirmed", "yes").follow(&mut browser, "save").await;
    assert_eq!(path, done_path(&directory, "unseen-too"));

    // An edit of another key does not ask, a changed name does.
    for (name, value, asks) in [("/founded", "2007", false), ("/name", "Polaris", true)] {
        let (_, html) = open(&mut browser, "/edit/organizations/unseen").await;
        let (_, html) = SentForm::of(&html).set(name, value).follow(&mut browser, "check").await;
        assert_eq!(html.contains("id=\"confirmed\""), asks, "{name}");
    }
}

#[actix_web::test]
async fn a_renamed_organization_is_saved_with_a_warning_and_the_old_url_redirects() {
    let directory = TestDirectory::seeded().await;
    let mut browser = Browser::signed_in(&directory, Role::Editor).await;
    let (_, html) = open(&mut browser, "/edit/organizations/unseen").await;
    let form = SentForm::of(&html).set("/slug", "unseen-uk");
    let (_, html) = form.follow(&mut browser, "check").await;
    assert!(html.contains("The name in URLs changes"), "{html}");
    let (path, html) = SentForm::of(&html).follow(&mut browser, "save").await;
    assert_eq!(path, done_path(&directory, "unseen-uk"));
    assert!(html.contains("Saved: version 2"), "{html}");
    let (path, _) = open(&mut browser, "/edit/organizations/unseen").await;
    assert!(path.contains("/edit/organizations/unseen-uk/drafts/"), "{path}");
    assert_eq!(directory.get("/organizations/unseen").await.status, 308);
}

#[actix_web::test]
async fn hostile_texts_are_escaped_wherever_they_are_shown() {
    let directory = TestDirectory::seeded().await;
    let mut browser = Browser::signed_in(&directory, Role::Editor).await;
    let hostile = "\"><script>alert('x')</script><img src=x onerror=alert(1)>";
    let (_, html) = open(&mut browser, "/edit/new").await;
    let mut form = SentForm::of(&html).set("/name", hostile).set("/summary", hostile);
    for name in ["/focus_areas", "/framing/sources", "/sources/0/id", "/sources/0/title"] {
        form = form.check(name, hostile);
    }
    form = form.check(&format!("/fact_sources/{hostile}"), "x");
    form = form.check("/outcomes/0/claim", hostile).check(hostile, hostile);
    let (path, html) = form.follow(&mut browser, "check").await;
    assert!(path.contains("mistakes"), "{path}");
    let drafts = browser.page("/edit/drafts").await;
    for html in [html, drafts] {
        assert!(!html.contains("<script>alert") && !html.contains("<img src=x"), "{html}");
        assert!(html.contains("&#60;script&#62;alert"), "{html}");
    }
}
