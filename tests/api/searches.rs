//! Finding: by `q` in the address, or in a body that leaves no trace.

use serde_json::{Value, json};

use crate::harness::TestDirectory;

const LIST: &str = "/api/v1/organizations";
const SEARCH: &str = "/api/v1/organizations/search";

/// The address of a list with this `q`.
fn asking(question: &str) -> String {
    let encoded: String = question.bytes().map(|byte| format!("%{byte:02X}")).collect();
    format!("{LIST}?q={encoded}")
}

#[actix_web::test]
async fn a_question_finds_what_a_person_expects_first() {
    let directory = TestDirectory::seeded().await;
    for (question, first) in [
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
        let answer = directory.get(&asking(question)).await;
        assert_eq!(answer.slugs().first().map(String::as_str), Some(first), "{question}");
    }
}

#[actix_web::test]
async fn a_label_of_a_term_finds_who_works_against_it() {
    let directory = TestDirectory::seeded().await;
    for (question, term) in [
        ("debt bondage", "bonded-labour"),
        ("cybersex", "online-sexual-exploitation-of-children"),
        ("forced labor", "forced-labour"),
        ("human trafficking", "human-trafficking"),
    ] {
        let tagged = directory.get(&format!("{LIST}?per_page=100&focus_area={term}")).await.slugs();
        let found = directory.get(&format!("{}&per_page=100", asking(question))).await.slugs();
        for slug in &tagged {
            assert!(found.contains(slug), "{question}: {slug} is missing");
        }
        // Who is called so comes before who has the term.
        let first = &found[..3];
        let is_first = first.iter().any(|slug| tagged.contains(slug));
        assert!(is_first || term == "human-trafficking", "{question}: {first:?} come first");
    }
}

#[actix_web::test]
async fn words_can_be_excluded_and_phrases_quoted() {
    let directory = TestDirectory::seeded().await;
    let all = directory.get(&format!("{LIST}?per_page=100")).await.slugs();
    let with = directory.get(&format!("{}&per_page=100", asking("\"police\""))).await.slugs();
    let without = directory.get(&format!("{}&per_page=100", asking("-police"))).await.slugs();
    assert!(!with.is_empty() && !without.is_empty());
    assert_eq!(with.len() + without.len(), all.len());
    assert!(without.iter().all(|slug| !with.contains(slug)));
    assert!(without.is_sorted(), "where nothing is asked for, slugs are in order");

    let phrase = directory.get(&asking("\"justice systems\"")).await.slugs();
    let words = directory.get(&asking("justice systems ")).await.slugs();
    assert!(phrase.len() < words.len());
    assert!(phrase.iter().all(|slug| words.contains(slug)));
}

#[actix_web::test]
async fn highlights_show_what_matched_and_where() {
    let directory = TestDirectory::seeded().await;
    let answer = directory.get(&format!("{}&per_page=3", asking("comissao terra"))).await.json();
    let row = &answer["data"][0];
    let highlight = &row["highlights"][0];
    assert_eq!(highlight["field"], "name");
    assert_eq!(highlight["text"], "Comissão Pastoral da Terra");
    assert_eq!(highlight["ranges"], json!([[0, 8], [21, 26]]));

    let plain = directory.get(&format!("{LIST}?per_page=1")).await.json();
    assert!(plain["data"][0].get("highlights").is_none());
}

#[actix_web::test]
async fn facets_and_filters_hold_with_a_question() {
    let directory = TestDirectory::seeded().await;
    let facets = "focus_area,country,status";
    let asked = format!("{}&facets={facets}&country=IN", asking("children"));
    let answer = directory.get(&asked).await.json();
    for (facet, parameter) in [("focus_area", "focus_area"), ("country", "country")] {
        let buckets = answer["facets"][facet]["buckets"].as_array().unwrap();
        assert!(buckets.len() > 3, "{facet}");
        for bucket in buckets {
            let id = bucket["id"].as_str().unwrap();
            let other = if facet == "country" { "" } else { "&country=IN" };
            let alone = format!("{}&{parameter}={id}{other}", asking("children"));
            let total = directory.get(&alone).await.json()["meta"]["total"].clone();
            assert_eq!(total, bucket["count"], "{facet} {id}");
        }
    }
}

#[actix_web::test]
async fn pages_and_walks_of_a_question_are_the_same() {
    let directory = TestDirectory::seeded().await;
    for question in ["children", "forced labour rescue", "-police", "the", "zzzz"] {
        let whole = directory.get(&format!("{}&per_page=100", asking(question))).await.slugs();
        let (mut paged, mut walked) = (Vec::new(), Vec::new());
        for page in 1..=9 {
            let path = format!("{}&per_page=5&page={page}", asking(question));
            paged.extend(directory.get(&path).await.slugs());
        }
        let mut cursor = Value::from("*");
        while let Some(next) = cursor.as_str() {
            let path = format!("{}&per_page=5&cursor={next}", asking(question));
            let answer = directory.get(&path).await;
            walked.extend(answer.slugs());
            cursor = answer.json()["meta"]["next_cursor"].clone();
        }
        assert_eq!(paged, whole, "{question}");
        assert_eq!(walked, whole, "{question}");
    }
}

#[actix_web::test]
async fn no_text_is_an_error_but_for_its_size_and_controls() {
    let directory = TestDirectory::seeded().await;
    for question in [
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
        assert_eq!(directory.get(&asking(question)).await.status, 200, "{question:?}");
    }
    for (question, status) in [
        ("a".repeat(256), 200),
        ("a".repeat(257), 400),
        (["a"; 16].join(" "), 200),
        (["a"; 17].join(" "), 400),
        ("\u{0}".to_owned(), 400),
        ("a\tb".to_owned(), 400),
        ("\u{7f}".to_owned(), 400),
    ] {
        assert_eq!(directory.get(&asking(&question)).await.status, status, "{question:?}");
    }
    assert_eq!(directory.get(&format!("{LIST}?q=%ED%A0%80")).await.status, 400);
    let parentheses = format!("{LIST}?q={}", "(".repeat(60_000));
    assert_eq!(directory.get(&parentheses).await.status, 414);
}

#[actix_web::test]
async fn a_body_asks_what_an_address_does_and_leaves_no_trace() {
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
async fn a_wrong_body_is_a_clear_problem() {
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
