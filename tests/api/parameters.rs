//! Invalid query parameters.

use serde_json::Value;

use crate::documents::DOCUMENT;
use crate::harness::{Answer, TestDirectory};

const LIST: &str = "/api/v1/organizations";

/// Asserts that the response reports exactly this error in a parameter.
pub fn assert_invalid(
    answer: &Answer,
    query: &str,
    parameter: &str,
    code: &str,
    did_you_mean: Option<&str>,
) {
    assert_eq!(answer.status, 400, "{query}");
    let problem = answer.json();
    assert_eq!(problem["type"], "/problems/invalid-parameter", "{query}");
    let errors = problem["errors"].as_array().unwrap();
    assert_eq!(errors.len(), 1, "{query}: {errors:#?}");
    assert_eq!(errors[0]["parameter"], parameter, "{query}");
    assert_eq!(errors[0]["code"], code, "{query}");
    assert_eq!(errors[0].get("did_you_mean").and_then(Value::as_str), did_you_mean, "{query}");
}

#[actix_web::test]
async fn an_invalid_parameter_returns_its_rule_and_a_suggestion() {
    let directory = TestDirectory::seeded().await;
    let unseen = "/api/v1/organizations/unseen";
    for (path, query, parameter, code, meant) in [
        (LIST, "focus_aera=rescue", "focus_aera", "unknown_parameter", Some("focus_area")),
        (LIST, "countries=IN", "countries", "unknown_parameter", None),
        (LIST, "q=%0b", "q", "forbidden_character", None),
        (LIST, "q=a&q=b", "q", "repeated_parameter", None),
        (LIST, "focus_area=bonded-labor", "focus_area", "unknown_value", Some("bonded-labour")),
        (LIST, "focus_area=rescue", "focus_area", "unknown_value", None),
        (LIST, "approach=!resceu", "approach", "unknown_value", Some("rescue")),
        (LIST, "country=in", "country", "unknown_value", Some("IN")),
        (LIST, "country=Nepal", "country", "unknown_value", Some("NP")),
        (LIST, "way_to_help=giv", "way_to_help", "unknown_value", Some("give")),
        (LIST, "affiliation=faith", "affiliation", "unknown_value", None),
        (LIST, "status=activ", "status", "unknown_value", Some("active")),
        (LIST, "sort=nam", "sort", "unknown_value", Some("name")),
        (LIST, "sort=relevance", "sort", "invalid_form", None),
        (LIST, "q=a&sort=-relevance", "sort", "unknown_value", Some("relevance")),
        (LIST, "fields=slug,nmae", "fields", "unknown_value", Some("name")),
        (LIST, "include=label", "include", "unknown_value", Some("labels")),
        (LIST, "page=1&page=1", "page", "repeated_parameter", None),
        (LIST, "per_page=1&per_page=2", "per_page", "repeated_parameter", None),
        (LIST, "sort=name&sort=name", "sort", "repeated_parameter", None),
        (LIST, "founded=1990&founded=1991", "founded", "repeated_parameter", None),
        (LIST, "page=0", "page", "out_of_range", None),
        (LIST, "page=-1", "page", "out_of_range", None),
        (LIST, "page=one", "page", "out_of_range", None),
        (LIST, "page=+1", "page", "out_of_range", None),
        (LIST, "page=1.5", "page", "out_of_range", None),
        (LIST, "page=99999999999999999999", "page", "out_of_range", None),
        (LIST, "per_page=0", "per_page", "out_of_range", None),
        (LIST, "per_page=101", "per_page", "out_of_range", None),
        (LIST, "country=!", "country", "unknown_value", None),
        (LIST, "cursor=nonsense", "cursor", "invalid_form", None),
        (LIST, "cursor=*&page=2", "page", "invalid_form", None),
        (LIST, "founded=-", "founded", "invalid_form", None),
        (LIST, "founded=90", "founded", "invalid_form", None),
        (LIST, "founded=2005-1990", "founded", "invalid_form", None),
        (LIST, "founded=1990-2000-2010", "founded", "invalid_form", None),
        (LIST, "updated_since=yesterday", "updated_since", "invalid_form", None),
        (LIST, "updated_since=2026-13-01", "updated_since", "invalid_form", None),
        (LIST, "updated_since=2026-01-01T12:00:00", "updated_since", "invalid_form", None),
        (LIST, "verified_before=2026-02-30", "verified_before", "invalid_form", None),
        (LIST, "verified_before=2026", "verified_before", "invalid_form", None),
        (LIST, "country=%", "country", "forbidden_character", None),
        (LIST, "country=%4", "country", "forbidden_character", None),
        (LIST, "country=%zz", "country", "forbidden_character", None),
        (LIST, "country=%ff", "country", "forbidden_character", None),
        (LIST, "country=IN%00", "country", "forbidden_character", None),
        (LIST, "country=IN%0a", "country", "forbidden_character", None),
        (LIST, "country=IN%7f", "country", "forbidden_character", None),
        (unseen, "field=slug", "field", "unknown_parameter", Some("fields")),
        (unseen, "fields=slugs", "fields", "unknown_value", Some("slug")),
        (unseen, "page=1", "page", "unknown_parameter", None),
        (unseen, "format=json&format=json", "format", "repeated_parameter", None),
        ("/api/v1", "x=1", "x", "unknown_parameter", None),
        ("/api/v1/limits", "x=1", "x", "unknown_parameter", None),
        ("/api/v1/openapi.json", "x=1", "x", "unknown_parameter", None),
        ("/api/v1/countries", "page=1", "page", "unknown_parameter", None),
        ("/api/v1/focus-areas", "page=1", "page", "unknown_parameter", None),
        ("/api/v1/focus-areas/bonded-labour", "x", "x", "unknown_parameter", None),
        ("/api/v1/approaches", "page=1", "page", "unknown_parameter", None),
        ("/api/v1/approaches/rescue", "x", "x", "unknown_parameter", None),
    ] {
        let answer = directory.get(&format!("{path}?{query}")).await;

        assert_invalid(&answer, query, parameter, code, meant);
    }
}

