//! Counts and pages of a search, against what is counted by hand.

use std::collections::{BTreeMap, BTreeSet};

use actix_web::rt::System;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use proptest::test_runner::{Config, TestRunner};
use serde_json::Value;

use crate::app::{self, LIST, Site, encoded};
use crate::support::profiles::{seed_profiles_by_slug, seed_terms};
use crate::table::texts;

/// Questions that find a few, many, or nobody.
const QUESTIONS: [&str; 12] = [
    "slavery",
    "children",
    "satyarthi",
    "forced labor",
    "satyarti",
    "bangkok",
    "-christian",
    "\"sex trafficking\"",
    "free",
    "resc",
    "the",
    "nobody finds this",
];

/// Filters, each with the facet that it is of.
const FILTERS: [(&str, &str); 8] = [
    ("focus_area", "forced-labour"),
    ("focus_area", "sexual-exploitation"),
    ("approach", "rescue"),
    ("approach", "prevention"),
    ("country", "IN"),
    ("country", "US"),
    ("way_to_help", "give"),
    ("affiliation", "faith-based"),
];

const FACETS: [&str; 6] =
    ["focus_area", "approach", "country", "way_to_help", "affiliation", "status"];

/// Identifier and count of each value.
type Counts = BTreeMap<String, u64>;

#[test]
fn facets_count_what_a_search_finds() {
    let system = System::new();
    let site = system.block_on(app::seeded());
    let values = values();
    let asked = (select(&QUESTIONS[..]), subsequence(&FILTERS[..], 0..3));
    let mut runner =
        TestRunner::new(Config { failure_persistence: None, ..Config::with_cases(64) });
    let outcome = runner.run(&asked, |(question, filters)| {
        let (counted, found) = system.block_on(async {
            let filter: String =
                filters.iter().map(|(key, value)| format!("&{key}={value}")).collect();
            let facets = format!("{filter}&facets={}", FACETS.join(","));
            (list(&site, question, &facets).await, list(&site, question, "").await.slugs())
        });
        for facet in FACETS {
            let others: Vec<_> = filters.iter().filter(|(key, _)| *key != facet).collect();
            let rows = found.iter().map(|slug| &values[slug]).filter(|row| {
                let fits = |key: &str| {
                    let mut chosen = others.iter().filter(|(other, _)| *other == key).peekable();
                    chosen.peek().is_none() || chosen.any(|(_, value)| row[key].contains(*value))
                };
                FACETS.iter().all(|key| fits(key))
            });
            let mut expected = Counts::new();
            rows.flat_map(|row| &row[facet]).for_each(|value| {
                *expected.entry(value.clone()).or_default() += 1;
            });
            prop_assert_eq!(buckets(&counted.json["facets"][facet]), expected, "{}", facet);
        }
        Ok(())
    });
    outcome.unwrap();
}

/// All that a question finds.
async fn list(site: &Site, question: &str, more: &str) -> app::Answer {
    let path = format!("{LIST}?q={}&per_page=100{more}", encoded(question));
    let answer = site.get(&path).await;
    assert_eq!(answer.status, 200, "{path}: {:#}", answer.json);
    answer
}

fn buckets(facet: &Value) -> Counts {
    let pair = |bucket: &Value| {
        (bucket["id"].as_str().unwrap().to_owned(), bucket["count"].as_u64().unwrap())
    };
    facet["buckets"].as_array().unwrap().iter().map(pair).collect()
}

/// The values of each facet that each organization has.
fn values() -> BTreeMap<String, BTreeMap<&'static str, BTreeSet<String>>> {
    let (focus_areas, approaches) = (seed_terms("focus_areas"), seed_terms("approaches"));
    let profiles = seed_profiles_by_slug().into_iter().map(|(slug, profile)| {
        let each = |key: &str, part: &str| {
            let parts = profile[key].as_array().into_iter().flatten();
            parts.map(|it| it[part].as_str().unwrap().to_owned()).collect()
        };
        let affiliation = profile["affiliation"]["kind"].as_str().map(str::to_owned);
        let status = profile["status"].as_str().unwrap_or("active").to_owned();
        let row = BTreeMap::from([
            ("focus_area", lineages(&focus_areas, &profile["focus_areas"])),
            ("approach", lineages(&approaches, &profile["approaches"])),
            ("country", each("countries", "country")),
            ("way_to_help", each("ways_to_help", "kind")),
            ("affiliation", affiliation.into_iter().collect()),
            ("status", BTreeSet::from([status])),
        ]);
        (slug, row)
    });
    profiles.collect()
}

/// Terms and all that they stand below.
fn lineages(all: &[Value], slugs: &Value) -> BTreeSet<String> {
    let broader = |slug: &String| {
        let term = all.iter().find(|term| term["slug"] == *slug)?;
        term["broader"].as_str().map(str::to_owned)
    };
    let lineage = |slug: &str| std::iter::successors(Some(slug.to_owned()), broader);
    texts(slugs).flat_map(lineage).collect()
}

#[actix_web::test]
async fn pages_joined_are_the_walk_and_the_same_twice() {
    let site = app::seeded().await;
    for question in QUESTIONS {
        let whole = list(&site, question, "").await.slugs();
        assert_eq!(list(&site, question, "").await.slugs(), whole, "{question}");
        let distinct: BTreeSet<&String> = whole.iter().collect();
        assert_eq!(distinct.len(), whole.len(), "{question} finds somebody twice");
        for per_page in [1, 3, 7] {
            let pages = follow(&site, question, per_page, "page=1").await;
            assert_eq!(pages, whole, "{question}, {per_page} a page");
            let walk = follow(&site, question, per_page, "cursor=*").await;
            assert_eq!(walk, whole, "{question}, a walk by {per_page}");
        }
    }
}

/// Follows `links.next` to the end.
async fn follow(site: &Site, question: &str, per_page: usize, start: &str) -> Vec<String> {
    let first = format!("{LIST}?q={}&per_page={per_page}&{start}", encoded(question));
    let (mut met, mut next) = (Vec::new(), Some(first));
    while let Some(path) = next {
        let answer = site.get(&path).await;
        met.extend(answer.slugs());
        assert!(met.len() <= 100, "{path} does not end");
        next = answer.json["links"]["next"].as_str().map(str::to_owned);
    }
    met
}
