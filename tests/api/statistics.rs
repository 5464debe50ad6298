//! The directory in numbers, counted again.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::documents::DOCUMENT;
use crate::harness::TestDirectory;
use crate::support::profiles::{profile, seed_profiles, seed_terms, strings, term_and_narrower};

const STATISTICS: &str = "/api/v1/statistics";

#[actix_web::test]
async fn every_number_is_what_counting_the_profiles_gives() {
    let directory = TestDirectory::seeded().await;
    for query in [
        "",
        "focus_area=forced-labour",
        "focus_area=forced-labour,!bonded-labour&country=IN,NP",
        "approach=!rescue&founded=1990-2005",
        "way_to_help=volunteer&affiliation=faith-based,secular",
        "verified_before=2100-01-01&updated_since=2000-01-01",
        "verified_before=2000-01-01",
        "status=inactive",
        "q=children",
        "q=debt%20bondage&country=IN",
        "q=%22fair%20trade%22%20-india&status=active,inactive",
        "q=nobody%20says%20zyzzyva",
    ] {
        let list = directory.get(&format!("/api/v1/organizations?per_page=100&{query}")).await;
        let listed = list.slugs();
        let is_listed = |profile: &Value| listed.iter().any(|slug| profile["slug"] == **slug);
        let mut profiles = seed_profiles();
        profiles.retain(is_listed);
        assert_eq!(list.json()["meta"]["total"], profiles.len(), "{query}");

        let answer = directory.get(&format!("{STATISTICS}?{query}")).await;

        assert_eq!(answer.status, 200, "{query}");
        let answer = answer.json();
        assert_eq!(answer["total"], profiles.len(), "{query}");
        holds_every_pair(&answer, &profiles);
        holds_every_time(&answer, &profiles);
    }
}

/// Counts both tables again.
fn holds_every_pair(answer: &Value, profiles: &[Value]) {
    let (areas, approaches) = (seed_terms("focus_areas"), seed_terms("approaches"));
    let names = |profile: &Value, key: &str, terms: &[Value], slug: &str| {
        term_and_narrower(terms, slug).iter().any(|term| strings(&profile[key]).contains(&&**term))
    };
    let countries = |profile: &Value| -> Vec<String> {
        let works = profile["countries"].as_array().unwrap().iter();
        works.map(|work| work["country"].as_str().unwrap().to_owned()).collect()
    };
    let slugs =
        |terms: &[Value]| -> Vec<Value> { terms.iter().map(|term| term["slug"].clone()).collect() };
    let (by_approach, by_country) =
        (&answer["focus_area_by_approach"], &answer["focus_area_by_country"]);
    assert_eq!(by_approach["rows"], Value::from(slugs(&areas)));
    assert_eq!(by_country["rows"], Value::from(slugs(&areas)));
    assert_eq!(by_approach["columns"], Value::from(slugs(&approaches)));
    let codes: BTreeSet<String> = profiles.iter().flat_map(countries).collect();
    assert_eq!(by_country["columns"], json!(codes));
    for (row, area) in strings(&by_approach["rows"]).into_iter().enumerate() {
        let having = |other: &dyn Fn(&Value) -> bool| {
            let both =
                |profile: &&Value| names(profile, "focus_areas", &areas, area) && other(profile);
            profiles.iter().filter(both).count()
        };
        for (column, approach) in strings(&by_approach["columns"]).into_iter().enumerate() {
            let expected = having(&|profile| names(profile, "approaches", &approaches, approach));
            assert_eq!(by_approach["counts"][row][column], expected, "{area} {approach}");
        }
        for (column, code) in codes.iter().enumerate() {
            let expected = having(&|profile| countries(profile).contains(code));
            assert_eq!(by_country["counts"][row][column], expected, "{area} {code}");
        }
    }
}

/// Counts decades again, and who was ever verified.
fn holds_every_time(answer: &Value, profiles: &[Value]) {
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
    let never = profiles.iter().filter(|profile| profile["verified_at"].is_null()).count();
    let count = |key: &str| answer["verified"][key].as_u64().unwrap() as usize;
    assert_eq!(count("never"), never);
    assert_eq!(count("within_year") + count("older"), profiles.len() - never);
}

#[actix_web::test]
async fn only_active_organizations_are_counted_unless_others_are_asked_for() {
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
    for (query, total) in [("status=active", 2), ("status=inactive,withdrawn", 2), ("q=b", 1)] {
        let answer = directory.get(&format!("{STATISTICS}?{query}")).await.json();
        assert_eq!(answer["total"], total, "{query}");
    }
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
}

#[actix_web::test]
async fn one_request_in_two_forms_has_one_tag_and_other_filters_another() {
    let directory = TestDirectory::seeded().await;
    let tag = async |query: &str| directory.etag(&format!("{STATISTICS}?{query}")).await;
    let one = tag("country=IN,NP&q=children").await;
    assert_eq!(tag("q=children&country=NP&country=IN").await, one);
    assert_ne!(tag("country=IN&q=children").await, one);
    assert_eq!(tag("q=").await, directory.etag(STATISTICS).await);
}

#[actix_web::test]
async fn what_only_lists_take_is_refused() {
    let directory = TestDirectory::seeded().await;
    for (query, parameter) in [
        ("sort=name", "sort"),
        ("page=1", "page"),
        ("facets=country", "facets"),
        ("contry=IN", "contry"),
        ("country=nowhere", "country"),
        ("founded=soon", "founded"),
        ("q=a&q=b", "q"),
    ] {
        let answer = directory.get(&format!("{STATISTICS}?{query}")).await;
        assert_eq!(answer.status, 400, "{query}");
        assert_eq!(answer.json()["errors"][0]["parameter"], parameter, "{query}");
    }
}

#[actix_web::test]
async fn the_documented_examples_work_together() {
    let directory = TestDirectory::seeded().await;
    let parameters = DOCUMENT["paths"][STATISTICS]["get"]["parameters"].as_array().unwrap();
    // Those of the list, and `min_change`.
    assert_eq!(parameters.len(), 11);
    let pair = |parameter: &Value| {
        let example = parameter["example"].to_string().replace(' ', "+");
        format!("{}={}", parameter["name"].as_str().unwrap(), example.trim_matches('"'))
    };
    // No profile that the binary carries says when it was verified.
    let others = parameters.iter().filter(|it| it["name"] != "verified_before");
    let query = others.map(pair).collect::<Vec<_>>().join("&");

    let answer = directory.get(&format!("{STATISTICS}?{query}")).await.json();

    assert!(answer["total"].as_u64().unwrap() > 0, "{query}");
}
