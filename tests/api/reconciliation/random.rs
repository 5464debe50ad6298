//! Random queries: whatever a batch has, it gets an answer of the specified shape.

use actix_web::rt::System;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Map, Value, json};

use super::{SERVICE, TERMS, post};
use crate::harness::TestDirectory;
use crate::support::case_count;

/// Number of queries in one batch.
const BATCH: usize = 10;

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[a-z]{1,9}( [a-z]{1,9}){0,3}",
        prop::sample::select(vec![
            "Internatonal Justice",
            "free the slaves",
            "IJM",
            "a21",
            "US-EIN-541722887",
            "54-1722887",
            "माइती नेपाल",
            "終止販運",
            "-",
            "GB-CHC-",
            "the of and",
            "\u{0}",
            "\u{202e}abc",
            "https://ijm.org",
            "1997",
            "focus_area.bonded-labour",
            "debt bondage",
            ".",
            "*",
            "\"a\"",
        ])
        .prop_map(str::to_owned),
        "[a-zàéü0-9 .-]{200,600}",
    ]
}

fn odd() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f32>().prop_map(|number| json!(number)),
        text().prop_map(Value::from),
        vec(text(), 0..4).prop_map(Value::from),
        text().prop_map(|text| json!({"id": text, "name": 3})),
        text().prop_map(|text| json!([{"id": text}, [], null])),
    ]
}

fn property() -> impl Strategy<Value = Value> {
    let id = prop_oneof![
        prop::sample::select(vec![
            "country",
            "city",
            "website",
            "founded",
            "acronym",
            "identifier",
            "focus_area",
            "approach",
            "kind",
            "US-EIN",
            "GB-CHC",
            "summary",
            "P31",
            "",
        ])
        .prop_map(Value::from),
        odd(),
    ];
    (id, odd()).prop_map(|(pid, v)| json!({"pid": pid, "v": v}))
}

fn query() -> impl Strategy<Value = Value> {
    let regular = (text(), odd(), odd(), vec(property(), 0..4)).prop_map(
        |(query, kind, limit, properties)| {
            json!({"query": query, "type": kind, "limit": limit, "properties": properties,
                "type_strict": kind})
        },
    );
    let partial = (odd(), odd())
        .prop_map(|(query, properties)| json!({"query": query, "properties": properties}));
    prop_oneof![4 => regular, 2 => partial, 1 => odd()]
}

#[test]
fn any_query_has_a_result_whose_scores_never_rise() {
    let system = System::new();
    let directory = system.block_on(TestDirectory::seeded());
    let cases = case_count("RECONCILE_QUERIES", 400, 10_000) / BATCH;
    let config = Config { failure_persistence: None, ..Config::with_cases(cases as u32) };
    let outcome = TestRunner::new(config).run(&vec((text(), query()), BATCH), |queries| {
        let batch: Map<String, Value> = queries.into_iter().collect();
        for service in [SERVICE, TERMS] {
            let sent = Value::from(batch.clone());
            let answer = system.block_on(post(&directory, service, "queries", &sent));
            prop_assert_eq!(answer.status, 200, "{}: {}", sent, answer.text());
            let answer = answer.json();
            for key in batch.keys() {
                let result = answer[key]["result"].as_array();
                let scores: Vec<f64> = result
                    .ok_or_else(|| TestCaseError::fail(format!("{key:?} is missing")))?
                    .iter()
                    .map(|it| it["score"].as_f64().unwrap_or(-1.0))
                    .collect();
                prop_assert!(scores.len() <= 50);
                prop_assert!(scores.is_sorted_by(|a, b| a >= b), "{:?}", scores);
                prop_assert!(scores.iter().all(|it| (0.0..=100.0).contains(it)), "{:?}", scores);
            }
        }
        Ok(())
    });
    outcome.unwrap();
}

#[test]
fn any_request_for_values_has_a_row_for_each_id() {
    let system = System::new();
    let directory = system.block_on(TestDirectory::seeded());
    let cases = case_count("RECONCILE_EXTENSIONS", 40, 1_000) as u32;
    let config = Config { failure_persistence: None, ..Config::with_cases(cases) };
    let wanted = (text(), odd()).prop_map(
        |(id, settings)| json!({"id": id, "settings": {"limit": settings, "content": settings}}),
    );
    let request = (vec(text(), 0..9), vec(wanted, 0..9));
    let outcome = TestRunner::new(config).run(&request, |(ids, properties)| {
        for service in [SERVICE, TERMS] {
            let sent = json!({"ids": ids, "properties": properties});
            let answer = system.block_on(post(&directory, service, "extend", &sent));
            prop_assert_eq!(answer.status, 200, "{}: {}", sent, answer.text());
            let answer = answer.json();
            for id in &ids {
                let row = answer["rows"][id.as_str()].as_object();
                let row = row.ok_or_else(|| TestCaseError::fail(format!("{id:?} is missing")))?;
                prop_assert_eq!(row.len(), answer["meta"].as_array().map_or(0, Vec::len));
            }
        }
        Ok(())
    });
    outcome.unwrap();
}
