//! Searching by `q` in the URL, or by a body that keeps the query out of logs.

use serde_json::{Value, json};

use crate::harness::TestDirectory;

const LIST: &str = "/api/v1/organizations";
const SEARCH: &str = "/api/v1/organizations/search";

/// The URL of a list with this `q`.
fn search_url(query: &str) -> String {
    let encoded: String = query.bytes().map(|byte| format!("%{byte:02X}")).collect();
    format!("{LIST}?q={encoded}")
}

#[actix_web::test]
async fn a_query_ranks_the_expected_organization_first() {
    let directory = TestDirectory::seeded().await;
    for (query, first) in [
        ("satyarthi", "kailash-satyarthi-childrens-foundation"),
        ("satyarti", "kailash-satyarthi-childrens-foundation"),
        ("bachpan", "bachpan-bachao-andolan"),
        ("\"justice systems\"", "international-justice-mission"),
        ("ijm", "international-justice-mission"),
        ("IJM", "international-justice-mission"),
        ("comissao", "comissao-pastoral-da-terra"),
        ("free the slaves", "free-the-slaves"),
        ("freetheslaves", "free-the-slaves"),
        ("anti slavery", "anti-slavery-international"),
        ("antislavery international", "anti-slavery-international"),
    ] {
        let answer = directory.get(&search_url(query)).await;
        assert_eq!(answer.slugs().first().map(String::as_str), Some(first), "{query}");
    }
}

#[actix_web::test]
async fn a_query_for_a_term_label_finds_organizations_with_that_term() {
    let directory = TestDirectory::seeded().await;
    for (query, term) in [
        ("debt bondage", "bonded-labour"),
        ("cybersex", "online-sexual-exploitation-of-children"),
        ("forced labor", "forced-labour"),
        ("human trafficking", "human-trafficking"),
    ] {
        let with_term = directory.all_slugs(&format!("{LIST}?focus_area={term}")).await;
        let found = directory.all_slugs(&search_url(query)).await;
        for slug in &with_term {
            assert!(found.contains(slug), "{query}: {slug} is missing");
        }
        // Organizations with the label in their name come before those that have the term.
        let first = &found[..3];
        let is_first = first.iter().any(|slug| with_term.contains(slug));
        assert!(is_first || term == "human-trafficking", "{query}: {first:?} come first");
    }
}

#[actix_web::test]
async fn a_query_can_exclude_words_and_quote_phrases() {
    let directory = TestDirectory::seeded().await;
    let all = directory.all_slugs(LIST).await;
    let with = directory.all_slugs(&search_url("\"police\"")).await;
    let without = directory.all_slugs(&search_url("-police")).await;
    assert!(!with.is_empty() && !without.is_empty());
    assert_eq!(with.len() + without.len(), all.len());
    assert!(without.iter().all(|slug| !with.contains(slug)));
    assert!(without.is_sorted(), "without a word to rank by, slugs are in order");

    let phrase = directory.all_slugs(&search_url("\"justice systems\"")).await;
    let words = directory.all_slugs(&search_url("justice systems ")).await;
    assert!(phrase.len() < words.len());
    assert!(phrase.iter().all(|slug| words.contains(slug)));
}

#[actix_web::test]
async fn highlights_show_the_matched_words_and_their_field() {
    let directory = TestDirectory::seeded().await;
    let answer =
        directory.get(&format!("{}&per_page=3", search_url("comissao terra"))).await.json();
    let row = &answer["data"][0];
    let highlight = &row["highlights"][0];
    assert_eq!(highlight["field"], "name");
    assert_eq!(highlight["text"], "Comissão Pastoral da Terra");
    assert_eq!(highlight["ranges"], json!([[0, 8], [21, 26]]));

    let plain = directory.get(&format!("{LIST}?per_page=1")).await.json();
    assert!(plain["data"][0].get("highlights").is_none());
}

#[actix_web::test]
async fn facets_and_filters_apply_to_a_query() {
    let directory = TestDirectory::seeded().await;
    let facets = "focus_area,country,status";
    let asked = format!("{}&facets={facets}&country=IN", search_url("children"));
    let answer = directory.get(&asked).await.json();
    for (facet, parameter) in [("focus_area", "focus_area"), ("country", "country")] {
        let buckets = answer["facets"][facet]["buckets"].as_array().unwrap();
        assert!(buckets.len() > 3, "{facet}");
        for bucket in buckets {
            let id = bucket["id"].as_str().unwrap();
            let other = if facet == "country" { "" } else { "&country=IN" };
            let filtered = format!("{}&{parameter}={id}{other}", search_url("children"));
            let total = directory.get(&filtered).await.json()["meta"]["total"].clone();
            assert_eq!(total, bucket["count"], "{facet} {id}");
        }
    }
}

