//! Corrected queries, which the answers name, and queries without words.

use serde_json::{Value, json};

use super::{answer, encoded, found, suggested};
use crate::harness::TestDirectory;
use crate::support::profiles::profile;

async fn meta(directory: &TestDirectory, query: &str) -> Value {
    answer(directory, "organizations", query).await["meta"].clone()
}

async fn directory() -> TestDirectory {
    let way = json!({"kind": "give", "title": "Shelter donations", "url": "https://example.org/", "free": false, "sources": ["page"]});
    let link = json!({"kind": "report", "title": "Shelter survey", "url": "https://example.org/r", "year": 2020, "authors": ["Ada Byron"], "sources": ["page"]});
    TestDirectory::with(&[
        profile(
            "a",
            json!({
                "name": "Lantern House",
                "summary": "It shelters survivors by evening quilting.",
                "ways_to_help": [way],
                "research": [link],
            }),
        ),
        profile("b", json!({"name": "Harbour Lights", "summary": "It trains police officers."})),
        profile("c", json!({"name": "Harbor Trust", "summary": "Sheltering and police work."})),
    ])
    .await
}

#[actix_web::test]
async fn a_corrected_query_is_named_in_the_answer() {
    let directory = directory().await;
    for (query, corrected, query_match) in [
        ("quilting", None, "all_words"),
        ("quilteng", Some("quilting"), "all_words"),
        ("evening quilteng", Some("evening quilting"), "all_words"),
        ("Evening QUILTENG -police", Some("evening quilting -police"), "all_words"),
        ("\"evening quilting\" survivers", Some("\"evening quilting\" survivors"), "all_words"),
        // A name with a misspelled word that the index knows in another text.
        ("lantren huose", Some("lantern house"), "all_words"),
        // A form, a completion and another spelling of a word are not corrections.
        ("sheltered survivor", None, "all_words"),
        ("quilt", None, "all_words"),
        ("harbor lights", None, "all_words"),
        ("harbourlights", None, "all_words"),
        ("quilting officers", None, "any_word"),
        ("quilteng officers", Some("quilting officers"), "any_word"),
        ("zzzzzzzz", None, "all_words"),
        ("541722887", None, "all_words"),
    ] {
        let meta = meta(&directory, query).await;
        assert_eq!(meta.get("corrected_query").and_then(Value::as_str), corrected, "{query}");
        assert_eq!(meta["query_match"], query_match, "{query}: {meta}");
    }
    let list = directory.get("/api/v1/organizations").await.json();
    for absent in ["corrected_query", "query_match"] {
        assert_eq!(list["meta"][absent], Value::Null, "{absent}");
    }
}

#[actix_web::test]
async fn a_query_in_another_language_is_not_silently_corrected_to_english() {
    let directory = TestDirectory::seeded().await;
    let answer = answer(&directory, "organizations", "casa exemplo").await;
    assert!(answer["meta"]["total"].as_u64().unwrap() > 0);
    // No English word is near `exemplo`, so the results have only the other one.
    let corrected = answer["meta"]["corrected_query"].as_str().unwrap();
    assert!(corrected.ends_with(" exemplo") && corrected != "casa exemplo", "{corrected}");
    assert_eq!(answer["meta"]["query_match"], "any_word");
}

#[actix_web::test]
async fn the_correction_of_the_best_result_is_named() {
    let named = |slug: &str, summary: &str| profile(slug, json!({"summary": summary}));
    let directory = TestDirectory::with(&[
        named("a", "One violation."),
        named("b", "Two violation."),
        named("c", "Three violation."),
        profile("d", json!({"name": "Coalition of Lights"})),
    ])
    .await;
    assert_eq!(found(&directory, "colation").await, ["d", "a", "b", "c"]);
    assert_eq!(meta(&directory, "colation").await["corrected_query"], "coalition");
}

