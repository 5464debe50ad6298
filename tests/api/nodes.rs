//! Several nodes on one database.

use std::time::{Duration, Instant};

use antislavery_directory::domain::Role;
use serde_json::{Value, json};

use crate::harness::TestDirectory;
use crate::support::profiles::profile;
use crate::support::wait::wait_for_async;

const A: &str = "/api/v1/organizations/a";

#[actix_web::test]
async fn min_change_makes_a_write_on_one_node_visible_on_another() {
    let first = TestDirectory::with(&[profile("a", json!({}))]).await;
    let second = first.another_node().await;
    let key = first.create_key(Role::Admin);
    for (number, (method, path, body)) in [
        ("PATCH", A, json!({"acronym": "A"})),
        (
            "PUT",
            "/api/v1/focus-areas/new",
            json!({
                "slug": "new", "label": "New", "definition": "New.", "group": false,
            }),
        ),
        ("DELETE", "/api/v1/focus-areas/new", Value::Null),
        ("DELETE", A, json!({"reason": "It ended."})),
    ]
    .into_iter()
    .enumerate()
    {
        let nodes = [&first, &second];
        let (writer, reader) = (nodes[number % 2], nodes[1 - number % 2]);
        let headers = [("if-match", "*")];
        let headers = if path == A { &headers[..] } else { &[] };

        let written = writer.write(&key, method, path, headers, &body).await;

        assert!(written.status < 300, "{method} {path}: {}", written.text());
        let change = written.header("x-change").unwrap();
        let expected = writer.get(path).await;
        let read = reader.get(&format!("{path}?min_change={change}")).await;
        assert_eq!((read.status, read.text().len()), (expected.status, expected.text().len()));
        assert_eq!(read.header("etag"), expected.header("etag"), "{method} {path}");
    }
}

#[actix_web::test]
async fn a_write_on_one_node_is_visible_on_another_within_seconds() {
    let first = TestDirectory::with(&[profile("a", json!({}))]).await;
    let second = first.another_node().await;
    let key = first.create_key(Role::Editor);
    let mut worst = Duration::ZERO;
    for number in 0..10 {
        let patch = json!({"acronym": number.to_string()});
        let written = first.write(&key, "PATCH", A, &[("if-match", "*")], &patch).await;
        let begun = Instant::now();
        let is_visible = async || second.get(A).await.header("etag") == written.header("etag");
        let limit = Duration::from_secs(20);
        wait_for_async(limit, "the write to be visible on the second node", is_visible).await;
        worst = worst.max(begun.elapsed());
    }
    println!("a write was visible on the other node after at most {worst:?}");
    // Nodes poll the store twice a second. The limit leaves room for a busy machine.
    assert!(worst < Duration::from_secs(5), "{worst:?}");
}

#[actix_web::test]
async fn min_change_waits_at_most_two_seconds_for_a_missing_change() {
    let directory = TestDirectory::with(&[profile("a", json!({}))]).await;
    let begun = Instant::now();

    let answer = directory.get(&format!("{A}?min_change=999999")).await;

    assert_eq!((answer.status, answer.header("retry-after")), (503, Some("1")));
    assert!((2..10).contains(&begun.elapsed().as_secs()), "{:?}", begun.elapsed());
    for (query, status) in [
        ("min_change=0", 200),
        ("fields=slug&min_change=1", 200),
        ("min_change=", 200),
        ("min_change=-1", 400),
        ("min_change=x", 400),
        ("min_change=1&min_change=1", 400),
        ("min_chnge=1", 400),
    ] {
        assert_eq!(directory.get(&format!("{A}?{query}")).await.status, status, "{query}");
    }
    // `min_change` affects neither links nor the ETag.
    let list = directory.get("/api/v1/organizations?min_change=1").await;
    let plain = directory.get("/api/v1/organizations").await;
    assert_eq!((list.text(), list.header("etag")), (plain.text(), plain.header("etag")));
}

/// After a failover, the standby lacks the last change and gives its number to another write.
#[actix_web::test]
async fn a_node_notices_that_a_failover_replaced_a_change() {
    for later in [0, 2] {
        let directory = TestDirectory::with(&[profile("a", json!({}))]).await;
        let key = directory.create_key(Role::Editor);
        let patch = json!({"acronym": "LOST"});
        let lost = directory.write(&key, "PATCH", A, &[("if-match", "*")], &patch).await;
        let change = lost.header("x-change").unwrap();

        directory.execute(&format!(
            "UPDATE revisions SET document = replace(document, '\"LOST\"', '\"MADE\"'), at = at + 1,
                 sha256 = NULL WHERE change = {change};
             UPDATE organizations SET updated_at = updated_at + 1 WHERE change = {change};
             UPDATE directory SET updated_at = updated_at + 1;"
        ));
        for number in 0..later {
            directory.load(&[profile("b", json!({"founded": 1990 + number}))]).await;
        }

        let is_visible = async || directory.get(A).await.json()["acronym"] == "MADE";
        let limit = Duration::from_secs(30);
        wait_for_async(limit, &format!("the new change, {later} later"), is_visible).await;
    }
}
