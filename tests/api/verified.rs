//! `POST /organizations/{key}/verified`: one call says that a profile was read today.

use antislavery_directory::domain::Role;
use antislavery_directory::http::Settings;
use serde_json::{Value, json};

use crate::harness::{Answer, TestDirectory};
use crate::support::profiles::profile;

const LIST: &str = "/api/v1/organizations";

fn on(day: &str) -> Settings {
    Settings { today: Some(day.parse().unwrap()), ..Settings::default() }
}

/// A profile with a telephone number that was checked earlier.
fn with_helpline() -> Value {
    let helpline = json!({"number": "+1 800 555 0100", "country": "US", "languages": ["en"],
                          "checked_at": "2024-05-06"});
    let way = json!({"kind": "report", "title": "Call", "helpline": helpline, "free": true,
                     "sources": ["page"]});
    profile("a", json!({"ways_to_help": [way]}))
}

async fn verify(directory: &TestDirectory, key: &str, slug: &str, etag: &str) -> Answer {
    let path = format!("{LIST}/{slug}/verified");
    directory.write(key, "POST", &path, &[("if-match", etag)], &Value::Null).await
}

async fn revisions(directory: &TestDirectory, slug: &str) -> Vec<Value> {
    let answer = directory.get(&format!("{LIST}/{slug}/revisions")).await;
    answer.json()["data"].as_array().unwrap().clone()
}

#[actix_web::test]
async fn a_verification_is_one_revision_with_a_note_and_the_day() {
    let directory = TestDirectory::open_with(&[with_helpline()], on("2026-11-30")).await;
    let key = directory.create_key_named("curators", Role::Editor);
    let path = format!("{LIST}/a");
    let (before, etag) = (directory.get(&path).await.json(), directory.etag(&path).await);

    let verified = verify(&directory, &key, "a", &etag).await;

    assert_eq!(verified.status, 200, "{}", verified.text());
    assert_eq!(verified.header("content-location"), Some(path.as_str()));
    let after = verified.json();
    assert_eq!((&after["verified_at"], &after["revision"]), (&json!("2026-11-30"), &json!(2)));
    assert_eq!(after["ways_to_help"][0]["helpline"]["checked_at"], "2024-05-06");
    let without = |profile: &Value| {
        let mut profile = profile.clone();
        for key in ["verified_at", "revision", "change", "updated_at"] {
            profile.as_object_mut().unwrap().remove(key);
        }
        profile
    };
    assert_eq!(without(&after), without(&before));
    let newest = revisions(&directory, "a").await[0].clone();
    assert_eq!(newest["note"], "Read against its sources.");
    assert_eq!(
        (&newest["author"], &newest["changed"]),
        (&json!("key:curators"), &json!(["verified_at"]))
    );
    assert_eq!(directory.get(&path).await.json(), after);
    assert_eq!(directory.etag(&path).await, verified.header("etag").unwrap());
}

#[actix_web::test]
async fn a_verification_on_the_same_day_changes_nothing_whatever_the_precondition() {
    let directory = TestDirectory::open_with(&[with_helpline()], on("2026-11-30")).await;
    let tomorrow = directory.another_node_with(on("2026-12-01")).await;
    let key = directory.create_key(Role::Editor);
    let path = format!("{LIST}/a");
    let first = directory.etag(&path).await;
    let verified = verify(&directory, &key, "a", &first).await;
    let etag = verified.header("etag").unwrap();

    for etag in [&first, etag, "*"] {
        let again = verify(&directory, &key, "a", etag).await;
        assert_eq!((again.status, again.json()), (200, verified.json()), "{etag}");
        assert_eq!(again.header("x-change"), verified.header("x-change"));
    }
    assert_eq!(verify(&tomorrow, &key, "a", &first).await.status, 412);
    let next = verify(&tomorrow, &key, "a", etag).await;
    assert_eq!((next.status, &next.json()["verified_at"]), (200, &json!("2026-12-01")));
    // The other node is a day behind: a later verification stays.
    let change = next.header("x-change").unwrap();
    let path = format!("{path}/verified?min_change={change}");
    let behind = directory.write(&key, "POST", &path, &[("if-match", "*")], &Value::Null).await;
    assert_eq!((behind.status, &behind.json()["verified_at"]), (200, &json!("2026-12-01")));
    assert_eq!(revisions(&tomorrow, "a").await.len(), 3);
}

#[actix_web::test]
async fn the_note_of_the_request_is_that_of_the_revision() {
    let directory = TestDirectory::with(&[with_helpline()]).await;
    let key = directory.create_key(Role::Editor);
    let headers = [("if-match", "*"), ("x-change-note", "Read with the report of 2026")];

    let path = format!("{LIST}/a/verified");
    let verified = directory.write(&key, "POST", &path, &headers, &Value::Null).await;

    assert_eq!(verified.status, 200, "{}", verified.text());
    assert_eq!(revisions(&directory, "a").await[0]["note"], "Read with the report of 2026");
    let today = jiff::Timestamp::now().to_string();
    assert_eq!(verified.json()["verified_at"], today[..10]);
}

#[actix_web::test]
async fn a_verification_is_refused_as_other_edits_are() {
    let withdrawal = json!({"reason": "It was made up."});
    let directory = TestDirectory::with(&[
        with_helpline(),
        profile("gone", json!({"status": "withdrawn", "withdrawal": withdrawal})),
    ])
    .await;
    directory.add_former_slug("a", "former");
    directory.load(&[profile("a", json!({"founded": 1990}))]).await;
    let (editor, stale) = (directory.create_key(Role::Editor), "\"r1-0123\"");
    let etag = directory.etag(&format!("{LIST}/a")).await;
    for (key, slug, header, status, problem) in [
        ("", "a", ("if-match", etag.as_str()), 401, "missing-key"),
        ("asd_key_wrong", "a", ("if-match", etag.as_str()), 401, "invalid-key"),
        (&editor, "nothing", ("if-match", "*"), 404, "unknown-organization"),
        (&editor, "gone", ("if-match", "*"), 410, "withdrawn"),
        (&editor, "a", ("if-match", stale), 412, "precondition-failed"),
        (&editor, "a", ("if-none-match", "*"), 412, "precondition-failed"),
        (&editor, "a", ("if-match", "r1"), 400, "invalid-parameter"),
        (&editor, "a", ("x-none", "1"), 428, "precondition-required"),
        (&editor, "former", ("if-match", "*"), 308, ""),
    ] {
        let path = format!("{LIST}/{slug}/verified");
        let answer = match key {
            "" => directory.request("POST", &path, &[header]).await,
            key => directory.write(key, "POST", &path, &[header], &Value::Null).await,
        };
        assert_eq!(answer.status, status, "{slug} {header:?}: {}", answer.text());
        if status >= 400 {
            let kind = answer.json()["type"].as_str().unwrap().to_owned();
            assert!(kind.ends_with(problem), "{slug} {header:?}: {kind}");
        }
    }
    let unknown = format!("{LIST}/a/verified?note=x");
    let answer =
        directory.write(&editor, "POST", &unknown, &[("if-match", "*")], &Value::Null).await;
    assert_eq!(answer.status, 400);
    assert_eq!(directory.get(&format!("{LIST}/a")).await.json()["revision"], 2);
}
