//! Facets: complete, exact counts, each ignoring the filter on its own field.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::harness::TestDirectory;

const LIST: &str = "/api/v1/organizations";
const FACETS: [&str; 6] =
    ["focus_area", "approach", "country", "way_to_help", "affiliation", "status"];

/// The total of a list.
async fn total(directory: &TestDirectory, query: &str) -> u64 {
    let answer = directory.get(&format!("{LIST}?per_page=1&{query}")).await;
    assert_eq!(answer.status, 200, "{query}: {}", answer.text());
    answer.json()["meta"]["total"].as_u64().unwrap()
}

/// The count of each bucket, by identifier.
fn buckets(facet: &Value) -> BTreeMap<String, u64> {
    let pair = |bucket: &Value| {
        (bucket["id"].as_str().unwrap().to_owned(), bucket["count"].as_u64().unwrap())
    };
    facet["buckets"].as_array().unwrap().iter().map(pair).collect()
}

#[actix_web::test]
async fn a_facet_count_equals_the_total_of_a_list_with_that_filter() {
    let directory = TestDirectory::seeded().await;
    for query in [
        "",
        "focus_area=bonded-labour",
        "focus_area=bonded-labour&country=IN",
        "approach=!rescue&founded=1990-2005",
        "affiliation=faith-based,secular",
        "status=active,inactive",
        "founded=1500-1501",
    ] {
        let answer = directory.get(&format!("{LIST}?{query}&facets={}", FACETS.join(","))).await;
        let facets = answer.json()["facets"].clone();
        assert_eq!(facets.as_object().unwrap().len(), FACETS.len());
        for facet in FACETS {
            let others = query.split('&').filter(|pair| !pair.starts_with(facet));
            let other_filters = others.collect::<Vec<_>>().join("&");
            for (id, count) in buckets(&facets[facet]) {
                let shown = total(&directory, &format!("{other_filters}&{facet}={id}")).await;
                assert_eq!(count, shown, "{query}: {facet}={id}");
            }
        }
    }
}

#[actix_web::test]
async fn facets_list_every_value_and_count_organizations_without_one() {
    let directory = TestDirectory::seeded().await;
    let answer = directory.get(&format!("{LIST}?facets=country,affiliation,focus_area")).await;
    let facets = &answer.json()["facets"];

    let countries = directory.get("/api/v1/countries").await.json();
    let counted =
        countries["data"].as_array().unwrap().iter().map(|row| {
            (row["country"].as_str().unwrap().to_owned(), row["count"].as_u64().unwrap())
        });
    assert_eq!(buckets(&facets["country"]), counted.collect());

    let terms = directory.get("/api/v1/focus-areas").await.json();
    let used = terms["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (row["slug"].as_str().unwrap().to_owned(), row["count"].as_u64().unwrap()));
    assert_eq!(buckets(&facets["focus_area"]), used.filter(|(_, count)| *count > 0).collect());
    assert_eq!(facets["focus_area"]["missing"], 0);

    let affiliations: u64 = buckets(&facets["affiliation"]).values().sum();
    let all = total(&directory, "").await;
    assert!(affiliations < all);
    assert_eq!(facets["affiliation"]["missing"], all - affiliations);
}

#[actix_web::test]
async fn facet_buckets_are_labelled_and_sorted_by_count() {
    let directory = TestDirectory::seeded().await;
    let answer = directory.get(&format!("{LIST}?facets=focus_area,way_to_help,country")).await;
    let facets = &answer.json()["facets"];
    for facet in ["focus_area", "way_to_help", "country"] {
        let counts: Vec<u64> = facets[facet]["buckets"]
            .as_array()
            .unwrap()
            .iter()
            .map(|bucket| bucket["count"].as_u64().unwrap())
            .collect();
        assert!(counts.is_sorted_by(|a, b| a >= b), "{facet}: {counts:?}");
    }
    let label = |facet: &str, id: &str| {
        let buckets = facets[facet]["buckets"].as_array().unwrap();
        buckets.iter().find(|bucket| bucket["id"] == id).unwrap()["label"].clone()
    };
    assert_eq!(label("focus_area", "bonded-labour"), "Bonded labour");
    assert_eq!(label("way_to_help", "give"), "Give");
    assert_eq!(label("country", "GB"), "United Kingdom");
}

#[actix_web::test]
async fn an_unknown_facet_returns_400_with_a_suggestion() {
    let directory = TestDirectory::seeded().await;
    let answer = directory.get(&format!("{LIST}?facets=contry")).await;

    assert_eq!(answer.status, 400);
    let error = &answer.json()["errors"][0];
    assert_eq!(error["parameter"], "facets");
    assert_eq!(error["did_you_mean"], "country");
    assert!(directory.get(LIST).await.json().get("facets").is_none());
}