#[actix_web::test]
async fn page_and_cursor_pagination_of_a_query_return_the_same_results() {
    let directory = TestDirectory::seeded().await;
    for query in ["children", "forced labour rescue", "-police", "the", "zzzz"] {
        let whole = directory.all_slugs(&search_url(query)).await;
        let (mut paged, mut by_cursor) = (Vec::new(), Vec::new());
        // The page after the last one is empty.
        for page in 1..=whole.len().div_ceil(5) + 1 {
            let path = format!("{}&per_page=5&page={page}", search_url(query));
            paged.extend(directory.get(&path).await.slugs());
        }
        let mut cursor = Value::from("*");
        while let Some(next) = cursor.as_str() {
            let path = format!("{}&per_page=5&cursor={next}", search_url(query));
            let answer = directory.get(&path).await;
            by_cursor.extend(answer.slugs());
            cursor = answer.json()["meta"]["next_cursor"].clone();
        }
        assert_eq!(paged, whole, "{query}");
        assert_eq!(by_cursor, whole, "{query}");
    }
}

#[actix_web::test]
async fn any_query_is_valid_except_long_ones_and_control_characters() {
    let directory = TestDirectory::seeded().await;
    for query in [
        "",
        " ",
        "(((((",
        "AND OR NOT",
        "*",
        "%",
        "_",
        "\"",
        "-",
        "--",
        "-\"",
        "a:b",
        "\\",
        "'",
        "\u{202e}slavery",
        "\u{200b}",
        "🙂",
        "日本",
        "ß",
        "a\u{301}",
        "[* TO *]",
        "/x/",
        "^~",
    ] {
        assert_eq!(directory.get(&search_url(query)).await.status, 200, "{query:?}");
    }
    for (query, status) in [
        ("a".repeat(256), 200),
        ("a".repeat(257), 400),
        (["a"; 16].join(" "), 200),
        (["a"; 17].join(" "), 400),
        ("\u{0}".to_owned(), 400),
        ("a\tb".to_owned(), 200),
        ("a\u{b}b".to_owned(), 400),
        ("\u{7f}".to_owned(), 400),
    ] {
        assert_eq!(directory.get(&search_url(&query)).await.status, status, "{query:?}");
    }
    assert_eq!(directory.get(&format!("{LIST}?q=%ED%A0%80")).await.status, 400);
    let parentheses = format!("{LIST}?q={}", "(".repeat(60_000));
    assert_eq!(directory.get(&parentheses).await.status, 414);
}

#[actix_web::test]
async fn a_search_body_equals_a_query_string_and_is_uncached() {
    let directory = TestDirectory::seeded().await;
    let body = json!({
        "q": "children", "country": ["IN", "NP"], "per_page": 3, "page": 2,
        "facets": ["focus_area"], "include": ["labels"], "sort": null,
    });
    let query = "q=children&country=IN,NP&per_page=3&page=2&facets=focus_area&include=labels";
    let mut expected = directory.get(&format!("{LIST}?{query}")).await.json();
    expected["links"] = Value::Null;
    for (method, path) in [("POST", SEARCH), ("QUERY", SEARCH), ("QUERY", LIST)] {
        let answer = directory.send(method, path, &body).await;
        assert_eq!(answer.status, 200, "{method} {path}: {}", answer.text());
        assert_eq!(answer.header("cache-control"), Some("no-store"));
        assert_eq!(answer.header("etag"), None);
        assert_eq!(answer.header("link"), None);
        assert_eq!(answer.json(), expected, "{method} {path}");
    }
}

#[actix_web::test]
async fn an_invalid_search_body_returns_a_problem_that_names_the_mistake() {
    let directory = TestDirectory::seeded().await;
    let json = "application/json";
    for (content_type, body, status, problem) in [
        (json, "{", 400, "malformed-json"),
        (json, "[]", 400, "malformed-json"),
        (json, "{\"q\": \"a\"} x", 400, "malformed-json"),
        ("text/plain", "{}", 415, "unsupported-media-type"),
        ("application/x-www-form-urlencoded", "q=a", 415, "unsupported-media-type"),
        (json, r#"{"quary": "a"}"#, 400, "invalid-parameter"),
        (json, r#"{"country": ["Nepal"]}"#, 400, "invalid-parameter"),
        (json, r#"{"country": {"a": 1}}"#, 400, "invalid-parameter"),
        (json, r#"{"q": "a\u0000b"}"#, 400, "invalid-parameter"),
        (json, r#"{"q": ["a", "b"]}"#, 400, "invalid-parameter"),
        (json, r#"{"per_page": 1.5}"#, 400, "invalid-parameter"),
        (json, r#"{"per_page": -1}"#, 400, "invalid-parameter"),
    ] {
        let answer = directory.send_text("POST", SEARCH, content_type, body).await;
        assert_eq!(answer.status, status, "{body}");
        assert_eq!(answer.json()["type"], format!("/problems/{problem}"), "{body}");
    }
    let large = format!("{{\"q\": \"{}\"}}", "a".repeat(1 << 20));
    assert_eq!(directory.send_text("POST", SEARCH, json, large).await.status, 413);
    assert_eq!(directory.get(SEARCH).await.status, 405);
    assert_eq!(
        directory.request("OPTIONS", SEARCH, &[]).await.header("allow"),
        Some("POST, QUERY, OPTIONS")
    );
}