#[actix_web::test]
async fn a_corrected_query_is_spelled_as_in_the_texts() {
    let named = |slug: &str, summary: &str| profile(slug, json!({"summary": summary}));
    let directory = TestDirectory::with(&[
        named("german", "Die Größe und das Café."),
        named("hebrew", "ארגון של העובדים."),
        named("office", "Officers, officers."),
        named("persian", "سازمان کودکان."),
        profile("irish", json!({"name": "O'Brien House"})),
    ])
    .await;
    for (query, corrected) in [
        ("größee ", Some("größe")),
        ("CAFÉ grösse größee ", Some("café grösse größe")),
        ("העובדיים ", Some("העובדים")),
        ("کودکانن ", Some("کودکان")),
        ("o brien", None),
    ] {
        let meta = meta(&directory, query).await;
        assert_eq!(meta["total"], 1, "{query}: {meta}");
        assert_eq!(meta["corrected_query"].as_str(), corrected, "{query}");
    }
    let any_word = meta(&directory, "größee officers").await;
    assert_eq!(
        (&any_word["corrected_query"], &any_word["total"]),
        (&json!("größe officers"), &json!(2))
    );
}

#[actix_web::test]
async fn a_correction_in_a_name_is_the_one_of_the_best_result() {
    let named = |slug: &str, name: &str| profile(slug, json!({"name": name}));
    let directory = TestDirectory::with(&[
        named("a", "Justice Mission"),
        named("b", "Justine Aid"),
        named("c", "Mission Aid"),
        named("d", "Justine Trust"),
    ])
    .await;
    assert_eq!(found(&directory, "justise mission").await[0], "a");
    assert_eq!(meta(&directory, "justine mission").await["query_match"], "all_words");
    assert_eq!(meta(&directory, "justine mission").await["corrected_query"], "justice mission");
}

#[actix_web::test]
async fn every_answer_to_a_query_names_its_correction() {
    let directory = directory().await;
    for path in ["research", "ways-to-help"] {
        let meta = answer(&directory, path, "sheltre").await["meta"].clone();
        assert_eq!((&meta["corrected_query"], &meta["total"]), (&json!("shelter"), &json!(1)));
        assert_eq!(meta["query_match"], "all_words", "{path}");
        let meta = answer(&directory, path, "shelter zebra").await["meta"].clone();
        assert_eq!((&meta["query_match"], &meta["total"]), (&json!("any_word"), &json!(1)));
        assert_eq!(meta["corrected_query"], Value::Null, "{path}");
    }
    let statistics = answer(&directory, "statistics", "quilteng").await;
    assert_eq!(statistics["corrected_query"], "quilting");
    assert_eq!(
        (&statistics["query_match"], &statistics["total"]),
        (&json!("all_words"), &json!(1))
    );
    for method in ["POST", "QUERY"] {
        let search = "/api/v1/organizations/search";
        let answer = directory.send(method, search, &json!({"q": "quilteng"})).await.json();
        assert_eq!(answer["meta"]["corrected_query"], "quilting");
    }
    let sorted = directory.get("/api/v1/organizations?q=quilteng&sort=name").await.json();
    assert_eq!(sorted["meta"]["corrected_query"], "quilting");
    let text = directory.get("/api/v1/export?q=quilteng").await;
    assert_eq!(text.header("x-corrected-query"), Some("quilting"));
    assert_eq!(directory.get("/api/v1/export?q=quilting").await.header("x-corrected-query"), None);
}

#[actix_web::test]
async fn pages_say_what_they_show_instead() {
    let directory = directory().await;
    for (path, expected) in [
        ("/organizations?q=quilteng", "Showing results for <strong dir=\"auto\">quilting</strong>"),
        ("/research?q=sheltre", "Showing results for <strong dir=\"auto\">shelter</strong>"),
        ("/ways-to-help?q=sheltre", "Showing results for <strong dir=\"auto\">shelter</strong>"),
        ("/organizations?q=quilting+officers", "Nothing has all of these words."),
        ("/organizations?q=%21%21", "has no letters or digits"),
        ("/research?q=%21%21", "has no letters or digits"),
    ] {
        let page = directory.get_with(path, &[("accept", "text/html")]).await;
        assert_eq!(page.status, 200, "{path}");
        assert!(page.text().contains(expected), "{path}: {}", page.text());
    }
    let page = directory.get("/organizations?q=quilting").await.text();
    assert!(!page.contains("Showing results for") && !page.contains("Nothing has all"));
    let form = "application/x-www-form-urlencoded";
    let private = directory.send_text("POST", "/organizations", form, "q=quilteng").await;
    assert!(private.text().contains("Showing results for <strong dir=\"auto\">quilting</strong>"));
}

