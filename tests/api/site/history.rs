//! Versions of a profile, for people.

use serde_json::json;

use super::BROWSER;
use crate::harness::TestDirectory;
use crate::support::profiles::profile;

#[actix_web::test]
async fn what_changed_is_shown_word_by_word() {
    let before = profile("a", json!({"summary": "They free people in one town.", "founded": 1990}));
    let directory = TestDirectory::with(&[before]).await;
    let after =
        profile("a", json!({"summary": "They free children in one town.", "founded": 1991}));
    directory.load(&[after]).await;

    let list = directory.get_with("/organizations/a/history", &[BROWSER]).await.text();
    assert!(
        list.contains("href=\"/organizations/a/history/2\"") && list.contains("founded, summary")
    );

    let html = directory.get_with("/organizations/a/history/2", &[BROWSER]).await.text();
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
async fn while_the_database_is_away_profiles_are_shown_and_history_says_so() {
    let directory = TestDirectory::with(&[profile("a", json!({}))]).await;
    let seen = directory.get_with("/organizations/a/history/1", &[BROWSER]).await;
    directory.break_history();

    let again = directory.get_with("/organizations/a/history/1", &[BROWSER]).await;
    assert_eq!((again.status, again.text()), (200, seen.text()), "what was seen is in memory");
    let profile = directory.get_with("/organizations/a", &[BROWSER]).await;
    let history = directory.get_with("/organizations/a/history", &[BROWSER]).await;

    assert_eq!(profile.status, 200);
    assert_eq!(history.status, 503);
    assert_eq!(history.header("retry-after"), Some("1"));
    assert_eq!(history.header("content-type"), Some("text/html; charset=utf-8"));
}
