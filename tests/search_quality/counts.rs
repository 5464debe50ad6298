//! Facet counts and pagination of queries, compared with counts made from the seed profiles.

use std::collections::{BTreeMap, BTreeSet};

use actix_web::rt::System;
use antislavery_directory::domain::{Keyword, TermScheme};
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use proptest::test_runner::{Config, TestRunner};
use serde_json::Value;

use crate::app::{self, LIST, LISTED, Site, encoded};
use crate::support::profiles::{
    FACETS, countries_of, seed_profiles_by_slug, seed_terms, term_and_broader, terms_of,
};

/// Queries with a few, many or no results.
const QUERIES: [&str; 12] = [
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
    "word without any match",
];

/// Filters: parameter and value.
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

/// The count of each value, by identifier.
type Counts = BTreeMap<String, u64>;

#[test]
fn facets_count_the_results_of_a_query() {
    let system = System::new();
    let site = system.block_on(app::seeded());
    let values = values();
    let inputs = (select(&QUERIES[..]), subsequence(&FILTERS[..], 0..3));
    let mut runner =
        TestRunner::new(Config { failure_persistence: None, ..Config::with_cases(64) });
    let outcome = runner.run(&inputs, |(query, filters)| {
        let (counted, found) = system.block_on(async {
            let filter: String =
                filters.iter().map(|(key, value)| format!("&{key}={value}")).collect();
            let facets = format!("{filter}&facets={}", FACETS.join(","));
            let all = format!("&{LISTED}");
            (list(&site, query, &facets).await, list(&site, query, &all).await.slugs())
        });
        for facet in FACETS {
            let others: Vec<_> = filters.iter().filter(|(key, _)| *key != facet).collect();
            let rows = found.iter().map(|slug| &values[slug]).filter(|row| {
                let fits = |key: &str| {
                    let mut chosen = others.iter().filter(|(other, _)| *other == key).peekable();
                    chosen.peek().is_none() || chosen.any(|(_, value)| row[key].contains(*value))
                };
                // Without a filter by status, only active organizations are counted.
                let is_counted = facet == "status" || row["status"].contains("active");
                is_counted && FACETS.iter().all(|key| fits(key))
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

/// All results of a query.
async fn list(site: &Site, query: &str, more: &str) -> app::Answer {
    let path = format!("{LIST}?q={}&per_page=100{more}", encoded(query));
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

/// The facet values of each organization.
fn values() -> BTreeMap<String, BTreeMap<&'static str, BTreeSet<String>>> {
    let profiles = seed_profiles_by_slug().into_iter().map(|(slug, profile)| {
        let each = |key: &str, part: &str| {
            let parts = profile[key].as_array().into_iter().flatten();
            parts.map(|it| it[part].as_str().unwrap().to_owned()).collect()
        };
        let affiliation = profile["affiliation"]["kind"].as_str().map(str::to_owned);
        let status = profile["status"].as_str().unwrap_or("active").to_owned();
        let mut row = BTreeMap::from([
            ("country", countries_of(&profile).into_iter().map(str::to_owned).collect()),
            ("way_to_help", each("ways_to_help", "kind")),
            ("affiliation", affiliation.into_iter().collect()),
            ("status", BTreeSet::from([status])),
        ]);
        row.extend(TermScheme::ALL.iter().map(|&scheme| {
            let terms = seed_terms(scheme.plural());
            let slugs = terms_of(&profile, scheme).into_iter();
            (scheme.as_str(), slugs.flat_map(|slug| term_and_broader(&terms, slug)).collect())
        }));
        (slug, row)
    });
    profiles.collect()
}

#[actix_web::test]
async fn page_and_cursor_pagination_agree_and_are_deterministic() {
    let site = app::seeded().await;
    for query in QUERIES {
        let whole = list(&site, query, "").await.slugs();
        assert_eq!(list(&site, query, "").await.slugs(), whole, "{query}");
        let distinct: BTreeSet<&String> = whole.iter().collect();
        assert_eq!(distinct.len(), whole.len(), "{query} finds an organization twice");
        for per_page in [1, 3, 7] {
            let pages = follow(&site, query, per_page, "page=1").await;
            assert_eq!(pages, whole, "{query}, {per_page} a page");
            let by_cursor = follow(&site, query, per_page, "cursor=*").await;
            assert_eq!(by_cursor, whole, "{query}, by cursor, {per_page} a page");
        }
    }
}

/// Follows `links.next` to the end.
async fn follow(site: &Site, query: &str, per_page: usize, start: &str) -> Vec<String> {
    let first = format!("{LIST}?q={}&per_page={per_page}&{start}", encoded(query));
    let (mut slugs, mut next) = (Vec::new(), Some(first));
    while let Some(path) = next {
        let answer = site.get(&path).await;
        slugs.extend(answer.slugs());
        assert!(slugs.len() <= 100, "{path} does not end");
        next = answer.json["links"]["next"].as_str().map(str::to_owned);
    }
    slugs
}