#[actix_web::test]
async fn a_query_without_letters_and_digits_finds_nothing_and_says_why() {
    let directory = directory().await;
    for query in [
        "!",
        "?!",
        "🙂",
        "🙂 🙃",
        "\"\"",
        "\"-\"",
        "-",
        "…",
        "***",
        "()",
        "\u{301}",
        "\u{200b}",
        " \u{feff} ",
    ] {
        for path in ["organizations", "research", "ways-to-help"] {
            let answer = answer(&directory, path, query).await;
            assert_eq!(answer["meta"]["total"], 0, "{path}: {query}");
            assert_eq!(answer["meta"]["query_match"], "no_words", "{path}: {query}");
            assert_eq!(answer["data"], json!([]), "{path}: {query}");
        }
        let statistics = answer(&directory, "statistics", query).await;
        assert_eq!(
            (&statistics["total"], &statistics["query_match"]),
            (&json!(0), &json!("no_words"))
        );
        let faceted = format!("/api/v1/organizations?facets=country,status&q={}", encoded(query));
        let faceted = directory.get(&faceted).await.json();
        assert_eq!(faceted["facets"]["country"]["buckets"], json!([]), "{query}");
        let export = directory.get(&format!("/api/v1/export?q={}", encoded(query))).await;
        assert_eq!(export.text(), "", "{query}");
        assert!(suggested(&directory, query).await.is_empty(), "{query}");
        let first = directory.get(&format!("/api/v1/organizations?q={}", encoded(query))).await;
        let links = first.json()["links"].clone();
        let again = directory.get(links["self"].as_str().unwrap()).await.json();
        assert_eq!(again["meta"]["total"], 0, "{links}");
        let all = directory.get("/api/v1/organizations").await;
        assert_ne!(first.header("etag"), all.header("etag"), "{query}");
    }
    // Nothing was typed, so there is no query.
    for query in ["", " ", " \t\n"] {
        assert_eq!(meta(&directory, query).await["total"], 3, "{query:?}");
    }
}

#[actix_web::test]
async fn tabs_and_line_breaks_in_a_query_are_spaces() {
    let directory = directory().await;
    for query in ["lantern\thouse", "lantern house\n", "\r\nlantern\r\nhouse\r\n"] {
        assert_eq!(found(&directory, query).await, ["a"], "{query:?}");
        assert_eq!(suggested(&directory, query).await, ["a"], "{query:?}");
        for path in ["/api/v1/organizations/search", "/api/v1/suggest"] {
            let answer = directory.send("POST", path, &json!({"q": query})).await;
            assert_eq!((answer.status, answer.slugs()), (200, vec!["a".to_owned()]), "{path}");
        }
        let form = format!("q={}", encoded(query));
        for path in ["/organizations", "/charts", "/research", "/ways-to-help"] {
            let page = directory.get(&format!("{path}?{form}")).await;
            assert_eq!(page.status, 200, "{path}: {query:?}");
        }
        let form_type = "application/x-www-form-urlencoded";
        let private = directory.send_text("POST", "/organizations", form_type, form).await;
        assert!(private.text().contains("Lantern House"), "{query:?}");
    }
    let list = "/api/v1/organizations";
    for query in ["q=a%00b", "q=a%0Bb", "q=a%1Bb", "q=a%7Fb", "sort=name%0A", "country=IN%09"] {
        assert_eq!(directory.get(&format!("{list}?{query}")).await.status, 400, "{query}");
    }
    for body in [json!({"q": "a\u{b}b"}), json!({"sort": "name\n"})] {
        let answer = directory.send("POST", "/api/v1/organizations/search", &body).await;
        assert_eq!(answer.status, 400, "{body}");
    }
}
