//! `as_of`: a profile as it was at a given time.

use serde_json::json;

use crate::harness::{Answer, TestDirectory};
use crate::history::{A, times, with_history};
use crate::support::profiles::profile;

/// One microsecond before `time`.
fn before(time: &str) -> String {
    let time: jiff::Timestamp = time.parse().unwrap();
    (time - jiff::SignedDuration::from_micros(1)).to_string()
}

#[actix_web::test]
async fn as_of_returns_the_profile_at_that_time() {
    let directory = with_history().await;
    let times = times(&directory, "a").await;
    let today = jiff::Timestamp::now().to_string()[..10].to_owned();
    for (time, revision) in [
        (times[0].clone(), 1),
        (before(&times[1]), 1),
        (times[1].clone(), 2),
        (before(&times[2]), 2),
        (times[2].clone(), 3),
        (times[1].replace('Z', "%2B00:00"), 2),
        (today, 3),
    ] {
        let path = format!("{A}?as_of={time}");

        let answer = directory.get(&path).await;

        assert_eq!(answer.status, 200, "{path}");
        let start = format!("\"r{revision}-");
        assert!(answer.header("etag").unwrap().starts_with(&start), "{path}");
        let answer = answer.json();
        let past = directory.get(&format!("{A}/revisions/{revision}")).await.json();
        assert_eq!(answer["revision"], revision, "{path}");
        assert_eq!(answer["change"], past["change"]);
        assert_eq!(answer["updated_at"], past["at"]);
        assert_eq!(answer["created_at"], times[0].as_str());
        for (key, value) in past["profile"].as_object().unwrap() {
            assert_eq!(answer[key], *value, "{path} {key}");
        }
    }
    let newest = directory.get(A).await;
    let now = directory.get(&format!("{A}?as_of={}", times[2])).await;
    assert_eq!(now.body, newest.body);
    assert_eq!(now.header("etag"), newest.header("etag"));
}

#[actix_web::test]
async fn as_of_supports_fields_and_labels() {
    let directory = TestDirectory::seeded().await;
    let now = jiff::Timestamp::now();
    for query in [
        "fields=slug,name,revision,links",
        "include=labels",
        "fields=approaches,headquarters&include=labels",
        "fields=countries&include=labels",
        "fields=fact_sources&include=labels",
        "fields=name&include=labels",
        "format=json",
    ] {
        let present = directory.get(&format!("/api/v1/organizations/unseen?{query}")).await;
        let past = format!("/api/v1/organizations/unseen?{query}&as_of={now}");

        assert_eq!(directory.get(&past).await.body, present.body, "{query}");
    }
}

#[actix_web::test]
async fn as_of_before_the_first_revision_or_in_the_future_is_refused() {
    let directory = with_history().await;
    let began = times(&directory, "a").await.remove(0);
    let now = jiff::Timestamp::now();
    let tomorrow = (now + jiff::SignedDuration::from_hours(24)).to_string();
    for (time, status, says) in [
        (before(&began), 404, format!("at {began}")),
        ("2001-02-03".to_owned(), 404, format!("at {began}")),
        (tomorrow.clone(), 400, "in the future".to_owned()),
        (tomorrow[..10].to_owned(), 400, "in the future".to_owned()),
        ("9999-12-31".to_owned(), 400, "in the future".to_owned()),
        ("yesterday".to_owned(), 400, "RFC 3339".to_owned()),
        ("2026-02-30".to_owned(), 400, "RFC 3339".to_owned()),
    ] {
        let answer = directory.get(&format!("{A}?as_of={time}")).await;

        assert_eq!(answer.status, status, "{time}");
        let detail = answer.json()["detail"].as_str().unwrap().to_owned();
        assert!(detail.contains(&says), "{time}: {detail}");
        let kind = if status == 404 { "unknown-revision" } else { "invalid-parameter" };
        assert_eq!(answer.json()["type"], format!("/problems/{kind}"));
    }
}

#[actix_web::test]
async fn as_of_a_time_when_the_organization_was_withdrawn_returns_410() {
    let directory = with_history().await;
    directory.load(&[profile("b", json!({}))]).await;
    let times = times(&directory, "b").await;
    let read =
        async |time: &str| directory.get(&format!("/api/v1/organizations/b?as_of={time}")).await;

    let gone: Answer = read(&times[1]).await;

    assert_eq!(gone.status, 410);
    assert_eq!(gone.header("etag"), Some("\"r2-withdrawn\""));
    let withdrawn = directory.get("/api/v1/organizations/b/revisions/2").await.json();
    assert_eq!(gone.json()["reason"], withdrawn["profile"]["withdrawal"]["reason"]);
    assert_eq!(read(&times[0]).await.status, 200);
    assert_eq!(read(&times[2]).await.status, 200);
    directory.load_with(&[profile("a", json!({}))], true).await;
    assert_eq!(read(&times[2]).await.status, 200);
}
