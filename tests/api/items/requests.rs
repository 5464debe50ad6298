//! Parameters, cursors and links of the lists of research and ways to help.

use serde_json::{Value, json};

use super::{RESEARCH, WAYS};
use crate::harness::TestDirectory;
use crate::parameters::assert_invalid;

#[actix_web::test]
async fn an_invalid_parameter_returns_its_rule_and_a_suggestion() {
    let directory = TestDirectory::seeded().await;
    for (path, query, parameter, code, meant) in [
        (RESEARCH, "focus_aera=x", "focus_aera", "unknown_parameter", Some("focus_area")),
        (RESEARCH, "free=true", "free", "unknown_parameter", None),
        (RESEARCH, "country=IN", "country", "unknown_parameter", None),
        (RESEARCH, "sort=name", "sort", "unknown_parameter", None),
        (RESEARCH, "kind=bok", "kind", "unknown_value", Some("book")),
        (RESEARCH, "kind=volunteer", "kind", "unknown_value", None),
        (
            RESEARCH,
            "focus_area=!bonded-labor",
            "focus_area",
            "unknown_value",
            Some("bonded-labour"),
        ),
        (
            RESEARCH,
            "organization=free-the-slave",
            "organization",
            "unknown_value",
            Some("free-the-slaves"),
        ),
        (RESEARCH, "organization=!unknown", "organization", "unknown_value", None),
        (RESEARCH, "year=14", "year", "invalid_form", None),
        (RESEARCH, "year=2015-2010", "year", "invalid_form", None),
        (RESEARCH, "year=2015&year=2016", "year", "repeated_parameter", None),
        (RESEARCH, "q=a&q=b", "q", "repeated_parameter", None),
        (RESEARCH, "q=%00", "q", "forbidden_character", None),
        (RESEARCH, "page=0", "page", "out_of_range", None),
        (RESEARCH, "page=101&per_page=100", "page", "out_of_range", None),
        (RESEARCH, "per_page=101", "per_page", "out_of_range", None),
        (RESEARCH, "cursor=nonsense", "cursor", "invalid_form", None),
        (RESEARCH, "cursor=*&page=2", "page", "invalid_form", None),
        (WAYS, "year=2014", "year", "unknown_parameter", None),
        (WAYS, "kind=giv", "kind", "unknown_value", Some("give")),
        (WAYS, "free=yes", "free", "unknown_value", None),
        (WAYS, "free=tru", "free", "unknown_value", Some("true")),
        (WAYS, "free=true&free=true", "free", "repeated_parameter", None),
        (WAYS, "country=in", "country", "unknown_value", Some("IN")),
    ] {
        let answer = directory.get(&format!("{path}?{query}")).await;

        assert_invalid(&answer, query, parameter, code, meant);
    }
}

#[actix_web::test]
async fn a_cursor_of_another_sort_order_is_refused() {
    let directory = TestDirectory::seeded().await;
    let next = |path: String| {
        let directory = &directory;
        async move { directory.get(&path).await.json()["meta"]["next_cursor"].clone() }
    };
    let by_name = next(format!("{WAYS}?cursor=*")).await;
    let ranked = next(format!("{WAYS}?q=give&per_page=1&cursor=*")).await;
    let organizations = next("/api/v1/organizations?cursor=*".to_owned()).await;
    for (cursor, query, status) in [
        (&by_name, "", 200),
        (&by_name, "&q=give", 400),
        (&ranked, "&q=give", 200),
        (&ranked, "", 400),
        (&organizations, "", 400),
    ] {
        let cursor = cursor.as_str().unwrap();
        let answer = directory.get(&format!("{WAYS}?cursor={cursor}{query}")).await;
        assert_eq!(answer.status, status, "{cursor}{query}");
    }
}

#[actix_web::test]
async fn links_are_normalized_and_a_matching_etag_returns_304() {
    let directory = TestDirectory::seeded().await;
    let path = format!("{WAYS}?per_page=5&country=NP,IN&kind=!pray&page=2&free=true&q=Children");

    let answer = directory.get(&path).await;

    let links = answer.json()["links"].clone();
    let normalized = format!("{WAYS}?q=children&country=IN,NP&kind=!pray&free=true&per_page=5");
    assert_eq!(links["self"], format!("{normalized}&page=2"));
    assert_eq!(links["first"], format!("{normalized}&page=1"));
    assert_eq!(links["prev"], format!("{normalized}&page=1"));
    let same = directory.get(links["self"].as_str().unwrap()).await;
    assert_eq!(same.body, answer.body);
    let etag = answer.header("etag").unwrap();
    assert_eq!(directory.get_with(&path, &[("if-none-match", etag)]).await.status, 304);

    let beyond = directory.get(&format!("{WAYS}?page=99")).await.json();
    assert_eq!(beyond["data"], json!([]));
    assert_eq!(beyond["links"]["next"], Value::Null);
}
