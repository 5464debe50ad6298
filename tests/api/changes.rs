//! The change list, as followers use it: paging through changes and long polling.

use std::time::{Duration, Instant};

use actix_web::rt::time::timeout;
use antislavery_directory::domain::TermScheme;
use futures_util::future::{join, join_all};
use serde_json::{Value, json};

use crate::harness::TestDirectory;
use crate::support::profiles::{profile, seed_profiles, seed_terms};

const CHANGES: &str = "/api/v1/changes";

/// Time after which a long poll fails its test.
const DEADLINE: Duration = Duration::from_secs(20);

async fn last_change(directory: &TestDirectory) -> i64 {
    directory.get("/api/v1").await.json()["data"]["change"].as_i64().unwrap()
}

fn numbers(answer: &Value) -> Vec<i64> {
    let rows = answer["data"].as_array().unwrap();
    rows.iter().map(|row| row["change"].as_i64().unwrap()).collect()
}

#[actix_web::test]
async fn the_change_list_has_every_change_once_in_order() {
    let directory = TestDirectory::seeded().await;
    let last = last_change(&directory).await;
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
async fn a_change_names_its_subject_and_the_changed_keys() {
    let remaining = profile("a", json!({}));
    let directory = TestDirectory::with(&[remaining.clone(), profile("b", json!({}))]).await;
    let since = last_change(&directory).await;
    directory.load(&[profile("b", json!({"founded": 1990}))]).await;
    let mut terms = seed_terms("approaches");
    terms[1]["definition"] = "Another.".into();
    directory.load_terms(TermScheme::Approach, &terms[..2]).await;
    directory.load_with(std::slice::from_ref(&remaining), true).await;
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
async fn since_the_last_change_returns_an_empty_list() {
    let directory = TestDirectory::with(&[]).await;
    let last = last_change(&directory).await;

    let answer = directory.get(&format!("{CHANGES}?since={last}")).await.json();

    assert_eq!(answer["data"], json!([]));
    let meta = json!({"since": last, "limit": 100, "change": last, "next_since": last});
    assert_eq!(answer["meta"], meta);
    assert_eq!(answer["links"]["next"], Value::Null);
}

#[actix_web::test]
async fn an_invalid_change_list_parameter_returns_400() {
    let directory = TestDirectory::with(&[]).await;
    for (query, parameter, code) in [
        ("since=-1", "since", "out_of_range"),
        ("since=now", "since", "out_of_range"),
        ("since=1.5", "since", "out_of_range"),
        ("since=99999999999999999999", "since", "out_of_range"),
        ("since=18446744073709551616", "since", "out_of_range"),
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
async fn a_long_poll_response_is_never_cached() {
    let directory = TestDirectory::seeded().await;
    let plain = directory.get(&format!("{CHANGES}?since=80")).await;
    assert!(plain.header("etag").unwrap().starts_with("W/\"c"));
    for query in ["since=80&wait=0", "since=80&wait=30"] {
        let path = format!("{CHANGES}?{query}");

        let answer = directory.get(&path).await;

        assert_eq!(answer.status, 200, "{query}");
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{query}");
        assert_eq!(answer.header("etag"), None, "{query}");
        assert_eq!(answer.body, plain.body, "{query}");
        let again = directory.get_with(&path, &[("if-none-match", "*")]).await;
        assert_eq!(again.status, 200, "{query}");
    }
}

#[actix_web::test]
async fn a_long_poll_returns_when_a_change_is_readable() {
    let directory = TestDirectory::with(&[profile("a", json!({}))]).await;
    let since = last_change(&directory).await;
    let path = format!("{CHANGES}?since={since}&wait=30");
    let long_poll = async {
        let answer = directory.get(&path).await.json();
        let read = directory.get("/api/v1/organizations/a").await.json();
        (answer, read)
    };
    let load = async {
        let_requests_start().await;
        directory.load(&[profile("a", json!({"founded": 1990}))]).await;
    };

    let both = futures_util::future::join(long_poll, load);
    let ((answer, read), ()) = timeout(DEADLINE, both).await.unwrap();

    assert_eq!(numbers(&answer), [since + 1]);
    assert_eq!(answer["meta"]["next_since"], since + 1);
    assert_eq!(read["change"], since + 1);
    assert_eq!(read["founded"], 1990);
}

#[actix_web::test]
async fn a_long_poll_without_a_change_returns_empty_after_its_wait() {
    let directory = TestDirectory::with(&[]).await;
    let since = last_change(&directory).await;
    let begun = Instant::now();

    let answer = directory.get(&format!("{CHANGES}?since={since}&wait=1")).await;

    assert!(begun.elapsed() >= Duration::from_secs(1));
    assert_eq!(answer.status, 200);
    assert_eq!(answer.json()["data"], json!([]));
    assert_eq!(answer.json()["meta"]["next_since"], since);
}

#[actix_web::test]
async fn a_long_poll_does_not_block_other_requests() {
    let directory = TestDirectory::with(&[profile("a", json!({}))]).await;
    let since = last_change(&directory).await;
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
async fn stopping_the_server_ends_long_polls() {
    let directory = TestDirectory::with(&[]).await;
    let since = last_change(&directory).await;
    let path = format!("{CHANGES}?since={since}&wait=30");
    let stop = async {
        let_requests_start().await;
        directory.stop();
    };
    let begun = Instant::now();

    let both = futures_util::future::join(directory.get(&path), stop);
    let (answer, ()) = timeout(DEADLINE, both).await.unwrap();
    let after = timeout(DEADLINE, directory.get(&path)).await.unwrap();

    assert!(begun.elapsed() < Duration::from_secs(10));
    for answer in [answer, after] {
        assert_eq!(answer.status, 200);
        assert_eq!(answer.json()["data"], json!([]));
    }
}

/// All long polls end at the same change. Before their database reads were shared, most of them
/// returned 503.
#[actix_web::test]
async fn many_long_polls_for_one_change_share_a_single_database_read() {
    let directory = TestDirectory::with(&[profile("a", json!({}))]).await;
    let since = last_change(&directory).await;
    let path = format!("{CHANGES}?since={since}&wait=20");

    let waiting = join_all((0..200).map(|_| directory.get(&path)));
    let changed = [profile("a", json!({"founded": 1990}))];
    let (answers, _) = join(waiting, directory.load(&changed)).await;

    for answer in &answers {
        assert_eq!((answer.status, numbers(&answer.json())), (200, vec![since + 1]));
    }
    // These changes now come from memory.
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

#[actix_web::test]
async fn a_change_beyond_the_last_one_is_refused_at_once() {
    let directory = TestDirectory::with(&[profile("a", json!({}))]).await;
    let last = last_change(&directory).await;
    for beyond in [last + 1, 1_000_000, i64::MAX] {
        for query in ["", "&wait=0", "&wait=30", "&limit=1"] {
            let path = format!("{CHANGES}?since={beyond}{query}");

            let answer = timeout(Duration::from_secs(10), directory.get(&path)).await.unwrap();

            assert_eq!(answer.status, 409, "{path}");
            let problem = answer.json();
            assert_eq!(problem["type"], "/problems/unknown-change");
            let detail = problem["detail"].as_str().unwrap();
            assert!(detail.contains(&format!("number {last},")), "{detail}");
            assert!(detail.contains("since=0"), "{detail}");
        }
    }
    let newest = directory.get(&format!("{CHANGES}?since={last}")).await;
    assert_eq!((newest.status, &newest.json()["data"]), (200, &json!([])));
    for (before, status) in [(last + 1, 200), (last + 2, 409), (i64::MAX, 409)] {
        let feed = directory.get(&format!("{CHANGES}.atom?before={before}")).await;
        assert_eq!(feed.status, status, "{before}");
    }
}

/// Gives requests on the same thread time to reach the server.
async fn let_requests_start() {
    actix_web::rt::time::sleep(Duration::from_millis(10)).await;
}

#[actix_web::test]
async fn a_number_that_no_change_has_is_named_as_it_was_sent() {
    let directory = TestDirectory::seeded().await;
    for (path, number) in [
        (format!("{CHANGES}?since=18446744073709551615"), "18446744073709551615"),
        (format!("{CHANGES}?since=9223372036854775808"), "9223372036854775808"),
        (format!("{CHANGES}?since=9223372036854775807"), "9223372036854775807"),
        ("/api/v1/changes.atom?before=18446744073709551615".to_owned(), "18446744073709551614"),
    ] {
        let answer = directory.get(&path).await;

        assert_eq!(answer.status, 409, "{path}");
        let detail = answer.json()["detail"].as_str().unwrap().to_owned();
        assert!(detail.contains(&format!("no change {number};")), "{detail}");
    }
    let larger = directory.get(&format!("{CHANGES}?since=18446744073709551616")).await.json();
    let rule = "`since` must be a whole number from 0 to 18446744073709551615";
    assert_eq!(larger["detail"], rule);
}