#[actix_web::test]
async fn all_parameter_errors_are_reported_together() {
    let directory = TestDirectory::seeded().await;

    let query = "focus_area=x,y&country=QQ&page=0&per_page=1000&sort=age&fields=a&founded=1&z=1";
    let problem = directory.get(&format!("{LIST}?{query}")).await.json();

    let errors = problem["errors"].as_array().unwrap();
    let mut parameters: Vec<&str> =
        errors.iter().map(|error| error["parameter"].as_str().unwrap()).collect();
    parameters.sort_unstable();
    let expected = [
        "country",
        "fields",
        "focus_area",
        "focus_area",
        "founded",
        "page",
        "per_page",
        "sort",
        "z",
    ];
    assert_eq!(parameters, expected);
}

#[actix_web::test]
async fn a_refused_value_comes_with_the_allowed_values() {
    let directory = TestDirectory::seeded().await;
    for (query, some) in [
        ("sort=x", "-verified_at"),
        ("status=x", "withdrawn"),
        ("focus_area=x", "land-theft"),
        ("way_to_help=x", "pray"),
        ("country=x", "XK"),
        ("fields=x", "updated_at"),
        ("x=1", "verified_before"),
    ] {
        let problem = directory.get(&format!("{LIST}?{query}")).await.json();

        let allowed = problem["errors"][0]["allowed"].as_array().unwrap();
        assert!(allowed.contains(&some.into()), "{query}: {allowed:?}");
    }
}

#[actix_web::test]
async fn long_input_is_never_echoed_in_full() {
    let directory = TestDirectory::seeded().await;
    let long = "x".repeat(5000);
    for query in [format!("country={long}"), format!("sort={long}"), format!("{long}=1")] {
        let answer = directory.get(&format!("{LIST}?{query}")).await;

        assert_eq!(answer.status, 400);
        assert!(!answer.text().contains(&long[..100]));
    }
}

#[actix_web::test]
async fn every_list_parameter_is_in_its_links_and_changes_the_etag() {
    let directory = TestDirectory::seeded().await;
    let list = "/api/v1/organizations";
    let without = directory.get(list).await;
    let parameters = DOCUMENT["paths"][list]["get"]["parameters"].as_array().unwrap();
    for parameter in parameters {
        let name = parameter["name"].as_str().unwrap();
        // These have their default value in the example, or select no other response by themselves.
        if ["page", "per_page", "min_change", "format", "seed"].contains(&name) {
            continue;
        }
        let example = parameter["example"].to_string();
        let query = format!("{name}={}", example.trim_matches('"').replace(' ', "+"));

        let answer = directory.get(&format!("{list}?{query}")).await;

        assert_eq!(answer.status, 200, "{name}");
        assert_ne!(answer.headers.get("etag"), without.headers.get("etag"), "{name}");
        let link = answer.json()["links"]["self"].as_str().unwrap().to_owned();
        assert!(link.contains(&format!("{name}=")), "{name}: {link}");
    }
}
