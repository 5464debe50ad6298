//! The changes of the directory, as a follower asks for them.

use std::time::{Duration, Instant};

use actix_web::rt::time::timeout;
use antislavery_directory::domain::TermScheme;
use futures_util::future::{join, join_all};
use serde_json::{Value, json};

use crate::harness::TestDirectory;
use crate::support::profiles::{profile, seed_profiles, seed_terms};

const CHANGES: &str = "/api/v1/changes";

/// How long anything may take before a test gives up on it.
const DEADLINE: Duration = Duration::from_secs(20);

/// The number of the last change.
async fn last(directory: &TestDirectory) -> i64 {
    directory.get("/api/v1").await.json()["data"]["change"].as_i64().unwrap()
}

fn numbers(answer: &Value) -> Vec<i64> {
    let rows = answer["data"].as_array().unwrap();
    rows.iter().map(|row| row["change"].as_i64().unwrap()).collect()
}

#[actix_web::test]
async fn every_change_is_listed_once_and_in_its_order() {
    let directory = TestDirectory::seeded().await;
    let last = last(&directory).await;
    let all: Vec<i64> = (1..=last).collect();
    for limit in [1, 7, 88, 89, 100, 101, 1000] {
        let (mut seen, mut next) = (Vec::new(), Some(format!("{CHANGES}?since=0&limit={limit}")));
        while let Some(path) = next {
            let answer = directory.get(&path).await;
            let header = answer.link("next").map(|link| link.contains(CHANGES));
            let answer = answer.json();
            let rows = numbers(&answer);
            assert!(rows.len() <= limit);
            seen.extend(rows);
            assert_eq!(answer["meta"]["next_since"], *seen.last().unwrap());
            assert_eq!(answer["meta"]["change"], last);
            next = answer["links"]["next"].as_str().map(str::to_owned);
            assert_eq!(header.is_some(), next.is_some(), "{path}");
        }
        assert_eq!(seen, all, "{limit}");
    }
}

#[actix_web::test]
async fn a_change_names_its_subject_and_what_changed() {
    let kept = profile("a", json!({}));
    let directory = TestDirectory::with(&[kept.clone(), profile("b", json!({}))]).await;
    let since = last(&directory).await;
    directory.load(&[profile("b", json!({"founded": 1990}))]).await;
    let mut terms = seed_terms("approaches");
    terms[1]["definition"] = "Another.".into();
    directory.load_terms(TermScheme::Approach, &terms[..2]).await;
    directory.load_with(std::slice::from_ref(&kept), true).await;
    directory.load(&[profile("b", json!({}))]).await;

    let answer = directory.get(&format!("{CHANGES}?since={since}")).await.json();

    let term = terms[1]["slug"].as_str().unwrap();
    let expected = [
        ("organization", "b", 2, "updated", json!(["founded"])),
        ("approach", term, 2, "updated", json!(["definition"])),
        ("organization", "b", 3, "withdrawn", json!(["status", "withdrawal"])),
        ("organization", "b", 4, "restored", json!(["status", "withdrawal", "founded"])),
    ];
    let rows = answer["data"].as_array().unwrap();
    assert_eq!(rows.len(), expected.len(), "{answer:#}");
    for ((row, (subject, slug, revision, kind, changed)), change) in
        rows.iter().zip(expected).zip(since + 1..)
    {
        assert_eq!(row["subject"], subject, "{row}");
        assert_eq!(row["slug"], slug, "{row}");
        assert_eq!(row["revision"], revision, "{row}");
        assert_eq!(row["kind"], kind, "{row}");
        assert_eq!(as_set(&row["changed"]), as_set(&changed), "{row}");
        assert_eq!(row["change"], change, "{row}");
        assert_eq!(row["author"], "command:test", "{row}");
    }
}

fn as_set(keys: &Value) -> std::collections::BTreeSet<String> {
    keys.as_array().unwrap().iter().map(Value::to_string).collect()
}

#[actix_web::test]
async fn a_first_revision_has_no_changed_keys() {
    let directory = TestDirectory::seeded().await;

    let answer = directory.get(&format!("{CHANGES}?limit=1000")).await.json();

    let rows = answer["data"].as_array().unwrap();
    assert!(rows.iter().all(|row| row["kind"] == "created" && row["changed"] == json!([])));
    let of = |subject| rows.iter().filter(|row| row["subject"] == subject).count();
    assert_eq!(of("organization"), seed_profiles().len());
    assert_eq!(of("focus_area"), seed_terms("focus_areas").len());
    assert_eq!(of("approach"), seed_terms("approaches").len());
}

#[actix_web::test]
async fn beyond_the_last_change_there_is_nothing_yet() {
    let directory = TestDirectory::with(&[]).await;
    let last = last(&directory).await;
    for since in [last, last + 1, last + 1_000_000, i64::MAX] {
        let answer = directory.get(&format!("{CHANGES}?since={since}")).await.json();

        assert_eq!(answer["data"], json!([]), "{since}");
        let meta = json!({"since": since, "limit": 100, "change": last, "next_since": since});
        assert_eq!(answer["meta"], meta);
        assert_eq!(answer["links"]["next"], Value::Null);
    }
}

