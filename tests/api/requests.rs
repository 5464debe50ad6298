//! Requests as clients really send them: repeated headers, byte-order marks, other names of media
//! types, and mistakes that need a clear answer.

use antislavery_directory::domain::Role;
use serde_json::{Value, json};

use crate::harness::TestDirectory;
use crate::support::profiles::profile;

const LIST: &str = "/api/v1/organizations";
const ONE: &str = "/api/v1/organizations/a";
const BOM: &str = "\u{feff}";

#[actix_web::test]
async fn the_lines_of_a_repeated_header_are_one_list() {
    let directory = TestDirectory::seeded().await;
    let path = "/api/v1/organizations/a21";
    for (headers, content_type) in [
        ([("accept", "image/png"), ("accept", "text/markdown")], "text/markdown; charset=utf-8"),
        ([("accept", "text/markdown;q=0.1"), ("accept", "application/json")], "application/json"),
        ([("accept", "text/html"), ("accept", "*/*;q=0.1")], "application/json"),
    ] {
        let answer = directory.get_with(path, &headers).await;
        assert_eq!(answer.status, 200, "{headers:?}");
        assert_eq!(answer.header("content-type"), Some(content_type), "{headers:?}");
    }
    let page = [("accept", "application/json;q=0.1"), ("accept", "text/html")];
    let unknown = directory.get_with("/nowhere", &page).await;
    assert_eq!(unknown.header("content-type"), Some("text/html; charset=utf-8"));
    let coded = [("accept-encoding", "deflate"), ("accept-encoding", "br")];
    assert_eq!(directory.get_with(path, &coded).await.header("content-encoding"), Some("br"));
    let etag = directory.etag(path).await;
    let known = [("if-none-match", "\"other\""), ("if-none-match", etag.as_str())];
    assert_eq!(directory.get_with(path, &known).await.status, 304);
}

#[actix_web::test]
async fn a_second_line_of_if_match_counts() {
    let directory = TestDirectory::with(&[profile("a", json!({}))]).await;
    let key = directory.create_key(Role::Editor);
    let etag = directory.etag(ONE).await;
    let headers = [("if-match", "\"r9-00\""), ("if-match", etag.as_str())];

    let answer = directory.write(&key, "PATCH", ONE, &headers, &json!({"founded": 1990})).await;

    assert_eq!(answer.status, 200, "{}", answer.text());
}

#[actix_web::test]
async fn an_if_match_that_is_no_etag_is_refused_with_its_form() {
    let directory = TestDirectory::with(&[profile("a", json!({}))]).await;
    let key = directory.create_key(Role::Editor);
    let etag = directory.etag(ONE).await;
    let (bare, weak) = (etag.trim_matches('"').to_owned(), format!("W/{etag}"));
    for (name, value, said) in [
        ("if-match", "r1", "in double quotes"),
        ("if-match", bare.as_str(), "in double quotes"),
        ("if-match", "1", "in double quotes"),
        ("if-match", "\"*\"", "in double quotes"),
        ("if-match", "*, \"r1-0\"", "in double quotes"),
        ("if-match", weak.as_str(), "without `W/`"),
        ("if-none-match", "r1", "must be `*`"),
        ("if-none-match", "\"*\"", "without quotes"),
        ("if-none-match", etag.as_str(), "must be `*`"),
    ] {
        for (method, body) in [
            ("PUT", profile("a", json!({"founded": 1990}))),
            ("PATCH", json!({"founded": 1990})),
            ("DELETE", json!({"reason": "It ended."})),
        ] {
            let answer = directory.write(&key, method, ONE, &[(name, value)], &body).await;

            assert_eq!(answer.status, 400, "{method} {name}: {value}");
            let problem = answer.json();
            let error = &problem["errors"][0];
            assert_eq!(error["parameter"].as_str().unwrap().to_lowercase(), name);
            assert!(error["message"].as_str().unwrap().contains(said), "{problem}");
        }
    }
    assert_eq!(directory.etag(ONE).await, etag);
}

#[actix_web::test]
async fn a_byte_order_mark_before_a_json_body_is_skipped() {
    let directory = TestDirectory::with(&[profile("a", json!({}))]).await;
    let key = directory.create_key(Role::Admin);
    let (json, patch) = ("application/json", "application/merge-patch+json");
    let whole = profile("b", json!({})).to_string();
    let term = json!({"slug": "new-term", "label": "New", "alt_labels": [], "definition": "New.", "broader": null, "group": false, "same_as": [], "sources": []}).to_string();
    for (method, path, media_type, body, status) in [
        ("POST", "/api/v1/organizations/search", json, json!({"q": "a"}).to_string(), 200),
        ("POST", "/api/v1/suggest", json, json!({"q": "a"}).to_string(), 200),
        ("POST", LIST, json, whole.clone(), 201),
        ("PATCH", ONE, patch, json!({"founded": 1990}).to_string(), 200),
        ("PUT", ONE, json, profile("a", json!({"founded": 1991})).to_string(), 200),
        ("PUT", "/api/v1/approaches/new-term", json, term, 201),
        ("POST", "/api/v1/imports", json, format!("[{whole}]"), 200),
        ("POST", "/api/v1/imports", "application/x-ndjson", whole.clone(), 200),
        ("DELETE", ONE, json, json!({"reason": "It ended."}).to_string(), 204),
    ] {
        let is_edit = path == ONE;
        let headers: &[(&str, &str)] = if is_edit { &[("if-match", "*")] } else { &[] };
        let body = format!("{BOM}{body}");

        let answer = directory.write_text(&key, method, path, headers, media_type, body).await;

        assert_eq!(answer.status, status, "{method} {path}: {}", answer.text());
    }
}

