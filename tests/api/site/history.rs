//! The history pages of a profile.

use serde_json::json;

use super::BROWSER;
use crate::harness::TestDirectory;
use crate::support::profiles::profile;

#[actix_web::test]
async fn the_version_page_shows_changes_word_by_word() {
    let before = profile("a", json!({"summary": "They free people in one town.", "founded": 1990}));
    let directory = TestDirectory::with(&[before]).await;
    let after =
        profile("a", json!({"summary": "They free children in one town.", "founded": 1991}));
    directory.load(&[after]).await;

    let list = directory.get_with("/organizations/a/history", &[BROWSER]).await.text();
    assert!(
        list.contains("href=\"/organizations/a/history/2\"")
            && list.contains("year of founding, summary")
    );

    let html = directory.get_with("/organizations/a/history/2", &[BROWSER]).await.text();
    assert!(html.contains("− removed, + added"), "{html}");
    assert!(html.contains("<del>They free <strong>people</strong> in one town.</del>"), "{html}");
    assert!(html.contains("<ins>They free <strong>children</strong> in one town.</ins>"), "{html}");
    assert!(html.contains(">1990<") && html.contains(">1991<"));

    let first = directory.get_with("/organizations/a/history/1", &[BROWSER]).await.text();
    assert!(first.contains("This is the first version"));
    for (path, status) in [("/organizations/a/history/3", 404), ("/organizations/a/history/x", 404)]
    {
        assert_eq!(directory.get_with(path, &[BROWSER]).await.status, status, "{path}");
    }
}

#[actix_web::test]
async fn an_old_version_is_a_page_with_the_whole_profile() {
    let before = profile("a", json!({"name": "The Old Name", "summary": "It was small."}));
    let directory = TestDirectory::with(&[before]).await;
    directory.load(&[profile("a", json!({"summary": "It is large."}))]).await;

    let old = directory.get_with("/organizations/a/history/1", &[BROWSER]).await.text();
    let new = directory.get_with("/organizations/a/history/2", &[BROWSER]).await.text();

    for text in [
        "<h1><bdi dir=\"auto\">The Old Name",
        "Version 1 of 2, ",
        "It was small.",
        "By tests.",
        "id=\"source-1\"",
        "<a href=\"/organizations/a\">See the current version</a>",
        "<a href=\"#changes\">See what changed</a>",
        "<meta name=\"robots\" content=\"noindex\">",
        "/organizations/a/history/1</p>",
    ] {
        assert!(old.contains(text), "{text}: {old}");
    }
    assert!(!old.contains("application/ld+json") && !old.contains("id=\"similar\""));
    assert!(new.contains("Version 2 of 2, ") && new.contains("It is large."), "{new}");
    assert!(!new.contains("See the current version"), "{new}");
}

#[actix_web::test]
async fn a_version_page_of_a_withdrawn_organization_shows_only_the_changes() {
    let directory = TestDirectory::with(&[profile("a", json!({"summary": "It was small."}))]).await;
    let withdrawn = json!({"status": "withdrawn", "withdrawal": {"reason": "It was made up."}});
    directory.load(&[profile("a", withdrawn)]).await;

    for number in [1, 2] {
        let path = format!("/organizations/a/history/{number}");
        let page = directory.get_with(&path, &[BROWSER]).await;
        assert_eq!(page.status, 200, "{path}");
        let html = page.text();
        assert!(html.contains("This organization is no longer listed"), "{html}");
        assert!(!html.contains("id=\"method\""), "{html}");
    }
}

#[actix_web::test]
async fn without_the_database_profile_pages_work_and_history_pages_return_503() {
    let directory = TestDirectory::with(&[profile("a", json!({}))]).await;
    let seen = directory.get_with("/organizations/a/history/1", &[BROWSER]).await;
    directory.break_history();

    let again = directory.get_with("/organizations/a/history/1", &[BROWSER]).await;
    assert_eq!(
        (again.status, again.text()),
        (200, seen.text()),
        "a page that was rendered before is in the page cache"
    );
    let profile = directory.get_with("/organizations/a", &[BROWSER]).await;
    let history = directory.get_with("/organizations/a/history", &[BROWSER]).await;

    assert_eq!(profile.status, 200);
    assert_eq!(history.status, 503);
    assert_eq!(history.header("retry-after"), Some("1"));
    assert_eq!(history.header("content-type"), Some("text/html; charset=utf-8"));
}
