//! The directory in numbers, counted again.

use serde_json::{Value, json};

use crate::harness::{TestDirectory, profile, seed_profiles, seed_terms, term_and_below, texts};

const STATISTICS: &str = "/api/v1/statistics";

#[actix_web::test]
async fn every_number_is_what_counting_the_profiles_gives() {
    let directory = TestDirectory::seeded().await;
    let profiles = seed_profiles();
    let (areas, approaches) = (seed_terms("focus_areas"), seed_terms("approaches"));
    let names = |profile: &Value, key: &str, terms: &[Value], slug: &str| {
        term_and_below(terms, slug).iter().any(|term| texts(&profile[key]).contains(&&**term))
    };
    let works_in = |profile: &Value, code: &str| {
        profile["countries"].as_array().unwrap().iter().any(|work| work["country"] == code)
    };

    let answer = directory.get(STATISTICS).await.json();

    assert_eq!(answer["total"], profiles.len());
    let slugs =
        |terms: &[Value]| -> Vec<Value> { terms.iter().map(|term| term["slug"].clone()).collect() };
    let (by_approach, by_country) =
        (&answer["focus_area_by_approach"], &answer["focus_area_by_country"]);
    assert_eq!(by_approach["rows"], Value::from(slugs(&areas)));
    assert_eq!(by_country["rows"], Value::from(slugs(&areas)));
    assert_eq!(by_approach["columns"], Value::from(slugs(&approaches)));
    let countries = directory.get("/api/v1/countries").await.json();
    let codes: Vec<Value> = countries["data"]
        .as_array()
        .unwrap()
        .iter()
        .map(|country| country["country"].clone())
        .collect();
    assert_eq!(by_country["columns"], Value::from(codes));
    for (row, area) in texts(&by_approach["rows"]).into_iter().enumerate() {
        let having = |other: &dyn Fn(&Value) -> bool| {
            let both =
                |profile: &&Value| names(profile, "focus_areas", &areas, area) && other(profile);
            profiles.iter().filter(both).count()
        };
        for (column, approach) in texts(&by_approach["columns"]).into_iter().enumerate() {
            let expected = having(&|profile| names(profile, "approaches", &approaches, approach));
            assert_eq!(by_approach["counts"][row][column], expected, "{area} {approach}");
        }
        for (column, code) in texts(&by_country["columns"]).into_iter().enumerate() {
            let expected = having(&|profile| works_in(profile, code));
            assert_eq!(by_country["counts"][row][column], expected, "{area} {code}");
        }
    }
    let decades = answer["founded_by_decade"].as_array().unwrap();
    for decade in (1500..2100).step_by(10) {
        let of = |profile: &&Value| {
            profile["founded"].as_i64().is_some_and(|year| (decade..decade + 10).contains(&year))
        };
        let expected = profiles.iter().filter(of).count();
        let counted = decades.iter().find(|counted| counted["decade"] == decade);
        assert_eq!(counted.map_or(json!(0), |counted| counted["count"].clone()), expected);
        assert!(counted.is_none() || expected > 0, "{decade}");
    }
    assert!(decades.is_sorted_by_key(|counted| counted["decade"].as_i64()));
}

#[actix_web::test]
async fn only_active_organizations_are_counted() {
    let directory = TestDirectory::with(&[
        profile("a", json!({"founded": 1999, "verified_at": "2010-01-01"})),
        profile("b", json!({"founded": 1990})),
        profile("c", json!({"founded": 1991, "status": "inactive"})),
        profile("d", json!({"status": "withdrawn", "withdrawal": {"reason": "It was made up."}})),
    ])
    .await;

    let answer = directory.get(STATISTICS).await.json();

    assert_eq!(answer["total"], 2);
    assert_eq!(answer["founded_by_decade"], json!([{"decade": 1990, "count": 2}]));
    assert_eq!(answer["verified"], json!({"within_year": 0, "older": 1, "never": 1}));
}

#[actix_web::test]
async fn a_profile_is_verified_within_a_year_of_the_last_change() {
    let directory = TestDirectory::with(&[profile("a", json!({}))]).await;
    let changed = directory.get("/api/v1").await.json()["data"]["updated_at"].clone();
    let (year, rest) = changed.as_str().unwrap()[..10].split_at(4);
    let year_before = year.parse::<i32>().unwrap() - 1;
    // What else may be today, that day was in the last year too.
    let rest = if rest == "-02-29" { "-02-28" } else { rest };
    directory
        .load(&[
            profile("on-the-day", json!({"verified_at": format!("{year_before}{rest}")})),
            profile("year-earlier", json!({"verified_at": format!("{}{rest}", year_before - 1)})),
        ])
        .await;

    let verified = directory.get(STATISTICS).await.json()["verified"].clone();

    assert_eq!(verified, json!({"within_year": 1, "older": 1, "never": 1}));
}

#[actix_web::test]
async fn statistics_are_asked_for_once_a_change() {
    let directory = TestDirectory::seeded().await;
    let first = directory.get(STATISTICS).await;
    let tag = first.header("etag").unwrap();
    let again = directory.get_with(STATISTICS, &[("if-none-match", tag)]).await;
    assert_eq!(again.status, 304);
    directory.load(&[profile("a", json!({}))]).await;
    let changed = directory.get_with(STATISTICS, &[("if-none-match", tag)]).await;
    assert_eq!(changed.status, 200);
    assert_eq!(directory.get(&format!("{STATISTICS}?status=active")).await.status, 400);
}
