//! Facets: complete, exact counts, each ignoring the filter on its own field.

use std::collections::BTreeMap;

use antislavery_directory::domain::{Keyword, TermScheme};
use serde_json::Value;

use crate::harness::TestDirectory;
use crate::support::profiles::{
    FACETS, has_any, invented_with_terms, seed_terms, term_and_narrower, terms_of,
};

const LIST: &str = "/api/v1/organizations";

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
        "population=children&sector=agriculture",
        "lens=impunity&approach=rescue",
        "kind=!network&population=women,migrants",
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

/// Every vocabulary, by the name of its facet, compared with a scan of the profiles.
#[actix_web::test]
async fn the_counts_of_terms_equal_a_scan_of_the_profiles() {
    let directory = TestDirectory::with(&invented_with_terms()).await;
    type Passes = fn(&Value) -> bool;
    let queries: [(&str, Passes); 4] = [
        ("", |_| true),
        ("founded=1990-1999", |it| (1990..2000).contains(&it["founded"].as_i64().unwrap())),
        ("kind=funder", |it| terms_of(it, TermScheme::Kind).contains(&"funder")),
        ("lens=impunity,!poverty", |it| {
            let lenses = terms_of(it, TermScheme::Lens);
            lenses.contains(&"impunity") && !lenses.contains(&"poverty")
        }),
    ];
    for (query, passes) in queries {
        let names = TermScheme::ALL.iter().map(|scheme| scheme.as_str());
        let names = names.collect::<Vec<_>>().join(",");
        let answer = directory.get(&format!("{LIST}?{query}&facets={names}")).await;
        for &scheme in TermScheme::ALL {
            // A facet ignores the filter on its values.
            if query.starts_with(scheme.as_str()) {
                continue;
            }
            let profiles: Vec<Value> = invented_with_terms().into_iter().filter(&passes).collect();
            let facet = &answer.json()["facets"][scheme.as_str()];
            let terms = seed_terms(scheme.plural());
            let mut expected = BTreeMap::new();
            for term in &terms {
                let slug = term["slug"].as_str().unwrap();
                let wanted = term_and_narrower(&terms, slug);
                let having = profiles.iter().filter(|it| has_any(it, scheme, &wanted)).count();
                if having > 0 {
                    expected.insert(slug.to_owned(), having as u64);
                }
            }
            assert_eq!(buckets(facet), expected, "{query}: {}", scheme.as_str());
            let missing = profiles.iter().filter(|it| terms_of(it, scheme).is_empty()).count();
            assert_eq!(facet["missing"], missing, "{query}: {}", scheme.as_str());
        }
    }
}