#[actix_web::test]
async fn ndjson_is_imported_under_all_its_names_and_as_an_array() {
    let directory = TestDirectory::with(&[]).await;
    let key = directory.create_key(Role::Admin);
    let (a, b) = (profile("a", json!({})), profile("b", json!({})));
    let lines = format!("{a}\n{b}\n");
    let array = serde_json::to_string_pretty(&[&a, &b]).unwrap();
    for media_type in [
        "application/x-ndjson",
        "application/ndjson",
        "application/jsonl",
        "application/x-jsonlines",
        "application/jsonlines; charset=utf-8",
        "application/json",
    ] {
        for body in [&lines, &array] {
            let path = "/api/v1/imports?dry_run=true";
            let answer =
                directory.write_text(&key, "POST", path, &[], media_type, body.clone()).await;

            assert_eq!(answer.status, 200, "{media_type} {body}: {}", answer.text());
            assert_eq!(answer.json()["added"].as_array().map(Vec::len), Some(2), "{media_type}");
        }
    }
    let wrong = directory
        .write_text(&key, "POST", "/api/v1/imports", &[], "text/plain", "a".to_owned())
        .await;
    assert_eq!(wrong.status, 415);
    for known in ["application/jsonl", "text/csv"] {
        assert!(wrong.text().contains(known), "{}", wrong.text());
    }
    let exported = directory.get_with("/api/v1/export", &[("accept", "application/jsonl")]).await;
    assert_eq!(exported.status, 200);
}

#[actix_web::test]
async fn the_plus_of_a_time_zone_may_arrive_as_a_space() {
    let directory = TestDirectory::seeded().await;
    let list = |since: &str| format!("{LIST}?updated_since={since}&per_page=1");
    let encoded = directory.get(&list("2001-01-01T10:00:00%2B05:30")).await;
    assert_eq!(encoded.status, 200);
    for since in [
        "2001-01-01T10:00:00+05:30",
        "2001-01-01T10:00:00%2005:30",
        "2001-01-01T04:30:00Z",
        "2001-01-01T03:30:00-01:00",
    ] {
        let answer = directory.get(&list(since)).await;
        assert_eq!(answer.status, 200, "{since}: {}", answer.text());
        assert_eq!(answer.header("etag"), encoded.header("etag"), "{since}");
    }
    for wrong in ["2001-01-01+05:30", "10:00+05", "2001-01-01T10:00:00+5h"] {
        assert_eq!(directory.get(&list(wrong)).await.status, 400, "{wrong}");
    }
    let tomorrow = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(-1);
    let local = tomorrow.strftime("%Y-%m-%dT%H:%M:%S+00:00").to_string();
    let past = directory.get(&format!("/api/v1/organizations/a21?as_of={local}")).await;
    assert_ne!(past.status, 400, "{}", past.text());
}

#[actix_web::test]
async fn options_and_415_name_what_a_resource_accepts() {
    let directory = TestDirectory::with(&[profile("a", json!({}))]).await;
    let key = directory.create_key(Role::Editor);

    let options = directory.request("OPTIONS", ONE, &[]).await;
    assert_eq!(options.header("accept-patch"), Some("application/merge-patch+json"));
    let others = directory.request("OPTIONS", LIST, &[]).await;
    assert_eq!(others.header("accept-patch"), None);

    for coding in [&["gzip"][..], &["identity", "br"]] {
        let mut headers = vec![("if-match", "*")];
        headers.extend(coding.iter().map(|coding| ("content-encoding", *coding)));
        let body = json!({"founded": 1990});
        let coded = directory.write(&key, "PATCH", ONE, &headers, &body).await;
        assert_eq!(coded.status, 415, "{coding:?}");
        assert_eq!(coded.header("accept-encoding"), Some("identity"));
        assert_eq!(coded.header("accept-patch"), Some("application/merge-patch+json"));
    }
    let headers = [("if-match", "*"), ("content-encoding", "Identity")];
    let answer = directory.write(&key, "PATCH", ONE, &headers, &json!({"founded": 1990})).await;
    assert_eq!(answer.status, 200);
    let uncoded = directory.write(&key, "PUT", ONE, &[("if-match", "*")], &Value::Null).await;
    assert_eq!((uncoded.status, uncoded.header("accept-encoding")), (415, None));
}