#[actix_web::test]
async fn a_wrong_parameter_is_refused() {
    let directory = TestDirectory::with(&[]).await;
    for (query, parameter, code) in [
        ("since=-1", "since", "out_of_range"),
        ("since=now", "since", "out_of_range"),
        ("since=", "since", "out_of_range"),
        ("since=1.5", "since", "out_of_range"),
        ("since=99999999999999999999", "since", "out_of_range"),
        ("limit=0", "limit", "out_of_range"),
        ("limit=1001", "limit", "out_of_range"),
        ("wait=31", "wait", "out_of_range"),
        ("wait=0.5", "wait", "out_of_range"),
        ("since=1&since=2", "since", "repeated_parameter"),
        ("page=2", "page", "unknown_parameter"),
    ] {
        let answer = directory.get(&format!("{CHANGES}?{query}")).await;

        assert_eq!(answer.status, 400, "{query}");
        assert_eq!(answer.json()["errors"][0]["parameter"], parameter, "{query}");
        assert_eq!(answer.json()["errors"][0]["code"], code, "{query}");
    }
    let limits = directory.get("/api/v1/limits").await.json();
    assert_eq!((&limits["changes_max"], &limits["wait_seconds"]), (&json!(1000), &json!(30)));
}

#[actix_web::test]
async fn the_answer_to_a_question_that_may_wait_is_never_kept() {
    let directory = TestDirectory::seeded().await;
    let plain = directory.get(&format!("{CHANGES}?since=80")).await;
    assert!(plain.header("etag").unwrap().starts_with("W/\"c"));
    for query in ["since=80&wait=0", "since=80&wait=30", "since=1000&wait=0"] {
        let path = format!("{CHANGES}?{query}");

        let answer = directory.get(&path).await;

        assert_eq!(answer.status, 200, "{query}");
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{query}");
        assert_eq!(answer.header("etag"), None, "{query}");
        if query.starts_with("since=80&") {
            assert_eq!(answer.body, plain.body, "{query}");
        }
        let again = directory.get_with(&path, &[("if-none-match", "*")]).await;
        assert_eq!(again.status, 200, "{query}");
    }
}

#[actix_web::test]
async fn a_question_waits_for_a_change_and_the_change_can_then_be_read() {
    let directory = TestDirectory::with(&[profile("a", json!({}))]).await;
    let since = last(&directory).await;
    let path = format!("{CHANGES}?since={since}&wait=30");
    let asked = async {
        let answer = directory.get(&path).await.json();
        let read = directory.get("/api/v1/organizations/a").await.json();
        (answer, read)
    };
    let loaded = async {
        let_requests_start().await;
        directory.load(&[profile("a", json!({"founded": 1990}))]).await;
    };

    let both = futures_util::future::join(asked, loaded);
    let ((answer, read), ()) = timeout(DEADLINE, both).await.unwrap();

    assert_eq!(numbers(&answer), [since + 1]);
    assert_eq!(answer["meta"]["next_since"], since + 1);
    assert_eq!(read["change"], since + 1);
    assert_eq!(read["founded"], 1990);
}

#[actix_web::test]
async fn a_question_that_nothing_answers_ends_with_its_time() {
    let directory = TestDirectory::with(&[]).await;
    let since = last(&directory).await;
    let begun = Instant::now();

    let answer = directory.get(&format!("{CHANGES}?since={since}&wait=1")).await;

    assert!(begun.elapsed() >= Duration::from_secs(1));
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json()["data"], json!([]));
    assert_eq!(answer.json()["meta"]["next_since"], since);
}

#[actix_web::test]
async fn a_question_that_waits_holds_up_nobody() {
    let directory = TestDirectory::with(&[profile("a", json!({}))]).await;
    let since = last(&directory).await;
    let path = format!("{CHANGES}?since={since}&wait=30");
    let waiting = std::pin::pin!(directory.get(&path));
    let others = std::pin::pin!(async {
        for _ in 0..10 {
            assert_eq!(directory.get("/api/v1/organizations/a").await.status, 200);
            assert_eq!(directory.get("/api/v1/organizations/a/revisions").await.status, 200);
        }
    });

    let first = futures_util::future::select(others, waiting).await;

    assert!(matches!(first, futures_util::future::Either::Left(_)));
}

#[actix_web::test]
async fn a_server_that_stops_keeps_nobody_waiting() {
    let directory = TestDirectory::with(&[]).await;
    let since = last(&directory).await;
    let path = format!("{CHANGES}?since={since}&wait=30");
    let stopped = async {
        let_requests_start().await;
        directory.stop();
    };
    let begun = Instant::now();

    let both = futures_util::future::join(directory.get(&path), stopped);
    let (answer, ()) = timeout(DEADLINE, both).await.unwrap();
    let after = timeout(DEADLINE, directory.get(&path)).await.unwrap();

    assert!(begun.elapsed() < Duration::from_secs(10));
    for answer in [answer, after] {
        assert_eq!(answer.status, 200);
        assert_eq!(answer.json()["data"], json!([]));
    }
}

/// When a change comes, all that wait for it ask for the same at once. Each of them used to ask the
/// database, and most were answered 503.
#[actix_web::test]
async fn a_change_that_many_wait_for_is_asked_of_the_database_once() {
    let directory = TestDirectory::with(&[profile("a", json!({}))]).await;
    let since = last(&directory).await;
    let path = format!("{CHANGES}?since={since}&wait=20");

    let waiting = join_all((0..200).map(|_| directory.get(&path)));
    let changed = [profile("a", json!({"founded": 1990}))];
    let (answers, _) = join(waiting, directory.load(&changed)).await;

    for answer in &answers {
        assert_eq!((answer.status, numbers(&answer.json())), (200, vec![since + 1]));
    }
    // The database could not tell it any more.
    directory.break_history();
    for query in ["", "&limit=7", "&wait=1", "&wait=1&limit=1000"] {
        let path = format!("{CHANGES}?since={since}{query}");
        let answer = directory.get(&path).await;
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.json()["data"], answers[0].json()["data"], "{path}");
    }
    let unseen = directory.get(&format!("{CHANGES}?since={}", since - 1)).await;
    assert_eq!(unseen.status, 503);
}

/// Gives requests on the same thread time to reach the server.
async fn let_requests_start() {
    actix_web::rt::time::sleep(Duration::from_millis(10)).await;
}
