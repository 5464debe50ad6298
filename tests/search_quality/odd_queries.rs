//! Malformed, hostile and very long queries.

use std::time::{Duration, Instant};

use actix_web::rt::System;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::app::{self, LIST, Site, encoded};

/// Percent-encoded queries that have broken searches, or could.
const ODD: [&str; 24] = [
    "%00",
    "%01",
    "%0A",
    "%7F",
    "%ED%A0%80",
    "%ED%BF%BF",
    "%FF",
    "%C3",
    "%F4%90%80%80",
    "%E2%80%AE%D7%A9%D7%9C%D7%95%D7%9D",
    "%22",
    "%22%22",
    "%22unclosed",
    "-%22unclosed",
    "-",
    "--",
    "-a",
    "%25",
    "_",
    "%25_%25",
    "%F0%9F%98%80",
    "*:*",
    "a+AND+(b+OR",
    "%5B%7B%5E~!",
];

/// Percent-encoded parts of random queries.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>().prop_map(|text| encoded(&text)),
        "[a-z]{1,9}",
        prop::sample::select(&ODD[..]).prop_map(str::to_owned),
        prop::sample::select(vec!["+", "%20", "slavery", "satyarti", "free+the", "%22free+the"])
            .prop_map(str::to_owned),
        vec(any::<u8>(), 0..4)
            .prop_map(|bytes| bytes.iter().map(|byte| format!("%{byte:02X}")).collect()),
    ]
}

#[test]
fn any_query_returns_200_or_400() {
    let system = System::new();
    let site = system.block_on(app::seeded());
    let status = |text: &str| system.block_on(status_of(&site, text));
    for text in ODD {
        assert!([200, 400].contains(&status(text)), "{text}");
    }
    let mut runner =
        TestRunner::new(Config { failure_persistence: None, ..Config::with_cases(256) });
    let pieces = vec(piece(), 0..8).prop_map(|pieces| pieces.concat());
    let outcome = runner.run(&pieces, |text| {
        let status = status(&text);
        prop_assert!(status == 200 || status == 400, "{}: {}", text, status);
        Ok(())
    });
    outcome.unwrap();
}

#[actix_web::test]
async fn a_query_above_the_limits_is_refused() {
    let site = app::seeded().await;
    for (text, status) in [
        ("(".repeat(256), 200),
        ("(".repeat(257), 400),
        ("(".repeat(60_000), 414),
        ("%F0%9F%98%80".repeat(256), 200),
        ("word+".repeat(16), 200),
        ("word+".repeat(17), 400),
        ("-a+".repeat(17), 400),
        ("a".repeat(256), 200),
    ] {
        assert_eq!(status_of(&site, &text).await, status, "{} bytes: {}", text.len(), &text[..12]);
    }
}

#[actix_web::test]
async fn the_longest_query_returns_quickly() {
    let site = app::seeded().await;
    let words = "internationel enviromental traficking organisaton survivers exploitatin";
    let words: Vec<&str> = words.split(' ').cycle().take(16).collect();
    for text in [words.join("+"), "a".repeat(256), "freetheslaves".repeat(19), "%22a+".repeat(16)] {
        let began = Instant::now();
        assert_eq!(status_of(&site, &text[..text.len().min(256)]).await, 200, "{text}");
        // Only an optimized build is fast enough to measure.
        let is_quick = cfg!(debug_assertions) || began.elapsed() < Duration::from_millis(50);
        assert!(is_quick, "{text} took {:?}", began.elapsed());
    }
}

/// The status of a query.
async fn status_of(site: &Site, encoded: &str) -> u16 {
    site.get(&format!("{LIST}?q={encoded}")).await.status
}
